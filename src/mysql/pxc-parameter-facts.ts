import { autotuned } from './autotune';
import { connectionMebibytes } from './connection-memory';
import { mysqldOptions } from './my-cnf';
import { parameterMebibytes } from './parameter-units';
import { LEAST_BINLOG_SECONDS } from './tuning';
import { unsafeParameters } from './unsafe-parameters';
import { ParameterFacts } from '../checklist/facts';
import { mebibytes } from '../checklist/readers/quantity';
import { mebibytesText } from '../checklist/wording';

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
      ...binlogContradictions(options, spec.backup?.pitr),
      ...volumeContradictions(options, spec.pxc?.volumeSpec?.persistentVolumeClaim?.resources?.requests?.storage),
    ],
  };
}

function memoryContradictions(options: Record<string, string>, memory: string | undefined, limit: string | undefined): string[] {
  if (memory === undefined) return [];
  const total = mebibytes(memory);
  const tuned = limit === undefined ? undefined : autotuned(Math.floor(mebibytes(limit)));
  const pool = parameterMebibytes(options.innodb_buffer_pool_size) ?? (tuned && tuned.bufferPoolBytes / 1024 ** 2);
  if (pool === undefined) return [];
  if (options.innodb_buffer_pool_size !== undefined && pool > total * 0.8) return [`innodb_buffer_pool_size ${options.innodb_buffer_pool_size} of ${mebibytesText(total)} of memory leaves no room`];
  // the operator's own number is not judged: connections that do nothing take far less
  const connections = Number(options.max_connections);
  const each = connectionMebibytes(options);
  if (!(connections > 0) || pool + connections * each <= total) return [];
  return [`max_connections ${connections} × ${each} MiB beside a buffer pool of ${Math.ceil(pool)} MiB need more than ${mebibytesText(total)} of memory`];
}

function volumeContradictions(options: Record<string, string>, storage: string | undefined): string[] {
  if (storage === undefined) return [];
  const [size, cache] = [mebibytes(storage), cacheOf(options)];
  return [
    ...(cache > size / 4 ? [`gcache.size ${mebibytesText(cache)} takes more than a quarter of the ${mebibytesText(size)} that hold the data`] : []),
    ...(redoLogOf(options) > size / 5 ? [`innodb_redo_log_capacity ${mebibytesText(redoLogOf(options))} takes more than a fifth of the ${mebibytesText(size)} that hold the data`] : []),
  ];
}

/** What the collector has not uploaded is lost when it goes. */
function binlogContradictions(options: Record<string, string>, pitr: any): string[] {
  if (pitr?.enabled !== true) return [];
  const least = Math.max(LEAST_BINLOG_SECONDS, 3 * (pitr.timeBetweenUploads || 60));
  const seconds = binlogSecondsOf(options);
  if (seconds === 0) return ['binlog_expire_logs_seconds is 0: binary logs fill the volume'];
  return seconds >= least ? [] : [`binlog_expire_logs_seconds is ${seconds} and must be at least ${least}: what is not uploaded by then is lost`];
}

/** What binary log, cache of write sets and redo log take of the data volume; the binary log only where it is declared how much is written. */
export function logMebibytesOf(spec: any, logMebibytesPerDay: number | undefined): number {
  const options = mysqldOptions(spec.pxc?.configuration);
  return Math.ceil(keptLogMebibytes(options) + (binlogSecondsOf(options) / 86400) * (logMebibytesPerDay ?? 0));
}

/** What the cache of write sets and the redo log take, whatever is written. */
export function keptLogMebibytes(options: Record<string, string>): number {
  return cacheOf(options) + redoLogOf(options);
}

/** 128M by default (Galera documentation, Galera parameters). */
function cacheOf(options: Record<string, string>): number {
  return parameterMebibytes(/(?:^|;)\s*gcache\.size\s*=\s*(\w+)/.exec(options.wsrep_provider_options ?? '')?.[1]) ?? 128;
}

/** 100 MiB by default; until 8.0.30 two files of one size (MySQL 8.4 manual, 17.14). */
function redoLogOf({ innodb_redo_log_capacity: capacity, innodb_log_file_size: file, innodb_log_files_in_group: files = '2' }: Record<string, string>): number {
  return parameterMebibytes(capacity) ?? (parameterMebibytes(file) ?? 50) * (Number(files) || 2);
}

/** 30 days by default (MySQL 8.4 manual, 19.1.6.4). */
function binlogSecondsOf({ binlog_expire_logs_seconds: seconds }: Record<string, string>): number {
  return seconds !== undefined && /^\d+$/.test(seconds) ? Number(seconds) : 30 * 86400;
}
