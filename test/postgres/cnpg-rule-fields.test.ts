import { RULES } from '../../src/checklist/rules';
import { fieldsOf } from '../../src/postgres/cnpg-rule-fields';
import { kindSchema } from '../support/kind-schema';
import { orders } from '../support/production';
import { theOne } from '../support/written';

const cluster = theOne(orders().app, 'Cluster', 'orders');
const fields = Object.entries(fieldsOf(cluster));

const inSpec = fields.filter(([, { path }]) => path[0] === 'spec');

test('what is promised stands in an annotation, and nothing else is looked for outside of the spec', () => {
  const path = ['metadata', 'annotations', 'cdk8s-databases.io/objectives'];
  expect(fields.filter((field) => !inSpec.includes(field)).map(([rule, field]) => [rule, field.path]))
    .toEqual([['recovery-point-objective', path], ['recovery-time-objective', path]]);
});

test.each(inSpec)('where to look for %s is a field that a Cluster can have', (rule, { of, path }) => {
  expect(RULES.map(({ id }) => id)).toContain(rule);
  expect(of).toBe(cluster);
  const schema = path.reduce<any>((at, key) => at?.properties?.[key], kindSchema(cluster.apiVersion, cluster.kind)!.schema);
  expect(schema).toBeDefined();
});

test('nearly every rule has one', () => {
  const without = RULES.map(({ id }) => id).filter((id) => !fields.some(([rule]) => rule === id));
  expect(without).toEqual(['failover-drill', 'restore-drill', 'network-isolated', 'alert-rules', 'logs-collected', 'kernel-tuned', 'operators-survive', 'votes-hold-data']);
});
