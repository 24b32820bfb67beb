import { violations } from './violations';
import { recoveryOwnArchive } from '../../../src/checklist/object-rules/recovery-own-archive';

const restored = (archiveServer: string, sourceServer: string) => `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders }
spec:
  bootstrap: { recovery: { source: origin } }
  plugins:
    - { name: barman-cloud.cloudnative-pg.io, isWALArchiver: true, parameters: { barmanObjectName: backups${archiveServer} } }
  externalClusters:
    - { name: origin, plugin: { name: barman-cloud.cloudnative-pg.io, parameters: { barmanObjectName: backups${sourceServer} } } }
`;
const inTree = (path: string) => `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders }
spec:
  bootstrap: { recovery: { source: orders } }
  backup: { barmanObjectStore: { destinationPath: "s3://acme/pg" } }
  externalClusters: [{ name: orders, barmanObjectStore: { destinationPath: "${path}" } }]
`;

test.each([
  ['both names are said', restored(', serverName: orders', ', serverName: orders')],
  ['neither is said: both are the Cluster\'s own', restored('', '')],
])('a Cluster may not archive to what it restores from, when %s', (_, yaml) => {
  expect(violations(recoveryOwnArchive, yaml)).toEqual([
    'Cluster orders spec.plugins.0.parameters: restores from "ObjectStore default/backups", server "orders", and archives to the very same',
  ]);
});

test('the same holds for what CloudNativePG has built in', () => {
  expect(violations(recoveryOwnArchive, inTree('s3://acme/pg/'))).toEqual([
    'Cluster orders spec.backup.barmanObjectStore: restores from "s3://acme/pg", server "orders", and archives to the very same',
  ]);
});

test.each([
  ['another name', restored(', serverName: orders-2', ', serverName: orders')],
  ['another path', inTree('s3://acme/old')],
])('%s is right', (_, yaml) => {
  expect(violations(recoveryOwnArchive, yaml)).toEqual([]);
});

test('an external cluster that nothing restores from is no matter', () => {
  expect(violations(recoveryOwnArchive, restored('', '').replace('{ recovery: { source: origin } }', '{ initdb: { database: app } }'))).toEqual([]);
});
