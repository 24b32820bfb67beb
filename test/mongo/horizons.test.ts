import { ApiObject, JsonPatch } from 'cdk8s';
import { MongoOperator, MongoReplicaSetProps, PitrRestore, RecoveryPoint, Waiver } from '../../src';
import { MONGO_DRILLS, sessions } from '../support/mongo';
import { schemaErrors } from '../support/schema-check';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const HOSTS = ['sessions-0.db.example.com', 'sessions-1.db.example.com:27018', 'sessions-2.db.example.com'];
const EXTERNAL = { name: 'external', hosts: HOSTS, clients: ['203.0.113.0/24', '198.51.100.7/32'] };
const VPN = { name: 'vpn', hosts: ['db.vpn.example.com:27001', 'db.vpn.example.com:27002', 'db.vpn.example.com:27003'], clients: ['10.8.0.0/16', '203.0.113.0/24'] };
const BALANCED: Partial<MongoReplicaSetProps> = {
  horizons: [EXTERNAL, VPN], loadBalancers: { annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' }, loadBalancerClass: 'service.k8s.aws/nlb' },
};

function replset(props: Partial<MongoReplicaSetProps>): any {
  return theOne(sessions(props).app, 'PerconaServerMongoDB', 'sessions').spec.replsets[0];
}

test.each<[string, Partial<MongoReplicaSetProps>]>([
  ['without load balancers', { horizons: [EXTERNAL, VPN] }],
  ['with load balancers', BALANCED],
  ['by MongoDB\'s own operator', { horizons: [EXTERNAL, VPN], operator: MongoOperator.COMMUNITY }],
])('%s, what is written passes the checklist and the schemas', (_, props) => {
  const { app } = sessions(props);
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

test('each member has its host in each horizon, with a port', () => {
  expect(replset({ horizons: [EXTERNAL, VPN] }).splitHorizons).toEqual({
    'sessions-rs0-0': { external: 'sessions-0.db.example.com:27017', vpn: 'db.vpn.example.com:27001' },
    'sessions-rs0-1': { external: 'sessions-1.db.example.com:27018', vpn: 'db.vpn.example.com:27002' },
    'sessions-rs0-2': { external: 'sessions-2.db.example.com:27017', vpn: 'db.vpn.example.com:27003' },
  });
  expect(theOne(sessions({ horizons: [VPN], operator: MongoOperator.COMMUNITY }).app, 'MongoDBCommunity', 'sessions').spec.replicaSetHorizons)
    .toEqual([{ vpn: 'db.vpn.example.com:27001' }, { vpn: 'db.vpn.example.com:27002' }, { vpn: 'db.vpn.example.com:27003' }]);
});

test('an arbiter has one, because MongoDB wants it of every member, and no client is told', () => {
  const hosts = [...HOSTS, 'sessions-3.db.example.com', 'none.db.example.com'];
  const waivers = [...MONGO_DRILLS, Waiver.of({ rule: 'votes-hold-data', reason: 'no room' })];
  const { app, database } = sessions({ instances: 4, arbiter: true, waivers, horizons: [{ ...EXTERNAL, hosts }], loadBalancers: {} });
  expect(theOne(app, 'PerconaServerMongoDB', 'sessions').spec.replsets[0].splitHorizons['sessions-rs0-arbiter-0']).toEqual({ external: 'none.db.example.com:27017' });
  expect(database.endpoints.membersIn('external').map(({ host }) => host)).toEqual(hosts.slice(0, 4).map((host) => host.split(':')[0]));
  expect(JSON.stringify(theOne(app, 'NetworkPolicy', 'sessions-arbiter'))).not.toContain('ipBlock');
  expect(findings(app)).toEqual([]);
});

test.each([MongoOperator.PERCONA, MongoOperator.COMMUNITY])('the certificate of %s is for every host, once and without its port', (operator) => {
  const { dnsNames } = theOne(sessions({ operator, horizons: [EXTERNAL, VPN] }).app, 'Certificate', 'sessions-server-tls').spec;
  expect(dnsNames.slice(-4)).toEqual([...HOSTS.map((host) => host.split(':')[0]), 'db.vpn.example.com']);
});

test.each([MongoOperator.PERCONA, MongoOperator.COMMUNITY])('the policy of %s lets in the clients of each horizon', (operator) => {
  const { ingress } = theOne(sessions({ operator, horizons: [EXTERNAL, VPN] }).app, 'NetworkPolicy', 'sessions').spec;
  expect(ingress.filter(({ from }: any) => from[0].ipBlock)).toEqual([EXTERNAL, VPN].map(({ clients }) => (
    { from: clients.map((cidr) => ({ ipBlock: { cidr } })), ports: [{ port: 27017, protocol: 'TCP' }] })));
});

test('load balancers let in the same addresses, and keep them', () => {
  expect(replset(BALANCED).expose).toEqual({
    enabled: true,
    type: 'LoadBalancer',
    externalTrafficPolicy: 'Local',
    loadBalancerSourceRanges: ['203.0.113.0/24', '198.51.100.7/32', '10.8.0.0/16'],
    annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' },
    loadBalancerClass: 'service.k8s.aws/nlb',
  });
  expect(replset({ horizons: [EXTERNAL] }).expose).toBeUndefined();
});

test.each<[string, string, unknown, string]>([
  ['a load balancer that lets in everybody', '/spec/replsets/0/expose/loadBalancerSourceRanges', ['0.0.0.0/0'], '/spec/replsets/0/expose/externalTrafficPolicy'],
])('%s, and does not keep who comes, does not pass', (_, path, value, policy) => {
  const { app, database } = sessions(BALANCED);
  ApiObject.of(database).addJsonPatch(JsonPatch.replace(path, value), JsonPatch.replace(policy, 'Cluster'));
  expect(failedRules(app)).toEqual(['network-isolated']);
});

test('clients outside are told a connection string without secrets, of their horizon', () => {
  const { database: { endpoints } } = sessions({ horizons: [EXTERNAL, VPN] });
  expect(endpoints.uriIn('external')).toBe('mongodb://sessions-0.db.example.com:27017,sessions-1.db.example.com:27018,sessions-2.db.example.com:27017/?authSource=admin&replicaSet=rs0&tls=true&w=majority');
  expect(endpoints.membersIn('vpn').map(({ host, port }) => `${host}:${port}`)).toEqual(VPN.hosts);
  expect(() => endpoints.uriIn('office')).toThrow(new Error('horizon must be one of external, vpn, got "office"; give the database this one in horizons'));
  expect(() => sessions().database.endpoints.membersIn('external')).toThrow(new Error('horizon must be one that the database has, which has none, got "external"; give the database this one in horizons'));
});

test('nothing of what leads to its source leads to a restored database', () => {
  const { app, chart, database } = sessions(BALANCED);
  new PitrRestore(chart, 'Rewind', { source: database, name: 'again', to: RecoveryPoint.time('2026-03-24T10:30:00Z') });
  const restored = ofKind(app, 'PerconaServerMongoDB').find(({ metadata }) => metadata.name === 'again').spec.replsets[0];
  expect([restored.splitHorizons, restored.expose]).toEqual([undefined, undefined]);
  for (const [kind, name] of [['Certificate', 'again-server-tls'], ['NetworkPolicy', 'again']]) expect(JSON.stringify(theOne(app, kind, name))).not.toMatch(/example\.com|203\.0\.113/);
});
