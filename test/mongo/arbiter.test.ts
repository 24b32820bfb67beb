import { App, Duration } from 'cdk8s';
import {
  ClusterNetwork, DayOfWeek, FailoverDrill, MaintenanceWindow, MongoReplicaSet, NodePool, PitrRestore, RecoveryPoint, RestoreDrillPlan, Schedule,
  Waiver,
} from '../../src';
import { judge } from '../../src/checklist/judge';
import { Manifests } from '../../src/checklist/manifests';
import { selects } from '../../src/checklist/readers/label-selector';
import { psmdbReader } from '../../src/mongo/psmdb-facts';
import { MONGO_DRILLS, SESSIONS, sessions } from '../support/mongo';
import { platformOf, shop } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const WAIVED = [...MONGO_DRILLS, Waiver.of({ rule: 'votes-hold-data', reason: 'the fifth rack has no room for a volume' })];
const ARBITER = { instances: 4, arbiter: true, waivers: WAIVED };
const LABELS = (component: string) => ({
  'app.kubernetes.io/name': 'percona-server-mongodb',
  'app.kubernetes.io/instance': 'sessions',
  'app.kubernetes.io/managed-by': 'percona-server-mongodb-operator',
  'app.kubernetes.io/part-of': 'percona-server-mongodb',
  'app.kubernetes.io/replset': 'rs0',
  'app.kubernetes.io/component': component,
});

function replset(app: App, name = 'sessions'): any {
  return theOne(app, 'PerconaServerMongoDB', name).spec.replsets[0];
}

test('four members and an arbiter do not pass the checklist without a waiver, and do with one', () => {
  const { app } = sessions({ instances: 4, arbiter: true });
  expect(findings(app)[0]).toMatch(/^votes-hold-data: 1 arbiter beside 4 instances: writes wait for 3 of them, and 2 are enough for a primary/);
  expect(failedRules(app)).toEqual(['votes-hold-data']);
  expect(findings(sessions(ARBITER).app)).toEqual([]);
});

test('a waiver of the rule is one too many without an arbiter', () => {
  expect(findings(sessions({ waivers: WAIVED }).app)[0]).toMatch(/waiver "votes-hold-data" must waive something, got a rule that is met or waived already; remove it/);
});

test('what is written with one is what the schemas take', () => {
  expect(written(sessions(ARBITER).app).flatMap(schemaErrors)).toEqual([]);
});

test('it takes a node of the pool that no member is on, and a share of no volume', () => {
  const { size, arbiter } = replset(sessions(ARBITER).app);
  const { 'app.kubernetes.io/component': _, ...all } = LABELS('mongod');
  expect([size, arbiter]).toEqual([4, {
    enabled: true,
    size: 1,
    nodeSelector: { 'node-type': 'database' },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }],
    priorityClassName: 'database',
    affinity: { advanced: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: all }, topologyKey: 'kubernetes.io/hostname' }] } } },
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: all } }],
    podDisruptionBudget: { maxUnavailable: 1 },
    resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '512Mi' } },
  }]);
});

test.each([
  ['several zones', NodePool.dedicated({ label: 'a=b', taint: 'a=b:NoSchedule', zones: ['a', 'b', 'c'], nodes: 5 }), [['DoNotSchedule', 'mongod'], ['ScheduleAnyway', undefined]], 'DoNotSchedule'],
  ['one zone', NodePool.dedicated({ label: 'a=b', taint: 'a=b:NoSchedule', zones: ['a'], nodes: 5 }), [['ScheduleAnyway', 'mongod']], 'ScheduleAnyway'],
  ['no pool', undefined, [['ScheduleAnyway', 'mongod']], 'ScheduleAnyway'],
])('members keep out of its zone where they may, in %s', (_, nodes, members, own) => {
  const of = replset(sessions(ARBITER, { nodes, tuning: undefined }).app);
  expect(of.topologySpreadConstraints.map(({ whenUnsatisfiable, labelSelector }: any) => [whenUnsatisfiable, labelSelector.matchLabels['app.kubernetes.io/component']])).toEqual(members);
  expect(of.arbiter.topologySpreadConstraints[0].whenUnsatisfiable).toBe(own);
});

test('it and the members reach each other, and nobody else reaches it but the operator', () => {
  const { app } = sessions(ARBITER, { network: ClusterNetwork.of({}) });
  const of = (name: string) => theOne(app, 'NetworkPolicy', name).spec;
  const peers = (rules: any[]) => rules.filter(({ ports }) => ports[0].port === 27017).flatMap(({ from, to }) => from ?? to);
  const pods = (component: string) => ({ podSelector: { matchLabels: LABELS(component) } });
  const operator = of('sessions-arbiter').ingress[1].from[0];
  expect(operator.namespaceSelector.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'psmdb-operator' });
  expect(of('sessions-arbiter').podSelector).toEqual(pods('arbiter').podSelector);
  expect([peers(of('sessions-arbiter').ingress), peers(of('sessions-arbiter').egress)]).toEqual([[pods('mongod'), operator], [pods('mongod')]]);
  expect(of('sessions-arbiter').egress.map(({ ports }: any) => ports[0].port)).toEqual([27017, 53]);
  expect([peers(of('sessions').ingress), peers(of('sessions').egress)]).toEqual([[pods('mongod'), pods('arbiter'), operator], [pods('mongod'), pods('arbiter')]]);
});

test.each([
  ['its policy', (policies: any[]) => policies.filter(({ metadata }) => metadata.name !== 'sessions-arbiter'), /no policy restricts what comes in/],
  ['what lets it to the members', (policies: any[]) => policies.map((of) => (of.metadata.name === 'sessions' ? without(of, 'ingress') : of)), /cut off: members from arbiters on 27017$/],
  ['what lets the members to it', (policies: any[]) => policies.map((of) => (of.metadata.name === 'sessions' ? without(of, 'egress') : of)), /cut off: members to arbiters on 27017$/],
])('the checklist misses %s', (_, change, found) => {
  const all: any[] = JSON.parse(JSON.stringify(written(sessions(ARBITER).app)));
  const changed = [...all.filter(({ kind }) => kind !== 'NetworkPolicy'), ...change(all.filter(({ kind }) => kind === 'NetworkPolicy'))];
  const database = changed.find(({ kind }) => kind === 'PerconaServerMongoDB');
  const { results } = judge(psmdbReader.read(database, new Manifests(changed)), new Date('2026-03-24'));
  expect(results.find(({ rule }) => rule.id === 'network-isolated')!.found).toMatch(found);
});

test('clients, the monitor and the drill have to do with members alone', () => {
  const { app, chart, database } = sessions({ ...ARBITER, waivers: [WAIVED[1]] });
  new FailoverDrill(chart, 'Drill', { source: database, window: MaintenanceWindow.of({ schedule: Schedule.weekly(DayOfWeek.TUESDAY, '10:00'), duration: Duration.hours(1) }) });
  expect(database.endpoints.members.map(({ host }) => host.split('.')[0])).toEqual(['sessions-rs0-0', 'sessions-rs0-1', 'sessions-rs0-2', 'sessions-rs0-3']);
  expect(selects(theOne(app, 'PodMonitor', 'sessions').spec.selector, LABELS('arbiter'))).toBe(false);
  const text = JSON.stringify(ofKind(chart, 'ConfigMap').filter(({ metadata }) => metadata.name.startsWith('sessions-failover-drill')));
  expect([text.includes('sessions-rs0-3'), text.includes('arbiter-0')]).toEqual([true, false]);
  expect(findings(app)).toEqual([]);
});

test('the names that the operator makes of it belong to nobody else', () => {
  const { chart } = sessions(ARBITER);
  const platform: any = chart.node.findChild('Platform');
  expect(() => new MongoReplicaSet(chart, 'Again', { ...SESSIONS, ...ARBITER, platform, name: 'sessions' })).toThrow(/unique in the app/);
});

describe('a restored database', () => {
  const restored = (instances?: number) => {
    const { app, chart, database } = sessions(ARBITER);
    new PitrRestore(chart, 'Rewind', { source: database, name: 'again', to: RecoveryPoint.time('2026-03-24T10:30:00Z'), instances });
    return app;
  };

  test('has an arbiter, too', () => {
    expect(replset(restored(), 'again').arbiter.enabled).toBe(true);
    expect(findings(restored())).toEqual([]);
  });

  test('of three members has none, and nothing to waive', () => {
    expect([replset(restored(3), 'again').size, replset(restored(3), 'again').arbiter]).toEqual([3, undefined]);
    expect(findings(restored(3))).toEqual([]);
  });
});

test('a drill restores into one member, without an arbiter', () => {
  const { app, chart } = shop();
  new MongoReplicaSet(chart, 'Sessions', { ...SESSIONS, ...ARBITER, platform: platformOf(chart), restoreDrill: RestoreDrillPlan.of({}) });
  const drill = ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith('sessions-restore-drill-program'));
  const text = JSON.stringify(drill.data);
  expect([text.includes('PerconaServerMongoDB'), text.includes('"arbiter'), text.includes('\\"arbiter')]).toEqual([true, false, false]);
});

function without(policy: any, direction: 'ingress' | 'egress'): any {
  policy.spec[direction][0][direction === 'ingress' ? 'from' : 'to'].splice(1, 1);
  return policy;
}
