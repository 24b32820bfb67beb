import { ParameterFacts, QueryInsightFacts } from '../checklist/facts';
import { mebibytes } from '../checklist/readers/quantity';

/** One server's mongod.conf beside what it has. */
export interface Configured {
  /** mongod.conf, as a tree of anybody's making. */
  readonly configuration: any;
  readonly memoryRequest?: string;
  readonly memoryLimit?: string;
  readonly dataMebibytes: number;
  /** Share of the memory limit without 1 GiB that the operator gives the cache; undefined where nobody tells mongod but its own default, half of it. */
  readonly cacheRatio?: number;
}

/** Value at a path, of sections that are nested or joined by dots, as both are written. */
export function optionAt(configuration: any, path: string): unknown {
  if (typeof configuration !== 'object' || configuration === null) return undefined;
  if (Object.hasOwn(configuration, path)) return configuration[path];
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const found = Object.hasOwn(configuration, path.slice(0, dot)) ? optionAt(configuration[path.slice(0, dot)], path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const CACHE = 'storage.wiredTiger.engineConfig.cacheSizeGB';
const OPLOG = 'replication.oplogSizeMB';

/** What the oplog takes on the volume: as it is told, or a twentieth of it, from 990 MiB to 50 GiB (MongoDB manual 8.0, Replica Set Oplog). */
export function oplogMebibytes(configuration: any, dataMebibytes: number): number {
  return numberAt(configuration, OPLOG) ?? Math.min(51_200, Math.max(990, Math.floor(dataMebibytes / 20)));
}

/** Whether cache and oplog are set, and go with the memory and the volume. */
export function readConfiguration({ configuration, memoryRequest, memoryLimit, dataMebibytes, cacheRatio = 0.5 }: Configured): ParameterFacts {
  const cache = numberAt(configuration, CACHE);
  const oplog = numberAt(configuration, OPLOG);
  const contradictions: string[] = [];
  const memory = memoryLimit ?? memoryRequest;
  if (cache !== undefined && memory !== undefined && cache * 1024 > mebibytes(memory) * 0.8) {
    contradictions.push(`${CACHE} ${cache} of ${memory} memory leaves no room for connections and sorts`);
  }
  if (cacheRatio > 0.8) contradictions.push(`cacheSizeRatio ${cacheRatio} leaves no room for connections and sorts`);
  if (oplog !== undefined && dataMebibytes > 0 && oplog > dataMebibytes / 2) {
    contradictions.push(`${OPLOG} ${oplog} is more than half of the volume of ${dataMebibytes} MiB`);
  }
  if (optionAt(configuration, 'storage.journal.enabled') === false) contradictions.push('storage.journal.enabled is false: a crash loses acknowledged writes');
  return {
    missing: [
      // with a memory limit mongod and the operators reckon it; without one it is half of the node's memory
      ...(cache === undefined && memoryLimit === undefined ? [CACHE] : []),
      // without it a twentieth of what is free on the volume when the database is made, and never more when the volume grows
      ...(oplog === undefined ? [OPLOG] : []),
    ],
    contradictions,
  };
}

function numberAt(configuration: any, path: string): number | undefined {
  const value = optionAt(configuration, path);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Why whoever connects may do everything; undefined where they have to log in. */
export function withoutAuthorization(configurations: readonly any[]): string | undefined {
  const isOpen = configurations.some((of) => optionAt(of, 'security.authorization') === 'disabled');
  return isOpen ? 'whoever connects may do everything (security.authorization: disabled)' : undefined;
}

/** What records slow operations: the profiler of each database (MongoDB manual 8.0, Database Profiler). */
export function profilerOf(configuration: any): QueryInsightFacts['records'] {
  const mode = optionAt(configuration, 'operationProfiling.mode');
  return mode === 'slowOp' || mode === 'all' ? `the profiler (operationProfiling.mode: ${mode})` : undefined;
}
