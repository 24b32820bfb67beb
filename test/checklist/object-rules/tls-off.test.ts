import { configMap, server } from './server';
import { violations } from './violations';
import { tlsOff } from '../../../src/checklist/object-rules/tls-off';

const found = (container: string) => violations(tlsOff, server({ kind: 'Deployment', name: 'app', image: 'registry.example.com/shop:1.0', container }))
  .map((text) => text.replace('Deployment app spec.template.spec.containers.0.', ''));

test.each([
  ['env: [{ name: DATA_SOURCE_URI, value: "postgres-primary.database.svc:5432/myapp?sslmode=disable" }]', 'env.0.value: variable DATA_SOURCE_URI: sslmode=disable switches TLS off'],
  ['env: [{ name: DSN, value: "host=db sslmode=prefer" }]', 'env.0.value: variable DSN: sslmode=prefer goes on without TLS'],
  ['env: [{ name: PGSSLMODE, value: allow }]', 'env.0.value: variable PGSSLMODE: PGSSLMODE=allow goes on without TLS'],
  ['env: [{ name: DB_SSL_MODE, value: disable }]', 'env.0.value: variable DB_SSL_MODE: DB_SSL_MODE=disable switches TLS off'],
  ['env: [{ name: URL, value: "jdbc:mysql://db:3306/shop?useSSL=false" }]', 'env.0.value: variable URL: useSSL=false switches TLS off'],
  ['env: [{ name: URL, value: "mongodb://db:27017/shop?tls=false" }]', 'env.0.value: variable URL: tls=false switches TLS off'],
  ['args: [mysql, -h, db, --ssl-mode=DISABLED]', 'args: a command of container db: --ssl-mode=DISABLED switches TLS off'],
  ['args: [mysqldump, -h, db, --skip-ssl]', 'args: a command of container db: --skip-ssl switches TLS off'],
])('%s', (container, says) => expect(found(container)).toEqual([says]));

test.each([
  'env: [{ name: DSN, value: "postgresql://db:5432/shop?sslmode=verify-full" }]',
  'env: [{ name: DSN, value: "postgresql://shop@localhost:5432/shop?sslmode=disable" }]',
  'env: [{ name: DSN, value: "shop@tcp(127.0.0.1:3306)/shop?useSSL=false" }]',
  'env: [{ name: DSN, value: "host=/run/postgresql sslmode=disable" }]',
  'env: [{ name: PGHOST, value: localhost }, { name: PGSSLMODE, value: disable }]',
  'env: [{ name: PGSSLMODE, value: $(MODE) }]',
  'args: ["--sslmode=require"]',
  'args: [mysql, -h, 127.0.0.1, --ssl-mode=DISABLED]',
])('%s keeps TLS, or stays in the pod', (container) => expect(found(container)).toEqual([]));

test('a ConfigMap counts, its comments and what stays in the pod or has no server do not', () => {
  expect(violations(tlsOff, configMap('database.yaml', 'host: db\nsslmode: disable'))).toEqual(['ConfigMap config data.database.yaml: key database.yaml: sslmode: disable switches TLS off']);
  expect(violations(tlsOff, configMap('database.yaml', '# sslmode: disable\nsslmode: verify-full'))).toEqual([]);
  expect(violations(tlsOff, configMap('database.yaml', 'database:\n  host: localhost\n  sslmode: disable'))).toEqual([]);
  expect(violations(tlsOff, configMap('app.ini', '[database]\nDB_TYPE = sqlite3\nSSL_MODE = disable'))).toEqual([]);
  expect(violations(tlsOff, configMap('grafana.ini', '[database]\n;ssl_mode = disable'))).toEqual([]);
});

test.each([
  ['psmdb.percona.com/v1', 'PerconaServerMongoDB', '{ tls: { mode: disabled } }', 'spec.tls.mode', 'disabled'],
  ['pxc.percona.com/v1', 'PerconaXtraDBCluster', '{ tls: { enabled: false } }', 'spec.tls.enabled', 'false'],
  ['mongodbcommunity.mongodb.com/v1', 'MongoDBCommunity', '{ security: { tls: { enabled: false } } }', 'spec.security.tls.enabled', 'false'],
])('an operator\'s %s %s can be told to let plain connections in', (apiVersion, kind, spec, path, value) => {
  const object = (of: string) => violations(tlsOff, `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: db }\nspec: ${of}`);
  expect(object(spec)).toEqual([`${kind} db ${path}: ${path} is ${value}: connections without TLS are let in`]);
  expect(object('{}')).toEqual([]);
});
