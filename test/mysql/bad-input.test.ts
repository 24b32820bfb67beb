import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { carts } from './carts';
import {
  Compute, DatabasePlatformProps, MySqlClusterProps, MySqlImage, MySqlPrivilege, MySqlProxy, MySqlVersion, ObjectStore, ObjectStoreCredentials, Pmm,
  Schedule, SecretRef, Waiver,
} from '../../src';

type Wrong = { readonly [Prop in keyof MySqlClusterProps]?: unknown };
type Case = [what: string, props: Wrong, message: string];

const NAME = 'must be a DNS label (lower-case letters, digits and "-", starting with a letter, ending with a letter or digit), got';
const USER = 'must be lower-case letters, digits, "_" and "-", starting with a letter, got';
const DATABASE = 'must be lower-case letters, digits and "_", starting with a letter, got';
const RESERVED = 'must not be reserved by MySQL or the operator (root, xtrabackup, monitor, proxyadmin, operator, replication, pmmserver, pmmserverkey, pmmservertoken, clustercheck, '
  + 'debian-sys-maint, mysql*), got';
const storage = (got: string) => `storage must be whole MiB, at least 4096, got ${got}; give for example Size.gibibytes(100)`;
const instances = (got: string) => `instances must be 3 or 5, got ${got}; a majority of an odd number decides, and the operator takes no others; 1 with a waiver of three-instances`;
const retention = (got: string) => `backup.retention must be whole days, at least one, got "${got}"; give for example Duration.days(30)`;
const interval = (got: string) => `backup.uploadInterval must be whole seconds, from 10 to 3600, got "${got}"; give for example Duration.seconds(60)`;
const names = (later: string, earlier: string, got: string, remedy: string) => 'backup.schedule must give each backup a name that none of those kept has: Percona XtraDB Cluster operator 1.20 '
  + `writes moments without leading zeros, ${later} like ${earlier}, and does not make the later backup, got "${got}"; ${remedy}`;
const unsafe = (name: string, constraint: string, value: string, why: string): Case => [`${name}=${value}`, { parameters: { [name]: value } },
  `parameters.${name} must ${constraint}, got ${JSON.stringify(value)}; leave it out: ${why}`];

const CASES: Record<string, Case[]> = {
  'the name': [
    ['missing', { name: undefined }, `name ${NAME} nothing; choose such a name`],
    ['empty', { name: '' }, `name ${NAME} ""; choose such a name`],
    ['with capitals', { name: 'Carts' }, `name ${NAME} "Carts"; choose such a name`],
    ['beyond ASCII', { name: 'größe' }, `name ${NAME} "größe"; choose such a name`],
    ['longer than the operator takes', { name: 'a'.repeat(23) }, `name must be at most 22 characters, got "${'a'.repeat(23)}"; shorten it by 1`],
  ],
  'what is required': (['version', 'compute', 'storage'] as const).map((prop): Case =>
    [`${prop} missing`, { [prop]: undefined }, `${prop} must be given, got nothing; no default of it is safe`]),
  'compute': [
    ['too little memory', { compute: Compute.of({ cpu: Cpu.units(1), memory: Size.mebibytes(1023) }) },
      'compute.memory must be at least 1024 MiB, got "1023 MiB"; MySQL, Galera and a backup do not fit into less'],
    ['a limit above the request', { compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(4), memoryLimit: Size.gibibytes(8) }) },
      'compute.memoryLimit must be compute.memory (4096 MiB), got "8192 MiB"; leave it out: the operator sizes the buffer pool by the limit, and what is above the request is not guaranteed'],
  ],
  'the volume': [
    ['zero', { storage: Size.gibibytes(0) }, storage('"0 MiB"')],
    ['too small', { storage: Size.mebibytes(4095) }, storage('"4095 MiB"')],
    ['a fraction of a MiB', { storage: Size.kibibytes(8_000_001) }, storage('"7812.5009765625 MiB"')],
    ['no number', { storage: Size.gibibytes(NaN) }, storage('"NaN MiB"')],
    ['too small for the IOPS of the class', { storage: Size.gibibytes(11) },
      'storage must be at least 12 GiB for 6000 IOPS of gp3 (at most 500 IOPS per GiB), got "11 GiB"; enlarge the volume, or ask the storage class for fewer IOPS'],
  ],
  'the cache of write sets': [
    ['over a quarter of the volume', { writeSetCache: Size.gibibytes(26) },
      'writeSetCache must be at most a quarter of storage (25600 MiB), got "26624 MiB"; lower it or raise storage: it lies on the data volume'],
    ['zero', { writeSetCache: Size.gibibytes(0) }, 'writeSetCache must be whole MiB, at least 128, got "0 MiB"; give for example Size.gibibytes(100)'],
    ['as a parameter', { parameters: { wsrep_provider_options: 'gcache.size=200G' } },
      'parameters.wsrep_provider_options must not be set: it holds the cache of write sets, got "gcache.size=200G"; use the prop writeSetCache'],
  ],
  'the instances': [
    ...[0, 1, 2, 4, 6, 7, -3, 2.5, NaN].map((count): Case => [`${count}`, { instances: count }, instances(String(count))]),
    ['two, waived', { instances: 2, waivers: [Waiver.of({ rule: 'three-instances', reason: 'a preview' })] }, instances('2')],
  ],
  'the proxy': [
    ['one pod', { proxy: MySqlProxy.haproxy({ instances: 1 }) }, 'proxy.instances must be a whole number from 2 to 5, got 1; two let one go at a time'],
    ['none', { proxy: MySqlProxy.proxysql({ instances: 0 }) }, 'proxy.instances must be a whole number from 2 to 5, got 0; two let one go at a time'],
    ['half', { proxy: MySqlProxy.haproxy({ instances: 2.5 }) }, 'proxy.instances must be a whole number from 2 to 5, got 2.5; two let one go at a time'],
    ['too small a volume', { proxy: MySqlProxy.proxysql({ storage: Size.mebibytes(512) }) }, 'proxy.storage must be whole MiB, at least 1024, got "512 MiB"; give for example Size.gibibytes(100)'],
  ],
  'the image': [
    ['of another version', { image: MySqlImage.tag('8.0.45-36.1') },
      'image must be of MySQL 8.4, as version says, got "docker.io/percona/percona-xtradb-cluster:8.0.45-36.1"; change the version or the image'],
  ],
  'the databases': [
    ['none', { databases: [] }, 'databases must name a database, got []; leave it out for "app"'],
    ['empty', { databases: [''] }, `databases[0] ${DATABASE} ""; choose such a name: the operator quotes none`],
    ['with a dash', { databases: ['my-app'] }, `databases[0] ${DATABASE} "my-app"; choose such a name: the operator quotes none`],
    ['beyond ASCII', { databases: ['app', 'größe'] }, `databases[1] ${DATABASE} "größe"; choose such a name: the operator quotes none`],
    ['too long', { databases: ['a'.repeat(65)] }, `databases[0] must be at most 64 characters, got "${'a'.repeat(65)}"; shorten it by 1`],
    ['of MySQL itself', { databases: ['mysql'] }, 'databases[0] must not be one of MySQL\'s own (mysql, sys, information_schema, performance_schema), got "mysql"; choose another name'],
    ['a word of SQL', { databases: ['order'] }, 'databases[0] must be no word that MySQL reserves, got "order"; choose another name: the operator quotes none'],
    ['twice', { databases: ['app', 'app'] }, 'databases must name each one once, got "app"; remove the second one'],
    ...[['my_ql', 'mysql'], ['performance_schem_', 'performance_schema'], ['s_s', 'sys']].map(([name, own]): Case => [`${name}, whose grants reach ${own}`, { databases: [name] },
      `databases must differ in more than where "${name}" has "_", which stands for any character in a GRANT, got "${own}"; rename one`]),
    ['one that the other\'s grants reach', { databases: ['shop_eu', 'shopxeu'] },
      'databases must differ in more than where "shop_eu" has "_", which stands for any character in a GRANT, got "shopxeu"; rename one'],
  ],
  'the users': [
    ['a gap', { users: [null] }, 'users[0] must be a user, got null; remove it'],
    ['empty', { users: [{ name: '' }] }, `users[0].name ${USER} ""; choose such a name`],
    ['beyond ASCII', { users: [{ name: 'größe' }] }, `users[0].name ${USER} "größe"; choose such a name`],
    ['too long', { users: [{ name: 'a'.repeat(33) }] }, `users[0].name must be at most 32 characters, got "${'a'.repeat(33)}"; shorten it by 1`],
    ...['root', 'monitor', 'operator', 'xtrabackup', 'replication', 'proxyadmin', 'pmmservertoken', 'mysql_app'].map((name): Case =>
      [`called ${name}`, { users: [{ name }] }, `users[0].name ${RESERVED} "${name}"; choose another name`]),
    ['of a database that is called as one of the operator\'s', { databases: ['monitor'] }, `databases ${RESERVED} "monitor"; choose another name`],
    ['twice', { users: [{ name: 'a' }, { name: 'a' }] }, 'users must name each one once, got "a"; a database that no user may use has one of its own name'],
    ['with one Secret', { users: [{ name: 'a_b' }, { name: 'a-b' }] },
      'users must name each one once, got "carts-user-a-b"; names that differ only in "_" and "-" share a Secret; rename one'],
    ['of a database that is not there', { users: [{ name: 'a', databases: ['b'] }] }, 'users[0].databases must name declared databases (app), got "b"; add it to databases'],
    ['of no database', { users: [{ name: 'a', databases: [] }] },
      'users[0].databases must name a database, got []; leave it out for the first one: without any, the operator grants on all of them'],
    ['of one twice', { users: [{ name: 'a', databases: ['app', 'app'] }] }, 'users[0].databases must name each one once, got "app"; remove the second one'],
    ['that may do nothing', { users: [{ name: 'a', privileges: [] }] }, 'users[0].privileges must not be empty, got []; leave it out to read and change rows'],
    ['that may do a thing twice', { users: [{ name: 'a', privileges: [MySqlPrivilege.SELECT, MySqlPrivilege.SELECT] }] },
      'users[0].privileges must name each one once, got "SELECT"; remove the second one'],
    ['that may do more', { users: [{ name: 'a', privileges: ['SUPER'] }] }, 'users[0].privileges must be of MySqlPrivilege, got "SUPER"; others reach beyond a database'],
  ],
  'the backup': [
    ['kept for 0 days', { backup: { retention: Duration.days(0) } }, retention('0 s')],
    ['kept for half a day', { backup: { retention: Duration.hours(12) } }, retention('43200 s')],
    ['uploaded all the time', { backup: { uploadInterval: Duration.seconds(0) } }, interval('0 s')],
    ['uploaded too seldom', { backup: { uploadInterval: Duration.hours(2) } }, interval('7200 s')],
    ['every hour', { backup: { schedule: Schedule.cron('0 * * * *') } },
      names('2024-01-11T00:00Z', '2024-01-01T10:00Z', '0 * * * *, kept for 30 d', 'keep backups for at most 9 days, or make one every 3, 6, 8, 12 or 24 hours')],
    ['every two hours', { backup: { schedule: Schedule.cron('30 */2 * * *') } },
      names('2024-01-11T00:30Z', '2024-01-01T10:30Z', '30 */2 * * *, kept for 30 d', 'keep backups for at most 9 days, or make one every 3, 6, 8, 12 or 24 hours')],
    ['every four hours', { backup: { schedule: Schedule.cron('0 */4 * * *') } },
      names('2024-01-12T00:00Z', '2024-01-01T20:00Z', '0 */4 * * *, kept for 30 d', 'keep backups for at most 10 days, or make one every 3, 6, 8, 12 or 24 hours')],
    ['every ten minutes, even for a day', { backup: { schedule: Schedule.cron('*/10 * * * *'), retention: Duration.days(1) } },
      names('2024-01-01T11:00Z', '2024-01-01T01:10Z', '*/10 * * * *, kept for 1 d', 'make one every 3, 6, 8, 12 or 24 hours')],
    ['every day, and kept for more than a year', { backup: { schedule: Schedule.daily('03:00'), retention: Duration.days(400) } },
      names('2025-11-01T03:00Z', '2025-01-11T03:00Z', '0 3 * * *, kept for 400 d', 'keep backups for at most 293 days')],
    ['uploaded in fractions', { backup: { uploadInterval: Duration.millis(10_500) } }, interval('10.5 s')],
  ],
  'the parameters': [
    ['in another spelling', { parameters: { 'max-connections': '100' } }, 'parameters must have names of MySQL parameters in lower case, with "_" and without "-", got "max-connections"; correct the name'],
    ['of the operator', { parameters: { server_id: '7' } }, 'parameters.server_id must not be set: the operator or the image sets it itself, got "7"; remove it'],
    ['empty', { parameters: { wait_timeout: '' } }, 'parameters.wait_timeout must be text on one line without space around it, got ""; write the value as in my.cnf, for example "64M"'],
    ['on two lines', { parameters: { wait_timeout: '1\nplugin_load=x' } },
      'parameters.wait_timeout must be text on one line without space around it, got "1\\nplugin_load=x"; write the value as in my.cnf, for example "64M"'],
    ['that are templates', { parameters: { tmp_table_size: '{{ 1 }}' } },
      'parameters.tmp_table_size must have no "{{", "{%" and "{#", which the operator takes for a template, got "{{ 1 }}"; write the value itself'],
    ['more connections than fit', { parameters: { max_connections: '5000' } },
      'parameters.max_connections must be at most 509: each may use 3 MiB of the 1528 MiB that compute.memory leaves beside the buffer pool (6152 MiB), temptable_max_ram and the server '
      + 'itself, got 5000; lower it, or give more memory'],
    ['no number of connections', { parameters: { max_connections: 'many' } }, 'parameters.max_connections must be a whole number from 20 to 100000, got "many"; leave it out to get what the memory can pay'],
    ['a buffer pool that leaves no room', { parameters: { innodb_buffer_pool_size: '7G' } },
      'parameters.innodb_buffer_pool_size must be at most four fifths of compute.memory (6553 MiB), got "7G"; leave it out: the operator derives it from the memory'],
    ['a redo log that fills the volume', { parameters: { innodb_redo_log_capacity: '64G' } },
      'parameters.innodb_redo_log_capacity must be an amount from 8M to a fifth of storage (20480M), got "64G"; leave it out to get an eighth of the memory'],
    unsafe('require_secure_transport', 'be ON', 'OFF', 'passwords and data could be read on the way'),
    unsafe('innodb_flush_log_at_trx_commit', 'be 1', '2', 'a crash of the node loses commits that were acknowledged'),
    unsafe('sync_binlog', 'be 1', '0', 'after a crash the archive lacks transactions that the data has'),
    unsafe('pxc_strict_mode', 'be ENFORCING or MASTER', 'PERMISSIVE', 'tables that Galera does not replicate would differ from instance to instance'),
    unsafe('slow_query_log', 'be OFF', 'ON', 'its file lies on the data volume, and what rotates logs there never reopens it; statements are recorded by performance_schema'),
    unsafe('performance_schema', 'be ON', '0', 'nothing would record the statements'),
  ],
};

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  test.each(cases)('%s', (__, props, message) => {
    expect(() => carts(props as Partial<MySqlClusterProps>)).toThrow(new Error(message));
  });
});

function refusal(props: Wrong, platform: Partial<DatabasePlatformProps>): () => unknown {
  return () => carts(props as Partial<MySqlClusterProps>, platform);
}

test('more instances than nodes are refused', () => {
  const { nodes } = carts().database._settings.platform;
  expect(nodes!.nodes).toBe(9);
  expect(refusal({ proxy: MySqlProxy.haproxy({ instances: 6 }) }, {})).toThrow('proxy.instances must be a whole number from 2 to 5, got 6; two let one go at a time');
});

test('the operator\'s users without a secret store need a Secret', () => {
  expect(refusal({}, { secrets: undefined, backups: undefined })).toThrow(new Error('systemUsers must be given where the platform has no secret store, got nothing; '
    + 'name a Secret with all of root, xtrabackup, monitor, proxyadmin, operator and replication by SecretRef.of, or give the platform `secrets`'));
});

test('a user without a password and without a secret store is refused', () => {
  expect(refusal({ systemUsers: SecretRef.of('system') }, { secrets: undefined, backups: undefined })).toThrow(new Error('users.app.password must be given where the platform has no secret '
    + 'store, got nothing; name a Secret with the key `password` by SecretRef.of, or give the platform `secrets`'));
});

test('a backup without a store to write to is refused', () => {
  expect(refusal({ backup: { retention: Duration.days(30) } }, { backups: undefined }))
    .toThrow(new Error('backup must be left out where the platform has no object store, got "retention"; give the platform `backups`'));
});

test('a store of Amazon\'s without a region is refused, because its backups would be looked for in another one', () => {
  const backups = ObjectStore.s3({ bucket: 'acme-backups', credentials: ObjectStoreCredentials.secretStore('store') });
  expect(refusal({}, { backups })).toThrow(new Error('platform.backups must have a region where it is Amazon\'s: Percona XtraDB Cluster operator 1.20 takes us-east-1, and its backups look '
    + 'elsewhere, got nothing; give ObjectStore.s3 the region of the bucket'));
});

test('a workload identity is refused, because the collector of the binary log takes none', () => {
  const backups = ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-west-1', credentials: ObjectStoreCredentials.workloadIdentity({}) });
  expect(refusal({}, { backups })).toThrow(new Error('platform.backups must have credentials in a Secret: Percona XtraDB Cluster operator 1.20 reads the key for the binary log from '
    + 'nowhere else, got "workload identity"; give the platform of this database ObjectStoreCredentials.secretStore or .secret'));
});

test.each<[string, () => unknown, string]>([
  ['an unknown series', () => MySqlVersion.of('9.1', MySqlImage.tag('9.1.0-1')), 'version must be 8.0 or 8.4, which Percona XtraDB Cluster operator 1.20 runs, got "9.1"; choose for example MySqlVersion.V8_4'],
  ['an image of another series', () => MySqlVersion.of('8.4', MySqlImage.tag('8.0.45-36.1')),
    'image must be of MySQL 8.4, got "docker.io/percona/percona-xtradb-cluster:8.0.45-36.1"; choose the tag of the same series'],
  ['an image without a version', () => MySqlImage.of('registry.example.com/pxc:latest'),
    'image must be registry/name:tag or registry/name:tag@sha256:… with a tag that starts with a released version of MySQL, got "registry.example.com/pxc:latest"; '
    + 'write for example "docker.io/percona/percona-xtradb-cluster:8.4.8-8.1"'],
  ['a PMM server by its URL', () => Pmm.of({ serverHost: 'https://pmm.example.com' }),
    'pmm.serverHost must be a host name, with or without a port, got "https://pmm.example.com"; write for example "pmm.example.com", without https://'],
  ['a PMM server at a port beyond the last', () => Pmm.of({ serverHost: 'pmm:65536' }),
    'pmm.serverHost must be a host name, with or without a port, got "pmm:65536"; write for example "pmm.example.com", without https://'],
  ['a PMM server of a name that DNS cannot hold', () => Pmm.of({ serverHost: 'a'.repeat(64) }),
    `pmm.serverHost must be a host name, with or without a port, got "${'a'.repeat(64)}"; write for example "pmm.example.com", without https://`],
])('%s is refused', (_, act, message) => expect(act).toThrow(new Error(message)));
