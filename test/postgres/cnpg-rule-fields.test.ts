import { RULES } from '../../src/checklist/rules';
import { fieldsOf } from '../../src/postgres/cnpg-rule-fields';
import { kindSchema } from '../support/kind-schema';
import { orders } from '../support/production';
import { theOne } from '../support/written';

const cluster = theOne(orders().app, 'Cluster', 'orders');
const fields = Object.entries(fieldsOf(cluster));

test.each(fields)('where to look for %s is a field that a Cluster can have', (rule, { of, path }) => {
  expect(RULES.map(({ id }) => id)).toContain(rule);
  expect(of).toBe(cluster);
  const schema = path.reduce<any>((at, key) => at?.properties?.[key], kindSchema(cluster.apiVersion, cluster.kind)!.schema);
  expect(schema).toBeDefined();
});

test('nearly every rule has one', () => {
  const without = RULES.map(({ id }) => id).filter((id) => !fields.some(([rule]) => rule === id));
  expect(without).toEqual(['failover-drill', 'restore-drill', 'network-isolated', 'alert-rules', 'logs-collected', 'kernel-tuned', 'operators-survive']);
});
