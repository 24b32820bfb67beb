import { violations } from './violations';
import { apiVersionRemoved } from '../../../src/checklist/object-rules/api-version-removed';

const of = (apiVersion: string, kind: string) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\n`;

test('the finding says who does not serve it, and what is served', () => {
  expect(violations(apiVersionRemoved, of('external-secrets.io/v1beta1', 'ExternalSecret'))).toEqual([
    'ExternalSecret a apiVersion: external-secrets.io/v1beta1 ExternalSecret is not served since External Secrets 0.17; external-secrets.io/v1 is',
  ]);
});

test.each([
  ['policy/v1beta1', 'PodDisruptionBudget'], ['batch/v1beta1', 'CronJob'], ['apps/v1beta2', 'StatefulSet'], ['extensions/v1beta1', 'Deployment'],
  ['extensions/v1beta1', 'NetworkPolicy'], ['autoscaling/v2beta2', 'HorizontalPodAutoscaler'], ['storage.k8s.io/v1beta1', 'StorageClass'],
  ['scheduling.k8s.io/v1beta1', 'PriorityClass'], ['rbac.authorization.k8s.io/v1beta1', 'RoleBinding'], ['snapshot.storage.k8s.io/v1beta1', 'VolumeSnapshot'],
  ['cert-manager.io/v1alpha2', 'Certificate'], ['certmanager.k8s.io/v1alpha1', 'Issuer'], ['integreatly.org/v1alpha1', 'GrafanaDashboard'],
  ['pxc.percona.com/v1-9-0', 'PerconaXtraDBCluster'], ['psmdb.percona.com/v1-2-0', 'PerconaServerMongoDB'], ['pg.percona.com/v1', 'PerconaPGCluster'],
  ['crunchydata.com/v1', 'Pgcluster'], ['elasticsearch.k8s.elastic.co/v1alpha1', 'Elasticsearch'], ['redis.redis.opstreelabs.in/v1beta1', 'RedisCluster'],
  ['external-secrets.io/v1alpha1', 'SecretStore'],
])('%s %s is not served', (apiVersion, kind) => {
  expect(violations(apiVersionRemoved, of(apiVersion, kind))).toHaveLength(1);
});

test.each([
  ['external-secrets.io/v1', 'ExternalSecret'], ['external-secrets.io/v1alpha1', 'PushSecret'], ['policy/v1', 'PodDisruptionBudget'], ['apps/v1', 'StatefulSet'],
  ['postgresql.cnpg.io/v1', 'Cluster'], ['psmdb.percona.com/v1-12-0', 'PerconaServerMongoDB'], ['pxc.percona.com/v1-10-0', 'PerconaXtraDBCluster'],
  ['snapshot.storage.k8s.io/v1', 'VolumeSnapshot'], ['groupsnapshot.storage.k8s.io/v1beta1', 'VolumeGroupSnapshot'],
  ['grafana.integreatly.org/v1beta1', 'GrafanaDashboard'], ['networking.k8s.io/v1beta1', 'Something'], ['v1', 'Service'],
])('%s %s is', (apiVersion, kind) => {
  expect(violations(apiVersionRemoved, of(apiVersion, kind))).toEqual([]);
});
