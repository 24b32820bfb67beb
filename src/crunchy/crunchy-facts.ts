import { containersOf } from './crunchy-containers';
import { fieldsOf } from './crunchy-fields';
import { CRUNCHY_FIXES } from './crunchy-fixes';
import { InstanceSet, instanceSets } from './crunchy-labels';
import { queryInsightOf, readCrunchyAlerts, readMetrics } from './crunchy-metrics';
import { crunchyNetwork } from './crunchy-network-facts';
import { readCredentials, readRoles, readTls, superuserAccess } from './crunchy-security-facts';
import { readBackups } from './pgbackrest-facts';
import { specOf } from './postgres-cluster-shape';
import { Attested, readDeclared } from '../checklist/annotations';
import { BudgetFacts } from '../checklist/budget-facts';
import { DatabaseFacts, ParameterFacts, PlacementFacts, VolumeFacts } from '../checklist/facts';
import { groupOf, Manifest, Manifests } from '../checklist/manifests';
import { ReplicationFacts } from '../checklist/objective-facts';
import { Reader } from '../checklist/reader';
import { fillAlertFor } from '../checklist/readers/alerts';
import { readBudgets } from '../checklist/readers/budgets';
import { readDrills } from '../checklist/readers/drills';
import { readKernel } from '../checklist/readers/kernel';
import { readLogs } from '../checklist/readers/logs';
import { nodeLabelsOf, spreadOf, strongest, weakest } from '../checklist/readers/pod-spread';
import { mebibytes } from '../checklist/readers/quantity';
import { readClass } from '../checklist/readers/storage';
import { readParameters } from '../postgres/cnpg-parameter-facts';
import { isLocal } from '../postgres/cnpg-replication-facts';

/** Crunchy's PostgresCluster (PGO 6.0.3; v1beta1 and v1), and what belongs to it, as facts. */
export const crunchyReader: Reader = {
  reads: (manifest) => manifest.kind === 'PostgresCluster' && groupOf(manifest) === 'postgres-operator.crunchydata.com',
  read(cluster: Manifest, among: Manifests): DatabaseFacts {
    const { name, namespace = 'default' } = cluster.metadata;
    const spec = specOf(cluster);
    const { waivers = [], workload = {}, objectives, attested = {} } = readDeclared(cluster);
    const sets = instanceSets(cluster, spec);
    const instances = spec.shutdown ? 0 : sets.reduce((sum, { set }) => sum + replicasOf(set), 0);
    const placement = placementOf(spec, sets);
    const { nodeSelector, tolerations } = placement;
    const parameters = { ...spec.patroni?.dynamicConfiguration?.postgresql?.parameters, ...spec.config?.parameters };
    return {
      name,
      namespace,
      kind: cluster.kind,
      engine: 'postgresql',
      operator: 'Crunchy PGO',
      fields: fieldsOf(cluster),
      fixes: CRUNCHY_FIXES,
      waivers,
      remarks: spec.standby?.enabled ? ['it follows another cluster (spec.standby), and makes no backups of its own until it is promoted'] : [],
      instances,
      volumes: volumesOf(cluster, spec, sets, among, attested),
      workload,
      objectives,
      replication: replicationOf(spec, parameters),
      placement,
      budgets: budgetsOf(cluster, sets, among),
      backups: readBackups(spec, parameters),
      drills: readDrills(among, { namespace, name }),
      network: crunchyNetwork(cluster, spec, sets, among, attested),
      credentials: readCredentials(cluster, spec, among, attested),
      tls: readTls(cluster, spec, among),
      roles: readRoles(cluster, spec),
      superuserAccess: superuserAccess(cluster, spec),
      metrics: readMetrics(cluster, spec, sets, among, attested.prometheus),
      alerts: readCrunchyAlerts(cluster, instances, sets, among, attested.prometheus),
      logs: readLogs(among, { namespace, podLabels: sets[0]?.labels ?? {}, nodeSelector, tolerations, attested: attested.logs }),
      queryInsight: queryInsightOf(cluster, spec, parameters, among),
      containers: containersOf(spec, sets, among),
      parameters: parametersOf(parameters, sets),
      kernel: readKernel(among, { nodeSelector, tolerations, attested: attested.kernel }),
      operators: { needed: [], unneeded: 'Patroni in its pods fails over, whether or not PGO runs' },
    };
  },
};

/** As Patroni is told (docs/replication_modes.rst, Patroni 4). */
function replicationOf({ patroni }: any, parameters: Readonly<Record<string, unknown>>): ReplicationFacts {
  const { synchronous_mode: mode, synchronous_mode_strict: isStrict, synchronous_node_count: count = 1 } = patroni?.dynamicConfiguration ?? {};
  const isSynchronous = (mode === 'quorum' || isOn(mode)) && !isLocal(parameters.synchronous_commit);
  return { waitsFor: isSynchronous ? Number(count) : 0, required: isOn(isStrict) };
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(on|true|yes)$/i.test(value);
}

function replicasOf(set: any): number {
  return set.replicas ?? 1;
}

function volumesOf(cluster: Manifest, spec: any, sets: readonly InstanceSet[], among: Manifests, attested: Attested): VolumeFacts[] {
  const { name: clusterName, namespace = 'default' } = cluster.metadata;
  const volume = (name: string, claim: string, claimSpec: any, holdsData: boolean): VolumeFacts => ({
    name,
    mebibytes: sizeOf(claimSpec),
    storageClass: readClass(among, claimSpec?.storageClassName || undefined, attested.storageClasses),
    fillAlert: fillAlertFor(among, { namespace, claim, prometheus: attested.prometheus }),
    holdsData,
  });
  const repos: any[] = (spec.backups?.pgbackrest?.repos ?? []).filter((repo: any) => repo.volume !== undefined);
  return [
    ...sets.flatMap(({ set, name }, i) => {
      const words = (of: string) => (sets.length > 1 ? `${of} of ${name}` : of);
      const instance = `${clusterName}-${name}-abcd`;
      return [
        // each set holds all of the data
        volume(words('data'), `${instance}-pgdata`, set.dataVolumeClaimSpec, i === 0),
        ...(set.walVolumeClaimSpec ? [volume(words('wal'), `${instance}-pgwal`, set.walVolumeClaimSpec, false)] : []),
        ...(set.tablespaceVolumes ?? []).map((of: any) => volume(words(`tablespace ${of.name}`), `${instance}-${of.name}-tablespace`, of.dataVolumeClaimSpec, i === 0)),
      ];
    }),
    ...repos.map((repo) => volume(`repository ${repo.name}`, `${clusterName}-${repo.name}`, repo.volume.volumeClaimSpec, false)),
  ];
}

function sizeOf(claimSpec: any): number {
  const size = claimSpec?.resources?.requests?.storage;
  return size === undefined ? 0 : mebibytes(size);
}

/** Unless it is told not to, PGO prefers nodes and zones apart (internal/controller/postgrescluster/topology.go, PGO 6.0.3). */
function placementOf(spec: any, sets: readonly InstanceSet[]): PlacementFacts {
  const preferred = spec.disableDefaultPodScheduling ? 'none' as const : 'preferred' as const;
  const spreads = sets.map(({ set }) => spreadOf(set, sets.map(({ labels }) => labels)));
  const labels = sets.map(({ set }) => nodeLabelsOf(set.affinity?.nodeAffinity));
  return {
    acrossNodes: strongest(preferred, weakest(...spreads.map((of) => of.acrossNodes))),
    acrossZones: strongest(preferred, weakest(...spreads.map((of) => of.acrossZones))),
    nodeSelector: Object.fromEntries(Object.entries(labels[0] ?? {}).filter(([label, value]) => labels.every((of) => of[label] === value))),
    tolerations: sets[0]?.set.tolerations ?? [],
  };
}

/** One budget for each set: minAvailable, by default 1 where there is more than one replica, and none for 0 (PGO 6.0.3, pod_disruption_budget.go). */
function budgetsOf({ metadata: { name, namespace = 'default' } }: Manifest, sets: readonly InstanceSet[], among: Manifests): BudgetFacts {
  const read = sets.map(({ set, name: setName, labels: podLabels }) => {
    const replicas = replicasOf(set);
    const least = leastAvailable(set.minAvailable ?? (replicas > 1 ? '1' : '0'), replicas);
    const own = `${name}-set-${setName}`;
    const budgets = readBudgets(among, { namespace, podLabels, instances: replicas, operatorBudget: least > 0 ? `PGO's own budget (${own})` : undefined });
    return least > 0 && least >= replicas ? { ...budgets, blocking: [...budgets.blocking, own] } : budgets;
  });
  const by = read.flatMap((of) => of.by ?? []);
  return {
    by: by.length === 0 ? undefined : [...new Set(by)].join(', '),
    doubled: [...new Set(read.flatMap(({ doubled }) => doubled))],
    blocking: [...new Set(read.flatMap(({ blocking }) => blocking))],
  };
}

function leastAvailable(minAvailable: string, replicas: number): number {
  const share = /^(\d+)(%?)$/.exec(minAvailable);
  if (!share) throw new Error(`spec.instances[].minAvailable must be a number or a percentage, got ${JSON.stringify(minAvailable)}; correct the manifest`);
  return share[2] ? Math.ceil((Number(share[1]) * replicas) / 100) : Number(share[1]);
}

/** PGO derives none of them from the memory. Where sets differ, the smallest has to bear them. */
function parametersOf(parameters: Readonly<Record<string, string>>, sets: readonly InstanceSet[]): ParameterFacts {
  const read = sets.map(({ set }) => readParameters({
    postgresql: { parameters },
    resources: set.resources,
    storage: { size: set.dataVolumeClaimSpec?.resources?.requests?.storage },
    walStorage: set.walVolumeClaimSpec && { size: set.walVolumeClaimSpec.resources?.requests?.storage },
  }));
  return { missing: (read[0] ?? readParameters({})).missing, contradictions: [...new Set(read.flatMap(({ contradictions }) => contradictions))] };
}
