import { readBackups } from './pxc-backup-facts';
import { containersOf } from './pxc-containers';
import { PXC_FIXES } from './pxc-fixes';
import { queryInsightOf, readMetrics, readPxcAlerts } from './pxc-metrics-facts';
import { Component, componentLabels } from './pxc-names';
import { pxcNetwork } from './pxc-network-facts';
import { logMebibytesOf, readParameters } from './pxc-parameter-facts';
import { refusalOf } from './pxc-refusal';
import { remarksOf } from './pxc-remarks';
import { fieldsOf } from './pxc-rule-fields';
import { readCredentials, readRoles, readTls } from './pxc-security-facts';
import { proxyIn, specOf } from './pxc-shape';
import { Declared, readDeclared } from '../checklist/annotations';
import { BudgetFacts } from '../checklist/budget-facts';
import { DatabaseFacts, PlacementFacts, VolumeFacts } from '../checklist/facts';
import { groupOf, Manifest, Manifests } from '../checklist/manifests';
import { Reader } from '../checklist/reader';
import { fillAlertFor } from '../checklist/readers/alerts';
import { readBudgets } from '../checklist/readers/budgets';
import { readDrills } from '../checklist/readers/drills';
import { readKernel } from '../checklist/readers/kernel';
import { Labels } from '../checklist/readers/label-selector';
import { readLogs } from '../checklist/readers/logs';
import { migrationRemarks } from '../checklist/readers/migrations';
import { HOSTNAME, nodeLabelsOf, spreadOf, strongest, weakest } from '../checklist/readers/pod-spread';
import { mebibytes } from '../checklist/readers/quantity';
import { readClass } from '../checklist/readers/storage';
import { constructFixes } from '../parts/construct-fixes';

/** Said otherwise of what `MySqlCluster` wrote. */
const OWN = {
  'three-instances': 'Set instances to 3 or 5.',
  'tls-required': 'Give the platform issuer: Issuer.cluster(...), and take MySqlProxy.haproxy(): ProxySQL turns nobody away who comes without TLS.',
  'least-privilege': 'Give users databases and privileges of MySqlPrivilege, or let grantConnect make them.',
  'query-insight': 'Give the platform monitoring: MySqlCluster then exports what performance_schema records.',
  'resources-set': 'Set compute: Compute.of({ cpu, memory }), and compute of the proxy.',
  'recovery-point-objective': 'Lower backup.uploadInterval, give the platform backups: ObjectStore where nothing is archived, or promise what can be kept in objectives: '
    + 'Objectives.of({ recoveryPoint }).',
};

/** PerconaXtraDBCluster of Percona's operator and what belongs to it, as facts: the inverse of the writer. */
export const pxcReader: Reader = {
  reads: (manifest) => manifest.kind === 'PerconaXtraDBCluster' && groupOf(manifest) === 'pxc.percona.com',
  read(cluster: Manifest, among: Manifests): DatabaseFacts {
    const { name, namespace = 'default' } = cluster.metadata;
    const spec = specOf(cluster);
    const { waivers = [], workload = {}, objectives, attested = {} } = readDeclared(cluster);
    const refusal = refusalOf(spec);
    const instances = spec.pause || refusal !== undefined ? 0 : spec.pxc?.size ?? 0;
    const placement = placementOf(name, spec);
    const { nodeSelector, tolerations } = placement;
    const podLabels = labelsOf(name, spec, 'pxc');
    return {
      name,
      namespace,
      kind: cluster.kind,
      engine: 'mysql',
      operator: 'Percona XtraDB Cluster operator',
      fields: fieldsOf(cluster),
      fixes: constructFixes(cluster, { operators: PXC_FIXES, own: OWN }),
      waivers,
      remarks: [...remarksOf(spec), ...migrationRemarks(among, { namespace, name })],
      instances,
      ...(refusal !== undefined && { unreplicated: refusal }),
      volumes: volumesOf(cluster, spec, among, { attested, workload }),
      ...(unkeptIn(spec) && { unkept: unkeptIn(spec) }),
      workload,
      objectives,
      // a commit is acknowledged when all of the majority have it, and a minority takes none (Galera documentation, Certification-Based Replication)
      replication: { waitsFor: instances > 1 ? 1 : 0, required: instances > 1 },
      placement,
      budgets: budgetsOf(cluster, spec, among),
      backups: readBackups(cluster, spec),
      drills: readDrills(among, { namespace, name }),
      network: pxcNetwork(cluster, spec, among, attested),
      credentials: readCredentials(cluster, spec, among, attested),
      tls: readTls(cluster, spec, among),
      roles: readRoles(spec),
      // root@'%' and operator@'%': build/pxc-entrypoint.sh and handleRootUser in users.go, 1.20
      superusersOfOperator: 'root and operator, who may do everything, are the operator\'s own; with their passwords they log in from wherever a NetworkPolicy lets in',
      metrics: readMetrics(cluster, spec, among, attested.prometheus),
      alerts: readPxcAlerts(cluster, instances, among, attested.prometheus),
      logs: readLogs(among, { namespace, podLabels, nodeSelector, tolerations, attested: attested.logs }),
      queryInsight: queryInsightOf(spec),
      containers: containersOf(spec),
      parameters: readParameters(spec),
      kernel: readKernel(among, { nodeSelector, tolerations, attested: attested.kernel }),
      operators: { needed: [], unneeded: UNNEEDED },
    };
  },
};

const UNNEEDED = 'Galera and the proxies in its own pods fail over, whether or not the operator runs; backups, upgrades and the recovery of a cluster that '
  + 'went down as a whole wait for it';

/** Labels of the pods of one component, with those that the manifest adds. */
function labelsOf(name: string, spec: any, component: Component): Record<string, string> {
  return { ...spec[component]?.labels, ...componentLabels(name, component) };
}

/** Instances, and the proxy where there is one. */
function componentsOf(spec: any): Component[] {
  return ['pxc', ...[proxyIn(spec)].flatMap((proxy) => proxy ?? [])] as Component[];
}

function volumesOf(cluster: Manifest, spec: any, among: Manifests, { attested = {}, workload = {} }: Declared): VolumeFacts[] {
  const { name, namespace = 'default' } = cluster.metadata;
  const volume = (of: string, claim: string, volumeSpec: any, holdsData: boolean): VolumeFacts => {
    const { storageClassName, resources } = volumeSpec?.persistentVolumeClaim ?? {};
    const size = resources?.requests?.storage;
    return {
      name: of,
      mebibytes: size === undefined ? 0 : mebibytes(size),
      storageClass: readClass(among, storageClassName || undefined, attested.storageClasses),
      fillAlert: fillAlertFor(among, { namespace, claim, prometheus: attested.prometheus }),
      holdsData,
      ...(holdsData && { logMebibytes: logMebibytesOf(spec, workload.logMebibytesPerDay) }),
    };
  };
  return [
    ...(unkeptIn(spec) ? [] : [volume('data', `datadir-${name}-pxc-0`, spec.pxc?.volumeSpec, true)]),
    ...(proxyIn(spec) === 'proxysql' && !spec.proxysql.volumeSpec?.emptyDir
      ? [volume('proxysql', `proxydata-${name}-proxysql-0`, spec.proxysql.volumeSpec, false)] : []),
  ];
}

/** A claim has the highest precedence, then a path of the node, then an empty directory (VolumeSpec in pxc_types.go). */
function unkeptIn({ pxc }: any): string | undefined {
  const { persistentVolumeClaim, hostPath, emptyDir } = pxc?.volumeSpec ?? {};
  if (persistentVolumeClaim) return undefined;
  if (hostPath) return 'a directory of the node (spec.pxc.volumeSpec.hostPath)';
  return emptyDir ? 'a directory that goes with its pod (spec.pxc.volumeSpec.emptyDir)' : undefined;
}

/** Of instances and proxies together: what holds for the weakest of them. */
function placementOf(name: string, spec: any): PlacementFacts {
  const spreads = componentsOf(spec).map((component) => componentSpread(labelsOf(name, spec, component), spec[component] ?? {}));
  const { nodeSelector, affinity, tolerations } = spec.pxc ?? {};
  return {
    acrossNodes: weakest(...spreads.map((of) => of.acrossNodes)),
    acrossZones: weakest(...spreads.map((of) => of.acrossZones)),
    nodeSelector: { ...nodeLabelsOf(affinity?.advanced?.nodeAffinity), ...nodeSelector },
    tolerations: tolerations ?? [],
  };
}

/** Topology keys that the operator knows besides `none` and the node's (affinityValidTopologyKeys in pxc_types.go, 1.20). */
const ZONES = ['topology.kubernetes.io', 'failure-domain.beta.kubernetes.io'].flatMap((domain) => [`${domain}/zone`, `${domain}/region`]);

/** An unknown key of `antiAffinityTopologyKey` becomes the node's, without a word (reconcileAffinityOpts in pxc_types.go, 1.20). */
function componentSpread(podLabels: Labels, { affinity = {}, topologySpreadConstraints = [] }: any): Pick<PlacementFacts, 'acrossNodes' | 'acrossZones'> {
  // without a selector the operator adds its own (PodTopologySpreadConstraints in statefulset.go)
  const constraints = topologySpreadConstraints.map((of: any) => ({
    ...of,
    topologyKey: of.topologyKey || HOSTNAME,
    whenUnsatisfiable: of.whenUnsatisfiable || 'ScheduleAnyway',
    labelSelector: of.labelSelector ?? { matchLabels: podLabels },
  }));
  const spread = spreadOf({ affinity: affinity.advanced, topologySpreadConstraints: constraints }, [podLabels]);
  if (affinity.advanced) return spread;
  const key: string = affinity.antiAffinityTopologyKey ?? HOSTNAME;
  if (key === 'none') return spread;
  return { acrossNodes: 'required', acrossZones: strongest(ZONES.includes(key) ? 'required' : 'none', spread.acrossZones) };
}

/** The operator makes one for instances and one for proxies: maxUnavailable 1 unless it is told otherwise (pkg/pxc/pdb.go, 1.20). */
function budgetsOf({ metadata: { name, namespace = 'default' } }: Manifest, spec: any, among: Manifests): BudgetFacts {
  const read = componentsOf(spec).map((component) => {
    const { size = 0, podDisruptionBudget = {} } = spec[component] ?? {};
    const budget = `${name}-${component}`;
    const operatorBudget = `the operator's own budget (${budget})`;
    const budgets = readBudgets(among, { namespace, podLabels: labelsOf(name, spec, component), instances: size, operatorBudget });
    return size > 0 && isBlocking(component, podDisruptionBudget, size) ? { ...budgets, blocking: [...budgets.blocking, budget] } : budgets;
  });
  return {
    by: [...new Set(read.flatMap(({ by }) => by ?? []))].join(', '),
    doubled: [...new Set(read.flatMap(({ doubled }) => doubled))],
    blocking: [...new Set(read.flatMap(({ blocking }) => blocking))],
  };
}

function isBlocking(component: Component, { minAvailable, maxUnavailable }: any, size: number): boolean {
  return minAvailable === undefined ? podsOf(component, maxUnavailable ?? '1', size) === 0 : podsOf(component, minAvailable, size) >= size;
}

/** A percentage counts up to whole pods. */
function podsOf(component: Component, value: string | undefined, size: number): number {
  const share = /^(\d+)(%?)$/.exec(value ?? '');
  if (!share) throw new Error(`spec.${component}.podDisruptionBudget must hold a number or a percentage, got ${JSON.stringify(value)}; correct the manifest`);
  return share[2] ? Math.ceil((Number(share[1]) * size) / 100) : Number(share[1]);
}
