import { autotuned } from './autotune';
import { mysqldOptions } from './my-cnf';
import { parameterMebibytes } from './parameter-units';
import { CONNECTION_MEBIBYTES } from './tuning';
import { unsafeParameters } from './unsafe-parameters';
import { ParameterFacts } from '../checklist/facts';
import { mebibytes } from '../checklist/readers/quantity';

/** What the image has otherwise: 2 in 8.4 and 0 in 8.0, and one of 100 MiB (node.cnf of percona/percona-docker; MySQL 8.4 manual, 17.14). */
const NEEDED = ['innodb_flush_log_at_trx_commit', 'innodb_redo_log_capacity'];
/** What the operator derives from the limit of memory, where there is one. */
const AUTOTUNED = ['innodb_buffer_pool_size', 'max_connections'];

/** Whether the parameters are set, and go with the memory and the volume. */
export function readParameters(spec: any): ParameterFacts {
  const options = mysqldOptions(spec.pxc?.configuration);
  const limit: string | undefined = spec.pxc?.resources?.limits?.memory;
  const hasRedoLog = options.innodb_log_file_size !== undefined;
  return {
    missing: [
      ...(limit === undefined ? AUTOTUNED.filter((name) => options[name] === undefined) : []),
      ...NEEDED.filter((name) => options[name] === undefined && !(hasRedoLog && name === 'innodb_redo_log_capacity')),
    ],
    contradictions: [
      ...unsafeParameters(options).map(({ name, value, constraint, why }) => `${name} is ${value} and must ${constraint}: ${why}`),
      ...memoryContradictions(options, limit ?? spec.pxc?.resources?.requests?.memory, limit),
      ...cacheContradictions(options, spec.pxc?.volumeSpec?.persistentVolumeClaim?.resources?.requests?.storage),
    ],
  };
}

function memoryContradictions(options: Record<string, string>, memory: string | undefined, limit: string | undefined): string[] {
  if (memory === undefined) return [];
  const total = mebibytes(memory);
  const tuned = limit === undefined ? undefined : autotuned(Math.floor(mebibytes(limit)));
  const pool = parameterMebibytes(options.innodb_buffer_pool_size) ?? (tuned && tuned.bufferPoolBytes / 1024 ** 2);
  if (pool === undefined) return [];
  if (options.innodb_buffer_pool_size !== undefined && pool > total * 0.8) return [`innodb_buffer_pool_size ${options.innodb_buffer_pool_size} of ${memory} memory leaves no room`];
  // the operator's own number is not judged: connections that do nothing take far less
  const connections = Number(options.max_connections);
  if (!(connections > 0) || pool + connections * CONNECTION_MEBIBYTES <= total) return [];
  return [`max_connections ${connections} × ${CONNECTION_MEBIBYTES} MiB beside a buffer pool of ${Math.ceil(pool)} MiB need more than ${memory} of memory`];
}

function cacheContradictions(options: Record<string, string>, storage: string | undefined): string[] {
  const size = /(?:^|;)\s*gcache\.size\s*=\s*(\w+)/.exec(options.wsrep_provider_options ?? '')?.[1];
  const cache = parameterMebibytes(size);
  if (cache === undefined || storage === undefined || cache <= mebibytes(storage) / 4) return [];
  return [`gcache.size ${size} takes more than a quarter of the ${storage} that hold the data`];
}
