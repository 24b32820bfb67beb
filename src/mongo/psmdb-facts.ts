import { oplogMebibytes, optionAt, readConfiguration, profilerOf, withoutAuthorization } from './configuration-facts';
import { exportsProfile, readExported, readMongoAlerts } from './exporter-facts';
import { readBackups } from './psmdb-backup-facts';
import { fieldsOf } from './psmdb-fields';
import { PSMDB_FIXES } from './psmdb-fixes';
import { membersOf } from './psmdb-members';
import { psmdbNetwork } from './psmdb-network-facts';
import { remarksOf } from './psmdb-remarks';
import { configurationOf, isSharded, Replset, replsetsOf } from './psmdb-replsets';
import { readCredentials, readTls } from './psmdb-security-facts';
import { specOf } from './psmdb-shape';
import { readUsers } from './user-facts';
import { Attested, readDeclared } from '../checklist/annotations';
import { BudgetFacts } from '../checklist/budget-facts';
import { ContainerFacts, DatabaseFacts, ParameterFacts, PlacementFacts, QueryInsightFacts, VolumeFacts } from '../checklist/facts';
import { groupOf, Manifest, Manifests } from '../checklist/manifests';
import { Reader } from '../checklist/reader';
import { fillAlertFor } from '../checklist/readers/alerts';
import { readBudgets } from '../checklist/readers/budgets';
import { readDrills } from '../checklist/readers/drills';
import { readKernel } from '../checklist/readers/kernel';
import { readLogs } from '../checklist/readers/logs';
import { migrationRemarks } from '../checklist/readers/migrations';
import { HOSTNAME, nodeLabelsOf, spreadOf, strongest, weakest, ZONE } from '../checklist/readers/pod-spread';
import { mebibytes } from '../checklist/readers/quantity';
import { readClass } from '../checklist/readers/storage';
import { constructFixes } from '../parts/construct-fixes';

/** Said otherwise of what `MongoReplicaSet` wrote. */
const OWN = {
  'query-insight': 'Give the platform monitoring: MongoReplicaSet then records slow operations and exports how many there are.',
  'recovery-point-objective': 'Lower backup.oplogInterval, give the platform backups: ObjectStore where nothing is archived, or promise what can be kept in objectives: '
    + 'Objectives.of({ recoveryPoint }).',
};

/** Percona's PerconaServerMongoDB and what belongs to it, as facts: the inverse of the writer, for anybody's, sharded ones among them. */
export const psmdbReader: Reader = {
  reads: (manifest) => manifest.kind === 'PerconaServerMongoDB' && groupOf(manifest) === 'psmdb.percona.com',
  read(database: Manifest, among: Manifests): DatabaseFacts {
    const { name, namespace = 'default' } = database.metadata;
    const spec = specOf(database);
    const { waivers = [], workload = {}, objectives, attested = {} } = readDeclared(database);
    const sets = replsetsOf(database, spec);
    const members = membersOf(spec, sets);
    const { instances } = members;
    const lost = unkept(sets);
    const placement = placementOf(sets);
    const { nodeSelector, tolerations } = placement;
    const series = sets.flatMap((of) => seriesOf(name, namespace, of));
    const exportersOf = ({ set, labels: podLabels }: Replset) => ({ namespace, podLabels, containers: set.sidecars ?? [] });
    return {
      name,
      namespace,
      kind: database.kind,
      engine: 'mongodb',
      operator: 'Percona Operator for MongoDB',
      fields: fieldsOf(database),
      fixes: constructFixes(database, { operators: PSMDB_FIXES, own: OWN }),
      waivers,
      remarks: [...remarksOf(database, spec, sets, among), ...migrationRemarks(among, { namespace, name })],
      ...members,
      // one set without a volume loses the database, whatever the others have
      volumes: lost === undefined ? volumesOf(name, namespace, sets, among, attested) : [],
      ...(lost === undefined ? {} : { unkept: lost }),
      ...erased(database),
      workload,
      objectives,
      // the default since MongoDB 5.0: a write is acknowledged when a majority has it (manual 8.0, Write Concern, Implicit Default)
      replication: { waitsFor: Math.floor(instances / 2), required: true },
      placement,
      budgets: budgetsOf(name, namespace, sets, among),
      backups: readBackups(database, spec, sets),
      drills: readDrills(among, { namespace, name }),
      network: psmdbNetwork(database, spec, sets, among, attested),
      credentials: readCredentials(database, spec, among, attested),
      tls: readTls(database, spec, among),
      roles: readUsers(spec.users ?? [], spec.roles),
      superuserAccess: withoutAuthorization(sets.map(configurationOf)),
      metrics: readExported(among, sets.map(exportersOf), series, attested.prometheus),
      alerts: readMongoAlerts(among, instances, series, attested.prometheus),
      logs: readLogs(among, { namespace, podLabels: sets[0]?.labels ?? {}, nodeSelector, tolerations, attested: attested.logs }),
      queryInsight: queryInsightOf(spec, sets),
      containers: containersOf(spec, sets),
      parameters: parametersOf(sets),
      kernel: readKernel(among, { nodeSelector, tolerations, attested: attested.kernel }),
      operators: { needed: [], unneeded: 'the members elect their primary themselves, whether or not the operator runs; a backup that is due meanwhile is not made' },
    };
  },
};

function seriesOf(name: string, namespace: string, { name: set }: Replset): Array<Record<string, string>> {
  const pod = `${name}-${set}-0`;
  return [{ namespace, pod, rs_nm: set, set, cluster: name, job: `${namespace}/${name}` }, { namespace, persistentvolumeclaim: `mongod-data-${pod}` }];
}

function volumesOf(name: string, namespace: string, sets: readonly Replset[], among: Manifests, attested: Attested): VolumeFacts[] {
  return sets.map((replset) => {
    const { set, name: of, words } = replset;
    const claim = set.volumeSpec?.persistentVolumeClaim;
    return {
      name: words('data'),
      mebibytes: sizeOf(set),
      storageClass: readClass(among, claim?.storageClassName || undefined, attested.storageClasses),
      fillAlert: fillAlertFor(among, { namespace, claim: `mongod-data-${name}-${of}-0`, prometheus: attested.prometheus }),
      holdsData: of !== 'cfg',
      logMebibytes: oplogMebibytes(configurationOf(replset), sizeOf(set)),
    };
  });
}

/** Where the data lies that no claim keeps. */
function unkept(sets: readonly Replset[]): string | undefined {
  if (sets.some((of) => of.set.storage?.engine === 'inMemory' || optionAt(configurationOf(of), 'storage.engine') === 'inMemory')) {
    return 'its data lies in memory (spec.replsets[].storage.engine: inMemory) and goes with its pods';
  }
  const field = ['emptyDir', 'hostPath'].find((kind) => sets.some(({ set }) => set.volumeSpec?.[kind] !== undefined));
  return field === undefined ? undefined : `${field} of spec.replsets[].volumeSpec`;
}

/** With claims that are deleted goes the key that the kept volumes are encrypted under (1.22.0, finalizers.go, deletePvcFinalizer). */
function erased({ metadata }: Manifest): Pick<DatabaseFacts, 'erased'> {
  const given = (metadata as { readonly finalizers?: unknown }).finalizers;
  const finalizer = Array.isArray(given) ? given.find((of) => of === 'percona.com/delete-psmdb-pvc' || of === 'delete-psmdb-pvc') : undefined;
  return finalizer === undefined ? {} : { erased: `its finalizer ${finalizer} deletes claims, users and encryption key with it` };
}

function sizeOf(set: any): number {
  const size = set.volumeSpec?.persistentVolumeClaim?.resources?.requests?.storage;
  return size === undefined ? 0 : mebibytes(size);
}

/** Anti-affinity by node is required unless it is told otherwise; `advanced` takes its place (1.22.0, reconcileAffinityOpts and PodAffinity). */
function placementOf(sets: readonly Replset[]): PlacementFacts {
  const spreads = sets.map(({ set, labels }) => {
    const { advanced, antiAffinityTopologyKey: key = HOSTNAME } = set.affinity ?? {};
    const told = spreadOf({ affinity: advanced, topologySpreadConstraints: set.topologySpreadConstraints }, [labels]);
    if (advanced !== undefined) return told;
    const isZone = key === ZONE;
    const own = key === 'none' ? 'none' as const : 'required' as const;
    const isRegion = key === 'topology.kubernetes.io/region';
    return {
      acrossNodes: strongest(told.acrossNodes, own),
      acrossZones: strongest(told.acrossZones, isZone || isRegion ? own : 'none'),
    };
  });
  const nodes = sets.map(({ set }): Record<string, string> => ({ ...nodeLabelsOf(set.affinity?.advanced?.nodeAffinity), ...set.nodeSelector }));
  return {
    acrossNodes: sets.length === 0 ? 'none' : weakest(...spreads.map((of) => of.acrossNodes)),
    acrossZones: sets.length === 0 ? 'none' : weakest(...spreads.map((of) => of.acrossZones)),
    nodeSelector: Object.fromEntries(Object.entries(nodes[0] ?? {}).filter(([label, value]) => nodes.every((of) => of[label] === value))),
    tolerations: sets[0]?.set.tolerations ?? [],
  };
}

/** One for each replica set: maxUnavailable 1 where nothing is said (1.22.0, reconcileOpts and pkg/psmdb/pdb.go). */
function budgetsOf(name: string, namespace: string, sets: readonly Replset[], among: Manifests): BudgetFacts {
  const read = sets.map(({ set, name: of, labels }) => {
    const own = `${name}-${of === 'cfg' ? 'cfg' : 'mongod'}-${of}`;
    const { maxUnavailable, minAvailable } = set.podDisruptionBudget ?? {};
    const size = set.size ?? 0;
    const budgets = readBudgets(among, { namespace, podLabels: labels, instances: size, operatorBudget: `the operator's own budget (${own})` });
    const blocks = maxUnavailable === '0' || maxUnavailable === '0%' || atLeast(minAvailable, size) >= size;
    return blocks ? { ...budgets, blocking: [...budgets.blocking, own] } : budgets;
  });
  const by = [...new Set(read.flatMap((of) => of.by ?? []))];
  return {
    by: by.length === 0 ? undefined : by.join(', '),
    doubled: [...new Set(read.flatMap(({ doubled }) => doubled))],
    blocking: [...new Set(read.flatMap(({ blocking }) => blocking))],
  };
}

/** How many have to stay; of a share, rounded up (Kubernetes docs, Specifying a Disruption Budget for your Application). */
function atLeast(minAvailable: string | undefined, size: number): number {
  const share = /^(\d+)%$/.exec(minAvailable ?? '')?.[1];
  return share === undefined ? Number(minAvailable ?? -1) : Math.ceil((Number(share) * size) / 100);
}

/** PMM's client sends the slow queries itself; otherwise the profiler records them, and the exporter counts them. */
function queryInsightOf({ pmm }: any, sets: readonly Replset[]): QueryInsightFacts {
  if (pmm?.enabled === true) return { records: 'PMM', exports: `PMM at ${pmm.serverHost ?? 'its server'}` };
  const data = sets.filter(({ name }) => name !== 'cfg');
  const records = data.map((set) => profilerOf(configurationOf(set)));
  return {
    records: records.every((of) => of !== undefined) ? records[0] : undefined,
    exports: data.length > 0 && data.every(({ set }) => exportsProfile(set.sidecars ?? [])) ? 'mongodb_exporter (--collector.profile)' : undefined,
  };
}

/** Containers of members and routers, by the names that they have in the pods. */
function containersOf(spec: any, sets: readonly Replset[]): ContainerFacts[] {
  const backsUp = spec.backup?.enabled === true;
  const isWatched = spec.pmm?.enabled === true;
  return [
    ...sets.flatMap(({ set, words }) => [
      container(words('mongod'), set.resources),
      ...(set.sidecars ?? []).map((each: any, i: number) => container(words(each.name ?? `sidecar ${i}`), each.resources)),
      ...['arbiter', 'nonvoting', 'hidden'].filter((kind) => set[kind]?.enabled === true).map((kind) => container(words(kind), set[kind].resources)),
    ]),
    ...(isSharded(spec) && spec.sharding.mongos ? [container('mongos', spec.sharding.mongos.resources)] : []),
    ...(backsUp ? [container('backup-agent', spec.backup.resources)] : []),
    ...(isWatched ? [container('pmm-client', spec.pmm.resources)] : []),
  ];
}

function container(name: string, resources: any): ContainerFacts {
  return { name, cpuRequest: resources?.requests?.cpu, memoryRequest: resources?.requests?.memory, memoryLimit: resources?.limits?.memory };
}

function parametersOf(sets: readonly Replset[]): ParameterFacts {
  const read = sets.filter(({ name }) => name !== 'cfg').map((replset) => {
    const { set } = replset;
    const ratio = Number(set.storage?.wiredTiger?.engineConfig?.cacheSizeRatio ?? 0.5);
    return readConfiguration({
      configuration: configurationOf(replset),
      memoryRequest: set.resources?.requests?.memory,
      memoryLimit: set.resources?.limits?.memory,
      dataMebibytes: sizeOf(set),
      cacheRatio: Number.isFinite(ratio) ? ratio : undefined,
    });
  });
  return {
    missing: [...new Set(read.flatMap(({ missing }) => missing))],
    contradictions: [...new Set(read.flatMap(({ contradictions }) => contradictions))],
  };
}
