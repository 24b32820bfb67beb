import { postgresParameters } from '../../src/postgres/parameters';

const derive = (own: Record<string, string>) => () =>
  postgresParameters({ memoryMebibytes: 8192, cpuMillis: 2000, walMebibytes: 20480, instances: 3 }, own);

test.each([
  ['fsync', 'off', 'be on', 'a crash of the node corrupts the database'],
  ...['f', 'of', 'n', 'fals', 'OFF', '0'].map((value) => ['fsync', value, 'be on', 'a crash of the node corrupts the database']),
  ['full_page_writes', 'false', 'be on', 'a crash of the node corrupts the database'],
  ['synchronous_commit', 'off', 'be on, remote_write or remote_apply', 'acknowledged writes are lost in a crash or failover'],
  ['synchronous_commit', 'local', 'be on, remote_write or remote_apply', 'acknowledged writes are lost in a crash or failover'],
  ['synchronous_commit', 'LOCAL', 'be on, remote_write or remote_apply', 'acknowledged writes are lost in a crash or failover'],
  ['zero_damaged_pages', 't', 'be off', 'it destroys what is on damaged pages'],
  ['zero_damaged_pages', 'on', 'be off', 'it destroys what is on damaged pages'],
  ['ignore_checksum_failure', 'on', 'be off', 'it spreads damage to replicas and backups'],
  ['autovacuum', 'off', 'be on', 'transaction ids run out, and then all writes are refused'],
  ['track_counts', 'off', 'be on', 'autovacuum does not run without it'],
  ['autovacuum_naptime', '2147483s', 'be at most 1h', 'tables are not vacuumed in between, and transaction ids run out'],
  ['autovacuum_naptime', '2147483', 'be at most 1h', 'tables are not vacuumed in between, and transaction ids run out'],
  ['autovacuum_max_workers', '0', 'be at least 1', 'tables are not vacuumed, and transaction ids run out'],
  ['autovacuum_freeze_max_age', '2000000000', 'be at most 1000000000', 'writes are refused at about 2,000,000,000 transactions'],
  ['autovacuum_multixact_freeze_max_age', '2000000000', 'be at most 1000000000', 'writes are refused at about 2,000,000,000 of them'],
  ['default_transaction_read_only', 'on', 'be off', 'every client would have to ask for leave to write'],
  ['ssl_min_protocol_version', 'TLSv1', 'be TLSv1.2 or TLSv1.3', 'older ones are broken'],
  ['password_encryption', 'md5', 'be scram-sha-256', 'others can be cracked, and MD5 goes away'],
  ['max_wal_senders', '0', 'be at least 10', 'replicas and base backups each need some'],
  ['max_replication_slots', '3', 'be at least 10', 'replicas each need one'],
  ['max_worker_processes', '0', 'be at least 8', 'replication and parallel queries need them'],
  ['superuser_reserved_connections', '90', 'be from 1 to 10', 'they are taken from max_connections, and the operator needs one'],
  ['huge_pages', 'on', 'be try or off', 'the instances request no huge pages, and the server would not start'],
  ['checkpoint_timeout', '1d', 'be from 30s to 1h', 'recovery replays everything since the last checkpoint'],
  ['pg_stat_statements.track', 'none', 'be top or all', 'nothing would record the statements'],
  ['max_slot_wal_keep_size', '-1', 'be at most 80 % of the WAL volume (16384MB)', 'a replica that stays away would fill the volume and stop the primary'],
  ['max_slot_wal_keep_size', '19GB', 'be at most 80 % of the WAL volume (16384MB)', 'a replica that stays away would fill the volume and stop the primary'],
])('%s %s is refused with what it would do', (name, value, constraint, why) => {
  expect(derive({ [name]: value })).toThrow(`parameters.${name} must ${constraint}, got "${value}"; leave it out: ${why}`);
});

test.each([
  ['maintenance_work_mem', { maintenance_work_mem: '7GB' }],
  ['autovacuum_work_mem', { autovacuum_work_mem: '6GB' }],
])('%s of all autovacuum workers has to fit beside shared_buffers', (name, own) => {
  expect(derive(own)).toThrow(`parameters.${name} must be at most 2048MB: 3 autovacuum workers share what shared_buffers leave, got "${Object.values(own)[0]}"; `
    + 'leave it out to get a twentieth of the memory');
});

test.each<Record<string, string>>([
  { synchronous_commit: 'remote_apply' }, { huge_pages: 'try' }, { checkpoint_timeout: '30min' }, { max_wal_senders: '20' },
  { max_slot_wal_keep_size: '16GB' }, { autovacuum_naptime: '30' }, { autovacuum_naptime: '5min' }, { ssl_min_protocol_version: 'TLSv1.2' }, { autovacuum_work_mem: '-1' },
])('%j is taken', (own) => expect(derive(own)).not.toThrow());
