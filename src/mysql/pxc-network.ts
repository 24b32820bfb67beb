import { MySqlSettings } from './mysql-settings';
import { EXPORTER_PORT } from './pxc-exporter';
import { clusterLabels, componentLabels } from './pxc-names';
import { Manifest } from '../checklist/manifests';
import { namespaceNamed, networkPolicy, tcp, toDns } from '../parts/network-policy';
import { toObjectStores } from '../parts/object-store-egress';
import { toPmm } from '../parts/pmm';

// pkg/pxc/app/statefulset of the operator 1.20.0
export const MYSQL_PORT = 3306;
/** Where HAProxy's pods lead to the instances that do not take writes; their Service has 3306. */
export const REPLICAS_PORT = 3307;
export const ADMIN_PORT = 33062;
export const X_PORT = 33060;
/** Of a full copy, of write sets, of a partial copy. */
export const GALERA_PORTS = [4444, 4567, 4568];
export const PROXYSQL_ADMIN_PORT = 6032;
export const HAPROXY_STATS_PORT = 8404;
/** Of the collector of the binary log: its metrics, and where the operator tells it that a restore was made. */
export const COLLECTOR_PORT = 8080;

/**
 * Policy of all pods of the database, whatever they are: instances, proxies, and the Jobs of backups and restores, to which an instance sends its data.
 * The operator goes to the proxies and to the instances (pkg/pxc/pxc.go and pkg/controller/pxc/users.go); nothing of them asks the API server.
 */
export function clusterPolicy(of: MySqlSettings): Manifest {
  const { network } = of.platform;
  const own = { podSelector: { matchLabels: clusterLabels(of.name) } };
  const among = tcp(MYSQL_PORT, ADMIN_PORT, X_PORT, ...GALERA_PORTS, ...proxySqlOnly(of, PROXYSQL_ADMIN_PORT));
  return networkPolicy({
    name: of.name,
    namespace: of.namespace,
    podSelector: { matchLabels: clusterLabels(of.name) },
    ingress: [
      {
        from: [{ namespaceSelector: namespaceNamed(network.perconaXtraDbClusterNamespace) }],
        ports: tcp(MYSQL_PORT, ADMIN_PORT, ...proxySqlOnly(of, PROXYSQL_ADMIN_PORT), ...(collects(of) ? [COLLECTOR_PORT] : [])),
      },
      { from: [own], ports: among },
    ],
    egress: [{ to: [own], ports: among }, toDns(network.nodeLocalDns), ...toPmm(of.pmm)],
  });
}

/** Who else may come to the instances: nobody but Prometheus; clients go through the proxy. */
export function instancesPolicy(of: MySqlSettings): Manifest | undefined {
  const ingress = fromPrometheus(of, EXPORTER_PORT);
  return ingress.length === 0 ? undefined
    : networkPolicy({ name: `${of.name}-pxc`, namespace: of.namespace, podSelector: { matchLabels: componentLabels(of.name, 'pxc') }, ingress });
}

/** Who may come to the proxies: `ingress` is written as it is when the app is synthesized, so that grants can still let clients in. */
export function proxyPolicy(of: MySqlSettings, ingress: object[]): Manifest {
  const { component } = of.proxy;
  // as the policy of all pods says already: without a rule the list would be empty, and the API server would drop it at each apply
  ingress.push({ from: [{ podSelector: { matchLabels: clusterLabels(of.name) } }], ports: tcp(MYSQL_PORT) });
  if (component === 'haproxy') ingress.push(...fromPrometheus(of, HAPROXY_STATS_PORT));
  return networkPolicy({ name: `${of.name}-${component}`, namespace: of.namespace, podSelector: { matchLabels: componentLabels(of.name, component) }, ingress });
}

/** Where Jobs of backups and restores and the collector of the binary log go besides: all that is neither an instance nor a proxy. */
export function backupsPolicy(of: MySqlSettings): Manifest | undefined {
  const { name, namespace, recovery, platform: { backups, network } } = of;
  const stores = [
    ...(backups && !recovery?.thrownAway ? [{ store: backups, credentials: backups.credentials }] : []),
    ...(recovery ? [{ store: recovery.archive.store, credentials: recovery.credentials }] : []),
  ];
  const ingress = collects(of) ? fromPrometheus(of, COLLECTOR_PORT) : [];
  return stores.length === 0 ? undefined : networkPolicy({
    name: `${name}-backups`,
    namespace,
    podSelector: {
      matchLabels: clusterLabels(name),
      matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'NotIn', values: ['pxc', 'haproxy', 'proxysql'] }],
    },
    ...(ingress.length > 0 ? { ingress } : {}),
    egress: toObjectStores(stores, network),
  });
}

/** Whether its binary log is uploaded: not while it is a restored one. */
function collects({ platform, recovery }: MySqlSettings): boolean {
  return platform.backups !== undefined && !recovery;
}

function fromPrometheus({ platform: { monitoring } }: MySqlSettings, port: number): object[] {
  return monitoring ? [{ from: [{ namespaceSelector: namespaceNamed(monitoring.namespace) }], ports: tcp(port) }] : [];
}

function proxySqlOnly({ proxy }: MySqlSettings, port: number): number[] {
  return proxy.component === 'proxysql' ? [port] : [];
}
