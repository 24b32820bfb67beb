import { App, ApiObject, Chart, Duration, JsonPatch, Size, Testing } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  ClusterNetwork, Compute, DatabasePlatform, DatabaseStorageClass, Issuer, LogCollection, Monitoring, NodePool, NodeTuning, ObjectStore,
  ObjectStoreCredentials, PoolerType, OperatorAvailability, PostgresCluster, PostgresVersion, SecretStore, Workload,
} from '../../src';
import { DatabaseFacts } from '../../src/checklist/facts';
import { judge } from '../../src/checklist/judge';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { Unseen } from '../../src/checklist/unseen';
import { cnpgReader } from '../../src/postgres/cnpg-facts';
import { VELERO } from '../support/velero';

const TODAY = new Date('2026-11-21T00:00:00Z');

function manifests(credentials = ObjectStoreCredentials.secretStore('databases/object-store')): Manifest[] {
  const chart = new Chart(new App(), 'test', { namespace: 'database' });
  const platform = new DatabasePlatform(chart, 'Platform', {
    storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'fast', iops: 3000 }),
    backups: ObjectStore.s3({ bucket: 'backups', credentials }),
    secrets: SecretStore.cluster('vault'),
    issuer: Issuer.cluster('ca'),
    nodes: NodePool.dedicated({ label: 'node-type=database', taint: 'dedicated=database:NoSchedule', zones: ['a', 'b', 'c'] }),
    tuning: NodeTuning.daemonSet(),
    network: ClusterNetwork.of({ apiServer: ['10.0.0.1/32'] }),
    monitoring: Monitoring.prometheus({ namespace: 'monitoring' }),
    logs: LogCollection.attested('a DaemonSet'),
    operators: OperatorAvailability.attested('the platform team'),
  });
  const database = new PostgresCluster(chart, 'Orders', {
    platform,
    name: 'orders',
    version: PostgresVersion.V17,
    compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(4) }),
    storage: Size.gibibytes(50),
    walStorage: Size.gibibytes(10),
    workload: Workload.of({ dataSize: Size.gibibytes(20), iops: 2000 }),
    poolers: [{ type: PoolerType.READ_WRITE }],
    backup: { retention: Duration.days(30) },
  });
  // the drill of a failover is for a rule of its own
  ApiObject.of(database).addJsonPatch(JsonPatch.add('/metadata/annotations/cdk8s-databases.io~1waivers',
    JSON.stringify([{ rule: 'failover-drill', reason: 'no drills here' }])));
  return Testing.synth(chart);
}

/** Ids of the rules that are not met when one object is spoiled. */
function notMet(kind: string, spoil: (manifest: any) => void, all = manifests()): string[] {
  const copy = structuredClone(all);
  copy.filter((manifest) => manifest.kind === kind).forEach(spoil);
  return judge(read(copy), TODAY).results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown').map(({ rule }) => rule.id);
}

function read(all: Manifest[]): DatabaseFacts {
  return cnpgReader.read(all.find(({ kind }) => kind === 'Cluster')!, new Manifests(all));
}

const good = manifests();

test('what the writer wrote is read back without a finding', () => {
  expect(notMet('Cluster', () => undefined, good)).toEqual([]);
});

test('copies of its volumes by Velero are no backup of it', () => {
  const spoil = ({ spec }: any) => { delete spec.plugins; };
  const alone = good.filter(({ kind }) => !['ScheduledBackup', 'ObjectStore'].includes(kind));
  expect(notMet('Cluster', spoil, [...alone, ...VELERO])).toEqual(['backup-scheduled', 'log-archived', 'retention-30-days']);
});

test('a plugin of somebody else keeps backups where nobody sees them', () => {
  const plugin = 'pgbackrest.example.com';
  const changed = structuredClone(good);
  for (const { kind, spec } of changed as any[]) {
    if (kind === 'Cluster') spec.plugins = [{ name: plugin, isWALArchiver: true, parameters: { stanzaRef: 'orders' } }];
    if (kind === 'ScheduledBackup') spec.pluginConfiguration = { name: plugin };
  }
  const open = judge(read(changed), TODAY).results.filter(({ rule }) => ['backup-scheduled', 'log-archived', 'retention-30-days'].includes(rule.id));
  expect(open.map(({ outcome, found }) => `${outcome}: ${found?.replace(/\.$/, '')}`)).toEqual(Array(3).fill(`unknown: Plugin ${plugin} of Cluster database/orders writes its backups `
    + 'where only the plugin knows; waive the rule with where they go and how long they are kept'));
  (changed as any[]).find(({ kind }) => kind === 'Cluster').spec.plugins[0].enabled = false;
  expect(read(changed).backups).toMatchObject({ stores: [], schedules: [expect.not.objectContaining({ store: plugin })] });
});

test('what was declared is read back', () => {
  const { instances, volumes, workload, backups, roles } = read(good);
  expect(instances).toBe(3);
  expect(volumes.map(({ name, mebibytes }) => [name, mebibytes])).toEqual([['data', 51200], ['wal', 10240]]);
  expect(workload).toEqual({ dataMebibytes: 20480, iops: 2000 });
  expect(backups.stores).toEqual([{ name: 'orders-backups', path: 's3://backups/database/orders', retentionDays: 30 }]);
  expect(roles).toEqual([{ name: 'app', excess: [] }]);
});

test.each<[string, string, (manifest: any) => void, string[]]>([
  ['a login without TLS before the line that rejects it', 'Cluster', (c) => { c.spec.postgresql.pg_hba.unshift('host all all all scram-sha-256'); }, ['tls-required']],
  ['a login without password', 'Cluster', (c) => { c.spec.postgresql.pg_hba.unshift('hostssl all all all trust'); }, ['tls-required']],
  ['a pooler that takes clients without TLS', 'Pooler', (p) => { delete p.spec.pgbouncer.parameters.client_tls_sslmode; }, ['tls-required']],
  ['fsync off', 'Cluster', (c) => { c.spec.postgresql.parameters.fsync = 'off'; }, ['parameters-tuned']],
  ['synchronous_commit off', 'Cluster', (c) => { c.spec.postgresql.parameters.synchronous_commit = 'off'; }, ['parameters-tuned']],
  ['slots that may fill the volume', 'Cluster', (c) => { c.spec.postgresql.parameters.max_slot_wal_keep_size = '-1'; }, ['parameters-tuned']],
  ['a member of postgres', 'Cluster', (c) => { c.spec.managed.roles[0].inRoles = ['postgres']; }, ['least-privilege']],
  ['a hibernated cluster', 'Cluster', (c) => { c.metadata.annotations['cnpg.io/hibernation'] = 'on'; }, ['three-instances']],
  ['a backup by a plugin that is not there', 'ScheduledBackup', (b) => { b.spec.pluginConfiguration.name = 'nosuch.example.com'; }, ['backup-scheduled', 'retention-30-days']],
  ['five cron fields', 'ScheduledBackup', (b) => { b.spec.schedule = '0 3 * * *'; }, ['backup-scheduled']],
  ['a suspended backup', 'ScheduledBackup', (b) => { b.spec.suspend = true; }, ['backup-scheduled']],
  ['an object store without a path', 'ObjectStore', (o) => { o.spec.configuration.destinationPath = ''; }, ['backup-scheduled', 'log-archived', 'retention-30-days']],
  ['a policy that lets everything out', 'NetworkPolicy', (n) => { if (n.metadata.name === 'orders') n.spec.egress = [{}]; }, ['network-isolated']],
  ['a managed load balancer for everybody', 'Cluster', (c) => {
    c.spec.managed = { ...c.spec.managed, services: { additional: [{ selectorType: 'rw', serviceTemplate: { metadata: { name: 'outside' }, spec: { type: 'LoadBalancer' } } }] } };
  }, ['network-isolated']],
  ['a pooler on the node\'s network', 'Pooler', (p) => { p.spec.template = { ...p.spec.template, spec: { ...p.spec.template?.spec, hostNetwork: true } }; }, ['network-isolated']],
  ['a policy without the operator', 'NetworkPolicy', (n) => { if (n.metadata.name === 'orders') n.spec.ingress.shift(); }, ['network-isolated']],
  ['a policy without DNS', 'NetworkPolicy', (n) => { if (n.metadata.name === 'orders') n.spec.egress.splice(1, 1); }, ['network-isolated']],
  ['a certificate without the pooler', 'Certificate', (c) => { c.spec.dnsNames = c.spec.dnsNames.filter((name: string) => !name.includes('pooler')); }, ['tls-required']],
  ['an operator\'s certificate without the pooler', 'Cluster', (c) => { delete c.spec.certificates; }, ['tls-required']],
  ['a monitor of another path', 'PodMonitor', (m) => { m.spec.podMetricsEndpoints[0].path = '/nothing'; }, ['metrics-and-dashboard']],
  ['an ExternalSecret that reads nothing', 'ExternalSecret', (e) => { if (e.metadata.name === 'orders-role-app') e.spec.data = []; }, ['secrets-external']],
  ['a budget of ours on the operator\'s pods', 'PodDisruptionBudget', (b) => { b.spec.selector = { matchLabels: { 'cnpg.io/cluster': 'orders' } }; }, ['disruption-budget']],
  ['superuser access', 'Cluster', (c) => { c.spec.enableSuperuserAccess = true; }, ['secrets-external', 'least-privilege']],
  ['preferred anti-affinity', 'Cluster', (c) => { c.spec.affinity.podAntiAffinityType = 'preferred'; }, ['spread-across-nodes-and-zones']],
  ['no archive', 'Cluster', (c) => { delete c.spec.plugins; }, ['backup-scheduled', 'log-archived', 'retention-30-days']],
  ['queries that nobody exports', 'Cluster', (c) => { delete c.spec.monitoring; }, ['query-insight']],
  ['a class that deletes', 'StorageClass', (s) => { s.reclaimPolicy = 'Delete'; }, ['storage-retained']],
])('%s is found', (_, kind, spoil, rules) => expect(notMet(kind, spoil)).toEqual(rules));

test.each<[string, object, boolean]>([
  ['by its archive', {}, true],
  ['by a cluster that it is restored from', { plugins: [], externalClusters: [{ name: 'old', plugin: { name: 'barman-cloud.cloudnative-pg.io' } }] }, true],
  ['not by one of which it is switched off', { plugins: [], externalClusters: [{ name: 'old', plugin: { name: 'barman-cloud.cloudnative-pg.io', enabled: false } }] }, false],
  ['not by one that is streamed', { plugins: [], externalClusters: [{ name: 'old', connectionParameters: {} }] }, false],
])('a database needs the plugin %s', (_, spec, does) => {
  const changed = good.map((manifest) => (manifest.kind === 'Cluster' ? { ...manifest, spec: { ...manifest.spec, ...spec } } : manifest));
  expect(read(changed).operators.needed.map(({ name }) => name)).toEqual(['CloudNativePG', ...(does ? ['Barman Cloud plugin'] : [])]);
});

test.each([
  ['spec.managed.roles', { managed: { roles: 'bar' } }], ['spec.plugins', { plugins: {} }], ['spec.tablespaces', { tablespaces: [null] }],
])('%s that is no list is an error, and not no finding', (field, spec) => {
  const broken = good.map((manifest) => (manifest.kind === 'Cluster' ? { ...manifest, spec: { ...manifest.spec, ...spec } } : manifest));
  expect(() => read(broken)).toThrow(`${field} must be a list without gaps, got ${JSON.stringify(Object.values(spec).map((of: any) => of.roles ?? of)[0])}; correct the manifest`);
});

test('the way to a workload identity is a path that the policies must leave', () => {
  const podIdentity = manifests(ObjectStoreCredentials.workloadIdentity({}));
  expect(notMet('Cluster', () => undefined, podIdentity)).toEqual([]);
  const without = (manifest: any) => {
    manifest.spec.egress = manifest.spec.egress.filter((rule: any) => rule.to?.[0]?.ipBlock?.cidr !== '169.254.170.23/32');
  };
  expect(notMet('NetworkPolicy', without, podIdentity)).toEqual(['network-isolated']);
});

test.each<[string, Record<string, string>, boolean, boolean]>([
  ['Pod Identity needs the node\'s agent, and no STS', {}, true, false],
  ['an IAM role of the ServiceAccount needs STS, and no agent', { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/backups' }, false, true],
])('%s', (_, annotations, agent, sts) => {
  const all = manifests(ObjectStoreCredentials.workloadIdentity(annotations));
  const egress: any[] = all.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'orders')!.spec.egress;
  expect(egress.some((rule) => rule.to?.[0].ipBlock?.cidr === '169.254.170.23/32')).toBe(agent);
  // one rule to any address on 443 is the object store's
  expect(egress.filter((rule) => !rule.to && rule.ports[0].port === 443).length).toBe(sts ? 2 : 1);
  expect(notMet('Cluster', () => undefined, all)).toEqual([]);
});

describe('what a restore can keep', () => {
  const spoilt = (kind: string, spoil: (manifest: any) => void): DatabaseFacts => {
    const copy = structuredClone(good);
    copy.filter((manifest) => manifest.kind === kind).forEach(spoil);
    return read(copy);
  };
  const parameters = (changed: object) => spoilt('Cluster', ({ spec }) => Object.assign(spec.postgresql.parameters, changed));

  test('is read of what the writer wrote, with Barman Cloud\'s figures', () => {
    const { objectives, replication, backups } = read(good);
    expect({ objectives, replication, archiveSeconds: backups.archiveSeconds })
      .toEqual({ objectives: undefined, replication: { waitsFor: 1, required: true }, archiveSeconds: 300 });
    expect(backups.schedules).toMatchObject([{ restoredBy: 'barman-cloud' }]);
  });

  test('is what the annotation promises', () => {
    const promised = spoilt('Cluster', ({ metadata }) => { metadata.annotations['cdk8s-databases.io/objectives'] = '{ "recoveryPointSeconds": 900 }'; });
    expect(promised.objectives).toEqual({ recoveryPointSeconds: 900 });
  });

  test.each<[string, object, unknown]>([
    ['a bare number is seconds', { archive_timeout: '120' }, 120],
    ['0 is never', { archive_timeout: '0' }, 0],
    ['without it the operator has 5 min', { archive_timeout: undefined }, 300],
    ['what PostgreSQL does not read is open', { archive_timeout: '5 minutes' },
      new Unseen('How often the log goes to the archive is open: archive_timeout is "5 minutes", which PostgreSQL does not read; correct it.')],
  ])('follows archive_timeout: %s', (_, changed, seconds) => expect(parameters(changed).backups.archiveSeconds).toEqual(seconds));

  test('has no archive where nothing is archived', () => {
    expect(spoilt('Cluster', ({ spec }) => { delete spec.plugins; }).backups.archiveSeconds).toBeUndefined();
  });

  test.each<[string, (spec: any) => void, object]>([
    ['two replicas', (s) => { s.postgresql.synchronous.number = 2; }, { waitsFor: 2, required: true }],
    ['replicas as long as there are any', (s) => { s.postgresql.synchronous.dataDurability = 'preferred'; }, { waitsFor: 1, required: false }],
    ['required is the operator\'s own', (s) => { delete s.postgresql.synchronous.dataDurability; }, { waitsFor: 1, required: true }],
    ['nobody', (s) => { delete s.postgresql.synchronous; }, { waitsFor: 0, required: false }],
    ['the fields of old', (s) => { delete s.postgresql.synchronous; s.minSyncReplicas = 1; s.maxSyncReplicas = 2; }, { waitsFor: 2, required: false }],
    ['nobody in a single instance', (s) => { s.instances = 1; }, { waitsFor: 0, required: false }],
    ['nobody with synchronous_commit local', (s) => { s.postgresql.parameters.synchronous_commit = 'LOCAL'; }, { waitsFor: 0, required: false }],
    ['nobody with synchronous_commit off', (s) => { s.postgresql.parameters.synchronous_commit = 'off'; }, { waitsFor: 0, required: false }],
    ['one with remote_apply', (s) => { s.postgresql.parameters.synchronous_commit = 'remote_apply'; }, { waitsFor: 1, required: true }],
  ])('knows whom a commit waits for: %s', (_, spoil, replication) => {
    expect(spoilt('Cluster', ({ spec }) => spoil(spec)).replication).toEqual(replication);
  });

  const snapshots = (of: any): void => { of.spec.method = 'volumeSnapshot'; delete of.spec.pluginConfiguration; };

  test('comes from snapshots where the Cluster takes some', () => {
    const copy = structuredClone(good);
    copy.filter(({ kind }) => kind === 'ScheduledBackup').forEach(snapshots);
    expect(read(copy).backups.schedules[0].restoredBy).toBeUndefined();
    copy.filter(({ kind }) => kind === 'Cluster').forEach((cluster: any) => { cluster.spec.backup = { volumeSnapshot: { className: 'snapshots' } }; });
    expect(read(copy).backups.schedules[0].restoredBy).toBe('snapshot');
  });
});
