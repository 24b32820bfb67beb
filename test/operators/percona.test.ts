import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { until } from '../cluster/until';

const NAMESPACE = 'percona-operators';
const VOLUME = { persistentVolumeClaim: { resources: { requests: { storage: '10Gi' } } } };
const SECONDS = 60;

// no node is there for their pods: none of this waits for a database
onCluster('without a database', () => {
  let kubernetes: Kubernetes;

  beforeAll(async () => {
    kubernetes = Kubernetes.fromEnvironment();
    await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    await Promise.all([kubernetes.apply(xtraDb('orders', 3)), kubernetes.apply(xtraDb('even', 4)), kubernetes.apply(mongoDb())]);
  });

  afterAll(async () => {
    for (const manifest of [xtraDb('orders', 3), xtraDb('even', 4), mongoDb()]) await kubernetes.remove(manifest);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
    await kubernetes.remove(namespace);
    await until('the end of the namespace', async () => !(await kubernetes.find(namespace)), { seconds: SECONDS });
  });

  test('MySQL has its Services, its budgets, its certificates and its passwords', async () => {
    expect(await portsOf('orders-haproxy')).toEqual(['mysql 3306', 'proxy-protocol 3309', 'mysql-admin 33062', 'mysqlx 33060', 'stats 8404']);
    expect(await portsOf('orders-haproxy-replicas')).toEqual(['mysql-replicas 3306']);
    expect(await portsOf('orders-pxc')).toEqual(['mysql 3306', 'mysql-admin 33062', 'mysqlx 33060']);
    for (const name of ['orders-pxc', 'orders-haproxy']) expect((await made('policy/v1', 'PodDisruptionBudget', name)).spec.maxUnavailable).toBe(1);
    expect(Object.keys((await made('v1', 'Secret', 'internal-orders')).data).sort())
      .toEqual(['monitor', 'operator', 'proxyadmin', 'replication', 'root', 'xtrabackup']);
    expect((await made('cert-manager.io/v1', 'Certificate', 'orders-ssl-internal')).spec.dnsNames).toContain(`orders-haproxy.${NAMESPACE}.svc.cluster.local`);
  });

  test('MySQL is tuned by its memory limit', async () => {
    expect((await made('v1', 'ConfigMap', 'auto-orders-pxc')).data['auto-config.cnf'])
      .toBe('[mysqld]\ninnodb_buffer_pool_chunk_size = 403701760\ninnodb_buffer_pool_size = 3229614080\nmax_connections = 341');
  });

  test('MySQL of four nodes, which its webhook takes, is refused by the controller', async () => {
    const messages = await until('the refusal', async () => (await kubernetes.find(xtraDb('even', 4))).status?.message, { seconds: SECONDS });
    expect(messages).toEqual(['Error: check safe defaults: PXC size must be an odd number. Set spec.unsafeFlags.pxcSize to true to disable this check']);
  });

  test('MongoDB has its Service, its budget, its certificates and its passwords', async () => {
    expect(await portsOf('events-rs0')).toEqual(['mongodb 27017']);
    expect((await made('policy/v1', 'PodDisruptionBudget', 'events-mongod-rs0')).spec.maxUnavailable).toBe(1);
    expect(Object.keys((await made('v1', 'Secret', 'events-secrets')).data).filter((key) => key.endsWith('_USER')).sort())
      .toEqual(['BACKUP', 'CLUSTER_ADMIN', 'CLUSTER_MONITOR', 'DATABASE_ADMIN', 'USER_ADMIN'].map((role) => `MONGODB_${role}_USER`));
    expect((await made('cert-manager.io/v1', 'Certificate', 'events-ssl')).spec.dnsNames).toContain(`*.events-rs0.${NAMESPACE}.svc.cluster.local`);
  });

  async function made(apiVersion: string, kind: string, name: string): Promise<any> {
    return until(`${kind} ${name}`, () => kubernetes.find({ apiVersion, kind, metadata: { name, namespace: NAMESPACE } }), { seconds: SECONDS });
  }

  async function portsOf(service: string): Promise<string[]> {
    return (await made('v1', 'Service', service)).spec.ports.map(({ name, port }: any) => `${name} ${port}`);
  }
});

function xtraDb(name: string, size: number): Manifest {
  return {
    apiVersion: 'pxc.percona.com/v1',
    kind: 'PerconaXtraDBCluster',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      crVersion: '1.20.0',
      enableCRValidationWebhook: true,
      pxc: { size, image: 'percona/percona-xtradb-cluster:8.4.8-8.1', volumeSpec: VOLUME, resources: { limits: { memory: '4Gi' } } },
      haproxy: { enabled: true, size: 2, image: 'percona/haproxy:2.8.18-1' },
    },
  };
}

function mongoDb(): Manifest {
  return {
    apiVersion: 'psmdb.percona.com/v1',
    kind: 'PerconaServerMongoDB',
    metadata: { name: 'events', namespace: NAMESPACE },
    spec: {
      crVersion: '1.22.0',
      image: 'percona/percona-server-mongodb:8.0.19-7',
      secrets: { users: 'events-secrets' },
      replsets: [{ name: 'rs0', size: 3, volumeSpec: VOLUME }],
    },
  };
}
