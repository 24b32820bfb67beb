import { configMap } from './server';
import { violations } from './violations';
import { passwordInSql } from '../../../src/checklist/object-rules/password-in-sql';

test.each([
  ['CREATE ROLE app LOGIN PASSWORD \'hunter22\';', 'a user'],
  ['ALTER USER app WITH ENCRYPTED PASSWORD \'hunter22\';', 'a user'],
  ['CREATE USER \'app\'@\'%\' IDENTIFIED WITH caching_sha2_password BY \'hunter22\';', 'a user'],
  ['CREATE SUBSCRIPTION s\n  CONNECTION \'host=db dbname=shop password=hunter22\'\n  PUBLICATION p;', 'a subscription'],
  ['CHANGE REPLICATION SOURCE TO SOURCE_HOST=\'db\', SOURCE_PASSWORD=\'hunter22\';', 'a replication source'],
  ['db.createUser({ user: "app", pwd: "hunter22", roles: [] })', 'a user'],
])('%s', (sql, what) => {
  expect(violations(passwordInSql, configMap('init.sql', sql))).toEqual([`ConfigMap config data.init.sql: init.sql gives ${what} its password in plain text`]);
});

test.each([
  'CREATE ROLE app LOGIN;',
  'CREATE ROLE app LOGIN PASSWORD \'${APP_PASSWORD}\';',
  'CREATE ROLE app LOGIN PASSWORD :\'password\';',
  '-- CREATE ROLE app LOGIN PASSWORD \'hunter22\';',
  'ALTER ROLE app PASSWORD \'SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy\';',
  'db.createUser({ user: "app", pwd: process.env.APP_PASSWORD, roles: [] })',
  'INSERT INTO settings VALUES (\'password\', \'x\');',
])('%s holds none', (sql) => expect(violations(passwordInSql, configMap('init.sql', sql))).toEqual([]));

test('what a CloudNativePG Cluster runs when it is made counts, at its place in the list', () => {
  expect(violations(passwordInSql, `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders }
spec: { bootstrap: { initdb: { postInitSQL: [SELECT 1, "CREATE USER app PASSWORD 'hunter22'"] } } }`))
    .toEqual(['Cluster orders spec.bootstrap.initdb.postInitSQL.1: postInitSQL gives a user its password in plain text']);
});
