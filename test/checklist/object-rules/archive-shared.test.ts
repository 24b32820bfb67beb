import { violations } from './violations';
import { archiveShared } from '../../../src/checklist/object-rules/archive-shared';

const store = (name: string, path: string, namespace = 'default', endpoint = '') => `
apiVersion: barmancloud.cnpg.io/v1
kind: ObjectStore
metadata: { name: ${name}, namespace: ${namespace} }
spec: { configuration: { destinationPath: "${path}"${endpoint && `, endpointURL: "${endpoint}"`} } }
---`;
const cluster = (name: string, objectStore: string, { namespace = 'default', server = '' } = {}) => `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  plugins:
    - name: barman-cloud.cloudnative-pg.io
      isWALArchiver: true
      parameters: { barmanObjectName: ${objectStore}${server && `, serverName: ${server}`} }
---`;
const inTree = (name: string, path: string) => `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: ${name} }
spec: { backup: { barmanObjectStore: { destinationPath: "${path}", serverName: orders } } }
---`;

test('two Clusters that archive under one name to one store are both told of each other', () => {
  expect(violations(archiveShared, store('backups', 's3://acme/pg'), cluster('orders', 'backups'), cluster('shop', 'backups', { server: 'orders' }))).toEqual([
    'Cluster orders spec.plugins.0.parameters: Cluster default/shop writes to "s3://acme/pg" as "orders", too',
    'Cluster shop spec.plugins.0.parameters: Cluster default/orders writes to "s3://acme/pg" as "orders", too',
  ]);
});

test('of many only the first are named', () => {
  const among = ['a', 'b', 'c', 'd', 'e'].map((name) => inTree(name, 's3://acme'));
  expect(violations(archiveShared, ...among)[0]).toBe(
    'Cluster a spec.backup.barmanObjectStore: Cluster default/b, Cluster default/c and 2 others write to "s3://acme" as "orders", too',
  );
});

test('a path is the same in another namespace, in the tree, and with a slash at its end', () => {
  const among = [store('backups', 's3://acme/pg/', 'shop'), cluster('orders', 'backups', { namespace: 'shop' }), inTree('old', 's3://acme/pg')];
  expect(violations(archiveShared, ...among)).toEqual([
    'Cluster orders spec.plugins.0.parameters: Cluster default/old writes to "s3://acme/pg" as "orders", too',
    'Cluster old spec.backup.barmanObjectStore: Cluster shop/orders writes to "s3://acme/pg" as "orders", too',
  ]);
});

test('a store that is not in the input is still one store', () => {
  expect(violations(archiveShared, cluster('orders', 'backups'), cluster('shop', 'backups', { server: 'orders' }))).toHaveLength(2);
});

const twice = (...stores: Array<[path: string, endpoint?: string]>) => stores.flatMap(([path, endpoint], i) => [
  store(`store-${i}`, path, 'default', endpoint), cluster(`db-${i}`, `store-${i}`, { server: 'orders' }),
]);

test.each<[string, Array<[string, string?]>]>([
  ['AWS with a word and without', [['s3://acme/pg'], ['s3://acme/pg', 'https://s3.amazonaws.com']]],
  ['AWS in a region', [['s3://acme/pg', 'https://s3.eu-west-1.amazonaws.com/'], ['s3://acme/pg', 's3.dualstack.eu-west-1.amazonaws.com']]],
  ['a slash at the end of the endpoint', [['s3://acme/pg', 'https://minio.example.com'], ['s3://acme/pg', 'https://minio.example.com/']]],
  ['capitals', [['s3://acme/pg', 'https://minio.example.com'], ['S3://acme/pg', 'HTTPS://MinIO.Example.com']]],
  ['the port that a scheme has anyway', [['s3://acme/pg', 'https://minio.example.com:443'], ['s3://acme/pg', 'https://minio.example.com']]],
  ['the port of http', [['s3://acme/pg', 'http://minio.example.com:80'], ['s3://acme/pg', 'http://minio.example.com']]],
  ['a Service in four forms', [['s3://acme/pg', 'http://minio:9000'], ['s3://acme/pg', 'http://minio.default:9000'], ['s3://acme/pg', 'http://minio.default.svc:9000'],
    ['s3://acme/pg', 'http://minio.default.svc.cluster.local:9000']]],
  ['slashes around the path', [['s3://acme/pg/'], ['s3://acme//pg'], ['s3://acme/pg']]],
  ['a slash behind the bucket', [['s3://acme'], ['s3://acme/']]],
])('one archive is one by %s', (_, stores) => expect(violations(archiveShared, ...twice(...stores))).toHaveLength(stores.length));

test.each<[string, Array<[string, string?]>]>([
  ['AWS and another store', [['s3://acme/pg'], ['s3://acme/pg', 'https://minio.example.com']]],
  ['two stores', [['s3://acme/pg', 'https://fsn1.example.com'], ['s3://acme/pg', 'https://nbg1.example.com']]],
  ['two ports', [['s3://acme/pg', 'https://minio.example.com:9000'], ['s3://acme/pg', 'https://minio.example.com:9443']]],
  ['https on the port of http', [['s3://acme/pg', 'https://minio.example.com:80'], ['s3://acme/pg', 'https://minio.example.com']]],
  ['AWS and AWS in China or for the government', [['s3://acme/pg'], ['s3://acme/pg', 'https://s3.cn-north-1.amazonaws.com.cn'], ['s3://acme/pg', 'https://s3.us-gov-west-1.amazonaws.com']]],
  ['capitals in the path', [['s3://acme/PG'], ['s3://acme/pg']]],
  ['a slash amid the path', [['s3://acme/a//pg'], ['s3://acme/a/pg']]],
  ['two kinds of store', [['gs://acme/pg'], ['s3://acme/pg']]],
  ['a host that ends like AWS', [['s3://acme/pg'], ['s3://acme/pg', 'https://s3.amazonaws.com.example.com']]],
])('two archives are two by %s', (_, stores) => expect(violations(archiveShared, ...twice(...stores))).toEqual([]));

test.each([
  ['each Cluster archives under its own name', [store('backups', 's3://acme/pg'), cluster('orders', 'backups'), cluster('shop', 'backups')]],
  ['the same Cluster stands in two files', [store('backups', 's3://acme/pg'), cluster('orders', 'backups'), cluster('orders', 'backups')]],
  ['the path is left to be filled in', [store('a', 's3://${BUCKET}'), store('b', 's3://${BUCKET}'), cluster('orders', 'a'), cluster('shop', 'b', { server: 'orders' })]],
  ['a Service of that name is another in each namespace', [
    store('backups', 's3://pg', 'one', 'http://minio:9000'), store('backups', 's3://pg', 'two', 'http://minio:9000'),
    cluster('orders', 'backups', { namespace: 'one' }), cluster('orders', 'backups', { namespace: 'two' }),
  ]],
  ['the plugin is switched off', [store('backups', 's3://acme/pg'), cluster('orders', 'backups'),
    cluster('shop', 'backups', { server: 'orders' }).replace('isWALArchiver: true', 'enabled: false')]],
])('nothing is said when %s', (_, among) => {
  expect(violations(archiveShared, ...among)).toEqual([]);
});

const crunchy = (name: string, repoPath: string, standby = false) => `
apiVersion: postgres-operator.crunchydata.com/v1beta1
kind: PostgresCluster
metadata: { name: ${name} }
spec:
  standby: { enabled: ${standby} }
  backups: { pgbackrest: { ${repoPath && `global: { repo1-path: ${repoPath} }, `}repos: [{ name: repo1, s3: { bucket: acme, endpoint: s3.amazonaws.com } }] } }
---`;

test('two PostgresClusters of Crunchy need a path of their own in one bucket', () => {
  expect(violations(archiveShared, crunchy('hippo', ''), crunchy('rhino', ''))).toEqual([
    'PostgresCluster hippo spec.backups.pgbackrest.repos.0: PostgresCluster default/rhino writes to "acme/pgbackrest/repo1" as "db", too',
    'PostgresCluster rhino spec.backups.pgbackrest.repos.0: PostgresCluster default/hippo writes to "acme/pgbackrest/repo1" as "db", too',
  ]);
  expect(violations(archiveShared, crunchy('hippo', '/a/repo1'), crunchy('rhino', '/b/repo1'))).toEqual([]);
});

test('a standby of Crunchy reads what its primary writes', () => {
  expect(violations(archiveShared, crunchy('hippo', ''), crunchy('rhino', '', true))).toEqual([]);
});

test('binlogs of two PerconaXtraDBClusters need a folder of their own', () => {
  const pxc = (name: string, folder: string, prefix = '') => `
apiVersion: pxc.percona.com/v1
kind: PerconaXtraDBCluster
metadata: { name: ${name} }
spec: { backup: { pitr: { enabled: true, storageName: s3 }, storages: { s3: { type: s3, s3: { bucket: "acme${folder}", prefix: "${prefix}" } } } } }
---`;
  expect(violations(archiveShared, pxc('one', ''), pxc('two', ''))).toEqual([
    'PerconaXtraDBCluster one spec.backup.pitr.storageName: PerconaXtraDBCluster default/two writes to "acme" as "binlogs", too',
    'PerconaXtraDBCluster two spec.backup.pitr.storageName: PerconaXtraDBCluster default/one writes to "acme" as "binlogs", too',
  ]);
  expect(violations(archiveShared, pxc('one', '/one'), pxc('two', '/two'))).toEqual([]);
  // the collector of binlogs does not read it
  expect(violations(archiveShared, pxc('one', '', 'one'), pxc('two', '', 'two'))).toHaveLength(2);
});
