import { call, constant, Recipe } from './recipe';
import { alone, granted, onPlatform, rehearsed } from './wrong-together';

/** Props of a MySqlCluster that are right each by itself, and not together. */
export const MYSQL_WRONG_TOGETHER: Readonly<Record<string, (of: any) => Recipe>> = {
  'MySqlCase.backup: nowhere to go': (of) => ({ ...alone(of), backup: { retention: call('Duration.days', 30) } }),
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
  'FailoverRehearsal.by: a way that there is not': (of) => rehearsed(of, { by: SWITCHOVER }),
  'MySqlCase.failover: of a single instance': (of) => rehearsed(of, {}, { instances: 1, waivers: [call('Waiver.notForProduction', 'a preview')] }),
  'MySqlCase.failover: of what has no backups': (of) => onPlatform(rehearsed(of, {}), { backups: undefined }),
  'MySqlCase.failover: of what has its user': (of) => rehearsed(of, {}, { users: [{ name: 'failover_drill' }] }),
  'MySqlCase.failover: of a database that the grants of its user reach': (of) => rehearsed(of, {}, { databases: ['failover1drill'] }),
  'MySqlCase.secretOf: nobody': (of) => ({ ...alone(of), secretOf: 'nobody' }),
};

const READ_ONLY = constant('ConnectAccess.READ_ONLY');
const SWITCHOVER = constant('FailoverMethod.SWITCHOVER');
const LOGIN = call('SecretRef.of', 'login', undefined);
const NO_REGION = call('ObjectStore.s3', { bucket: 'backups', credentials: call('ObjectStoreCredentials.secretStore', 'store') });
const NO_STORE = { secrets: undefined, backups: undefined };

function nodes(count: number): Recipe {
  return call('NodePool.dedicated', { label: 'a=b', taint: 'a=b:NoSchedule', zones: ['a', 'b', 'c'], nodes: count });
}
