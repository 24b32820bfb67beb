import { Manifests } from '../../../src/checklist/manifests';
import { BudgetsOf, readBudgets } from '../../../src/checklist/readers/budgets';

const OWN = { 'cnpg.io/cluster': 'orders' };

function budget(name: string, spec: object) {
  return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, namespace: 'database' }, spec: { selector: { matchLabels: OWN }, ...spec } };
}

function read(budgets: any[], more: Partial<BudgetsOf> = {}) {
  return readBudgets(new Manifests(budgets), { namespace: 'database', podLabels: { ...OWN, 'cnpg.io/podRole': 'instance' }, instances: 3, ...more });
}

test('pods without a budget have none', () => expect(read([])).toEqual({ by: undefined, doubled: [], blocking: [] }));

test('the operator\'s budget is enough', () => {
  expect(read([], { operatorBudget: 'the operator' })).toEqual({ by: 'the operator', doubled: [], blocking: [] });
});

test('a manifest\'s budget over the pods is found', () => {
  expect(read([budget('orders', { maxUnavailable: 1 })])).toEqual({ by: 'PodDisruptionBudget orders', doubled: [], blocking: [] });
});

test('a budget over other pods is none', () => {
  expect(read([budget('orders', { selector: { matchLabels: { app: 'postgres' } }, maxUnavailable: 1 })]).by).toBeUndefined();
  expect(read([budget('orders', { selector: undefined, maxUnavailable: 1 })]).by).toBeUndefined();
});

test('a budget beside the operator\'s doubles it', () => {
  expect(read([budget('mine', { maxUnavailable: 1 })], { operatorBudget: 'the operator' }).doubled).toEqual(['mine']);
});

test('two budgets of manifests double each other', () => {
  expect(read([budget('a', { maxUnavailable: 1 }), budget('b', { maxUnavailable: 1 })]).doubled).toEqual(['a', 'b']);
});

test.each([
  [{ maxUnavailable: 0 }, true], [{ maxUnavailable: '0%' }, true], [{ maxUnavailable: '1%' }, false], [{ maxUnavailable: 1 }, false],
  [{ minAvailable: 3 }, true], [{ minAvailable: 2 }, false], [{ minAvailable: '100%' }, true], [{ minAvailable: '67%' }, true], [{ minAvailable: '66%' }, false],
  [{}, false],
])('%p of three pods blocks every eviction: %p', (spec, blocks) => {
  expect(read([budget('orders', spec)]).blocking).toEqual(blocks ? ['orders'] : []);
});

// an eviction needs more Ready pods than the budget keeps: one of two never has one to spare
test.each([
  [{ maxUnavailable: 1 }, true], [{ minAvailable: 1 }, true], [{ maxUnavailable: '50%' }, true],
  [{ maxUnavailable: 2 }, false], [{ minAvailable: 0 }, false], [{ maxUnavailable: '100%' }, false],
])('%p of two pods, of which one is ever Ready, blocks every eviction of that one: %p', (spec, blocks) => {
  expect(read([budget('orders', spec)], { instances: 2, ready: 1 }).blocking).toEqual(blocks ? ['orders'] : []);
});
