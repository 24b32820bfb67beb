import { Size } from 'cdk8s';
import { replicaOfHosts } from './sites';
import { MigrationMethod, MySqlProxy, VmDatabase, VmMigration, VmMigrationProps } from '../../src';
import { SOURCE } from '../migration/moved';
import { movedCarts, mysqlProps } from '../migration/moved-carts';
import { ExpectedRefusals } from '../support/expected-refusals';

const refusals = new ExpectedRefusals('mysql/mysql-migration.ts');

describe('a migration into a MySqlCluster is refused', () => {
  test.each<[string, Partial<VmMigrationProps>, Parameters<typeof movedCarts>[1], string]>([
    ['by replication', { method: MigrationMethod.LOGICAL_REPLICATION }, {},
      'method must be dump into a MySqlCluster: a replication channel follows a whole server from a physical copy of it on, and not one database, got "logical-replication"; choose MigrationMethod.DUMP for carts'],
    ['from PostgreSQL', { source: VmDatabase.postgres(SOURCE) }, {}, 'source must be a MySQL database, as the target is, got "postgres"; make it by VmDatabase.mysql'],
    ['into a database that is not declared', { database: 'other' }, {}, 'database must be one of app, got "other"; declare it in databases of the target'],
    ['from a newer version', {}, { version: '9.7' },
      'target must be at least of the source\'s version (MySQL 9.7), got "carts with MySQL 8.4"; choose a newer version of the target: an older one may not take what the source has'],
    ['from itself', {}, { host: 'carts-haproxy.shop.svc' }, 'source must be another server than the target, got "carts-haproxy.shop.svc"; give the name of the machine'],
    ['from its own front', {}, { host: 'carts-front.shop' }, 'source must be another server than the target, got "carts-front.shop"; give the name of the machine'],
    ['with an excluded table whose name ends in a space', { excludedTables: ['cache '] }, {},
      'excludedTables[0] must be the name of a table, without its database and without quotes, got "cache "; write for example "cache"'],
    ['with an excluded table whose name is too long', { excludedTables: ['ä'.repeat(65)] }, {},
      `excludedTables[0] must be the name of a table, without its database and without quotes, got "${'ä'.repeat(65)}"; write for example "cache"`],
  ])('%s', (_, more, source, message) => {
    refusals.expect(() => movedCarts(more, source), message);
  });

  test('behind ProxySQL', () => {
    refusals.expect(() => movedCarts({}, {}, { proxy: MySqlProxy.proxysql({ storage: Size.gibibytes(12) }) }),
      'target must be behind HAProxy, which leads all to one instance, got "carts behind ProxySQL"; set proxy: MySqlProxy.haproxy(), and change it after the migration');
  });

  test('into a replica of another site', () => {
    const { chart, database } = replicaOfHosts();
    refusals.expect(() => new VmMigration(chart, 'Move', { ...mysqlProps(database) }),
      'target must take writes: a replica of another site takes none, got "carts"; migrate into what it follows');
  });
});

// the last one: it looks at what the others have reached
test('every place of a migration into a MySqlCluster that refuses is reached', () => {
  expect(refusals.never).toEqual([]);
});
