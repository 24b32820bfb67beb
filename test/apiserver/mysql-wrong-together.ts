import { call, constant, Recipe } from './recipe';
import { alone, granted, onPlatform, rehearsed } from './wrong-together';

/** Props of a MySqlCluster that are right each by itself, and not together. */
export const MYSQL_WRONG_TOGETHER: Readonly<Record<string, (of: any) => Recipe>> = {
  'MySqlCase.backup: nowhere to go': (of) => ({ ...alone(of), backup: { retention: call('Duration.days', 30) } }),
  'MySqlBackup.schedule: two of one name': (of) => onPlatform({ ...alone(of), backup: { schedule: call('Schedule.cron', '0 */4 * * *') } }, { backups: STORE }),
  'MySqlBackup.retention: until a date is written like another': (of) => onPlatform({ ...alone(of), backup: { retention: call('Duration.days', 294) } }, { backups: STORE }),
  'DatabasePlatformProps.backups: an identity': (of) => onPlatform(alone(of), {
    backups: call('ObjectStore.gcs', { bucket: 'backups', credentials: call('ObjectStoreCredentials.workloadIdentity', {}) }),
  }),
  'MySqlCase.systemUsers: no secret store': (of) => onPlatform({ ...alone(of), users: [{ name: 'a', password: LOGIN }] }, NO_STORE),
  'MySqlUser.password: no secret store': (of) => onPlatform({ ...alone(of), systemUsers: LOGIN }, NO_STORE),
  'MySqlCase.instances: more than nodes': (of) => onPlatform({ ...alone(of), instances: 5 }, { nodes: nodes(4) }),
  'HaproxyOptions.instances: more than nodes': (of) => onPlatform({ ...alone(of), proxy: call('MySqlProxy.haproxy', { instances: 5 }) }, { nodes: nodes(4) }),
  'MySqlCase.writeSetCache: more than a quarter of the volume': (of) => ({ ...alone(of), writeSetCache: call('Size.gibibytes', 26) }),
  'MySqlCase.databases: one that the grants of another reach': (of) => ({ ...alone(of), databases: ['shop_eu', 'shopxeu'] }),
  'MySqlUser.name: a Secret that is another user\'s': (of) => ({ ...alone(of), users: [{ name: 'a_b' }, { name: 'a-b' }] }),
  'MySqlUser.name: one twice': (of) => ({ ...alone(of), users: [{ name: 'a' }, { name: 'a' }] }),
  'MySqlCase.parameters: more connections than memory': (of) => ({ ...alone(of), parameters: { max_connections: '5000' } }),
  'MySqlCase.parameters: a buffer pool above the memory': (of) => ({ ...alone(of), parameters: { innodb_buffer_pool_size: '7G' } }),
  'MySqlCase.parameters: a buffer without an amount': (of) => ({ ...alone(of), parameters: { sort_buffer_size: 'much' } }),
  'MySqlCase.parameters: tables in memory without an amount': (of) => ({ ...alone(of), parameters: { tmp_table_size: 'much' } }),
  'MySqlCase.parameters: tables in memory above the memory for them': (of) => ({ ...alone(of), parameters: { max_heap_table_size: '64G' } }),
  'MySqlCase.parameters: a log buffer without an amount': (of) => ({ ...alone(of), parameters: { innodb_log_buffer_size: 'much' } }),
  'MySqlCase.parameters: binary logs that go before they are uploaded': (of) => ({ ...alone(of), parameters: { binlog_expire_logs_seconds: '60' } }),
  'MySqlCase.parameters: a template': (of) => ({ ...alone(of), parameters: { sql_mode: '{{ x }}' } }),
  'DatabasePlatformProps.backups: no region': (of) => onPlatform(alone(of), { backups: NO_REGION, secrets: call('SecretStore.cluster', 'vault', undefined) }),
  'MySqlCase.proxy: in namespaces that do not admit it': (of) => onPlatform(
    { ...alone(of), proxy: call('MySqlProxy.proxysql', {}) }, { createNamespaces: true }),
  'MySqlCase.users: nobody': (of) => ({ ...alone(of), users: [null] }),
  'MySqlImage.of.reference: of another series': (of) => ({ ...alone(of), version: constant('MySqlVersion.V8_4'), image: call('MySqlImage.of', 'r.example.com/pxc:8.0.1') }),
  'GrantConnectOptions.pooled: by the proxy already': (of) => granted(alone(of), { options: { pooled: true } }),
  'GrantConnectOptions.access: no replicas': (of) => granted({ ...alone(of), instances: 1, waivers: [call('Waiver.notForProduction', 'a preview')] }, { options: { access: READ_ONLY } }),
  'GrantConnectOptions.database: one that there is not': (of) => granted(alone(of), { options: { database: 'nowhere' } }),
  'GrantConnectOptions.role: a user of another database': (of) => granted(
    { ...alone(of), databases: ['a1', 'b1'], users: [{ name: 'reader', databases: ['b1'] }] }, { options: { role: 'reader' } }),
  'GrantConnectOptions.role: a writer that only reads': (of) => granted({ ...alone(of), users: [{ name: 'writer' }] }, { options: { role: 'writer', access: READ_ONLY } }),
  'GrantConnectOptions.role: one that another grant has made': (of) => granted(alone(of), {
    options: { role: 'newcomer' }, again: { role: 'newcomer', prefix: 'A_', access: READ_ONLY },
  }),
  'GrantConnectOptions.role: reserved': (of) => granted(alone(of), { options: { role: 'monitor' } }),
  'MySqlReplicaOptions.source: no database': (of) => ({ ...alone(of), replication: call('MySqlReplication.replicaOf', { source: 'orders' }) }),
  'MySqlReplicaOptions.source: one that lets nobody follow': (of) => ({ ...alone(of), replica: { ca: CA } }),
  'MySqlReplicaOptions.source: one that follows': (of) => ({ ...alone(of), replication: elsewhere({}), replica: { ca: CA } }),
  'MySqlReplicaOptions.addresses: none of the load balancers': (of) => ({ ...balanced(of), replica: { ca: CA } }),
  'MySqlReplicaOptions.addresses: no load balancers': (of) => replicated(of, { addresses: ['192.0.2.7/32'] }),
  'MySqlReplicaOptions.ca: another issuer and none': (of) => onPlatform(replicated(of, { ca: undefined }), { issuer: undefined }),
  'MySqlReplicaOptions.ca: which orders to encrypt': (of) => replicated(of, { ca: call('SecretKeyRef.of', 'ca', 'keyring_vault.conf') }),
  'MySqlReplicaOptions.ca: of no issuer': (of) => onPlatform({ ...alone(of), replication: elsewhere({ ca: undefined }) }, { issuer: undefined }),
  'MySqlReplicaOptions.ca: of another issuer': (of) => onPlatform(replicated(of, { ca: undefined, props: { platform: { ...alone(of).platform, issuer: OTHER_ISSUER } } }), { issuer: call('Issuer.cluster', 'ca', undefined) }),
  'MySqlCase.version: older than its source': (of) => replicated({ ...of, version: constant('MySqlVersion.V8_4') }, { props: { version: constant('MySqlVersion.V8_0') } }),
  'MySqlCase.storage: less than its source': (of) => replicated(of, { props: { storage: call('Size.gibibytes', 99) } }),
  'MySqlCase.databases: other than its source': (of) => replicated(of, { props: { databases: ['own'] } }),
  'MySqlCase.systemUsers: other than its source': (of) => ({ ...replicated(of, { props: { systemUsers: undefined } }), systemUsers: LOGIN }),
  'MySqlReplicaOfHostsOptions.hosts: none': (of) => ({ ...alone(of), replication: elsewhere({ hosts: [] }) }),
  'MySqlReplicaOfHostsOptions.hosts: one that is none': (of) => ({ ...alone(of), replication: elsewhere({ hosts: ['db.example.com'] }) }),
  'MySqlReplicaOfHostsOptions.hosts: its own': (of) => ({ ...alone(of), name: 'orders', namespace: 'shop', replication: elsewhere({ hosts: [call('MySqlSourceHost.of', 'orders-pxc-0.shop.svc', undefined)] }) }),
  'MySqlReplicaOfHostsOptions.name: its own': (of) => ({ ...alone(of), name: 'orders', namespace: 'shop', replication: elsewhere({ name: 'orders' }) }),
  'MySqlReplicaOfHostsOptions.namespace: no name': (of) => ({ ...alone(of), replication: elsewhere({ namespace: 'prod' }) }),
  'MySqlSourceLoadBalancers.hosts: fewer than instances': (of) => ({ ...balanced(of), instances: 5 }),
  'MySqlSourceLoadBalancers.loadBalancerClass: no name': (of) => balanced(of, { loadBalancerClass: 'a b' }),
  'GrantConnectOptions.access: at a replica': (of) => granted({ ...alone(of), replication: elsewhere({}) }, { options: {} }),
  'GrantConnectOptions.role: which the source may not have': (of) => granted({ ...alone(of), replication: elsewhere({}) }, { options: { access: READ_ONLY } }),
  'InPlaceRestoreOptions.to: a replica\'s own': (of) => onPlatform({ ...alone(of), replication: elsewhere({}), overwritten: { backup: 'by-hand', to: call('RecoveryPoint.latest') } }, { backups: STORE }),
  'InPlaceRestoreOptions.to: missing': (of) => overwritten(of, { to: undefined }),
  'InPlaceRestoreOptions.to: a part of a second': (of) => overwritten(of, { to: call('RecoveryPoint.time', '2026-03-24T10:30:00.5Z', undefined) }),
  'InPlaceRestoreOptions.to: of PostgreSQL': (of) => overwritten(of, { to: call('RecoveryPoint.lsn', '0/3000028', undefined) }),
  'InPlaceRestoreOptions.backup: no backups': (of) => onPlatform({ ...overwritten(of, {}), restoreDrill: undefined }, { backups: undefined }),
  'RestoreOptions.name: its source\'s': (of) => restored(of, { name: of.name }),
  'RestoreOptions.storage: less than its source\'s': (of) => restored(of, { storage: call('Size.gibibytes', 19) }, { storage: call('Size.gibibytes', 20) }),
  'RestoreOptions.walStorage: there is none': (of) => restored(of, { walStorage: call('Size.gibibytes', 20) }),
  'RestoreOptions.to: a place in the log': (of) => restored(of, { to: call('RecoveryPoint.lsn', '0/3000028', undefined) }),
  'RestoreOptions.from: no backup to end with': (of) => restored(of, { to: call('RecoveryPoint.immediate') }),
  'RestoreOptions.from: a snapshot': (of) => restored(of, { from: call('BaseBackup.snapshot', { data: 'a', wal: 'b' }) }),
  'RestoreOptions.from: a backup of another engine': (of) => restored(of, { from: call('BaseBackup.id', '20260324T103001') }),
  'RestoreOptions.from: a backup from after the moment': (of) => restored(of, {
    to: call('RecoveryPoint.time', '2026-03-24T10:30:00Z', undefined), from: call('BaseBackup.id', `${of.name}-2026-03-24-10:30:00-full`),
  }),
  'RestoreOptions.verification: a database that there is not': (of) => restored(of, {
    verification: call('RestoreVerification.of', { assertions: [call('RestoreAssertion.sql', 'SELECT true', { database: 'nowhere' })] }),
  }),
  'RestoreOptions.verification: newest rows and no moment': (of) => restored(of, {
    to: call('RecoveryPoint.immediate'),
    from: call('BaseBackup.id', `${of.name}-2026-03-24-03:00:00-full`),
    verification: call('RestoreVerification.of', { assertions: [call('RestoreAssertion.newest', { table: 'a', column: 'b', within: call('Duration.minutes', 5) })] }),
  }),
  'MySqlCase.restore: of what has no backups': (of) => onPlatform(restored(of, {}), { backups: undefined }),
  'MySqlCase.restoreDrill: of volumes that stay': (of) => onPlatform(
    { ...restored(of, {}), restore: undefined, restoreDrill: call('RestoreDrillPlan.of', {}) }, { storageClass: call('DatabaseStorageClass.existing', 'fast', undefined) }),
  'FailoverRehearsal.by: a way that there is not': (of) => rehearsed(of, { by: SWITCHOVER }),
  'MySqlCase.failover: of a single instance': (of) => rehearsed(of, {}, { instances: 1, waivers: [call('Waiver.notForProduction', 'a preview')] }),
  'MySqlCase.failover: of a replica': (of) => rehearsed(of, {}, { replication: elsewhere({}) }),
  'MySqlCase.failover: of what has no backups': (of) => onPlatform(rehearsed(of, {}), { backups: undefined }),
  'MySqlCase.failover: of what has its user': (of) => rehearsed(of, {}, { users: [{ name: 'failover_drill' }] }),
  'MySqlCase.failover: of a database that the grants of its user reach': (of) => rehearsed(of, {}, { databases: ['failover1drill'] }),
  'MySqlCase.secretOf: nobody': (of) => ({ ...alone(of), secretOf: 'nobody' }),
};

const READ_ONLY = constant('ConnectAccess.READ_ONLY');
const SWITCHOVER = constant('FailoverMethod.SWITCHOVER');
const LOGIN = call('SecretRef.of', 'login', undefined);
const OTHER_ISSUER = call('Issuer.cluster', 'other-ca', undefined);
const CA = call('SecretKeyRef.of', 'ca', 'ca.crt');
const STORE = call('ObjectStore.s3', { bucket: 'backups', region: 'eu-west-1', credentials: call('ObjectStoreCredentials.secretStore', 'store') });
const NO_REGION = call('ObjectStore.s3', { bucket: 'backups', credentials: call('ObjectStoreCredentials.secretStore', 'store') });
const NO_STORE = { secrets: undefined, backups: undefined };

/** A source and its replica. */
function replicated(of: any, replica: object): any {
  return { ...alone(of), version: of.version, replication: call('MySqlReplication.sourceFor', {}), replica: { ca: CA, ...replica } };
}

function balanced(of: any, more: object = {}): any {
  const loadBalancers = { hosts: ['a.example.com', 'b.example.com', 'c.example.com'], replicas: ['192.0.2.7/32'], ...more };
  return { ...alone(of), instances: 3, replication: call('MySqlReplication.sourceFor', { loadBalancers }) };
}

function elsewhere(more: object): Recipe {
  return call('MySqlReplication.replicaOfHosts', { channel: 'a', hosts: [call('MySqlSourceHost.of', 'db.example.com', undefined)], addresses: ['192.0.2.7/32'], ca: CA, ...more });
}

function overwritten(of: any, more: object): any {
  return onPlatform({ ...alone(of), overwritten: { backup: 'by-hand', to: call('RecoveryPoint.latest'), ...more } }, { backups: STORE });
}

function restored(of: any, restore: object, more: object = {}): any {
  const backups = call('ObjectStore.s3', { bucket: 'backups', region: 'eu-west-1', credentials: call('ObjectStoreCredentials.secretStore', 'key') });
  const secrets = call('SecretStore.cluster', 'vault', undefined);
  return { ...onPlatform({ ...alone(of), ...more }, { backups, secrets }), restore: { name: 'restored', to: call('RecoveryPoint.latest'), ...restore } };
}

function nodes(count: number): Recipe {
  return call('NodePool.dedicated', { label: 'a=b', taint: 'a=b:NoSchedule', zones: ['a', 'b', 'c'], nodes: count });
}
