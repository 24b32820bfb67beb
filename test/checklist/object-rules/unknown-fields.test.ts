import { violations } from './violations';
import { unknownFields } from '../../../src/checklist/object-rules/unknown-fields';
import { CNPG_FIELDS } from '../../../src/checklist/readers/cnpg-fields';
import { kindSchema } from '../../support/kind-schema';

const cluster = (spec: string, apiVersion = 'postgresql.cnpg.io/v1') => `apiVersion: ${apiVersion}\nkind: Cluster\nmetadata: { name: orders }\nspec: ${spec}\n`;

test.each([
  ['{ instance: 3 }', 'spec.instance'],
  ['{ backup: { schedule: "0 0 3 * * *" } }', 'spec.backup.schedule'],
  ['{ bootstrap: { initdb: { postInitApplicationSql: [a] } } }', 'spec.bootstrap.initdb.postInitApplicationSql'],
  ['{ storage: { storageClassName: fast } }', 'spec.storage.storageClassName'],
])('%s sets nothing', (spec, path) => {
  expect(violations(unknownFields, cluster(spec))).toEqual([`Cluster orders ${path}: ${path} is no field of Cluster in CloudNativePG 1.30`]);
});

test.each([
  ['free keys are', cluster('{ postgresql: { parameters: { made.up: a } }, inheritedMetadata: { labels: { a: b } } }')],
  ['a nested template is', cluster('{ storage: { pvcTemplate: { storageClassName: fast } } }')],
  ['a field of the next release is', cluster('{ postgresql: { synchronous: { podFailureDomainKeys: [zone] } } }')],
  ['another group\'s field is', cluster('{ shards: 3 }', 'redis.acme.io/v1')],
])('%s no matter', (_, yaml) => {
  expect(violations(unknownFields, yaml)).toEqual([]);
});

const LISTED = Object.entries(CNPG_FIELDS)
  .flatMap(([kind, holders]) => Object.entries(holders).map(([path, fields]) => [kind, path, fields] as const));

test.each(LISTED)('the fields of %s spec.%s are the CRD\'s', (kind, path, fields) => {
  const [group, name] = kind.split('/');
  const spec = kindSchema(`${group}/v1`, name)!.schema.properties.spec;
  const keys = path.split('.').filter((key) => key !== '');
  const schema = keys.reduce((of, key) => of.properties[key], spec);
  expect([...fields].sort()).toEqual(Object.keys(schema.properties).sort());
});
