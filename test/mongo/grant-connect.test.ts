import { App, Chart } from 'cdk8s';
import { Capability, ContainerProps, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import {
  ConnectAccess, DatabasePlatformProps, GrantConnectOptions, Issuer, MongoOperator, MongoReplicaSetProps, MongoRole, SecretRef,
} from '../../src';
import { sessions } from '../support/mongo';
import { schemaErrors } from '../support/schema-check';
import { failedRules, ofKind, theOne, written } from '../support/written';

// what Pod Security's level restricted admits
const securityContext = { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } };
const main = { name: 'main', image: 'registry.example.com/app:1', securityContext };

function deployment(chart: Chart, name = 'backend', containers: ContainerProps[] = [main]): Deployment {
  return new Deployment(chart, name, { metadata: { name }, containers });
}

interface Given {
  readonly options?: GrantConnectOptions;
  readonly props?: Partial<MongoReplicaSetProps>;
  readonly platform?: Partial<DatabasePlatformProps>;
  /** Namespace of the workload; undefined: the database's. */
  readonly namespace?: string;
}

/** A grant to one workload. */
function granted({ options, props, platform, namespace }: Given = {}) {
  const { app, chart, database } = sessions(props, platform);
  const workload = deployment(namespace === undefined ? chart : new Chart(app, 'client', { namespace }));
  database.grantConnect(workload, options);
  return { app, chart, database, workload, pod: theOne(app, 'Deployment', 'backend').spec.template.spec };
}

function variables(pod: any): Record<string, string> {
  return Object.fromEntries((pod.containers[0].env ?? []).map(({ name, value }: any) => [name, value]));
}

function users(app: App): Record<string, string[]> {
  return Object.fromEntries(theOne(app, 'PerconaServerMongoDB', 'sessions').spec.users.map((user: any) => [user.name, user.roles.map(({ name, db }: any) => `${name} on ${db}`)]));
}

const HOSTS = [0, 1, 2].map((i) => `sessions-rs0-${i}.sessions-rs0.shop.svc.cluster.local:27017`).join(',');

test('a workload gets members, user, CA and what drivers want to know by environment, and the password by a file', () => {
  expect(variables(granted().pod)).toEqual({
    MONGODB_HOSTS: HOSTS,
    MONGODB_REPLICA_SET: 'rs0',
    MONGODB_DATABASE: 'app',
    MONGODB_AUTH_SOURCE: 'admin',
    MONGODB_USER: 'app',
    MONGODB_PASSWORD_FILE: '/etc/databases/sessions/credentials/password',
    MONGODB_URI_FILE: '/etc/databases/sessions/credentials/uri',
    MONGODB_TLS_CA_FILE: '/etc/databases/sessions/ca/ca.crt',
    MONGODB_READ_PREFERENCE: 'primary',
    MONGODB_WRITE_CONCERN: 'majority',
  });
});

test('the Secret holds a connection string for clients that know nothing else', () => {
  const { spec } = theOne(granted().app, 'ExternalSecret', 'sessions-user-app');
  expect(spec.target.template.data).toEqual({
    username: 'app',
    password: '{{ .password }}',
    uri: `mongodb://app:{{ .password | urlquery | replace "+" "%20" }}@${HOSTS}/app?authSource=admin&replicaSet=rs0&tls=true&w=majority&readPreference=primary`,
  });
  expect(spec.data).toEqual([{ secretKey: 'password', remoteRef: { key: 'databases/shop/sessions/app', property: 'password' } }]);
});

test('with MongoDB\'s own operator the replica set has the database\'s name', () => {
  expect(variables(granted({ props: { operator: MongoOperator.COMMUNITY } }).pod)).toMatchObject({
    MONGODB_HOSTS: [0, 1, 2].map((i) => `sessions-${i}.sessions-svc.shop.svc.cluster.local:27017`).join(','), MONGODB_REPLICA_SET: 'sessions',
  });
});

test('who only reads has a user of its own, and asks the secondaries', () => {
  const { app, pod } = granted({ options: { access: ConnectAccess.READ_ONLY } });
  expect(users(app)).toEqual({ app: ['readWrite on app'], app_readonly: ['read on app'] });
  expect(variables(pod)).toMatchObject({ MONGODB_USER: 'app_readonly', MONGODB_READ_PREFERENCE: 'secondaryPreferred' });
});

test('a user that a grant makes reads or writes one database', () => {
  const { app } = granted({ options: { role: 'jobs' } });
  expect(users(app)).toEqual({ app: ['readWrite on app'], jobs: ['readWrite on app'] });
});

test('a declared user keeps what it may', () => {
  const props = { users: [{ name: 'etl', roles: [MongoRole.read('app'), MongoRole.readWrite('reports')] }] };
  const { app, pod } = granted({ props, options: { role: 'etl', database: 'reports' } });
  expect(users(app).etl).toEqual(['read on app', 'readWrite on reports']);
  expect(variables(pod)).toMatchObject({ MONGODB_DATABASE: 'reports', MONGODB_USER: 'etl' });
  // it names no database, where there are two
  expect(theOne(app, 'ExternalSecret', 'sessions-user-etl').spec.target.template.data.uri).toContain(':27017/?authSource=admin');
});

test('the database lets the workload in, and the workload\'s policy lets it out', () => {
  const { app } = granted();
  const client = { 'cdk8s.io/metadata.addr': expect.any(String) };
  expect(theOne(app, 'NetworkPolicy', 'sessions').spec.ingress.at(-1)).toEqual({
    from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } }, podSelector: { matchLabels: client } }], ports: [{ port: 27017, protocol: 'TCP' }],
  });
  const { spec } = theOne(app, 'NetworkPolicy', 'backend-to-sessions');
  expect([spec.policyTypes, spec.egress[0].to[0].podSelector.matchLabels['app.kubernetes.io/instance'], spec.egress[0].ports]).toEqual([['Egress'], 'sessions', [{ port: 27017, protocol: 'TCP' }]]);
  expect(failedRules(app)).not.toContain('network-isolated');
});

test('in another namespace the password and the CA come there', () => {
  const { app } = granted({ namespace: 'web' });
  expect(theOne(app, 'ExternalSecret', 'sessions-user-app', 'web').spec.target.template.data.uri).toContain(HOSTS);
  expect(theOne(app, 'Certificate', 'sessions-server-ca', 'web').spec.issuerRef.name).toBe('internal-ca');
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

test('two grants with prefixes of their own do not meet', () => {
  const { app, database, workload } = granted({ options: { prefix: 'A_' } });
  database.grantConnect(workload, { prefix: 'B_', access: ConnectAccess.READ_ONLY });
  const names = Object.keys(variables(theOne(app, 'Deployment', 'backend').spec.template.spec));
  expect(names.filter((name) => name.endsWith('MONGODB_USER'))).toEqual(['A_MONGODB_USER', 'B_MONGODB_USER']);
  expect(ofKind(app, 'ExternalSecret').filter(({ metadata }) => metadata.name.startsWith('sessions-user-')).length).toBe(2);
});

test('a Secret of somebody else\'s has no connection string', () => {
  const props = { users: [{ name: 'app', roles: [MongoRole.readWrite('app')], password: SecretRef.of('theirs', { managedBy: 'them' }) }] };
  const { app, pod } = granted({ props });
  expect(variables(pod).MONGODB_URI_FILE).toBeUndefined();
  expect(pod.volumes.map(({ secret }: any) => secret?.secretName)).toContain('theirs');
  expect(failedRules(app)).not.toContain('secrets-external');
});

const READER = { users: [{ name: 'looks', roles: [MongoRole.read('app')] }, { name: 'other', roles: [MongoRole.readWrite('reports')] }] };

test.each<[string, Given, string]>([
  ['a pooler', { options: { pooled: true } }, 'pooled must be left out: drivers of MongoDB pool their connections themselves, got true; set the driver\'s maxPoolSize'],
  ['a database that nobody may use', { options: { database: 'stock' } }, 'database must be one of app, got "stock"; declare a user that has a role on it'],
  ['a user of the operator', { options: { role: 'backup' } },
    'role.name must not be kept by the operator or this library (backup, databaseAdmin, clusterAdmin, clusterMonitor, userAdmin, mms-automation, __system, pmmservertoken), got "backup"; choose another name'],
  ['a user that is too long for the operator', { props: { name: 'a'.repeat(46) }, options: { access: ConnectAccess.READ_ONLY } },
    `role.name must be at most 11 characters for a database named "${'a'.repeat(46)}", got "app_readonly"; `
    + 'shorten one of them: the operator keeps a hash in the annotation percona.com/<database>-<user>-hash'],
  ['a reader that is to write', { props: READER, options: { role: 'looks' } },
    'role must be one that writes when access is read-write, got "looks"; leave role out, or set access: ConnectAccess.READ_ONLY'],
  ['a writer that is to read only', { options: { role: 'app', access: ConnectAccess.READ_ONLY } },
    'role must only read when access is read-only, got "app"; leave role out, or name one that only reads'],
  ['a user of another database', { props: READER, options: { role: 'other' } }, 'role must have a role on app, got "other"; leave role out, or give the user one in users'],
  ['another namespace that the CA does not reach', { namespace: 'web', platform: { issuer: Issuer.namespaced('ca') } },
    'workload must be in namespace shop: the CA of the server certificate does not reach others, got "web"; give the platform Issuer.cluster'],
])('%s is refused', (_, given, message) => {
  expect(() => granted(given)).toThrow(new Error(message));
});
