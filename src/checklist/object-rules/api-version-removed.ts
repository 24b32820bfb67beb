import { groupOf, Manifest } from '../manifests';
import { objectRule } from '../object-rule';
import { Severity } from '../severity';

interface Removed {
  readonly group: string;
  readonly versions: RegExp;
  readonly kinds: readonly string[];
  readonly instead: string;
  /** Who does not serve it any more. */
  readonly by: string;
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];
const ROLES = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'];
const CERTIFICATES = ['Certificate', 'CertificateRequest', 'Issuer', 'ClusterIssuer'];
const SNAPSHOTS = ['VolumeSnapshot', 'VolumeSnapshotClass', 'VolumeSnapshotContent'];
const EXTERNAL_SECRETS = ['ExternalSecret', 'ClusterExternalSecret', 'SecretStore', 'ClusterSecretStore'];
const PERCONA_XTRADB = ['PerconaXtraDBCluster', 'PerconaXtraDBClusterBackup', 'PerconaXtraDBClusterRestore'];
const PERCONA_MONGODB = ['PerconaServerMongoDB', 'PerconaServerMongoDBBackup', 'PerconaServerMongoDBRestore'];

/**
 * Of what databases have to do with. Kubernetes: Deprecated API Migration Guide. External Secrets: releases 0.17. cert-manager: releases 1.6.
 * The others: `served: false` or no such version in the CRDs of external-snapshotter 8.6, Percona XtraDB 1.20, Percona MongoDB 1.22, ECK 3.5,
 * grafana-operator 5.24, redis-operator 0.26, PGO 6.0.
 */
const REMOVED: readonly Removed[] = [
  { group: 'external-secrets.io', versions: /^v1(alpha1|beta1)$/, kinds: EXTERNAL_SECRETS, instead: 'external-secrets.io/v1', by: 'External Secrets 0.17' },
  { group: 'policy', versions: /^v1beta1$/, kinds: ['PodDisruptionBudget'], instead: 'policy/v1', by: 'Kubernetes 1.25' },
  { group: 'batch', versions: /^v(1beta1|2alpha1)$/, kinds: ['CronJob'], instead: 'batch/v1', by: 'Kubernetes 1.25' },
  { group: 'apps', versions: /^v1beta[12]$/, kinds: WORKLOADS, instead: 'apps/v1', by: 'Kubernetes 1.16' },
  { group: 'extensions', versions: /^v1beta1$/, kinds: WORKLOADS, instead: 'apps/v1', by: 'Kubernetes 1.16' },
  { group: 'extensions', versions: /^v1beta1$/, kinds: ['NetworkPolicy'], instead: 'networking.k8s.io/v1', by: 'Kubernetes 1.16' },
  { group: 'autoscaling', versions: /^v2beta[12]$/, kinds: ['HorizontalPodAutoscaler'], instead: 'autoscaling/v2', by: 'Kubernetes 1.26' },
  { group: 'storage.k8s.io', versions: /^v1beta1$/, kinds: ['StorageClass'], instead: 'storage.k8s.io/v1', by: 'Kubernetes 1.22' },
  { group: 'scheduling.k8s.io', versions: /^v1(alpha1|beta1)$/, kinds: ['PriorityClass'], instead: 'scheduling.k8s.io/v1', by: 'Kubernetes 1.22' },
  { group: 'rbac.authorization.k8s.io', versions: /^v1(alpha1|beta1)$/, kinds: ROLES, instead: 'rbac.authorization.k8s.io/v1', by: 'Kubernetes 1.22' },
  { group: 'snapshot.storage.k8s.io', versions: /^v1(alpha1|beta1)$/, kinds: SNAPSHOTS, instead: 'snapshot.storage.k8s.io/v1', by: 'external-snapshotter 8.6' },
  { group: 'cert-manager.io', versions: /^v1(alpha[123]|beta1)$/, kinds: CERTIFICATES, instead: 'cert-manager.io/v1', by: 'cert-manager 1.6' },
  { group: 'certmanager.k8s.io', versions: /^v1alpha1$/, kinds: CERTIFICATES, instead: 'cert-manager.io/v1', by: 'cert-manager 0.11' },
  {
    group: 'integreatly.org', versions: /^v1alpha1$/, kinds: ['GrafanaDashboard', 'GrafanaDataSource'], instead: 'grafana.integreatly.org/v1beta1', by: 'grafana-operator 5',
  },
  { group: 'pxc.percona.com', versions: /^v1(alpha1|-[0-9]-\d+)$/, kinds: PERCONA_XTRADB, instead: 'pxc.percona.com/v1', by: 'Percona XtraDB operator 1.20' },
  { group: 'psmdb.percona.com', versions: /^v1(alpha1|-[0-9]-\d+)$/, kinds: PERCONA_MONGODB, instead: 'psmdb.percona.com/v1', by: 'Percona MongoDB operator 1.22' },
  { group: 'pg.percona.com', versions: /./, kinds: ['PerconaPGCluster'], instead: 'pgv2.percona.com/v2', by: 'Percona PostgreSQL operator 2' },
  { group: 'crunchydata.com', versions: /./, kinds: ['Pgcluster'], instead: 'postgres-operator.crunchydata.com/v1', by: 'Crunchy PGO 5' },
  { group: 'elasticsearch.k8s.elastic.co', versions: /^v1alpha1$/, kinds: ['Elasticsearch'], instead: 'elasticsearch.k8s.elastic.co/v1', by: 'ECK 3.5' },
  {
    group: 'redis.redis.opstreelabs.in',
    versions: /^v1beta1$/,
    kinds: ['Redis', 'RedisCluster', 'RedisReplication', 'RedisSentinel'],
    instead: 'redis.redis.opstreelabs.in/v1beta2',
    by: 'redis-operator 0.26',
  },
];

export const apiVersionRemoved = objectRule({
  id: 'api-version-removed',
  title: 'The API server knows the apiVersion',
  why: 'An object of a version that is not served is refused: the budget, the Secret or the snapshot that the database counts on is never made, or stays '
    + 'as it was when the API still existed.',
  fix: 'Write the version that is served, and look up what it renames; in YAML: the apiVersion that is named with the finding.',
  source: 'Kubernetes docs, Deprecated API Migration Guide; external-secrets/external-secrets#4784 and #4840; cert-manager docs, release notes 1.6; CRDs of the operators',
  severity: Severity.OUTAGE,
  check: (manifest) => REMOVED.filter((of) => isRemoved(manifest, of)).map(({ by, instead }) => ({
    found: `${manifest.apiVersion} ${manifest.kind} is not served since ${by}; ${instead} is`, path: ['apiVersion'],
  })),
});

function isRemoved(manifest: Manifest, { group, versions, kinds }: Removed): boolean {
  return groupOf(manifest) === group && kinds.includes(manifest.kind) && versions.test(manifest.apiVersion.slice(group.length + 1));
}
