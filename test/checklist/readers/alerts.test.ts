import { Manifests } from '../../../src/checklist/manifests';
import { AlertsOf, fillAlertFor, readAlerts } from '../../../src/checklist/readers/alerts';
import { Unseen } from '../../../src/checklist/unseen';
import { postgresAlerts } from '../../../src/postgres/alerts';

const PROMETHEUS = { namespace: 'monitoring', labels: {} };
const LAG = { topic: 'replication lag', metrics: /^cnpg_pg_replication_lag$/ };
const DISK = { topic: 'disk usage', metrics: /^kubelet_volume_stats_/ };
const CONNECTIONS = { topic: 'connections', metrics: /^cnpg_backends_total$/ };

function rule(name: string, exprs: Record<string, string>, labels: Record<string, string> = {}) {
  const rules = Object.entries(exprs).map(([alert, expr]) => ({ alert, expr }));
  return { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata: { name, namespace: 'database', labels }, spec: { groups: [{ name, rules }] } };
}

function read(rules: any[], more: Partial<AlertsOf> = {}) {
  return readAlerts(new Manifests(rules), {
    seriesLabels: [{ namespace: 'database', pod: 'orders-1' }, { namespace: 'database', persistentvolumeclaim: 'orders-1' }],
    engineMetrics: /^cnpg_/,
    topics: [LAG, DISK, CONNECTIONS],
    prometheus: PROMETHEUS,
    ...more,
  });
}

function isAbout(expr: string): boolean {
  return read([rule('rules', { Alert: expr })]).about.length > 0;
}

test('without rules there are no alerts, all topics are missing and nothing is selected', () => {
  expect(read([])).toEqual({ about: [], missing: ['replication lag', 'disk usage', 'connections'], selected: undefined });
});

describe('an alert is about the database', () => {
  test.each([
    'cnpg_collector_up{namespace="database",pod=~"orders-[0-9]+"} == 0',
    'cnpg_collector_up{namespace="database",pod=~"^orders-[0-9]+$"} == 0',
    'cnpg_collector_up{namespace="database"} == 0',
    'cnpg_collector_up{namespace=~"data.*"} == 0',
    'cnpg_collector_up{pod=~"orders-.*"} == 0',
    'cnpg_collector_up == 0',
    'cnpg_backends_total{usename="app"} > 5',
    'absent(cnpg_collector_up{namespace="database",pod=~"orders-[0-9]+"})',
    'kube_pod_container_status_restarts_total{namespace="database",pod=~"orders-[0-9]+",container="postgres"} > 2',
    'kube_pod_status_ready{namespace="database"} == 0',
    'kubelet_volume_stats_available_bytes{persistentvolumeclaim="orders-1"} < 1',
    'kubelet_volume_stats_available_bytes < 1',
    'cnpg_collector_up{pod=~"billing-.*"} == 0 or cnpg_collector_up{pod=~"(billing|orders)-.*"} == 0',
  ])('%s', (expr) => expect(isAbout(expr)).toBe(true));
});

describe('an alert is not about the database', () => {
  test.each([
    ['another database', 'cnpg_collector_up{namespace="database",pod=~"billing-[0-9]+"} == 0'],
    ['one whose name begins alike', 'cnpg_collector_up{namespace="database",pod=~"orders-v2-[0-9]+"} == 0'],
    ['another namespace', 'cnpg_collector_up{namespace="other",pod=~"orders-[0-9]+"} == 0'],
    ['all but this one', 'cnpg_collector_up{pod!~"orders-[0-9]+"} == 0'],
    ['another\'s volume', 'kubelet_volume_stats_available_bytes{namespace="database",persistentvolumeclaim=~"billing-.*"} < 1'],
    ['what all machines have', 'node_load1 > 5'],
    ['what all of anything have', 'kube_pod_status_ready{pod=~".+"} == 0'],
    ['something else in its namespace', 'certmanager_certificate_expiration_timestamp_seconds{namespace="database",name="billing-server"} < 1'],
    ['nothing', 'vector(1)'],
  ])('when it is about %s: %s', (_, expr) => expect(isAbout(expr)).toBe(false));

  test('when it is a recording rule', () => {
    const recording = rule('rules', {});
    (recording.spec.groups[0].rules as any[]).push({ record: 'a:b', expr: 'cnpg_collector_up' });
    expect(read([recording]).about).toEqual([]);
  });
});

test('alerts are named once, in the order of the input', () => {
  const rules = [rule('a', { Second: 'cnpg_x{pod="orders-1"} or cnpg_y', First: 'cnpg_x' }), rule('b', { Third: 'cnpg_x', Second: 'cnpg_y' })];
  expect(read(rules).about).toEqual(['Second', 'First', 'Third']);
});

describe('a topic', () => {
  const missing = (expr: string) => read([rule('rules', { Alert: expr })]).missing;

  test('is covered by an alert on one of its metrics', () => {
    expect(missing('cnpg_pg_replication_lag > 60')).toEqual(['disk usage', 'connections']);
  });

  test('is not covered by an alert about another database', () => {
    expect(missing('cnpg_pg_replication_lag{pod=~"billing-.*"} > 60')).toContain('replication lag');
  });

  test('is not covered by an alert that the metric is absent', () => {
    expect(missing('absent(cnpg_pg_replication_lag{pod=~"orders-.*"})')).toContain('replication lag');
  });
});

describe('Prometheus', () => {
  const labels = { release: 'kps' };
  const selecting = { prometheus: { namespace: 'monitoring', labels } };

  test('has to select the rules', () => {
    expect(read([rule('rules', { Alert: 'cnpg_x' })], selecting)).toMatchObject({ about: ['Alert'], selected: undefined });
    expect(read([rule('rules', { Alert: 'cnpg_x' }, labels)], selecting).selected)
      .toEqual({ what: 'the labels release=kps that Prometheus in monitoring is said to select', attested: true });
  });

  test('makes only those alerts count whose rules it selects', () => {
    const facts = read([rule('a', { Lag: 'cnpg_pg_replication_lag' }), rule('b', { Connections: 'cnpg_backends_total' }, labels)], selecting);
    expect(facts).toMatchObject({ about: ['Connections'], missing: ['replication lag', 'disk usage'] });
  });

  test('may be unseen', () => {
    expect(read([rule('rules', { Alert: 'cnpg_x' })], { prometheus: undefined }).selected).toBeInstanceOf(Unseen);
  });
});

describe('a fill alert', () => {
  const alertFor = (expr: string, claim = 'orders-1', prometheus = PROMETHEUS) => (
    fillAlertFor(new Manifests([rule('rules', { Filling: expr })]), { namespace: 'database', claim, prometheus }));

  test.each([
    ['kubelet_volume_stats_available_bytes{namespace="database",persistentvolumeclaim=~"orders-[0-9]+"} < 1', 'Filling'],
    ['kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes > 0.8', 'Filling'],
    ['kubelet_volume_stats_available_bytes{persistentvolumeclaim=~"billing-[0-9]+"} < 1', undefined],
    ['kubelet_volume_stats_available_bytes{namespace="other"} < 1', undefined],
    ['kubelet_volume_stats_inodes_free{namespace="database"} < 1', undefined],
    ['absent(kubelet_volume_stats_available_bytes{namespace="database"})', undefined],
    ['cnpg_pg_database_size_bytes > 1', undefined],
  ])('%s: %p', (expr, name) => expect(alertFor(expr)).toBe(name));

  test('of the data volume is none of the log\'s', () => {
    const expr = 'kubelet_volume_stats_available_bytes{persistentvolumeclaim=~"orders-[0-9]+"} < 1';
    expect(alertFor(expr, 'orders-1-wal')).toBeUndefined();
  });

  test('that Prometheus does not select is none, and one of which that is unknown counts', () => {
    const among = new Manifests([rule('rules', { Filling: 'kubelet_volume_stats_available_bytes < 1' })]);
    const of = { namespace: 'database', claim: 'orders-1' };
    expect(fillAlertFor(among, { ...of, prometheus: { namespace: 'monitoring', labels: { release: 'kps' } } })).toBeUndefined();
    expect(fillAlertFor(among, of)).toBe('Filling');
  });
});

test('of the alerts that come with two databases, each has its own', () => {
  const rules = ['orders', 'billing'].map((name) => rule(name, Object.fromEntries(postgresAlerts({
    namespace: 'database',
    name,
    instances: 3,
    maxConnections: 200,
    poolers: [],
    walVolume: true,
    tablespaces: [],
    backupEverySeconds: 86400,
    synchronous: true,
    archiveTimeoutSeconds: 300,
  }).map(({ alert, expr }) => [`${name} ${alert}`, expr]))));
  const facts = read(rules);
  expect(facts.missing).toEqual([]);
  expect(facts.about.length).toBeGreaterThan(15);
  expect(facts.about.filter((name) => !name.startsWith('orders '))).toEqual([]);
  expect(fillAlertFor(new Manifests(rules), { namespace: 'database', claim: 'billing-1-wal' })).toBe('billing PostgresWalVolumeFilling');
});
