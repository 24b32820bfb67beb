import { violations } from './violations';
import { budgetBlocking } from '../../../src/checklist/object-rules/budget-blocking';

const pooler = (instances: number) => `
apiVersion: postgresql.cnpg.io/v1
kind: Pooler
metadata: { name: rw }
spec: { cluster: { name: orders }, instances: ${instances} }
---`;
const ELASTIC = `
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: { name: shop }
spec: { podDisruptionBudget: {}, nodeSets: [{ name: a, count: 3 }] }
---`;
const ELASTIC_PODS = 'elasticsearch.k8s.elastic.co/cluster-name: shop';
const budget = (spec: string, labels = 'cnpg.io/poolerName: rw') => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: mine }
spec: { ${spec}, selector: { matchLabels: { ${labels} } } }
---`;

test.each([
  ['minAvailable: 1', pooler(1), 'cnpg.io/poolerName: rw', 'minAvailable: 1 never lets go any of 1 pod of Pooler rw'],
  ['minAvailable: "100%"', ELASTIC, ELASTIC_PODS, 'minAvailable: 100% never lets go any of 3 pods of Elasticsearch shop'],
  ['maxUnavailable: 0', ELASTIC, ELASTIC_PODS, 'maxUnavailable: 0 never lets go any of 3 pods of Elasticsearch shop'],
])('%s lets nothing go', (spec, database, labels, found) => {
  expect(violations(budgetBlocking, database, budget(spec, labels))).toEqual([`PodDisruptionBudget mine spec.${spec.split(':')[0]}: ${found}`]);
});

test.each([
  ['one of two may go', pooler(2), budget('minAvailable: 1')],
  ['one of three may go', ELASTIC, budget('maxUnavailable: 1', ELASTIC_PODS)],
  ['the pods are not in the input', ELASTIC, budget('minAvailable: 1', 'app: web')],
  ['the box disruption-budget says it', 'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: shop }\nspec: { instances: 1 }\n---',
    budget('minAvailable: 1', 'cnpg.io/cluster: shop')],
])('nothing is said when %s', (_, ...among) => {
  expect(violations(budgetBlocking, ...among)).toEqual([]);
});
