import { goodPostgres } from './good-postgres';
import { foundIn, notMet } from './outcomes';
import { Manifests } from '../../src/checklist/manifests';
import { workloadReader } from '../../src/workloads/workload-facts';

const good = goodPostgres();

/** The good database, with one object spoilt. */
function spoilt(kind: string, spoil: (manifest: any) => void): any[] {
  // not structuredClone, which keeps what objects share
  const copy: any[] = JSON.parse(JSON.stringify(good));
  copy.filter((manifest) => manifest.kind === kind).forEach(spoil);
  return copy;
}

const container = (set: any) => set.spec.template.spec.containers[0];
const without = (name: string) => (map: any) => {
  if (map.data['postgresql.conf']) map.data['postgresql.conf'] = map.data['postgresql.conf'].split('\n').filter((line: string) => !line.startsWith(name)).join('\n');
};

test('a database that lacks nothing meets every rule, but for the drills that it waives', () => {
  expect(notMet(good)).toEqual([]);
});

test('what was written is read', () => {
  const facts = workloadReader.read(good[0], new Manifests(good));
  expect(facts).toMatchObject({ name: 'orders', namespace: 'shop', kind: 'StatefulSet', engine: 'postgresql', operator: 'none', instances: 3, remarks: [] });
  expect(facts.volumes).toMatchObject([{ name: 'data', mebibytes: 102_400, fillAlert: 'Filling', holdsData: true }]);
  expect(facts.network.paths).toEqual([
    'clients to it on 5432', 'its pods from each other on 5432', 'its pods to each other on 5432', 'its pods to DNS on 53', 'CronJob orders-dump to it on 5432',
    'Prometheus in monitoring to it on 9187',
  ].map((what) => ({ what, allowed: true })));
});

test('no operator is asked for where there is none', () => {
  expect(foundIn(good)['operators-survive']).toBe('pass: it has no operator that could be lost');
});

test.each<[string, string, (manifest: any) => void, string[]]>([
  ['two instances', 'StatefulSet', (s) => { s.spec.replicas = 2; }, ['three-instances']],
  ['pods that nothing makes copy from each other', 'StatefulSet', (s) => { delete s.spec.template.spec.initContainers; }, ['three-instances']],
  ['no volume', 'StatefulSet', (s) => { delete s.spec.volumeClaimTemplates; s.spec.template.spec.volumes.push({ name: 'data', emptyDir: {} }); },
    ['storage-retained', 'storage-headroom', 'storage-expandable', 'storage-performance']],
  ['a class that deletes', 'StorageClass', (s) => { s.reclaimPolicy = 'Delete'; }, ['storage-retained']],
  ['a small volume', 'StatefulSet', (s) => { s.spec.volumeClaimTemplates[0].spec.resources.requests.storage = '45Gi'; }, ['storage-headroom']],
  ['no budget', 'PodDisruptionBudget', (b) => { b.spec.selector.matchLabels.app = 'other'; }, ['disruption-budget']],
  ['a budget that lets none go', 'PodDisruptionBudget', (b) => { b.spec = { minAvailable: 3, selector: b.spec.selector }; }, ['disruption-budget']],
  ['pods that only better not share a node', 'StatefulSet', (s) => {
    const terms = s.spec.template.spec.affinity.podAntiAffinity;
    terms.preferredDuringSchedulingIgnoredDuringExecution = [{ weight: 1, podAffinityTerm: terms.requiredDuringSchedulingIgnoredDuringExecution[0] }];
    delete terms.requiredDuringSchedulingIgnoredDuringExecution;
  }, ['spread-across-nodes-and-zones']],
  ['anti-affinity to somebody else\'s pods', 'StatefulSet', (s) => {
    s.spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchLabels.app = 'other';
  }, ['spread-across-nodes-and-zones']],
  ['a weekly dump', 'CronJob', (c) => { c.spec.schedule = '0 3 * * 0'; }, ['backup-scheduled']],
  ['a suspended dump', 'CronJob', (c) => { c.spec.suspend = true; }, ['backup-scheduled']],
  ['a dump of another database', 'CronJob', (c) => { const [of] = c.spec.jobTemplate.spec.template.spec.containers; of.command[2] = of.command[2].replace('-h orders', '-h billing'); },
    ['backup-scheduled', 'retention-30-days']],
  ['a dump that stays in its pod', 'CronJob', (c) => { c.spec.jobTemplate.spec.template.spec.containers[0].command[2] = 'pg_dump -h orders orders > /tmp/dump.sql'; },
    ['backup-scheduled', 'retention-30-days']],
  ['a dump that is kept for a week', 'CronJob', (c) => { c.spec.jobTemplate.spec.template.spec.containers[0].env[0].value = '7'; }, ['retention-30-days']],
  ['an archive command that archives nothing', 'ConfigMap', (c) => { if (c.data['postgresql.conf']) c.data['postgresql.conf'] += '\narchive_command = \'/bin/true\''; }, ['log-archived']],
  ['an archive that is off', 'ConfigMap', without('archive_mode'), ['log-archived']],
  ['a policy that lets nobody in', 'NetworkPolicy', (n) => { n.spec.ingress = []; }, ['network-isolated']],
  ['a policy without the dump', 'NetworkPolicy', (n) => { n.spec.ingress[0].from.pop(); }, ['network-isolated']],
  ['a policy without the other pods', 'NetworkPolicy', (n) => { n.spec.ingress[0].from.shift(); }, ['network-isolated']],
  ['a policy without DNS', 'NetworkPolicy', (n) => { n.spec.egress.splice(1, 1); }, ['network-isolated']],
  ['a policy without Prometheus', 'NetworkPolicy', (n) => { n.spec.ingress.pop(); }, ['network-isolated']],
  ['a policy that lets everything out', 'NetworkPolicy', (n) => { n.spec.egress.push({}); }, ['network-isolated']],
  ['a policy for other pods', 'NetworkPolicy', (n) => { n.spec.podSelector.matchLabels.app = 'other'; }, ['network-isolated']],
  ['a password in the manifest', 'StatefulSet', (s) => { container(s).env[1] = { name: 'POSTGRES_PASSWORD', value: 'correct-horse' }; }, ['secrets-external']],
  ['a Secret that nothing fills', 'ExternalSecret', (e) => { e.metadata.name = 'other'; }, ['secrets-external']],
  ['TLS that is off', 'ConfigMap', without('ssl ='), ['tls-required']],
  ['clients without TLS', 'ConfigMap', (c) => { if (c.data['pg_hba.conf']) c.data['pg_hba.conf'] = c.data['pg_hba.conf'].replace('hostnossl all all all reject', 'host all all all scram-sha-256'); }, ['tls-required', 'least-privilege']],
  ['a certificate for another name', 'Certificate', (c) => { c.spec.dnsNames = ['billing.shop.svc']; }, ['tls-required']],
  ['no certificate in the input', 'Certificate', (c) => { c.spec.secretName = 'other'; }, ['tls-required']],
  ['a superuser from outside', 'ConfigMap', (c) => { if (c.data['pg_hba.conf']) c.data['pg_hba.conf'] = c.data['pg_hba.conf'].replace('hostssl all postgres all reject\n', ''); }, ['least-privilege']],
  ['no exporter', 'StatefulSet', (s) => { s.spec.template.spec.containers.pop(); }, ['metrics-and-dashboard', 'query-insight']],
  ['a monitor of another port', 'PodMonitor', (m) => { m.spec.podMetricsEndpoints[0].port = 'http'; }, ['metrics-and-dashboard']],
  ['no alert on the lag', 'PrometheusRule', (r) => { r.spec.groups[0].rules.shift(); }, ['alert-rules']],
  ['no alert on the volume', 'PrometheusRule', (r) => { r.spec.groups[0].rules.pop(); }, ['storage-headroom', 'alert-rules']],
  ['logs that nobody collects', 'PodLogs', (p) => { p.spec.selector = { matchLabels: { app: 'other' } }; }, ['logs-collected']],
  ['statements that nobody records', 'ConfigMap', without('shared_preload'), ['query-insight']],
  ['a sidecar without resources', 'StatefulSet', (s) => { delete s.spec.template.spec.containers[1].resources; }, ['resources-set']],
  ['a parameter that is left out', 'ConfigMap', without('work_mem'), ['parameters-tuned']],
  ['more shared buffers than memory', 'ConfigMap', (c) => { if (c.data['postgresql.conf']) c.data['postgresql.conf'] += '\nshared_buffers = 8GB'; }, ['parameters-tuned']],
  ['fsync off', 'StatefulSet', (s) => { container(s).args.push('-c', 'fsync=off'); }, ['parameters-tuned']],
  ['nodes that nothing tunes', 'DaemonSet', (d) => { d.spec.template.spec.nodeSelector = { 'node-type': 'web' }; }, ['kernel-tuned']],
  ['no nodes of its own', 'StatefulSet', (s) => { s.spec.template.spec.tolerations = []; }, ['dedicated-nodes']],
])('%s is found', (_, kind, spoil, rules) => expect(notMet(spoilt(kind, spoil))).toEqual(rules));

test('a configuration that is not in the input makes unknown what it would tell, and nothing else', () => {
  const found = foundIn(good.filter(({ kind, metadata }) => kind !== 'ConfigMap' || metadata.name !== 'orders-settings'));
  const words = 'ConfigMap shop/orders-settings, which is mounted at /etc/postgresql, is not in the input; add it';
  expect(Object.entries(found).filter(([, of]) => /^(fail|unknown)/.test(of))).toEqual([
    ['log-archived', `unknown: Whether the log is archived stands in a configuration that is not seen: ${words}.`],
    ['tls-required', `unknown: ${words}`], ['least-privilege', `unknown: ${words}`], ['query-insight', `unknown: ${words}.`], ['parameters-tuned', `unknown: ${words}.`],
  ]);
});

test('a configuration that stands where the server never reads it counts for nothing', () => {
  const elsewhere = spoilt('StatefulSet', (s) => {
    container(s).args = [];
    container(s).volumeMounts[1].mountPath = '/docker-entrypoint-initdb.d';
  });
  expect(foundIn(elsewhere)['parameters-tuned']).toMatch(/^fail: left to the engine's defaults: shared_buffers, effective_cache_size, work_mem/);
});

test('a configuration that an init container copies to where the server reads it counts', () => {
  const copied = spoilt('StatefulSet', (s) => {
    container(s).args = [];
    s.spec.template.spec.initContainers.push({
      name: 'settle',
      image: 'busybox:1.37',
      command: ['sh', '-c', 'cp /given/postgresql.conf /var/lib/postgresql/data/pgdata/postgresql.conf'],
      volumeMounts: [{ name: 'settings', mountPath: '/given' }, { name: 'data', mountPath: '/var/lib/postgresql/data' }],
    });
  });
  expect(foundIn(copied)['parameters-tuned']).toMatch(/^pass/);
});

test('pods that copy from nobody are no instances of one database', () => {
  const alone = spoilt('StatefulSet', (s) => { delete s.spec.template.spec.initContainers; });
  expect(foundIn(alone)['three-instances'])
    .toBe('fail: 1 instance, fewer than 3: StatefulSet orders runs 3 pods, and nothing in the input makes one copy from another');
});

test('a result says where to look', () => {
  const { fields = {} } = workloadReader.read(good[0], new Manifests(good));
  expect(fields['resources-set']).toEqual({ of: good[0], path: ['spec', 'template', 'spec', 'containers', 0, 'resources'] });
});

test.each<[string, (set: any) => void, string]>([
  ['replicas', (s) => { s.spec.replicas = 'three'; }, 'spec.replicas must be a whole number, got text; correct the manifest'],
  ['volumes', (s) => { s.spec.template.spec.volumes = 'data'; }, 'spec.template.spec.volumes must be a list of objects, got text; correct the manifest'],
  ['claims', (s) => { s.spec.volumeClaimTemplates = [null]; }, 'spec.volumeClaimTemplates must be a list of objects, got a list; correct the manifest'],
  ['an environment', (s) => { container(s).env = { A: 'b' }; }, 'env of container postgres must be a list of objects, got a map; correct the manifest'],
  ['a size', (s) => { s.spec.volumeClaimTemplates[0].spec.resources.requests.storage = 'much'; },
    'quantity must be a Kubernetes quantity, got "much"; write for example "10Gi" or "500m"'],
])('%s that cannot be read are a clear error', (_, spoil, message) => {
  const broken = spoilt('StatefulSet', spoil);
  expect(() => workloadReader.read(broken[0], new Manifests(broken))).toThrow(new Error(message));
});

/** Paths to all that is in a value. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => [[key], ...pathsIn(inside).map((path) => [key, ...path])]);
}

test('whatever stands in a pod template is read or is a clear error', () => {
  const unclear: string[] = [];
  for (const path of pathsIn(good[0].spec.template)) {
    for (const value of [null, 'text', [null]]) {
      const broken = JSON.parse(JSON.stringify(good[0]));
      path.slice(0, -1).reduce((at, key) => at[key], broken.spec.template)[path[path.length - 1]] = value;
      try {
        if (workloadReader.reads(broken)) notMet([broken]);
      } catch (error) {
        if (!/ must be .*; /.test(String(error))) unclear.push(`${path.join('.')} = ${JSON.stringify(value)}: ${error}`);
      }
    }
  }
  expect(unclear).toEqual([]);
});

test.each([undefined, null, 'text', 7, [], {}, [null], { containers: null }])('a pod template of %j is no database, and no error', (template) => {
  expect(workloadReader.reads({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'a' }, spec: { template: { spec: template } } })).toBe(false);
});

describe('what a restore can keep', () => {
  const promised = (spoil: (map: any) => void = () => undefined) => {
    const copy = spoilt('StatefulSet', (s) => { s.metadata.annotations['cdk8s-databases.io/objectives'] = '{ "recoveryPointSeconds": 900, "recoveryTimeSeconds": 14400 }'; });
    copy.filter(({ kind, data }: any) => kind === 'ConfigMap' && data['postgresql.conf']).forEach(spoil);
    return copy;
  };
  const timeout = (value: string) => (map: any) => { map.data['postgresql.conf'] += `\narchive_timeout = ${value}`; };

  test('is nothing with PostgreSQL\'s own archive_timeout, and not known of the time', () => {
    expect(notMet(promised())).toEqual(['recovery-point-objective', 'recovery-time-objective']);
    expect(foundIn(promised())['recovery-point-objective']).toBe('fail: recovery point without a bound: archive_timeout is 0, and a segment of the log goes to the archive '
      + 'only when it is full, which is no promise of 15 min');
    expect(foundIn(promised())['recovery-time-objective']).toMatch(/^unknown: recovery time of at least 2 min from backups of "orders-dump" \(start: 2 min\); whether /);
  });

  test('is a point with one of its own', () => {
    expect(foundIn(promised(timeout('300')))['recovery-point-objective'])
      .toBe('pass: recovery point 5 min 10 s when the volumes are lost (archive_timeout: 5 min; the last segment on its way: 10 s), within the objective of 15 min');
  });
});
