import { Manifests } from '../../../src/checklist/manifests';
import { NeededPath, NetworkOf, readNetwork } from '../../../src/checklist/readers/network';
import { NeededPort } from '../../../src/checklist/readers/network-rule';

const POD = { 'cnpg.io/cluster': 'orders', 'cnpg.io/podRole': 'instance' };

function policy(spec: unknown, name = 'orders', namespace = 'database') {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}

function read(policies: any[], paths: NeededPath[] = [], more: Partial<NetworkOf> = {}) {
  return readNetwork(new Manifests(policies), { namespace: 'database', podLabels: POD, paths, clientPort: { port: 5432 }, ...more });
}

function path(direction: 'ingress' | 'egress', peer: NeededPath['peer'], ...ports: NeededPort[]): NeededPath {
  return { what: 'a path', direction, ports, peer };
}

function isAllowed(policies: any[], needed: NeededPath): boolean {
  return read(policies, [needed]).paths[0].allowed;
}

const OWN = { 'cnpg.io/cluster': 'orders' };
const METRICS = { port: 9187, name: 'metrics' };
const prometheus = path('ingress', { namespace: 'monitoring', podLabels: { app: 'prometheus' } }, METRICS);
const ingress = (...rules: unknown[]) => policy({ podSelector: { matchLabels: OWN }, policyTypes: ['Ingress'], ingress: rules });
const egress = (...rules: unknown[]) => policy({ podSelector: { matchLabels: OWN }, policyTypes: ['Egress'], egress: rules });

describe('which policies restrict', () => {
  test('without a policy nothing is restricted and every path is allowed', () => {
    expect(read([], [prometheus])).toEqual({
      policies: [], ingressRestricted: false, egressRestricted: false, paths: [{ what: 'a path', allowed: true }], open: [], unheld: [],
    });
  });

  test.each<[string, object, string[] | undefined, string?, string?]>([
    ['the pods', { endpointSelector: { matchLabels: { 'k8s:cnpg.io/cluster': 'orders' } }, ingress: [{}] }, ['CiliumNetworkPolicy orders']],
    ['the pods by an expression', { endpointSelector: { matchExpressions: [{ key: 'any:cnpg.io/cluster', operator: 'In', values: ['orders'] }] }, ingressDeny: [{}] }, ['CiliumNetworkPolicy orders']],
    ['their namespace in the whole cluster', { endpointSelector: { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'database' } }, ingress: [{}] },
      ['CiliumClusterwideNetworkPolicy orders'], 'default', 'CiliumClusterwideNetworkPolicy'],
    ['other pods', { endpointSelector: { matchLabels: { app: 'web' } }, ingress: [{}] }, undefined],
    ['the pods of another namespace', { endpointSelector: {}, ingress: [{}] }, undefined, 'other'],
    ['the pods, for what goes out', { endpointSelector: {}, egress: [{}] }, undefined],
    ['nodes', { nodeSelector: {}, ingress: [{}] }, undefined],
  ])('a policy of Cilium is seen where it selects %s', (_, spec, expected, namespace = 'database', kind = 'CiliumNetworkPolicy') => {
    expect(read([{ ...policy(spec, 'orders', namespace), apiVersion: 'cilium.io/v2', kind }]).foreign).toEqual(expected);
  });

  test('a policy of another namespace or for other pods restricts nothing', () => {
    const others = [policy({ podSelector: {} }, 'elsewhere', 'other'), policy({ podSelector: { matchLabels: { app: 'postgres' } } })];
    expect(read(others, [prometheus])).toMatchObject({ policies: [], ingressRestricted: false });
  });

  test('without policyTypes ingress is restricted, egress only when there are egress rules', () => {
    expect(read([policy({ podSelector: {} })])).toMatchObject({ policies: ['orders'], ingressRestricted: true, egressRestricted: false });
    expect(read([policy({ podSelector: {}, egress: [] })])).toMatchObject({ egressRestricted: false });
    expect(read([policy({ podSelector: {}, egress: [{}] })])).toMatchObject({ ingressRestricted: true, egressRestricted: true });
  });

  test('policyTypes say what is restricted, whatever rules there are', () => {
    expect(read([policy({ podSelector: {}, policyTypes: ['Egress'] })])).toMatchObject({ ingressRestricted: false, egressRestricted: true });
  });

  test('what one policy allows no other forbids', () => {
    expect(isAllowed([policy({ podSelector: {} }, 'deny-all'), ingress({ ports: [{ port: 9187 }] })], prometheus)).toBe(true);
  });
});

describe('ports', () => {
  test.each([
    ['the number', [{ port: 9187 }], true],
    ['another number', [{ port: 5432 }], false],
    ['the name', [{ port: 'metrics' }], true],
    ['another name', [{ port: 'postgresql' }], false],
    ['a range that holds it', [{ port: 9000, endPort: 9200 }], true],
    ['a range that ends before it', [{ port: 9000, endPort: 9186 }], false],
    ['the other protocol', [{ port: 9187, protocol: 'UDP' }], false],
    ['a protocol alone', [{ protocol: 'TCP' }], true],
    ['none', [], true],
  ])('a rule with %s', (_, ports, allowed) => {
    expect(isAllowed([ingress({ ports })], prometheus)).toBe(allowed);
  });

  test('a path with two ports needs both, of whichever rules', () => {
    const needed = path('ingress', { namespace: 'cnpg-system', podLabels: {} }, { port: 8000 }, { port: 5432 });
    expect(isAllowed([ingress({ ports: [{ port: 8000 }] })], needed)).toBe(false);
    expect(isAllowed([ingress({ ports: [{ port: 8000 }] }, { ports: [{ port: 5432 }] })], needed)).toBe(true);
  });

  test('DNS over UDP needs a rule for UDP', () => {
    const dns = path('egress', { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } }, { port: 53, protocol: 'UDP' });
    expect(isAllowed([egress({ ports: [{ port: 53 }] })], dns)).toBe(false);
    expect(isAllowed([egress({ ports: [{ port: 53, protocol: 'UDP' }] })], dns)).toBe(true);
  });
});

describe('pods as peers', () => {
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } };
  const podSelector = { matchLabels: { app: 'prometheus' } };

  test.each([
    ['everybody', {}, true],
    ['an empty list', { from: [] }, true],
    ['its namespace by the name that every namespace carries', { from: [{ namespaceSelector }] }, true],
    ['its namespace and its labels', { from: [{ namespaceSelector, podSelector }] }, true],
    ['its namespace and other labels', { from: [{ namespaceSelector, podSelector: { matchLabels: { app: 'grafana' } } }] }, false],
    ['its labels in the policy\'s own namespace', { from: [{ podSelector }] }, false],
    ['its namespace by a label that nobody shows', { from: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }] }, false],
    ['any address, which is none of a pod', { from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }, false],
  ])('a rule for %s', (_, rule, allowed) => {
    expect(isAllowed([ingress(rule)], prometheus)).toBe(allowed);
  });

  test('a podSelector alone means the policy\'s namespace', () => {
    const sibling = path('ingress', { namespace: 'database', podLabels: POD }, { port: 8000 });
    expect(isAllowed([ingress({ from: [{ podSelector: { matchLabels: OWN } }] })], sibling)).toBe(true);
    expect(isAllowed([ingress({ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] })], sibling)).toBe(false);
  });

  test('labels of a namespace come from its manifest or from the caller', () => {
    const rule = ingress({ from: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }] });
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring', labels: { name: 'monitoring' } } };
    expect(isAllowed([rule, namespace], prometheus)).toBe(true);
    const told = path('ingress', { namespace: 'monitoring', podLabels: {}, namespaceLabels: { name: 'monitoring' } }, METRICS);
    expect(isAllowed([rule], told)).toBe(true);
  });
});

describe('addresses as peers', () => {
  const to = (addresses: string[] | undefined) => path('egress', { addresses }, { port: 443 });
  const block = (cidr: string, except?: string[]) => egress({ to: [{ ipBlock: { cidr, except } }], ports: [{ port: 443 }] });

  test.each([
    ['inside the block', block('10.0.0.0/8'), ['10.1.0.0/16'], true],
    ['the block itself', block('10.1.0.0/16'), ['10.1.0.0/16'], true],
    ['wider than the block', block('10.0.0.0/16'), ['10.0.0.0/8'], false],
    ['outside of the block', block('10.0.0.0/8'), ['192.168.0.1/32'], false],
    ['in an exception', block('10.0.0.0/8', ['10.1.0.0/16']), ['10.1.2.3/32'], false],
    ['around an exception', block('10.0.0.0/8', ['10.1.2.0/24']), ['10.1.0.0/16'], false],
    ['beside an exception', block('10.0.0.0/8', ['10.2.0.0/16']), ['10.1.0.0/16'], true],
    ['one of two outside', block('10.0.0.0/8'), ['10.0.0.1/32', '11.0.0.1/32'], false],
    ['IPv6 inside', block('fd00::/8'), ['fd00:1::1/128'], true],
    ['IPv6 outside', block('fd00::/8'), ['fe80::1/128'], false],
    ['IPv6 in an IPv4 block', block('0.0.0.0/0'), ['::1/128'], false],
    ['IPv4 in an IPv6 block', block('::/0'), ['10.0.0.1/32'], false],
    ['IPv4 written as IPv6', block('10.0.0.0/8'), ['::ffff:10.0.0.1/128'], false],
    ['an address without length', block('10.0.0.0/8'), ['10.0.0.1'], true],
    ['no address', block('10.0.0.0/8'), ['api.example.com'], false],
  ])('%s', (_, rule, addresses, allowed) => {
    expect(isAllowed([rule], to(addresses))).toBe(allowed);
  });

  test('unknown addresses need a rule that opens the port to a block or to everybody', () => {
    expect(isAllowed([block('10.0.0.0/8')], to(undefined))).toBe(true);
    expect(isAllowed([egress({ ports: [{ port: 443 }] })], to(undefined))).toBe(true);
    expect(isAllowed([egress({ to: [{ podSelector: {} }], ports: [{ port: 443 }] })], to(undefined))).toBe(false);
    expect(isAllowed([egress({ ports: [{ port: 53 }] })], to(undefined))).toBe(false);
  });
});

describe('what is open to everybody', () => {
  test.each([
    ['no peer', {}, ['NetworkPolicy orders lets everybody in on port 5432']],
    ['an empty peer', { from: [{}] }, ['NetworkPolicy orders lets everybody in on port 5432']],
    ['every namespace', { from: [{ namespaceSelector: {} }] }, ['NetworkPolicy orders lets every pod of every namespace in on port 5432']],
    ['every namespace and pod', { from: [{ namespaceSelector: {}, podSelector: {} }] },
      ['NetworkPolicy orders lets every pod of every namespace in on port 5432']],
    ['every IPv4 address', { from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }, ['NetworkPolicy orders lets every address of 0.0.0.0/0 in on port 5432']],
    ['every IPv6 address', { from: [{ ipBlock: { cidr: '::/0' } }] }, ['NetworkPolicy orders lets every address of ::/0 in on port 5432']],
    ['some addresses', { from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }, []],
    ['some pods of every namespace', { from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'x' } } }] }, []],
    ['every pod of the own namespace', { from: [{ podSelector: {} }] }, []],
    ['everybody on another port', { ports: [{ port: 9187 }] }, []],
  ])('%s', (_, rule, open) => {
    expect(read([ingress(rule)]).open).toEqual(open);
  });
});

describe('everybody in other words', () => {
  const blocks = (...cidrs: string[]) => ({ from: cidrs.map((cidr) => ({ ipBlock: { cidr } })) });
  const inNamespaces = (matchExpressions: object[], podSelector?: object) => (
    { from: [{ namespaceSelector: { matchExpressions }, ...(podSelector && { podSelector }) }] });
  const NAME = 'kubernetes.io/metadata.name';

  test.each<[string, object, string]>([
    ['two halves', blocks('0.0.0.0/1', '128.0.0.0/1'), '100 % of all IPv4 addresses (0.0.0.0/1 and 128.0.0.0/1)'],
    ['two halves of IPv6', blocks('::/1', '8000::/1'), '100 % of all public IPv6 addresses (::/1 and 8000::/1)'],
    ['all that is given out of IPv6', blocks('2000::/3'), '100 % of all public IPv6 addresses (2000::/3)'],
    ['what is left without a private range',
      blocks('1.0.0.0/8', '2.0.0.0/7', '4.0.0.0/6', '8.0.0.0/7', '11.0.0.0/8', '12.0.0.0/6', '16.0.0.0/4', '32.0.0.0/3', '64.0.0.0/2', '128.0.0.0/1'), '99 % of all IPv4 addresses (10 blocks)'],
    ['every address but one', { from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }] }, 'every address of 0.0.0.0/0'],
    ['namespaces that have a name', inNamespaces([{ key: NAME, operator: 'Exists' }]), 'every pod of every namespace'],
    ['namespaces without a label', inNamespaces([{ key: 'tenant', operator: 'DoesNotExist' }]), 'every pod of every namespace without label tenant'],
    ['all namespaces but two', inNamespaces([{ key: NAME, operator: 'NotIn', values: ['kube-system', 'ci'] }]),
      `every pod of every namespace whose label ${NAME} is not kube-system or ci`],
    ['pods without a label', inNamespaces([], { matchExpressions: [{ key: 'quarantine', operator: 'DoesNotExist' }] }), 'every pod without label quarantine of every namespace'],
  ])('%s', (_, rule, who) => expect(read([ingress(rule)]).open).toEqual([`NetworkPolicy orders lets ${who} in on port 5432`]));

  test.each<[string, object]>([
    ['private ranges', blocks('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8')],
    ['less than half', blocks('0.0.0.0/2', '128.0.0.0/3')],
    ['everything with everything excepted', { from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['0.0.0.0/1', '128.0.0.0/1'] } }] }],
    ['one namespace', inNamespaces([{ key: NAME, operator: 'In', values: ['shop'] }])],
    ['namespaces with a label of their own', inNamespaces([{ key: 'may-use-database', operator: 'Exists' }])],
    ['namespaces of which one label is asked and another is not', inNamespaces([{ key: 'team', operator: 'Exists' }, { key: 'tenant', operator: 'DoesNotExist' }])],
    ['no namespace at all', inNamespaces([{ key: NAME, operator: 'DoesNotExist' }])],
    ['certain pods of all namespaces but one', inNamespaces([{ key: NAME, operator: 'NotIn', values: ['ci'] }], { matchLabels: { app: 'web' } })],
    ['pods of the own namespace without a label', { from: [{ podSelector: { matchExpressions: [{ key: 'quarantine', operator: 'DoesNotExist' }] } }] }],
    ['everybody on another port', { ...blocks('0.0.0.0/1', '128.0.0.0/1'), ports: [{ port: 9187 }] }],
  ])('not %s', (_, rule) => expect(read([ingress(rule)]).open).toEqual([]));

  test('what policies let in is added up', () => {
    const half = (cidr: string, name: string) => policy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [blocks(cidr)] }, name);
    expect(read([half('0.0.0.0/1', 'low'), half('128.0.0.0/1', 'high')]).open)
      .toEqual(['NetworkPolicies low and high together let 100 % of all IPv4 addresses (0.0.0.0/1 and 128.0.0.0/1) in on port 5432']);
  });
});

describe('for whom policies may not hold', () => {
  const own = ingress({ from: [{ podSelector: {} }] });
  const service = (spec: object, annotations = {}) => ({
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'outside', namespace: 'database', annotations }, spec: { selector: OWN, ports: [{ port: 15432, targetPort: 5432 }], ...spec },
  });
  const unheld = (...manifests: any[]) => read([own, ...manifests]).unheld;

  test.each<[string, object]>([
    ['LoadBalancer without loadBalancerSourceRanges', { type: 'LoadBalancer' }],
    ['LoadBalancer with loadBalancerSourceRanges for 100 % of all IPv4 addresses (0.0.0.0/0)', { type: 'LoadBalancer', loadBalancerSourceRanges: ['0.0.0.0/0'] }],
    ['NodePort', { type: 'NodePort' }],
    ['externalIPs', { type: 'ClusterIP', externalIPs: ['203.0.113.1'] }],
  ])('a Service of %s leads around them', (by, spec) => {
    expect(unheld(service(spec))).toEqual([
      `Service outside (${by}) leads from outside to port 5432, and what comes by a node's address is not held back by every network plugin; set its externalTrafficPolicy to Local, or waive the rule with what filters before it.`,
    ]);
  });

  test.each<[string, any]>([
    ['inside of the cluster', service({ type: 'ClusterIP' })],
    ['that keeps the client\'s address', service({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' })],
    ['for an office', service({ type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24'] })],
    ['for the cloud\'s own network', service({ type: 'LoadBalancer' }, { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' })],
    ['for a tailnet', service({ type: 'LoadBalancer', loadBalancerClass: 'tailscale' })],
    ['to another port', service({ type: 'LoadBalancer', ports: [{ port: 9187 }] })],
    ['to other pods', service({ type: 'LoadBalancer', selector: { app: 'web' } })],
  ])('a Service %s does not', (_, manifest) => expect(unheld(manifest)).toEqual([]));

  test('a Service that selects the primary only does, too', () => {
    const manifest = service({ type: 'NodePort', selector: { ...OWN, role: 'primary' } });
    expect(read([own, manifest]).unheld).toEqual([]);
    expect(read([own, manifest], [], { roles: [{ role: 'primary' }] }).unheld).toHaveLength(1);
  });

  test('pods on the node\'s network may be beyond them, and without a policy there is nothing to hold', () => {
    expect(read([own], [], { onHostNetwork: true }).unheld).toEqual([expect.stringMatching(/^Its pods are on the node's network \(hostNetwork: true\)/)]);
    expect(read([], [], { onHostNetwork: true }).unheld).toEqual([]);
  });
});

describe('the guide\'s policy for PostgreSQL (10.1)', () => {
  /** Section 10.1 of the guide, with the label that it selects by. */
  function guidePolicy(matchLabels: Record<string, string>) {
    return policy({
      podSelector: { matchLabels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{
        from: [
          { namespaceSelector: { matchLabels: { name: 'application' } }, podSelector: { matchLabels: { app: 'backend' } } },
          { podSelector: { matchLabels } },
        ],
        ports: [{ port: 5432, protocol: 'TCP' }],
      }],
      egress: [
        { to: [{ podSelector: { matchLabels } }], ports: [{ port: 5432, protocol: 'TCP' }] },
        { ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] },
      ],
    }, 'postgres-network-policy');
  }

  const named = (what: string, needed: NeededPath) => ({ ...needed, what });
  const operator = { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } };
  const paths = [
    named('instances reach each other on 5432', path('ingress', { namespace: 'database', podLabels: POD }, { port: 5432 })),
    named('the operator reaches 8000', path('ingress', operator, { port: 8000 })),
    named('Prometheus reaches 9187', prometheus),
    named('DNS', path('egress', { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } }, { port: 53, protocol: 'UDP' })),
    named('the API server', path('egress', { addresses: undefined }, { port: 443 })),
    named('the object store', path('egress', { addresses: undefined }, { port: 443 })),
  ];

  test('as written it selects no pod of the operator', () => {
    expect(read([guidePolicy({ app: 'postgres' })], paths)).toMatchObject({ policies: [], ingressRestricted: false, egressRestricted: false });
  });

  test('with the operator\'s label it cuts off operator, metrics, API server and object store', () => {
    const facts = read([guidePolicy(OWN)], paths);
    expect(facts.policies).toEqual(['postgres-network-policy']);
    expect(facts.paths.filter(({ allowed }) => !allowed).map(({ what }) => what))
      .toEqual(['the operator reaches 8000', 'Prometheus reaches 9187', 'the API server', 'the object store']);
  });
});
