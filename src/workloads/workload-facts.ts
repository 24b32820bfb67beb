import { backupJobsOf, readBackups } from './backups';
import { budgetsOf } from './budgets';
import { cacheOf } from './cache';
import { containersIn } from './container-resources';
import { readVolumes } from './data-volumes';
import { databaseWorkload, DatabaseWorkload, isDatabaseWorkload } from './database-workload';
import { readParameters } from './engine-parameters';
import { Exporter, exportersOf } from './exporters';
import { familyOf, replicates } from './family';
import { fieldsOf } from './fields';
import { fixesOf } from './fixes';
import { workloadNetwork } from './network-paths';
import { readPasswords } from './passwords';
import { placementOf } from './placement';
import { queryInsightOf } from './query-record';
import { readTls } from './server-tls';
import { superuserAccess } from './superuser';
import { Attested, readDeclared } from '../checklist/annotations';
import { AlertFacts, DatabaseFacts, MetricsFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { Reader } from '../checklist/reader';
import { readAlerts } from '../checklist/readers/alerts';
import { readDashboards } from '../checklist/readers/dashboards';
import { readDrills } from '../checklist/readers/drills';
import { readKernel } from '../checklist/readers/kernel';
import { readLogs } from '../checklist/readers/logs';
import { readMonitors } from '../checklist/readers/monitors';

/** A workload of Kubernetes' own that runs a database server, and what belongs to it, as facts. */
export const workloadReader: Reader = {
  reads: isDatabaseWorkload,
  read(manifest: Manifest, among: Manifests): DatabaseFacts {
    const of = databaseWorkload(manifest);
    const { name, namespace, engine, podLabels, podSpec } = of;
    const declared = readDeclared(manifest);
    const attested = declared.attested ?? {};
    const placement = placementOf(podSpec, podLabels, namespace);
    const nodes = { nodeSelector: placement.nodeSelector, tolerations: placement.tolerations };
    const family = familyOf(of, among);
    const pods = family.reduce((sum, each) => sum + each.replicas, 0);
    const copies = replicates(family, among);
    const exporters = exportersOf(of, among);
    const data = readVolumes(of, among, attested);
    const { volumes, unkept, claims } = data;
    const cache = cacheOf(of, data, among);
    const logs = readLogs(among, { namespace, podLabels, ...nodes, attested: attested.logs });
    return {
      name,
      namespace,
      kind: manifest.kind,
      engine: engine.id,
      operator: 'none',
      fields: fieldsOf(of),
      fixes: fixesOf(of),
      waivers: declared.waivers ?? [],
      remarks: [],
      instances: copies ? pods : Math.min(pods, 1),
      ...(!copies && pods > 1 && { unreplicated: `${manifest.kind} ${name} runs ${pods} pods, and nothing in the input makes one copy from another` }),
      volumes,
      ...(unkept !== undefined && { unkept }),
      ...(cache !== undefined && { cache }),
      workload: declared.workload ?? {},
      objectives: declared.objectives,
      placement,
      budgets: budgetsOf(of, family, among),
      backups: readBackups(of, data, among),
      drills: readDrills(among, { namespace, name }),
      network: workloadNetwork(of, { family, replicates: copies, backupJobs: backupJobsOf(of, among), exporters, attested }, among),
      credentials: readPasswords(of, among, attested),
      tls: readTls(of, among),
      roles: [],
      superuserAccess: superuserAccess(of, among),
      metrics: metricsOf(of, exporters, among, attested),
      alerts: alertsOf(of, { replicated: copies && pods > 1, hasDisk: cache === undefined || volumes.length > 0, claims }, among, attested),
      logs,
      queryInsight: queryInsightOf(of, exporters, logs, among),
      containers: containersIn(of, among),
      parameters: readParameters(of, volumes, among),
      kernel: readKernel(among, { ...nodes, attested: attested.kernel }),
      operators: { needed: [] },
    };
  },
};

function seriesOf({ name, namespace }: DatabaseWorkload, claims: readonly string[]): Array<Record<string, string>> {
  return [{ namespace, pod: `${name}-0` }, ...claims.map((claim) => ({ namespace, persistentvolumeclaim: claim }))];
}

function metricsOf(of: DatabaseWorkload, exporters: readonly Exporter[], among: Manifests, attested: Attested): MetricsFacts {
  const monitors = exporters.flatMap(({ workload: { namespace, podLabels }, ports }) => readMonitors(among, {
    namespace,
    podLabels,
    portNames: ports.flatMap(({ name }) => name ?? []),
    portNumbers: ports.map(({ port }) => port),
    attested: attested.prometheus,
  }));
  const dashboards = readDashboards(among, { metricPrefix: of.engine.metricPrefix, seriesLabels: seriesOf(of, []) });
  return { monitors, dashboards };
}

interface Alerted {
  readonly replicated: boolean;
  readonly hasDisk: boolean;
  readonly claims: readonly string[];
}

function alertsOf(of: DatabaseWorkload, { replicated, hasDisk, claims }: Alerted, among: Manifests, { prometheus }: Attested): AlertFacts {
  const { engine: { metricPrefix, lag, topics } } = of;
  return readAlerts(among, {
    seriesLabels: seriesOf(of, claims),
    engineMetrics: new RegExp(`^${metricPrefix}`),
    topics: [
      ...(replicated && lag ? [lag] : []),
      ...(hasDisk ? [{ topic: 'disk usage', metrics: /^kubelet_volume_stats_(available|used)_bytes$/ }] : []),
      ...topics,
    ],
    prometheus,
  });
}
