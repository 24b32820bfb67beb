import { Chart, Duration } from 'cdk8s';
import { Capability, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { carts } from './carts';
import { replicaOfHosts, sites } from './sites';
import {
  ConnectAccess, FailoverDrill, MaintenanceWindow, MySqlPrivilege, MySqlReplication, MySqlUser, PitrRestore, RecoveryPoint, Schedule, SecretKeyRef,
  SecretRef,
} from '../../src';
import { reserveName } from '../../src/parts/manifest-object';
import { schemaErrors } from '../support/schema-check';
import { failedRules, ofKind, theOne, written } from '../support/written';

const NLB = {
  hosts: ['a.example.com', 'b.example.com', 'c.example.com'],
  replicas: ['10.30.0.0/16', '10.31.0.0/16'],
  annotations: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' },
  loadBalancerClass: 'service.k8s.aws/nlb',
};
const UNWATCHED = ['storage-headroom', 'metrics-and-dashboard', 'alert-rules'];
const pods = (instance: string, namespace: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: {
    matchLabels: {
      'app.kubernetes.io/name': 'percona-xtradb-cluster',
      'app.kubernetes.io/part-of': 'percona-xtradb-cluster',
      'app.kubernetes.io/instance': instance,
      'app.kubernetes.io/managed-by': 'percona-xtradb-cluster-operator',
      'app.kubernetes.io/component': 'pxc',
    },
  },
});
const MYSQL = [{ port: 3306, protocol: 'TCP' }];
const securityContext = { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } };

function client(chart: Chart, namespace = 'west'): Deployment {
  return new Deployment(chart, 'Client', { replicas: 1, containers: [{ image: 'client:1', securityContext }], metadata: { namespace, name: 'client' } });
}

test('what is restored from a replica is a database of its own, with the users and databases of the source', () => {
  const { app, chart, replica } = sites({ sourceProps: { databases: ['carts', 'prices'], users: [{ name: 'reports', databases: ['carts', 'prices'], privileges: [MySqlPrivilege.SELECT] }] } });
  new PitrRestore(chart, 'Rewind', { source: replica, name: 'carts-0324', to: RecoveryPoint.latest() });
  const { spec } = theOne(app, 'PerconaXtraDBCluster', 'carts-0324');
  expect([spec.pxc.replicationChannels, spec.pxc.expose]).toEqual([undefined, undefined]);
  expect(spec.users.find(({ name }: any) => name === 'reports')).toMatchObject({ dbs: ['carts', 'prices'], grants: ['SELECT'] });
  expect(theOne(app, 'ExternalSecret', 'carts-0324-user-reports').spec.data[0].remoteRef.key).toBe('databases/shop/carts/reports');
});

test.each([false, true])('a replica waives its failover drill by itself, promoted or not: nothing keeps it from taking over', (promoted) => {
  expect(failedRules(sites({ options: { promoted }, props: { waivers: [] } }).app)).not.toContain('failover-drill');
});

test('the log of a replica is not counted on while it follows: what it archives cannot be replayed', () => {
  const reasons = (options: object) => {
    const { metadata } = theOne(sites({ options }).app, 'PerconaXtraDBCluster', 'carts-west');
    return JSON.parse(metadata.annotations['cdk8s-databases.io/waivers']).filter(({ rule }: any) => rule === 'log-archived').map(({ reason }: any) => reason);
  };
  expect(reasons({})).toEqual(['it is the second site: what is replayed is the log of the first']);
  expect(reasons({ promoted: true })).toEqual([]);
});

test.each([[{}, true], [{ promoted: true }, undefined]])('a restore of a replica (%j) knows whether a log is replayed onto its backups', (options, follows) => {
  const { app, chart, replica } = sites({ options });
  new PitrRestore(chart, 'Rewind', { source: replica, name: 'carts-0324', to: RecoveryPoint.latest() });
  const [map] = ofKind(app, 'ConfigMap').filter(({ metadata }) => metadata.name.startsWith('carts-0324-restore-'));
  expect(JSON.parse(map.data['restore.json']).recovery.source.follows).toBe(follows);
});

test('the failover of a replica is not rehearsed, because nothing can be written to it', () => {
  const { chart, replica } = sites();
  const window = MaintenanceWindow.of({ schedule: Schedule.daily('03:00'), duration: Duration.hours(1) });
  expect(() => new FailoverDrill(chart, 'Drill', { source: replica, window }))
    .toThrow(new Error('source must take writes: a replica of another site takes none, got "carts-west"; rehearse the failover of what it follows'));
});

describe('a source', () => {
  test('names its channel, and has a Service for each instance in the Kubernetes cluster', () => {
    const { spec } = theOne(carts({ replication: MySqlReplication.sourceFor() }).app, 'PerconaXtraDBCluster', 'carts');
    expect(spec.pxc.replicationChannels).toEqual([{ name: 'carts', isSource: true }]);
    expect(spec.pxc.expose).toEqual({ enabled: true, type: 'ClusterIP' });
  });

  test('has load balancers that keep the address of who comes and let in the replicas alone', () => {
    const { app } = carts({ replication: MySqlReplication.sourceFor({ channel: 'to-west', loadBalancers: NLB }) });
    const { spec } = theOne(app, 'PerconaXtraDBCluster', 'carts');
    expect(spec.pxc.replicationChannels).toEqual([{ name: 'to-west', isSource: true }]);
    expect(spec.pxc.expose).toEqual({
      enabled: true,
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      loadBalancerSourceRanges: NLB.replicas,
      annotations: NLB.annotations,
      loadBalancerClass: NLB.loadBalancerClass,
    });
    expect(theOne(app, 'NetworkPolicy', 'carts-sites').spec.ingress[1]).toEqual({ from: NLB.replicas.map((cidr) => ({ ipBlock: { cidr } })), ports: MYSQL });
  });

  test('serves under the names by which it is followed, with an issuer and without', () => {
    const replication = MySqlReplication.sourceFor({ loadBalancers: NLB });
    expect(theOne(carts({ replication }).app, 'Certificate', 'carts-ssl').spec.dnsNames).toEqual(expect.arrayContaining(NLB.hosts));
    const bare = theOne(carts({ replication }, { issuer: undefined }).app, 'PerconaXtraDBCluster', 'carts').spec;
    expect(bare.tls.SANs).toEqual(expect.arrayContaining(NLB.hosts));
    const inside = theOne(carts({ replication: MySqlReplication.sourceFor() }).app, 'Certificate', 'carts-ssl').spec.dnsNames;
    expect(inside).toEqual(expect.arrayContaining(['carts-pxc-0.shop.svc', 'carts-pxc-1.shop.svc', 'carts-pxc-2.shop.svc']));
  });

  test('is written as without replication but for channel, Services, names and policy', () => {
    const [plain, source] = [carts(), carts({ replication: MySqlReplication.sourceFor() })].map(({ app }) => theOne(app, 'PerconaXtraDBCluster', 'carts').spec);
    const { replicationChannels, expose, ...pxc } = source.pxc;
    expect({ ...source, pxc, tls: plain.tls }).toEqual(plain);
  });

  test('keeps the names of its Services', () => {
    const { chart } = carts({ replication: MySqlReplication.sourceFor() });
    expect(() => reserveName(chart, 'Service', 'shop', 'carts-pxc-2')).toThrow(new Error('name must lead to names that are unique in the app: '
      + 'Service shop/carts-pxc-2 also belongs to chart/Carts, got "carts-pxc-2"; choose another name or another namespace'));
    expect(() => reserveName(chart, 'Service', 'shop', 'carts-pxc-3')).not.toThrow();
  });
});

describe('a replica in the same app', () => {
  test('follows all instances of the source over verified TLS, at best not at the one that takes the writes', () => {
    const { spec } = theOne(sites().app, 'PerconaXtraDBCluster', 'carts-west');
    expect(spec.pxc.replicationChannels).toEqual([{
      name: 'carts',
      isSource: false,
      sourcesList: [
        { host: 'carts-pxc-0.shop.svc', port: 3306, weight: 50 },
        { host: 'carts-pxc-1.shop.svc', port: 3306, weight: 100 },
        { host: 'carts-pxc-2.shop.svc', port: 3306, weight: 100 },
      ],
      configuration: { sourceRetryCount: 3, sourceConnectRetry: 60, ssl: true, sslSkipVerify: false, ca: '/etc/mysql/ssl/ca.crt' },
    }]);
    expect(spec.pxc.expose).toBeUndefined();
  });

  test('has no users of its own: they come from the source', () => {
    expect(theOne(sites().app, 'PerconaXtraDBCluster', 'carts-west').spec).not.toHaveProperty('users');
  });

  test('has the source\'s passwords, the operator\'s users\' too', () => {
    const { app } = sites();
    const keys = (name: string) => theOne(app, 'ExternalSecret', name).spec.data.map(({ remoteRef }: any) => remoteRef.key);
    expect(keys('carts-west-secrets')).toEqual(keys('carts-secrets'));
    expect(keys('carts-west-user-app')).toEqual(['databases/shop/carts/app']);
  });

  test('archives to a path of its own', () => {
    const { app } = sites();
    const buckets = (name: string) => Object.values<any>(theOne(app, 'PerconaXtraDBCluster', name).spec.backup.storages).map(({ s3 }) => s3.bucket);
    expect(buckets('carts-west')).toEqual(['acme-backups/west/carts-west/backups', 'acme-backups/west/carts-west/binlogs']);
    expect(buckets('carts')).toEqual(['acme-backups/shop/carts/backups', 'acme-backups/shop/carts/binlogs']);
  });

  test('is let out to the source\'s instances, and let in there', () => {
    const { app } = sites();
    expect(theOne(app, 'NetworkPolicy', 'carts-west-sites').spec.egress).toEqual([{ to: [pods('carts', 'shop')], ports: MYSQL }]);
    expect(theOne(app, 'NetworkPolicy', 'carts-sites').spec.ingress[1]).toEqual({ from: [pods('carts-west', 'west')], ports: MYSQL });
  });

  test('goes to the addresses of load balancers where the source has them', () => {
    const { app } = sites({ source: { loadBalancers: NLB }, options: { addresses: ['10.9.8.0/24'] } });
    expect(theOne(app, 'PerconaXtraDBCluster', 'carts-west').spec.pxc.replicationChannels[0].sourcesList.map(({ host }: any) => host)).toEqual(NLB.hosts);
    expect(theOne(app, 'NetworkPolicy', 'carts-west-sites').spec.egress).toEqual([{ to: [{ ipBlock: { cidr: '10.9.8.0/24' } }], ports: MYSQL }]);
    expect(theOne(app, 'NetworkPolicy', 'carts-sites').spec.ingress).toHaveLength(2);
  });

  test('is watched for whether it follows, and not for being read-only', () => {
    const names = ofKind(sites().replica, 'PrometheusRule')[0].spec.groups.flatMap(({ rules }: any) => rules.map(({ alert }: any) => alert));
    expect(names).toEqual(expect.arrayContaining(['MySqlReplicationStopped', 'MySqlReplicationLag']));
    expect(names).not.toContain('MySqlReadOnly');
  });

  test('and its source pass the checklist, and all objects their schemas', () => {
    const { app } = sites();
    expect(failedRules(app).filter((rule) => !UNWATCHED.includes(rule))).toEqual([]);
    expect(written(app).flatMap(schemaErrors)).toEqual([]);
  });

  test('passes the checklist at a source with load balancers, too', () => {
    const { app } = sites({ source: { loadBalancers: NLB }, options: { addresses: ['10.9.8.0/24'] } });
    expect(failedRules(app).filter((rule) => !UNWATCHED.includes(rule))).toEqual([]);
    expect(written(app).flatMap(schemaErrors)).toEqual([]);
  });

  test('has the databases and users of the source', () => {
    const users: MySqlUser[] = [{ name: 'deployer', databases: ['b1'] }, { name: 'given', password: SecretRef.of('given-login') }];
    const { replica } = sites({ sourceProps: { databases: ['a1', 'b1'], users } });
    expect(replica._settings.databases).toEqual(['a1', 'b1']);
    expect(replica._settings.users.map(({ name, databases, secretName }) => [name, databases, secretName])).toEqual([
      ['deployer', ['b1'], 'carts-west-user-deployer'], ['given', ['a1'], 'given-login'],
    ]);
  });

  test('grants reading to a user that is made at the source', () => {
    const { app, chart, replica } = sites();
    replica.grantConnect(client(chart), { access: ConnectAccess.READ_ONLY });
    expect(theOne(app, 'ExternalSecret', 'carts-west-user-app-readonly').spec.data[0].remoteRef.key).toBe('databases/shop/carts/app_readonly');
    expect(theOne(app, 'PerconaXtraDBCluster', 'carts').spec.users.map(({ name }: any) => name)).toEqual(['app', 'app_readonly']);
    expect(theOne(app, 'PerconaXtraDBCluster', 'carts-west').spec).not.toHaveProperty('users');
  });

  test('grants no writing', () => {
    const { chart, replica } = sites();
    expect(() => replica.grantConnect(client(chart))).toThrow(new Error('access must be ConnectAccess.READ_ONLY at a replica of another site, got nothing; let it write at the source'));
  });
});

describe('a replica of servers elsewhere', () => {
  const ca = SecretKeyRef.of('their-ca', 'ca.pem');

  test('follows them by name, port and weight, at their addresses', () => {
    const { app } = replicaOfHosts();
    const [channel] = theOne(app, 'PerconaXtraDBCluster', 'carts').spec.pxc.replicationChannels;
    expect(channel.name).toBe('orders');
    expect(channel.sourcesList).toEqual([{ host: 'mysql-0.example.com', port: 3306, weight: 50 }, { host: 'mysql-1.example.com', port: 3307, weight: 100 }]);
    expect(theOne(app, 'NetworkPolicy', 'carts-sites').spec.egress).toEqual([
      { to: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: [...MYSQL, { port: 3307, protocol: 'TCP' }] },
    ]);
    expect(failedRules(app).filter((rule) => !UNWATCHED.includes(rule))).toEqual([]);
  });

  test('verifies them by a CA of their own, which the operator mounts where a keyring would be', () => {
    const { spec } = theOne(replicaOfHosts({ ca }).app, 'PerconaXtraDBCluster', 'carts');
    expect(spec.vaultSecretName).toBe('their-ca');
    expect(spec.pxc.replicationChannels[0].configuration.ca).toBe('/etc/mysql/vault-keyring-secret/ca.pem');
    expect(written(replicaOfHosts({ ca }).app).flatMap(schemaErrors)).toEqual([]);
  });

  test('reads passwords under the source\'s keys where it is named, and under its own where not', () => {
    const keyOf = (more: object) => theOne(replicaOfHosts(more).app, 'ExternalSecret', 'carts-secrets').spec.data
      .find(({ secretKey }: any) => secretKey === 'replication').remoteRef.key;
    expect(keyOf({ name: 'orders', namespace: 'prod' })).toBe('databases/prod/orders/replication');
    expect(keyOf({ name: 'orders' })).toBe('databases/shop/orders/replication');
    expect(keyOf({})).toBe('databases/shop/carts/replication');
  });

  test('grants reading to users that are declared, because it makes none', () => {
    const users = [{ name: 'reporting', privileges: [MySqlPrivilege.SELECT] }];
    const { app, chart, database } = replicaOfHosts({ name: 'orders' }, { users });
    database.grantConnect(client(chart, 'shop'), { access: ConnectAccess.READ_ONLY, role: 'reporting' });
    expect(theOne(app, 'ExternalSecret', 'carts-user-reporting').spec.data[0].remoteRef.key).toBe('databases/shop/orders/reporting');
  });

  test('has no other users', () => {
    const { chart, database } = replicaOfHosts();
    expect(() => database.grantConnect(client(chart, 'shop'), { access: ConnectAccess.READ_ONLY })).toThrow(new Error(
      'role must be one of users at a replica, which makes none of its own, got "app_readonly"; declare it in users as the source has it, and have it made there'));
  });
});

describe('a replica that has taken over', () => {
  const promoted = { promoted: true };

  test('follows nobody, takes writes, and has the same passwords', () => {
    const [before, after] = [sites(), sites({ options: promoted })];
    const { spec } = theOne(after.app, 'PerconaXtraDBCluster', 'carts-west');
    expect(spec.pxc).not.toHaveProperty('replicationChannels');
    expect(spec.users.map(({ name }: any) => name)).toEqual(['app']);
    for (const name of ['carts-west-secrets', 'carts-west-user-app']) expect(theOne(after.app, 'ExternalSecret', name)).toEqual(theOne(before.app, 'ExternalSecret', name));
    after.replica.grantConnect(client(after.chart));
    expect(theOne(after.app, 'PerconaXtraDBCluster', 'carts').spec.users.map(({ name }: any) => name)).toEqual(['app']);
  });

  test('changes nothing for which an instance would restart', () => {
    const podOf = (options: object) => {
      const { spec } = theOne(replicaOfHosts({ ca: SecretKeyRef.of('their-ca', 'ca.pem'), ...options }).app, 'PerconaXtraDBCluster', 'carts');
      const { users, pxc: { replicationChannels, ...pxc }, ...rest } = spec;
      return { ...rest, pxc };
    };
    expect(podOf(promoted)).toEqual(podOf({}));
  });

  test('is not let out to the source any more, nor in there', () => {
    const { app } = sites({ options: promoted });
    expect(ofKind(app, 'NetworkPolicy').map(({ metadata }) => metadata.name)).not.toContain('carts-west-sites');
    expect(theOne(app, 'NetworkPolicy', 'carts-sites').spec.ingress).toHaveLength(1);
  });

  test('is watched for being read-only again', () => {
    const names = ofKind(sites({ options: promoted }).replica, 'PrometheusRule')[0].spec.groups.flatMap(({ rules }: any) => rules.map(({ alert }: any) => alert));
    expect(names).toContain('MySqlReadOnly');
    expect(names).not.toContain('MySqlReplicationStopped');
  });
});
