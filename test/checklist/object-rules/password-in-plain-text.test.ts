import { configMap, server } from './server';
import { violations } from './violations';
import { passwordInPlainText } from '../../../src/checklist/object-rules/password-in-plain-text';

const client = (container: string) => server({ kind: 'Deployment', name: 'app', image: 'registry.example.com/shop:1.0', container });
const found = (container: string) => violations(passwordInPlainText, client(container)).map((text) => text.replace('Deployment app spec.template.spec.containers.0.', ''));

test.each([
  ['env: [{ name: DB_PASSWORD, value: hunter22 }]', 'env.0.value: variable DB_PASSWORD is a password of 8 characters'],
  ['env: [{ name: DB_PASS, value: hunter22 }]', 'env.0.value: variable DB_PASS is a password of 8 characters'],
  ['env: [{ name: db.rootPass, value: hunter22 }]', 'env.0.value: variable db.rootPass is a password of 8 characters'],
  ['env: [{ name: MYSQL_ROOTPASS, value: hunter22 }]', 'env.0.value: variable MYSQL_ROOTPASS is a password of 8 characters'],
  ['env: [{ name: PGPASSWORD, value: hunter22 }]', 'env.0.value: variable PGPASSWORD is a password of 8 characters'],
  ['env: [{ name: DATABASE_URL, value: "postgresql://shop:hunter22@db:5432/shop" }]', 'env.0.value: variable DATABASE_URL has a connection string with its password'],
  ['env: [{ name: DSN, value: "shop:hunter22@tcp(db:3306)/shop" }]', 'env.0.value: variable DSN has a connection string with its password'],
  ['env: [{ name: DSN, value: "host=db user=shop password=hunter22" }]', 'env.0.value: variable DSN has a connection string with its password'],
  ['env: [{ name: CONNECTION, value: "Server=db;Database=shop;User=shop;Password=hunter22;" }]', 'env.0.value: variable CONNECTION has a connection string with its password'],
  ['args: [mysql, -uroot, -phunter22]', 'args: an argument of container db holds a password'],
  ['command: [sh, -c, "PGPASSWORD=hunter22 psql -h db"]', 'command: a command of container db holds a password'],
  ['livenessProbe: { exec: { command: [redis-cli, -a, hunter22, ping] } }', 'livenessProbe.exec.command: a command of container db holds a password'],
])('%s', (container, says) => expect(found(container)).toEqual([says]));

test.each([
  'env: [{ name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }]',
  'env: [{ name: DB_PASSWORD, value: $(SECRET) }]',
  'env: [{ name: DB_PASSWORD, value: "" }]',
  'env: [{ name: DB_PASSWORD, value: "<path:secret/data/db#password>" }]',
  'env: [{ name: DB_BYPASS, value: hunter22 }]',
  'env: [{ name: DB_COMPASS, value: hunter22 }, { name: MYSQL_PROXY_BYPASS, value: hunter22 }]',
  'env: [{ name: DB_PASSWORD, value: /vault/secrets/db }]',
  'env: [{ name: DB_PASSWORD, value: "vault:secret/data/x#y" }]',
  'env: [{ name: DB_PASSWORD, value: "ref+awssecrets://shop/db" }]',
  'env: [{ name: DATABASE_URL, value: "postgresql://shop:vault:secret/data/x#y@db:5432/shop" }]',
  'args: [redis-server, --requirepass, "vault:secret/data/x#y"]',
  'env: [{ name: DB_PASSWORD_FILE, value: /run/secrets/db }]',
  'env: [{ name: MYSQL_ALLOW_EMPTY_PASSWORD, value: "yes" }]',
  'env: [{ name: GRAFANA_PASSWORD, value: hunter22 }]',
  'env: [{ name: DATABASE_URL, value: "postgresql://shop:$(PASSWORD)@db:5432/shop" }]',
  'env: [{ name: DATABASE_URL, value: "postgresql://db:5432/shop" }]',
  'args: [mysql, -uroot, "-p$(MYSQL_PASSWORD)"]',
  'command: [sh, -c, "mysqladmin ping -uroot -p\\"${MYSQL_ROOT_PASSWORD}\\" || exit 1"]',
  'command: [pg_isready, -p, "5432"]',
  'args: [redis-server, --requirepass, $(REDIS_PASSWORD)]',
])('%s holds none', (container) => expect(found(container)).toEqual([]));

test('a database\'s own variables are left to the box secrets-external, its commands are not', () => {
  const own = (container: string) => violations(passwordInPlainText, server({ image: 'mysql:8.4.6', container }));
  expect(own('env: [{ name: MYSQL_ROOT_PASSWORD, value: hunter22 }]')).toEqual([]);
  expect(own('readinessProbe: { exec: { command: [mysqladmin, ping, -phunter22] } }'))
    .toEqual(['StatefulSet db spec.template.spec.containers.0.readinessProbe.exec.command: a command of container db holds a password']);
});

describe('in a ConfigMap', () => {
  test.each([
    ['POSTGRES_PASSWORD', 'hunter22', 'is a password of 8 characters'],
    ['app.yaml', 'url: mongodb://shop:hunter22@db:27017', 'has a connection string with its password'],
    ['redis.conf', 'appendonly yes\nrequirepass hunter22', 'sets a password: requirepass'],
    ['application.properties', 'spring.datasource.password=hunter22', 'sets a password: spring.datasource.password'],
  ])('the key %s', (key, text, says) => {
    expect(violations(passwordInPlainText, configMap(key, text))).toEqual([`ConfigMap config data.${key}: key ${key} ${says}`]);
  });

  test.each([
    ['application.properties', '# spring.datasource.password=hunter22\nspring.datasource.password=${DB_PASSWORD}'],
    ['redis.conf', '# requirepass foobared\nmaxmemory 1gb'],
    ['README', 'Set the database password with kubectl.'],
    ['pg_hba.conf', 'hostssl all all 0.0.0.0/0 scram-sha-256'],
  ])('%s holds none', (key, text) => expect(violations(passwordInPlainText, configMap(key, text))).toEqual([]));
});

test('the password itself is never said', () => {
  expect(violations(passwordInPlainText, client('env: [{ name: DB_PASSWORD, value: hunter22 }, { name: URL, value: "mysql://a:hunter22@db/x" }]'), configMap('redis.conf', 'requirepass hunter22')).join())
    .not.toContain('hunter22');
});

test('an application with a server of its own beside it is no database, and its passwords are told', () => {
  const told = violations(passwordInPlainText, `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers:
        - { name: web, image: 'shop/web:1', env: [{ name: DB_PASSWORD, value: of-a-test }] }
        - { name: postgres, image: 'postgres:17.6', env: [{ name: POSTGRES_PASSWORD, value: of-a-test }] }
`);
  expect(told).toHaveLength(2);
});
