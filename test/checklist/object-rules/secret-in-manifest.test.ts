import { server } from './server';
import { violations } from './violations';
import { secretInManifest } from '../../../src/checklist/object-rules/secret-in-manifest';

const secret = (data: string, name = 'db', more = '') => `---\napiVersion: v1\nkind: Secret\nmetadata: { name: ${name}${more} }\n${data}\n`;

test('a database\'s password stands in a Secret, plain or as Base64', () => {
  expect(violations(secretInManifest, secret('stringData: { MYSQL_ROOT_PASSWORD: hunter22, MYSQL_USER: app }', 'shop'))).toEqual([
    'Secret shop stringData.MYSQL_ROOT_PASSWORD: key MYSQL_ROOT_PASSWORD holds a password of 8 characters',
  ]);
  expect(violations(secretInManifest, secret('data: { password: aHVudGVyMjI= }', 'postgres-secret'))).toEqual([
    'Secret postgres-secret data.password: key password holds a password of 8 characters',
  ]);
  expect(violations(secretInManifest, secret('data: { password: aHVudGVyMjI= }', 'orders', ', labels: { app: mongodb }'))).toHaveLength(1);
});

test.each([
  secret('stringData: { password: hunter22 }', 'smtp'),
  secret('stringData: { password: "${DB_PASSWORD}" }', 'postgres'),
  secret('stringData: { password: "" }', 'postgres'),
  secret('stringData: { password: "<your password>" }', 'postgres'),
  secret('data: { password: "{{ .Values.password | b64enc }}" }', 'postgres'),
  secret('stringData: { password: AUTOREPLACE_POSTGRES_PASSWORD }', 'postgres'),
  secret('stringData: { password: CHANGE_ME_APP_PASSWORD }', 'postgres'),
  secret('data: { ca.crt: aHVudGVyMjI= }', 'postgres'),
  'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: postgres }\nspec: { encryptedData: { password: AgBy } }',
])('nothing of a database\'s password is in %s', (yaml) => expect(violations(secretInManifest, yaml)).toEqual([]));

test('a Secret that a database of the input names is that database\'s report\'s', () => {
  const named = secret('stringData: { POSTGRES_PASSWORD: hunter22 }', 'postgres-secret');
  const env = 'env: [{ name: POSTGRES_PASSWORD, valueFrom: { secretKeyRef: { name: postgres-secret, key: POSTGRES_PASSWORD } } }]';
  expect(violations(secretInManifest, named, server({ container: env }))).toEqual([]);
  expect(violations(secretInManifest, named, server())).toHaveLength(1);
  expect(violations(secretInManifest, named, server({ image: 'registry.example.com/shop:1.0', container: env }))).toHaveLength(1);
});

test.each([
  ['a container', 'env: []', 'db'],
  ['a volume', 'volumeMounts: [{ name: postgres, mountPath: /data }]', 'postgres'],
  ['a variable', 'env: [{ name: postgres-login, value: x }]', 'postgres-login'],
  ['a ConfigMap', 'env: [{ name: A, valueFrom: { configMapKeyRef: { name: postgres-login, key: a } } }]', 'postgres-login'],
])('a Secret that only has the name of %s of a database is told by itself', (_, container, name) => {
  expect(violations(secretInManifest, secret('stringData: { POSTGRES_PASSWORD: hunter22 }', name), server({ container }))).toHaveLength(1);
});

test.each([
  'envFrom: [{ secretRef: { name: login } }]',
  'env: [{ name: POSTGRES_PASSWORD, valueFrom: { secretKeyRef: { name: login, key: password, optional: true } } }]',
])('a Secret that a server takes by %s is its report\'s', (container) => {
  expect(violations(secretInManifest, secret('stringData: { POSTGRES_PASSWORD: hunter22 }', 'login'), server({ container }))).toEqual([]);
});

test.each([
  'bootstrap: { initdb: { secret: { name: login } } }', 'superuserSecret: { name: login }', 'managed: { roles: [{ name: app, passwordSecret: { name: login } }] }',
  'backup: { barmanObjectStore: { s3Credentials: { accessKeyId: { name: login, key: DB_PASSWORD } } } }',
])('a Secret that a Cluster names by %s is its report\'s', (spec) => {
  const cluster = `apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: orders }\nspec: { ${spec} }`;
  expect(violations(secretInManifest, secret('stringData: { DB_PASSWORD: hunter22 }', 'login'), cluster)).toEqual([]);
  expect(violations(secretInManifest, secret('stringData: { DB_PASSWORD: hunter22 }', 'app'), cluster)).toHaveLength(1);
});

test('one that an operator without a reader names is not', () => {
  expect(violations(secretInManifest, secret('stringData: { MONGODB_USER_ADMIN_PASSWORD: hunter22 }', 'users'),
    'apiVersion: psmdb.percona.com/v1\nkind: PerconaServerMongoDB\nmetadata: { name: db }\nspec: { secrets: { users: users } }')).toHaveLength(1);
});
