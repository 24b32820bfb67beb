import { Manifest } from '../../src/checklist/manifests';
import { surroundingsOf } from '../support/surroundings';

const LABELS = { 'postgres-operator.crunchydata.com/cluster': 'orders' };
const RESOURCES = { requests: { cpu: '1', memory: '4Gi' }, limits: { memory: '4Gi' } };
const SIDECAR = { resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '64Mi' } } };

function claim(storage: string): object {
  return { storageClassName: 'fast', accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } };
}

/** A database by PGO with all that the input can show in its favour. */
export function orders(): Manifest[] {
  return [
    {
      apiVersion: 'postgres-operator.crunchydata.com/v1beta1',
      kind: 'PostgresCluster',
      metadata: { name: 'orders', namespace: 'shop', annotations: { 'cdk8s-databases.io/workload': '{"dataMebibytes":20480,"iops":2000}' } },
      spec: {
        postgresVersion: 17,
        users: [{ name: 'app', databases: ['orders'] }],
        customTLSSecret: { name: 'orders-tls' },
        instances: [{
          name: 'main',
          replicas: 3,
          resources: RESOURCES,
          sidecars: { replicaCertCopy: SIDECAR },
          dataVolumeClaimSpec: claim('50Gi'),
          walVolumeClaimSpec: claim('10Gi'),
          tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }],
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['database'] }] }] },
            },
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: LABELS } }],
            },
          },
          topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: LABELS } }],
        }],
        backups: {
          pgbackrest: {
            global: { 'repo1-path': '/shop/orders', 'repo1-retention-full': '30', 'repo1-retention-full-type': 'time' },
            configuration: [{ secret: { name: 'orders-s3' } }],
            repos: [{
              name: 'repo1',
              schedules: { full: '0 1 * * 0', differential: '0 1 * * 1-6' },
              s3: { bucket: 'acme-backups', endpoint: 's3.eu-central-1.amazonaws.com', region: 'eu-central-1' },
            }],
            repoHost: SIDECAR,
            sidecars: { pgbackrest: SIDECAR, pgbackrestConfig: SIDECAR },
          },
        },
        proxy: { pgBouncer: { replicas: 2, ...SIDECAR, sidecars: { pgbouncerConfig: SIDECAR } } },
        monitoring: { pgmonitor: { exporter: SIDECAR } },
        patroni: {
          dynamicConfiguration: {
            postgresql: {
              parameters: {
                shared_buffers: '1GB', effective_cache_size: '3GB', work_mem: '4MB', maintenance_work_mem: '256MB', max_connections: 200, max_wal_size: '4GB', random_page_cost: 1.1,
              },
            },
          },
        },
      },
    },
    ...surroundingsOf({
      namespace: 'shop',
      name: 'orders',
      podLabels: LABELS,
      ports: [5432, 8008, 8432],
      metricsPort: 'exporter',
      secrets: ['orders-pguser-app', 'orders-s3'],
      certificate: { secret: 'orders-tls', services: ['orders-primary', 'orders-replicas'] },
      expressions: [
        'ccp_replication_lag_replay_time{namespace="shop",pod=~"orders-main-.*"} > 60',
        'ccp_connection_stats_total{namespace="shop",pod=~"orders-main-.*"} > 160',
      ],
      claims: 'orders-main-[a-z0-9]+-pg(data|wal)',
    }),
  ];
}
