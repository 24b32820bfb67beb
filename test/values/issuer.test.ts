import { CaDistribution } from '../../src/values/ca-distribution';
import { Issuer } from '../../src/values/issuer';

test('clients in other namespaces get the CA of a ClusterIssuer by a Certificate of their own, or by a bundle', () => {
  expect(Issuer.cluster('internal-ca')).toMatchObject({ name: 'internal-ca', kind: 'ClusterIssuer', distribution: { configMap: undefined, key: undefined } });
  expect(Issuer.cluster('internal-ca', { distribution: CaDistribution.trustManagerBundle('bundle', 'ca.crt') }))
    .toMatchObject({ distribution: { configMap: 'bundle', key: 'ca.crt' } });
});

test('they get nothing from an Issuer of one namespace', () => {
  expect(Issuer.namespaced('internal-ca')).toMatchObject({ kind: 'Issuer', distribution: undefined });
});

test.each(['', 'CA', 'a_b', 'größe', 'a'.repeat(254)])('the name %p is refused', (name) => {
  const message = `name must be a DNS subdomain name (lower-case letters, digits, "-" and ".", at most 253 characters), got ${JSON.stringify(name)}; choose such a name`;
  expect(() => Issuer.cluster(name)).toThrow(new Error(message));
  expect(() => Issuer.namespaced(name)).toThrow(new Error(message));
  expect(() => CaDistribution.trustManagerBundle(name, 'ca.crt')).toThrow(new Error(message));
});

test.each(['', ' ', 'ca crt', '..'])('the key %p of a bundle is refused', (key) => {
  expect(() => CaDistribution.trustManagerBundle('bundle', key)).toThrow(new Error(
    `key must be a key of a Secret or ConfigMap (letters, digits, "-", "_", "."), got ${JSON.stringify(key)}; name the key that holds the value`));
});
