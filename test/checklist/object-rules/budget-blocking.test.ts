import { violations } from './violations';
import { budgetBlocking } from '../../../src/checklist/object-rules/budget-blocking';

const pooler = (instances: number) => `
apiVersion: postgresql.cnpg.io/v1
kind: Pooler
metadata: { name: rw }
spec: { cluster: { name: orders }, instances: ${instances} }
---`;
const MONGO = 'apiVersion: mongodbcommunity.mongodb.com/v1\nkind: MongoDBCommunity\nmetadata: { name: shop }\nspec: { members: 3 }\n---';
const budget = (spec: string, labels = 'cnpg.io/poolerName: rw') => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: mine }
spec: { ${spec}, selector: { matchLabels: { ${labels} } } }
---`;

test.each([
  ['minAvailable: 1', pooler(1), 'cnpg.io/poolerName: rw', 'minAvailable: 1 never lets go any of 1 pod of Pooler rw'],
  ['minAvailable: "100%"', MONGO, 'app: shop-svc', 'minAvailable: 100% never lets go any of 3 pods of MongoDBCommunity shop'],
  ['maxUnavailable: 0', MONGO, 'app: shop-svc', 'maxUnavailable: 0 never lets go any of 3 pods of MongoDBCommunity shop'],
])('%s lets nothing go', (spec, database, labels, found) => {
  expect(violations(budgetBlocking, database, budget(spec, labels))).toEqual([`PodDisruptionBudget mine spec.${spec.split(':')[0]}: ${found}`]);
});

test.each([
  ['one of two may go', pooler(2), budget('minAvailable: 1')],
  ['one of three may go', MONGO, budget('maxUnavailable: 1', 'app: shop-svc')],
  ['the pods are not in the input', MONGO, budget('minAvailable: 1', 'app: web')],
  ['the box disruption-budget says it', 'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: shop }\nspec: { instances: 1 }\n---',
    budget('minAvailable: 1', 'cnpg.io/cluster: shop')],
])('nothing is said when %s', (_, ...among) => {
  expect(violations(budgetBlocking, ...among)).toEqual([]);
});
