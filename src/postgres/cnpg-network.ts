import { allButPoolers } from './cnpg-labels';
import { PoolerSettings } from './pooler-settings';
import { PostgresSettings } from './postgres-settings';
import { Manifest } from '../checklist/manifests';
import { namespaceNamed, networkPolicy, tcp, toApiServer, toDns } from '../parts/network-policy';
import { toObjectStores } from '../parts/object-store-egress';

// CloudNativePG 1.30, docs/src/networking.md and security.md
export const POSTGRES_PORT = 5432;
export const STATUS_PORT = 8000;
export const METRICS_PORT = 9187;
export const POOLER_METRICS_PORT = 9127;
export const OPERATOR_LABELS = { 'app.kubernetes.io/name': 'cloudnative-pg' };

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
      ...toStores(of),
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
export function toStores({ backups, platform: { network }, recovery }: Pick<PostgresSettings, 'backups' | 'platform' | 'recovery'>): object[] {
  return toObjectStores([
    ...(backups ? [{ store: backups, credentials: backups.credentials }] : []),
    ...(recovery ? [{ store: recovery.archive.store, credentials: recovery.credentials }] : []),
  ], network);
}
