import { violations } from './violations';
import { deprecatedFields } from '../../../src/checklist/object-rules/deprecated-fields';

const cluster = (spec: string, annotations = '{}') =>
  `apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: orders, annotations: ${annotations} }\nspec: ${spec}\n`;

test.each([
  ['{ bootstrap: { initdb: { options: [--locale=C] } } }', 'spec.bootstrap.initdb.options', 'say it in the fields of initdb that are made for it'],
  ['{ nodeMaintenanceWindow: { inProgress: false } }', 'spec.nodeMaintenanceWindow', 'leave drains to spec.enablePDB'],
  ['{ minSyncReplicas: 1 }', 'spec.minSyncReplicas', 'write spec.postgresql.synchronous'],
  ['{ maxSyncReplicas: 1 }', 'spec.maxSyncReplicas', 'write spec.postgresql.synchronous'],
  ['{ backup: { retentionPolicy: 30d } }', 'spec.backup.retentionPolicy',
    'nothing reads it without spec.backup.barmanObjectStore: write spec.retentionPolicy of the ObjectStore'],
])('%s is deprecated', (spec, path, instead) => {
  expect(violations(deprecatedFields, cluster(spec))).toEqual([`Cluster orders ${path}: ${path} is deprecated: ${instead}`]);
});

test('an annotation that has become a field is deprecated', () => {
  expect(violations(deprecatedFields, cluster('{}', '{ alpha.cnpg.io/failoverQuorum: "true" }'))).toHaveLength(1);
});

test('a Pooler\'s authQuerySecret is deprecated', () => {
  expect(violations(deprecatedFields, 'apiVersion: postgresql.cnpg.io/v1\nkind: Pooler\nmetadata: { name: p }\nspec: { pgbouncer: { authQuerySecret: { name: s } } }'))
    .toEqual(['Pooler p spec.pgbouncer.authQuerySecret: spec.pgbouncer.authQuerySecret is deprecated: let the operator make the login, or name a serverTLSSecret']);
});

test.each([
  '{ minSyncReplicas: 0, maxSyncReplicas: 0 }', '{ bootstrap: { initdb: { options: [] } } }', '{ postgresql: { synchronous: { method: any, number: 1 } } }',
  '{ backup: { retentionPolicy: 30d, barmanObjectStore: { destinationPath: s3://a } } }',
])('%s is not', (spec) => {
  expect(violations(deprecatedFields, cluster(spec))).toEqual([]);
});
