import { configMap, run } from './as-people-run-them';
import { foundIn } from './outcomes';

const RULES = ['storage-retained', 'storage-headroom', 'storage-expandable', 'storage-performance', 'backup-scheduled', 'retention-30-days', 'restore-drill'];
const args = (...words: string[]) => ({ args: words });

interface Given {
  readonly image?: string;
  readonly container?: object;
  readonly volumes?: object[];
  readonly claims?: Record<string, string>;
  readonly others?: any[];
}

function found({ image = 'redis:8.2.1', container, volumes, claims, others = [] }: Given): Record<string, string> {
  return foundIn([run({ name: 'cache', container: { image, ...container }, volumes, claims }), ...others]);
}

const outcomes = (given: Given) => [...new Set(RULES.map((rule) => found(given)[rule].replace(/\.$/, '')))];
const OFF = 'pass: it is a cache: its persistence is switched off (save "", no appendonly)';
const UNSAID = 'unknown: Whether it is a cache is not said: no volume keeps its data, and nothing switches its persistence on or off; '
  + 'set save "" and appendonly no if nothing is to be kept, or mount a claim';
const mounted = (mount: string) => ({ container: { volumeMounts: [{ name: 'data', mountPath: mount }] } });

test.each<[string, Given, string]>([
  ['arguments', { container: args('--save', '', '--appendonly', 'no') }, OFF],
  ['one line', { container: { command: ['sh', '-c', 'exec redis-server --save "" --appendonly no'] } }, OFF],
  ['a file', {
    container: { args: ['redis-server', '/conf/redis.conf'], volumeMounts: [{ name: 'conf', mountPath: '/conf' }] },
    volumes: [{ name: 'conf', configMap: { name: 'conf' } }],
    others: [configMap('conf', { 'redis.conf': 'save 900 1\nsave ""\nappendonly no\n' })],
  }, OFF],
  ['a chart\'s variables', {
    image: 'bitnamilegacy/redis:8.2.1', container: { env: [{ name: 'REDIS_AOF_ENABLED', value: 'no' }, { name: 'REDIS_RDB_POLICY_DISABLED', value: 'yes' }] },
  }, OFF],
  ['arguments of somebody\'s own image', { image: 'registry.example.com/team/valkey:8', container: args('--save', '', '--appendonly', 'no') }, OFF],
  ['arguments, in spite of a claim', { ...mounted('/data'), container: { ...mounted('/data').container, ...args('--save', '') }, claims: { data: '1Gi' } },
    `${OFF}, and nothing is written to volume "data"`],
  ['a policy that throws any key away', { container: args('--maxmemory-policy', 'allkeys-lru') },
    'pass: it is a cache: no volume keeps its data, and its maxmemory-policy allkeys-lru throws any key away'],
])('a Redis that %s makes a cache is asked for nothing that keeps data', (_, given, expected) => expect(outcomes(given)).toEqual([expected]));

test.each<[string, Given]>([
  ['without a volume', {}],
  ['in an emptyDir', { ...mounted('/data'), volumes: [{ name: 'data', emptyDir: {} }] }],
  ['that keeps keys without an end', { container: args('--maxmemory-policy', 'volatile-lru') }],
  ['of a chart that has a log unless told otherwise', { image: 'bitnamilegacy/redis:8.2.1', container: args('--save', '') }],
])('whether a Redis %s is a cache is asked, and not guessed', (_, given) => expect(outcomes(given)).toEqual([UNSAID]));

test('a configuration that is not seen may make it a cache', () => {
  expect(outcomes({ image: 'registry.example.com/team/redis:8' })).toEqual(['unknown: Whether it is a cache stands in a configuration that is not seen: '
    + 'Image registry.example.com/team/redis is somebody\'s own, and the configuration in it is not in the input; put it into a ConfigMap or into arguments']);
});

const DUMP = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'dump', namespace: 'default' },
  spec: {
    schedule: '0 3 * * *',
    jobTemplate: { spec: { template: { spec: { containers: [{ name: 'dump', image: 'redis:8.2.1', command: ['sh', '-c', 'redis-cli -h cache --rdb /tmp/a && aws s3 cp /tmp/a s3://dumps/a'] }] } } } },
  },
};
const NO_BACKUP = 'fail: no backup is scheduled';

test.each<[string, Given, string, string]>([
  ['with an append-only file in an emptyDir', { ...mounted('/data'), container: { ...mounted('/data').container, ...args('--appendonly', 'yes') }, volumes: [{ name: 'data', emptyDir: {} }] },
    'fail: its data lies in emptyDir "data": it goes with the pod', NO_BACKUP],
  ['with snapshots and no volume', { container: args('--save', '60', '1') }, 'fail: no volume is mounted where its data lies (/data): it goes with the container', NO_BACKUP],
  ['on a node', { ...mounted('/data'), volumes: [{ name: 'data', hostPath: { path: '/srv/redis' } }] }, 'fail: its data lies in hostPath /srv/redis: it stays behind on one node, and goes with it', NO_BACKUP],
  ['on a claim', { ...mounted('/data'), claims: { data: '1Gi' } }, 'unknown: StorageClass standard is not in the input; add its manifest, or attest what it does', NO_BACKUP],
  ['that somebody backs up', { others: [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'cache', namespace: 'default' }, spec: { selector: { app: 'cache' } } }, DUMP] },
    'fail: no volume is mounted where its data lies (/data): it goes with the container', 'pass: schedule "dump" (0 3 * * *) writes at least every 24 h to store "s3://dumps/a" (s3://dumps/a)'],
])('a Redis %s is a database', (_, given, retained, scheduled) => {
  const { 'storage-retained': volume, 'backup-scheduled': backup } = found(given);
  expect([volume, backup]).toEqual([retained, scheduled]);
});

test('no other engine is a cache', () => {
  expect(foundIn([run({ name: 'db', container: { image: 'postgres:17.6', args: ['--save', ''] } })])['backup-scheduled']).toBe(NO_BACKUP);
});

test('a cache is not asked for an alert on its disk', () => {
  const rule = { alert: 'Clients', expr: 'redis_connected_clients{namespace="default"} > 90' };
  const others = [{ apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata: { name: 'cache', namespace: 'default' }, spec: { groups: [{ name: 'cache', rules: [rule] }] } }];
  expect(found({ container: args('--save', ''), others })['alert-rules']).not.toMatch(/disk usage/);
  expect(found({ container: args('--appendonly', 'yes'), others })['alert-rules']).toMatch(/disk usage/);
});
