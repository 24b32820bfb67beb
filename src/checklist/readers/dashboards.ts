import { GrafanaVariable, shownBy } from './grafana-variables';
import { Series, SeriesIndex, Watching } from './series-index';
import { Manifests } from '../manifests';

export interface DashboardsOf {
  /** What the names of the engine's metrics begin with, for example `cnpg_`. */
  readonly metricPrefix: string;
  /** Example label sets of the database's series, as for `readAlerts`. */
  readonly seriesLabels: readonly Series[];
}

/** Titles of Grafana dashboards with a panel that shows this database. */
export function readDashboards(among: Manifests, of: DashboardsOf): string[] {
  const labels = [...new Set(of.seriesLabels.flatMap((series) => Object.keys(series)))].sort();
  const key = [of.metricPrefix, ...labels].join();
  let byLabels = indexes.get(among);
  if (!byLabels) indexes.set(among, byLabels = new Map());
  let index = byLabels.get(key);
  if (!index) {
    const panels = panelsIn(among).filter((panel) => panel.of.metrics.some((metric) => metric.startsWith(of.metricPrefix)));
    byLabels.set(key, index = new SeriesIndex(panels, labels));
  }
  const found = index;
  return [...new Set(of.seriesLabels.flatMap((series) => found.find(series).map((panel) => panel.of.title)))];
}

const indexes = new WeakMap<Manifests, Map<string, SeriesIndex<Panel>>>();
const read = new WeakMap<Manifests, Array<Watching<Panel>>>();

/** What panels of one dashboard show with the same matchers. */
interface Panel {
  readonly title: string;
  readonly metrics: string[];
}

/** What all panels of all dashboards show. */
function panelsIn(among: Manifests): Array<Watching<Panel>> {
  let panels = read.get(among);
  if (!panels) read.set(among, panels = [...new Set(dashboardTexts(among))].flatMap(readDashboard));
  return panels;
}

function dashboardTexts(among: Manifests): string[] {
  const texts = among.ofKind('', 'ConfigMap').flatMap((map) => Object.values<unknown>(map.data ?? {}));
  for (const dashboard of among.ofKind('grafana.integreatly.org', 'GrafanaDashboard')) texts.push(dashboard.spec?.json);
  return texts.filter((text): text is string => typeof text === 'string' && /^\s*\{/.test(text) && text.includes('"panels"'));
}

function readDashboard(text: string): Array<Watching<Panel>> {
  const model = parse(text);
  if (typeof model?.title !== 'string' || !Array.isArray(model.panels ?? model.rows)) return [];
  const variables = new Map<string, GrafanaVariable>((model.templating?.list ?? []).map((variable: GrafanaVariable) => [variable.name, variable]));
  const byMatchers = new Map<string, Watching<Panel>>();
  for (const { metric, matchers } of expressionsIn(model.panels ?? model.rows).flatMap((expr) => shownBy(expr, variables))) {
    const key = JSON.stringify(matchers);
    if (!byMatchers.has(key)) byMatchers.set(key, { matchers, of: { title: model.title, metrics: [] } });
    if (metric) byMatchers.get(key)!.of.metrics.push(metric);
  }
  return [...byMatchers.values()];
}

/** Panels can hold panels: rows do. */
function expressionsIn(panels: readonly any[]): string[] {
  return panels.flatMap((panel) => [
    ...(panel?.targets ?? []).flatMap((target: any) => (typeof target?.expr === 'string' ? [target.expr] : [])),
    ...expressionsIn(Array.isArray(panel?.panels) ? panel.panels : []),
  ]);
}

function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
