import { MONGO_RESTORED_WRONG } from './mongo-restored-wrong';
import { call, constant, Recipe } from './recipe';
import { alone, granted, onPlatform, rehearsed } from './wrong-together';

/** Props of a MongoReplicaSet that are right each by itself, and not together. */
export const MONGO_WRONG_TOGETHER: Readonly<Record<string, (of: any) => Recipe>> = {
  'InPlaceRestoreOptions.backup: no backups': (of) => ({ ...alone(of), overwritten: { backup: 'by-hand', to: call('RecoveryPoint.latest') } }),
  ...MONGO_RESTORED_WRONG,
  'MongoCase.backup: nowhere to go': (of) => ({ ...alone(of), backup: { retention: call('Duration.days', 30) } }),
  'MongoCase.backup: of an oplog that nobody archives': (of) => onPlatform({ ...alone(of), operator: COMMUNITY, backup: { oplogInterval: call('Duration.minutes', 5) } }, { issuer: ISSUER, backups: STORE, secrets: call('SecretStore.cluster', 'vault', undefined) }),
  'MongoCase.name: too long for dumps': (of) => onPlatform({ ...alone(of), operator: COMMUNITY, name: 'n'.repeat(47) }, { issuer: ISSUER, backups: STORE, secrets: call('SecretStore.cluster', 'vault', undefined) }),
  'MongoCase.operator: dumps without a secret store': (of) => onPlatform({ ...alone(of), operator: COMMUNITY, users: [{ ...user('app', READ_WRITE), password: LOGIN }] }, { ...NO_STORE, backups: IDENTIFIED, monitoring: undefined, issuer: ISSUER }),
  'DatabasePlatformProps.backups: an identity outside of Amazon': (of) => onPlatform(alone(of), { backups: call('ObjectStore.gcs', { bucket: 'backups', credentials: IDENTITY }) }),
  'DatabasePlatformProps.backups: an identity and a CA': (of) => onPlatform(alone(of), {
    backups: call('ObjectStore.s3', { bucket: 'backups', endpoint: 'https://s3.example.com', endpointCa: call('SecretKeyRef.of', 'ca', 'ca.crt'), credentials: IDENTITY }),
  }),
  'MongoCase.operator: no issuer': (of) => ({ ...alone(of), operator: COMMUNITY }),
  'MongoCase.operator: monitoring without a secret store': (of) => onPlatform({ ...alone(of), operator: COMMUNITY, users: [{ ...user('app', READ_WRITE), password: LOGIN }] }, {
    ...NO_STORE, issuer: ISSUER, monitoring: call('Monitoring.prometheus', { namespace: 'monitoring' }),
  }),
  'MongoCase.operator: none of them': (of) => ({ ...alone(of), operator: 'bitnami' }),
  'MongoUser.password: no secret store': (of) => onPlatform(alone(of), NO_STORE),
  'MongoCase.instances: more than nodes': (of) => onPlatform({ ...alone(of), instances: 5 }, {
    nodes: call('NodePool.dedicated', { label: 'a=b', taint: 'a=b:NoSchedule', zones: ['a', 'b', 'c'], nodes: 4 }),
  }),
  'MongoCase.oplog: more than half of the volume': (of) => ({ ...alone(of), oplog: call('Size.gibibytes', 51) }),
  'MongoCase.storage: less than two oplogs': (of) => ({ ...alone(of), storage: call('Size.gibibytes', 1) }),
  'MongoUser.name: a Secret that is another user\'s': (of) => ({ ...alone(of), users: [user('a_b', READ_WRITE), user('a-b', READ_WRITE)] }),
  'MongoUser.name: too long for the operator\'s annotation': (of) => ({ ...alone(of), users: [user('a'.repeat(57), READ_WRITE)] }),
  'MongoUser.name: one twice': (of) => ({ ...alone(of), users: [user('a', READ_WRITE), user('a', READ_WRITE)] }),
  'MongoCase.parameters: a value beside its parts': (of) => ({ ...alone(of), parameters: { 'storage.journal': 'x', 'storage.journal.commitIntervalMs': '100' } }),
  'MongoCase.parameters: parts beside their value': (of) => ({ ...alone(of), parameters: { 'storage.journal.commitIntervalMs': '100', 'storage.journal': 'x' } }),
  'MongoCase.parameters: fewer connections than members need': (of) => ({ ...alone(of), parameters: { 'net.maxIncomingConnections': '5' } }),
  'DatabasePlatformProps.backups: no region': (of) => onPlatform(alone(of), { backups: NO_REGION, secrets: call('SecretStore.cluster', 'vault', undefined) }),
  'MongoCase.version: of MySQL': (of) => ({ ...alone(of), version: constant('MySqlVersion.V8_0') }),
  'MongoCase.image: of MongoDB\'s own': (of) => ({
    ...alone(of), version: constant('MongoVersion.V8_0'), image: call('MongoImage.of', 'docker.io/library/mongo:8.0.4'),
  }),
  'MongoImage.of.reference: of another series': (of) => ({ ...alone(of), version: constant('MongoVersion.V8_0'), image: call('MongoImage.of', 'r.example.com/psmdb:7.0.1') }),
  'GrantConnectOptions.pooled: by the driver': (of) => granted(alone(of), { options: { pooled: true } }),
  'GrantConnectOptions.database: one that there is not': (of) => granted(alone(of), { options: { database: 'nowhere' } }),
  'GrantConnectOptions.role: a user of another database': (of) => granted({ ...alone(of), users: [user('reader', call('MongoRole.read', 'other'))] }, { options: { role: 'reader' } }),
  'GrantConnectOptions.role: a writer that only reads': (of) => granted({ ...alone(of), users: [user('writer', READ_WRITE)] }, { options: { role: 'writer', access: READ_ONLY } }),
  'GrantConnectOptions.role: a reader that writes': (of) => granted({ ...alone(of), users: [user('reader', call('MongoRole.read', 'app'))] }, { options: { role: 'reader' } }),
  'GrantConnectOptions.role: one that another grant has made': (of) => granted(alone(of), {
    options: { role: 'newcomer' }, again: { role: 'newcomer', prefix: 'A_', access: READ_ONLY },
  }),
  'GrantConnectOptions.role: reserved': (of) => granted(alone(of), { options: { role: 'backup' } }),
  'MongoCase.pmm: by who runs no client': (of) => onPlatform({ ...alone(of), operator: COMMUNITY, pmm: PMM }, { issuer: ISSUER }),
  'MongoCase.pmm: no secret store': (of) => onPlatform({ ...alone(of), pmm: PMM, users: [{ ...user('app', READ_WRITE), password: LOGIN }] }, NO_STORE),
  'FailoverRehearsal.by: a way that there is not': (of) => rehearsed(of, { by: SWITCHOVER }),
  'MongoCase.failover: of what has no backups': (of) => onPlatform(rehearsed(of, {}), { backups: undefined }),
  'MongoCase.failover: of what has its user': (of) => rehearsed(of, {}, { users: [user('failover_drill', READ_WRITE)] }),
  'MongoCase.failover: of a name without room for its user': (of) => rehearsed(of, {}, { name: 'n'.repeat(44) }),
  'MongoCase.failover: without a secret store': (of) => onPlatform(
    rehearsed(of, {}, { operator: COMMUNITY, users: [{ ...user('app', READ_WRITE), password: LOGIN }] }), { ...NO_STORE, issuer: ISSUER }),
  'MongoCase.database: where restores are noted': (of) => ({ ...alone(of), database: 'cdk8s_databases' }),
  'MongoCase.instances: four without an arbiter': (of) => ({ ...alone(of), instances: 4 }),
  'MongoCase.arbiter: of an odd number': (of) => ({ ...alone(of), arbiter: true }),
  'MongoCase.arbiter: of six': (of) => ({ ...alone(of), arbiter: true, instances: 6 }),
  'MongoCase.arbiter: no flag': (of) => ({ ...alone(of), arbiter: 'yes', instances: 4 }),
  'MongoCase.arbiter: by who gives it a volume': (of) => onPlatform({ ...alone(of), operator: COMMUNITY, arbiter: true, instances: 4 }, { issuer: ISSUER }),
  'MongoCase.name: too long beside an arbiter': (of) => ({ ...alone(of), arbiter: true, instances: 4, name: 'n'.repeat(41) }),
  'MongoCase.instances: no node for the arbiter': (of) => onPlatform({ ...alone(of), arbiter: true, instances: 4 }, {
    nodes: call('NodePool.dedicated', { label: 'a=b', taint: 'a=b:NoSchedule', zones: ['a', 'b', 'c'], nodes: 4 }),
  }),
  'MongoHorizon.name: one twice': (of) => ({ ...alone(of), horizons: [horizon('a'), { ...horizon('b'), name: 'a' }] }),
  'MongoHorizon.hosts: one twice': (of) => ({ ...alone(of), horizons: [{ ...horizon('a'), hosts: ['x.example.com', 'y.example.com', 'y.example.com:27017'] }] }),
  'MongoHorizon.hosts: a name of two horizons': (of) => ({ ...alone(of), horizons: [horizon('a'), { ...horizon('b'), hosts: ['a-0.example.com:1', 'b-1.example.com', 'b-2.example.com'] }] }),
  'MongoHorizon.hosts: one inside': (of) => ({ ...alone(of), horizons: [{ ...horizon('a'), hosts: ['x.example.com', 'y.example.com', 'z.svc.cluster.local'] }] }),
  'MongoHorizon.clients: nobody': (of) => ({ ...alone(of), horizons: [{ ...horizon('a'), clients: [] }] }),
  'MongoCase.loadBalancers: for nobody': (of) => ({ ...alone(of), loadBalancers: {} }),
  'MongoCase.loadBalancers: by who makes none': (of) => onPlatform({ ...alone(of), operator: COMMUNITY, horizons: [horizon('a')], loadBalancers: {} }, { issuer: ISSUER }),
  'MongoLoadBalancers.loadBalancerClass: no name': (of) => ({ ...alone(of), horizons: [horizon('a')], loadBalancers: { loadBalancerClass: 'a b' } }),
  'MongoLoadBalancers.annotations: no key': (of) => ({ ...alone(of), horizons: [horizon('a')], loadBalancers: { annotations: { 'a b': 'c' } } }),
  'MongoCase.horizonOf: nobody': (of) => ({ ...alone(of), horizonOf: 'nobody' }),
  'MongoCase.secretOf: nobody': (of) => ({ ...alone(of), secretOf: 'nobody' }),
};

const READ_ONLY = constant('ConnectAccess.READ_ONLY');
const READ_WRITE = call('MongoRole.readWrite', 'app');
const COMMUNITY = constant('MongoOperator.COMMUNITY');
const ISSUER = call('Issuer.cluster', 'ca', undefined);
const IDENTITY = call('ObjectStoreCredentials.workloadIdentity', {});
const SWITCHOVER = constant('FailoverMethod.SWITCHOVER');
const LOGIN = call('SecretRef.of', 'login', undefined);
const NO_REGION = call('ObjectStore.s3', { bucket: 'backups', credentials: call('ObjectStoreCredentials.secretStore', 'store') });
const PMM = call('Pmm.of', { serverHost: 'pmm.example.com' });
const STORE = call('ObjectStore.s3', { bucket: 'backups', credentials: call('ObjectStoreCredentials.secret', LOGIN) });
const IDENTIFIED = call('ObjectStore.s3', { bucket: 'backups', credentials: IDENTITY });
const NO_STORE = { secrets: undefined, backups: undefined };

function horizon(name: string): any {
  return { name, hosts: [0, 1, 2].map((i) => `${name}-${i}.example.com`), clients: ['192.0.2.7/32'] };
}

function user(name: string, role: Recipe): { name: string; roles: Recipe[] } {
  return { name, roles: [role] };
}
