import { mysqldOptions } from './my-cnf';
import { isOff } from './parameter-units';
import { componentLabels } from './pxc-names';
import { AlertFacts, MetricsFacts, QueryInsightFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { readAlerts } from '../checklist/readers/alerts';
import { readDashboards } from '../checklist/readers/dashboards';
import { readMonitors } from '../checklist/readers/monitors';
import { NeededPort } from '../checklist/readers/network-rule';
import { AttestedPrometheus } from '../checklist/readers/prometheus';

const EXPORTER = 9104;

/** The exporter that stands beside the server. */
function exportersOf(spec: any): any[] {
  return (spec.pxc?.sidecars ?? []).filter(({ name = '', ports = [] }: any) => (
    /mysqld?[-_]?exporter/.test(name) || ports.some(({ containerPort }: any) => containerPort === EXPORTER)));
}

/** Where it serves metrics. */
export function exporterPorts(spec: any): NeededPort[] {
  return exportersOf(spec).map(({ ports = [] }) => {
    const { containerPort = EXPORTER, name } = ports[0] ?? {};
    return { port: containerPort, ...(name !== undefined && { name }) };
  });
}

/** Who reads its metrics, and which dashboards show it. PMM's client pushes to a server that has dashboards of its own. */
export function readMetrics(cluster: Manifest, spec: any, among: Manifests, prometheus: AttestedPrometheus): MetricsFacts {
  const { name, namespace = 'default' } = cluster.metadata;
  const found = exporterPorts(spec);
  const server = pmmServer(spec);
  return {
    monitors: [
      ...(found.length === 0 ? [] : readMonitors(among, {
        namespace,
        podLabels: { ...spec.pxc?.labels, ...componentLabels(name, 'pxc') },
        portNames: found.flatMap((of) => of.name ?? []),
        portNumbers: found.map(({ port }) => port),
        attested: prometheus,
      })),
      ...(server === undefined ? [] : [{ name: server, selected: { what: `it pushes to ${server}`, attested: false } }]),
    ],
    dashboards: [
      ...readDashboards(among, { metricPrefix: 'mysql_', seriesLabels: seriesOf(cluster) }),
      ...(server === undefined ? [] : [`those of ${server}`]),
    ],
  };
}

function pmmServer({ pmm }: any): string | undefined {
  return pmm?.enabled === true ? `PMM at ${pmm.serverHost ?? 'no host'}` : undefined;
}

/** What a PodMonitor adds, and what people relabel; of its volumes what the kubelet says. */
export function seriesOf({ metadata: { name, namespace = 'default' } }: Manifest): Array<Record<string, string>> {
  const pod = `${name}-pxc-0`;
  return [{ namespace, pod, cluster: name, job: `${namespace}/${name}-pxc` }, { namespace, persistentvolumeclaim: `datadir-${pod}` }];
}

/** Galera has no lag: what waits to be applied, and how long others are stopped for it. */
const LAG = /^mysql_(global_status_wsrep_(local_recv_queue(_avg)?|flow_control_paused(_ns)?)|slave_status_seconds_behind_(master|source))$/;

export function readPxcAlerts(cluster: Manifest, instances: number, among: Manifests, prometheus: AttestedPrometheus): AlertFacts {
  return readAlerts(among, {
    seriesLabels: seriesOf(cluster),
    engineMetrics: /^mysql_/,
    topics: [
      ...(instances > 1 ? [{ topic: 'replication lag', metrics: LAG }] : []),
      { topic: 'disk usage', metrics: /^kubelet_volume_stats_(available|used)_bytes$/ },
      { topic: 'connections', metrics: /^mysql_global_status_threads_connected$/ },
    ],
    prometheus,
  });
}

/** performance_schema is on unless it is turned off (MySQL 8.4 manual, 29.1). */
export function queryInsightOf(spec: any): QueryInsightFacts {
  const isStatements = (arg: string) => /--collect\.perf_schema\.eventsstatements(sum)?(=true)?$/.test(arg);
  const exporter = exportersOf(spec).find(({ command = [], args = [] }) => [...command, ...args].some(isStatements));
  return {
    records: isOff(mysqldOptions(spec.pxc?.configuration).performance_schema) ? undefined : 'performance_schema',
    exports: exporter ? `container ${exporter.name}` : pmmServer(spec),
  };
}
