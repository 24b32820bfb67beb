import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  Compute, DatabasePlatformProps, Issuer, MongoImage, MongoOperator, MongoReplicaSetProps, MongoRole, MongoVersion, MySqlVersion, NodePool,
  ObjectStore, ObjectStoreCredentials, Pmm, Schedule, SecretRef,
} from '../../src';
import { sessions } from '../support/mongo';

type Wrong = { readonly [Prop in keyof MongoReplicaSetProps]?: unknown };
type Case = [what: string, props: Wrong, message: string, platform?: Partial<DatabasePlatformProps>];

const NAME = 'must be a DNS label (lower-case letters, digits and "-", starting with a letter, ending with a letter or digit), got';
const IDENTIFIER = 'must be lower-case letters, digits, "_" and "-", starting with a letter or with "_" and a letter, got';
const RESERVED = 'must not be kept by the operator or this library (backup, databaseAdmin, clusterAdmin, clusterMonitor, userAdmin, mms-automation, __system, pmmservertoken), got';
const instances = (got: string) => `instances must be 3, 5 or 7, got ${got}; a majority elects the primary, so that an even number survives no more than the odd one below it`;
const arbiter = (members: number) => `arbiter must be absent with an odd number of members (${members}), got true; leave it out: they have a majority without it, and the operator refuses it`;
const HOSTS = ['a.example.com', 'b.example.com', 'c.example.com'];
const horizon = (more: object = {}) => ({ name: 'external', hosts: HOSTS, clients: ['198.51.100.0/24'], ...more });
const hosts = (got: string, members = 3) => `horizons[0].hosts must be as many as there are members (${members}), got ${got}; name one for each, in their order, and an arbiter's last`;
const storage = (got: string) => `storage must be whole MiB, at least 1024, got ${got}; give for example Size.gibibytes(100)`;
const oplog = (got: string) => `oplog must be whole MiB, at least 990, got ${got}; give for example Size.gibibytes(100)`;
const interval = (got: string) => `backup.oplogInterval must be whole minutes from 1 to 60, got "${got}"; give for example Duration.minutes(5)`;
const retention = (got: string) => `backup.retention must be whole days, at least one, got "${got}"; give for example Duration.days(30)`;
const fixed = (path: string, value: string, why: string) => `parameters.${path} must not be set, got "${value}"; remove it: ${why}`;
const COMMUNITY = { operator: MongoOperator.COMMUNITY };
const roles = [MongoRole.read('app')];

const CASES: Record<string, Case[]> = {
  'the name': [
    ['missing', { name: undefined }, `name ${NAME} nothing; choose such a name`],
    ['empty', { name: '' }, `name ${NAME} ""; choose such a name`],
    ['with capitals', { name: 'Sessions' }, `name ${NAME} "Sessions"; choose such a name`],
    ['beyond ASCII', { name: 'größe' }, `name ${NAME} "größe"; choose such a name`],
    ['over 50 with the replica set\'s', { name: 'a'.repeat(48) }, `name must be at most 47 characters, got "${'a'.repeat(48)}"; shorten it by 1`],
    ['over what the CronJob of the dumps may have', { ...COMMUNITY, name: 'a'.repeat(47) },
      `name with MongoOperator.COMMUNITY and backups must be at most 46 characters, got "${'a'.repeat(47)}"; shorten it by 1`],
    ['over what a StatefulSet may have', { ...COMMUNITY, name: 'a'.repeat(53) }, `name must be at most 52 characters, got "${'a'.repeat(53)}"; shorten it by 1`],
  ],
  'the operator': [['unknown', { operator: 'atlas' }, 'operator must be one of percona, community, got "atlas"; use MongoOperator.PERCONA']],
  'what is required': (['version', 'compute', 'storage'] as const).map((prop): Case =>
    [`${prop} missing`, { [prop]: undefined }, `${prop} must be given, got nothing; no default of it is safe`]),
  'compute': [
    ['too little memory', { compute: Compute.of({ cpu: Cpu.units(1), memory: Size.mebibytes(1023) }) },
      'compute.memory must be at least 1024 MiB, got "1023 MiB"; mongod does not fit into less'],
    ['a limit that is not guaranteed', { compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(4), memoryLimit: Size.gibibytes(8) }) },
      'compute.memoryLimit must be compute.memory (4096 MiB), got "8192 MiB"; '
      + 'leave it out: the cache follows from the limit, and what is beyond the request is not there when the node is full'],
  ],
  'the instances': [
    ['none', { instances: 0 }, instances('0')],
    ['one', { instances: 1 }, instances('1')],
    ['two', { instances: 2 }, instances('2')],
    ['four', { instances: 4 }, `${instances('4')}: take 3 or 5, or add arbiter: true and waive votes-hold-data`],
    ['four of MongoDB\'s own operator', { ...COMMUNITY, instances: 4 }, instances('4')],
    ['nine, of which seven vote', { instances: 9 }, instances('9')],
    ['a part', { instances: 3.5 }, instances('3.5')],
    ['more than nodes', { instances: 5 },
      'instances must be at most the number of nodes in the platform\'s pool (4), got 5; each instance wants a node of its own: add nodes',
      { nodes: NodePool.dedicated({ label: 'a=b', taint: 'a=b:NoSchedule', zones: ['a', 'b'], nodes: 4 }) }],
  ],
  'the arbiter': [
    ['of three, by default', { arbiter: true }, arbiter(3)],
    ['of five', { arbiter: true, instances: 5 }, arbiter(5)],
    ['of six', { arbiter: true, instances: 6 }, 'instances must be 4 beside an arbiter, got 6; take 3, 5 or 7 without an arbiter'],
    ['of two', { arbiter: true, instances: 2 }, 'instances must be 4 beside an arbiter, got 2; take 3, 5 or 7 without an arbiter'],
    ['of no kind', { arbiter: 1, instances: 4 }, 'arbiter must be true or false, got 1; leave it out'],
    ['of MongoDB\'s own operator', { ...COMMUNITY, arbiter: true, instances: 4 },
      'arbiter must be left out with MongoOperator.COMMUNITY, which gives an arbiter the volume and the memory of a member, got true; take instances: 5, which costs the same'],
    ['over what its StatefulSet may have', { arbiter: true, instances: 4, name: 'a'.repeat(41) }, `name beside an arbiter must be at most 40 characters, got "${'a'.repeat(41)}"; shorten it by 1`],
    ['without a node', { arbiter: true, instances: 4 },
      'instances must be less than the number of nodes in the platform\'s pool (4), got 4; each instance wants a node of its own, and so does the arbiter: add nodes',
      { nodes: NodePool.dedicated({ label: 'a=b', taint: 'a=b:NoSchedule', zones: ['a', 'b'], nodes: 4 }) }],
  ],
  'the horizons': [
    ['without a name', { horizons: [horizon({ name: undefined })] }, `horizons[0].name ${NAME} nothing; choose such a name`],
    ['MongoDB\'s own', { horizons: [horizon({ name: '__default' })] }, `horizons[0].name ${NAME} "__default"; choose such a name`],
    ['two of a name', { horizons: [horizon(), horizon({ hosts: ['d.example.com', 'e.example.com', 'f.example.com'] })] },
      'horizons must name each one once, got "external"; put the hosts of one name into one horizon'],
    ['without hosts', { horizons: [horizon({ hosts: undefined })] }, hosts('nothing')],
    ['too few hosts', { horizons: [horizon({ hosts: ['a.example.com'] })] }, hosts('["a.example.com"]')],
    ['too many hosts', { horizons: [horizon({ hosts: [...HOSTS, 'd.example.com'] })] }, hosts('["a.example.com","b.example.com","c.example.com","d.example.com"]')],
    ['none for the arbiter', { horizons: [horizon({ hosts: [...HOSTS, 'd.example.com'] })], instances: 4, arbiter: true },
      hosts('["a.example.com","b.example.com","c.example.com","d.example.com"]', 5)],
    ...([['a host of two members', 'b.example.com'], ['the same, with its port', 'b.example.com:27017']] as const).map(([what, host]): Case => [what, { horizons: [horizon({ hosts: ['a.example.com', 'b.example.com', host] })] },
      'horizons must name each one once, got "b.example.com:27017"; each member needs a name or a port of its own']),
    ['a name of two horizons', { horizons: [horizon(), horizon({ name: 'vpn', hosts: HOSTS.map((of) => `${of}:27018`) })] },
      'horizons must name each one once, got "a.example.com"; a client is told its horizon by the name alone: use another name in the other horizon'],
    ...['10.0.0.1', '10.0.0.1:27017', '::1', 'größe.example.com', 'A.example.com', '*.example.com', 'a.example.com.', 'mongodb://a.example.com', 'a.example.com:', 'a.example.com:0',
      'a.example.com:65536', 'a.example.com:27017/app', 'a_b.example.com', `${'a'.repeat(64)}.example.com`, '', 'a b', 'example.7', undefined].map((host): Case => [`the host ${host}`,
      { horizons: [horizon({ hosts: ['b.example.com', host, 'c.example.com'] })] },
      `horizons[0].hosts[1] must be a DNS name in lower case, with or without a port, got ${host === undefined ? 'nothing' : JSON.stringify(host)}; write for example "catalog-0.db.example.com:27017", without mongodb://`]),
    ...['sessions-rs0-0.sessions-rs0.shop.svc.cluster.local', 'sessions-rs0-0.shop.svc'].map((host): Case => [`inside, ${host}`, { horizons: [horizon({ hosts: ['a.example.com', host, 'c.example.com'] })] },
      `horizons[0].hosts[1] must be a name outside of the Kubernetes cluster, got "${host}"; clients inside need no horizon: they know the members by \`endpoints\``]),
    ['for nobody', { horizons: [horizon({ clients: [] })] }, 'horizons[0].clients must name an address, got []; write CIDRs, for example "10.20.0.0/16"; a policy knows no DNS names'],
    ['for everybody', { horizons: [horizon({ clients: ['0.0.0.0/0'] })] }, 'horizons[0].clients[0] must not be every address, got "0.0.0.0/0"; leave it out where the addresses are not known; the report then says so'],
    ['for an address', { horizons: [horizon({ clients: ['10.0.0.1'] })] },
      'horizons[0].clients[0] must be a CIDR, got "10.0.0.1"; write an address with its prefix length, for example "10.0.0.1/32"; a policy knows no DNS names'],
  ],
  'the load balancers': [
    ['without horizons', { loadBalancers: {} }, 'loadBalancers must be left out without horizons, by which clients outside are sent on to members, got {}; give horizons'],
    ['of MongoDB\'s own operator', { ...COMMUNITY, horizons: [horizon()], loadBalancers: {} },
      'loadBalancers must be left out with MongoOperator.COMMUNITY, which makes no Services for members, got {}; write a Service for each pod yourself, with the selector statefulset.kubernetes.io/pod-name'],
    ['with a key that is none', { horizons: [horizon()], loadBalancers: { annotations: { 'a b': 'c' } } },
      'loadBalancers.annotations must have keys in Kubernetes\' form, got "a b"; correct the key'],
    ['with a class that is no name', { horizons: [horizon()], loadBalancers: { loadBalancerClass: 'a b' } },
      'loadBalancers.loadBalancerClass must be a name in the form of a label\'s key, got "a b"; write for example "service.k8s.aws/nlb"'],
  ],
  'the volume': [
    ['zero', { storage: Size.gibibytes(0) }, storage('"0 MiB"')],
    ['without end', { storage: Size.gibibytes(Infinity) }, storage('"Infinity MiB"')],
    ['too small for the IOPS of the class', { storage: Size.gibibytes(11) },
      'storage must be at least 12 GiB for 6000 IOPS of gp3 (at most 500 IOPS per GiB), got "11 GiB"; enlarge the volume, or ask the storage class for fewer IOPS'],
  ],
  'the oplog': [
    ['zero', { oplog: Size.gibibytes(0) }, oplog('"0 MiB"')],
    ['below what MongoDB takes', { oplog: Size.mebibytes(989) }, oplog('"989 MiB"')],
    ['no number', { oplog: Size.gibibytes(NaN) }, oplog('"NaN MiB"')],
    ['more than half of the volume', { oplog: Size.gibibytes(51) }, 'oplog must be at most half of storage (51200 MiB), got "52224 MiB"; lower it or raise storage'],
  ],
  'the version': [
    ['of MySQL, which has an 8.0, too', { version: MySqlVersion.V8_0 }, `version must be a MongoVersion, got "${MySqlVersion.V8_0.image.reference}"; give for example MongoVersion.V8_0`],
    ...['docker.io/library/mongo:8.0.19', 'mongodb/mongodb-community-server:8.0.19-ubi8'].map((image): Case => [`with ${image}`, { image: MongoImage.of(image) },
      `image must be of Percona Server for MongoDB with MongoOperator.PERCONA, whose encryption and backups no other has, got "${image}"; `
      + 'leave it out, or name a mirror of percona/percona-server-mongodb']),
    ['with another series\' image', { image: MongoImage.of('percona/percona-server-mongodb:7.0.30-16') },
      'image must be of MongoDB 8.0, as version says, got "percona/percona-server-mongodb:7.0.30-16"; change the version or the image'],
  ],
  'the database': [
    ['empty', { database: '' }, `database ${IDENTIFIER} ""; choose such a name`],
    ['MongoDB\'s own', { database: 'admin' }, 'database must not be MongoDB\'s own (admin, config, local), got "admin"; choose another name'],
    ['too long', { database: 'a'.repeat(64) }, `database must be at most 63 characters, got "${'a'.repeat(64)}"; shorten it by 1`],
    ['named as a user of the operator', { database: 'backup' }, `database.name ${RESERVED} "backup"; choose another name`],
  ],
  'the users': [
    ['one of the operator\'s', { users: [{ name: 'clusteradmin', roles }] }, `users[0].name ${RESERVED} "clusteradmin"; choose another name`],
    ['one of MongoDB\'s', { users: [{ name: '__system', roles }] }, `users[0].name ${RESERVED} "__system"; choose another name`],
    ['without roles', { users: [{ name: 'app', roles: [] }] }, 'users[0].roles must name one role at least, got []; give for example [MongoRole.readWrite("orders")]'],
    ['the same role twice', { users: [{ name: 'app', roles: [...roles, ...roles] }] }, 'users[0].roles must name each one once, got "read on app"; remove the second one'],
    ['twice', { users: [{ name: 'etl', roles }, { name: 'etl', roles }] }, 'users must name each one once, got "etl"; give one user both roles'],
    ['two that lead to one Secret', { users: [{ name: 'a_b', roles }, { name: 'a-b', roles }] },
      'users must name each one once, got "sessions-user-a-b"; rename one: their Secrets would be the same'],
    ['beyond ASCII', { users: [{ name: 'café', roles }] }, `users[0].name ${IDENTIFIER} "café"; choose such a name`],
    ['longer than the operator\'s annotation', { users: [{ name: 'a'.repeat(50), roles }] },
      `users[0].name must be at most 49 characters for a database named "sessions", got "${'a'.repeat(50)}"; `
      + 'shorten one of them: the operator keeps a hash in the annotation percona.com/<database>-<user>-hash'],
    ['without a password', { },
      'users.app.password must be given where the platform has no secret store, got nothing; name a Secret with its password by SecretRef.of, or give the platform `secrets`',
      { secrets: undefined, backups: undefined }],
  ],
  'PMM': [
    ['with MongoDB\'s own operator', { pmm: Pmm.of({ serverHost: 'pmm' }), operator: MongoOperator.COMMUNITY },
      'pmm must be left out with MongoOperator.COMMUNITY, which runs no client of it, got "pmm"; leave it out: the exporter tells Prometheus'],
    ['without a secret store', { pmm: Pmm.of({ serverHost: 'pmm' }), users: [{ name: 'app', roles, password: SecretRef.of('login') }] },
      'pmm must be left out where the platform has no secret store, in which its token lies, got "pmm"; give the platform `secrets`', { secrets: undefined, backups: undefined }],
  ],
  'the parameters': [
    ['TLS', { parameters: { 'net.tls.mode': 'preferTLS' } }, fixed('net.tls.mode', 'preferTLS', 'this library sets it, and Percona\'s operator refuses net.tls.mode')],
    ['authentication', { parameters: { 'security.authorization': 'disabled' } }, fixed('security.authorization', 'disabled', 'the operator sets authentication and encryption')],
    ['the cache', { parameters: { 'storage.wiredTiger.engineConfig.cacheSizeGB': '4' } },
      fixed('storage.wiredTiger.engineConfig.cacheSizeGB', '4', 'the cache follows from compute.memory, and the layout of the volume cannot be changed later')],
    ['the cache in percent', { parameters: { 'storage.wiredTiger.engineConfig.cacheSizePct': '90' } },
      fixed('storage.wiredTiger.engineConfig.cacheSizePct', '90', 'the cache follows from compute.memory, and the layout of the volume cannot be changed later')],
    ...['storage.wiredTiger.engineConfig.configString', 'storage.wiredTiger.collectionConfig.configString', 'setParameter.wiredTigerEngineRuntimeConfig'].map((path): Case =>
      [path, { parameters: { [path]: 'cache_size=9G' } }, fixed(path, 'cache_size=9G', 'it reaches past MongoDB into WiredTiger, its cache and its log among it')]),
    ['no checkpoints', { parameters: { 'storage.syncPeriodSecs': '0' } },
      fixed('storage.syncPeriodSecs', '0', 'checkpoints are made by it; at 0 there are none, and the journal fills the volume')],
    ['another engine', { parameters: { 'storage.engine': 'inMemory' } }, fixed('storage.engine', 'inMemory', 'the volume is laid out by it, and it cannot be changed later')],
    ...['recoverFromOplogAsStandalone', 'takeUnstableCheckpointOnShutdown', 'startupRecoveryForRestore'].map((name): Case =>
      [name, { parameters: { [`setParameter.${name}`]: 'true' } }, fixed(`setParameter.${name}`, 'true', 'it is for repairs of a server that is no member')]),
    ...[['storage.oplogMinRetentionHours', '49', '0 to 48', 'for that long the oplog grows beyond its size, and may fill the volume'],
      ['setParameter.maxSessions', '9999', '10000 to 1000000', 'below, drivers are turned away, and the server\'s default is the most'],
      ['net.maxIncomingConnections', '199', '200 to 65536', 'below, members, backups and the operator find no place, and each one takes up to 1 MiB of memory'],
      ['net.maxIncomingConnections', 'many', '200 to 65536', 'below, members, backups and the operator find no place, and each one takes up to 1 MiB of memory']].map(([path, value, range, why]): Case => [`${path} of ${value}`, { parameters: { [path]: value } },
      `parameters.${path} must be a number from ${range}, got "${value}"; ${why}: correct it, or leave it out`]),
    ['the oplog', { parameters: { 'replication.oplogSizeMB': '2000' } }, fixed('replication.oplogSizeMB', '2000', 'it is the prop oplog')],
    ['the journal', { parameters: { 'storage.journal.enabled': 'false' } },
      fixed('storage.journal.enabled', 'false', 'without a journal a crash loses acknowledged writes; MongoDB 6.1 and later know no such option')],
    ['a section that there is not', { parameters: { 'cloud.monitoring.free.state': 'on' } },
      'parameters.cloud.monitoring.free.state must begin with one of operationProfiling, setParameter, storage, auditLog, net.maxIncomingConnections, net.compression, '
      + 'systemLog.verbosity, systemLog.component, got "on"; correct the path, or leave it out'],
    ['no path', { parameters: { oplogSizeMB: '1' } },
      'parameters must have paths in mongod.conf, joined by ".", got "oplogSizeMB"; write for example "operationProfiling.slowOpThresholdMs"'],
    ['an empty value', { parameters: { 'setParameter.notablescan': '' } },
      'parameters.setParameter.notablescan must be text on one line without space around it, got ""; write the value as in mongod.conf, for example "200"'],
    ['no profiler', { parameters: { 'operationProfiling.mode': 'off' } },
      'parameters.operationProfiling.mode must be slowOp or all, got "off"; leave it out: without it nobody sees which queries are slow'],
    ['a value beside its parts', { parameters: { 'storage.journal': 'x', 'storage.journal.commitIntervalMs': '100' } },
      'parameters.storage.journal.commitIntervalMs must not stand beside storage.journal, got 100; remove one of them'],
  ],
  'the backups': [
    ['of nothing', { backup: { oplogInterval: Duration.seconds(0) } }, interval('0 s')],
    ['of parts of minutes', { backup: { oplogInterval: Duration.seconds(90) } }, interval('90 s')],
    ['beyond an hour', { backup: { oplogInterval: Duration.hours(2) } }, interval('7200 s')],
    ['kept for nothing', { backup: { retention: Duration.days(0) } }, retention('0 s')],
    ['kept for parts of days', { backup: { retention: Duration.hours(36) } }, retention('129600 s')],
    ['kept for longer than can be counted', { backup: { retention: Duration.days(2 ** 64) } },
      'backup.retention must be at most 36500 days, got "18446744073709552000 days"; a hundred years are the most that this library keeps anything'],
    ['without a store', { backup: { schedule: Schedule.daily('03:00') } },
      'backup must be left out where the platform has no object store, got "schedule"; give the platform `backups`', { backups: undefined }],
    ['of an oplog that MongoDB\'s own operator does not archive', { ...COMMUNITY, backup: { oplogInterval: Duration.minutes(5) } },
      'backup.oplogInterval must be left out with MongoOperator.COMMUNITY, which archives no oplog, got "300 s"; use MongoOperator.PERCONA, or dump more often by backup.schedule'],
    ['kept for parts of days', { ...COMMUNITY, backup: { retention: Duration.hours(36) } },
      'backup.retention must be whole days, at least one, got "129600 s"; give for example Duration.days(30)'],
    ['by who cannot log in', { ...COMMUNITY, users: [{ name: 'app', roles, password: SecretRef.of('app') }] },
      'platform.secrets must be given with MongoOperator.COMMUNITY and backups: the dump logs in, got nothing; give the platform `secrets`',
      { secrets: undefined, monitoring: undefined, backups: ObjectStore.s3({ bucket: 'acme', region: 'eu-west-1', credentials: ObjectStoreCredentials.workloadIdentity({}) }) }],
    ['by an identity outside of Amazon', {},
      'platform.backups.credentials must come from a Secret for a MongoReplicaSet outside of Amazon S3, got "ObjectStoreCredentials.workloadIdentity"; '
      + 'use ObjectStoreCredentials.secretStore: Percona Backup for MongoDB takes keys only',
      { backups: ObjectStore.gcs({ bucket: 'acme', credentials: ObjectStoreCredentials.workloadIdentity({}) }) }],
    ['in a bucket that may be anywhere', {},
      'platform.backups must have a region or an endpoint for a MongoReplicaSet, got "s3://acme/shop/sessions"; '
      + 'give ObjectStore.s3 the bucket\'s region: Percona Backup for MongoDB would sign for us-east-1, and no backup would be made elsewhere',
      { backups: ObjectStore.s3({ bucket: 'acme', credentials: ObjectStoreCredentials.workloadIdentity({}) }) }],
  ],
  'MongoDB\'s own operator': [
    ['without an issuer', COMMUNITY,
      'platform.issuer must be given with MongoOperator.COMMUNITY, which makes no certificates of its own, got nothing; give the platform Issuer.cluster', { issuer: undefined }],
    ['without a secret store', { ...COMMUNITY, users: [{ name: 'app', roles, password: SecretRef.of('app') }] },
      'platform.secrets must be given with MongoOperator.COMMUNITY and monitoring: the exporter logs in, got nothing; give the platform `secrets`',
      { secrets: undefined, backups: undefined, issuer: Issuer.cluster('ca') }],
  ],
};

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  test.each(cases)('%s', (__, props, message, platform = {}) => {
    expect(() => sessions(props as Partial<MongoReplicaSetProps>, platform)).toThrow(new Error(message));
  });
});

test.each<[string, () => unknown, string]>([
  ['a role on MongoDB\'s own database', () => MongoRole.readWrite('local'), 'role.database must not be MongoDB\'s own (admin, config, local), got "local"; choose another name'],
  ['a role on no database', () => MongoRole.read(''), `role.database ${IDENTIFIER} ""; choose such a name`],
  ['an unknown version', () => MongoVersion.of('6.0', MongoImage.of('mongo/mongo:6.0.1')), 'version must be 7.0 or 8.0, which both operators run, got "6.0"; choose for example MongoVersion.V8_0'],
  ['a version with another image', () => MongoVersion.of('8.0', MongoImage.of('mongo/mongo:7.0.1')), 'image must be of MongoDB 8.0, got "mongo/mongo:7.0.1"; choose the tag of the same series'],
  ['an image without a version', () => MongoImage.of('percona/percona-server-mongodb:latest'),
    'image must be registry/name:tag or registry/name:tag@sha256:… with a tag that starts with a released version of MongoDB, got "percona/percona-server-mongodb:latest"; '
    + 'write for example "percona/percona-server-mongodb:8.0.19-7"'],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(new Error(message));
});

test('a user may do nothing on the whole cluster: there is no such role', () => {
  expect(Object.getOwnPropertyNames(MongoRole).filter((name) => typeof (MongoRole as any)[name] === 'function').sort()).toEqual(['dbAdmin', 'on', 'read', 'readWrite']);
});

test.each([[47, {}, {}], [46, COMMUNITY, {}], [52, { ...COMMUNITY, waivers: [] }, { backups: undefined }]])('%d characters are no name too long', (length, props, platform) => {
  expect(() => sessions({ ...props, name: 'a'.repeat(length) }, platform)).not.toThrow();
});

test.each([[{}, 49], [COMMUNITY, 50]])('a user\'s name of %j may have %d characters', (props, length) => {
  expect(() => sessions({ ...props, users: [{ name: 'a'.repeat(length), roles }] })).not.toThrow();
});
