import { configurationFor, OperatorConfiguration } from './operator-configuration';
import { specOf } from './postgresql-shape';
import { readBackups } from './spilo-backup-facts';
import { containersOf, queryInsightOf } from './spilo-containers';
import { environmentOf } from './spilo-environment';
import { labelsOf } from './spilo-labels';
import { metricsPortsOf, readSpiloMetrics, spiloAlerts } from './spilo-metrics';
import { readSpiloParameters } from './spilo-parameters';
import { fieldsOf } from './zalando-fields';
import { ZALANDO_FIXES } from './zalando-fixes';
import { zalandoNetwork } from './zalando-network-facts';
import { readCredentials, readRoles, readTls, superuserAccess } from './zalando-security-facts';
import { readDeclared } from '../checklist/annotations';
import { BudgetFacts } from '../checklist/budget-facts';
import { DatabaseFacts, PlacementFacts } from '../checklist/facts';
import { groupOf, Manifest, Manifests } from '../checklist/manifests';
import { ReplicationFacts } from '../checklist/objective-facts';
import { Reader } from '../checklist/reader';
import { fillAlertFor } from '../checklist/readers/alerts';
import { readBudgets } from '../checklist/readers/budgets';
import { readDrills } from '../checklist/readers/drills';
import { readKernel } from '../checklist/readers/kernel';
import { Labels } from '../checklist/readers/label-selector';
import { readLogs } from '../checklist/readers/logs';
import { HOSTNAME, nodeLabelsOf, spreadOf, Strength, strongest, ZONE } from '../checklist/readers/pod-spread';
import { mebibytes } from '../checklist/readers/quantity';
import { readClass } from '../checklist/readers/storage';
import { isLocal } from '../postgres/cnpg-replication-facts';

/** Zalando's `postgresql` (postgres-operator 2.0.1 with Spilo 4.1), and what belongs to it, as facts. */
export const zalandoReader: Reader = {
  reads: (manifest) => manifest.kind === 'postgresql' && groupOf(manifest) === 'acid.zalan.do',
  read(database: Manifest, among: Manifests): DatabaseFacts {
    const { name, namespace = 'default' } = database.metadata;
    const spec = specOf(database);
    const { waivers = [], workload = {}, objectives, attested = {} } = readDeclared(database);
    const configuration = configurationFor(database, among);
    const environment = environmentOf(database, spec, configuration, among);
    const labels = labelsOf(database, spec, configuration);
    const instances = instancesOf(spec, configuration);
    const placement = placementOf(spec, configuration, labels);
    const { nodeSelector, tolerations } = placement;
    const backups = readBackups(database, spec, configuration, environment);
    const { prometheus } = attested;
    return {
      name,
      namespace,
      kind: database.kind,
      engine: 'postgresql',
      operator: 'Zalando postgres-operator',
      fields: fieldsOf(database),
      fixes: ZALANDO_FIXES,
      waivers,
      remarks: spec.standby === undefined ? [] : ['it follows another cluster (spec.standby), and makes no backups of its own until it is promoted'],
      instances,
      volumes: [{
        name: 'data',
        mebibytes: spec.volume?.size === undefined ? 0 : mebibytes(spec.volume.size),
        storageClass: readClass(among, spec.volume?.storageClass || undefined, attested.storageClasses),
        fillAlert: fillAlertFor(among, { namespace, claim: `pgdata-${name}-0`, prometheus }),
        holdsData: true,
      }],
      workload,
      objectives,
      replication: replicationOf(spec),
      placement,
      budgets: budgetsOf(database, among, { spec, instances, configuration, podLabels: labels.primary }),
      backups,
      drills: readDrills(among, { namespace, name }),
      network: zalandoNetwork(database, among, {
        labels, spec, configuration, metricsPort: metricsPortsOf(spec, configuration)[0], archives: backups.archiveStore !== undefined, attested,
      }),
      credentials: readCredentials(database, spec, configuration, among, attested),
      tls: readTls(database, spec, environment, among),
      roles: readRoles(spec),
      superuserAccess: superuserAccess(spec, configuration, environment),
      metrics: readSpiloMetrics(database, spec, configuration, among, { podLabels: labels.primary, prometheus }),
      alerts: spiloAlerts(database, instances, among, prometheus),
      logs: readLogs(among, { namespace, podLabels: labels.primary, nodeSelector, tolerations, attested: attested.logs }),
      queryInsight: queryInsightOf(database, spec, configuration, among),
      containers: containersOf(database, spec, configuration),
      parameters: readSpiloParameters(spec, configuration),
      kernel: readKernel(among, { nodeSelector, tolerations, attested: attested.kernel }),
      operators: { needed: [], unneeded: 'Patroni in its pods fails over, whether or not Zalando\'s operator runs' },
    };
  },
};

/** The operator holds it between its own bounds (getNumberOfInstances, pkg/cluster/k8sres.go, postgres-operator 2.0.1). */
function instancesOf(spec: any, configuration: OperatorConfiguration): number {
  const stated = spec.numberOfInstances ?? 0;
  const least = configuration.number('min_instances') ?? -1;
  const most = configuration.number('max_instances') ?? -1;
  if (spec.standby !== undefined && stated === 1) return stated;
  return Math.max(most >= 0 ? Math.min(stated, most) : stated, least);
}

/** Patroni asks for no standby when none is there, unless it is strict (docs/replication_modes.rst, Patroni 4). */
function replicationOf({ patroni = {}, postgresql }: any): ReplicationFacts {
  const { synchronous_mode: isSynchronous, synchronous_mode_strict: isStrict, synchronous_node_count: count = 1 } = patroni;
  const waits = isSynchronous === true && !isLocal(postgresql?.parameters?.synchronous_commit);
  return { waitsFor: waits ? count : 0, required: isStrict === true };
}

/** Anti-affinity is for all databases or none, and off unless the configuration turns it on. */
function placementOf(spec: any, configuration: OperatorConfiguration, labels: { primary: Labels; replica: Labels }): PlacementFacts {
  const own = spreadOf(spec, [labels.primary, labels.replica]);
  const antiAffinity: Strength = !configuration.flag('enable_pod_antiaffinity', false) ? 'none'
    : configuration.flag('pod_antiaffinity_preferred_during_scheduling', false) ? 'preferred' : 'required';
  const key = configuration.text('pod_antiaffinity_topology_key') ?? HOSTNAME;
  const tolerations: any[] = spec.tolerations ?? [];
  const toleration = configuration.pairs('toleration');
  return {
    acrossNodes: strongest(own.acrossNodes, key === HOSTNAME || key === ZONE ? antiAffinity : 'none'),
    acrossZones: strongest(own.acrossZones, key === ZONE ? antiAffinity : 'none'),
    nodeSelector: { ...configuration.pairs('node_readiness_label'), ...nodeLabelsOf(spec.nodeAffinity) },
    tolerations: tolerations.length > 0 || Object.keys(toleration).length === 0 ? tolerations : [toleration],
    unseen: configuration.unseen,
  };
}

interface ZalandoBudgetsOf {
  readonly spec: any;
  readonly instances: number;
  readonly configuration: OperatorConfiguration;
  /** Of the primary's pod. */
  readonly podLabels: Labels;
}

/**
 * The operator's own is minAvailable 1 on the primary; replicas have none. Of a node that is cordoned it moves primaries away
 * (generatePrimaryPodDisruptionBudget, pkg/cluster/k8sres.go, and pkg/controller/node.go, postgres-operator 2.0.1).
 */
function budgetsOf({ metadata: { name, namespace = 'default' } }: Manifest, among: Manifests, of: ZalandoBudgetsOf): BudgetFacts {
  const { spec, instances, configuration, podLabels } = of;
  const isMade = configuration.flag('enable_pod_disruption_budget', true) && instances > 0;
  const own = (configuration.text('pdb_name_format') ?? 'postgres-{cluster}-pdb').replace('{cluster}', name);
  const operatorBudget = isMade ? `the operator's own budget for the primary (${own})` : undefined;
  const budgets = readBudgets(among, { namespace, podLabels, instances, operatorBudget });
  // over all pods it asks for the primary and every standby that commits wait for
  const isForAll = !configuration.flag('pdb_master_label_selector', true) && spec.patroni?.synchronous_mode_strict === true;
  const least = isForAll ? (spec.patroni.synchronous_node_count ?? 0) + 1 : 1;
  return isMade && least >= instances ? { ...budgets, blocking: [...budgets.blocking, own] } : budgets;
}
