import { InstanceSet } from './crunchy-labels';
import { AlertFacts, MetricsFacts, QueryInsightFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { readAlerts } from '../checklist/readers/alerts';
import { readDashboards } from '../checklist/readers/dashboards';
import { readMonitors } from '../checklist/readers/monitors';
import { listIn } from '../checklist/readers/pod-template';
import { AttestedPrometheus } from '../checklist/readers/prometheus';
import { Unseen } from '../checklist/unseen';

/** Of pgMonitor's exporter, and of the collector of `instrumentation` (internal/naming/names.go, PGO 6.0.3). */
export const EXPORTER = { port: 9187, name: 'exporter' };
const COLLECTOR_PORT = 'otel-metrics';
/** Patroni serves metrics of its own there (Patroni 4 docs, REST API, GET /metrics). */
const PATRONI_PORT = 8008;

/** Who scrapes its pods, and which dashboards show it. */
export function readMetrics(
  cluster: Manifest, spec: any, sets: readonly InstanceSet[], among: Manifests, prometheus: AttestedPrometheus,
): MetricsFacts {
  const { namespace = 'default' } = cluster.metadata;
  const isExported = spec.monitoring?.pgmonitor?.exporter !== undefined || collectsMetrics(spec, among) !== false;
  const monitors = sets.map(({ labels }) => readMonitors(among, {
    namespace,
    podLabels: labels,
    portNames: isExported ? [EXPORTER.name, COLLECTOR_PORT] : [],
    portNumbers: [spec.patroni?.port ?? PATRONI_PORT, ...(isExported ? [EXPORTER.port] : [])],
    attested: prometheus,
  }));
  return {
    // one that misses a set misses the primary one day
    monitors: (monitors[0] ?? []).filter(({ name }) => monitors.every((of) => of.some((each) => each.name === name))),
    dashboards: [...new Set(['ccp_', 'patroni_'].flatMap((metricPrefix) => readDashboards(among, { metricPrefix, seriesLabels: seriesOf(cluster, sets) })))],
  };
}

/** What pgMonitor's scrape configuration and PGO's documentation relabel, and what a PodMonitor adds. */
function seriesOf({ metadata: { name, namespace = 'default' } }: Manifest, sets: readonly InstanceSet[]): Array<Record<string, string>> {
  return sets.flatMap(({ name: set }): Array<Record<string, string>> => {
    // four random letters stand between
    const instance = `${name}-${set}-abcd`;
    return [
      { namespace, pod: `${instance}-0`, cluster: name, pg_cluster: `${namespace}:${name}`, scope: `${name}-ha` },
      { namespace, persistentvolumeclaim: `${instance}-pgdata` },
    ];
  });
}

const REPLICATION_LAG = /^(ccp_(replication_lag\w*|stat_replication_\w+|wal_receiver_\w+)|patroni_xlog_(received|replayed)_(location|timestamp))$/;
const DISK = /^(kubelet_volume_stats_(available|used)_bytes|ccp_nodemx_data_disk_(available|free|total)_bytes?)$/;
const CONNECTIONS = /^ccp_connection_stats_\w+$/;

export function readCrunchyAlerts(
  cluster: Manifest, instances: number, sets: readonly InstanceSet[], among: Manifests, prometheus: AttestedPrometheus,
): AlertFacts {
  return readAlerts(among, {
    seriesLabels: seriesOf(cluster, sets),
    engineMetrics: /^(ccp|patroni)_/,
    topics: [
      ...(instances > 1 ? [{ topic: 'replication lag', metrics: REPLICATION_LAG }] : []),
      { topic: 'disk usage', metrics: DISK },
      { topic: 'connections', metrics: CONNECTIONS },
    ],
    prometheus,
  });
}

const METRICS_GATE = 'OpenTelemetryMetrics';

/** The gate is off unless PGO is told otherwise (internal/feature/features.go, PGO 6.0.3); undefined when PGO is not in the input. */
export function collectsMetrics(spec: any, among: Manifests): boolean | undefined {
  if (spec.instrumentation === undefined) return false;
  const variables = among.ofKind('apps', 'Deployment').filter(isPgo).flatMap((deployment) => listIn(deployment.spec?.template?.spec?.containers))
    .flatMap((container) => listIn(container?.env));
  if (!among.ofKind('apps', 'Deployment').some(isPgo)) return undefined;
  return variables.some((variable) => variable?.name === 'PGO_FEATURE_GATES' && new RegExp(`(${METRICS_GATE}|AllAlpha)=true`).test(String(variable.value)));
}

function isPgo({ spec }: Manifest): boolean {
  return listIn(spec?.template?.spec?.containers).some((container) => /crunchydata\/postgres-operator(:|@|$)/.test(String(container?.image)));
}

const STATEMENTS = 'pg_stat_statements';

/** Exporter and collector preload the library and read it by queries of their own (internal/pgmonitor and internal/collector, PGO 6.0.3). */
export function queryInsightOf({ metadata: { namespace = 'default' } }: Manifest, spec: any, parameters: Readonly<Record<string, string>>, among: Manifests): QueryInsightFacts {
  const exporter = spec.monitoring?.pgmonitor?.exporter;
  const isCollected = collectsMetrics(spec, among);
  if (isCollected === true) return { records: STATEMENTS, exports: 'the collector of spec.instrumentation' };
  if (exporter !== undefined) {
    const maps: string[] = (exporter.configuration ?? []).flatMap((projection: any) => projection.configMap?.name ?? []);
    // queries of the manifest take the place of the exporter's own
    if (maps.length === 0) return { records: STATEMENTS, exports: 'pgMonitor\'s exporter' };
    const found = maps.find((name) => Object.values<unknown>(among.find('', 'ConfigMap', namespace, name)?.data ?? {}).some((text) => String(text).includes(STATEMENTS)));
    const unseen = maps.find((name) => !among.find('', 'ConfigMap', namespace, name));
    if (found !== undefined) return { records: STATEMENTS, exports: `ConfigMap ${found}` };
    return { records: STATEMENTS, exports: unseen && new Unseen(`ConfigMap ${namespace}/${unseen} with the exporter's queries is not in the input; add it.`) };
  }
  if (isCollected === undefined) {
    return { records: STATEMENTS, exports: new Unseen(`Whether PGO runs with the feature gate ${METRICS_GATE}, without which spec.instrumentation exports nothing, is open; add its Deployment.`) };
  }
  return { records: parameters.shared_preload_libraries?.includes(STATEMENTS) ? STATEMENTS : undefined, exports: undefined };
}
