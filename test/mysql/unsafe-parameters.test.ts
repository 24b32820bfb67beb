import { mySqlParameters } from '../../src/mysql/parameters';

const SIZE = { memoryMebibytes: 8192, cpuMillis: 2000, dataMebibytes: 102400, cacheMebibytes: 5120 };
const derive = (own: Record<string, string>) => mySqlParameters(SIZE, own);

test.each([
  ...['0', '2'].map((value) => ['innodb_flush_log_at_trx_commit', value, 'be 1', 'a crash of the node loses commits that were acknowledged']),
  ...['0', '1000'].map((value) => ['sync_binlog', value, 'be 1', 'after a crash the archive lacks transactions that the data has']),
  ...['OFF', 'off', '0', 'detect_only'].map((value) => ['innodb_doublewrite', value, 'be ON', 'a crash of the node corrupts the database']),
  ['innodb_force_recovery', '1', 'be 0', 'it is for rescuing what can be read of a broken database'],
  ['innodb_checksum_algorithm', 'none', 'be crc32 or strict_crc32', 'damage would not be noticed'],
  ['pxc_strict_mode', 'PERMISSIVE', 'be ENFORCING or MASTER', 'tables that Galera does not replicate would differ from instance to instance'],
  ...['OFF', 'false', '0'].map((value) => ['require_secure_transport', value, 'be ON', 'passwords and data could be read on the way']),
  ['tls_version', 'TLSv1.1,TLSv1.2', 'be TLSv1.2, TLSv1.3 or both', 'others are broken'],
  ...['ON', 'true', '1'].map((value) => ['local_infile', value, 'be OFF', 'a server could ask for any file of a client']),
  ['skip_show_database', 'ON', 'be OFF', 'the operator and the exporter would see nothing'],
  ['read_only', 'ON', 'be OFF', 'clients could not write'],
  ['super_read_only', '1', 'be OFF', 'neither clients nor the operator could write'],
  ['slow_query_log', 'ON', 'be OFF', 'its file lies on the data volume, and what rotates logs there never reopens it; statements are recorded by performance_schema'],
  ['general_log', 'ON', 'be OFF', 'it writes every statement to the data volume, passwords too'],
  ['performance_schema', 'OFF', 'be ON', 'nothing would record the statements'],
  ['disable_log_bin', 'ON', 'be OFF', 'nothing could be archived'],
  ['skip_log_bin', 'ON', 'be OFF', 'nothing could be archived'],
  ['wsrep_osu_method', 'RSU', 'be TOI', 'schemas could differ from instance to instance'],
])('%s %s is refused with what it would do', (name, value, constraint, why) => {
  expect(() => derive({ [name]: value })).toThrow(`parameters.${name} must ${constraint}, got "${value}"; leave it out: ${why}`);
});

test.each(['loose_sync_binlog', 'maximum_max_connections', 'enable_local_infile'])('%s is refused, because it is another parameter with a prefix', (name) => {
  expect(() => derive({ [name]: '0' })).toThrow(`parameters.${name} must have no prefix before the name, got "0"; write the name of the parameter alone`);
});

test.each(['constructor', 'toString', 'hasownproperty'])('%s, which every object has, is a name like any other', (name) => {
  if (/[A-Z]/.test(name)) expect(() => derive({ [name]: '1' })).toThrow('in lower case');
  else expect(derive({ [name]: '1' })).toMatchObject({ [name]: '1' });
});

test.each([
  ['long_query_time', '1'], ['innodb_lock_wait_timeout', '20'], ['innodb_buffer_pool_size', '4G'], ['max_connections', '300'], ['tls_version', 'TLSv1.3'],
  ['transaction_isolation', 'READ-COMMITTED'], ['pxc_strict_mode', 'MASTER'],
])('%s %s is taken as it is', (name, value) => {
  expect(derive({ [name]: value })).toMatchObject({ [name]: value });
});
