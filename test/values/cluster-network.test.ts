import { ClusterNetwork } from '../../src/values/cluster-network';

test('nothing is known of a cluster but what every one has', () => {
  expect(ClusterNetwork.of()).toEqual({
    apiServer: [],
    objectStore: [],
    nodeLocalDns: [],
    identityEndpoint: [],
    clusterDomain: 'cluster.local',
    cloudNativePgNamespace: 'cnpg-system',
    perconaXtraDbClusterNamespace: 'pxc-operator',
    perconaServerMongoDbNamespace: 'psmdb-operator',
    mongoDbKubernetesNamespace: 'mongodb',
  });
});

test.each(['10.0.0.1/32', '10.0.0.0/8', '0.0.0.0/1', '169.254.20.10/32', 'fd00::1/128', '2001:db8::/32', 'fd00:1:2:3::/64', '::1/128', 'fd00:0:0:0:0:0:0:0/8'])(
  '%s is a range of addresses', (cidr) => {
    expect(ClusterNetwork.of({ apiServer: [cidr] }).apiServer).toEqual([cidr]);
  });

describe('an address is refused', () => {
  const form = (got: unknown) => `network.apiServer must be a CIDR, got ${JSON.stringify(got)}; `
    + 'write an address with its prefix length, for example "10.0.0.1/32"; a policy knows no DNS names';
  const every = (got: string) => `network.apiServer must not be every address, got "${got}"; leave it out where the addresses are not known; the report then says so`;
  const beyond = (got: string, bits: number) => `network.apiServer must be the first address of its range: bits are set beyond the ${bits} of the prefix, got "${got}"; `
    + 'correct the address or the prefix length';

  test.each<[string, string, string]>([
    ['that is empty', '', form('')],
    ['without a prefix', '10.0.0.1', form('10.0.0.1')],
    ['that is a name', 'api.example.com', form('api.example.com')],
    ['with a prefix that is too long', '10.0.0.1/33', form('10.0.0.1/33')],
    ['with a negative prefix', '10.0.0.1/-1', form('10.0.0.1/-1')],
    ['with a prefix that is a fraction', '10.0.0.0/8.5', form('10.0.0.0/8.5')],
    ['with a prefix that starts with 0', '10.0.0.0/08', form('10.0.0.0/08')],
    ['with two prefixes', '10.0.0.0/8/8', form('10.0.0.0/8/8')],
    ['with an octet too many', '10.0.0.0.0/8', form('10.0.0.0.0/8')],
    ['with an octet that starts with 0', '010.0.0.0/8', form('010.0.0.0/8')],
    ['of one link', 'fe80::1%eth0/64', form('fe80::1%eth0/64')],
    ['that is everything', '0.0.0.0/0', every('0.0.0.0/0')],
    ['that is everything of IPv6', '::/0', every('::/0')],
    ['inside its range', '10.0.0.1/24', beyond('10.0.0.1/24', 24)],
    ['inside its range of IPv6', '2001:db8::1/32', beyond('2001:db8::1/32', 32)],
    ['of IPv4 in the form of IPv6', '::ffff:10.0.0.1/128',
      'network.apiServer must not be an IPv4 address in IPv6 form, got "::ffff:10.0.0.1/128"; write the IPv4 address'],
  ])('%s', (_, cidr, message) => {
    expect(() => ClusterNetwork.of({ apiServer: [cidr] })).toThrow(new Error(message));
  });

  test('whatever it is of', () => {
    for (const prop of ['objectStore', 'nodeLocalDns', 'identityEndpoint']) {
      expect(() => ClusterNetwork.of({ [prop]: ['x'] })).toThrow(new Error(form('x').replace('apiServer', prop)));
    }
  });
});

test.each(['', 'Cluster.local', 'cluster..local', 'cluster.local.', 'größe'])('the domain %p is refused', (clusterDomain) => {
  expect(() => ClusterNetwork.of({ clusterDomain })).toThrow(new Error('network.clusterDomain must be a DNS subdomain name '
    + `(lower-case letters, digits, "-" and ".", at most 253 characters), got ${JSON.stringify(clusterDomain)}; choose such a name`));
});

test.each(['cloudNativePgNamespace', 'perconaXtraDbClusterNamespace', 'perconaServerMongoDbNamespace', 'mongoDbKubernetesNamespace'] as const)(
  '%s may start with a digit, as every namespace may', (prop) => {
    expect(ClusterNetwork.of({ [prop]: '1st' })[prop]).toBe('1st');
    expect(() => ClusterNetwork.of({ [prop]: 'CNPG' })).toThrow(new Error(`network.${prop} must be the name of a namespace `
      + '(lower-case letters, digits and "-", at most 63 characters), got "CNPG"; choose such a name'));
  });
