import { Manifest } from '../../src/checklist/manifests';
import { surroundingsOf } from '../support/surroundings';

const LABELS = { 'app.kubernetes.io/instance': 'orders', 'app.kubernetes.io/name': 'percona-xtradb-cluster' };
const RESOURCES = { requests: { cpu: '1', memory: '4Gi' }, limits: { memory: '4Gi' } };
const SMALL = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } };
const NODES = {
  nodeSelector: { pool: 'database' },
  tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }],
  affinity: { antiAffinityTopologyKey: 'kubernetes.io/hostname' },
  topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }],
};
const S3 = (bucket: string) => ({
  type: 's3', resources: SMALL, s3: { bucket, region: 'eu-central-1', endpointUrl: 'https://s3.eu-central-1.amazonaws.com', credentialsSecret: 'orders-s3' },
});

/** Somebody's database by Percona's operator, written by hand, with all that the input can show in its favour. */
export function orders(): Manifest[] {
  return [
    {
      apiVersion: 'pxc.percona.com/v1',
      kind: 'PerconaXtraDBCluster',
      metadata: { name: 'orders', namespace: 'shop', annotations: { 'cdk8s-databases.io/workload': '{"dataMebibytes":20480,"iops":2000}' } },
      spec: {
        crVersion: '1.20.0',
        secretsName: 'orders-logins',
        updateStrategy: 'SmartUpdate',
        tls: { enabled: true, issuerConf: { name: 'internal-ca', kind: 'ClusterIssuer', group: 'cert-manager.io' }, SANs: ['orders-haproxy.shop.svc', 'orders-haproxy-replicas.shop.svc'] },
        pxc: {
          size: 3,
          image: 'percona/percona-xtradb-cluster:8.4.8-8.1',
          resources: RESOURCES,
          configuration: '# ours\n[mysqld]\nrequire-secure-transport = ON\ninnodb_flush_log_at_trx_commit=1\ninnodb_redo_log_capacity=1G\n'
            + 'wsrep_provider_options="gcache.size=2G; gcache.recover=yes"\n[sst]\nxbstream-opts=--decompress\n',
          ...NODES,
          volumeSpec: { persistentVolumeClaim: { storageClassName: 'fast', resources: { requests: { storage: '50Gi' } } } },
          sidecars: [{
            name: 'exporter',
            image: 'prom/mysqld-exporter:v0.20.0',
            args: ['--mysqld.username=monitor', '--collect.perf_schema.eventsstatements'],
            ports: [{ name: 'metrics', containerPort: 9104 }],
            resources: SMALL,
          }],
        },
        haproxy: { enabled: true, size: 3, image: 'percona/haproxy:2.8.18-1', resources: SMALL, sidecarResources: SMALL, ...NODES },
        users: [{ name: 'app', dbs: ['app'], grants: ['ALL'], passwordSecretRef: { name: 'orders-app', key: 'password' } }],
        backup: {
          image: 'percona/percona-xtrabackup:8.4.0-5.1',
          storages: { daily: S3('acme-backups/orders'), binlogs: S3('acme-backups/orders-binlogs') },
          schedule: [{ name: 'daily', schedule: '0 1 * * *', storageName: 'daily', retention: { type: 'count', count: 30, deleteFromStorage: true } }],
          pitr: { enabled: true, storageName: 'binlogs', timeBetweenUploads: 60, resources: SMALL },
        },
      },
    },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'pxc', namespace: 'operators' }, spec: { template: { spec: { containers: [{ image: 'percona/percona-xtradb-cluster-operator:1.20.0' }] } } } },
    // the operator makes up those that are missing
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'orders-logins', namespace: 'shop' },
      spec: {
        data: ['root', 'xtrabackup', 'monitor', 'proxyadmin', 'operator', 'replication'].map((user) => ({ secretKey: user, remoteRef: { key: `orders/${user}` } })),
      },
    },
    ...surroundingsOf({
      namespace: 'shop',
      name: 'orders',
      podLabels: LABELS,
      ports: [3306, 33062, 4444, 4567, 4568],
      metricsPort: 'metrics',
      secrets: ['orders-app', 'orders-s3'],
      certificate: { secret: 'unused', services: [] },
      expressions: [
        'mysql_global_status_wsrep_local_recv_queue{namespace="shop",pod=~"orders-pxc-.*"} > 100',
        'mysql_global_status_threads_connected{namespace="shop",pod=~"orders-pxc-.*"} > 160',
      ],
      claims: 'datadir-orders-pxc-[0-9]+',
    }),
  ];
}
