import { ApiObject, App, Chart, JsonPatch, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  ClusterNetwork, Compute, DataDurability, DatabaseStorageClass, NodePool, PoolerType, PoolMode, PostgresCluster, PostgresImage, PostgresVersion,
  SecretKeyRef, SecretRef, SynchronousReplication, Waiver,
} from '../../src';
import { ORDERS, orders, platformOf, shop } from '../support/production';
import { failedRules, findings, ofKind, theOne } from '../support/written';

const BOTH_POOLERS = { poolers: [{ type: PoolerType.READ_WRITE }, { type: PoolerType.READ_ONLY }] };

function cluster(...given: Parameters<typeof orders>): any {
  return theOne(orders(...given).app, 'Cluster', 'orders').spec;
}

test('a production database with poolers passes the checklist', () => {
  expect(findings(orders(BOTH_POOLERS).app)).toEqual([]);
});

describe('the server certificate', () => {
  test('has every name of every Service, poolers\' too, in every form', () => {
    const { spec } = theOne(orders(BOTH_POOLERS).app, 'Certificate', 'orders-server-tls');
    const services = ['orders-rw', 'orders-ro', 'orders-r', 'orders-pooler-rw', 'orders-pooler-ro'];
    expect(spec.dnsNames).toEqual(services.flatMap((service) => [service, `${service}.shop`, `${service}.shop.svc`, `${service}.shop.svc.cluster.local`]));
    expect(spec).toMatchObject({ secretName: 'orders-server-tls', issuerRef: { kind: 'ClusterIssuer', name: 'internal-ca' } });
    expect(spec.secretTemplate.labels).toEqual({ 'cnpg.io/reload': '' });
  });

  test('has the cluster\'s domain', () => {
    const { app } = orders({}, { network: ClusterNetwork.of({ clusterDomain: 'k8s.example.com' }) });
    expect(theOne(app, 'Certificate', 'orders-server-tls').spec.dnsNames).toContain('orders-rw.shop.svc.k8s.example.com');
  });

  test('comes from the issuer, and the client CA stays the operator\'s own, which signs the poolers\' certificates', () => {
    expect(cluster().certificates).toEqual({ serverTLSSecret: 'orders-server-tls', serverCASecret: 'orders-server-tls' });
  });

  test('is the operator\'s own where the platform has no issuer', () => {
    const { app, database } = orders({}, { issuer: undefined });
    expect(ofKind(app, 'Certificate')).toEqual([]);
    expect(theOne(app, 'Cluster', 'orders').spec).not.toHaveProperty('certificates');
    expect(database.ca).toEqual(SecretKeyRef.of('orders-ca', 'ca.crt'));
    expect(findings(app)).toEqual([]);
  });

  test('is for poolers, too, where the operator makes it, which knows of its own Services alone', () => {
    const { app } = orders(BOTH_POOLERS, { issuer: undefined });
    const names = (service: string) => [service, `${service}.shop`, `${service}.shop.svc`, `${service}.shop.svc.cluster.local`];
    expect(theOne(app, 'Cluster', 'orders').spec.certificates).toEqual({ serverAltDNSNames: [...names('orders-pooler-rw'), ...names('orders-pooler-ro')] });
    expect(findings(app)).toEqual([]);
  });
});

describe('the volumes', () => {
  test('of the write-ahead log are a tenth of the data\'s, from 4 to 100 GiB, unless somebody says so', () => {
    const wal = (gibibytes: number) => cluster({ storage: Size.gibibytes(gibibytes), walStorage: undefined }, { storageClass: DatabaseStorageClass.existing('fast') })
      .walStorage.size;
    expect([10, 100, 101, 1_000, 10_000].map(wal)).toEqual(['4Gi', '10Gi', '11Gi', '100Gi', '100Gi']);
    expect(cluster({ walStorage: Size.mebibytes(20_000) }).walStorage).toEqual({ size: '20000Mi', storageClass: 'fast' });
  });

  test('of tablespaces have their class and their owner', () => {
    const tablespaces = [
      { name: 'hot_rows', storage: Size.gibibytes(20), storageClass: DatabaseStorageClass.existing('nvme'), owner: 'reporting' },
      { name: 'cold', storage: Size.gibibytes(30) },
    ];
    expect(cluster({ tablespaces, roles: [{ name: 'reporting' }] }).tablespaces).toEqual([
      { name: 'hot_rows', owner: { name: 'reporting' }, storage: { size: '20Gi', storageClass: 'nvme' } },
      { name: 'cold', owner: { name: 'app' }, storage: { size: '30Gi', storageClass: 'fast' } },
    ]);
  });
});

describe('the instances', () => {
  test('never share a node, run on the pool\'s nodes, and are spread over its zones', () => {
    const { affinity, topologySpreadConstraints } = cluster();
    expect(affinity).toEqual({
      enablePodAntiAffinity: true,
      podAntiAffinityType: 'required',
      topologyKey: 'kubernetes.io/hostname',
      nodeSelector: { 'node-type': 'database' },
      tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }],
    });
    expect(topologySpreadConstraints).toEqual([{
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      // the operator's Jobs have no role, and make the volumes in their zone
      labelSelector: { matchLabels: { 'cnpg.io/cluster': 'orders' }, matchExpressions: [{ key: 'cnpg.io/podRole', operator: 'NotIn', values: ['pooler'] }] },
    }]);
  });

  test.each([[undefined], [['a']]])('wait for no second zone when the pool has the zones %p', (zones) => {
    const nodes = NodePool.dedicated({ label: 'a=b', taint: 'c=d:NoSchedule', zones });
    expect(cluster({}, { nodes }).topologySpreadConstraints[0].whenUnsatisfiable).toBe('ScheduleAnyway');
  });

  test('run anywhere where the platform has no pool', () => {
    expect(cluster({}, { nodes: undefined, tuning: undefined }).affinity).not.toHaveProperty('nodeSelector');
  });

  test('run the version\'s image by digest, or an own one of the same version', () => {
    expect(cluster({ version: PostgresVersion.V18 }).imageName).toBe(PostgresVersion.V18.image.reference);
    expect(PostgresVersion.V18.image.reference).toMatch(/^ghcr\.io\/cloudnative-pg\/postgresql:18\.\d+-.*@sha256:[0-9a-f]{64}$/);
    expect(cluster({ image: PostgresImage.of('registry.example.com:5000/pg:17.4') }).imageName).toBe('registry.example.com:5000/pg:17.4');
    const version = PostgresVersion.of(14, PostgresImage.tag('14.20-standard-trixie'));
    expect(cluster({ version }).imageName).toBe('ghcr.io/cloudnative-pg/postgresql:14.20-standard-trixie');
  });
});

describe('replication', () => {
  const required = { method: 'any', number: 1, dataDurability: 'required' };
  test.each<[number, object | undefined]>([
    [1, undefined],
    [2, required],
    [3, { ...required, failoverQuorum: true }],
    [5, { ...required, failoverQuorum: true }],
  ])('of %d instances loses no acknowledged write unless somebody says so', (instances, synchronous) => {
    expect(cluster({ instances }).postgresql.synchronous).toEqual(synchronous);
  });

  test('may wait for more replicas, for as many as there are, or for none', () => {
    const of = (replication: SynchronousReplication) => cluster({ instances: 5, replication }).postgresql.synchronous;
    expect(of(SynchronousReplication.quorum({ number: 4 }))).toEqual({ ...required, number: 4, failoverQuorum: true });
    expect(of(SynchronousReplication.quorum({ dataDurability: DataDurability.PREFERRED }))).toEqual({ ...required, dataDurability: 'preferred' });
    expect(of(SynchronousReplication.none())).toBeUndefined();
  });
});

describe('poolers', () => {
  const poolers = (more: object) => [{ type: PoolerType.READ_WRITE, ...more }, { type: PoolerType.READ_ONLY, ...more }];

  test.each([
    [100, 1, 1], [100, 2, 1], [100, 3, 4], [30, 2, 5], [500, 7, 3], [20, 1, 1],
  ])('with max_connections %d, %d pods and %d databases leave an instance some connections', (most, instances, databases) => {
    const { app } = orders({
      parameters: { max_connections: String(most) },
      poolers: poolers({ instances }),
      databases: Array.from({ length: databases - 1 }, (_, i) => ({ name: `db${i}` })),
    });
    for (const { spec } of ofKind(app, 'Pooler')) {
      const { max_db_connections: each, default_pool_size: pool } = spec.pgbouncer.parameters;
      expect(Number(each)).toBeGreaterThan(0);
      expect(Number(each) * spec.instances * databases).toBeLessThanOrEqual((most - 10) * 0.7);
      expect(pool).toBe(each);
    }
  });

  test('have what they were given, and TLS or nothing', () => {
    const { app } = orders({
      poolers: [{
        type: PoolerType.READ_ONLY,
        mode: PoolMode.SESSION,
        instances: 3,
        maxClientConnections: 70,
        compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(1) }),
      }],
    });
    const { spec } = theOne(app, 'Pooler', 'orders-pooler-ro');
    expect(spec).toMatchObject({ cluster: { name: 'orders' }, type: 'ro', instances: 3, pgbouncer: { poolMode: 'session' } });
    expect(spec.pgbouncer.parameters).toMatchObject({ max_client_conn: '70', client_tls_sslmode: 'require' });
    expect(spec.template.spec).toMatchObject({
      containers: [{ name: 'pgbouncer', resources: { requests: { cpu: '1', memory: '1Gi' } } }], nodeSelector: { 'node-type': 'database' }, priorityClassName: 'database',
    });
  });

  test('have a budget of their own when there are several pods, and none that would block the only one', () => {
    const budgets = (instances: number) => ofKind(orders({ poolers: [{ type: PoolerType.READ_WRITE, instances }] }).app, 'PodDisruptionBudget');
    expect(budgets(2)).toMatchObject([{ metadata: { name: 'orders-pooler-rw' }, spec: { maxUnavailable: 1, selector: { matchLabels: { 'cnpg.io/poolerName': 'orders-pooler-rw' } } } }]);
    expect(budgets(1)).toEqual([]);
  });
});

describe('roles', () => {
  test('get their passwords from the remote key that the scheme says, as a Secret that the operator reloads', () => {
    const { app } = orders({ owner: { name: 'app' }, roles: [{ name: 'report_reader' }] });
    const { spec } = theOne(app, 'ExternalSecret', 'orders-role-report-reader');
    expect(spec.data).toEqual([{ secretKey: 'password', remoteRef: { key: 'databases/shop/orders/report_reader', property: 'password' } }]);
    expect(spec.target.template).toMatchObject({ type: 'kubernetes.io/basic-auth', metadata: { labels: { 'cnpg.io/reload': '' } } });
    expect(spec.target.template.data).toMatchObject({ username: 'report_reader', password: '{{ .password }}' });
  });

  test('may do what they were given and nothing else', () => {
    const { roles } = cluster({ roles: [{ name: 'reader', memberOf: ['pg_read_all_data'], connectionLimit: 5 }] }).managed;
    const none = { superuser: false, createdb: false, createrole: false, replication: false, bypassrls: false };
    expect(roles).toMatchObject([{ name: 'app', ...none }, { name: 'reader', inRoles: ['pg_read_all_data'], connectionLimit: 5, ...none }]);
  });

  test('may have a Secret of somebody else\'s, who is named in the report', () => {
    const { app, database } = orders({ roles: [{ name: 'etl', password: SecretRef.of('etl-login', { managedBy: 'the data team' }) }] });
    expect(ofKind(app, 'ExternalSecret').map(({ metadata }) => metadata.name)).not.toContain('orders-role-etl');
    expect(theOne(app, 'Cluster', 'orders').spec.managed.roles[1].passwordSecret).toEqual({ name: 'etl-login' });
    expect(database.secret('etl').name).toBe('etl-login');
    expect(findings(app)).toEqual([]);
  });

  test('share no Secret with what the operator makes, whatever they are called', () => {
    const names = ['ca', 'server', 'replication', 'superuser', 'app'];
    const { app } = orders({ owner: { name: 'owner' }, roles: names.map((name) => ({ name })) });
    const secrets = ofKind(app, 'ExternalSecret').map(({ spec }) => spec.target.name);
    for (const name of names) expect(secrets).not.toContain(`orders-${name}`);
  });

  test('are found by their Secret', () => {
    const { database } = orders({ roles: [{ name: 'reader' }] });
    expect([database.secret().name, database.secret('reader').name]).toEqual(['orders-role-app', 'orders-role-reader']);
    expect(() => database.secret('writer')).toThrow(new Error('role must be one of app, reader, got "writer"; declare it in roles, or let grantConnect make it'));
  });
});

describe('databases', () => {
  test('have owners, extensions and schemas, and outlive their object', () => {
    const { app } = orders({ roles: [{ name: 'etl' }], databases: [{ name: 'ware_house', owner: 'etl', extensions: ['uuid-ossp'], schemas: ['staging'] }] });
    expect(theOne(app, 'Database', 'orders-ware-house').spec).toEqual({
      cluster: { name: 'orders' },
      name: 'ware_house',
      owner: 'etl',
      databaseReclaimPolicy: 'retain',
      extensions: [{ name: 'uuid-ossp' }],
      schemas: [{ name: 'staging', owner: 'etl' }],
    });
  });

  test('that are the first are made with the cluster', () => {
    const { app } = orders({ database: 'sales', databases: [{ name: 'sales', schemas: ['eu'] }] });
    expect(theOne(app, 'Cluster', 'orders').spec.bootstrap.initdb).toMatchObject({ database: 'sales', owner: 'sales', secret: { name: 'orders-role-sales' } });
    expect(theOne(app, 'Database', 'orders-sales').spec.schemas).toEqual([{ name: 'eu', owner: 'sales' }]);
    expect(ofKind(orders().app, 'Database').map(({ spec }) => spec.name)).toEqual(['app']);
  });
});

test('the endpoints are names that the certificate has', () => {
  const { app, database } = orders(BOTH_POOLERS);
  const { readWrite, readOnly, read, pooledReadWrite, pooledReadOnly } = database.endpoints;
  const { dnsNames } = theOne(app, 'Certificate', 'orders-server-tls').spec;
  for (const endpoint of [readWrite, readOnly, read, pooledReadWrite, pooledReadOnly]) {
    expect(endpoint!.port).toBe(5432);
    expect(dnsNames).toContain(endpoint!.host);
  }
  expect([readWrite.host, pooledReadOnly!.host]).toEqual(['orders-rw.shop.svc', 'orders-pooler-ro.shop.svc']);
  expect(orders().database.endpoints.pooledReadWrite).toBeUndefined();
});

test('the namespace is the chart\'s, unless the database has its own', () => {
  expect(orders().database.namespace).toBe('shop');
  const { app, database } = orders({ namespace: '2nd' });
  expect(database.namespace).toBe('2nd');
  expect(theOne(app, 'Cluster', 'orders').metadata.namespace).toBe('2nd');
  expect(() => new PostgresCluster(new Chart(new App(), 'chart'), 'Orders', ORDERS as any)).toThrow(new Error('namespace must be given, got nothing; '
    + 'set it here or on the Chart; what a database is called must not depend on who applies it'));
});

test('what the database lives on is kept by Argo CD and Flux when its code goes, unless it is not for production', () => {
  const marks = (more: object) => theOne(orders(more).app, 'Cluster', 'orders').metadata.annotations;
  expect(marks({})).toHaveProperty(['argocd.argoproj.io/sync-options']);
  expect(marks({ waivers: [Waiver.notForProduction('a preview')] })).not.toHaveProperty(['argocd.argoproj.io/sync-options']);
});

describe('the escape hatch', () => {
  test('changes the manifest, and the checklist judges the result', () => {
    const { app, database } = orders();
    ApiObject.of(database).addJsonPatch(JsonPatch.replace('/spec/enableSuperuserAccess', true), JsonPatch.add('/spec/logLevel', 'debug'));
    expect(theOne(app, 'Cluster', 'orders').spec.logLevel).toBe('debug');
    // the operator would make up the superuser's password
    expect(failedRules(app)).toEqual(['secrets-external', 'least-privilege']);
  });

  test('may be used after a first look', () => {
    const { app, database } = orders();
    expect(findings(app)).toEqual([]);
    ApiObject.of(database).addJsonPatch(JsonPatch.replace('/spec/instances', 1));
    expect(failedRules(app)).toContain('three-instances');
  });
});

test('two databases share a chart, and not a name', () => {
  const { chart } = shop();
  const platform = platformOf(chart);
  new PostgresCluster(chart, 'One', { ...ORDERS, platform });
  new PostgresCluster(chart, 'Elsewhere', { ...ORDERS, platform, namespace: 'billing' });
  expect(() => new PostgresCluster(chart, 'Two', { ...ORDERS, platform })).toThrow(/^name must lead to names that are unique in the app: .* shop\/orders.* also belongs to chart\/One, got "orders.*"; choose another name or another namespace$/);
});

test('a primary that ends waits for no client, and a pooler asks for the next one each second', () => {
  const { app } = orders({ poolers: [{ type: PoolerType.READ_WRITE }] });
  expect(theOne(app, 'Cluster', 'orders').spec.smartShutdownTimeout).toBe(0);
  expect(theOne(app, 'Pooler', 'orders-pooler-rw').spec.pgbouncer.parameters.server_login_retry).toBe('1');
});

test('a replica waits 5 s for a silent primary, but as long as the operator says where that primary may still acknowledge writes', () => {
  const leaseOf = (replication?: SynchronousReplication) => theOne(orders({ replication }).app, 'Cluster', 'orders').spec.primaryLease;
  expect(leaseOf()).toEqual({ leaseDurationSeconds: 5, renewDeadlineSeconds: 3, retryPeriodSeconds: 1 });
  expect(leaseOf(SynchronousReplication.none())).toBeUndefined();
  expect(leaseOf(SynchronousReplication.quorum({ dataDurability: DataDurability.PREFERRED }))).toBeUndefined();
});
