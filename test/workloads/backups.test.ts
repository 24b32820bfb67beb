import { configMap, from, run, service } from './as-people-run-them';
import { job, Job } from './dump-job';
import { foundIn } from './outcomes';

const DATABASE = run({ name: 'orders', container: { image: 'postgres:17', volumeMounts: [from('data', '/var/lib/postgresql/data')] }, claims: { data: '10Gi' } });
const CLAIM = { name: 'dumps', persistentVolumeClaim: { claimName: 'dumps' } };

const backup = (...others: any[]) => foundIn([DATABASE, service('orders-db', { app: 'orders' }), ...others])['backup-scheduled'];
const kept = (script: string) => foundIn([DATABASE, service('orders-db', { app: 'orders' }), job({ script })])['retention-30-days'];

test.each<[string, Job]>([
  ['by its Service', { script: 'pg_dump -h orders-db shop | aws s3 cp - s3://dumps/a' }],
  ['by its Service in a namespace', { script: 'pg_dump --host=orders-db.default.svc.cluster.local shop | aws s3 cp - s3://dumps/a', namespace: 'jobs' }],
  ['by its pod', { script: 'kubectl exec orders-0 -- pg_dump shop | aws s3 cp - s3://dumps/a' }],
  ['by a URL', { script: 'pg_dump postgresql://backup:$PASSWORD@orders-db:5432/shop | aws s3 cp - s3://dumps/a' }],
  ['by a variable', { container: { image: 'postgres:17', env: [{ name: 'PGHOST', value: 'orders-db' }], command: ['sh', '-c', 'pg_dump shop | aws s3 cp - s3://dumps/a'] } }],
  ['by a variable of the script', { script: 'export HOST=orders-db\npg_dump -h "$HOST" shop | aws s3 cp - s3://dumps/a' }],
  ['because there is no other', { script: 'pg_dump shop | aws s3 cp - s3://dumps/a' }],
])('a dump finds its database %s', (_, of) => {
  expect(backup(job(of))).toBe('pass: schedule "dump" (0 3 * * *) writes at least every 24 h to store "s3://dumps/a" (s3://dumps/a)');
});

test.each<[string, Job]>([
  ['of another host', { script: 'pg_dump -h billing-db shop | aws s3 cp - s3://dumps/a' }],
  ['of a host of that name in another namespace', { script: 'pg_dump -h orders-db shop | aws s3 cp - s3://dumps/a', namespace: 'elsewhere' }],
  ['of another engine', { script: 'mysqldump -h orders-db shop | aws s3 cp - s3://dumps/a' }],
])('a dump %s is none of it', (_, of) => expect(backup(job(of))).toBe('fail: no backup is scheduled'));

test('of two databases in a namespace a dump without a host belongs to neither', () => {
  const other = run({ name: 'billing', container: { image: 'postgres:17' } });
  expect(backup(other, job({ script: 'pg_dump shop | aws s3 cp - s3://dumps/a' }))).toBe('fail: no backup is scheduled');
});

test.each<[string, any[], string]>([
  ['a claim', [job({ container: { image: 'postgres:17', command: ['sh', '-c', 'pg_dump shop > /dumps/a'], volumeMounts: [from('dumps', '/dumps')] }, volumes: [CLAIM] })],
    'pass: schedule "dump" (0 3 * * *) writes at least every 24 h to store "PersistentVolumeClaim dumps" (PersistentVolumeClaim dumps in default)'],
  ['a bucket that a variable names', [job({ container: { image: 'dump', env: [{ name: 'BUCKET', value: 'dumps' }], command: ['sh', '-c', 'pg_dump shop | aws s3 cp - s3://$BUCKET/a'] } })],
    'pass: schedule "dump" (0 3 * * *) writes at least every 24 h to store "s3://dumps/a" (s3://dumps/a)'],
  ['its own pod', [job({ script: 'pg_dump shop > /tmp/a' })], 'fail: schedule "dump" (0 3 * * *): it writes to /tmp/a, where no volume is mounted: it goes with the container'],
  ['what an image hides', [job({ container: { image: 'example/postgres-backup' } })],
    'unknown: The target of CronJob default/dump is not in the input: write the bucket into its arguments, or add the ConfigMap that names it.'],
  ['what a script in a ConfigMap says', [
    job({ container: { image: 'postgres:17', command: ['/scripts/dump.sh'], volumeMounts: [from('scripts', '/scripts')] }, volumes: [{ name: 'scripts', configMap: { name: 'scripts' } }] }),
    configMap('scripts', { 'dump.sh': 'pg_dumpall | gsutil cp - gs://dumps/all' }),
  ], 'pass: schedule "dump" (0 3 * * *) writes at least every 24 h to store "gs://dumps/all" (gs://dumps/all)'],
])('dumps go to %s', (_, others, expected) => expect(backup(...others)).toBe(expected));

test.each([['@daily', 'pass'], ['@weekly', 'fail'], ['@every 6h', 'pass'], ['0 0 31 2 *', 'fail'], ['0 3 * * *', 'pass'], ['tomorrow', 'fail']])('a schedule of %s is a %s', (schedule, outcome) => {
  expect(backup(job({ schedule, script: 'pg_dump shop | aws s3 cp - s3://dumps/a' }))).toMatch(new RegExp(`^${outcome}`));
});

test('a container with a clock of its own counts by its variable, and is unknown without', () => {
  const clock = (env: object[]) => run({ kind: 'Deployment', name: 'clock', container: { image: 'prodrigestivill/postgres-backup-local:17', env, volumeMounts: [from('dumps', '/backups')] }, volumes: [CLAIM] });
  expect(backup(clock([{ name: 'SCHEDULE', value: '@daily' }, { name: 'POSTGRES_HOST', value: 'orders-db' }]))).toMatch(/^pass: schedule "clock" \(@daily\)/);
  expect(backup(clock([]))).toMatch(/^unknown: When Deployment default\/clock makes backups/);
});

test.each([
  ['pg_dump shop > /d/a; aws s3 cp /d/a s3://dumps/a; find /d -mtime +30 -delete', 'pass: store "s3://dumps/a" keeps backups for 30 days'],
  ['pg_dump shop > /d/a; aws s3 cp /d/a s3://dumps/a; ls -t /d | tail -n +8 | xargs rm', 'fail: store "s3://dumps/a" keeps backups for 7 days, less than 30'],
  ['pg_dump shop | aws s3 cp - s3://dumps/a', 'fail: store "s3://dumps/a" has no retention policy'],
])('a script says how long dumps are kept: %s', (script, expected) => expect(kept(script)).toBe(expected));
