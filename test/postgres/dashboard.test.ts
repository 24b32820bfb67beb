import { postgresDashboard } from '../../src/postgres/dashboard';
import { METRICS } from '../support/metrics';
import { seriesSelectors } from '../support/promql';

interface GridPos { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: GridPos;
  readonly targets?: { readonly expr: string }[];
}
interface Variable { readonly name: string; readonly definition?: string; readonly current?: { readonly value: unknown } }
interface Dashboard { readonly uid: string; readonly panels: Panel[]; readonly templating: { readonly list: Variable[] } }

const dashboard = postgresDashboard() as Dashboard;
const graphs = dashboard.panels.filter(panel => panel.type !== 'row');
const exported = Object.values(METRICS).flat();

/** What a browser sends: Grafana fills in its variables. */
function filledIn(expr: string): string {
  return expr.replace(/\$__rate_interval/g, '5m').replace(/\$namespace/g, 'database').replace(/\$instance/g, '(orders-1|orders-2)');
}

test.each(graphs.map(panel => [panel.title, panel] as const))('%s asks for metrics that are exported', (_, panel) => {
  const selectors = panel.targets!.flatMap(target => seriesSelectors(filledIn(target.expr)));
  expect(selectors.length).toBeGreaterThan(0);
  expect(selectors.map(selector => selector.metric).filter(metric => !exported.includes(metric))).toEqual([]);
});

test('panels have ids of their own', () => {
  const ids = dashboard.panels.map(panel => panel.id);
  expect(ids).toEqual([...new Set(ids)]);
});

test('panels lie inside the grid and on no other', () => {
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => [x + cell % w, y + Math.floor(cell / w)]));
  expect(cells.filter(([x]) => x >= 24)).toEqual([]);
  expect(new Set(cells.map(String)).size).toBe(cells.length);
});

test('what a production database has to show is there', () => {
  expect(graphs.map(panel => panel.title)).toEqual(expect.arrayContaining([
    'Queries per second', 'Query latency', 'Connections', 'Buffer cache hit ratio',
    'Replication lag', 'WAL receive delay', 'Role', 'Replicas',
    'Disk usage', 'IOPS', 'Throughput', 'WAL size',
    'CPU', 'Memory', 'Pod restarts',
    'Dead rows', 'Vacuums running', 'Time since the last vacuum', 'Backends waiting for a lock',
    'Age of the last backup', 'WAL segments to archive',
  ]));
});

test('variables lead from the data source to the instance, over metrics that are exported', () => {
  expect(dashboard.templating.list.map(variable => variable.name)).toEqual(['datasource', 'namespace', 'cluster', 'instance']);
  for (const { definition } of dashboard.templating.list.slice(1)) {
    expect(exported).toContain(/^label_values\((\w+)/.exec(definition!)![1]);
  }
});

test('every variable that an expression uses exists', () => {
  const known = dashboard.templating.list.map(variable => variable.name);
  const used = graphs.flatMap(panel => panel.targets!).flatMap(target => [...target.expr.matchAll(/\$(?!__)(\w+)/g)].map(match => match[1]));
  expect(used.filter(name => !known.includes(name))).toEqual([]);
});

test('the same dashboard comes out every time', () => {
  expect(JSON.stringify(postgresDashboard())).toBe(JSON.stringify(postgresDashboard()));
});
