import { Size } from 'cdk8s';
import { WAY_BACK, moved } from './moved';
import { MigrationPhase, PostgresVersion, VmMigrationProps } from '../../src';
import { Manifests } from '../../src/checklist/manifests';
import { cnpgReader } from '../../src/postgres/cnpg-facts';
import { ofKind, theOne, written } from '../support/written';

const { ASSESS, PREPARE, SWITCH } = MigrationPhase;
const REASON = 'the machine is switched off the same day';

const settingsOf = (app: any, prefix = 'move-migration-') => JSON.parse(ofKind(app, 'ConfigMap')
  .find(({ metadata, data }) => metadata.name.startsWith(prefix) && data?.['settings.json']).data['settings.json']);
const remarks = (app: any) => cnpgReader.read(theOne(app, 'Cluster', 'orders'), new Manifests(written(app))).remarks;

describe('the target', () => {
  const cluster = (more: Partial<VmMigrationProps> = {}, ...given: any[]) => theOne(moved(more, ...given).app, 'Cluster', 'orders').spec;
  const FRONT = ['orders-front', 'orders-front.shop', 'orders-front.shop.svc', 'orders-front.shop.svc.cluster.local'];

  test('reaches exactly the source, and is reached by the migration and for the way back by the machine', () => {
    const { spec } = theOne(moved({ phase: PREPARE }, { port: 5433 }).app, 'NetworkPolicy', 'orders');
    const machine = { ipBlock: { cidr: '10.20.0.7/32' } };
    expect(spec.egress).toContainEqual({ to: [machine], ports: [{ port: 5433, protocol: 'TCP' }] });
    expect(spec.ingress).toContainEqual({ from: [machine], ports: [{ port: 5432, protocol: 'TCP' }] });
    expect(spec.ingress).toContainEqual({ from: [{ podSelector: { matchLabels: { 'cdk8s-databases.io/migrates': 'move' } } }], ports: [{ port: 5432, protocol: 'TCP' }] });
  });

  test('knows the source from the preparation on, verified, and without its password', () => {
    expect(cluster({ phase: ASSESS })).not.toHaveProperty('externalClusters');
    expect(cluster({ phase: PREPARE }).externalClusters).toEqual([{
      name: 'move-source',
      connectionParameters: {
        host: 'vm-db.example.com', port: '5432', user: 'cdk8s_migration', dbname: 'myapp', sslmode: 'verify-full', connect_timeout: '10',
      },
      password: { name: 'vm-db', key: 'password' },
      sslRootCert: { name: 'vm-db-ca', key: 'ca.crt' },
    }]);
  });

  test('has the names of front and way back in its certificate, from the assessment on, which looks for them', () => {
    const { dnsNames } = theOne(moved({ phase: ASSESS }).app, 'Certificate', 'orders-server-tls').spec;
    expect(dnsNames).toEqual(expect.arrayContaining([...FRONT, 'orders-back.example.com', 'orders-rw.shop.svc']));
  });

  test('has them in the operator\'s certificate where the platform has no issuer', () => {
    expect(cluster({}, {}, {}, { issuer: undefined }).certificates).toEqual({ serverAltDNSNames: [...FRONT, 'orders-back.example.com'] });
  });

  test('is backed up as the runbook says before all is confirmed', () => {
    expect(moved().migration.runbook).toContain('kubectl cnpg backup -n shop orders --method=plugin --plugin-name=barman-cloud.cloudnative-pg.io');
  });

  test('has its room for data told to the Job', () => {
    const { app } = moved({}, {}, { storage: Size.gibibytes(100), workload: undefined });
    expect(settingsOf(app).target.roomBytes).toBe(80 * 2 ** 30);
  });

  test('has a role that replicates and does nothing else, for the way back alone', () => {
    const back = (more: Partial<VmMigrationProps>) => cluster(more).managed.roles.find(({ name }: any) => name === 'move_back');
    expect(back({ phase: PREPARE })).toMatchObject({ replication: true, superuser: false, createrole: false, createdb: false, bypassrls: false });
    expect(back({ phase: ASSESS })).toBeUndefined();
    expect(back({ phase: SWITCH, wayBack: undefined, oneWay: REASON })).toBeUndefined();
  });

  test('is reached by the machine through a load balancer that lets nobody else in', () => {
    const { app } = moved({ phase: PREPARE, wayBack: { ...WAY_BACK, port: 6432, annotations: { 'example.com/internal': 'true' }, loadBalancerClass: 'example.com/lb' } });
    const { metadata, spec } = theOne(app, 'Service', 'move-back');
    expect(metadata.annotations).toEqual({ 'example.com/internal': 'true' });
    expect(spec).toEqual({
      type: 'LoadBalancer',
      loadBalancerClass: 'example.com/lb',
      loadBalancerSourceRanges: ['10.20.0.7/32'],
      externalTrafficPolicy: 'Local',
      selector: { 'cnpg.io/cluster': 'orders', 'cnpg.io/instanceRole': 'primary' },
      ports: [{ name: 'postgresql', port: 6432, protocol: 'TCP', targetPort: 5432 }],
    });
    expect(settingsOf(app).wayBack.port).toBe(6432);
  });

  test('keeps the slot of the way back on its replicas, from PostgreSQL 17 on', () => {
    const { replicationSlots, postgresql } = cluster({ phase: PREPARE });
    expect(replicationSlots).toEqual({ highAvailability: { enabled: true, synchronizeLogicalDecoding: true } });
    expect(postgresql.parameters).toMatchObject({ hot_standby_feedback: 'on', sync_replication_slots: 'on' });
    const older = moved({ phase: PREPARE }, {}, { version: PostgresVersion.V16 });
    expect(theOne(older.app, 'Cluster', 'orders').spec).not.toHaveProperty('replicationSlots');
    expect(older.migration.runbook).toContain('**A failover of the target ends the way back**: PostgreSQL 16 keeps no logical slot on a replica.');
  });

  test('is not touched by the assessment but for its certificate and who gets in', () => {
    const { app } = moved({ phase: ASSESS });
    expect(ofKind(app, 'Service').map(({ metadata }) => metadata.name)).toEqual(['orders-front']);
    expect(ofKind(app, 'ExternalSecret').map(({ metadata }) => metadata.name)).not.toContain('orders-role-move-back');
  });
});

describe('what falls short shows in the report of the target', () => {
  test('a role that replicates', () => {
    expect(remarks(moved({ phase: SWITCH }).app)).toContain(
      'role move_back may replicate what the database holds to vm-db.example.com:5432/myapp, for as long as the migration\'s code is there');
  });

  test('a migration that goes one way', () => {
    expect(remarks(moved({ phase: SWITCH, wayBack: undefined, oneWay: REASON }).app)).toContain(
      `what is written after the switch from vm-db.example.com:5432/myapp does not come back there: ${REASON}`);
  });

  test('a source without TLS', () => {
    const { app, migration } = moved({ phase: PREPARE }, { ca: undefined, unencrypted: 'a cable of our own' });
    expect(remarks(app)).toContain('passwords and rows of vm-db.example.com:5432/myapp are migrated without TLS: a cable of our own');
    expect(migration.runbook).toContain('**Passwords and rows cross the network readable**: a cable of our own');
    expect(theOne(app, 'Cluster', 'orders').spec.externalClusters[0]).not.toHaveProperty('sslRootCert');
    expect(theOne(app, 'Cluster', 'orders').spec.externalClusters[0].connectionParameters.sslmode).toBe('disable');
  });
});
