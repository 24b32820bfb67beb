import { orders } from './orders';
import { DatabaseFacts } from '../../src/checklist/facts';
import { judge } from '../../src/checklist/judge';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { DatabaseReport } from '../../src/checklist/report';
import { zalandoReader } from '../../src/zalando/zalando-facts';
import { VELERO } from '../support/velero';
import { spoiltIn } from '../support/wrong-kinds';

const TODAY = new Date('2026-11-21T00:00:00Z');
/** No drill is there, and the operator itself logs in as superuser. */
const NEVER = ['failover-drill', 'restore-drill', 'least-privilege'];

type Spoil = (manifest: any) => void;

function spoilt(kind: string, spoil: Spoil, of = orders()): Manifest[] {
  // parts of it stand in several places
  const all = JSON.parse(JSON.stringify(of));
  all.filter((manifest: Manifest) => manifest.kind === kind).forEach(spoil);
  return all;
}

function without(...kinds: string[]): Manifest[] {
  return orders().filter(({ kind }) => !kinds.includes(kind));
}

function read(all: Manifest[]): DatabaseFacts {
  return zalandoReader.read(all.find(({ kind }) => kind === 'postgresql')!, new Manifests(all));
}

function reportOf(all: Manifest[]): DatabaseReport {
  return judge(read(all), TODAY);
}

function idsOf(all: Manifest[], ...outcomes: string[]): string[] {
  return reportOf(all).results.filter(({ outcome }) => outcomes.includes(outcome)).map(({ rule }) => rule.id).filter((id) => !NEVER.includes(id));
}

function foundBy(id: string, all: Manifest[]): string {
  return reportOf(all).results.find(({ rule }) => rule.id === id)!.found;
}

test('a good database meets every rule that one by this operator can meet', () => {
  expect(idsOf(orders(), 'fail', 'unknown')).toEqual([]);
});

test('the operator logs in as superuser, so somebody may', () => {
  expect(foundBy('least-privilege', orders()))
    .toBe('superuser postgres has a password and may log in over the network (pg_hba: hostssl all all all md5)');
});

test('no operator has to be there for a failover', () => {
  expect(foundBy('operators-survive', orders())).toBe('Patroni in its pods fails over, whether or not Zalando\'s operator runs');
});

test.each<[string, string, Spoil, string[]]>([
  ['one instance', 'postgresql', (p) => { p.spec.numberOfInstances = 1; }, ['three-instances', 'disruption-budget']],
  ['most instances of the configuration', 'OperatorConfiguration', (c) => { c.configuration.max_instances = 2; }, ['three-instances']],
  ['anti-affinity left off', 'OperatorConfiguration', (c) => { delete c.configuration.kubernetes.enable_pod_antiaffinity; }, ['spread-across-nodes-and-zones']],
  ['anti-affinity only preferred', 'OperatorConfiguration', (c) => { c.configuration.kubernetes.pod_antiaffinity_preferred_during_scheduling = true; },
    ['spread-across-nodes-and-zones']],
  ['zones only preferred', 'postgresql', (p) => { p.spec.topologySpreadConstraints[0].whenUnsatisfiable = 'ScheduleAnyway'; }, ['spread-across-nodes-and-zones']],
  ['the operator\'s budget off', 'OperatorConfiguration', (c) => { c.configuration.kubernetes.enable_pod_disruption_budget = false; }, ['disruption-budget']],
  ['no bucket', 'OperatorConfiguration', (c) => { delete c.configuration.aws_or_gcp; }, ['backup-scheduled', 'log-archived', 'retention-30-days']],
  ['Spilo\'s own retention', 'ConfigMap', (m) => { delete m.data.BACKUP_NUM_TO_RETAIN; }, ['retention-30-days']],
  ['a weekly backup', 'ConfigMap', (m) => { if (m.metadata.name === 'pod-environment') m.data.BACKUP_SCHEDULE = '0 1 * * 0'; }, ['backup-scheduled']],
  ['a standby', 'postgresql', (p) => { p.spec.standby = { standby_host: 'other' }; }, ['backup-scheduled']],
  ['no TLS Secret', 'postgresql', (p) => { delete p.spec.tls; }, ['tls-required']],
  ['a certificate without the pooler', 'Certificate', (c) => { c.spec.dnsNames = c.spec.dnsNames.filter((name: string) => !name.includes('pooler')); }, ['tls-required']],
  ['plain logins', 'postgresql', (p) => { p.spec.patroni = { pg_hba: ['hostssl all all all md5', 'host all all all md5'] }; }, ['tls-required']],
  ['ALLOW_NOSSL', 'postgresql', (p) => { p.spec.env = [{ name: 'ALLOW_NOSSL', value: 'true' }]; }, ['tls-required']],
  ['a password that the operator makes', 'ExternalSecret', (e) => { if (e.metadata.name.startsWith('app')) e.spec.data = []; }, ['secrets-external']],
  ['a user without a Secret of the store', 'postgresql', (p) => { p.spec.users.report_user = []; }, ['secrets-external']],
  ['a class that deletes', 'StorageClass', (s) => { s.reclaimPolicy = 'Delete'; }, ['storage-retained']],
  ['a class that cannot grow', 'StorageClass', (s) => { delete s.allowVolumeExpansion; }, ['storage-expandable']],
  ['a small volume', 'postgresql', (p) => { p.spec.volume.size = '20Gi'; }, ['storage-headroom']],
  ['another class', 'postgresql', (p) => { p.spec.volume.storageClass = 'unknown'; }, ['storage-retained', 'storage-expandable', 'storage-performance']],
  ['a policy without Patroni', 'NetworkPolicy', (n) => { n.spec.ingress[0].ports = [{ port: 5432 }]; }, ['network-isolated']],
  ['a policy without the operator', 'NetworkPolicy', (n) => { n.spec.ingress[0].from.pop(); }, ['network-isolated']],
  ['a policy for the primary only', 'NetworkPolicy', (n) => { n.spec.podSelector.matchLabels['spilo-role'] = 'master'; }, ['network-isolated']],
  ['a policy that lets everything out', 'NetworkPolicy', (n) => { n.spec.egress.push({}); }, ['network-isolated']],
  ['an open load balancer', 'postgresql', (p) => { Object.assign(p.spec, { enableMasterLoadBalancer: true, allowedSourceRanges: ['0.0.0.0/0'] }); }, ['network-isolated']],
  ['a load balancer open by halves', 'postgresql', (p) => { Object.assign(p.spec, { enableMasterLoadBalancer: true, allowedSourceRanges: ['0.0.0.0/1', '128.0.0.0/1'] }); }, ['network-isolated']],
  ['a load balancer for an office', 'postgresql', (p) => { Object.assign(p.spec, { enableMasterLoadBalancer: true, allowedSourceRanges: ['203.0.113.0/24'] }); }, []],
  ['a monitor of another port', 'PodMonitor', (m) => { m.spec.podMetricsEndpoints[0].port = 'other'; }, ['metrics-and-dashboard']],
  ['alerts on another database', 'PrometheusRule', (r) => { for (const rule of r.spec.groups[0].rules) rule.expr = rule.expr.replaceAll('acid-orders', 'acid-other'); },
    ['storage-headroom', 'alert-rules']],
  ['no exporter', 'postgresql', (p) => { delete p.spec.sidecars; }, ['metrics-and-dashboard', 'query-insight']],
  ['libraries without pg_stat_statements', 'postgresql', (p) => { p.spec.postgresql.parameters.shared_preload_libraries = 'pg_cron'; }, ['query-insight']],
  ['no memory limit', 'postgresql', (p) => { delete p.spec.resources.limits; }, ['resources-set']],
  ['a request of 0, which is none', 'postgresql', (p) => { p.spec.resources.requests.cpu = '0'; }, ['resources-set']],
  ['a sidecar without resources', 'postgresql', (p) => { delete p.spec.sidecars[0].resources; }, ['resources-set']],
  ['a pooler without resources', 'postgresql', (p) => { p.spec.connectionPooler = {}; }, ['resources-set']],
  ['fsync off', 'postgresql', (p) => { p.spec.postgresql.parameters.fsync = 'off'; }, ['parameters-tuned']],
  ['a default left', 'postgresql', (p) => { delete p.spec.postgresql.parameters.work_mem; }, ['parameters-tuned']],
  ['more connections than memory', 'postgresql', (p) => { p.spec.postgresql.parameters.max_connections = '2000'; }, ['parameters-tuned']],
  ['any node', 'postgresql', (p) => { delete p.spec.nodeAffinity; }, ['dedicated-nodes', 'logs-collected', 'kernel-tuned'].sort()],
])('%s is found', (_, kind, spoil, rules) => expect(idsOf(spoilt(kind, spoil), 'fail', 'unknown').sort()).toEqual(rules.sort()));

test.each<[string, Spoil, string]>([
  ['a superuser', (p) => { p.spec.users.app = ['SUPERUSER']; }, 'role "app" has superuser'],
  ['a user that makes databases', (p) => { p.spec.users.app = ['createdb']; }, 'role "app" has createdb'],
])('%s is a role with excess rights', (_, spoil, found) => expect(foundBy('least-privilege', spoilt('postgresql', spoil))).toContain(found));

test('nobody logs in as a role that may not', () => {
  expect(read(spoilt('postgresql', (p) => { p.spec.users.owner = ['superuser', 'nologin']; })).roles.map(({ name }) => name)).toEqual(['app']);
});

test('users that prepared databases get have Secrets, too', () => {
  const prepared = { orders: { defaultUsers: true, schemas: { data: { defaultUsers: true } } } };
  const { credentials } = read(spoilt('postgresql', (p) => { p.spec.preparedDatabases = prepared; }));
  expect(credentials.map(({ secret }) => secret.split('.')[0])).toEqual([
    'app', 'orders-owner-user', 'orders-reader-user', 'orders-writer-user', 'orders-data-owner-user', 'orders-data-reader-user', 'orders-data-writer-user', 'postgres',
  ]);
});

test('what the configuration decides is unknown when the input lacks it, and says what to add', () => {
  const all = spoilt('postgresql', (p) => { delete p.spec.resources; }, without('OperatorConfiguration', 'Deployment'));
  expect(idsOf(all, 'unknown')).toEqual(['spread-across-nodes-and-zones', 'backup-scheduled', 'log-archived', 'retention-30-days', 'resources-set']);
  expect(idsOf(all, 'fail')).toEqual([]);
  expect(foundBy('spread-across-nodes-and-zones', all)).toBe('The operator\'s own configuration decides it and is not in the input; '
    + 'add the OperatorConfiguration (or the ConfigMap) that Zalando\'s operator reads.');
});

test('amounts that the manifest lacks come from the configuration, and a limit below the request is raised', () => {
  const all = spoilt('OperatorConfiguration', (c) => {
    c.configuration.postgres_pod_resources = { default_cpu_request: '100m', default_memory_request: '1Gi', default_memory_limit: '512Mi' };
  });
  expect(read(spoilt('postgresql', (p) => { delete p.spec.resources; }, all)).containers[0])
    .toEqual({ name: 'postgres', cpuRequest: '100m', memoryRequest: '1Gi', memoryLimit: '1Gi' });
});

test('nodes of its own may come from the configuration', () => {
  const all = spoilt('postgresql', (p) => { delete p.spec.tolerations; }, without('OperatorConfiguration', 'Deployment'));
  expect(idsOf(all, 'unknown')).toContain('dedicated-nodes');
  const toleration = { key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' };
  const told = spoilt('OperatorConfiguration', (c) => { Object.assign(c.configuration.kubernetes, { toleration, node_readiness_label: { pool: 'database' } }); });
  expect(idsOf(spoilt('postgresql', (p) => { delete p.spec.tolerations; delete p.spec.nodeAffinity; }, told), 'fail', 'unknown')).toEqual([]);
});

test('a ConfigMap with the same settings as text does as well', () => {
  const data = {
    cluster_name_label: 'cluster-name',
    pod_role_label: 'spilo-role',
    enable_pod_antiaffinity: 'true',
    pod_environment_configmap: 'operators/pod-environment',
    wal_s3_bucket: 'acme-wal',
    toleration: 'key:dedicated,operator:Equal,value:database,effect:NoSchedule',
  };
  const all = [...without('OperatorConfiguration'), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'postgres-operator', namespace: 'operators' }, data }];
  expect(idsOf(spoilt('postgresql', (p) => { delete p.spec.tolerations; }, all), 'fail', 'unknown')).toEqual([]);
});

test('of several configurations the one counts that the operator\'s Deployment names', () => {
  const other: Manifest = { apiVersion: 'acid.zalan.do/v1', kind: 'OperatorConfiguration', metadata: { name: 'other', namespace: 'operators' }, configuration: {} };
  expect(idsOf([...orders(), other], 'fail', 'unknown')).toEqual([]);
  expect(foundBy('spread-across-nodes-and-zones', [...without('Deployment'), other]))
    .toBe('The operator\'s own configuration decides it, and several are in the input; add the operator\'s Deployment, which names one.');
});

test('the database\'s own environment comes before the configuration\'s', () => {
  const all = spoilt('postgresql', (p) => { p.spec.env = [{ name: 'BACKUP_NUM_TO_RETAIN', value: '7' }, { name: 'WALG_S3_PREFIX', value: 's3://own/orders' }]; });
  expect(read(all).backups.stores).toEqual([{ name: 'WALG_S3_PREFIX', path: 's3://own/orders', retentionDays: 7 }]);
});

test('as many backups are kept as days, so rarer ones are kept longer', () => {
  const weekly = spoilt('ConfigMap', (m) => { if (m.metadata.name === 'pod-environment') m.data = { BACKUP_NUM_TO_RETAIN: '5', BACKUP_SCHEDULE: '0 1 * * 0' }; });
  expect(read(weekly).backups.stores).toEqual([{ name: 'WAL_S3_BUCKET', path: 's3://acme-wal', retentionDays: 35 }]);
});

test('a ConfigMap or a Secret with variables that the input lacks leaves open what it may set', () => {
  expect(foundBy('retention-30-days', without('ConfigMap')))
    .toBe('How many days backups are kept (BACKUP_NUM_TO_RETAIN) is open. ConfigMap operators/pod-environment, which sets variables of the pods, is not in the input; add it');
  const secret = spoilt('OperatorConfiguration', (c) => { Object.assign(c.configuration, { aws_or_gcp: {}, kubernetes: { pod_environment_secret: 'pod-secrets' } }); });
  expect(foundBy('log-archived', secret)).toContain('Secret shop/pod-secrets, which sets variables of the pods, is not in the input');
});

test('a Secret\'s variables are seen by the ExternalSecret that fills it', () => {
  const external = (...keys: string[]): Manifest => ({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'pod-secrets', namespace: 'shop' },
    spec: { data: keys.map((secretKey) => ({ secretKey, remoteRef: { key: 'backups' } })) },
  });
  const all = spoilt('OperatorConfiguration', (c) => { c.configuration = { kubernetes: { enable_pod_antiaffinity: true, pod_environment_secret: 'pod-secrets' } }; });
  expect(idsOf([...all, external('AWS_ACCESS_KEY_ID')], 'fail')).toEqual(['backup-scheduled', 'log-archived', 'retention-30-days']);
  expect(foundBy('log-archived', [...all, external('WALG_S3_PREFIX')])).toBe('its log goes to store "WALG_S3_PREFIX" (what WALG_S3_PREFIX names)');
  expect(foundBy('retention-30-days', [...all, external('WALG_S3_PREFIX', 'BACKUP_NUM_TO_RETAIN')]))
    .toBe('How many days backups are kept is not to be seen in BACKUP_NUM_TO_RETAIN; say it in spec.env');
});

test('a budget over all pods that strict synchronous replication needs lets none go', () => {
  const all = spoilt('OperatorConfiguration', (c) => { c.configuration.kubernetes.pdb_master_label_selector = false; });
  expect(idsOf(spoilt('postgresql', (p) => { p.spec.patroni = { synchronous_mode_strict: true, synchronous_node_count: 2 }; }, all), 'fail')).toEqual(['disruption-budget']);
  expect(idsOf(spoilt('postgresql', (p) => { p.spec.patroni = { synchronous_mode_strict: true, synchronous_node_count: 1 }; }, all), 'fail')).toEqual([]);
});

test('labels that the configuration has inherited are the pods\' labels', () => {
  const inherit = spoilt('OperatorConfiguration', (c) => { c.configuration.kubernetes.inherited_labels = ['app']; });
  const labelled = spoilt('postgresql', (p) => { p.metadata.labels = { app: 'orders' }; }, inherit);
  expect(idsOf(spoilt('PodMonitor', (m) => { m.spec.selector.matchLabels = { app: 'orders' }; }, labelled), 'fail')).toEqual([]);
});

test('copies of its volumes by Velero are no backup of it', () => {
  const all = spoilt('OperatorConfiguration', (c) => { delete c.configuration.aws_or_gcp; });
  expect(idsOf([...all, ...VELERO], 'fail')).toEqual(['backup-scheduled', 'log-archived', 'retention-30-days']);
});

test('a logical backup is a backup, with the bucket and the retention of the configuration', () => {
  const all = spoilt('OperatorConfiguration', (c) => {
    c.configuration.aws_or_gcp = {};
    c.configuration.logical_backup = { logical_backup_s3_bucket: 'dumps', logical_backup_s3_retention_time: '5 weeks' };
  });
  expect(idsOf(spoilt('postgresql', (p) => { p.spec.enableLogicalBackup = true; }, all), 'fail', 'unknown')).toEqual(['log-archived']);
});

test.each<[string, object, string]>([
  ['spec.numberOfInstances', { numberOfInstances: '3' }, 'be a number, got text'],
  ['spec.users', { users: ['app'] }, 'be a map, got a list'],
  ['spec.users.app', { users: { app: 'superuser' } }, 'be a list without gaps, got text'],
  ['spec.tolerations', { tolerations: [null] }, 'be a list without gaps, got a list'],
  ['spec.sidecars[0].ports', { sidecars: [{ ports: 9187 }] }, 'be a list without gaps, got 9187'],
  ['spec.enableLogicalBackup', { enableLogicalBackup: 'yes' }, 'be true or false, got text'],
])('%s that is of another shape is a clear error', (field, spec, words) => {
  expect(() => read(spoilt('postgresql', (p) => Object.assign(p.spec, spec)))).toThrow(`${field} must ${words}; correct the manifest`);
});

test('nulls are as if they were not there', () => {
  const nulls = Object.fromEntries(['users', 'env', 'envFrom', 'sidecars', 'tolerations', 'topologySpreadConstraints', 'nodeAffinity', 'resources', 'volume', 'patroni',
    'postgresql', 'preparedDatabases', 'tls', 'additionalVolumes', 'allowedSourceRanges', 'connectionPooler', 'standby'].map((field) => [field, null]));
  expect(() => reportOf(spoilt('postgresql', (p) => Object.assign(p.spec, nulls)))).not.toThrow();
  expect(() => reportOf(spoilt('postgresql', (p) => { delete p.spec; }))).not.toThrow();
});

test('whatever stands in a manifest, it is read or refused in clear words', () => {
  const all = orders();
  const database = all.find(({ kind }) => kind === 'postgresql')!;
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
  const promised = (spoil: Spoil = () => undefined, annotation = '{ "recoveryPointSeconds": 3600, "recoveryTimeSeconds": 14400 }') => spoilt('postgresql', (p) => {
    p.metadata.annotations['cdk8s-databases.io/objectives'] = annotation;
    spoil(p);
  });

  test('is the 30 min that Spilo has, and of a restore\'s time nothing that was not measured', () => {
    expect(foundBy('recovery-point-objective', promised())).toBe('recovery point 30 min 10 s when the volumes are lost (archive_timeout: 30 min; '
      + 'the last segment on its way: 10 s), within the objective of 1 h; the loss of the primary alone loses what the replicas do not have yet');
    expect(idsOf(promised(), 'unknown')).toEqual(['recovery-time-objective']);
    expect(idsOf(promised(undefined, '{ "recoveryPointSeconds": 900 }'), 'fail')).toEqual(['recovery-point-objective']);
  });

  test('holds with what was measured and declared', () => {
    const all = promised((p) => { p.metadata.annotations['cdk8s-databases.io/workload'] = '{"dataMebibytes":20480,"iops":2000,"logMebibytesPerDay":10240}'; },
      '{ "recoveryTimeSeconds": 3600, "restoreMebibytesPerSecond": 100, "replayMebibytesPerSecond": 50 }');
    expect(idsOf(all, 'fail', 'unknown')).toEqual([]);
  });

  test.each<[string, (spec: any) => void, object]>([
    ['archive_timeout of its own', (s) => { s.postgresql.parameters.archive_timeout = '60'; }, { archiveSeconds: 60, replication: { waitsFor: 0, required: false } }],
    ['a standby, as long as there is one', (s) => { s.patroni = { ...s.patroni, synchronous_mode: true }; }, { archiveSeconds: 1800, replication: { waitsFor: 1, required: false } }],
    ['two standbys, or none is acknowledged', (s) => { s.patroni = { ...s.patroni, synchronous_mode: true, synchronous_mode_strict: true, synchronous_node_count: 2 }; },
      { archiveSeconds: 1800, replication: { waitsFor: 2, required: true } }],
    ['a strictness without the mode', (s) => { s.patroni = { ...s.patroni, synchronous_mode_strict: true }; }, { archiveSeconds: 1800, replication: { waitsFor: 0, required: true } }],
    ['commits that wait for nobody', (s) => { s.patroni = { ...s.patroni, synchronous_mode: true }; s.postgresql.parameters.synchronous_commit = 'local'; },
      { archiveSeconds: 1800, replication: { waitsFor: 0, required: false } }],
  ])('is read: %s', (_, spoil, expected) => {
    const { replication, backups: { archiveSeconds } } = read(spoilt('postgresql', ({ spec }) => spoil(spec)));
    expect({ archiveSeconds, replication }).toEqual(expected);
  });
});
