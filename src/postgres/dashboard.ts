import { panels, PanelRow } from './dashboard-panels';

const COLUMNS = 24;
const WIDTH = 8;
const HEIGHT = 8;
/** Of Grafana 12 (LATEST_VERSION of its schema migrations); the panels use nothing that older ones lack. */
const SCHEMA_VERSION = 42;
const SHARED_CROSSHAIR = 1;
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** Grafana's JSON model of the dashboard for every PostgreSQL database. */
export function postgresDashboard(): object {
  return {
    uid: 'cdk8s-databases-postgres',
    title: 'PostgreSQL',
    tags: ['database', 'postgresql'],
    schemaVersion: SCHEMA_VERSION,
    editable: false,
    graphTooltip: SHARED_CROSSHAIR,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    templating: { list: variables() },
    annotations: { list: [] },
    panels: layout(panels),
  };
}

function variables(): object[] {
  return [
    { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
    labelValues('namespace', 'Namespace', 'cnpg_collector_up'),
    labelValues('cluster', 'Cluster', 'cnpg_collector_up{namespace="$namespace"}'),
    {
      ...labelValues('pod', 'Instance', 'cnpg_collector_up{namespace="$namespace",cluster="$cluster"}'),
      name: 'instance',
      multi: true,
      includeAll: true,
      current: { text: ['All'], value: ['$__all'] },
    },
  ];
}

function labelValues(name: string, label: string, series: string): object {
  const query = `label_values(${series}, ${name})`;
  const onTimeRangeChange = 2;
  return { name, label, type: 'query', datasource: DATASOURCE, query: { query, refId: name }, definition: query, refresh: onTimeRangeChange, sort: 1 };
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
          ...(panel.states ? { mappings: [{ type: 'value', options: states(panel.states) }] } : { custom: { fillOpacity: 10, showPoints: 'never' } }),
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

function states(names: readonly string[]): object {
  const colors = ['blue', 'green'];
  return Object.fromEntries(names.map((text, value) => [value, { text, color: colors[value], index: value }]));
}
