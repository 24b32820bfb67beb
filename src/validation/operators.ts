import { Manifest } from '../checklist/manifests';
import { MONGODB_KUBERNETES, PERCONA_SERVER_MONGODB } from '../mongo/mongo-operators';
import { BARMAN_CLOUD, CLOUD_NATIVE_PG } from '../postgres/cnpg-operators';

/** Who reconciles the objects of an API group. */
export interface Operator {
  readonly group: string;
  readonly operator: string;
  /** The version whose API the library writes and is tested against. */
  readonly version: string;
  /** Names of the Secrets that it makes for one of its objects, in the namespace of the object. */
  secretsOf?(manifest: Manifest): string[];
}

export const OPERATORS: readonly Operator[] = [
  {
    group: 'postgresql.cnpg.io',
    operator: CLOUD_NATIVE_PG.operator,
    version: minorOf(CLOUD_NATIVE_PG.version),
    secretsOf: cloudNativePgSecrets,
  },
  { group: 'psmdb.percona.com', operator: PERCONA_SERVER_MONGODB.operator, version: minorOf(PERCONA_SERVER_MONGODB.version), secretsOf: perconaMongoDbSecrets },
  { group: 'mongodbcommunity.mongodb.com', operator: MONGODB_KUBERNETES.operator, version: minorOf(MONGODB_KUBERNETES.version), secretsOf: communitySecrets },
  { group: 'barmancloud.cnpg.io', operator: BARMAN_CLOUD.operator, version: minorOf(BARMAN_CLOUD.version) },
  {
    group: 'pxc.percona.com',
    operator: 'Percona XtraDB Cluster operator',
    version: '1.20',
    secretsOf: perconaXtraDbSecrets,
  },
  {
    group: 'cert-manager.io',
    operator: 'cert-manager',
    version: '1.21',
    secretsOf: ({ kind, spec }) => (kind === 'Certificate' ? [spec?.secretName] : []),
  },
  { group: 'trust.cert-manager.io', operator: 'trust-manager', version: '0.25' },
  {
    group: 'external-secrets.io',
    operator: 'External Secrets',
    version: '2.9',
    secretsOf: ({ kind, metadata: { name }, spec }) => (kind === 'ExternalSecret' ? [spec?.target?.name ?? name] : []),
  },
  { group: 'bitnami.com', operator: 'Sealed Secrets', version: 'any', secretsOf: ({ metadata: { name } }) => [name] },
  { group: 'monitoring.coreos.com', operator: 'Prometheus Operator', version: '0.93' },
  { group: 'monitoring.grafana.com', operator: 'Grafana Alloy', version: '1' },
  { group: 'grafana.integreatly.org', operator: 'grafana-operator', version: '5.24' },
  { group: 'velero.io', operator: 'Velero', version: '1.18' },
  { group: 'snapshot.storage.k8s.io', operator: 'external-snapshotter', version: '8.6' },
];

/** Who reconciles that API group; undefined for Kubernetes' own. */
export function operatorOf(group: string): Operator | undefined {
  const known = OPERATORS.find((of) => of.group === group);
  if (known) return known;
  const native = !group.includes('.') || group.endsWith('.k8s.io');
  return native ? undefined : { group, operator: `the operator of ${group}`, version: 'any' };
}

/** CloudNativePG 1.30, docs/src/applications.md, certificates.md and declarative_role_management.md. */
function cloudNativePgSecrets({ kind, metadata: { name }, spec }: Manifest): string[] {
  if (kind === 'Cluster') return ['app', 'superuser', 'ca', 'server', 'replication'].map((role) => `${name}-${role}`);
  return kind === 'DatabaseRole' && spec?.clientCertificate?.enabled === true ? [`${name}-client-cert`] : [];
}

/** pkg/controller/pxc/secrets.go, users.go, users_custom.go and tls.go, 1.20.0. */
function perconaXtraDbSecrets({ kind, metadata: { name }, spec }: Manifest): string[] {
  if (kind !== 'PerconaXtraDBCluster') return [];
  return [spec?.secretsName ?? `${name}-secrets`, `internal-${name}`, ...['ssl', 'ssl-internal', 'ca-cert', 'custom-user-secret'].map((of) => `${name}-${of}`)];
}

/** What it makes for a database and, where nobody else has, for its users (Percona Operator for MongoDB 1.22.0, psmdb_defaults.go and secrets.go). */
function perconaMongoDbSecrets({ kind, metadata: { name }, spec }: Manifest): string[] {
  if (kind !== 'PerconaServerMongoDB') return [];
  const made = ['mongodb-keyfile', 'mongodb-encryption-key', 'ssl', 'ssl-internal', 'ca-cert', 'custom-user-secret'].map((use) => `${name}-${use}`);
  return [...made, `internal-${name}-users`, spec?.secrets?.users ?? 'percona-server-mongodb-users'];
}

/** mongodb-kubernetes-operator 0.13.0, api/v1/mongodbcommunity_types.go. */
function communitySecrets({ kind, metadata: { name } }: Manifest): string[] {
  return kind === 'MongoDBCommunity' ? ['agent-password', 'keyfile', 'config', 'server-certificate-key', 'ca-certificate'].map((use) => `${name}-${use}`) : [];
}

function minorOf(version: string): string {
  return version.replace(/\.\d+$/, '');
}
