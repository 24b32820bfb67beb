import { violations } from './violations';
import { budgetDoubled } from '../../../src/checklist/object-rules/budget-doubled';

const PXC = `
apiVersion: pxc.percona.com/v1
kind: PerconaXtraDBCluster
metadata: { name: shop }
spec: { pxc: { size: 3 }, haproxy: { enabled: true, size: 3 }, proxysql: { enabled: false } }
---`;
const budget = (name: string, labels: string, namespace = 'default') => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: ${name}, namespace: ${namespace} }
spec: { maxUnavailable: 1, selector: { matchLabels: ${labels} } }
---`;

test('a budget on pods of an operator that makes its own is one too many', () => {
  expect(violations(budgetDoubled, PXC, budget('mine', '{ app.kubernetes.io/instance: shop, app.kubernetes.io/component: pxc }'))).toEqual([
    'PodDisruptionBudget mine spec.selector: selects pods of PerconaXtraDBCluster shop that have the operator\'s own budget shop-pxc already',
  ]);
});

test('a budget on all pods doubles each of the operator\'s', () => {
  expect(violations(budgetDoubled, PXC, budget('mine', '{ app.kubernetes.io/instance: shop }'))).toHaveLength(2);
});

test('two budgets on a pooler\'s pods double each other', () => {
  const pooler = 'apiVersion: postgresql.cnpg.io/v1\nkind: Pooler\nmetadata: { name: rw }\nspec: { cluster: { name: orders }, instances: 2 }\n---';
  expect(violations(budgetDoubled, pooler, budget('one', '{ cnpg.io/poolerName: rw }'))).toEqual([]);
  expect(violations(budgetDoubled, pooler, budget('one', '{ cnpg.io/poolerName: rw }'), budget('two', '{ cnpg.io/poolerName: rw }'))).toEqual([
    'PodDisruptionBudget one spec.selector: selects pods of Pooler rw that have PodDisruptionBudget two already',
    'PodDisruptionBudget two spec.selector: selects pods of Pooler rw that have PodDisruptionBudget one already',
  ]);
});

test.each([
  ['the pods are others', [PXC, budget('mine', '{ app: shop }')]],
  ['the namespace is another', [PXC, budget('mine', '{ app.kubernetes.io/instance: shop }', 'other')]],
  ['the operator makes none', ['apiVersion: mongodbcommunity.mongodb.com/v1\nkind: MongoDBCommunity\nmetadata: { name: shop }\nspec: { members: 3 }\n---', budget('mine', '{ app: shop-svc }')]],
  ['the box disruption-budget says it', ['apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: shop }\nspec: { instances: 3 }\n---',
    budget('mine', '{ cnpg.io/cluster: shop }'), budget('other', '{ cnpg.io/cluster: shop }')]],
])('nothing is said when %s', (_, among) => {
  expect(violations(budgetDoubled, ...among)).toEqual([]);
});
