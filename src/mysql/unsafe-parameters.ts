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
  wsrep_osu_method: { constraint: 'be TOI', why: 'schemas could differ from instance to instance', is: (value) => !/^toi$/i.test(value.trim()) },
};

export interface UnsafeParameter {
  readonly name: string;
  readonly value: string;
  readonly constraint: string;
  readonly why: string;
}

/** Of these parameters, those that lose data, open it or stop the server. */
export function unsafeParameters(parameters: Readonly<Record<string, string>>): UnsafeParameter[] {
  return Object.entries(parameters).flatMap(([name, value]): UnsafeParameter[] => {
    const rule = Object.hasOwn(UNSAFE, name) ? UNSAFE[name] : undefined;
    return rule?.is(value) ? [{ name, value, constraint: rule.constraint, why: rule.why }] : [];
  });
}
