import { BARMAN_PLUGIN } from './barman-plugin';
import { readBackups } from './cnpg-backup-facts';
import { instanceLabels } from './cnpg-labels';
import { METRICS_PORT } from './cnpg-network';
import { cnpgNetwork } from './cnpg-network-facts';
import { BARMAN_CLOUD, CLOUD_NATIVE_PG } from './cnpg-operators';
import { readParameters } from './cnpg-parameter-facts';
import { readReplication } from './cnpg-replication-facts';
import { fieldsOf } from './cnpg-rule-fields';
import { satellitesOf } from './cnpg-satellites';
import { readCredentials, readRoles, readTls } from './cnpg-security-facts';
import { Attested, readDeclared } from '../checklist/annotations';
import { BudgetFacts } from '../checklist/budget-facts';
import { ContainerFacts, DatabaseFacts, PlacementFacts, QueryInsightFacts, VolumeFacts } from '../checklist/facts';
import { groupOf, Manifest, Manifests } from '../checklist/manifests';
import { OperatorsFacts } from '../checklist/operators-facts';
import { Reader } from '../checklist/reader';
import { fillAlertFor, readAlerts } from '../checklist/readers/alerts';
import { readBudgets } from '../checklist/readers/budgets';
import { readDashboards } from '../checklist/readers/dashboards';
import { readDrills } from '../checklist/readers/drills';
import { readKernel } from '../checklist/readers/kernel';
import { listOf } from '../checklist/readers/list';
import { readLogs } from '../checklist/readers/logs';
import { migrationRemarks } from '../checklist/readers/migrations';
import { readMonitors } from '../checklist/readers/monitors';
import { readOperator } from '../checklist/readers/operators';
import { mebibytes } from '../checklist/readers/quantity';
import { readClass } from '../checklist/readers/storage';
import { Seen, Unseen } from '../checklist/unseen';

/** CloudNativePG's Cluster and what belongs to it, as facts: the inverse of the writer. */
export const cnpgReader: Reader = {
  reads: (manifest) => manifest.kind === 'Cluster' && groupOf(manifest) === 'postgresql.cnpg.io',
  read(cluster: Manifest, among: Manifests): DatabaseFacts {
    const { name, namespace = 'default' } = cluster.metadata;
    const spec = cluster.spec ?? {};
    const { waivers = [], workload = {}, objectives, attested = {} } = readDeclared(cluster);
    // hibernated, it has none, whatever the spec says (docs/src/declarative_hibernation.md)
    const instances = cluster.metadata.annotations?.['cnpg.io/hibernation'] === 'on' ? 0 : numberOf('spec.instances', spec.instances ?? 1);
    const podLabels = instanceLabels(name);
    const placement = placementOf(spec);
    const series = seriesOf(name, namespace);
    const network = cnpgNetwork(cluster, among, attested);
    return {
      name,
      namespace,
      kind: cluster.kind,
      engine: 'postgresql',
      operator: 'CloudNativePG',
      fields: fieldsOf(cluster),
      waivers,
      remarks: [...network.remarks, ...migrationRemarks(among, { namespace, name })],
      instances,
      volumes: volumesOf(cluster, among, attested),
      workload,
      objectives,
      replication: readReplication(spec, instances),
      placement,
      budgets: budgetsOf(cluster, among),
      backups: readBackups(cluster, among),
      drills: readDrills(among, { namespace, name }),
      network: network.facts,
      credentials: readCredentials(cluster, among, attested),
      tls: readTls(cluster, among),
      roles: readRoles(cluster, among),
      superuserAccess: spec.enableSuperuserAccess === true ? 'spec.enableSuperuserAccess is true' : undefined,
      metrics: {
        monitors: readMonitors(among, { namespace, podLabels, portNames: ['metrics'], portNumbers: [METRICS_PORT], attested: attested.prometheus }),
        dashboards: readDashboards(among, { metricPrefix: 'cnpg_', seriesLabels: series }),
      },
      alerts: readAlerts(among, {
        seriesLabels: series,
        engineMetrics: /^(cnpg|barman_cloud_cloudnative_pg_io)_/,
        topics: [
          ...(instances > 1 ? [{ topic: 'replication lag', metrics: REPLICATION_LAG }] : []),
          { topic: 'disk usage', metrics: /^kubelet_volume_stats_(available|used)_bytes$/ },
          { topic: 'connections', metrics: /^cnpg_backends_total$/ },
        ],
        prometheus: attested.prometheus,
      }),
      logs: readLogs(among, { namespace, podLabels, ...nodesOf(placement), attested: attested.logs }),
      queryInsight: queryInsightOf(cluster, among),
      containers: containersOf(cluster, among),
      parameters: readParameters(spec),
      kernel: readKernel(among, { ...nodesOf(placement), attested: attested.kernel }),
      operators: operatorsOf(cluster, among, attested),
    };
  },
};

const REPLICATION_LAG = /^cnpg_pg_(replication_lag|stat_replication_\w+_(lag_seconds|diff_bytes))$/;

function numberOf(field: string, value: unknown): number {
  if (typeof value === 'number') return value;
  throw new Error(`${field} must be a number, got ${JSON.stringify(value)}; correct the manifest`);
}

function nodesOf({ nodeSelector, tolerations }: PlacementFacts): Pick<PlacementFacts, 'nodeSelector' | 'tolerations'> {
  return { nodeSelector, tolerations };
}

function seriesOf(name: string, namespace: string): Array<Record<string, string>> {
  const pod = `${name}-1`;
  return [{ namespace, pod, cluster: name, job: `${namespace}/${name}` }, { namespace, persistentvolumeclaim: pod }];
}

function volumesOf(cluster: Manifest, among: Manifests, attested: Attested): VolumeFacts[] {
  const { name, namespace = 'default' } = cluster.metadata;
  const { storage, walStorage } = cluster.spec ?? {};
  const tablespaces = listOf('spec.tablespaces', cluster.spec?.tablespaces);
  const volume = (of: string, claim: string, storageOf: any, holdsData: boolean): VolumeFacts => ({
    name: of,
    mebibytes: sizeOf(storageOf),
    storageClass: readClass(among, storageOf?.storageClass ?? storageOf?.pvcTemplate?.storageClassName, attested.storageClasses),
    fillAlert: fillAlertFor(among, { namespace, claim, prometheus: attested.prometheus }),
    holdsData,
  });
  return [
    volume('data', `${name}-1`, storage, true),
    ...(walStorage ? [volume('wal', `${name}-1-wal`, walStorage, false)] : []),
    ...tablespaces.map((of: any) => volume(`tablespace ${of.name}`, `${name}-1-tbs-${String(of.name).replace(/_/g, '-')}`, of.storage, true)),
  ];
}

function sizeOf(storage: any): number {
  const size = storage?.size ?? storage?.pvcTemplate?.resources?.requests?.storage;
  return size === undefined ? 0 : mebibytes(size);
}

function placementOf(spec: any): PlacementFacts {
  const { affinity = {} } = spec;
  const constraints = listOf('spec.topologySpreadConstraints', spec.topologySpreadConstraints);
  const strictest = (key: string) => strongest(...constraints.filter((of) => of.topologyKey === key)
    .map((of) => (of.whenUnsatisfiable === 'DoNotSchedule' ? 'required' as const : 'preferred' as const)));
  const antiAffinity = affinity.enablePodAntiAffinity === false ? 'none' : affinity.podAntiAffinityType === 'required' ? 'required' : 'preferred';
  const key = affinity.topologyKey ?? 'kubernetes.io/hostname';
  return {
    // what keeps instances apart by zone keeps them apart by node, too
    acrossNodes: antiAffinity === 'required' ? 'required' : strongest(antiAffinity, strictest('kubernetes.io/hostname')),
    acrossZones: strongest(key === 'topology.kubernetes.io/zone' ? antiAffinity : 'none', strictest('topology.kubernetes.io/zone')),
    nodeSelector: affinity.nodeSelector ?? {},
    tolerations: affinity.tolerations ?? [],
  };
}

function strongest(...of: Array<'required' | 'preferred' | 'none'>): 'required' | 'preferred' | 'none' {
  return of.includes('required') ? 'required' : of.includes('preferred') ? 'preferred' : 'none';
}

function budgetsOf(cluster: Manifest, among: Manifests): BudgetFacts {
  const { name, namespace = 'default' } = cluster.metadata;
  const { enablePDB = true, instances = 1 } = cluster.spec ?? {};
  const operatorBudget = enablePDB ? 'CloudNativePG\'s own budgets for the primary and the replicas' : undefined;
  const budgets = readBudgets(among, { namespace, podLabels: instanceLabels(name), instances, operatorBudget });
  // its budget for the primary is minAvailable 1 (pkg/specs/poddisruptionbudget.go)
  return enablePDB && instances === 1 ? { ...budgets, blocking: [...budgets.blocking, `${name}-primary`] } : budgets;
}

function queryInsightOf(cluster: Manifest, among: Manifests): QueryInsightFacts {
  const parameters = cluster.spec?.postgresql?.parameters ?? {};
  const records = Object.keys(parameters).some((name) => name.startsWith('pg_stat_statements.')) ? 'pg_stat_statements' : undefined;
  return { records, exports: exportedBy(cluster, among) };
}

function exportedBy(cluster: Manifest, among: Manifests): Seen<string | undefined> {
  const { namespace = 'default' } = cluster.metadata;
  const named: Array<{ name: string; key: string }> = cluster.spec?.monitoring?.customQueriesConfigMap ?? [];
  for (const { name, key } of named) {
    const text = among.find('', 'ConfigMap', namespace, name)?.data?.[key];
    if (typeof text === 'string' && text.includes('pg_stat_statements')) return `ConfigMap ${name}, key ${key}`;
  }
  const unseen = named.find(({ name }) => !among.find('', 'ConfigMap', namespace, name));
  return unseen && new Unseen(`ConfigMap ${namespace}/${unseen.name} with the exporter's queries is not in the input; add it.`);
}

function containersOf(cluster: Manifest, among: Manifests): ContainerFacts[] {
  const { namespace = 'default' } = cluster.metadata;
  const of = (container: string, resources: any): ContainerFacts => ({
    name: container, cpuRequest: resources?.requests?.cpu, memoryRequest: resources?.requests?.memory, memoryLimit: resources?.limits?.memory,
  });
  const stores = listOf('spec.plugins', cluster.spec?.plugins)
    .flatMap((plugin) => among.find('barmancloud.cnpg.io', 'ObjectStore', namespace, plugin.parameters?.barmanObjectName) ?? []);
  const poolers = satellitesOf(cluster, 'Pooler', among);
  return [
    of('postgres', cluster.spec?.resources),
    ...stores.map((store) => of('plugin-barman-cloud', store.spec?.instanceSidecarConfiguration?.resources)),
    ...poolers.map((pooler) => of(`pgbouncer of ${pooler.metadata.name}`,
      pooler.spec?.template?.spec?.containers?.find((container: any) => container.name === 'pgbouncer')?.resources)),
  ];
}

/** The operator reconciles no Cluster that names a plugin which does not answer (getPluginsNeededForReconcile, CloudNativePG 1.30). */
function operatorsOf(cluster: Manifest, among: Manifests, { operatorNamespace = 'cnpg-system', operators }: Attested): OperatorsFacts {
  const { namespace = 'default' } = cluster.metadata;
  const external = listOf('spec.externalClusters', cluster.spec?.externalClusters).flatMap(({ plugin }) => plugin ?? []);
  const named = [...listOf('spec.plugins', cluster.spec?.plugins), ...external];
  const namesPlugin = named.some(({ name, enabled }) => name === BARMAN_PLUGIN && enabled !== false);
  const needed = [CLOUD_NATIVE_PG, ...(namesPlugin ? [BARMAN_CLOUD] : [])];
  return { needed: needed.flatMap((of) => readOperator(among, of, [operatorNamespace, namespace])), attested: operators };
}
