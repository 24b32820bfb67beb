import { isOff, isOn } from './parameter-units';

interface Unsafe {
  /** What it must be. */
  readonly constraint: string;
  readonly why: string;
  is(value: string): boolean;
}

function notOff(why: string): Unsafe {
  return { constraint: 'be ON', why, is: isOff };
}

function notOn(why: string): Unsafe {
  return { constraint: 'be OFF', why, is: isOn };
}

function unset(why: string): Unsafe {
  return { constraint: 'not be set', why, is: () => true };
}

function only(allowed: RegExp, constraint: string, why: string): Unsafe {
  return { constraint, why, is: (value) => !allowed.test(value.trim()) };
}

/** Values that MySQL takes, and that lose data, open it or stop the server (MySQL 8.4 manual, 7.1.8, 17.14, 19.1.6; Percona XtraDB Cluster 8.4 docs). */
const UNSAFE: Readonly<Record<string, Unsafe>> = {
  innodb_flush_log_at_trx_commit: { constraint: 'be 1', why: 'a crash of the node loses commits that were acknowledged', is: (value) => value.trim() !== '1' },
  sync_binlog: { constraint: 'be 1', why: 'after a crash the archive lacks transactions that the data has', is: (value) => value.trim() !== '1' },
  innodb_doublewrite: { constraint: 'be ON', why: 'a crash of the node corrupts the database', is: (value) => isOff(value) || /^detect_only$/i.test(value) },
  innodb_force_recovery: { constraint: 'be 0', why: 'it is for rescuing what can be read of a broken database', is: (value) => value.trim() !== '0' },
  innodb_checksum_algorithm: { constraint: 'be crc32 or strict_crc32', why: 'damage would not be noticed', is: (value) => !/^(strict_)?crc32$/i.test(value.trim()) },
  pxc_strict_mode: { constraint: 'be ENFORCING or MASTER', why: 'tables that Galera does not replicate would differ from instance to instance', is: (value) => !/^(enforcing|master)$/i.test(value.trim()) },
  require_secure_transport: notOff('passwords and data could be read on the way'),
  tls_version: { constraint: 'be TLSv1.2, TLSv1.3 or both', why: 'others are broken', is: (value) => !/^(TLSv1\.[23])(,TLSv1\.[23])?$/i.test(value.trim()) },
  local_infile: notOn('a server could ask for any file of a client'),
  skip_show_database: notOn('the operator and the exporter would see nothing'),
  read_only: notOn('clients could not write'),
  super_read_only: notOn('neither clients nor the operator could write'),
  slow_query_log: notOn('its file lies on the data volume, and what rotates logs there never reopens it; statements are recorded by performance_schema'),
  general_log: notOn('it writes every statement to the data volume, passwords too'),
  performance_schema: notOff('nothing would record the statements'),
  disable_log_bin: notOn('nothing could be archived'),
  skip_log_bin: notOn('nothing could be archived'),
  binlog_expire_logs_auto_purge: notOff('binary logs would fill the volume'),
  binlog_space_limit: only(/^0$/, 'be 0', 'binary logs would go before they are archived'),
  binlog_format: only(/^row$/i, 'be ROW', 'Galera replicates rows, and statements of the archive could give other data'),
  binlog_do_db: unset('the archive would lack all other databases'),
  binlog_ignore_db: unset('the archive would lack that database'),
  gtid_mode: only(/^on$/i, 'be ON', 'the archive goes by GTIDs'),
  log_replica_updates: notOff('the archive would lack what another instance wrote'),
  log_slave_updates: notOff('the archive would lack what another instance wrote'),
  offline_mode: notOn('clients would be turned away'),
  innodb_read_only: notOn('clients could not write'),
  transaction_read_only: notOn('clients could not write'),
  default_password_lifetime: only(/^0$/, 'be 0', 'passwords of the operator would expire, and it would be locked out'),
  skip_grant_tables: notOn('everybody could do everything without a password'),
  skip_networking: notOn('nobody could connect'),
  wsrep_on: notOff('nothing would be replicated'),
  wsrep_desync: notOn('instances would fall behind without an end'),
  wsrep_reject_queries: only(/^none$/i, 'be NONE', 'clients would be turned away'),
  pxc_encrypt_cluster_traffic: notOff('data between instances could be read on the way'),
  wsrep_provider_options: {
    constraint: 'have neither pc.ignore_sb nor pc.ignore_quorum on, nor socket.ssl off',
    why: 'parts of a cluster that has fallen in two would both take writes, or data between instances could be read on the way',
    is: (value) => /(^|[;"'\s])pc\.ignore_(sb|quorum)\s*=\s*(true|yes|on|1)\b/i.test(value) || /(^|[;"'\s])socket\.ssl\s*=\s*(false|no|off|0)\b/i.test(value),
  },
  wsrep_osu_method: { constraint: 'be TOI', why: 'schemas could differ from instance to instance', is: (value) => !/^toi$/i.test(value.trim()) },
};

/** MySQL 8.4 manual, 19.1.6.3; Galera applies what others have written through the same filters. */
const REPLICATION_FILTER = unset('instances would differ in what is filtered');

export interface UnsafeParameter {
  readonly name: string;
  readonly value: string;
  readonly constraint: string;
  readonly why: string;
}

export function isJudged(name: string): boolean {
  return Object.hasOwn(UNSAFE, name) || /^replicate_/.test(name);
}

/** Of these parameters, those that lose data, open it or stop the server. */
export function unsafeParameters(parameters: Readonly<Record<string, string>>): UnsafeParameter[] {
  return Object.entries(parameters).flatMap(([name, value]): UnsafeParameter[] => {
    const rule = Object.hasOwn(UNSAFE, name) ? UNSAFE[name] : /^replicate_/.test(name) ? REPLICATION_FILTER : undefined;
    return rule?.is(value) ? [{ name, value, constraint: rule.constraint, why: rule.why }] : [];
  });
}
