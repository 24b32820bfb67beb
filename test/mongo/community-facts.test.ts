import { readFileSync } from 'fs';
import { parse } from 'yaml';
import { MongoOperator } from '../../src';
import { DatabaseFacts } from '../../src/checklist/facts';
import { judge } from '../../src/checklist/judge';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { communityReader } from '../../src/mongo/community-facts';
import { sessions } from '../support/mongo';
import { written } from '../support/written';
import { spoiltIn } from '../support/wrong-kinds';

const TODAY = new Date('2026-11-21T00:00:00Z');
const GOOD = JSON.stringify(written(sessions({ operator: MongoOperator.COMMUNITY }).app));

type Spoil = (manifest: any) => void;

function spoilt(kind: string, spoil: Spoil): Manifest[] {
  const copy: Manifest[] = JSON.parse(GOOD);
  copy.filter((manifest) => manifest.kind === kind).forEach(spoil);
  return copy;
}

function read(of: Manifest[]): DatabaseFacts {
  return communityReader.read(of.find(({ kind }) => kind === 'MongoDBCommunity')!, new Manifests(of));
}

function notMet(of: Manifest[]): string[] {
  return judge(read(of), TODAY).results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown').map(({ rule }) => rule.id);
}

function pod({ spec }: any): any {
  return spec.statefulSet.spec.template.spec;
}

test('what the construct writes meets every rule but those of the oplog and of the failover, which are waived', () => {
  expect(notMet(JSON.parse(GOOD))).toEqual([]);
  expect(judge(read(JSON.parse(GOOD)), TODAY).results.filter(({ outcome }) => outcome === 'waived').map(({ rule }) => rule.id)).toEqual([
    'failover-drill', 'log-archived',
  ]);
});

test.each<[string, string, Spoil, string[]]>([
  ['two members', 'MongoDBCommunity', ({ spec }) => { spec.members = 2; }, ['three-instances']],
  ['as many arbiters as members', 'MongoDBCommunity', ({ spec }) => { spec.arbiters = 3; }, ['three-instances']],
  ['an arbiter', 'MongoDBCommunity', ({ spec }) => { spec.arbiters = 1; }, ['votes-hold-data']],
  ['horizons that the certificate does not know', 'MongoDBCommunity', ({ spec }) => { spec.replicaSetHorizons = [{ external: 'sessions-0.example.com:27018' }]; }, ['tls-required']],
  ['a member without a vote', 'MongoDBCommunity', ({ spec }) => { spec.memberConfig = [{}, { votes: 0, priority: '0' }]; }, ['three-instances']],
  ['members that cannot be elected', 'MongoDBCommunity', ({ spec }) => { spec.memberConfig = [{ votes: 1 }, { priority: '0' }, { priority: '0.0' }]; }, ['three-instances']],
  ['members that differ in priority', 'MongoDBCommunity', ({ spec }) => { spec.memberConfig = [{ priority: '2' }, { priority: '1' }, { priority: '0.5' }]; }, []],
  ['data in memory', 'MongoDBCommunity', ({ spec }) => { spec.additionalMongodConfig['storage.engine'] = 'inMemory'; },
    ['storage-retained', 'storage-headroom', 'storage-expandable', 'storage-performance']],
  ['no authorization', 'MongoDBCommunity', ({ spec }) => { spec.additionalMongodConfig.security = { authorization: 'disabled' }; }, ['least-privilege']],
  ['a role that may do everything', 'MongoDBCommunity', ({ spec }) => {
    spec.users[1].roles = [{ name: 'helper', db: 'admin' }];
    spec.security.roles = [{ role: 'helper', db: 'admin', privileges: [{ resource: { anyResource: true }, actions: ['anyAction'] }], roles: [] }];
  }, ['least-privilege']],
  ['a domain that the certificate does not know', 'MongoDBCommunity', ({ spec }) => { spec.clusterDomain = 'other.example'; }, ['tls-required']],
  ['no TLS', 'MongoDBCommunity', ({ spec }) => { delete spec.security.tls; }, ['tls-required']],
  ['TLS for who wants it', 'MongoDBCommunity', ({ spec }) => { spec.security.tls.optional = true; }, ['tls-required']],
  ['a certificate without the members', 'Certificate', ({ spec }) => { spec.dnsNames = ['sessions-svc']; }, ['tls-required']],
  ['no budget', 'PodDisruptionBudget', (budget) => { budget.spec.selector.matchLabels = { app: 'other' }; }, ['disruption-budget']],
  ['a budget that lets none go', 'PodDisruptionBudget', (budget) => { budget.spec.maxUnavailable = 0; }, ['disruption-budget']],
  ['affinity that is only preferred', 'MongoDBCommunity', (of) => { pod(of).affinity = {}; }, ['spread-across-nodes-and-zones']],
  ['a user that is clusterAdmin', 'MongoDBCommunity', ({ spec }) => { spec.users[0].roles.push({ name: 'clusterAdmin', db: 'admin' }); }, ['least-privilege']],
  ['mongod with what the operator gives it, and a cache for more', 'MongoDBCommunity', (of) => { delete pod(of).containers[0].resources; }, ['parameters-tuned']],
  ['limits without memory', 'MongoDBCommunity', (of) => { pod(of).containers[0].resources.limits = { cpu: '4' }; }, ['resources-set']],
  ['no configuration', 'MongoDBCommunity', ({ spec }) => { delete spec.additionalMongodConfig; }, ['query-insight', 'parameters-tuned']],
  ['configuration by dotted paths', 'MongoDBCommunity', ({ spec }) => {
    spec.additionalMongodConfig = { 'operationProfiling.mode': 'slowOp', 'replication.oplogSizeMB': 2048 };
  }, []],
  ['an oplog that leaves the data too little', 'MongoDBCommunity', ({ spec }) => { spec.additionalMongodConfig.replication.oplogSizeMB = 20_480; }, ['storage-headroom']],
  ['a cache of all memory', 'MongoDBCommunity', ({ spec }) => { spec.additionalMongodConfig.storage.wiredTiger.engineConfig.cacheSizeGB = 8; }, ['parameters-tuned']],
  ['no exporter', 'MongoDBCommunity', (of) => { pod(of).containers.pop(); }, ['metrics-and-dashboard', 'query-insight']],
  ['a policy without the API server', 'NetworkPolicy', ({ spec }) => { spec.egress.pop(); }, ['network-isolated']],
  ['a policy without DNS', 'NetworkPolicy', ({ spec }) => { spec.egress.splice(1, 1); }, ['network-isolated']],
])('%s is seen', (_, kind, spoil, rules) => {
  expect(notMet(spoilt(kind, spoil)).sort()).toEqual([...rules].sort());
});

test('an even number of members is worth a remark', () => {
  expect(read(spoilt('MongoDBCommunity', ({ spec }) => { spec.members = 4; })).remarks).toEqual(['4 that vote survive no more than 3: an odd number is enough']);
});

/** Section 5.4 of the guide, as it stands there. */
const GUIDE = parse(readFileSync(`${__dirname}/guide-5-4.yaml`, 'utf8'));

test('the guide\'s MongoDBCommunity lacks what a manifest can show', () => {
  const { results } = judge(read([GUIDE]), TODAY);
  const found = results.filter(({ outcome }) => outcome === 'fail').map(({ rule, found: words }) => `${rule.id}: ${words}`);
  expect(found).toEqual([
    'storage-headroom: no alert fires when data and logs fills; no size of the data is declared, so the room left cannot be told',
    'disruption-budget: no PodDisruptionBudget selects its pods',
    'spread-across-nodes-and-zones: nothing keeps two instances off one node; nothing spreads the instances over zones',
    'failover-drill: no drill rehearses its failover',
    'backup-scheduled: no backup is scheduled',
    'log-archived: its log is not archived: the operator archives no oplog',
    'restore-drill: no drill rehearses its restore',
    'retention-30-days: no schedule writes backups to a store, so none are kept',
    'network-isolated: no NetworkPolicy selects its pods',
    'tls-required: it has no server certificate from an issuer; clients without TLS are let in',
    'least-privilege: role "app-user" has clusterAdmin on admin',
    'metrics-and-dashboard: no PodMonitor or ServiceMonitor selects its pods; no dashboard shows it',
    'alert-rules: no alert is about it',
    'query-insight: nothing records its statements',
    'parameters-tuned: left to the engine\'s defaults: replication.oplogSizeMB',
    'dedicated-nodes: no nodeSelector keeps it on nodes of its own; it tolerates no taint that keeps other workloads away',
  ]);
});

test.each([[GOOD], [JSON.stringify([GUIDE])]])('odd YAML in %# is read, or refused in words', (text) => {
  const given: Manifest[] = JSON.parse(text);
  const database = given.find(({ kind }) => kind === 'MongoDBCommunity')!;
  const others = given.filter(({ kind }) => ['NetworkPolicy', 'Certificate', 'PodMonitor', 'PodDisruptionBudget'].includes(kind));
  for (const { path, copy } of spoiltIn({ spec: database.spec })) {
    const odd = { ...database, spec: copy.spec };
    try {
      judge(communityReader.read(odd, new Manifests([odd, ...others])), TODAY);
    } catch (error) {
      expect(`${path}: ${(error as Error).message}`).toMatch(/^.* = .*: (spec\S* must |quantity must )/s);
    }
  }
});
