import { Mutation, Production, spoils } from '../mutation';

interface Added {
  readonly kind?: 'StatefulSet' | 'Deployment';
  readonly name?: string;
  readonly replicas?: number;
  readonly pod?: object;
  readonly container: object;
}

/** A database without an operator beside the example. */
function server(of: Production, { kind = 'StatefulSet', name = 'reports', replicas = 1, pod = {}, container }: Added): void {
  of.add({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop' },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      ...(kind === 'StatefulSet' && { serviceName: name }),
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'server', ...container }], ...pod } },
    },
  });
}

function percona(of: Production, spec: object): void {
  const metadata = { name: 'stock', namespace: 'shop' };
  of.add({ apiVersion: 'pxc.percona.com/v1', kind: 'PerconaXtraDBCluster', metadata, spec: { crVersion: '1.20.0', pxc: { size: 3 }, ...spec } });
}

const POSTGRES = { image: 'postgres:17.6-bookworm' };
const ON_CLAIM = {
  pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
  container: { ...POSTGRES, volumeMounts: [{ name: 'data', mountPath: '/var/lib/postgresql/data' }] },
};
const STORAGES = { s3: { type: 's3', s3: { bucket: 'b' } } };
const SCHEDULE = { name: 'daily', schedule: '0 3 * * *', storageName: 's3' };
const PITR = { enabled: true, storageName: 's3' };

function prepared(of: Production, script: string, more: object): void {
  server(of, { container: POSTGRES, pod: { initContainers: [{ name: 'prepare', image: 'busybox:1.37.0', command: ['sh', '-c', script], ...more }] } });
}

/** Databases that are added, each with one mistake; their boxes are not counted. */
export const WORKLOADS: readonly Mutation[] = [
  spoils('backup-keep', 'Percona\'s keep', (of) => percona(of, { backup: { storages: STORAGES, pitr: PITR, schedule: [{ ...SCHEDULE, keep: 7 }] } })),
  spoils('point-in-time-recovery', 'Percona without binlogs', (of) => percona(of, { backup: { storages: STORAGES, schedule: [SCHEDULE] } })),
  spoils('memory-above-limit', 'a buffer pool above the limit', (of) => percona(of, {
    pxc: { size: 3, configuration: '[mysqld]\ninnodb_buffer_pool_size=4G\n', resources: { limits: { memory: '2Gi' } } },
  })),
  spoils('votes-hold-data', 'an arbiter beside four members', (of) => of.add({
    apiVersion: 'psmdb.percona.com/v1',
    kind: 'PerconaServerMongoDB',
    metadata: { name: 'sessions', namespace: 'shop' },
    spec: { crVersion: '1.22.0', replsets: [{ name: 'rs0', size: 4, arbiter: { enabled: true, size: 1 } }] },
  })),
  spoils('claim-shared-by-servers', 'two replicas on one claim', (of) => server(of, { ...ON_CLAIM, kind: 'Deployment', replicas: 2 })),
  spoils('rolling-update-on-claim', 'a Deployment that surges on a claim', (of) => server(of, { ...ON_CLAIM, kind: 'Deployment' })),
  spoils('config-never-read', 'postgresql.conf among the init scripts', (of) => server(of, {
    container: { ...POSTGRES, volumeMounts: [{ name: 'conf', mountPath: '/docker-entrypoint-initdb.d' }] },
    pod: { volumes: [{ name: 'conf', configMap: { name: 'reports', items: [{ key: 'c', path: 'postgresql.conf' }] } }] },
  })),
  spoils('init-chown-without-root', 'chown as user 999', (of) => prepared(of, 'chown -R 999 /data', { securityContext: { runAsUser: 999 } })),
  spoils('init-copy-lost', 'a copy outside every volume', (of) => prepared(of, 'cp /in/postgresql.conf /etc/postgresql/postgresql.conf', {})),
  spoils('init-sysctl', 'kernel settings from the pod', (of) => prepared(of, 'sysctl -w vm.overcommit_memory=2', { securityContext: { privileged: true } })),
  spoils('liveness-before-recovery', 'a liveness probe that kills a recovery', (of) => server(of, {
    container: { ...POSTGRES, livenessProbe: { exec: { command: ['pg_isready'] }, initialDelaySeconds: 30 } },
  })),
  spoils('probes-identical', 'one probe for both', (of) => {
    const probe = { exec: { command: ['redis-cli', 'ping'] } };
    server(of, { container: { image: 'redis:8.2.1', livenessProbe: probe, readinessProbe: probe } });
  }),
  spoils('one-replica-called-ha', 'one replica called postgres-ha', (of) => server(of, { name: 'postgres-ha', container: POSTGRES })),
  spoils('option-removed', 'an option that MySQL 8.4 does not know', (of) => server(of, {
    container: { image: 'mysql:8.4.6', args: ['--default-authentication-plugin=mysql_native_password'] },
  })),
  // the only version whose successor has lost options has had no fixes for months
  spoils(['option-going', 'image-end-of-life'], 'an option of MySQL 8.0 that 8.4 does not know', (of) => server(of, {
    container: { image: 'mysql:8.0.43', args: ['--default-authentication-plugin=mysql_native_password'] },
  })),
  spoils('operator-end-of-life', 'the MongoDB Community Operator', (of) => of.add({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'mongodb-kubernetes-operator', namespace: 'mongodb' },
    spec: {
      selector: { matchLabels: { name: 'operator' } },
      template: {
        metadata: { labels: { name: 'operator' } },
        spec: { containers: [{ name: 'operator', image: 'quay.io/mongodb/mongodb-kubernetes-operator:0.13.0' }] },
      },
    },
  })),
  spoils('certificate-unused', 'a Certificate that no Cluster names', (of) => {
    const metadata = { name: 'invoices', namespace: 'billing' };
    of.add({ apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata, spec: { instances: 3, storage: { size: '10Gi' } } });
    of.add({
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'invoices', namespace: 'billing' },
      spec: { secretName: 'invoices-tls', issuerRef: { kind: 'ClusterIssuer', name: 'ca' }, dnsNames: ['postgres-primary.billing.svc'] },
    });
  }),
];
