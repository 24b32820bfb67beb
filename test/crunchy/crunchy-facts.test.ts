import { orders } from './orders';
import { DatabaseFacts } from '../../src/checklist/facts';
import { judge } from '../../src/checklist/judge';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { DatabaseReport } from '../../src/checklist/report';
import { crunchyReader } from '../../src/crunchy/crunchy-facts';
import { VELERO } from '../support/velero';
import { spoiltIn } from '../support/wrong-kinds';

const TODAY = new Date('2026-11-21T00:00:00Z');
/** No drill is there. */
const NEVER = ['failover-drill', 'restore-drill'];

type Spoil = (manifest: any) => void;

function spoilt(kind: string, spoil: Spoil, of = orders()): Manifest[] {
  // parts of it stand in several places
  const all = JSON.parse(JSON.stringify(of));
  all.filter((manifest: Manifest) => manifest.kind === kind).forEach(spoil);
  return all;
}

function ofSpec(spoil: (spec: any) => void): Manifest[] {
  return spoilt('PostgresCluster', ({ spec }) => spoil(spec));
}

function read(all: Manifest[]): DatabaseFacts {
  return crunchyReader.read(all.find(({ kind }) => kind === 'PostgresCluster')!, new Manifests(all));
}

function reportOf(all: Manifest[]): DatabaseReport {
  return judge(read(all), TODAY);
}

function notMet(all: Manifest[]): string[] {
  return reportOf(all).results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown').map(({ rule }) => rule.id).filter((id) => !NEVER.includes(id));
}

function foundBy(id: string, all: Manifest[]): string {
  return reportOf(all).results.find(({ rule }) => rule.id === id)!.found;
}

test('a good database meets every rule that one by this operator can meet', () => {
  expect(notMet(orders())).toEqual([]);
});

test('copies of its volumes by Velero are no backup of it', () => {
  expect(notMet([...ofSpec((spec) => { delete spec.backups; }), ...VELERO])).toEqual(['backup-scheduled', 'log-archived', 'retention-30-days']);
});

test.each(['v1', 'v1beta1'])('%s is read', (version) => {
  expect(crunchyReader.reads({ apiVersion: `postgres-operator.crunchydata.com/${version}`, kind: 'PostgresCluster', metadata: { name: 'a' } })).toBe(true);
});

test('the same kind of another operator is not', () => {
  expect(crunchyReader.reads({ apiVersion: 'stackgres.io/v1', kind: 'PostgresCluster', metadata: { name: 'a' } })).toBe(false);
});

test.each<[string, string, Spoil, string[]]>([
  ['a certificate without the replicas', 'Certificate', (c) => { c.spec.dnsNames = c.spec.dnsNames.filter((name: string) => !name.includes('replicas')); }, ['tls-required']],
  ['a password that the operator makes', 'ExternalSecret', (e) => { if (e.metadata.name !== 'orders-s3') e.spec.data = []; }, ['secrets-external']],
  ['a class that deletes', 'StorageClass', (s) => { s.reclaimPolicy = 'Delete'; }, ['storage-retained']],
  ['a class that cannot grow', 'StorageClass', (s) => { delete s.allowVolumeExpansion; }, ['storage-expandable']],
  ['a load balancer for everybody', 'PostgresCluster', (c) => { c.spec.service = { type: 'LoadBalancer' }; }, ['network-isolated']],
  ['a pooler on every node', 'PostgresCluster', (c) => { c.spec.proxy.pgBouncer.service = { type: 'NodePort' }; }, ['network-isolated']],
  ['a load balancer that keeps the client\'s address', 'PostgresCluster', (c) => { c.spec.service = { type: 'LoadBalancer', externalTrafficPolicy: 'Local' }; }, []],
  ['a policy without Patroni', 'NetworkPolicy', (n) => { n.spec.ingress[0].ports = [{ port: 5432 }, { port: 8432 }]; }, ['network-isolated']],
  ['a policy without pgBackRest', 'NetworkPolicy', (n) => { n.spec.ingress[0].ports = [{ port: 5432 }, { port: 8008 }]; }, ['network-isolated']],
  ['a policy without the object store', 'NetworkPolicy', (n) => { n.spec.egress[2].ports = [{ port: 6443 }]; }, ['network-isolated']],
  ['a policy for the instances only', 'NetworkPolicy', (n) => { n.spec.podSelector.matchLabels['postgres-operator.crunchydata.com/data'] = 'postgres'; }, ['network-isolated']],
  ['a monitor of another port', 'PodMonitor', (m) => { m.spec.podMetricsEndpoints[0].port = 'other'; }, ['metrics-and-dashboard']],
  ['a monitor of other pods', 'PodMonitor', (m) => { m.spec.selector.matchLabels = { app: 'orders' }; }, ['metrics-and-dashboard']],
  ['alerts on another database', 'PrometheusRule', (r) => { for (const rule of r.spec.groups[0].rules) rule.expr = rule.expr.replaceAll('orders-', 'carts-'); },
    ['storage-headroom', 'alert-rules']],
])('%s is found', (_, kind, spoil, rules) => expect(notMet(spoilt(kind, spoil))).toEqual(rules));

test.each<[string, (spec: any) => void, string[]]>([
  ['two instances', (s) => { s.instances[0].replicas = 2; }, ['three-instances']],
  ['instances that are shut down', (s) => { s.shutdown = true; }, ['three-instances', 'backup-scheduled']],
  ['a standby', (s) => { s.standby = { enabled: true, repoName: 'repo1' }; }, ['backup-scheduled']],
  ['a budget that lets none go', (s) => { s.instances[0].minAvailable = 3; }, ['disruption-budget']],
  ['a budget that is turned off', (s) => { s.instances[0].minAvailable = 0; }, ['disruption-budget']],
  ['no rule for nodes', (s) => { delete s.instances[0].affinity.podAntiAffinity; }, ['spread-across-nodes-and-zones']],
  ['anti-affinity to other pods', (s) => {
    s.instances[0].affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchLabels = { app: 'orders' };
  }, ['spread-across-nodes-and-zones']],
  ['no rule for zones', (s) => { delete s.instances[0].topologySpreadConstraints; }, ['spread-across-nodes-and-zones']],
  ['no schedule', (s) => { delete s.backups.pgbackrest.repos[0].schedules; }, ['backup-scheduled', 'retention-30-days']],
  ['a day without a backup', (s) => { s.backups.pgbackrest.repos[0].schedules.differential = '0 1 * * 1-5'; }, ['backup-scheduled']],
  ['a schedule of six fields', (s) => { s.backups.pgbackrest.repos[0].schedules.full = '0 0 1 * * 0'; }, ['backup-scheduled']],
  ['no backups at all', (s) => { delete s.backups; }, ['backup-scheduled', 'log-archived', 'retention-30-days']],
  ['no retention', (s) => { delete s.backups.pgbackrest.global['repo1-retention-full']; }, ['retention-30-days']],
  ['three weeks of full backups', (s) => { Object.assign(s.backups.pgbackrest.global, { 'repo1-retention-full': '3', 'repo1-retention-full-type': 'count' }); }, ['retention-30-days']],
  ['plain logins', (s) => { s.patroni.dynamicConfiguration.postgresql.pg_hba = ['host all all all md5']; }, ['tls-required']],
  ['plain logins by a rule', (s) => { s.authentication = { rules: [{ connection: 'host', method: 'scram-sha-256' }] }; }, ['tls-required']],
  ['a pooler that takes clients without TLS', (s) => { s.proxy.pgBouncer.config = { global: { client_tls_sslmode: 'prefer' } }; }, ['tls-required']],
  ['a password for the superuser', (s) => { s.users.push({ name: 'postgres' }); }, ['secrets-external', 'least-privilege']],
  ['a user who is superuser', (s) => { s.users[0].options = 'SUPERUSER CREATEDB'; }, ['least-privilege']],
  ['users that nobody names', (s) => { delete s.users; }, ['secrets-external']],
  ['no exporter', (s) => { delete s.monitoring; }, ['metrics-and-dashboard', 'query-insight']],
  ['queries of its own without statements', (s) => { s.monitoring.pgmonitor.exporter.configuration = [{ configMap: { name: 'queries' } }]; }, ['query-insight']],
  ['a database without a limit', (s) => { delete s.instances[0].resources.limits; }, ['resources-set']],
  ['a sidecar without resources', (s) => { delete s.instances[0].sidecars; }, ['resources-set']],
  ['a repository host without resources', (s) => { delete s.backups.pgbackrest.repoHost; }, ['resources-set']],
  ['fsync off', (s) => { s.patroni.dynamicConfiguration.postgresql.parameters.fsync = 'off'; }, ['parameters-tuned']],
  ['fsync off in v1\'s field', (s) => { s.config = { parameters: { fsync: false } }; }, ['parameters-tuned']],
  ['parameters left to PostgreSQL', (s) => { delete s.patroni; }, ['parameters-tuned']],
  ['a volume for the log that is too small', (s) => { s.instances[0].walVolumeClaimSpec.resources.requests.storage = '2Gi'; }, ['parameters-tuned']],
  ['a repository on a volume that nobody watches', (s) => { s.backups.pgbackrest.repos.push({ name: 'repo2', volume: { volumeClaimSpec: { storageClassName: 'fast' } } }); },
    ['storage-headroom']],
  ['no toleration', (s) => { delete s.instances[0].tolerations; }, ['dedicated-nodes']],
])('%s is found in the manifest', (_, spoil, rules) => expect(notMet(ofSpec(spoil))).toEqual(rules));

test.each<[string, (spec: any) => void]>([
  ['the operator\'s own CA', (s) => { delete s.customTLSSecret; }],
  ['a superuser without a password', (s) => { s.authentication = { rules: [{ connection: 'hostssl', method: 'scram-sha-256' }] }; }],
  ['fulls that are counted', (s) => { Object.assign(s.backups.pgbackrest.global, { 'repo1-retention-full': '5', 'repo1-retention-full-type': 'count' }); }],
  ['a schedule in words', (s) => { s.backups.pgbackrest.repos[0].schedules = { full: '@daily' }; }],
  ['more replicas that may be away', (s) => { s.instances[0].minAvailable = '50%'; }],
])('%s is no finding', (_, spoil) => expect(notMet(ofSpec(spoil))).toEqual([]));

test('instrumentation exports where PGO has the gate for it, and without PGO nobody knows', () => {
  const instrumented = ofSpec((s) => { delete s.monitoring; s.instrumentation = {}; });
  const pgo = (gates: string): Manifest => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'pgo', namespace: 'operators' },
    spec: {
      template: {
        spec: {
          containers: [{
            image: 'registry.developers.crunchydata.com/crunchydata/postgres-operator:ubi9-6.0.3', env: [{ name: 'PGO_FEATURE_GATES', value: gates }],
          }],
        },
      },
    },
  });
  expect(foundBy('query-insight', instrumented)).toContain('is open; add its Deployment');
  expect(foundBy('query-insight', [...instrumented, pgo('OpenTelemetryMetrics=true')])).toBe('pg_stat_statements, exported by the collector of spec.instrumentation');
  expect(foundBy('query-insight', [...instrumented, pgo('OpenTelemetryLogs=true')])).toBe('nothing records its statements');
  expect(foundBy('resources-set', [...instrumented, pgo('OpenTelemetryMetrics=true')]))
    .toBe('container "collector" has no CPU request, memory request and memory limit');
});

test('a repository\'s schedules are judged together', () => {
  expect(foundBy('backup-scheduled', orders())).toBe('schedule "repo1" (full 0 1 * * 0, differential 0 1 * * 1-6) writes at least every 24 h to store "repo1" (s3://acme-backups/shop/orders)');
});

test('nodes and zones are preferred unless PGO is told not to', () => {
  const bare = (more: object) => ofSpec((s) => {
    delete s.instances[0].affinity;
    delete s.instances[0].topologySpreadConstraints;
    Object.assign(s, more);
  });
  expect(read(bare({})).placement).toMatchObject({ acrossNodes: 'preferred', acrossZones: 'preferred' });
  expect(read(bare({ disableDefaultPodScheduling: true })).placement).toMatchObject({ acrossNodes: 'none', acrossZones: 'none' });
});

test('sets with one instance each have no budget', () => {
  const sets = ofSpec((s) => { s.instances = ['a', 'b', 'c'].map((name) => ({ ...s.instances[0], name, replicas: 1 })); });
  expect(read(sets).instances).toBe(3);
  expect(foundBy('disruption-budget', sets)).toBe('no PodDisruptionBudget selects its pods');
});

test.each<[string, object, string]>([
  ['spec.instances', { instances: {} }, 'be a list without gaps, got a map'],
  ['spec.instances[0].replicas', { instances: [{ replicas: '3' }] }, 'be a number, got text'],
  ['spec.users', { users: 'app' }, 'be a list without gaps, got text'],
  ['spec.backups.pgbackrest.repos', { backups: { pgbackrest: { repos: [null] } } }, 'be a list without gaps, got a list'],
  ['spec.patroni.dynamicConfiguration', { patroni: { dynamicConfiguration: 'postgresql: {}' } }, 'be a map, got text'],
])('%s that is of another shape is a clear error', (field, spec, words) => {
  expect(() => read(ofSpec((s) => Object.assign(s, spec)))).toThrow(`${field} must ${words}; correct the manifest`);
});

test('a share of nothing is a clear error', () => {
  expect(() => read(ofSpec((s) => { s.instances[0].minAvailable = 'some'; })))
    .toThrow('spec.instances[].minAvailable must be a number or a percentage, got "some"; correct the manifest');
});

test('nulls are as if they were not there', () => {
  const nulls = Object.fromEntries(['instances', 'users', 'backups', 'patroni', 'proxy', 'monitoring', 'customTLSSecret', 'metadata', 'config', 'authentication'].map((field) => [field, null]));
  expect(() => reportOf(ofSpec((s) => Object.assign(s, nulls)))).not.toThrow();
  expect(() => reportOf(spoilt('PostgresCluster', (c) => { delete c.spec; }))).not.toThrow();
});

test('whatever stands in a manifest, it is read or refused in clear words', () => {
  const all = orders();
  const database = all.find(({ kind }) => kind === 'PostgresCluster')!;
  const others = all.filter((each) => each !== database);
  const unclear: string[] = [];
  for (const { path, copy: spec } of spoiltIn(database.spec)) {
    try {
      reportOf([{ ...database, spec }, ...others]);
    } catch (error) {
      if (!/ must .+, got .+; /.test(String(error))) unclear.push(`${path}: ${error}`);
    }
  }
  expect(unclear).toEqual([]);
});

describe('what a restore can keep', () => {
  test('is the minute that PGO sets, and of a restore\'s time nothing that was not measured', () => {
    const all = spoilt('PostgresCluster', (p) => {
      p.metadata.annotations['cdk8s-databases.io/objectives'] = '{ "recoveryPointSeconds": 300, "recoveryTimeSeconds": 14400 }';
    });
    expect(foundBy('recovery-point-objective', all)).toBe('recovery point 1 min 10 s when the volumes are lost (archive_timeout: 1 min; the last segment on its way: 10 s), '
      + 'within the objective of 5 min; the loss of the primary alone loses what the replicas do not have yet');
    expect(notMet(all)).toEqual(['recovery-time-objective']);
  });

  const dynamic = (of: object) => (spec: any) => {
    spec.patroni = { ...spec.patroni, dynamicConfiguration: { ...spec.patroni?.dynamicConfiguration, ...of } };
  };

  test.each<[string, (spec: any) => void, object]>([
    ['archive_timeout of its own', (s) => { s.config = { parameters: { ...s.config?.parameters, archive_timeout: 0 } }; }, { archiveSeconds: 0, replication: { waitsFor: 0, required: false } }],
    ['a standby, as long as there is one', dynamic({ synchronous_mode: true }), { archiveSeconds: 60, replication: { waitsFor: 1, required: false } }],
    ['a quorum of two, or none is acknowledged', dynamic({ synchronous_mode: 'quorum', synchronous_mode_strict: true, synchronous_node_count: 2 }),
      { archiveSeconds: 60, replication: { waitsFor: 2, required: true } }],
    ['the mode switched off', dynamic({ synchronous_mode: 'off' }), { archiveSeconds: 60, replication: { waitsFor: 0, required: false } }],
    ['no repository', (s) => { s.backups.pgbackrest.repos = []; }, { archiveSeconds: undefined, replication: { waitsFor: 0, required: false } }],
  ])('is read: %s', (_, spoil, expected) => {
    const { replication, backups: { archiveSeconds } } = read(ofSpec(spoil));
    expect({ archiveSeconds, replication }).toEqual(expected);
  });
});
