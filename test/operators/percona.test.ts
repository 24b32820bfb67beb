import { MySqlReplication, MySqlSourceHost, SecretKeyRef } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { until } from '../cluster/until';
import { carts } from '../mysql/carts';
import { theOne } from '../support/written';

const NAMESPACE = 'percona-operators';
const VOLUME = { persistentVolumeClaim: { resources: { requests: { storage: '10Gi' } } } };
const SECONDS = 240;

// no node is there for their pods: none of this waits for a database
onCluster('without a database', () => {
  const all = () => [xtraDb('orders', 3), xtraDb('even', 4), SOURCE, REPLICA, mongoDb()];
  let kubernetes: Kubernetes;

  beforeAll(async () => {
    kubernetes = Kubernetes.fromEnvironment();
    await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    await Promise.all(all().map((manifest) => kubernetes.apply(manifest)));
  });

  afterAll(async () => {
    for (const manifest of all()) await kubernetes.remove(manifest);
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

  test('MySQL that other sites follow has a Service for each instance, which lets in their addresses alone', async () => {
    for (const i of [0, 1, 2]) {
      const { spec } = await made('v1', 'Service', `source-pxc-${i}`);
      expect(spec.selector).toEqual({ 'statefulset.kubernetes.io/pod-name': `source-pxc-${i}` });
      expect(spec).toMatchObject({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', loadBalancerSourceRanges: ['10.30.0.0/16'] });
      expect(spec.ports.map(({ port }: any) => port)).toEqual([3306]);
      expect((await made('v1', 'Service', `source-pxc-${i}`)).metadata.annotations).toMatchObject({ 'example.com/network': 'internal' });
    }
  });

  test('MySQL that follows another site has the Secret with its CA mounted where the channel looks for it', async () => {
    const { template: { spec } } = (await made('apps/v1', 'StatefulSet', 'replica-pxc')).spec;
    const file: string = REPLICA.spec.pxc.replicationChannels[0].configuration.ca;
    const { name } = spec.containers.find((of: any) => of.name === 'pxc').volumeMounts.find(({ mountPath }: any) => file === `${mountPath}/ca.crt`);
    expect(spec.volumes.find((of: any) => of.name === name).secret).toMatchObject({ secretName: 'their-ca', optional: true });
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

/** With what a MySqlCluster writes of a source and of a replica. */
const SOURCE = likeWritten('source', MySqlReplication.sourceFor({
  loadBalancers: { hosts: ['a.example.com', 'b.example.com', 'c.example.com'], replicas: ['10.30.0.0/16'], annotations: { 'example.com/network': 'internal' } },
}));
const REPLICA = likeWritten('replica', MySqlReplication.replicaOfHosts({
  channel: 'source', hosts: [MySqlSourceHost.of('a.example.com')], addresses: ['10.20.0.0/16'], ca: SecretKeyRef.of('their-ca', 'ca.crt'),
}));

function likeWritten(name: string, replication: MySqlReplication): Manifest {
  const { vaultSecretName, pxc: { replicationChannels, expose } } = theOne(carts({ replication }).app, 'PerconaXtraDBCluster', 'carts').spec;
  const of = xtraDb(name, 3);
  return { ...of, spec: { ...of.spec, vaultSecretName, pxc: { ...of.spec.pxc, replicationChannels, expose } } };
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
