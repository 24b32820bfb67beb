import { selects } from '../../../src/checklist/readers/label-selector';

const labels = { app: 'orders', tier: 'db' };

test('a missing selector selects nothing', () => {
  expect(selects(undefined, labels)).toBe(false);
  expect(selects(null, labels)).toBe(false);
});

test('an empty selector selects everything', () => {
  expect(selects({}, labels)).toBe(true);
  expect(selects({ matchLabels: {}, matchExpressions: [] }, {})).toBe(true);
});

test('every label of matchLabels has to be there with its value', () => {
  expect(selects({ matchLabels: { app: 'orders', tier: 'db' } }, labels)).toBe(true);
  expect(selects({ matchLabels: { app: 'orders', tier: 'web' } }, labels)).toBe(false);
  expect(selects({ matchLabels: { zone: 'a' } }, labels)).toBe(false);
});

test.each([
  ['In', ['orders', 'billing'], true, false],
  ['In', ['billing'], false, false],
  ['NotIn', ['billing'], true, true],
  ['NotIn', ['orders'], false, true],
  ['Exists', undefined, true, false],
  ['DoesNotExist', undefined, false, true],
  ['Like', ['orders'], false, false],
])('%s %p is %p of an object with the label and %p of one without', (operator, values, withLabel, without) => {
  const selector = { matchExpressions: [{ key: 'app', operator, values }] };
  expect(selects(selector, labels)).toBe(withLabel);
  expect(selects(selector, {})).toBe(without);
});

test('labels and expressions both have to hold', () => {
  const matchExpressions = [{ key: 'tier', operator: 'DoesNotExist' }];
  expect(selects({ matchLabels: { app: 'orders' }, matchExpressions }, labels)).toBe(false);
  expect(selects({ matchLabels: { app: 'orders' }, matchExpressions }, { app: 'orders' })).toBe(true);
});
