import { PoolerSettings } from './pooler-settings';
import { PostgresSettings } from './postgres-settings';
import { Manifest } from '../checklist/manifests';

/** The operator's Pooler: PgBouncer with the cluster's server certificate, TLS or nothing, spread over nodes. */
export function poolerManifest(of: PostgresSettings, pooler: PoolerSettings): Manifest {
  const { nodes, priority } = of.platform;
  const selector = { matchLabels: { 'cnpg.io/poolerName': pooler.name } };
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Pooler',
    metadata: { name: pooler.name, namespace: of.namespace },
    spec: {
      cluster: { name: of.name },
      type: pooler.type,
      instances: pooler.instances,
      pgbouncer: {
        poolMode: pooler.mode,
        parameters: {
          client_tls_sslmode: 'require',
          max_client_conn: String(pooler.maxClientConnections),
          default_pool_size: String(pooler.maxDbConnections),
          max_db_connections: String(pooler.maxDbConnections),
          // PgBouncer's 15 s would keep clients waiting for a primary that is there again
          server_login_retry: '1',
        },
      },
      template: {
        spec: {
          containers: [{ name: 'pgbouncer', resources: pooler.compute._resources() }],
          ...(nodes ? { nodeSelector: nodes.labels } : {}),
          ...(nodes?._toleration ? { tolerations: [nodes._toleration] } : {}),
          ...(priority ? { priorityClassName: priority.name } : {}),
          topologySpreadConstraints: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
            maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: selector,
          })),
        },
      },
    },
  };
}
