import { autotuned, bufferPoolMebibytes } from './autotune';
import { connectionMebibytes } from './connection-memory';

/** What an instance has. */
export interface InstanceSize {
  readonly memoryMebibytes: number;
  readonly cpuMillis: number;
  readonly dataMebibytes: number;
  /** IOPS of its volume; undefined when not known. */
  readonly iops?: number;
  /** Binary log of a day; undefined when not declared. */
  readonly logMebibytesPerDay?: number;
  /** Data that it is expected to hold; undefined when not declared. */
  readonly expectedMebibytes?: number;
  /** The cache of write sets. */
  readonly cacheMebibytes: number;
  /** `max_connections`, when somebody chose it. */
  readonly maxConnections?: number;
  /** `innodb_buffer_pool_size`, when somebody chose it. */
  readonly bufferPoolMebibytes?: number;
  /** What one connection may take; undefined for the buffers' defaults. */
  readonly connectionMebibytes?: number;
}

/** Server, performance_schema, Galera and the log buffer, beside the buffer pool: an estimate with margin. */
export const SERVER_MEBIBYTES = 256;
const DAY = 86400;
/** So long the store may be away, at least. */
export const LEAST_BINLOG_SECONDS = 6 * 3600;

/**
 * MySQL's parameters for what an instance has; the operator adds `innodb_buffer_pool_size` and its chunk size. Chapter numbers are those of the MySQL 8.4
 * manual; node.cnf is what the image of Percona XtraDB Cluster has. Where a number is ours and not the manual's, it says "estimate".
 */
export function tunedParameters(of: InstanceSize): Record<string, string> {
  const cores = Math.max(1, Math.floor(of.cpuMillis / 1000));
  const temporary = clamp(Math.floor(of.memoryMebibytes / 32), 32, 1024);
  const iops = of.iops ?? 1000;
  const redo = Math.min(clamp(Math.floor(of.memoryMebibytes / 8), 256, 8192), Math.max(128, Math.floor(of.dataMebibytes / 20)));
  return {
    // 7.1.8: plain connections are turned away, other than by socket; node.cnf of 8.4 has it off
    require_secure_transport: 'ON',
    max_connections: String(of.maxConnections ?? connections(of, temporary)),
    // 7.1.8, max_connect_errors: behind a proxy all clients come from few addresses, and its health checks must never lock it out
    max_connect_errors: '1000000',
    // 7.1.12.3: no connection waits for the name of its address; users are not told apart by host names
    skip_name_resolve: 'ON',
    // 10.4.4: the engine of internal temporary tables is bounded by the container's memory, where the default is by the node's: estimate
    temptable_max_ram: `${temporary}M`,
    // 17.14: every commit is on disk before it is acknowledged; node.cnf has 2 in 8.4 and 0 in 8.0
    innodb_flush_log_at_trx_commit: '1',
    // 19.1.6.4: likewise the binary log, which is MySQL's default, written for the reader
    sync_binlog: '1',
    // 17.6.5: an eighth of the memory, from 256 MiB to 8 GiB, at most a twentieth of the volume: fewer checkpoints, and a backup that is not overtaken; estimate
    innodb_redo_log_capacity: `${redo}M`,
    // 17.8.7: what background work may take of the volume's IOPS: half, and all when it falls behind; 1000 where they are not known: estimate
    innodb_io_capacity: String(clamp(Math.floor(iops / 2), 100, 20000)),
    innodb_io_capacity_max: String(clamp(iops, 200, 40000)),
    // two for each core, from 2 to 32 (Percona XtraDB Cluster 8.4 docs, wsrep system variables); node.cnf has 2
    wsrep_applier_threads: String(clamp(2 * cores, 2, 32)),
    wsrep_provider_options: `"${providerOptions(of.cacheMebibytes)}"`,
    // 19.1.6.4: three days for the archive to come back, or what the volume holds: estimate; MySQL's 30 days fill it
    binlog_expire_logs_seconds: String(Math.min(3 * DAY, mostBinlogSeconds(of, redo))),
    // 19.1.6.4: what the collector uploads at a time, out of memory, where MySQL's 1 GiB has it buffer 537 MiB (OptimalPartInfo in minio-go v7): estimate
    max_binlog_size: '256M',
    // deadlocks stand in the error log, which goes where the container's output goes
    innodb_print_all_deadlocks: 'ON',
    // 29: what the exporter reads statements from; MySQL's default, written for the reader
    performance_schema: 'ON',
  };
}

/** The operator's own number, unless that many connections would not fit beside the buffer pool. */
function connections(of: InstanceSize, temporary: number): number {
  const pool = of.bufferPoolMebibytes ?? bufferPoolMebibytes(of.memoryMebibytes);
  const left = of.memoryMebibytes - pool - SERVER_MEBIBYTES - temporary;
  const most = Math.floor(left / (of.connectionMebibytes ?? connectionMebibytes({})));
  return clamp(Math.min(autotuned(of.memoryMebibytes).maxConnections, most), 20, 5000);
}

/**
 * It takes the place of the whole option of node.cnf, which build/pxc-configure-pxc.sh gives pc.weight=10 (1.20.0). gcache.recover keeps the cache over a
 * restart (Galera documentation, Galera parameters).
 */
export function providerOptions(cacheMebibytes: number): string {
  return `pc.weight=10;gcache.size=${cacheMebibytes}M;gcache.recover=yes`;
}

/**
 * How long the volume holds the binary log: a fifth of it, and no more than the expected data, the cache and the redo log leave of its 80 %
 * (storage-headroom); a week where nothing is declared.
 */
export function mostBinlogSeconds(of: InstanceSize, redoMebibytes: number): number {
  const { dataMebibytes, logMebibytesPerDay, expectedMebibytes, cacheMebibytes } = of;
  if (logMebibytesPerDay === undefined) return 7 * DAY;
  const left = expectedMebibytes === undefined ? Infinity : dataMebibytes * 0.8 - expectedMebibytes - cacheMebibytes - redoMebibytes;
  const hours = Math.floor(((Math.min(dataMebibytes / 5, left) / logMebibytesPerDay) * DAY) / 3600);
  return Math.max(hours * 3600, LEAST_BINLOG_SECONDS);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
