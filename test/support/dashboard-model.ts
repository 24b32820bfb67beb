import { seriesSelectors } from './promql';
import { Manifests } from '../../src/checklist/manifests';
import { readDashboards } from '../../src/checklist/readers/dashboards';
import { dashboard as asManifest } from '../../src/parts/dashboard';
import { Dashboards } from '../../src/values/dashboards';

interface GridPos { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: GridPos;
  readonly targets?: { readonly expr: string; readonly legendFormat: string }[];
}
interface Variable { readonly name: string; readonly definition?: string; readonly regex?: string }
interface Dashboard { readonly uid: string; readonly panels: Panel[]; readonly templating: { readonly list: Variable[] } }

export interface Shown {
  readonly make: () => object;
  /** Names of all metrics that are exported. */
  readonly exported: readonly string[];
  /** Titles of panels that there have to be. */
  readonly panels: readonly string[];
  /** What the names of its metrics begin with. */
  readonly metricPrefix: string;
  /** A pod, and the cluster that the variable finds in its name. */
  readonly cluster: readonly [pod: string, cluster: string];
}

/** What holds for the dashboard of every engine. */
export function describeDashboard({ make, exported, panels, metricPrefix, cluster }: Shown): void {
  const dashboard = make() as Dashboard;
  const graphs = dashboard.panels.filter(panel => panel.type !== 'row');
  const variables = dashboard.templating.list;

  test.each(graphs.map(panel => [panel.title, panel] as const))('%s asks for metrics that are exported', (_, panel) => {
    const selectors = panel.targets!.flatMap(target => seriesSelectors(filledIn(target.expr)));
    expect(selectors.length).toBeGreaterThan(0);
    expect(selectors.map(selector => selector.metric).filter(metric => !exported.includes(metric))).toEqual([]);
  });

  test('legends name labels that their expressions keep', () => {
    const lost = graphs.flatMap(panel => panel.targets!).flatMap(({ expr, legendFormat }) =>
      [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]).filter(label => !new RegExp(`by \\([^)]*\\b${label}\\b`).test(expr)));
    expect(lost).toEqual([]);
  });

  test('panels have ids of their own, and titles within their rows', () => {
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
    expect(graphs.map(panel => panel.title)).toEqual(expect.arrayContaining([...panels]));
  });

  test('variables lead from the data source to the instance, over metrics that are exported', () => {
    expect(variables.map(variable => variable.name)).toEqual(['datasource', 'namespace', 'cluster', 'instance']);
    for (const { definition } of variables.slice(1)) expect(exported).toContain(/^label_values\((\w+)/.exec(definition!)![1]);
    expect(new RegExp(variables[2].regex!.slice(1, -1)).exec(cluster[0])?.[1]).toBe(cluster[1]);
  });

  test('every variable that an expression uses exists', () => {
    const known = variables.map(variable => variable.name);
    const used = graphs.flatMap(panel => panel.targets!).flatMap(target => [...target.expr.matchAll(/\$(?!__)([a-z]\w*)/g)].map(match => match[1]));
    expect(used.filter(name => !known.includes(name))).toEqual([]);
  });

  test('the checklist finds it for a database, and for none of another prefix', () => {
    const manifest = asManifest({ name: 'd', namespace: 'monitoring', dashboards: Dashboards.configMap({ grafana_dashboard: '1' }), model: dashboard });
    const found = (prefix: string) => readDashboards(new Manifests([manifest]), { metricPrefix: prefix, seriesLabels: [{ namespace: 'database', pod: cluster[0] }] });
    expect(found(metricPrefix)).toHaveLength(1);
    expect(found('other_')).toEqual([]);
  });

  test('the same dashboard comes out every time', () => {
    expect(JSON.stringify(make())).toBe(JSON.stringify(make()));
  });
}

/** What a browser sends: Grafana fills in its variables. */
function filledIn(expr: string): string {
  return expr.replace(/\$__rate_interval/g, '5m').replace(/\$namespace/g, 'database').replace(/\$cluster/g, 'orders').replace(/\$instance/g, '(orders-0|orders-1)');
}
