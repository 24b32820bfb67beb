import * as fc from 'fast-check';
import { Manifest, Manifests } from '../../../src/checklist/manifests';
import { selects } from '../../../src/checklist/readers/label-selector';
import { selecting, SelectingKind } from '../../../src/checklist/readers/selecting';
import { SEED } from '../../support/seed';

const KIND: SelectingKind = {
  group: 'policy',
  kind: 'PodDisruptionBudget',
  selectorOf: ({ spec }) => spec.selector,
  namespacesOf: ({ spec }) => spec.namespaces,
};

function object(name: string, selector: unknown, namespaces?: readonly string[]): Manifest {
  return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, namespace: 'database' }, spec: { selector, namespaces } };
}

const key = fc.constantFrom('app', 'role', 'zone');
const value = fc.constantFrom('a', 'b');
const labels = fc.dictionary(key, value);
const selector = fc.option(fc.record({
  matchLabels: labels,
  matchExpressions: fc.array(fc.record({
    key, operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'), values: fc.array(value, { maxLength: 2 }),
  }), { maxLength: 2 }),
}, { requiredKeys: [] }), { nil: undefined });
const namespaces = fc.option(fc.array(fc.constantFrom('database', 'other'), { minLength: 1 }), { nil: undefined });

test('finds exactly what looking at each object would find, in the order of the input', () => {
  fc.assert(fc.property(fc.array(fc.tuple(selector, namespaces), { maxLength: 12 }), labels, (entries, pod) => {
    const objects = entries.map(([each, there], i) => object(`${i}`, each, there));
    const expected = objects.filter(({ spec }) => selects(spec.selector, pod) && (spec.namespaces?.includes('database') ?? true));
    expect(selecting(new Manifests(objects), KIND, 'database', pod)).toEqual(expected);
  }), { seed: SEED });
});

test('a database among a thousand is compared with few selectors other than its own', () => {
  let looks = 0;
  const objects = Array.from({ length: 1000 }, (_, i) => object(`orders-${i}`, {
    get matchLabels() {
      looks++;
      return { role: 'instance', app: `orders-${i}` };
    },
  }, ['database']));
  const among = new Manifests(objects);
  selecting(among, KIND, 'database', {});
  looks = 0;
  expect(selecting(among, KIND, 'database', { role: 'instance', app: 'orders-7' })).toEqual([objects[7]]);
  expect(looks).toBeLessThan(5);
});
