import { OperatorConfiguration } from './operator-configuration';
import { sidecarsOf } from './spilo-containers';
import { AlertFacts, MetricsFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { readAlerts } from '../checklist/readers/alerts';
import { readDashboards } from '../checklist/readers/dashboards';
import { Labels } from '../checklist/readers/label-selector';
import { readMonitors } from '../checklist/readers/monitors';
import { isRecord, listIn } from '../checklist/readers/pod-template';
import { AttestedPrometheus } from '../checklist/readers/prometheus';

/** Patroni serves metrics of its own there (Patroni 4 docs, REST API, GET /metrics). */
const PATRONI_PORT = 8008;

export interface MetricsPort {
  readonly port: number;
  readonly name?: string;
}

/** Ports of its sidecars: the operator adds no exporter, people do. */
export function metricsPortsOf(spec: any, configuration: OperatorConfiguration): MetricsPort[] {
  return sidecarsOf(spec, configuration).flatMap((sidecar) => listIn(sidecar.ports))
    .flatMap((port) => (typeof port?.containerPort === 'number' ? [{ port: port.containerPort, name: port.name }] : []));
}

export interface SpiloMetricsOf {
  readonly podLabels: Labels;
  readonly prometheus?: AttestedPrometheus;
}

/** Who scrapes its pods, and which dashboards show it. */
export function readSpiloMetrics(
  database: Manifest, spec: any, configuration: OperatorConfiguration, among: Manifests, of: SpiloMetricsOf,
): MetricsFacts {
  const { namespace = 'default' } = database.metadata;
  const ports = metricsPortsOf(spec, configuration);
  const unseen = configuration.unseen === undefined ? [] : scrapedPorts(among);
  return {
    monitors: readMonitors(among, {
      namespace,
      podLabels: of.podLabels,
      portNames: [...ports.map(({ name }) => name), ...unseen].filter((name): name is string => typeof name === 'string'),
      portNumbers: [PATRONI_PORT, ...ports.map(({ port }) => port), ...unseen.filter((port): port is number => typeof port === 'number')],
      attested: of.prometheus,
    }),
    dashboards: [...new Set(['pg_', 'patroni_'].flatMap((metricPrefix) => readDashboards(among, { metricPrefix, seriesLabels: seriesOf(database) })))],
  };
}

/** A sidecar that the configuration adds may have any of them. */
function scrapedPorts(among: Manifests): unknown[] {
  return among.ofKind('monitoring.coreos.com', 'PodMonitor').flatMap(({ spec }) => listIn(spec?.podMetricsEndpoints)).filter(isRecord)
    .flatMap(({ port, portNumber, targetPort }) => port ?? portNumber ?? targetPort ?? []);
}

function seriesOf({ metadata: { name, namespace = 'default' } }: Manifest): Array<Record<string, string>> {
  return [{ namespace, pod: `${name}-0`, scope: name }, { namespace, persistentvolumeclaim: `pgdata-${name}-0` }];
}

/** Metrics of postgres_exporter 0.17 and of Patroni 4. */
const REPLICATION_LAG = /^(pg_replication_lag(_seconds)?|pg_stat_replication_\w*(lag|diff|lsn)\w*|patroni_xlog_(received|replayed)_(location|timestamp))$/;
const CONNECTIONS = /^(pg_stat_activity_count|pg_stat_database_numbackends)$/;

export function spiloAlerts(database: Manifest, instances: number, among: Manifests, prometheus: AttestedPrometheus): AlertFacts {
  return readAlerts(among, {
    seriesLabels: seriesOf(database),
    engineMetrics: /^(pg|patroni)_/,
    topics: [
      ...(instances > 1 ? [{ topic: 'replication lag', metrics: REPLICATION_LAG }] : []),
      { topic: 'disk usage', metrics: /^kubelet_volume_stats_(available|used)_bytes$/ },
      { topic: 'connections', metrics: CONNECTIONS },
    ],
    prometheus,
  });
}
