import { Manifests } from '../../../src/checklist/manifests';
import { DashboardsOf, readDashboards } from '../../../src/checklist/readers/dashboards';

const OF: DashboardsOf = {
  metricPrefix: 'cnpg_',
  seriesLabels: [{ namespace: 'database', pod: 'orders-1', cluster: 'orders' }, { namespace: 'database', persistentvolumeclaim: 'orders-1' }],
};

function model(expr: string, variables: object[] = [], title = 'PostgreSQL') {
  return { title, templating: { list: variables }, panels: [{ targets: [{ expr }] }] };
}

function configMap(data: Record<string, string>) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'dashboards', namespace: 'monitoring' }, data };
}

const read = (...objects: any[]) => readDashboards(new Manifests(objects), OF);
const shows = (expr: string, ...variables: object[]) => read(configMap({ 'a.json': JSON.stringify(model(expr, variables)) })).length > 0;

test('a dashboard in a ConfigMap is named by its title', () => {
  expect(read(configMap({ 'a.json': JSON.stringify(model('cnpg_collector_up')) }))).toEqual(['PostgreSQL']);
});

test('a dashboard of grafana-operator is read too', () => {
  const json = JSON.stringify(model('cnpg_collector_up', [], 'Orders'));
  expect(read({ apiVersion: 'grafana.integreatly.org/v1beta1', kind: 'GrafanaDashboard', metadata: { name: 'x', namespace: 'y' }, spec: { json } }))
    .toEqual(['Orders']);
});

test('the same dashboard in two places is named once', () => {
  const text = JSON.stringify(model('cnpg_collector_up'));
  expect(read(configMap({ a: text, b: text }))).toEqual(['PostgreSQL']);
});

test('what is no dashboard is none', () => {
  const panels = [{ targets: [{ expr: 'cnpg_collector_up' }] }];
  expect(read(configMap({ 'queries': 'cnpg_collector_up: "panels"', 'half.json': '{"panels": [', 'untitled.json': JSON.stringify({ panels }) }))).toEqual([]);
});

test('panels in rows are read, and panels without queries are passed over', () => {
  const target = { targets: [{ expr: 'cnpg_collector_up' }] };
  const dashboard = { title: 'Rows', panels: [{ type: 'text' }, { targets: [{ rawSql: 'SELECT 1' }] }, { type: 'row', panels: [target] }] };
  expect(read(configMap({ a: JSON.stringify(dashboard) }))).toEqual(['Rows']);
});

test.each([
  ['cnpg_collector_up', true],
  ['rate(cnpg_x{namespace="database"}[$__rate_interval])', true],
  ['topk($top, cnpg_x{pod=~"orders-[0-9]+"})', true],
  ['cnpg_x{namespace="other"}', false],
  ['cnpg_x{cluster="billing"}', false],
  ['up{namespace="database"}', false],
])('a panel on %s: %p', (expr, shown) => expect(shows(expr)).toBe(shown));

describe('a variable', () => {
  const named = (name: string, variable: object) => ({ name, ...variable });
  const query = (text: string, more: object = {}) => named('cluster', { type: 'query', query: text, ...more });

  test.each(['$cluster', '${cluster}', '${cluster:regex}', '[[cluster]]'])('written %s stands for any value when nothing narrows it', (written) => {
    expect(shows(`cnpg_x{cluster="${written}"}`, query('label_values(cnpg_collector_up, cluster)'))).toBe(true);
    expect(shows(`cnpg_x{cluster="${written}"}`)).toBe(true);
  });

  test.each([
    ['constant', 'orders', true], ['constant', 'billing', false],
    ['custom', 'billing,orders', true], ['custom', 'Bills : billing,Orders : orders', true], ['custom', 'billing, shop', false],
  ])('of type %s with %p: %p', (type, text, shown) => {
    expect(shows('cnpg_x{cluster="$cluster"}', named('cluster', { type, query: text }))).toBe(shown);
  });

  test('is narrowed by the series that it takes its values from', () => {
    expect(shows('cnpg_x{cluster="$cluster"}', query('label_values(cnpg_collector_up{namespace="other"}, cluster)'))).toBe(false);
    expect(shows('cnpg_x{cluster="$cluster"}', query('label_values(cnpg_collector_up{namespace="database"}, cluster)'))).toBe(true);
    expect(shows('cnpg_x{cluster="$cluster"}', named('cluster', { type: 'query', query: { query: 'label_values(up{namespace="other"}, cluster)' } }))).toBe(false);
  });

  test('is narrowed by the variables that its query names', () => {
    const namespace = named('namespace', { type: 'constant', query: 'other' });
    expect(shows('cnpg_x{cluster="$cluster"}', namespace, query('label_values(cnpg_collector_up{namespace="$namespace"}, cluster)'))).toBe(false);
  });

  test('that names itself is no endless loop', () => {
    expect(shows('cnpg_x{cluster="$cluster"}', query('label_values(up{cluster="$cluster"}, cluster)'))).toBe(true);
  });

  test('is narrowed by its filter', () => {
    expect(shows('cnpg_x{cluster="$cluster"}', query('label_values(up, cluster)', { regex: '/bill/' }))).toBe(false);
    expect(shows('cnpg_x{cluster="$cluster"}', query('label_values(up, cluster)', { regex: '/rd/' }))).toBe(true);
  });

  test('in a part of a value leaves the rest as it is', () => {
    const cluster = query('label_values(up, cluster)');
    expect(shows('cnpg_x{pod=~"$cluster-[0-9]+"}', cluster)).toBe(true);
    expect(shows('cnpg_x{pod=~"$cluster-wal"}', cluster)).toBe(false);
    expect(shows('cnpg_x{pod="$cluster-1"}', cluster)).toBe(true);
    expect(shows('cnpg_x{pod="$cluster.1"}', cluster)).toBe(false);
  });

  test('that leaves something out excludes nothing by itself', () => {
    expect(shows('cnpg_x{cluster!="$cluster"}', named('cluster', { type: 'custom', query: 'billing' }))).toBe(true);
  });
});
