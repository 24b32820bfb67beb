import { violations } from './violations';
import { selectorMatchesNothing } from '../../../src/checklist/object-rules/selector-matches-nothing';

const CLUSTER = 'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: myapp-db, labels: { team: shop } }\nspec: { instances: 3 }\n---';
const POLICY = 'networking.k8s.io/v1 NetworkPolicy podSelector';
const BUDGET = 'policy/v1 PodDisruptionBudget selector';
const MONITOR = 'monitoring.coreos.com/v1 PodMonitor selector';
const selecting = (what: string, labels: string, more = '') => {
  const [apiVersion, kind, field] = what.split(' ');
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\nspec: { ${more}${field}: { matchLabels: { ${labels} } } }\n---`;
};
const service = (labels: string) => `apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { selector: { ${labels} } }\n---`;
const workload = (labels: string) => `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: w }\nspec: { template: { metadata: { labels: { ${labels} } }, spec: {} } }\n---`;

test.each([[POLICY, 'podSelector'], [BUDGET, 'selector'], [MONITOR, 'selector']])('%s for the database matches none of its pods', (what, field) => {
  expect(violations(selectorMatchesNothing, CLUSTER, selecting(what, 'app: postgres'))).toEqual([
    `${what.split(' ')[1]} a spec.${field}: app: postgres matches no pod; the pods of Cluster myapp-db have cnpg.io/cluster: myapp-db`,
  ]);
});

test('a Service for the database has no endpoint', () => {
  expect(violations(selectorMatchesNothing, CLUSTER, service('app: myapp-db, role: primary'))).toEqual([
    'Service a spec.selector: app: myapp-db, role: primary matches no pod; the pods of Cluster myapp-db have cnpg.io/cluster: myapp-db',
  ]);
});

test('a ServiceMonitor for the database matches no Service', () => {
  expect(violations(selectorMatchesNothing, CLUSTER, selecting('monitoring.coreos.com/v1 ServiceMonitor selector', 'app: postgres'))).toEqual([
    'ServiceMonitor a spec.selector: app: postgres matches no Service; the pods of Cluster myapp-db have cnpg.io/cluster: myapp-db',
  ]);
});

test('a monitor looks into the namespaces that it names', () => {
  expect(violations(selectorMatchesNothing, CLUSTER, selecting(MONITOR, 'app: postgres', 'namespaceSelector: { matchNames: [other] }, '))).toEqual([]);
  expect(violations(selectorMatchesNothing, CLUSTER, selecting(MONITOR, 'app: postgres', 'namespaceSelector: { matchNames: [default, other] }, '))).toHaveLength(1);
  expect(violations(selectorMatchesNothing, CLUSTER, selecting(MONITOR, 'app: postgres', 'namespaceSelector: { any: true }, '))).toEqual([]);
});

test.each([
  ['the label is the operator\'s', [CLUSTER, selecting(POLICY, 'cnpg.io/cluster: myapp-db')]],
  ['the label is of one instance', [CLUSTER, service('cnpg.io/cluster: myapp-db, cnpg.io/instanceRole: primary')]],
  ['the recommended labels are used', [CLUSTER, selecting(BUDGET, 'app.kubernetes.io/name: postgresql, app.kubernetes.io/instance: myapp-db')]],
  ['a workload has the label', [CLUSTER, workload('app: postgres'), selecting(POLICY, 'app: postgres')]],
  ['a workload has it, and the role is set when it runs', [CLUSTER, workload('app: postgres'), service('app: postgres, role: primary')]],
  ['the Cluster hands the label on', [CLUSTER.replace('instances: 3', 'inheritedMetadata: { labels: { app: postgres } }'), selecting(POLICY, 'app: postgres')]],
  ['it is for an application', [CLUSTER, selecting(POLICY, 'app: backend')]],
  ['an application is named as its database', [CLUSTER.replace('myapp-db', 'immich'), service('app: immich')]],
  ['it is for another engine', [CLUSTER, selecting(POLICY, 'app: redis')]],
  ['no database is there', [selecting(POLICY, 'app: postgres')]],
  ['a chart may make the pods', [CLUSTER, 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: postgres }\nspec: {}\n---', selecting(POLICY, 'app: postgres')]],
  ['it selects all pods', [CLUSTER, 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a }\nspec: { podSelector: {} }\n']],
])('nothing is said when %s', (_, among) => {
  expect(violations(selectorMatchesNothing, ...among)).toEqual([]);
});

test.each([
  ['pxc.percona.com/v1', 'PerconaXtraDBCluster', 'mysql', '{ pxc: { size: 3 } }', 'app.kubernetes.io/instance: shop'],
  ['psmdb.percona.com/v1', 'PerconaServerMongoDB', 'mongodb', '{ replsets: [{ name: rs0, size: 3 }] }', 'app.kubernetes.io/instance: shop'],
  ['mongodbcommunity.mongodb.com/v1', 'MongoDBCommunity', 'mongodb', '{ members: 3 }', 'app: shop-svc'],
  ['acid.zalan.do/v1', 'postgresql', 'postgres', '{ numberOfInstances: 2 }', 'cluster-name: shop'],
  ['postgres-operator.crunchydata.com/v1', 'PostgresCluster', 'postgres', '{ instances: [{ replicas: 2 }] }', 'postgres-operator.crunchydata.com/cluster: shop'],
  ['elasticsearch.k8s.elastic.co/v1', 'Elasticsearch', 'elasticsearch', '{ nodeSets: [{ count: 3 }] }', 'elasticsearch.k8s.elastic.co/cluster-name: shop'],
])('of %s %s the label is told that does match', (apiVersion, kind, word, spec, label) => {
  const database = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: shop }\nspec: ${spec}\n---`;
  expect(violations(selectorMatchesNothing, database, selecting(POLICY, `app: ${word}`))).toEqual([
    `NetworkPolicy a spec.podSelector: app: ${word} matches no pod; the pods of ${kind} shop have ${label}`,
  ]);
  expect(violations(selectorMatchesNothing, database, selecting(POLICY, label))).toEqual([]);
});
