import { Chart } from 'cdk8s';
import { Capability, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { carts } from './carts';
import { ConnectAccess, DatabasePlatformProps, GrantConnectOptions, MySqlClusterProps, MySqlPrivilege, MySqlProxy, SecretRef, Waiver } from '../../src';
import { schemaErrors } from '../support/schema-check';
import { failedRules, ofKind, theOne, written } from '../support/written';

const securityContext = { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } };

interface Given {
  readonly options?: GrantConnectOptions;
  readonly props?: Partial<MySqlClusterProps>;
  readonly platform?: Partial<DatabasePlatformProps>;
  /** Namespace of the workload; undefined: the database's. */
  readonly namespace?: string;
}

function granted({ options, props, platform, namespace }: Given = {}) {
  const { app, chart, database } = carts(props, platform);
  const place = namespace === undefined ? chart : new Chart(app, 'client', { namespace });
  const workload = new Deployment(place, 'backend', { metadata: { name: 'backend' }, containers: [{ name: 'main', image: 'registry.example.com/app:1', securityContext }] });
  database.grantConnect(workload, options);
  const container = theOne(app, 'Deployment', 'backend').spec.template.spec.containers[0];
  const variables = Object.fromEntries(container.env.map(({ name, value }: any) => [name, value]));
  return { app, database, workload, variables };
}

function usersOf(given: ReturnType<typeof granted>): Record<string, string> {
  return Object.fromEntries(theOne(given.app, 'PerconaXtraDBCluster', 'carts').spec.users.map(({ name, dbs, grants }: any) => [name, `${grants.join()} on ${dbs.join()}`]));
}

function ingressOf(given: ReturnType<typeof granted>, policy = 'carts-haproxy'): any[] {
  return theOne(given.app, 'NetworkPolicy', policy).spec.ingress;
}

test('a client gets host, user, CA and VERIFY_IDENTITY by environment, and the password by a file', () => {
  expect(granted().variables).toEqual({
    MYSQL_HOST: 'carts-haproxy.shop.svc',
    MYSQL_TCP_PORT: '3306',
    MYSQL_DATABASE: 'app',
    MYSQL_USER: 'app',
    MYSQL_PASSWORD_FILE: '/etc/databases/carts/credentials/password',
    MYSQL_SSL_MODE: 'VERIFY_IDENTITY',
    MYSQL_SSL_CA: '/etc/databases/carts/ca/ca.crt',
    MYSQL_OPTION_FILE: '/etc/databases/carts/credentials/my.cnf',
  });
});

test('the host that a client verifies stands in the certificate', () => {
  const { app, variables } = granted();
  expect(theOne(app, 'Certificate', 'carts-ssl').spec.dnsNames).toContain(variables.MYSQL_HOST);
});

test('a reader goes to the instances that take no writes, and may read one database', () => {
  const given = granted({ options: { access: ConnectAccess.READ_ONLY } });
  expect(given.variables).toMatchObject({ MYSQL_HOST: 'carts-haproxy-replicas.shop.svc', MYSQL_TCP_PORT: '3306', MYSQL_USER: 'app_readonly' });
  expect(usersOf(given)).toEqual({ app: 'ALL on app', app_readonly: 'SELECT,SHOW VIEW on app' });
});

test('a user that a grant makes may change the rows of one database', () => {
  expect(usersOf(granted({ options: { role: 'worker', database: 'billing' }, props: { databases: ['app', 'billing'] } }))).toEqual({
    app: 'ALL on app', billing: 'ALL on billing', worker: 'SELECT,INSERT,UPDATE,DELETE on billing',
  });
});

test('the proxy lets it in where its Service leads to, and its own policy lets it out to the Service and to there', () => {
  const reader = granted({ options: { access: ConnectAccess.READ_ONLY } });
  expect(ingressOf(reader).map(({ ports }) => ports.map(({ port }: any) => port))).toContainEqual([3307]);
  expect(theOne(reader.app, 'NetworkPolicy', 'backend-to-carts').spec.egress[0].ports).toEqual([{ port: 3306, protocol: 'TCP' }, { port: 3307, protocol: 'TCP' }]);
  expect(ingressOf(granted()).map(({ ports }) => ports.map(({ port }: any) => port))).toContainEqual([3306]);
});

test('nobody but the proxy, the database\'s own pods, the operator and Prometheus comes to an instance', () => {
  const { app } = granted();
  const selecting = ofKind(app, 'NetworkPolicy').filter(({ metadata }) => ['carts', 'carts-pxc'].includes(metadata.name));
  expect(selecting.flatMap(({ spec }) => spec.ingress.flatMap(({ from }: any) => from)).map((peer) => JSON.stringify(peer).includes('addr'))).not.toContain(true);
});

test('a user who deploys the schema is nobody\'s default: a client gets one of its own that changes rows', () => {
  const given = granted({ props: { users: [{ name: 'migrations', privileges: [MySqlPrivilege.CREATE, MySqlPrivilege.DROP] }] } });
  expect(given.variables.MYSQL_USER).toBe('app_readwrite');
  expect(usersOf(given)).toEqual({ migrations: 'CREATE,DROP on app', app_readwrite: 'SELECT,INSERT,UPDATE,DELETE on app' });
});

test('with ProxySQL readers go to the same Service, which sends reads to other instances by itself', () => {
  const props = { proxy: MySqlProxy.proxysql(), waivers: [Waiver.of({ rule: 'tls-required', reason: 'clients use VERIFY_IDENTITY' })] };
  const given = granted({ options: { access: ConnectAccess.READ_ONLY }, props });
  expect(given.variables.MYSQL_HOST).toBe('carts-proxysql.shop.svc');
  expect(ingressOf(given, 'carts-proxysql').map(({ ports }) => ports.map(({ port }: any) => port))).toEqual([[3306], [3306]]);
});

test('a client in another namespace gets password and CA there', () => {
  const { app } = granted({ namespace: 'web' });
  expect(ofKind(app, 'ExternalSecret').filter(({ metadata }) => metadata.namespace === 'web').map(({ metadata }) => metadata.name)).toEqual(['carts-user-app']);
  expect(ofKind(app, 'Certificate').filter(({ metadata }) => metadata.namespace === 'web')).toHaveLength(1);
});

test('what is written has no error of schema, and the checklist finds nothing more', () => {
  const { app } = granted({ namespace: 'web', options: { access: ConnectAccess.READ_ONLY } });
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
  expect(failedRules(app).filter((rule) => !['storage-headroom', 'metrics-and-dashboard', 'alert-rules'].includes(rule))).toEqual([]);
});

test('a Secret of somebody else\'s has no option file', () => {
  const given = granted({ props: { users: [{ name: 'app', privileges: Object.values(MySqlPrivilege), password: SecretRef.of('login', { managedBy: 'the platform team' }) }] } });
  expect(given.variables).not.toHaveProperty('MYSQL_OPTION_FILE');
  expect(given.database.secret('app').name).toBe('login');
});

test.each<[string, Given, string]>([
  ['a pooler', { options: { pooled: true } }, 'pooled must be left out for MySQL, got true; every client goes through the proxy already'],
  ['another database', { options: { database: 'b' } }, 'database must be one of app, got "b"; declare it in databases'],
  ['a user of the operator', { options: { role: 'operator' } }, 'role must not be reserved by MySQL or the operator (root, xtrabackup, monitor, proxyadmin, operator, replication, '
    + 'pmmserver, pmmserverkey, pmmservertoken, clustercheck, debian-sys-maint, mysql*), got "operator"; choose another name'],
  ['a user of another database', { options: { role: 'billing' }, props: { databases: ['app', 'billing'] } },
    'role must be a user of database app, got "billing"; add the database to the user\'s databases, or choose another user'],
  ['a reader that may write', { options: { access: ConnectAccess.READ_ONLY, role: 'app' } },
    'role must only read when access is read-only, got "app"; leave role out, or name one with the privileges SELECT and SHOW VIEW'],
  ['readers of one instance', { options: { access: ConnectAccess.READ_ONLY }, props: { instances: 1, waivers: [Waiver.notForProduction('a preview')] } },
    'access must be read-write where there are no replicas, got "read-only"; give the database more instances'],
])('%s is refused', (_, given, message) => expect(() => granted(given)).toThrow(new Error(message)));

test('a user that a reader\'s grant has made is not a writer\'s', () => {
  const { database, workload } = granted({ options: { access: ConnectAccess.READ_ONLY, role: 'worker' } });
  expect(() => database.grantConnect(workload, { role: 'worker', prefix: 'W_' })).toThrow(new Error('role must be another one: a grant of other access or another database has made it '
    + '(SELECT, SHOW VIEW on app), got "worker"; leave role out, choose another one, or declare it in users'));
});
