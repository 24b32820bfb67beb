import { join } from 'path';
import { check } from '../../src/validation/check';
import { READERS } from '../../src/validation/readers';
import { folder } from '../support/folder';

const NOW = new Date('2026-03-31T00:00:00Z');

/** Outcome, file and line of some rules for the only database. */
function places(files: string, ...rules: string[]): Array<[string, string, number]> {
  const { databases, unread, positions } = check([files], READERS, NOW);
  expect([databases.length, unread]).toEqual([1, []]);
  const [{ manifest, report: { results } }] = databases;
  return rules.map((id) => {
    const { outcome, at } = results.find(({ rule }) => rule.id === id)!;
    const { file, line } = positions.of(at ?? { of: manifest, path: [] });
    return [outcome, file.slice(files.length + 1), line];
  });
}

const STORAGE = ['storage-retained', 'storage-expandable', 'storage-performance'];

const CLASS = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: slow }
provisioner: ebs.csi.aws.com
reclaimPolicy: Delete
allowVolumeExpansion: false
parameters: { type: gp3 }
`;

const ANNOTATION = 'annotations: { cdk8s-databases.io/workload: \'{"dataMebibytes": 1000, "iops": 9000}\' }';

const CLUSTER = `apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders, namespace: shop, ${ANNOTATION} }
spec:
  instances: 3
  storage: { size: 100Gi, storageClass: slow }
`;

test.each([
  ['CloudNativePG', CLUSTER],
  ['Zalando\'s operator', `apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: shop-orders, namespace: shop, ${ANNOTATION} }
spec: { teamId: shop, numberOfInstances: 3, postgresql: { version: "17" }, volume: { size: 100Gi, storageClass: slow } }
`],
  ['Crunchy\'s operator', `apiVersion: postgres-operator.crunchydata.com/v1beta1
kind: PostgresCluster
metadata: { name: orders, namespace: shop, ${ANNOTATION} }
spec:
  postgresVersion: 17
  instances: [{ name: a, replicas: 3, dataVolumeClaimSpec: { storageClassName: slow, accessModes: [ReadWriteOnce], resources: { requests: { storage: 100Gi } } } }]
`],
  ['no operator', `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: orders, namespace: shop, ${ANNOTATION} }
spec:
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec: { containers: [{ name: postgres, image: "postgres:17.5", volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }] }] }
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { storageClassName: slow, resources: { requests: { storage: 100Gi } } } }]
`],
])('what a StorageClass lacks is found at its own fields, for a database of %s', (_, database) => {
  expect(places(folder({ 'a/database.yaml': database, 'b/class.yaml': CLASS }), ...STORAGE))
    .toEqual([['fail', 'b/class.yaml', 5], ['fail', 'b/class.yaml', 6], ['fail', 'b/class.yaml', 7]]);
});

test('what a StorageClass does not say is found where it begins', () => {
  const silent = CLASS.replace(/^(reclaimPolicy|allowVolumeExpansion|parameters).*\n/gm, '').replace('ebs.csi.aws.com', 'example.com/disk');
  expect(places(folder({ 'a.yaml': CLUSTER, 'b.yaml': `# of the platform\n${silent}` }), ...STORAGE))
    .toEqual([['fail', 'b.yaml', 2], ['fail', 'b.yaml', 2], ['unknown', 'b.yaml', 2]]);
});

test('of several StorageClasses the one that is at fault is pointed at', () => {
  const fine = CLASS.replace('slow', 'fine').replace('Delete', 'Retain').replace('false', 'true').replace('type: gp3', 'type: gp3, iops: "8000"');
  const two = CLUSTER.replace('storageClass: slow }', 'storageClass: fine }\n  tablespaces: [{ name: old, storage: { size: 1Gi, storageClass: slow } }]')
    .replace('9000', '90000');
  expect(places(folder({ 'a.yaml': two, 'b.yaml': `${fine}---\n${CLASS}` }), ...STORAGE)).toEqual([['fail', 'b.yaml', 13], ['fail', 'b.yaml', 14], ['fail', 'b.yaml', 15]]);
});

test('what is known of a StorageClass by somebody\'s word alone is found at the database', () => {
  const attested = JSON.stringify({ storageClasses: [{ name: 'slow', reclaimPolicy: 'Delete', allowVolumeExpansion: false, iops: 100 }] });
  const database = CLUSTER.replace('annotations: {', `annotations: { cdk8s-databases.io/attested: '${attested}',`);
  for (const text of [database, CLUSTER]) {
    expect(places(folder({ 'a.yaml': text }), ...STORAGE).map(([, file]) => file)).toEqual(['a.yaml', 'a.yaml', 'a.yaml']);
  }
});

test('a waiver that is wrong is a problem at its annotation, of databases and of other objects', () => {
  const waivers = (rule: string) => `    cdk8s-databases.io/waivers: '[{ "rule": "${rule}", "reason": "two sites" }]'\n`;
  const metadata = (name: string, rule: string) => `metadata:\n  name: ${name}\n  annotations:\n    team: shop\n${waivers(rule)}`;
  const files = folder({
    'a.yaml': `apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\n${metadata('orders', 'three')}spec: { instances: 3, storage: { size: 1Gi } }\n`,
    'b.yaml': `apiVersion: v1\nkind: ConfigMap\n${metadata('settings', 'cpu-limit')}`,
  });
  const { databases: [{ report }], objects: [object], positions } = check([files], READERS, NOW);
  expect([...report.problems, ...object.problems].map(({ found, at }) => [found.slice(0, 14), positions.of(at!)])).toEqual([
    ['waiver "three"', { file: join(files, 'a.yaml'), line: 7, column: 5 }],
    ['waiver "cpu-li', { file: join(files, 'b.yaml'), line: 7, column: 5 }],
  ]);
});

const BACKUP = `apiVersion: postgresql.cnpg.io/v1
kind: ScheduledBackup
metadata: { name: orders, namespace: shop }
spec:
  schedule: "0 0 3 * * *"
  cluster: { name: orders }
  method: plugin
  pluginConfiguration: { name: barman-cloud.cloudnative-pg.io }
`;

const STORE = `apiVersion: barmancloud.cnpg.io/v1
kind: ObjectStore
metadata: { name: backups, namespace: shop }
spec:
  configuration: { destinationPath: "s3://backups/" }
  retentionPolicy: 30d
`;

test.each([
  ['schedule', '"0 0 3 * * *"', '5', 'b.yaml', 'ScheduledBackup shop/orders: spec.schedule must be text in quotes, got 5; correct the manifest'],
  ['cluster', '{ name: orders }', 'orders', 'b.yaml', 'ScheduledBackup shop/orders: spec.cluster must be a map, got text; correct the manifest'],
  ['retentionPolicy', '30d', '30', 'c.yaml', 'ObjectStore shop/backups: spec.retentionPolicy must be text in quotes, got 30; correct the manifest'],
  ['configuration', '{ destinationPath: "s3://backups/" }', '[]', 'c.yaml', 'ObjectStore shop/backups: spec.configuration must be a map, got a list; correct the manifest'],
])('backups with a %s that the API server refuses are not read, and the database is judged without them', (field, right, wrong, file, reason) => {
  const spoilt = (text: string) => text.replace(`${field}: ${right}`, `${field}: ${wrong}`);
  const cluster = `${CLUSTER}  plugins: [{ name: barman-cloud.cloudnative-pg.io, isWALArchiver: true, parameters: { barmanObjectName: backups } }]\n`;
  const files = folder({ 'a.yaml': cluster, 'b.yaml': spoilt(BACKUP), 'c.yaml': spoilt(STORE) });
  const { databases: [{ report }], unread } = check([files], READERS, NOW);
  expect(unread).toEqual([{ file: join(files, file), line: 1, reason, broken: true }]);
  expect([report.engine, report.problems]).toEqual(['postgresql', []]);
});
