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
  ['read_only', 'ON', 'be OFF', 'clients could not write'],
  ['super_read_only', '1', 'be OFF', 'neither clients nor the operator could write'],
  ['slow_query_log', 'ON', 'be OFF', 'its file lies on the data volume, and what rotates logs there never reopens it; statements are recorded by performance_schema'],
  ['general_log', 'ON', 'be OFF', 'it writes every statement to the data volume, passwords too'],
  ['performance_schema', 'OFF', 'be ON', 'nothing would record the statements'],
  ['offline_mode', 'ON', 'be OFF', 'clients would be turned away'],
  ['innodb_read_only', 'ON', 'be OFF', 'clients could not write'],
  ['transaction_read_only', 'ON', 'be OFF', 'clients could not write'],
  ['binlog_ignore_db', 'app', 'not be set', 'the archive would lack that database'],
  ['binlog_do_db', 'app', 'not be set', 'the archive would lack all other databases'],
  ['replicate_wild_ignore_table', 'app.%', 'not be set', 'instances would differ in what is filtered'],
  ['binlog_expire_logs_auto_purge', 'OFF', 'be ON', 'binary logs would fill the volume'],
  ['wsrep_desync', 'ON', 'be OFF', 'instances would fall behind without an end'],
  ['wsrep_reject_queries', 'ALL', 'be NONE', 'clients would be turned away'],
  ['default_password_lifetime', '90', 'be 0', 'passwords of the operator would expire, and it would be locked out'],
  ['wsrep_osu_method', 'RSU', 'be TOI', 'schemas could differ from instance to instance'],
])('%s %s is refused with what it would do', (name, value, constraint, why) => {
  expect(() => derive({ [name]: value })).toThrow(`parameters.${name} must ${constraint}, got "${value}"; leave it out: ${why}`);
});

test.each(['loose_sync_binlog', 'maximum_max_connections', 'enable_local_infile', 'skip_require_secure_transport', 'disable_log_bin', 'skip_log_bin'])('%s is refused, because it is another parameter with a prefix', (name) => {
  expect(() => derive({ [name]: '0' })).toThrow(`parameters.${name} must have no prefix before the name, got "0"; write the name of the parameter alone`);
});

test.each(['constructor', 'toString', 'hasownproperty'])('%s, which every object has, is judged like any other name', (name) => {
  if (/[A-Z]/.test(name)) expect(() => derive({ [name]: '1' })).toThrow('in lower case');
  else expect(() => derive({ [name]: '1' })).toThrow('must be one of those that docs/mysql-parameters.md lists');
});

test.each(['wsrep_max_ws_size', 'sql_log_bin', 'innodb_page_size', 'lower_case_table_names', 'innodb_undo_directory', 'user', 'init_file', 'plugin_load_add', 'max_user_connections'])(
  '%s is refused, because what it does is not judged', (name) => {
    expect(() => derive({ [name]: '1' })).toThrow(new Error(`parameters.${name} must be one of those that docs/mysql-parameters.md lists: others are not judged, got "1"; correct the `
      + 'name, or add it to spec.pxc.configuration by ApiObject.of(database).addJsonPatch'));
  });

test.each(['3600', '0', '604801', 'a week'])('binlog_expire_logs_seconds %s is refused, because logs would go before they are uploaded, or fill the volume', (seconds) => {
  expect(() => derive({ binlog_expire_logs_seconds: seconds })).toThrow('parameters.binlog_expire_logs_seconds must be a whole number from 21600 to 604800: the store may be away so long, '
    + `and the volume holds no more, got "${seconds}"; leave it out to get three days, or what the volume holds`);
});

test('larger buffers of connections leave room for fewer of them', () => {
  expect(derive({ sort_buffer_size: '4M' }).max_connections).toBe('226');
  expect(() => derive({ sort_buffer_size: '4M', max_connections: '227' })).toThrow('parameters.max_connections must be at most 226: each may use 6.75 MiB');
  expect(() => derive({ join_buffer_size: 'much' })).toThrow('parameters.join_buffer_size must be an amount of bytes, got "much"; write for example "2M"');
});

test.each(['tmp_table_size', 'max_heap_table_size'])('%s is at most what temporary tables may take together', (name) => {
  expect(() => derive({ [name]: '1G' })).toThrow(`parameters.${name} must be at most temptable_max_ram (256 MiB), got "1G"; lower it: each table in memory may take so much`);
});

test.each([
  ['long_query_time', '1'], ['innodb_lock_wait_timeout', '20'], ['innodb_buffer_pool_size', '4G'], ['max_connections', '300'], ['tls_version', 'TLSv1.3'],
  ['transaction_isolation', 'READ-COMMITTED'], ['pxc_strict_mode', 'MASTER'],
])('%s %s is taken as it is', (name, value) => {
  expect(derive({ [name]: value })).toMatchObject({ [name]: value });
});
