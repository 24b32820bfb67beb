/** What an instance has. */
export interface InstanceSize {
  readonly memoryMebibytes: number;
  readonly cpuMillis: number;
  readonly walMebibytes: number;
  /** `max_connections`, when somebody chose it. */
  readonly maxConnections?: number;
  /** `max_wal_size`, when somebody chose it. */
  readonly maxWalMebibytes?: number;
}

/** Memory that the process of one connection takes before it sorts anything, in MiB: an estimate with margin. */
const BACKEND_MEBIBYTES = 4;

/**
 * PostgreSQL's parameters for the memory, cores and WAL volume that an instance has. Chapter numbers are those of the PostgreSQL 17 manual.
 * Where a number is ours and not the manual's, it says "estimate".
 */
export function tunedParameters(of: InstanceSize): Record<string, string> {
  const memory = of.memoryMebibytes;
  const cores = Math.max(1, Math.floor(of.cpuMillis / 1000));
  // one connection for 32 MiB, from 50 to 500: estimate; beyond that a pooler serves more clients than connections do
  const maxConnections = of.maxConnections ?? clamp(Math.floor(memory / 32), 50, 500);
  // 19.4.1: a quarter of the memory is a reasonable start; CloudNativePG 1.30, docs/src/resource_management.md says the same
  const sharedBuffers = Math.floor(memory / 4);
  // a twentieth for each of the three autovacuum workers, from 64 MiB to 2 GiB: estimate
  const maintenance = clamp(Math.floor(memory / 20), 64, 2048);
  // what is left, when every connection runs two sorts at once: estimate
  const left = memory - sharedBuffers - maintenance - maxConnections * BACKEND_MEBIBYTES;
  const work = clamp(Math.floor(left / (2 * maxConnections)), 1, 1024);
  // leaves room for what replicas and the archive still need: estimate
  const maxWal = of.maxWalMebibytes ?? clamp(Math.floor(of.walMebibytes * 0.3), 256, 32768);
  const parallel = String(clamp(Math.ceil(cores / 2), 1, 4));
  return {
    'max_connections': String(maxConnections),
    'shared_buffers': `${sharedBuffers}MB`,
    // 19.7.2: shared buffers and the page cache together, which is what the container's memory holds
    'effective_cache_size': `${Math.floor(memory * 0.75)}MB`,
    'work_mem': `${work}MB`,
    'maintenance_work_mem': `${maintenance}MB`,
    // 19.5.1: one segment; more brings little
    'wal_buffers': '16MB',
    'min_wal_size': `${Math.max(Math.min(80, Math.floor(maxWal / 2)), Math.floor(maxWal / 4))}MB`,
    'max_wal_size': `${maxWal}MB`,
    // 19.6.1: a replica that falls behind further loses its slot and is made anew, instead of filling the primary's volume
    'max_slot_wal_keep_size': `${Math.floor(of.walMebibytes / 2)}MB`,
    // 28.5: fewer checkpoints write fewer full pages; recovery of 15 minutes of WAL is well below a failover's patience
    'checkpoint_timeout': '15min',
    'checkpoint_completion_target': '0.9',
    // the longest that a quiet database's last writes are only on its own volumes (operator's default, written for the reader)
    'archive_timeout': '5min',
    'wal_compression': 'on',
    // 19.7.2: network-attached and local SSDs alike answer random reads almost as fast as sequential ones
    'random_page_cost': '1.1',
    'effective_io_concurrency': '200',
    'max_parallel_workers': String(Math.max(2, cores)),
    'max_parallel_workers_per_gather': parallel,
    'max_parallel_maintenance_workers': parallel,
    'track_io_timing': 'on',
    'log_lock_waits': 'on',
    'log_temp_files': '64MB',
    // sessions that keep a transaction open hold back vacuum; they show in logs and in an alert, and are not cut
    'log_autovacuum_min_duration': '10s',
    // F.32: the operator preloads the library and creates the extension when a parameter of it is set
    'pg_stat_statements.max': '5000',
    'pg_stat_statements.track': 'top',
    // F.3: plans of the slow statements, without running them twice
    'auto_explain.log_min_duration': '10s',
    'auto_explain.log_nested_statements': 'on',
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
