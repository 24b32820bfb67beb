import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  Compute, DatabaseStorageClass, NodePool, PoolerType, PostgresClusterProps, PostgresImage, PostgresVersion, Schedule, SecretRef,
  SynchronousReplication,
} from '../../src';
import { orders } from '../support/production';

type Wrong = { readonly [Prop in keyof PostgresClusterProps]?: unknown };
type Case = [what: string, props: Wrong, message: string];

const NAME = 'must be a DNS label (lower-case letters, digits and "-", starting with a letter, ending with a letter or digit), got';
const IDENTIFIER = 'must be lower-case letters, digits, "_" and "-", starting with a letter or with "_" and a letter, got';
const RESERVED_ROLE = 'must not be reserved by PostgreSQL or CloudNativePG (postgres, streaming_replica, pg_*, cnpg_*), got';
const RESERVED_DATABASE = 'must not be reserved by PostgreSQL (postgres, template0, template1), got';
const storage = (got: string) => `storage must be whole MiB, at least 1024, got ${got}; give for example Size.gibibytes(100)`;
const walStorage = (got: string) => `walStorage must be whole MiB, at least 2048, got ${got}; give for example Size.gibibytes(100)`;
const instances = (got: string) => `instances must be a whole number from 1 to 99, got ${got}; three survive the loss of one and still replicate`;
const retention = (got: string) => `backup.retention must be whole days, at least one, got "${got}"; give for example Duration.days(30)`;
const tablespace = (got: string) => 'tablespaces[0].name must be at most 59 lower-case letters, digits and "_", starting with a letter and ending with a letter or digit, '
  + `got ${JSON.stringify(got)}; choose such a name`;
const twenty = Size.gibibytes(20);

const CASES: Record<string, Case[]> = {
  'the name': [
    ['missing', { name: undefined }, `name ${NAME} nothing; choose such a name`],
    ['empty', { name: '' }, `name ${NAME} ""; choose such a name`],
    ['with capitals', { name: 'Orders' }, `name ${NAME} "Orders"; choose such a name`],
    ['with a digit first', { name: '1orders' }, `name ${NAME} "1orders"; choose such a name`],
    ['with a dash last', { name: 'orders-' }, `name ${NAME} "orders-"; choose such a name`],
    ['with a dot', { name: 'orders.eu' }, `name ${NAME} "orders.eu"; choose such a name`],
    ['beyond ASCII', { name: 'größe' }, `name ${NAME} "größe"; choose such a name`],
    ['too long', { name: 'a'.repeat(51) }, `name must be at most 50 characters, got "${'a'.repeat(51)}"; shorten it by 1`],
  ],
  'the namespace': [
    ['with capitals', { namespace: 'Shop' },
      'namespace must be the name of a namespace (lower-case letters, digits and "-", at most 63 characters), got "Shop"; choose such a name'],
    ['too long', { namespace: 'a'.repeat(64) },
      `namespace must be the name of a namespace (lower-case letters, digits and "-", at most 63 characters), got "${'a'.repeat(64)}"; choose such a name`],
  ],
  'what is required': (['version', 'compute', 'storage'] as const).map((prop): Case =>
    [`${prop} missing`, { [prop]: undefined }, `${prop} must be given, got nothing; no default of it is safe`]),
  'compute': [
    ['too little memory', { compute: Compute.of({ cpu: Cpu.units(1), memory: Size.mebibytes(511) }) },
      'compute.memory must be at least 512 MiB, got "511 MiB"; PostgreSQL and the instance manager do not fit into less'],
  ],
  'the volumes': [
    ['zero', { storage: Size.gibibytes(0) }, storage('"0 MiB"')],
    ['too small', { storage: Size.mebibytes(1023) }, storage('"1023 MiB"')],
    ['a fraction of a MiB', { storage: Size.kibibytes(4_000_001) }, storage('"3906.2509765625 MiB"')],
    ['no number', { storage: Size.gibibytes(NaN) }, storage('"NaN MiB"')],
    ['without end', { storage: Size.gibibytes(Infinity) }, storage('"Infinity MiB"')],
    ['of the log zero', { walStorage: Size.gibibytes(0) }, walStorage('"0 MiB"')],
    ['of the log below what it needs', { walStorage: Size.mebibytes(2047) }, walStorage('"2047 MiB"')],
    ['too small for the IOPS of the class', { storage: Size.gibibytes(11) },
      'storage must be at least 12 GiB for 6000 IOPS of gp3 (at most 500 IOPS per GiB), got "11 GiB"; enlarge the volume, or ask the storage class for fewer IOPS'],
    ['of the log too small for the IOPS of the class', { walStorage: Size.gibibytes(4) },
      'walStorage must be at least 12 GiB for 6000 IOPS of gp3 (at most 500 IOPS per GiB), got "4 GiB"; enlarge the volume, or ask the storage class for fewer IOPS'],
  ],
  'the instances': [
    ['none', { instances: 0 }, instances('0')],
    ['negative', { instances: -1 }, instances('-1')],
    ['half', { instances: 2.5 }, instances('2.5')],
    ['no number', { instances: NaN }, instances('NaN')],
    ['a hundred', { instances: 100 }, instances('100')],
    ['more than nodes', { instances: 10 },
      'instances must be at most the number of nodes in the platform\'s pool (9), got 10; each instance wants a node of its own: add nodes'],
    ['fewer than a commit waits for', { instances: 3, replication: SynchronousReplication.quorum({ number: 3 }) },
      'replication.number must be below instances (3), got 3; a commit cannot wait for more replicas than there are'],
    ['one that waits for another', { instances: 1, replication: SynchronousReplication.quorum() },
      'replication.number must be below instances (1), got 1; a commit cannot wait for more replicas than there are'],
  ],
  'the image': [
    ['of another version', { image: PostgresImage.tag('16.4') },
      'image must be of PostgreSQL 17, as version says, got "ghcr.io/cloudnative-pg/postgresql:16.4"; change the version or the image'],
  ],
  'the first database': [
    ['empty', { database: '' }, `database ${IDENTIFIER} ""; choose such a name`],
    ['with capitals', { database: 'Orders' }, `database ${IDENTIFIER} "Orders"; choose such a name`],
    ['too long', { database: 'a'.repeat(64) }, `database must be at most 63 characters, got "${'a'.repeat(64)}"; shorten it by 1`],
    ['of every PostgreSQL', { database: 'template1' }, `database ${RESERVED_DATABASE} "template1"; choose another name`],
  ],
  'the owner': [
    ['the superuser', { owner: { name: 'postgres' } }, `owner ${RESERVED_ROLE} "postgres"; choose another name`],
    ['named like a database that may be called so', { database: 'pg_stats' }, `owner ${RESERVED_ROLE} "pg_stats"; choose another name`],
  ],
  'the roles': [
    ['twice', { roles: [{ name: 'a' }, { name: 'a' }] }, 'roles must name each one once, got "a"; the owner of the first database is a role already'],
    ['the owner again', { roles: [{ name: 'app' }] }, 'roles must name each one once, got "app"; the owner of the first database is a role already'],
    ['with one Secret', { roles: [{ name: 'a_b' }, { name: 'a-b' }] },
      'roles must name each one once, got "orders-role-a-b"; names that differ only in "_" and "-" share a Secret; rename one'],
    ['empty', { roles: [{ name: 'a' }, { name: '' }] }, `roles[1].name ${IDENTIFIER} ""; choose such a name`],
    ['of one line', { roles: [{ name: '_' }] }, `roles[0].name ${IDENTIFIER} "_"; choose such a name`],
    ['of the operator', { roles: [{ name: 'cnpg_pooler' }] }, `roles[0].name ${RESERVED_ROLE} "cnpg_pooler"; choose another name`],
    ['of replication', { roles: [{ name: 'streaming_replica' }] }, `roles[0].name ${RESERVED_ROLE} "streaming_replica"; choose another name`],
    ['too long', { roles: [{ name: 'a'.repeat(65) }] }, `roles[0].name must be at most 63 characters, got "${'a'.repeat(65)}"; shorten it by 2`],
    ['that run programs', { roles: [{ name: 'a', memberOf: ['pg_execute_server_program'] }] },
      'roles.memberOf must not lead out of the database, got "pg_execute_server_program"; whoever is a member is a superuser, or one in all but name'],
    ['that are the superuser by membership', { roles: [{ name: 'a', memberOf: ['pg_monitor', 'postgres'] }] },
      'roles.memberOf must not lead out of the database, got "postgres"; whoever is a member is a superuser, or one in all but name'],
    ['in one group twice', { roles: [{ name: 'a', memberOf: ['b', 'b'] }] }, 'roles.memberOf must name each one once, got "b"; remove the second one'],
    ['in themselves', { roles: [{ name: 'a', memberOf: ['a'] }] }, 'roles.memberOf must not name the role itself, got "a"; remove it'],
    ['in a group beyond ASCII', { owner: { name: 'a', memberOf: ['größe'] } }, `roles.memberOf ${IDENTIFIER} "größe"; choose such a name`],
    ...[0, -1, 0.5, NaN, 10_001].map((connectionLimit): Case => [`with ${connectionLimit} connections`, { roles: [{ name: 'a', connectionLimit }] },
      `roles.connectionLimit must be a whole number from 1 to 10000, got ${connectionLimit}; give the connections that the role needs, or leave it out`]),
  ],
  'the databases': [
    ['twice', { databases: [{ name: 'a' }, { name: 'a' }] }, 'databases must name each one once, got "a"; remove the second one'],
    ['with one object', { databases: [{ name: 'a_b' }, { name: 'a-b' }] },
      'databases must lead to names that are unique in the app: Database shop/orders-a-b also belongs to chart/Orders, got "orders-a-b"; '
      + 'choose another name or another namespace'],
    ['empty', { databases: [{ name: '' }] }, `databases[0].name ${IDENTIFIER} ""; choose such a name`],
    ['reserved', { databases: [{ name: 'a' }, { name: 'postgres' }] }, `databases[1].name ${RESERVED_DATABASE} "postgres"; choose another name`],
    ['of nobody', { databases: [{ name: 'a', owner: 'nobody' }] }, 'databases[0].owner must be a declared role, got "nobody"; add it to roles'],
    ['whose first belongs to somebody else', { databases: [{ name: 'app', owner: 'a' }], roles: [{ name: 'a' }] },
      'databases[0].owner must be the owner of the first database (app), got "a"; set the prop owner instead'],
    ['with an extension twice', { databases: [{ name: 'app', extensions: ['pg_trgm', 'pg_trgm'] }] },
      'databases[0].extensions must name each one once, got "pg_trgm"; remove the second one'],
    ['with a schema twice', { databases: [{ name: 'app', schemas: ['a', 'a'] }] }, 'databases[0].schemas must name each one once, got "a"; remove the second one'],
    ...['pg_toast', 'information_schema'].map((schema): Case => [`with the schema ${schema}`, { databases: [{ name: 'app', schemas: [schema] }] },
      `databases[0].schemas must not be reserved by PostgreSQL (pg_*, information_schema), got "${schema}"; choose another name`]),
    ['with an extension beyond ASCII', { databases: [{ name: 'app', extensions: ['größe'] }] }, `databases[0].extensions ${IDENTIFIER} "größe"; choose such a name`],
  ],
  'the tablespaces': [
    ['twice', { tablespaces: [{ name: 'a', storage: twenty }, { name: 'a', storage: twenty }] }, 'tablespaces must name each one once, got "a"; rename one'],
    // the pod's volume would be tbs--hot, tbs-hot- and longer than a DNS label
    ...['_hot', 'hot_', 'HOT', '', 'hot-rows', 'a'.repeat(60)].map((name): Case => [`called "${name}"`, { tablespaces: [{ name, storage: twenty }] }, tablespace(name)]),
    ['reserved', { tablespaces: [{ name: 'pg_hot', storage: twenty }] }, 'tablespaces[0].name must not start with pg_, which PostgreSQL keeps, got "pg_hot"; choose another name'],
    ['of size 0', { tablespaces: [{ name: 'hot', storage: Size.gibibytes(0) }] },
      'tablespaces[0].storage must be whole MiB, at least 1024, got "0 MiB"; give for example Size.gibibytes(100)'],
    ['of nobody', { tablespaces: [{ name: 'hot', storage: twenty, owner: 'nobody' }] }, 'tablespaces[0].owner must be a declared role, got "nobody"; add it to roles'],
    ['too small for their class', { tablespaces: [{ name: 'hot', storage: twenty, storageClass: DatabaseStorageClass.awsEbsIo2BlockExpress({ name: 'io2', iops: 30_000 }) }] },
      'tablespaces[0].storage must be at least 30 GiB for 30000 IOPS of io2 Block Express (at most 1000 IOPS per GiB), got "20 GiB"; '
      + 'enlarge the volume, or ask the storage class for fewer IOPS'],
  ],
  'the poolers': [
    ['twice', { poolers: [{ type: PoolerType.READ_WRITE }, { type: PoolerType.READ_WRITE }] },
      'poolers must name each one once, got "rw"; one pooler of each type serves all clients; give it more instances'],
    ['without a type', { poolers: [{} as any] }, 'poolers[0].type must be one of rw, ro, got nothing; give a PoolerType'],
    ['of another type', { poolers: [{ type: 'primary' as any }] }, 'poolers[0].type must be one of rw, ro, got "primary"; give a PoolerType'],
    ['without pods', { poolers: [{ type: PoolerType.READ_WRITE, instances: 0 }] }, 'poolers[0].instances must be a whole number from 1 to 99, got 0; two let one go at a time'],
    ['without clients', { poolers: [{ type: PoolerType.READ_WRITE, maxClientConnections: 0 }] },
      'poolers[0].maxClientConnections must be a whole number from 1 to 100000, got 0; give the clients that one PgBouncer pod takes'],
    ['to replicas that are not there', { instances: 1, poolers: [{ type: PoolerType.READ_ONLY }] },
      'poolers[0].type must have replicas to lead to, got "ro"; give the database more instances or remove the pooler'],
    ['with more pods than connections', { parameters: { max_connections: '20' }, poolers: [{ type: PoolerType.READ_WRITE, instances: 11 }] },
      'poolers[0].instances must leave each pod a connection: max_connections is 20 for 1 databases, got 11; lower it or raise parameters.max_connections'],
  ],
  'the backup': [
    ['kept for 0 days', { backup: { retention: Duration.days(0) } }, retention('0 s')],
    ['kept for half a day', { backup: { retention: Duration.hours(12) } }, retention('43200 s')],
    ['kept for a fraction of a second', { backup: { retention: Duration.millis(1) } }, retention('0.001 s')],
    ['kept for NaN days', { backup: { retention: Duration.days(NaN) } }, retention('NaN s')],
  ],
};

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  test.each(cases)('%s', (__, props, message) => {
    expect(() => orders(props as Partial<PostgresClusterProps>)).toThrow(new Error(message));
  });
});

test('a platform that is missing is named', () => {
  expect(() => orders({ platform: undefined } as any)).toThrow(new Error('platform must be given, got nothing; no default of it is safe'));
});

test('a role without a password and without a secret store is refused', () => {
  expect(() => orders({}, { secrets: undefined, backups: undefined })).toThrow(new Error('roles.app.password must be given where the platform has no secret store, '
    + 'got nothing; name a Secret of type kubernetes.io/basic-auth by SecretRef.of, or give the platform `secrets`'));
  expect(() => orders({ owner: { name: 'app', password: SecretRef.of('login') } }, { secrets: undefined, backups: undefined })).not.toThrow();
});

test('a backup without a store to write to is refused', () => {
  expect(() => orders({ backup: { retention: Duration.days(30) } }, { backups: undefined }))
    .toThrow('backup must be left out where the platform has no object store, got "retention"; give the platform `backups`');
});

test('a pool that says nothing of its nodes takes any number of instances', () => {
  const nodes = NodePool.dedicated({ label: 'a=b', taint: 'c=d:NoSchedule' });
  expect(() => orders({ instances: 99 }, { nodes })).not.toThrow();
});

describe('a value that PostgresCluster is given', () => {
  const image = (got: string) => 'image must be registry/name:tag or registry/name:tag@sha256:… with a tag that starts with a released version of PostgreSQL, '
    + `got ${JSON.stringify(got)}; write for example "ghcr.io/cloudnative-pg/postgresql:17.11-standard-trixie"`;
  const digest = `sha256:${'0'.repeat(64)}`;

  test.each([
    '', 'postgres', 'postgres:17', 'registry.example.com/pg', 'registry.example.com/pg:latest', `registry.example.com/pg@${digest}`, 'registry.example.com/pg:v17',
    'registry.example.com/PG:17', 'registry.example.com/pg:17@sha256:0', 'registry.example.com/pg:17 ', 'registry.example.com/pg:17.', 'registry.example.com/pg:17.x', 'registry.example.com/größe:17',
  ])('is no image when it is %p', (reference) => {
    expect(() => PostgresImage.of(reference)).toThrow(new Error(image(reference)));
  });

  test('is no image when its tag or digest is none', () => {
    expect(() => PostgresImage.tag('latest')).toThrow(new Error(image('ghcr.io/cloudnative-pg/postgresql:latest')));
    expect(() => PostgresImage.tag('17.4', 'sha256:x')).toThrow(new Error(image('ghcr.io/cloudnative-pg/postgresql:17.4@sha256:x')));
    expect(PostgresImage.tag('17.4', digest)).toMatchObject({ major: 17, reference: `ghcr.io/cloudnative-pg/postgresql:17.4@${digest}` });
  });

  test.each([13, 19, 0, -17, 17.5, NaN])('is no version when it is %p', (major) => {
    expect(() => PostgresVersion.of(major, PostgresImage.tag('17.4')))
      .toThrow(new Error(`version must be from 14 to 18, which CloudNativePG 1.30 runs, got ${major}; choose for example PostgresVersion.V17`));
  });

  test('is no version when the image is of another', () => {
    expect(() => PostgresVersion.of(16, PostgresImage.tag('17.4')))
      .toThrow(new Error('image must be of PostgreSQL 16, got "ghcr.io/cloudnative-pg/postgresql:17.4"; choose the tag of the same major version'));
  });

  test.each([0, -1, 1.5, NaN])('is no quorum when it is %p', (number) => {
    expect(() => SynchronousReplication.quorum({ number }))
      .toThrow(new Error(`replication.number must be a whole number of at least 1, got ${number}; give the number of replicas, or use SynchronousReplication.none()`));
  });

  test('is a schedule only when cron can read it', () => {
    expect(() => Schedule.cron('nightly')).toThrow(/^expression must be five cron fields that come true \(1 fields\), got "nightly"; /);
  });
});
