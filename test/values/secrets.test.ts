import { Duration } from 'cdk8s';
import { SecretKeyRef } from '../../src/values/secret-key-ref';
import { SecretRef } from '../../src/values/secret-ref';
import { SecretStore } from '../../src/values/secret-store';

const NAME = 'name must be a DNS subdomain name (lower-case letters, digits, "-" and ".", at most 253 characters), got ';
const WRONG_NAMES = ['', 'Vault', 'a_b', '-a', 'a-', 'a..b', 'schlüssel', 'a'.repeat(254)];

describe('a Secret', () => {
  test('is a name, and who fills it when somebody says so', () => {
    expect(SecretRef.of('db-password')).toMatchObject({ name: 'db-password', managedBy: undefined });
    expect(SecretRef.of('1.db', { managedBy: 'Vault Agent' })).toMatchObject({ name: '1.db', managedBy: 'Vault Agent' });
  });

  test.each(WRONG_NAMES)('called %p is refused', (name) => {
    const message = `${NAME}${JSON.stringify(name)}; choose such a name`;
    expect(() => SecretRef.of(name)).toThrow(new Error(message));
    expect(() => SecretKeyRef.of(name, 'key')).toThrow(new Error(message));
  });

  test('filled by nobody is refused', () => {
    expect(() => SecretRef.of('a', { managedBy: ' ' })).toThrow(new Error('managedBy must not be empty, got " "; say who fills the Secret or leave it out'));
  });
});

describe('a key of a Secret', () => {
  test('is kept', () => {
    expect(SecretKeyRef.of('store-ca', 'ca.crt')).toMatchObject({ name: 'store-ca', key: 'ca.crt' });
  });

  test.each(['', 'a b', 'a/b', 'größe', '.', '..', '..data', 'a'.repeat(254)])('%p is refused', (key) => {
    expect(() => SecretKeyRef.of('a', key)).toThrow(new Error('key must be a key of a Secret or ConfigMap (letters, digits, "-", "_", "."), '
      + `got ${JSON.stringify(key)}; name the key that holds the value`));
  });
});

describe('a secret store', () => {
  test('has one scheme of remote keys', () => {
    expect(SecretStore.cluster('vault').remoteKey('shop', 'orders', 'app')).toBe('databases/shop/orders/app');
    expect(SecretStore.namespaced('vault', { prefix: 'prod/db' }).remoteKey('shop', 'orders', 'app')).toBe('prod/db/shop/orders/app');
  });

  test('is of the whole cluster or one in each namespace, and is read again every quarter of an hour', () => {
    expect(SecretStore.cluster('vault')).toMatchObject({ name: 'vault', kind: 'ClusterSecretStore', refreshSeconds: 900 });
    expect(SecretStore.namespaced('vault', { refreshInterval: Duration.hours(2) })).toMatchObject({ kind: 'SecretStore', refreshSeconds: 7200 });
  });

  test.each(WRONG_NAMES)('called %p is refused', (name) => {
    const message = `${NAME}${JSON.stringify(name)}; choose such a name`;
    expect(() => SecretStore.cluster(name)).toThrow(new Error(message));
    expect(() => SecretStore.namespaced(name)).toThrow(new Error(message));
  });

  test.each(['', '/', '/databases', 'databases/', 'a//b', 'a b'])('with the prefix %p is refused', (prefix) => {
    expect(() => SecretStore.cluster('vault', { prefix }))
      .toThrow(new Error(`prefix must be path parts joined by "/", got ${JSON.stringify(prefix)}; write for example "prod/databases"`));
  });

  test.each<[string, Duration, string]>([
    ['0', Duration.seconds(0), '"0 s"'],
    ['a fraction of a second', Duration.millis(1500), '"1.5 s"'],
    ['no number', Duration.seconds(NaN), '"NaN s"'],
  ])('read again after %s is refused', (_, refreshInterval, got) => {
    expect(() => SecretStore.cluster('vault', { refreshInterval }))
      .toThrow(new Error(`refreshInterval must be whole seconds, at least one, got ${got}; a password that is never read again cannot be rotated`));
  });
});

describe('a secret store whose names have no slash', () => {
  test('joins the parts of a remote key by another separator', () => {
    expect(SecretStore.cluster('google', { separator: '-' }).remoteKey('shop', 'orders', 'app')).toBe('databases-shop-orders-app');
  });

  test('is refused with a separator that no store takes, or a slash in the prefix', () => {
    expect(() => SecretStore.cluster('google', { separator: ':' }))
      .toThrow(new Error('separator must be one of "/", "-", "_" and ".", got ":"; choose what the store allows in names'));
    expect(() => SecretStore.cluster('google', { separator: '-', prefix: 'prod/databases' }))
      .toThrow(new Error('prefix must go with the separator "-", got "prod/databases"; write it without "/"'));
  });
});
