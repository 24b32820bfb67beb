import { generate } from 'selfsigned';
import { CERT_MANAGER_NAMESPACE } from './reconcilers/cert-manager';
import { groupOf, Manifest, Manifests } from '../../src/checklist/manifests';
import { DatabasePlatform } from '../../src/platform/database-platform';
import { PostgresCluster } from '../../src/postgres/postgres-cluster';
import { ObjectStoreProvider } from '../../src/values/object-store';

/** A database of any engine. */
export interface Housed {
  readonly namespace: string;
  readonly _settings: { readonly platform: DatabasePlatform };
}

/** Enough for the largest database, each instance on a node of its own. */
const NODES = 8;
const ZONES = ['a', 'b', 'c'];

/** Keys of a Secret that `ObjectStoreCredentials.secret` names. */
const CREDENTIALS: Record<ObjectStoreProvider, string[]> = {
  [ObjectStoreProvider.S3]: ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY'],
  [ObjectStoreProvider.GCS]: ['gcsCredentials'],
  [ObjectStoreProvider.AZURE]: ['AZURE_STORAGE_ACCOUNT', 'AZURE_STORAGE_KEY'],
};

/**
 * What exists already, by the word of who made the databases: their props say so. Nothing comes from what the library wrote, or a wrong name of its
 * would be made true here.
 */
export async function surroundingsOf(databases: readonly Housed[], claimed: Manifests): Promise<Manifest[]> {
  const clients = claimed.ofKind('apps', 'Deployment').map(({ metadata }) => metadata.namespace!);
  const ofPostgres = databases.filter((database) => database instanceof PostgresCluster);
  const all = [
    ...namespaces(databases, clients), ...await issuers(databases), ...nodes(databases),
    ...databases.flatMap((database) => [...classes(database), ...keys(database), ...bundles(database, clients)]),
    ...ofPostgres.flatMap((database) => [...classesBeside(database), ...passwords(database), ...snapshots(database)]),
  ].filter((manifest) => !claimed.find(groupOf(manifest), manifest.kind, manifest.metadata.namespace, manifest.metadata.name));
  return [...new Map(all.map((manifest) => [`${manifest.kind} ${manifest.metadata.namespace} ${manifest.metadata.name}`, manifest])).values()];
}

/** Those of databases last: they ask for more, and may be those of others, too. */
function namespaces(databases: readonly Housed[], clients: readonly string[]): Manifest[] {
  const monitoring = databases.flatMap(({ _settings: { platform } }) => platform.monitoring?.namespace ?? []);
  return [
    ...[...clients, ...monitoring].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...databases.map(({ namespace }) => (
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } })),
  ];
}

async function issuers(databases: readonly Housed[]): Promise<Manifest[]> {
  const extensions: any[] = [{ name: 'basicConstraints', cA: true, critical: true }];
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'internal CA' }], { keyType: 'ec', algorithm: 'sha256', extensions });
  return databases.flatMap(({ namespace, _settings: { platform: { issuer } } }) => {
    if (!issuer) return [];
    const { name, kind } = issuer;
    const ofNamespace = kind === 'Issuer' ? namespace : undefined;
    return [
      secret(ofNamespace ?? CERT_MANAGER_NAMESPACE, name, { 'tls.crt': cert, 'tls.key': key }, 'kubernetes.io/tls'),
      { apiVersion: 'cert-manager.io/v1', kind, metadata: { name, namespace: ofNamespace }, spec: { ca: { secretName: name } } },
    ];
  });
}

function classes({ _settings: { platform } }: Housed): Manifest[] {
  return [
    ...storageClasses([platform.storageClass.name]),
    ...platform.priority ? [{ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: platform.priority.name }, value: 1000 }] : [],
  ];
}

function classesBeside({ _settings: { platform, tablespaces } }: PostgresCluster): Manifest[] {
  return storageClasses([platform.walStorageClass, ...tablespaces.map(({ storageClass }) => storageClass)].map(({ name }) => name));
}

function storageClasses(names: readonly string[]): Manifest[] {
  return names.map((name) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner: 'example.com/volumes',
    volumeBindingMode: 'WaitForFirstConsumer',
  }));
}

/** Those that `SecretRef`s name. */
function passwords({ namespace, _settings: { owner, roles } }: PostgresCluster): Manifest[] {
  return [owner, ...roles].flatMap(({ name, given }) => (
    given ? [secret(namespace, given.name, { username: name, password: 'given' }, 'kubernetes.io/basic-auth')] : []));
}

/** What enters the object store. */
function keys({ namespace, _settings: { platform: { backups } } }: Housed): Manifest[] {
  if (!backups) return [];
  const { credentials: { secretName, remoteKey }, endpointCa, provider } = backups;
  return [
    ...secretName && !remoteKey ? [secret(namespace, secretName, Object.fromEntries(CREDENTIALS[provider].map((key) => [key, 'given'])))] : [],
    ...endpointCa ? [secret(namespace, endpointCa.name, { [endpointCa.key]: 'given' })] : [],
  ];
}

function secret(namespace: string, name: string, stringData: Record<string, string>, type = 'Opaque'): Manifest {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type, stringData };
}

/** The ConfigMap that trust-manager keeps in every namespace. */
function bundles({ _settings: { platform: { issuer } } }: Housed, clients: readonly string[]): Manifest[] {
  const { configMap: name, key } = issuer?.distribution ?? {};
  return name ? clients.map((namespace) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { [key!]: 'given' } })) : [];
}

/** Those that a restore begins with, with the operator's label of what is in them (CloudNativePG 1.30, pkg/reconciler/persistentvolumeclaim/validation.go). */
function snapshots({ namespace, _settings: { recovery } }: PostgresCluster): Manifest[] {
  const { dataSnapshot, walSnapshot, tablespaceSnapshots = {} } = recovery?.from ?? {};
  const volumes = [[dataSnapshot, 'PG_DATA'], [walSnapshot, 'PG_WAL'], ...Object.values(tablespaceSnapshots).map((name) => [name, 'PG_TABLESPACE'])];
  return volumes.flatMap(([name, role]) => (name === undefined ? [] : [{
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshot',
    metadata: { name, namespace, labels: { 'cnpg.io/pvcRole': role! } },
    spec: { source: { volumeSnapshotContentName: name } },
  }]));
}

/** A pool for each `NodePool`, and one without labels or taints for the rest. */
function nodes(databases: readonly Housed[]): Manifest[] {
  const pools: Array<{ labels: object; taints: object[] }> = [{ labels: {}, taints: [] }];
  for (const { _settings: { platform: { nodes: pool } } } of databases) {
    if (!pool) continue;
    const { key, value, effect } = pool._toleration ?? {};
    pools.push({ labels: pool.labels, taints: key ? [{ key, value, effect }] : [] });
  }
  const distinct = [...new Map(pools.map((pool) => [JSON.stringify(pool), pool])).values()];
  return distinct.flatMap(({ labels, taints }, pool) => Array.from({ length: NODES }, (_, i) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `pool-${pool}-node-${i + 1}`,
      labels: { ...labels, 'kubernetes.io/hostname': `pool-${pool}-node-${i + 1}`, 'topology.kubernetes.io/zone': ZONES[i % ZONES.length] },
    },
    spec: { taints },
  })));
}
