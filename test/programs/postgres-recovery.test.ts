import { spawnSync } from 'child_process';
import { join } from 'path';

/** What the program makes of a log; the lines were recorded from CloudNativePG 1.30 with the plugin 0.14 and barman 3.13. */
function readOf(...lines: object[]): any {
  const { stdout, stderr } = spawnSync('node', [join(__dirname, 'recovery-logs.mjs')], { input: lines.map((line) => JSON.stringify(line)).join('\n'), encoding: 'utf8' });
  if (stderr) throw new Error(stderr);
  return JSON.parse(stdout);
}

const BACKUP = {
  level: 'info',
  msg: 'Target backup found',
  logging_pod: 'orders-1-full-recovery',
  backup: { backup_name: 'backup-20261128104203', end_time_iso: '2026-11-28T10:43:42.538799+00:00', EndTime: '2026-11-28T10:43:42.538799Z', backup_id: '20261128T104205' },
};
const record = (message: string, error_severity = 'LOG') => ({ level: 'info', logger: 'postgres', msg: 'record', record: { error_severity, message } });
const LAST = record('last completed transaction was at log time 2026-11-28 10:44:55.115154+00');

test('the newest that was restored is the last transaction', () => {
  expect(readOf(BACKUP, record('archive recovery complete'), LAST)).toEqual({ newest: '2026-11-28T10:44:55.115Z', backup: '20261128T104205' });
});

test('after a last transaction from before the backup it is the end of the backup', () => {
  expect(readOf(BACKUP, record('last completed transaction was at log time 2026-11-28 10:42:15.069694+00')).newest).toBe('2026-11-28T10:43:42.538Z');
});

test('without any transaction it is the end of the backup', () => {
  expect(readOf(BACKUP).newest).toBe('2026-11-28T10:43:42.538Z');
});

test('a server with another time zone means the same moment', () => {
  expect(readOf(BACKUP, record('last completed transaction was at log time 2026-11-28 19:44:55.115154+09')).newest).toBe('2026-11-28T10:44:55.115Z');
  expect(readOf(BACKUP, record('last completed transaction was at log time 2026-11-28 16:14:55.115154+05:30')).newest).toBe('2026-11-28T10:44:55.115Z');
});

const barman = (stderr: string) => ({ level: 'error', msg: 'Can\'t extract backup id', command: 'barman-cloud-backup-list', stdout: '', stderr, error: 'exit status 4' });

test.each([
  ['no-backup', 20, { level: 'error', msg: 'Error while handling GRPC request', error: 'no target backup found' }, 'Error while handling GRPC request: no target backup found'],
  ['no-backup', 20, barman('2026-11-28 10:48:39,334 [27] ERROR: Bucket backups does not exist\n'),
    'Can\'t extract backup id: exit status 4: 2026-11-28 10:48:39,334 [27] ERROR: Bucket backups does not exist'],
  ['credentials-refused', 21, barman('2026-11-28 10:57:13,435 [27] ERROR: Barman cloud backup list exception: An error occurred (403) when calling the HeadBucket operation: Forbidden\n'),
    'Can\'t extract backup id: exit status 4: 2026-11-28 10:57:13,435 [27] ERROR: Barman cloud backup list exception: An error occurred (403) when calling the HeadBucket operation: Forbidden'],
  ['store-not-reachable', 22, barman('2026-11-28 10:57:13,435 [27] ERROR: Barman cloud backup list exception: Could not connect to the endpoint URL: "http://s3.object-store.svc:7070/backups"\n'),
    'Can\'t extract backup id: exit status 4: 2026-11-28 10:57:13,435 [27] ERROR: Barman cloud backup list exception: Could not connect to the endpoint URL: "http://s3.object-store.svc:7070/backups"'],
])('%s is told from the log', (reason, code, line, words) => {
  expect(readOf(line)).toEqual({ reason, code, words });
});

test('a log that could not be read to its end is trouble, although the server came up', () => {
  const { trouble, newest } = readOf(BACKUP, {
    level: 'warning', msg: 'Failed restoring WAL file (Postgres might retry)', walName: '000000010000000000000005', error: 'connectivity failure while executing barman-cloud-wal-restore, retrying',
  }, LAST);
  expect(trouble).toBe('Failed restoring WAL file (Postgres might retry): connectivity failure while executing barman-cloud-wal-restore, retrying');
  expect(newest).toBe('2026-11-28T10:44:55.115Z');
});

test('the end of the log in the archive is no trouble', () => {
  expect(readOf(BACKUP, { level: 'info', msg: 'WAL file not found in the recovery object store', walName: '000000010000000000000006' }, LAST)).toEqual({
    newest: '2026-11-28T10:44:55.115Z', backup: '20261128T104205',
  });
});

test('a Job\'s first pod that failed says nothing of what the second one restored', () => {
  const failed = { level: 'warning', msg: 'Failed restoring WAL file (Postgres might retry)', error: 'connectivity failure' };
  expect(readOf(failed, { pod: 'second' }, BACKUP, LAST)).toEqual({ newest: '2026-11-28T10:44:55.115Z', backup: '20261128T104205' });
});

test('what is no JSON is passed over', () => {
  expect(spawnSync('node', [join(__dirname, 'recovery-logs.mjs')], { input: 'panic: no JSON\n', encoding: 'utf8' }).stdout).toBe('{}\n');
});
