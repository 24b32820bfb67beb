import { violations } from './violations';
import { recoveryServerName } from '../../../src/checklist/object-rules/recovery-server-name';

const STORE = 'destinationPath: "s3://acme/pg"';
const writer = (name: string, server = '') => `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: ${name} }
spec: { backup: { barmanObjectStore: { ${STORE}${server && `, serverName: ${server}`} } } }
---`;
const restored = (external: string, server = '') => `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders-restored }
spec:
  bootstrap: { recovery: { source: ${external} } }
  externalClusters: [{ name: other }, { name: ${external}, barmanObjectStore: { ${STORE}${server && `, serverName: ${server}`} } }]
---`;
const byPlugin = (name: string, external: string, server = '') => `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: ${name} }
spec:
  bootstrap: { recovery: { source: ${external} } }
  externalClusters: [{ name: ${external}, plugin: { name: barman-cloud.cloudnative-pg.io, parameters: { barmanObjectName: store${server} } } }]
---
apiVersion: barmancloud.cnpg.io/v1
kind: ObjectStore
metadata: { name: store }
spec: { configuration: { ${STORE} } }
---`;

test('in the tree the default is the external cluster\'s name, under which nobody writes', () => {
  expect(violations(recoveryServerName, writer('orders'), restored('orders-backup'))).toEqual([
    'Cluster orders-restored spec.externalClusters.1.barmanObjectStore: '
    + 'restores from "orders-backup" without serverName, which is then "orders-backup"; the backups there are written as "orders"',
  ]);
});

test('no Cluster can have written under a name that no Cluster can have', () => {
  expect(violations(recoveryServerName, restored('clusterBackup'))).toEqual([
    'Cluster orders-restored spec.externalClusters.1.barmanObjectStore: '
    + 'restores from "clusterBackup" without serverName, which is then "clusterBackup"; no Cluster can have that name',
  ]);
});

test('with the plugin the default is the restored Cluster\'s own name', () => {
  expect(violations(recoveryServerName, writer('orders'), byPlugin('rewind', 'orders'))).toEqual([
    'Cluster rewind spec.externalClusters.0.plugin.parameters: '
    + 'restores from "orders" without serverName, which is then "rewind"; the backups there are written as "orders"',
  ]);
});

test('a copy that is named after the original restores nothing by its own name, also when the original is not in the input', () => {
  expect(violations(recoveryServerName, byPlugin('orders-restored', 'orders'))).toEqual([
    'Cluster orders-restored spec.externalClusters.0.plugin.parameters: restores from "orders" without serverName, which is then "orders-restored"; '
    + 'nobody but the restored Cluster has that name, "orders" wrote the backups',
  ]);
});

test.each([
  ['the name is said', [writer('orders'), restored('orders-backup', 'orders')]],
  ['the plugin is told the name', [writer('orders'), byPlugin('rewind', 'orders', ', serverName: orders')]],
  ['the external cluster has the writer\'s name', [writer('orders'), restored('orders')]],
  ['a Cluster writes under that name', [writer('orders'), writer('shop', 'orders-backup'), restored('orders-backup')]],
  ['who wrote there is not in the input', [restored('orders-backup')]],
  ['the writer may be gone, as its name is no other\'s', [writer('shop'), restored('orders-2024')]],
  ['a Cluster is restored under its old name', [byPlugin('orders', 'origin')]],
])('nothing is said when %s', (_, among) => {
  expect(violations(recoveryServerName, ...among)).toEqual([]);
});
