import { METRICS_PORT } from './exporter';
import { AlertFacts, MetricsFacts } from '../checklist/facts';
import { Manifests } from '../checklist/manifests';
import { readAlerts } from '../checklist/readers/alerts';
import { readDashboards } from '../checklist/readers/dashboards';
import { Labels } from '../checklist/readers/label-selector';
import { readMonitors } from '../checklist/readers/monitors';
import { AttestedPrometheus } from '../checklist/readers/prometheus';

/** Pods of one kind of a database, and their containers that may export. */
export interface Exporters {
  readonly namespace: string;
  readonly podLabels: Labels;
  readonly containers: readonly any[];
  /** Ports that something else serves metrics on, with their names. */
  readonly ports?: ReadonlyArray<{ readonly port: number; readonly name?: string }>;
}

/** The port of Percona's mongodb_exporter; `--web.listen-address` may move it. */
function exporterPorts(containers: readonly any[]): Array<{ port: number; name?: string }> {
  return containers.flatMap((container) => (container.ports ?? []).filter(({ containerPort, name }: any) => containerPort === METRICS_PORT || /metrics|exporter/.test(name ?? ''))
    .map(({ containerPort, name }: any) => ({ port: containerPort, name })));
}

/** The arguments of containers that export, as one text. */
export function exporterArguments(containers: readonly any[]): string {
  return containers.filter((container) => exporterPorts([container]).length > 0).flatMap((container) => [...container.command ?? [], ...container.args ?? []]).join(' ');
}

export function exportsProfile(containers: readonly any[]): boolean {
  return /--(collect-all|collector\.profile)(\s|=true|$)/.test(exporterArguments(containers));
}

export function readExported(
  among: Manifests, kinds: readonly Exporters[], seriesLabels: ReadonlyArray<Record<string, string>>, prometheus: AttestedPrometheus,
): MetricsFacts {
  const monitors = kinds.map(({ namespace, podLabels, containers, ports = [] }) => {
    const served = [...exporterPorts(containers), ...ports];
    return readMonitors(among, {
      namespace, podLabels, portNames: served.flatMap(({ name }) => name ?? []), portNumbers: served.map(({ port }) => port), attested: prometheus,
    });
  });
  return {
    // one that misses some members misses the primary one day
    monitors: (monitors[0] ?? []).filter(({ name }) => monitors.every((of) => of.some((each) => each.name === name))),
    dashboards: readDashboards(among, { metricPrefix: 'mongodb_', seriesLabels }),
  };
}

// mongodb_exporter 0.53.0 with and without --compatible-mode, and the agent of MongoDB's own operator
const REPLICATION_LAG = /^mongodb_(mongod_replset_\w*(lag|optime)\w*|rs_members_optime\w*|replset_\w*(lag|optime)\w*)$/;
const CONNECTIONS = /^mongodb_(ss_connections|connections|mongod_connections)\w*$/;

export function readMongoAlerts(
  among: Manifests, instances: number, seriesLabels: ReadonlyArray<Record<string, string>>, prometheus: AttestedPrometheus,
): AlertFacts {
  return readAlerts(among, {
    seriesLabels,
    engineMetrics: /^mongodb_/,
    topics: [
      ...(instances > 1 ? [{ topic: 'replication lag', metrics: REPLICATION_LAG }] : []),
      { topic: 'disk usage', metrics: /^kubelet_volume_stats_(available|used)_bytes$/ },
      { topic: 'connections', metrics: CONNECTIONS },
    ],
    prometheus,
  });
}
