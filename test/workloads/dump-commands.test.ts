import { configMap, from, run, service } from './as-people-run-them';
import { job, Job } from './dump-job';
import { foundIn } from './outcomes';

const CLAIM = { name: 'dumps', persistentVolumeClaim: { claimName: 'dumps' } };
const OWN = { name: 'data', persistentVolumeClaim: { claimName: 'data-orders-0' } };

const IMAGES: Record<string, [string, string]> = {
  postgresql: ['postgres:17', '/var/lib/postgresql/data'],
  mysql: ['mysql:8.4', '/var/lib/mysql'],
  mariadb: ['mariadb:11.8', '/var/lib/mysql'],
  mongodb: ['mongo:8', '/data/db'],
  redis: ['redis:7.4', '/data'],
};

function backup(of: Job, engine = 'postgresql', ...others: any[]): Record<string, string> {
  const [image, path] = IMAGES[engine];
  return foundIn([run({ name: 'orders', container: { image, volumeMounts: [from('data', path)] }, claims: { data: '10Gi' } }), service('orders-db', { app: 'orders' }), job(of), ...others]);
}

const mounted = (script: string, volume: object = CLAIM, mount: object = from('dumps', '/dumps')): Job => (
  { container: { image: 'postgres:17', command: ['sh', '-c', script], volumeMounts: [mount] }, volumes: [volume] });
const FAILS = 'fail: schedule "dump" (0 3 * * *): ';
const CLAIMED = 'pass: schedule "dump" (0 3 * * *) writes at least every 24 h to store "PersistentVolumeClaim dumps" (PersistentVolumeClaim dumps in default)';
const NONE = 'fail: no backup is scheduled';

test.each<[string, Job, string]>([
  ['to /dev/null', mounted('pg_dump shop > /dev/null'), 'what pg_dump writes is thrown away (/dev/null)'],
  ['to /dev/null as a file', mounted('pg_dump shop -f /dev/null && echo ok > /dumps/last'), 'what pg_dump writes is thrown away (/dev/null)'],
  ['compressed to /dev/null', mounted('set -o pipefail; pg_dumpall | gzip > /dev/null 2>&1'), 'what pg_dumpall writes is thrown away (/dev/null)'],
  ['into a count', mounted('pg_dump shop | wc -c'), 'what pg_dump writes is thrown away (wc)'],
  ['into a count of an upload\'s name', { script: 'pg_dump shop | gzip | wc -c; echo s3://dumps/a' }, 'what pg_dump writes is thrown away (wc)'],
  ['in another pod to /dev/null', { script: 'kubectl exec orders-0 -- sh -c "pg_dump shop" > /dev/null' }, 'what pg_dump writes is thrown away (/dev/null)'],
  ['of the schema', { script: 'pg_dump --schema-only shop | aws s3 cp - s3://dumps/a' }, 'pg_dump with --schema-only leaves the data out'],
  ['of the schema, in short', mounted('pg_dump -s shop > /dumps/a'), 'pg_dump with -s leaves the data out'],
  ['of the schema, by a variable', mounted('OPTIONS=--schema-only\npg_dump $OPTIONS shop > /dumps/a'), 'pg_dump with --schema-only leaves the data out'],
  ['of roles', mounted('pg_dumpall --globals-only > /dumps/a'), 'pg_dumpall with --globals-only leaves the data out'],
])('a dump %s is no backup', (_, of, found) => {
  expect(backup(of)['backup-scheduled']).toBe(`${FAILS}${found}`);
  expect(backup(of)['retention-30-days']).toBe(`fail: no schedule writes backups to a store, so none are kept: schedule "dump": ${found}`);
});

test.each([['mysql', 'mysqldump --no-data shop'], ['mysql', 'mysqldump -h orders-db -d shop'], ['mariadb', 'mariadb-dump --no-data shop']])('a dump of %s by %s is no backup', (engine, dump) => {
  expect(backup(mounted(`${dump} > /dumps/a`), engine)['backup-scheduled']).toMatch(/^fail: .* leaves the data out$/);
});

test.each<[string, Job, string]>([
  ['a clean-up', mounted('find /dumps -name "pg_dump*" -mtime +30 -delete'), 'postgresql'],
  ['a clean-up without a shell', { container: { image: 'busybox', command: ['find', '/dumps', '-name', 'pg_dump-*.sql', '-delete'], volumeMounts: [from('dumps', '/dumps')] }, volumes: [CLAIM] }, 'postgresql'],
  ['a clean-up of a directory', mounted('rm -rf /dumps/pg_dump/*'), 'postgresql'],
  ['a clean-up by WAL-G', { script: 'wal-g delete retain FULL 7 --confirm' }, 'postgresql'],
  ['a restore', mounted('pg_restore -d shop /dumps/pg_dump.custom'), 'postgresql'],
  ['a restore by psql', mounted('psql -h orders-db shop < /dumps/pg_dump.sql'), 'postgresql'],
  ['a restore by a pipe', { script: 'aws s3 cp s3://pg-backups/a.gz - | gunzip | psql -h orders-db shop' }, 'postgresql'],
  ['a look at the tool', { script: 'which pg_dump && pg_dump --version' }, 'postgresql'],
  ['what is installed', { script: 'apk add curl && echo "pg_dump comes later" # pg_dump shop' }, 'postgresql'],
  ['a restore of MySQL', mounted('gunzip < /dumps/mysqldump.sql.gz | mysql -h orders-db shop'), 'mysql'],
  ['copying files back', mounted('xtrabackup --copy-back --target-dir=/dumps/a'), 'mysql'],
  ['a restore of MongoDB', mounted('mongorestore --archive=/dumps/mongodump.gz'), 'mongodb'],
  ['a clean-up of Redis', mounted('rm /dumps/dump.rdb'), 'redis'],
])('%s that names a dump makes none', (_, of, engine) => expect(backup(of, engine)['backup-scheduled']).toBe(NONE));

test.each<[string, Job, string]>([
  ['on the database\'s own claim', mounted('pg_dump shop > /dumps/a.sql', { ...OWN, name: 'dumps' }), 'it writes to /dumps/a.sql, which lies on PersistentVolumeClaim data-orders-0 with the database\'s own data: both are lost together'],
  ['on another pod\'s own claim', mounted('pg_basebackup -D /dumps/base', { name: 'dumps', persistentVolumeClaim: { claimName: 'data-orders-2' } }),
    'it writes to /dumps/base, which lies on PersistentVolumeClaim data-orders-2 with the database\'s own data: both are lost together'],
  ['on a mount that is read-only', mounted('pg_dump shop > "/dumps/$(date +%F).sql"', CLAIM, { ...from('dumps', '/dumps'), readOnly: true }),
    'it writes to /dumps, where PersistentVolumeClaim dumps is mounted read-only: nothing can be written'],
  ['on an emptyDir', mounted('pg_dump shop | gzip > /dumps/a.gz', { name: 'dumps', emptyDir: {} }), 'it writes to /dumps/a.gz, which is emptyDir "dumps": it goes with the pod'],
  ['on a node', mounted('pg_dump -Fc -f /dumps/a shop', { name: 'dumps', hostPath: { path: '/srv' } }), 'it writes to /dumps/a, which is hostPath /srv: it stays behind on one node, and goes with it'],
  ['beside a claim that it never touches', mounted('pg_dump shop > /tmp/a'), 'it writes to /tmp/a, where no volume is mounted: it goes with the container'],
  ['in the database\'s pod', { script: 'kubectl exec orders-0 -- sh -c "pg_dump shop > /var/lib/postgresql/data/a.sql"' },
    'it writes to /var/lib/postgresql/data/a.sql, which lies on volume data with the database\'s own data: both are lost together'],
])('a dump %s is no backup', (_, of, found) => expect(backup(of)['backup-scheduled']).toBe(`${FAILS}${found}`));

test.each<[string, string, Job]>([
  ['pg_dump, compressed', 'postgresql', mounted('set -euo pipefail\npg_dump -h orders-db shop | gzip > /dumps/$(date +%F).sql.gz')],
  ['pg_dump with a file', 'postgresql', mounted('pg_dump -Fc --file=/dumps/a shop > /dev/null')],
  ['pg_dump, copied afterwards', 'postgresql', mounted('pg_dump shop > /tmp/a && mv /tmp/a /dumps/')],
  ['pg_dump in a working directory', 'postgresql', mounted('cd /dumps && pg_dump shop > a.sql')],
  ['pg_dump in a loop', 'postgresql', mounted('for db in a b; do pg_dump "$db" > "/dumps/$db.sql"; done')],
  ['pg_dump in a function', 'postgresql', mounted('dump() { pg_dump "$1"; }\ndump shop | gzip > /dumps/a.gz')],
  ['pg_dump of the schema beside the data', 'postgresql', mounted('pg_dump -s shop > /dumps/schema; pg_dump -a shop > /dumps/data')],
  ['roles beside the data', 'postgresql', mounted('pg_dumpall -g > /dumps/roles; pg_dump shop > /dumps/data')],
  ['pg_dump that is tried first', 'postgresql', mounted('pg_dump shop > /dev/null && pg_dump shop > /dumps/a')],
  ['pg_dump into a place that a variable names', 'postgresql', { ...mounted('pg_dump shop > $DIR/a'), container: { image: 'postgres:17', env: [{ name: 'DIR', value: '/dumps' }], command: ['sh', '-c', 'pg_dump shop > $DIR/a'], volumeMounts: [from('dumps', '/dumps')] } }],
  ['pg_dump and a clean-up', 'postgresql', mounted('pg_dump shop > /dumps/pg_dump-$(date +%F).sql && find /dumps -name "pg_dump*" -mtime +30 -delete')],
  ['pg_dump and a restore that tries it', 'postgresql', mounted('pg_dump -Fc shop > /dumps/a && pg_restore -d trial /dumps/a')],
  ['pg_dump with a count of what is there', 'postgresql', mounted('pg_dump shop > /dumps/a; wc -c < /dumps/a')],
  ['pg_dumpall', 'postgresql', mounted('pg_dumpall -h orders-db > /dumps/all.sql')],
  ['pg_basebackup', 'postgresql', mounted('pg_basebackup -h orders-db -D /dumps/base -Ft -z')],
  ['pg_dump from its directory', 'postgresql', mounted('/usr/lib/postgresql/17/bin/pg_dump shop > /dumps/a')],
  ['pg_dump by another user', 'postgresql', mounted('su postgres -c "pg_dump shop" > /dumps/a')],
  ['pg_dump in the database\'s pod', 'postgresql', mounted('kubectl exec orders-0 -- pg_dump shop > /dumps/a')],
  ['without a shell', 'postgresql', { container: { image: 'postgres:17', command: ['pg_dump', '-h', 'orders-db', '-f', '/dumps/a'], volumeMounts: [from('dumps', '/dumps')] }, volumes: [CLAIM] }],
  ['mysqldump', 'mysql', mounted('mysqldump -h orders-db --single-transaction shop | gzip > /dumps/a.gz')],
  ['mariadb-dump with a file', 'mariadb', mounted('mariadb-dump -h orders-db shop --result-file=/dumps/a')],
  ['mariabackup', 'mariadb', mounted('mariabackup --backup --target-dir=/dumps/a && mariabackup --prepare --target-dir=/dumps/a')],
  ['xtrabackup as a stream', 'mysql', mounted('xtrabackup --backup --stream=xbstream --target-dir=/tmp | zstd > /dumps/a')],
  ['mongodump as an archive', 'mongodb', mounted('mongodump --host orders-db --gzip --archive=/dumps/a.gz')],
  ['mongodump as an archive on its output', 'mongodb', mounted('mongodump --host orders-db --archive | gzip > /dumps/a.gz')],
  ['redis-cli --rdb', 'redis', mounted('redis-cli -h orders-db --rdb /dumps/dump.rdb')],
])('%s onto a claim of its own is a backup', (_, engine, of) => expect(backup(of, engine)['backup-scheduled']).toBe(CLAIMED));

test.each([
  'aws s3 cp - s3://dumps/a', 'gsutil cp - gs://dumps/a',
])('a dump that is piped into %s goes there', (upload) => {
  expect(backup({ script: `set -o pipefail; pg_dump shop | gzip | ${upload} > /dev/null` })['backup-scheduled']).toMatch(/^pass: .* to store "(s3|gs):\/\/dumps\/a"/);
});

test.each(['rclone rcat store:dumps/a', 'mc pipe minio/dumps/a', 'restic backup --stdin', 'borg create ::a -', 'curl --fail -T - https://dumps.example.com/a', 'aws s3 cp - "$TARGET"'])(
  'where a dump goes that is piped into %s is unknown', (upload) => {
    expect(backup({ script: `pg_dump shop | gzip | ${upload} > /dev/null` })['backup-scheduled']).toMatch(/^unknown: The target of CronJob default\/dump is not in the input/);
  },
);

test('BGSAVE saves onto the database\'s own volume, and is a backup with a copy of it', () => {
  const copying = (script: string) => ({
    container: { image: 'redis:7.4', command: ['sh', '-c', script], volumeMounts: [from('data', '/data'), from('dumps', '/dumps')] }, volumes: [OWN, CLAIM],
  });
  expect(backup(copying('redis-cli -h orders-db BGSAVE; sleep 60; cp /data/dump.rdb /dumps/'), 'redis')['backup-scheduled']).toBe(CLAIMED);
  expect(backup({ script: 'redis-cli -h orders-db bgsave' }, 'redis')['backup-scheduled']).toBe('fail: schedule "dump" (0 3 * * *) names no store that its backups go to');
});

test('Elasticsearch\'s snapshots are backups, and their deletion and restore are none', () => {
  const snapshots = (script: string) => foundIn([
    run({ name: 'es', container: { image: 'elasticsearch:8.15.0', volumeMounts: [from('data', '/usr/share/elasticsearch/data')] }, claims: { data: '10Gi' } }), job({ script }),
  ])['backup-scheduled'];
  expect(snapshots('curl -X PUT http://es:9200/_snapshot/main/$(date +%F)')).toMatch(/^unknown: The target of CronJob default\/dump/);
  expect(snapshots('curl -X DELETE http://es:9200/_snapshot/main/old')).toMatch(/^unknown: Its snapshots of default\/es may be scheduled inside of it/);
  expect(snapshots('curl -X POST http://es:9200/_snapshot/main/old/_restore')).toMatch(/^unknown: Its snapshots of default\/es may be scheduled inside of it/);
});

test('a script in a ConfigMap is read as the job\'s own', () => {
  const of: Job = {
    container: { image: 'postgres:17', command: ['/scripts/dump.sh'], volumeMounts: [from('scripts', '/scripts'), from('dumps', '/dumps')] },
    volumes: [{ name: 'scripts', configMap: { name: 'scripts' } }, CLAIM],
  };
  const found = (text: string) => backup(of, 'postgresql', configMap('scripts', { 'dump.sh': text }))['backup-scheduled'];
  expect(found('#!/bin/bash\npg_dump shop > /dumps/a\n')).toBe(CLAIMED);
  expect(found('#!/bin/bash\npg_dump -s shop > /dumps/a\n')).toBe(`${FAILS}pg_dump with -s leaves the data out`);
  expect(found('#!/bin/bash\nfind /dumps -name "pg_dump*" -delete\n')).toBe(NONE);
});

test('what a job may run unseen is not judged by what is seen', () => {
  const hidden = '/opt/dump-the-data.sh';
  expect(backup(mounted(`pg_dump -s shop > /dumps/schema; ${hidden}`))['backup-scheduled']).toBe(CLAIMED);
  expect(backup(mounted(`pg_restore -d trial /dumps/pg_dump.custom; ${hidden} pg_dump`))['backup-scheduled']).toBe(CLAIMED);
});

test.each(['b2 upload-file dumps /tmp/a a', 'git push', 'python3 -c "upload()"', 'kubectl cp a b'])('where a dump goes that %s may carry out of its pod is unknown', (carries) => {
  expect(backup({ script: `pg_dump shop > /tmp/a && ${carries}` })['backup-scheduled']).toMatch(/^unknown: The target of CronJob default\/dump is not in the input/);
});

test.each(['restic backup --stdin < <(pg_dump shop)', 'curl --fail -T <(pg_dump shop) https://dumps.example.com/a'])('%s is a backup to a place that is not seen', (script) => {
  expect(backup({ script })['backup-scheduled']).toMatch(/^unknown: The target of CronJob default\/dump is not in the input/);
});

test('a volume of secrets keeps no dumps', () => {
  const secrets = { name: 'dumps', csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true } };
  expect(backup(mounted('PGPASSWORD=$(cat /dumps/password) pg_dump shop | rclone rcat store:a', secrets))['backup-scheduled']).toMatch(/^unknown: The target of CronJob/);
});

test('an init container dumps, and the container after it uploads', () => {
  const cron = job({ container: { image: 'amazon/aws-cli', command: ['sh', '-c', 'aws s3 cp /dumps s3://dumps/a --recursive'], volumeMounts: [from('dumps', '/dumps')] }, volumes: [{ name: 'dumps', emptyDir: {} }] });
  cron.spec.jobTemplate.spec.template.spec.initContainers = [{ name: 'dump', image: 'postgres:17', command: ['sh', '-c', 'pg_dump shop > /dumps/a'], volumeMounts: [from('dumps', '/dumps')] }];
  const found = foundIn([run({ name: 'orders', container: { image: 'postgres:17' } }), cron]);
  expect(found['backup-scheduled']).toMatch(/^pass: .* to store "s3:\/\/dumps\/a"/);
});

test('a sidecar with a clock of its own that dumps onto the data\'s own volume makes no backup', () => {
  const script = 'while true; do pg_dump -h localhost shop > /data/dump.sql; sleep 86400; done';
  const found = foundIn([run({
    name: 'orders',
    container: { image: 'postgres:17', volumeMounts: [from('data', '/var/lib/postgresql/data')] },
    others: [{ name: 'dump', image: 'postgres:17', command: ['sh', '-c', script], volumeMounts: [from('data', '/data')] }],
    claims: { data: '10Gi' },
  })]);
  expect(found['backup-scheduled']).toBe('fail: schedule "orders" (by its own clock): it writes to /data/dump.sql, which lies on volume data with the database\'s own data: both are lost together');
});
