/** One graph: a legend and an expression for every line or family of lines. */
export interface Panel {
  readonly title: string;
  /** Grafana's name of the unit. */
  readonly unit: string;
  readonly queries: readonly (readonly [legend: string, expr: string])[];
  /** What the reader has to know to read it right. */
  readonly description?: string;
  /** Names of the values 0, 1, …: shows states over time, not lines. */
  readonly states?: readonly string[];
  /** Grafana's colors of the states. */
  readonly colors?: readonly string[];
}

/** Panels under one heading. */
export interface PanelRow {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** The dashboard of one engine, for all databases that it has. */
export interface EngineDashboard {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** Variables that lead to the instances, after the data source. */
  readonly variables: readonly object[];
  readonly rows: readonly PanelRow[];
}

const COLUMNS = 24;
const WIDTH = 8;
const HEIGHT = 8;
/** Of Grafana 12 (LATEST_VERSION of its schema migrations); the panels use nothing that older ones lack. */
const SCHEMA_VERSION = 42;
const SHARED_CROSSHAIR = 1;
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const COLORS = ['blue', 'green'];

/** Grafana's JSON model. */
export function dashboardModel({ uid, title, tags, variables, rows }: EngineDashboard): object {
  return {
    uid,
    title,
    tags,
    schemaVersion: SCHEMA_VERSION,
    editable: false,
    graphTooltip: SHARED_CROSSHAIR,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    templating: { list: [{ name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' }, ...variables] },
    annotations: { list: [] },
    panels: layout(rows),
  };
}

/** A variable with the values of a label. */
export function labelValues(name: string, label: string, series: string): object {
  const query = `label_values(${series}, ${name})`;
  const onTimeRangeChange = 2;
  return { name, label, type: 'query', datasource: DATASOURCE, query: { query, refId: name }, definition: query, refresh: onTimeRangeChange, sort: 1 };
}

/** The variable `cluster`: what the names of its pods begin with, which no label of theirs tells. */
export function clusterOfPods(label: string, series: string, pods: string): object {
  return { ...labelValues('pod', label, series), name: 'cluster', regex: `/^(.+)-${pods}$/` };
}

/** The variable `instance`: some of the pods, or all. */
export function instances(series: string): object {
  return { ...labelValues('pod', 'Instance', series), name: 'instance', multi: true, includeAll: true, current: { text: ['All'], value: ['$__all'] } };
}

/** Rows one below the other, their panels from left to right. */
function layout(rows: readonly PanelRow[]): object[] {
  let id = 0;
  let y = 0;
  return rows.flatMap((row) => {
    const heading = { id: ++id, type: 'row', title: row.title, collapsed: false, panels: [], gridPos: { x: 0, y: y++, w: COLUMNS, h: 1 } };
    const perLine = COLUMNS / WIDTH;
    const graphs = row.panels.map((panel, index) => ({
      id: ++id,
      type: panel.states ? 'state-timeline' : 'timeseries',
      title: panel.title,
      description: panel.description,
      datasource: DATASOURCE,
      gridPos: { x: (index % perLine) * WIDTH, y: y + Math.floor(index / perLine) * HEIGHT, w: WIDTH, h: HEIGHT },
      fieldConfig: {
        defaults: {
          unit: panel.unit,
          ...(panel.unit === 'percentunit' ? { min: 0, max: 1 } : panel.states ? {} : { min: 0 }),
          ...(panel.states
            ? { mappings: [{ type: 'value', options: states(panel.states, panel.colors ?? COLORS) }] }
            : { custom: { fillOpacity: 10, showPoints: 'never' } }),
        },
        overrides: [],
      },
      options: panel.states ? { showValue: 'auto' } : { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
      targets: panel.queries.map(([legendFormat, expr], query) => (
        { refId: String.fromCharCode('A'.charCodeAt(0) + query), datasource: DATASOURCE, expr, legendFormat })),
    }));
    y += Math.ceil(row.panels.length / perLine) * HEIGHT;
    return [heading, ...graphs];
  });
}

function states(names: readonly string[], colors: readonly string[]): object {
  return Object.fromEntries(names.map((text, value) => [value, { text, color: colors[value], index: value }]));
}
