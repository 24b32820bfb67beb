import { allButPoolers } from './cnpg-labels';
import { PoolerSettings } from './pooler-settings';
import { PostgresSettings } from './postgres-settings';
import { Manifest } from '../checklist/manifests';
import { namespaceNamed, networkPolicy, tcp, toAddresses, toApiServer, toDns } from '../parts/network-policy';
import { ObjectStoreProvider } from '../values/object-store';

// CloudNativePG 1.30, docs/src/networking.md and security.md
export const POSTGRES_PORT = 5432;
export const STATUS_PORT = 8000;
export const METRICS_PORT = 9187;
export const POOLER_METRICS_PORT = 9127;
export const OPERATOR_LABELS = { 'app.kubernetes.io/name': 'cloudnative-pg' };
/** Annotation of a ServiceAccount with an IAM role of its own. */
export const IRSA = 'eks.amazonaws.com/role-arn';
export const POD_IDENTITY_AGENT = '169.254.170.23/32';
export const METADATA_SERVERS = ['169.254.169.254/32', '169.254.169.252/32'];

/**
 * Policy of the instances and of the Jobs that make them.
 * `ingress` is written as it is when the app is synthesized, so that grants can still let clients in.
 */
export function instancesPolicy(of: PostgresSettings, ingress: object[]): Manifest {
  const { platform } = of;
  const own = { podSelector: { matchLabels: { 'cnpg.io/cluster': of.name } } };
  ingress.push(
    {
      from: [{ namespaceSelector: namespaceNamed(platform.network.cloudNativePgNamespace), podSelector: { matchLabels: OPERATOR_LABELS } }],
      ports: tcp(STATUS_PORT, POSTGRES_PORT),
    },
    { from: [own], ports: tcp(POSTGRES_PORT, STATUS_PORT) },
    ...fromPrometheus(of, METRICS_PORT),
  );
  return networkPolicy({
    name: of.name,
    namespace: of.namespace,
    podSelector: allButPoolers(of.name),
    ingress,
    egress: [
      { to: [own], ports: tcp(POSTGRES_PORT, STATUS_PORT) },
      toDns(platform.network.nodeLocalDns),
      toApiServer(platform.network.apiServer),
      ...toObjectStores(of),
    ],
  });
}

/** Policy of one pooler's pods. */
export function poolerPolicy(of: PostgresSettings, pooler: PoolerSettings, ingress: object[]): Manifest {
  const { network } = of.platform;
  ingress.push(...fromPrometheus(of, POOLER_METRICS_PORT));
  return networkPolicy({
    name: pooler.name,
    namespace: of.namespace,
    podSelector: { matchLabels: { 'cnpg.io/poolerName': pooler.name } },
    ingress,
    egress: [
      { to: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': of.name } } }], ports: tcp(POSTGRES_PORT) },
      toDns(network.nodeLocalDns),
      toApiServer(network.apiServer),
    ],
  });
}

function fromPrometheus({ monitoring }: PostgresSettings, port: number): object[] {
  return monitoring ? [{ from: [{ namespaceSelector: namespaceNamed(monitoring.namespace) }], ports: tcp(port) }] : [];
}

/** To where it is backed up, and to where it is restored from. */
export function toObjectStores({ backups, platform: { network }, recovery }: Pick<PostgresSettings, 'backups' | 'platform' | 'recovery'>): object[] {
  const stores = [
    ...(backups ? [{ store: backups, credentials: backups.credentials }] : []),
    ...(recovery ? [{ store: recovery.archive.store, credentials: recovery.credentials }] : []),
  ];
  const ports = [...new Set(stores.map(({ store }) => store.port))];
  return [
    ...ports.map((port) => toAddresses(network.objectStore, tcp(port))),
    // a pod has one identity
    ...stores.filter(({ credentials }) => credentials.serviceAccountAnnotations).slice(0, 1)
      .flatMap(({ store, credentials }) => toIdentity(store.provider, credentials.serviceAccountAnnotations!, network.identityEndpoint)),
  ];
}

/** Where the token of a workload identity comes from. */
function toIdentity(provider: ObjectStoreProvider, annotations: { readonly [key: string]: string }, addresses: readonly string[]): object[] {
  switch (provider) {
    // STS for IRSA, otherwise EKS Pod Identity's agent on the node (EKS user guide, "IAM roles for service accounts" and "EKS Pod Identity")
    case ObjectStoreProvider.S3: return [IRSA in annotations ? toAddresses(addresses, tcp(443)) : toAddresses([POD_IDENTITY_AGENT], tcp(80))];
    // GKE's metadata server, before and after Dataplane V2 translates it (GKE docs, "About Workload Identity Federation", network policies)
    case ObjectStoreProvider.GCS: return [toAddresses([...METADATA_SERVERS, ...addresses], tcp(80, 987, 988, 8080))];
    // Microsoft Entra ID (Azure Workload Identity docs, "Introduction")
    case ObjectStoreProvider.AZURE: return [toAddresses(addresses, tcp(443))];
  }
}
