import { violations } from './violations';
import { inTreeBarman } from '../../../src/checklist/object-rules/in-tree-barman';

test('every field of a Cluster is named that goes with the built-in support', () => {
  expect(violations(inTreeBarman, `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders }
spec:
  backup: { barmanObjectStore: { destinationPath: s3://acme } }
  externalClusters: [{ name: a, connectionParameters: { host: a } }, { name: b, barmanObjectStore: { destinationPath: s3://b } }]
`)).toEqual([
    'Cluster orders spec.backup.barmanObjectStore: spec.backup.barmanObjectStore is removed in CloudNativePG 1.31',
    'Cluster orders spec.externalClusters.1.barmanObjectStore: spec.externalClusters[1].barmanObjectStore is removed in CloudNativePG 1.31',
  ]);
});

const backup = (kind: string, method: string, group = 'postgresql.cnpg.io') => `
apiVersion: ${group}/v1
kind: ${kind}
metadata: { name: daily }
spec: { cluster: { name: orders }${method && `, method: ${method}`} }
`;

test.each([
  ['ScheduledBackup', 'barmanObjectStore', 'spec.method barmanObjectStore is removed in CloudNativePG 1.31'],
  ['Backup', '', 'spec.method is missing, and its default barmanObjectStore is removed in CloudNativePG 1.31'],
])('a %s with method "%s" uses it', (kind, method, found) => {
  expect(violations(inTreeBarman, backup(kind, method))).toEqual([`${kind} daily spec.method: ${found}`]);
});

test.each([
  ['a plugin\'s backup', backup('Backup', 'plugin')],
  ['a patch, which says only the schedule', 'apiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup\nmetadata: { name: daily }\nspec: { schedule: "@daily" }\n'],
  ['a snapshot', backup('ScheduledBackup', 'volumeSnapshot')],
  ['a Backup of another group', backup('Backup', '', 'velero.io')],
  ['a Cluster without backup', 'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: orders }\n'],
])('%s does not', (_, yaml) => {
  expect(violations(inTreeBarman, yaml)).toEqual([]);
});
