import { DatabaseImage, Product } from './database-image';

/** An option that an engine took away: a server that is given it does not start. */
export interface RemovedOption {
  /** With `_` for `-`. */
  readonly name: string;
  /** The first version without it. */
  readonly since: string;
  /** What does it now. */
  readonly instead: string;
}

function removed(since: string, options: Readonly<Record<string, string>>): RemovedOption[] {
  return Object.entries(options).map(([name, instead]) => ({ name, since, instead }));
}

const NOTHING = 'nothing';

/** MySQL 8.0 manual, 1.4 and MySQL 8.4 and 9.7 manuals, "Options and Variables Removed". */
const MYSQL: readonly RemovedOption[] = [
  ...removed('8.0', {
    query_cache_size: NOTHING,
    query_cache_type: NOTHING,
    query_cache_limit: NOTHING,
    innodb_file_format: NOTHING,
    innodb_large_prefix: NOTHING,
    innodb_locks_unsafe_for_binlog: 'transaction_isolation',
    log_warnings: 'log_error_verbosity',
    tx_isolation: 'transaction_isolation',
    secure_auth: NOTHING,
  }),
  // between 8.0 and 8.4 each in an innovation release of its own
  ...removed('8.4', {
    default_authentication_plugin: 'authentication_policy',
    expire_logs_days: 'binlog_expire_logs_seconds',
    master_info_repository: NOTHING,
    relay_log_info_repository: NOTHING,
    transaction_write_set_extraction: NOTHING,
    binlog_transaction_dependency_tracking: NOTHING,
    slave_rows_search_algorithms: NOTHING,
    log_bin_use_v1_row_events: NOTHING,
  }),
  ...removed('9.0', { mysql_native_password: 'caching_sha2_password' }),
];

/** PostgreSQL release notes of these versions, "Migration to Version …". */
const POSTGRESQL: readonly RemovedOption[] = [
  ...removed('9.5', { checkpoint_segments: 'max_wal_size' }),
  ...removed('13', { wal_keep_segments: 'wal_keep_size' }),
  ...removed('14', { operator_precedence_warning: NOTHING, vacuum_cleanup_index_scale_factor: NOTHING }),
  ...removed('15', { stats_temp_directory: NOTHING }),
  ...removed('16', { vacuum_defer_cleanup_age: 'hot_standby_feedback', promote_trigger_file: 'pg_promote()' }),
  ...removed('17', { old_snapshot_threshold: NOTHING, db_user_namespace: NOTHING, trace_recovery_messages: NOTHING }),
];

/** MongoDB release notes 4.2 and 6.1. */
const MONGODB: readonly RemovedOption[] = [...removed('4.2', { smallfiles: NOTHING }), ...removed('6.1', { nojournal: NOTHING, journal: NOTHING })];

/** Elasticsearch 8.0 migration guide, "Settings changes". */
const ELASTICSEARCH = removed('8.0', {
  'discovery.zen.minimum_master_nodes': NOTHING,
  'discovery.zen.ping.unicast.hosts': 'discovery.seed_hosts',
  'node.master': 'node.roles',
  'node.data': 'node.roles',
  'node.ingest': 'node.roles',
  'node.ml': 'node.roles',
});

const OPTIONS: Readonly<Partial<Record<Product, readonly RemovedOption[]>>> = {
  'mysql': MYSQL, 'percona-server': MYSQL, 'postgresql': POSTGRESQL, 'mongodb': MONGODB, 'elasticsearch': ELASTICSEARCH,
};

export function removedOptionsOf(product: Product): readonly RemovedOption[] {
  return OPTIONS[product] ?? [];
}

/** Whether this version no longer has it; no when the version does not tell. */
export function isGone({ since }: RemovedOption, { version }: Pick<DatabaseImage, 'version'>): boolean {
  if (version === undefined) return false;
  const [have, want] = [version, since].map((text) => text.split('.').map(Number));
  for (const [i, number] of want.entries()) {
    // 8 is every 8.x, so it is at least 8.0
    if (have[i] === undefined) return number === 0;
    if (have[i] !== number) return have[i] > number;
  }
  return true;
}
