import { MigrationMethod, MongoRole, VmDatabase, VmMigrationProps } from '../../src';
import { MYSQL_SOURCE } from '../migration/moved-carts';
import { movedSessions } from '../migration/moved-sessions';
import { ExpectedRefusals } from '../support/expected-refusals';

const refusals = new ExpectedRefusals('mongo/mongo-migration.ts');

describe('a migration into a MongoReplicaSet is refused', () => {
  test.each<[string, Partial<VmMigrationProps>, Parameters<typeof movedSessions>[1], string]>([
    ['by replication', { method: MigrationMethod.LOGICAL_REPLICATION }, {},
      'method must be dump into a MongoReplicaSet: nothing that its operators run follows one database of another server, got "logical-replication"; choose MigrationMethod.DUMP'],
    ['from MySQL', { source: VmDatabase.mysql(MYSQL_SOURCE) }, {}, 'source must be a MongoDB database, as the target is, got "mysql"; make it by VmDatabase.mongo'],
    ['into a database that no user may use', { database: 'other' }, {},
      'database must be one that users of the target may use (app), got "other"; give a user of the target a role on it, or name it in its database'],
    ['into a database of MongoDB\'s own', { database: 'admin' }, {}, 'database must not be MongoDB\'s own (admin, config, local), got "admin"; choose another name'],
    ['from a newer version', {}, { version: 9 },
      'target must be at least of the source\'s version (MongoDB 9), got "sessions with MongoDB 8.0"; choose a newer version of the target: an older one may not take what the source has'],
    ['from itself', {}, { host: 'sessions-rs0-0.sessions-rs0.shop.svc.cluster.local' },
      'source must be another server than the target, got "sessions-rs0-0.sessions-rs0.shop.svc.cluster.local"; give the name of the machine'],
    ['with an excluded collection of MongoDB\'s own', { excludedTables: ['system.views'] }, {},
      'excludedTables[0] must be the name of a collection, without its database, got "system.views"; write for example "cache"'],
  ])('%s', (_, more, source, message) => {
    refusals.expect(() => movedSessions(more, source), message);
  });

  test('with a user of the same name that is somebody\'s', () => {
    refusals.expect(() => movedSessions({}, {}, { users: [{ name: 'move_migration', roles: [MongoRole.read('app')] }] }),
      'name must lead to a user that the target does not have: move_migration, got "move"; choose another name, or rename the user');
  });

  test('with a name that is too long for the operator\'s annotation', () => {
    refusals.expect(() => movedSessions({ name: 'm'.repeat(37) }, {}, { name: 's'.repeat(20) }),
      `name must be at most 27 characters for a target named "${'s'.repeat(20)}", got "${'m'.repeat(37)}"; `
      + 'shorten one of them: the operator keeps a hash in the annotation percona.com/<target>-<name>_migration-hash');
  });
});

// the last one: it looks at what the others have reached
test('every place of a migration into a MongoReplicaSet that refuses is reached', () => {
  expect(refusals.never).toEqual([]);
});
