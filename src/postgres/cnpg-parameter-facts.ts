import { parameterMebibytes } from './parameter-units';
import { unsafeParameters } from './unsafe-parameters';
import { ParameterFacts } from '../checklist/facts';
import { mebibytes } from '../checklist/readers/quantity';

// what the guide's box names, and what PostgreSQL sizes for a machine of 1990 when nobody says otherwise
const NEEDED = ['shared_buffers', 'effective_cache_size', 'work_mem', 'maintenance_work_mem', 'max_connections', 'max_wal_size', 'random_page_cost'];

/** Whether the parameters are set, and go with the memory, the volumes and the connections. */
export function readParameters(spec: any): ParameterFacts {
  const parameters: Record<string, string> = spec.postgresql?.parameters ?? {};
  return {
    missing: NEEDED.filter((name) => parameters[name] === undefined),
    contradictions: [
      ...unsafeParameters(parameters, walMebibytes(spec)).map(({ name, value, constraint, why }) => `${name} is ${value} and must ${constraint}: ${why}`),
      ...memoryContradictions(parameters, spec.resources?.requests?.memory ?? spec.resources?.limits?.memory),
      ...walContradictions(parameters, spec),
    ],
  };
}

function memoryContradictions(parameters: Record<string, string>, requested: string | undefined): string[] {
  if (requested === undefined) return [];
  const memory = mebibytes(requested);
  const found: string[] = [];
  const [shared, work, cache] = ['shared_buffers', 'work_mem', 'effective_cache_size'].map((name) => parameterMebibytes(parameters[name] ?? ''));
  if (shared !== undefined && shared > memory * 0.75) found.push(`shared_buffers ${parameters.shared_buffers} of ${requested} memory leave no room`);
  if (shared !== undefined && shared < memory * 0.05) found.push(`shared_buffers ${parameters.shared_buffers} leave most of ${requested} memory unused`);
  if (cache !== undefined && cache > memory) found.push(`effective_cache_size ${parameters.effective_cache_size} is more than the ${requested} of memory`);
  const connections = Number(parameters.max_connections);
  if (shared !== undefined && work !== undefined && shared + work * connections > memory) {
    found.push(`max_connections ${connections} × work_mem ${parameters.work_mem} beside shared_buffers ${parameters.shared_buffers} need more than ${requested} of memory`);
  }
  return found;
}

function walContradictions(parameters: Record<string, string>, spec: any): string[] {
  const volume = walMebibytes(spec);
  const max = parameterMebibytes(parameters.max_wal_size ?? '');
  if (volume === undefined || max === undefined || max <= volume * 0.8) return [];
  return [`max_wal_size ${parameters.max_wal_size} does not leave a fifth of the ${volume} MiB that hold the write-ahead log`];
}

/** Size of the volume that holds the write-ahead log. */
function walMebibytes(spec: any): number | undefined {
  const size = spec.walStorage?.size ?? spec.storage?.size;
  return size === undefined ? undefined : mebibytes(size);
}
