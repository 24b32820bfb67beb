import { Manifest } from '../../src/checklist/manifests';

const NAMESPACE = 'shop';
const LABELS = { app: 'orders' };

/** PostgreSQL that somebody runs by hand as well as that can be done: a StatefulSet, and all that belongs to it. */
export function goodPostgres(): any[] {
  return [statefulSet(), ...configuration(), ...network(), ...storage(), ...backup(), ...secrets(), ...monitoring(), ...nodes()];
}

function object(apiVersion: string, kind: string, name: string, rest: object, namespace: string | undefined = NAMESPACE): any {
  return { apiVersion, kind, metadata: { name, namespace, ...(rest as any).metadata }, ...Object.fromEntries(Object.entries(rest).filter(([key]) => key !== 'metadata')) };
}

const RESOURCES = { requests: { cpu: '1', memory: '4Gi' }, limits: { memory: '4Gi' } };
const SMALL = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '64Mi' } };

function statefulSet(): Manifest {
  return object('apps/v1', 'StatefulSet', 'orders', {
    metadata: {
      annotations: {
        'cdk8s-databases.io/workload': JSON.stringify({ dataMebibytes: 40_960, iops: 2000 }),
        'cdk8s-databases.io/attested': JSON.stringify({ prometheus: { namespace: 'monitoring', labels: { release: 'main' } } }),
        'cdk8s-databases.io/waivers': JSON.stringify(['failover-drill', 'restore-drill'].map((rule) => ({ rule, reason: 'rehearsed by hand' }))),
      },
    },
    spec: {
      serviceName: 'orders-pods',
      replicas: 3,
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          nodeSelector: { 'node-type': 'database' },
          tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }],
          affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: LABELS }, topologyKey: 'kubernetes.io/hostname' }] } },
          topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: LABELS } }],
          initContainers: [{
            name: 'follow', image: 'postgres:17.5', command: ['sh', '-c', 'test "${HOSTNAME##*-}" = 0 || pg_basebackup -h orders-0.orders-pods -R -D "$PGDATA"'],
          }],
          containers: [
            {
              name: 'postgres',
              image: 'docker.io/library/postgres:17.5@sha256:' + 'a'.repeat(64),
              args: ['-c', 'config_file=/etc/postgresql/postgresql.conf', '-c', 'hba_file=/etc/postgresql/pg_hba.conf'],
              ports: [{ name: 'postgresql', containerPort: 5432 }],
              env: [{ name: 'PGDATA', value: '/var/lib/postgresql/data/pgdata' }, { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name: 'orders-login', key: 'password' } } }],
              resources: RESOURCES,
              volumeMounts: [
                { name: 'data', mountPath: '/var/lib/postgresql/data' }, { name: 'settings', mountPath: '/etc/postgresql' }, { name: 'certificate', mountPath: '/certificate' },
              ],
            },
            { name: 'exporter', image: 'quay.io/prometheuscommunity/postgres-exporter:v0.17.1', args: ['--collector.stat_statements'], ports: [{ name: 'metrics', containerPort: 9187 }], resources: SMALL },
          ],
          volumes: [{ name: 'settings', configMap: { name: 'orders-settings' } }, { name: 'certificate', secret: { secretName: 'orders-certificate' } }],
        },
      },
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '100Gi' } } } }],
    },
  });
}

function configuration(): Manifest[] {
  return [
    object('v1', 'ConfigMap', 'orders-settings', {
      data: {
        'postgresql.conf': [
          'listen_addresses = \'*\'', 'shared_buffers = 1GB', 'effective_cache_size = 3GB', 'work_mem = 8MB', 'maintenance_work_mem = 256MB', 'max_connections = 100',
          'max_wal_size = 8GB  # of 100', 'random_page_cost = 1.1', 'shared_preload_libraries = \'pg_stat_statements\'', 'ssl = on', 'ssl_cert_file = \'/certificate/tls.crt\'',
          'archive_mode = on', 'archive_command = \'aws s3 cp %p s3://archive/orders/%f\'',
        ].join('\n'),
        'pg_hba.conf': 'local all all trust\nhostssl all postgres all reject\nhostssl all all all scram-sha-256\nhostnossl all all all reject\n',
      },
    }),
    object('v1', 'Service', 'orders', { spec: { selector: LABELS, ports: [{ port: 5432 }] } }),
    object('v1', 'Service', 'orders-pods', { spec: { clusterIP: 'None', selector: LABELS, ports: [{ port: 5432 }] } }),
    object('policy/v1', 'PodDisruptionBudget', 'orders', { spec: { maxUnavailable: 1, selector: { matchLabels: LABELS } } }),
  ];
}

function network(): Manifest[] {
  const pods = { podSelector: { matchLabels: LABELS } };
  return [object('networking.k8s.io/v1', 'NetworkPolicy', 'orders', {
    spec: {
      podSelector: { matchLabels: LABELS },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [pods, { podSelector: { matchLabels: { app: 'web' } } }, { podSelector: { matchLabels: { app: 'orders-dump' } } }], ports: [{ port: 5432 }] },
        { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }], ports: [{ port: 'metrics' }] },
      ],
      egress: [
        { to: [pods], ports: [{ port: 5432 }] },
        { to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] },
        { to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 443 }] },
      ],
    },
  })];
}

function storage(): Manifest[] {
  return [object('storage.k8s.io/v1', 'StorageClass', 'fast', {
    provisioner: 'ebs.csi.aws.com', parameters: { type: 'gp3', iops: '5000', encrypted: 'true' }, reclaimPolicy: 'Retain', allowVolumeExpansion: true,
  }, undefined)];
}

function backup(): Manifest[] {
  const script = 'pg_dump -h orders -U backup orders | gzip | aws s3 cp - s3://dumps/orders/$(date +%F).gz';
  return [object('batch/v1', 'CronJob', 'orders-dump', {
    spec: {
      schedule: '0 3 * * *',
      jobTemplate: {
        spec: {
          template: {
            metadata: { labels: { app: 'orders-dump' } },
            spec: { containers: [{ name: 'dump', image: 'example.com/dump:1', command: ['sh', '-c', script], env: [{ name: 'RETENTION_DAYS', value: '30' }] }] },
          },
        },
      },
    },
  })];
}

function secrets(): Manifest[] {
  return [
    object('external-secrets.io/v1', 'ExternalSecret', 'orders-login', {
      spec: { secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' }, data: [{ secretKey: 'password', remoteRef: { key: 'orders' } }] },
    }),
    object('cert-manager.io/v1', 'Certificate', 'orders', {
      spec: { secretName: 'orders-certificate', dnsNames: ['orders.shop.svc'], issuerRef: { kind: 'ClusterIssuer', name: 'internal' } },
    }),
  ];
}

function monitoring(): Manifest[] {
  const labels = { release: 'main' };
  const rule = (alert: string, expr: string) => ({ alert, expr });
  const panels = [{ targets: [{ expr: 'pg_stat_activity_count{namespace="shop"}' }] }];
  return [
    object('monitoring.coreos.com/v1', 'PodMonitor', 'orders', { metadata: { labels }, spec: { selector: { matchLabels: LABELS }, podMetricsEndpoints: [{ port: 'metrics' }] } }),
    object('monitoring.coreos.com/v1', 'PrometheusRule', 'orders', {
      metadata: { labels },
      spec: {
        groups: [{
          name: 'orders',
          rules: [
            rule('Lag', 'pg_replication_lag_seconds{namespace="shop"} > 60'), rule('Connections', 'pg_stat_activity_count{namespace="shop"} > 90'),
            rule('Filling', 'kubelet_volume_stats_available_bytes{namespace="shop",persistentvolumeclaim=~"data-orders-.*"} < 1e9'),
          ],
        }],
      },
    }),
    object('v1', 'ConfigMap', 'orders-dashboard', { data: { 'orders.json': JSON.stringify({ title: 'Orders', panels }) } }),
    object('monitoring.grafana.com/v1alpha2', 'PodLogs', 'all', { spec: { selector: {}, namespaceSelector: {} } }),
  ];
}

function nodes(): Manifest[] {
  const containers = [{ name: 'tune', image: 'busybox:1.37', securityContext: { privileged: true }, command: ['sh', '-c', 'sysctl -w vm.swappiness=1 && sleep infinity'] }];
  const spec = { nodeSelector: { 'node-type': 'database' }, tolerations: [{ operator: 'Exists' }], containers };
  return [object('apps/v1', 'DaemonSet', 'tuning', { spec: { selector: { matchLabels: { app: 'tuning' } }, template: { metadata: { labels: { app: 'tuning' } }, spec } } })];
}
