import { configMap } from './server';
import { violations } from './violations';
import { applicationUserAdmin } from '../../../src/checklist/object-rules/application-user-admin';

test.each([
  ['CREATE USER shop WITH SUPERUSER PASSWORD \'x\';', 'user shop gets SUPERUSER'],
  ['ALTER ROLE "shop" CREATEROLE BYPASSRLS;', 'user shop gets CREATEROLE, BYPASSRLS'],
  ['GRANT ALL PRIVILEGES ON *.* TO \'shop\'@\'%\';', 'user shop gets all rights on *.*'],
])('%s', (sql, says) => expect(violations(applicationUserAdmin, configMap('init.sql', sql))).toEqual([`ConfigMap config data.init.sql: ${says}`]));

test.each([
  'CREATE USER shop NOSUPERUSER NOCREATEROLE;',
  'CREATE USER shop PASSWORD \'superuser\';',
  'CREATE USER admin SUPERUSER;',
  'CREATE ROLE vault_rotator WITH LOGIN CREATEROLE;',
  'GRANT ALL PRIVILEGES ON shop.* TO \'shop\'@\'%\';',
  'GRANT ALL ON *.* TO \'root\'@\'localhost\';',
  '-- CREATE USER shop SUPERUSER;',
])('%s is what is right', (sql) => expect(violations(applicationUserAdmin, configMap('init.sql', sql))).toEqual([]));

test('a CloudNativePG Cluster\'s first statements count', () => {
  expect(violations(applicationUserAdmin, `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders }
spec: { bootstrap: { initdb: { postInitSQL: [ALTER ROLE shop SUPERUSER] } } }`)).toEqual(['Cluster orders spec.bootstrap.initdb.postInitSQL.0: user shop gets SUPERUSER']);
});

test('a MongoDB user has no administrator\'s role, unless its name says that it administers', () => {
  const users = (name: string, role: string) => violations(applicationUserAdmin, `
apiVersion: mongodbcommunity.mongodb.com/v1
kind: MongoDBCommunity
metadata: { name: db }
spec: { users: [{ name: ${name}, roles: [{ name: readWrite, db: shop }, { name: ${role}, db: admin }] }] }`);
  expect(users('app-user', 'clusterAdmin')).toEqual(['MongoDBCommunity db spec.users.0.roles.1.name: user app-user has the role clusterAdmin on admin']);
  expect(users('app-user', 'read')).toEqual([]);
  expect(users('admin', 'clusterAdmin')).toEqual([]);
});
