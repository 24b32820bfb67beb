import { Manifest } from '../../src/checklist/manifests';
import { surroundingsOf } from '../support/surroundings';

const LABELS = { 'cluster-name': 'acid-orders' };
const RESOURCES = { requests: { cpu: '1', memory: '4Gi' }, limits: { memory: '4Gi' } };

/** A database by Zalando's operator with all that the input can show in its favour. */
export function orders(): Manifest[] {
  return [
    {
      apiVersion: 'acid.zalan.do/v1',
      kind: 'postgresql',
      metadata: { name: 'acid-orders', namespace: 'shop', annotations: { 'cdk8s-databases.io/workload': '{"dataMebibytes":20480,"iops":2000}' } },
      spec: {
        teamId: 'acid',
        numberOfInstances: 3,
        volume: { size: '50Gi', storageClass: 'fast' },
        users: { app: [] },
        databases: { orders: 'app' },
        postgresql: {
          version: '17',
          parameters: {
            effective_cache_size: '3GB', work_mem: '4MB', maintenance_work_mem: '256MB', max_connections: '200', max_wal_size: '4GB', random_page_cost: '1.1',
          },
        },
        resources: RESOURCES,
        sidecars: [{
          name: 'exporter',
          image: 'quay.io/prometheuscommunity/postgres-exporter:v0.17.1',
          args: ['--collector.stat_statements'],
          ports: [{ name: 'metrics', containerPort: 9187 }],
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '64Mi' } },
        }],
        topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: LABELS } }],
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['database'] }] }] },
        },
        tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }],
        tls: { secretName: 'acid-orders-tls' },
        connectionPooler: { resources: RESOURCES },
      },
    },
    {
      apiVersion: 'acid.zalan.do/v1',
      kind: 'OperatorConfiguration',
      metadata: { name: 'postgres-operator', namespace: 'operators' },
      configuration: {
        kubernetes: { enable_pod_antiaffinity: true, pod_environment_configmap: 'operators/pod-environment' },
        aws_or_gcp: { wal_s3_bucket: 'acme-wal' },
      },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'pod-environment', namespace: 'operators' }, data: { BACKUP_NUM_TO_RETAIN: '30' } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'postgres-operator', namespace: 'operators' },
      spec: {
        template: {
          metadata: { labels: { name: 'postgres-operator' } },
          spec: {
            containers: [{
              name: 'postgres-operator',
              image: 'ghcr.io/zalando/postgres-operator:v2.0.1',
              env: [{ name: 'POSTGRES_OPERATOR_CONFIGURATION_OBJECT', value: 'postgres-operator' }],
            }],
          },
        },
      },
    },
    ...surroundingsOf({
      namespace: 'shop',
      name: 'acid-orders',
      podLabels: LABELS,
      ports: [5432, 8008],
      metricsPort: 'metrics',
      secrets: ['app.acid-orders.credentials.postgresql.acid.zalan.do', 'postgres.acid-orders.credentials.postgresql.acid.zalan.do'],
      certificate: { secret: 'acid-orders-tls', services: ['acid-orders', 'acid-orders-repl', 'acid-orders-pooler'] },
      expressions: [
        'pg_replication_lag_seconds{namespace="shop",pod=~"acid-orders-[0-9]+"} > 60',
        'sum(pg_stat_activity_count{namespace="shop",pod=~"acid-orders-[0-9]+"}) > 160',
      ],
      claims: 'pgdata-acid-orders-[0-9]+',
    }),
  ];
}
