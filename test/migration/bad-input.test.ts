import { Duration, Size } from 'cdk8s';
import { moved, props, SOURCE, WAY_BACK } from './moved';
import { MYSQL_SOURCE } from './moved-carts';
import {
  DatabaseStorageClass, IMigratable, MigrationMethod, MigrationPhase, PoolerType, PostgresVersion, SecretRef, VmDatabase, VmMigration,
  VmMigrationProps, VmPostgresOptions,
} from '../../src';
import { ExpectedRefusals } from '../support/expected-refusals';
import { orders } from '../support/production';

const { SWITCH, CONFIRM, RETURN, REPLICATE, COPY, PREPARE } = MigrationPhase;
const DNS = 'be a DNS subdomain name (lower-case letters, digits, "-" and ".", at most 253 characters)';
const LABEL = 'be a DNS label (lower-case letters, digits and "-", starting with a letter, ending with a letter or digit)';

const refusals = new ExpectedRefusals(
  'migration', 'restore/migration-copy.ts', 'postgres/cnpg-migration.ts', 'postgres/excluded-tables.ts', 'postgres/postgres-migration.ts',
);

describe('a migration is refused', () => {
  const DUMP = { method: MigrationMethod.DUMP, wayBack: undefined };
  const NO_WAY = 'wayBack must be given for the phase';
  const LOST = ': otherwise nothing that is written after the switch comes back to the source, got nothing';
  test.each<[string, object, Parameters<typeof orders>, string]>([
    ['whose front is a name alone', { front: 'orders-front' as any }, [], 'front must have a name, got "orders-front"; write { name: "orders-front" }'],
    ['without a target', { target: undefined }, [], 'target must be a database that data can be migrated into, got nothing; give a PostgresCluster, a MySqlCluster or a MongoReplicaSet'],
    ['into something else', { target: {} as IMigratable }, [], 'target must be a database that data can be migrated into, got "Object"; give a PostgresCluster, a MySqlCluster or a MongoReplicaSet'],
    ['without a source', { source: undefined }, [], 'source must be a VmDatabase, got nothing; make it by VmDatabase.postgres, VmDatabase.mysql or VmDatabase.mongo'],
    ['without a name', { name: '' }, [], `name must ${LABEL}, got ""; choose such a name`],
    ['with a name that is not ASCII', { name: 'umzüg' }, [], `name must ${LABEL}, got "umzüg"; choose such a name`],
    ['with a name that is too long', { name: 'm'.repeat(38) }, [], `name must be at most 37 characters, got "${'m'.repeat(38)}"; shorten it by 1`],
    ['with a name whose role PostgreSQL keeps', { name: 'pg-move', phase: PREPARE }, [],
      'name must not be reserved by PostgreSQL or CloudNativePG (postgres, streaming_replica, pg_*, cnpg_*), got "pg_move_back"; choose another name'],
    ['by no method', { method: 'rsync' }, [], 'method must be one of logical-replication, dump, got "rsync"; choose a MigrationMethod'],
    ['to a phase that there is not', { phase: 'finish' }, [],
      'phase must be one that the method logical-replication has (assess, prepare, replicate, switch, confirm, return), got "finish"; choose one of them'],
    ['to a copy that replicates', { phase: COPY }, [],
      'phase must be one that the method logical-replication has (assess, prepare, replicate, switch, confirm, return), got "copy"; choose one of them'],
    ['to a replication of a dump', { ...DUMP, phase: REPLICATE }, [],
      'phase must be one that the method dump has (assess, prepare, copy, switch, confirm), got "replicate"; choose one of them'],
    ['back from a dump', { ...DUMP, phase: RETURN }, [],
      'phase must be one that the method dump has (assess, prepare, copy, switch, confirm), got "return"; choose one of them'],
    ['at attempt 0', { attempt: 0 }, [], 'attempt must be a whole number from 1 to 1000, got 0; raise it by one to have a phase done once more'],
    ['at attempt -1', { attempt: -1 }, [], 'attempt must be a whole number from 1 to 1000, got -1; raise it by one to have a phase done once more'],
    ['at attempt 1.5', { attempt: 1.5 }, [], 'attempt must be a whole number from 1 to 1000, got 1.5; raise it by one to have a phase done once more'],
    ['that rehearses another phase than the switch', { rehearsal: true, phase: CONFIRM }, [],
      'rehearsal must go with the phase switch, the only one that is rehearsed, got "confirm"; leave it out'],
    ['from another engine', { source: VmDatabase.mysql(MYSQL_SOURCE) }, [], 'source must be a PostgreSQL database, as the target is, got "mysql"; make it by VmDatabase.postgres'],
    ['without an excluded table\'s name', { excludedTables: [''] }, [],
      'excludedTables[0] must not be empty, got ""; name a table, or remove it'],
    ['without an excluded table\'s schema', { excludedTables: ['public.a', 'cache'] }, [],
      'excludedTables[1] must be a schema, a dot and a table, as in SQL, got "cache"; write for example "public.cache", or "\\"My Schema\\".\\"Cache\\""'],
    ['with an excluded table of three parts', { excludedTables: ['db.public.cache'] }, [],
      'excludedTables[0] must be a schema, a dot and a table, as in SQL, got "db.public.cache"; write for example "public.cache", or "\\"My Schema\\".\\"Cache\\""'],
    ['with an excluded table twice', { excludedTables: ['public.a', 'public.a'] }, [], 'excludedTables must name each one once, got "public.a"; remove the second one'],
    ['with one excluded table in place of a list', { excludedTables: 'public.cache' }, [], 'excludedTables must be a list, got "String"; name each table that is left out'],
    ['into a database whose name is too long', { database: 'd'.repeat(64) }, [], `database must be at most 63 characters, got "${'d'.repeat(64)}"; shorten it by 1`],
    ['with a way back to no name', { wayBack: { ...WAY_BACK, host: 'orders_back' } }, [], `wayBack.host must ${DNS}, got "orders_back"; choose such a name`],
    ['with a password in place of the way back\'s credentials', { wayBack: { ...WAY_BACK, credentials: 'hunter2' } }, [],
      'wayBack.credentials must be a SecretRef, got "String"; name the Secret by SecretRef.of, or leave it out'],
    ['with a class of load balancers that is no name', { wayBack: { ...WAY_BACK, loadBalancerClass: 'a b' } }, [],
      'wayBack.loadBalancerClass must be a name in the form of a label\'s key, got "a b"; write for example "service.k8s.aws/nlb"'],
    ['without a front', { front: undefined }, [],
      'front must be given, got nothing; name the Service that clients use before, during and after the switch, for example { name: "orders-front" }'],
    ['with a front without a name', { front: { name: '' } }, [], `front.name must ${LABEL}, got ""; choose such a name`],
    ['with a front that is the target\'s own Service', { front: { name: 'orders-rw' } }, [],
      'front.name must lead to names that are unique in the app: Service shop/orders-rw also belongs to chart/Orders, got "orders-rw"; choose another name or another namespace'],
    ['with a front that is a pooler\'s', { front: { name: 'orders-pooler-rw' } }, [{ poolers: [{ type: PoolerType.READ_WRITE }] }],
      'front.name must lead to names that are unique in the app: Service shop/orders-pooler-rw also belongs to chart/Orders, got "orders-pooler-rw"; choose another name or another namespace'],
    ['without a way back', { phase: SWITCH, wayBack: undefined }, [],
      `${NO_WAY} switch${LOST}; name how the machine reaches the target, or say in oneWay why nobody will go back`],
    ['without a way back of a dump', { ...DUMP, phase: SWITCH, limits: { writeStop: Duration.hours(1) } }, [],
      'oneWay must be given with the method dump: nothing that is written after the switch comes back to the source, got nothing; say why that is well'],
    ['without a reason to go one way', { phase: SWITCH, wayBack: undefined, oneWay: '' }, [], 'oneWay must not be empty, got ""; say why there need not be a way back, or leave it out'],
    ['with a way back and a reason for none', { oneWay: 'why not' }, [], 'oneWay must be left out where there is a wayBack, got "why not"; remove the one or the other'],
    ['with a way back of a dump', { method: MigrationMethod.DUMP }, [],
      'wayBack must be left out with the method dump, after which nothing leads back what was written, got "orders-back.example.com"; remove it, and say in oneWay why that is well'],
    ['back without a way', { phase: RETURN, wayBack: undefined, oneWay: 'why not' }, [],
      'wayBack must be given for the phase return, got nothing; a migration that had none cannot go back: restore the target, or copy by hand'],
    ['with a way back to nowhere', { wayBack: { ...WAY_BACK, host: '' } }, [],
      'wayBack.host must not be empty, got ""; give the DNS name of the load balancer, as the machine resolves it'],
    ['with a way back to an address', { wayBack: { ...WAY_BACK, host: '10.0.0.9' } }, [],
      'wayBack.host must be a DNS name, and no address, got "10.0.0.9"; give the name that the target\'s certificate is to carry'],
    ['with a way back to the source', { wayBack: { ...WAY_BACK, host: SOURCE.host } }, [],
      'wayBack.host must differ from the source\'s host: it leads to the target, got "vm-db.example.com"; give the DNS name of the load balancer'],
    ['with a way back that only the cluster knows', { wayBack: { ...WAY_BACK, host: 'orders-rw.shop.svc' } }, [],
      'wayBack.host must be the name of the load balancer, which the machine resolves, got "orders-rw.shop.svc"; give its DNS name: a Service\'s is known in the Kubernetes cluster alone'],
    ['with a way back whose port is none', { wayBack: { ...WAY_BACK, port: 0 } }, [],
      'wayBack.port must be a whole number from 1 to 65535, got 0; give the port that the load balancer is to answer on'],
    ['with a way back whose CA is no file', { wayBack: { ...WAY_BACK, rootCertificate: 'orders-ca.pem' } }, [],
      'wayBack.rootCertificate must be the path of a file on the machine, without spaces, got "orders-ca.pem"; write for example "/etc/ssl/certs/orders-ca.pem"'],
    ['with a way back with a malformed annotation', { wayBack: { ...WAY_BACK, annotations: { 'a b': 'c' } } }, [],
      'wayBack.annotations must have keys in Kubernetes\' form, got "a b"; correct the key'],
    ['of a dump without its write stop', { ...DUMP, phase: SWITCH, oneWay: 'why not' }, [],
      'limits.writeStop must be given with the method dump, whose write stop lasts for the whole copy, got nothing; the phase copy has measured it: copied.copySeconds in the state, and half of it again'],
    ['with a final check that is longer than the write stop', { limits: { finalCheck: Duration.seconds(30) } }, [],
      'limits.finalCheck must be shorter than the write stop (30 s), of which it is a part, got "30 s"; shorten it, or allow a longer write stop'],
    ['with a grace that is longer than the write stop', { limits: { grace: Duration.minutes(1) } }, [],
      'limits.grace must be shorter than the write stop (30 s), of which it is a part, got "60 s"; shorten it, or allow a longer write stop'],
    ['with no lag at all', { limits: { lag: Duration.seconds(0) } }, [], 'limits.lag must be whole seconds, from 1 to 86400, got "0 s"; correct it, or leave it out'],
    ['with a lag of nothing', { limits: { lagSize: Size.kibibytes(1) } }, [], 'limits.lagSize must be whole MiB, at least 1, got "0.0009765625 MiB"; give for example Size.gibibytes(100)'],
    ['into a database that is not declared', { database: 'other' }, [], 'database must be one of app, got "other"; declare it in databases of the target'],
  ])('%s', (_, more, given, message) => {
    refusals.expect(() => moved(more as Partial<VmMigrationProps>, {}, ...given), message);
  });

  test.each<[string, Partial<VmPostgresOptions>, Parameters<typeof orders>, string]>([
    ['into a target that is older than the source', { version: 17 }, [{ version: PostgresVersion.V16 }],
      'target must be at least of the source\'s version (PostgreSQL 17), got "orders with PostgreSQL 16"; choose a newer version of the target: an older one may not take what the source has'],
    ['from the target itself', { host: 'orders-rw.shop.svc' }, [], 'source must be another server than the target, got "orders-rw.shop.svc"; give the name of the machine'],
    ['from its own front', { host: 'orders-front.shop' }, [], 'source must be another server than the target, got "orders-front.shop"; give the name of the machine'],
  ])('%s', (_, source, given, message) => {
    refusals.expect(() => moved({}, source, ...given), message);
  });

  test('beside another one into the same database', () => {
    const { chart, database } = moved();
    refusals.expect(() => new VmMigration(chart, 'Again', { ...props(database), name: 'again', front: { name: 'other-front' } }),
      'target must lead to names that are unique in the app: migration into database shop/orders/app also belongs to chart/Move/Target, got "orders/app"; '
      + 'choose another name or another namespace');
  });

  test('whose role for the way back the target has', () => {
    refusals.expect(() => moved({ phase: PREPARE }, {}, { roles: [{ name: 'move_back' }] }),
      'name must lead to a role that the target does not have: move_back, got "move"; choose another name, or rename the role');
  });

  test('whose target would lose the slot of the way back on purpose', () => {
    refusals.expect(() => moved({ phase: PREPARE }, {}, { parameters: { sync_replication_slots: 'off' } }),
      'parameters.sync_replication_slots must be on in a target with a way back, whose slot is to outlive a failover, got "off"; leave it out');
  });

  test('whose way back has no password anywhere', () => {
    const password = SecretRef.of('app-password');
    const given: Parameters<typeof orders> = [{ owner: { name: 'app', password } }, { secrets: undefined, backups: undefined }];
    refusals.expect(() => moved({ phase: PREPARE }, {}, ...given),
      'roles.move_back.password must be given where the platform has no secret store, got nothing; '
      + 'name a Secret of type kubernetes.io/basic-auth by SecretRef.of, or give the platform `secrets`');
    expect(() => moved({ phase: PREPARE, wayBack: { ...WAY_BACK, credentials: SecretRef.of('move-back') } }, {}, ...given)).not.toThrow();
  });
});

describe('a dump is refused', () => {
  const COPIED = {
    method: MigrationMethod.DUMP, phase: COPY, wayBack: undefined, oneWay: 'the machine is switched off the same day', limits: { writeStop: Duration.hours(4) },
  };

  test.each<[object, string]>([
    [{ dump: { jobs: 0 } }, 'dump.jobs must be a whole number from 1 to 32, got 0; leave it out, or give half the cores of the smaller server'],
    [{ dump: { volumeSize: Size.mebibytes(10) } }, 'dump.volumeSize must be whole MiB, at least 1024, got "10 MiB"; give for example Size.gibibytes(100)'],
    [{ method: MigrationMethod.LOGICAL_REPLICATION, phase: PREPARE, oneWay: undefined, dump: { jobs: 2 } }, 'dump must go with the method dump, got "logical-replication"; leave it out'],
  ])('%j', (more, message) => {
    refusals.expect(() => moved({ ...COPIED, ...more }), message);
  });

  test('into a storage class that keeps its volumes: each pod would leave a copy of the database behind', () => {
    refusals.expect(() => moved(COPIED, {}, {}, { storageClass: DatabaseStorageClass.existing('kept') }),
      'platform.drillStorageClass must be given where a storage class exists and keeps its volumes, got "kept"; '
      + 'each run would leave its volumes behind: name one with reclaimPolicy Delete by DatabaseStorageClass.existing(name, { reclaimPolicy: ReclaimPolicy.DELETE })');
  });
});

// the last one: it looks at what the others have reached
test('every place of a migration that refuses is reached', () => {
  expect(refusals.never).toEqual([]);
});
