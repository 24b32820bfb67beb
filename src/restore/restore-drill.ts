import { Construct } from 'constructs';
import { drillAlerts } from './drill-alerts';
import { drillCronJob, drillMap, drillPolicy, DrillSettings, programName } from './drill-job';
import { drillRights, sourceRights } from './drill-rights';
import { weeklyDrill } from './drill-schedule';
import { RehearsedDatabase } from '../contracts/rehearsal';
import { IRestorable } from '../contracts/restorable';
import { addManifest } from '../parts/manifest-object';
import { useNamespace } from '../parts/namespace-use';
import { prometheusRule } from '../parts/prometheus-rule';
import { requireDnsLabel } from '../values/kubernetes-name';
import { refuse } from '../values/refusal';
import { RestoreDrillOptions, RestoreDrillPlan } from '../values/restore-drill-plan';
import { shortened } from '../values/shortened';

/** Properties of `RestoreDrill`. */
export interface RestoreDrillProps extends RestoreDrillOptions {
  /** What is restored: a database of the app, or a `PostgresArchive` of one that lives elsewhere. A `MySqlArchive` and a `MongoArchive` are refused: a drill finds their backups by objects that are gone. */
  readonly source: IRestorable;

  /**
   * Name of the drill: of its CronJob, of the database that it restores into, and of all else.
   * @default - `<name of the database>-restore-drill`, in a namespace that was given `<namespace>-<name of the database>-restore-drill`
   */
  readonly name?: string;
}

/** The longest for which the names of an operator's Jobs still fit: `<name>-1-full-recovery` has to be a label. */
const MOST_NAME = 47;
/** An estimate; EnterpriseDB/barman#1127 has restores from object stores at this speed. */
const MEBIBYTES_PER_SECOND = 10;

/**
 * Restores the newest backup on a schedule into a throw-away database, in a namespace of its own, looks at it, measures how long it took and how old
 * the newest restored transaction is, and removes everything. The database and its archive are only read.
 *
 * A `PostgresCluster`, a `MySqlCluster` and a `MongoReplicaSet` have one by default, where their platform has what it takes: an explicit one is for other
 * assertions, or for a `PostgresArchive`. A `MySqlArchive` and a `MongoArchive` cannot be drilled.
 */
export class RestoreDrill extends Construct {
  /** Name of its CronJob. */
  public readonly name: string;
  /** Namespace of what it makes and removes. */
  public readonly namespace: string;

  /**
   * Makes the CronJob and all that it needs.
   * @throws when it cannot work: no backups, a credential that exists only beside the source, volumes that would be left over, the source's namespace
   */
  constructor(scope: Construct, id: string, props: RestoreDrillProps) {
    super(scope, id);
    const { source, name, ...options } = props;
    if (typeof source?._rehearse !== 'function') {
      refuse('source', 'be a database that can be restored, or the archive of one', (source as object | undefined)?.constructor.name, 'give a PostgresCluster, a MySqlCluster or a MongoReplicaSet');
    }
    const plan = RestoreDrillPlan.of(options).options;
    const of = source._rehearsed(this);
    this.name = name ?? nameOfDrill(of, plan);
    requireDnsLabel('name', this.name, MOST_NAME);
    this.namespace = namespaceOfDrill(of, plan);
    useNamespace(this, this.namespace, 'drills');
    const settings = settingsOf(this.name, this.namespace, of, plan);

    // what is restored into, and who looks at it
    const rehearsal = source._rehearse(this, 'Rehearsal', {
      name: this.name,
      namespace: this.namespace,
      assertions: plan.assertions ?? [],
      compute: plan.compute,
      seconds: settings.recoveryTimeSeconds,
      secretsPresent: plan.secretsPresent ?? false,
    });

    // who makes and removes it
    drillRights(programName(this.name), this.namespace, rehearsal).forEach((manifest) => addManifest(this, manifest.kind, manifest));
    sourceRights(programName(this.name), this.namespace, of.namespace, rehearsal).forEach((manifest) => addManifest(this, `Source${manifest.kind}`, manifest));
    const map = addManifest(this, 'Program', drillMap(settings, rehearsal));
    addManifest(this, 'CronJob', drillCronJob(settings, map.name));
    addManifest(this, 'NetworkPolicy', drillPolicy(settings));

    // how we know that it passes
    if (of.monitoring) {
      const { monitoring } = of;
      addManifest(this, 'PrometheusRule', prometheusRule({ name: this.name, namespace: this.namespace, database: of.name, monitoring, alerts: drillAlerts(settings) }));
    }
  }
}

/** In a namespace that drills of other namespaces may share the database's own tells them apart, also in another app. */
function nameOfDrill({ name, namespace }: RehearsedDatabase, plan: RestoreDrillOptions): string {
  return `${shortened(plan.namespace === undefined ? name : `${namespace}-${name}`, MOST_NAME - '-restore-drill'.length)}-restore-drill`;
}

function namespaceOfDrill(of: RehearsedDatabase, { namespace }: RestoreDrillOptions): string {
  if (namespace === of.namespace) {
    refuse('namespace', 'differ from the database\'s', namespace, 'what may remove databases has no right where a living one is: choose another, or leave it out');
  }
  if (namespace === undefined && !of.makesNamespaces) {
    refuse('namespace', 'be given where the platform makes no namespaces', undefined, 'name one that exists, and is there for drills');
  }
  return namespace ?? `${shortened(of.namespace, 63 - '-drills'.length)}-drills`;
}

function settingsOf(name: string, namespace: string, source: RehearsedDatabase, plan: RestoreDrillOptions): DrillSettings {
  const fill = Math.ceil(source.dataMebibytes / MEBIBYTES_PER_SECOND / 60) * 60;
  // what is promised may count on snapshots, and the drill restores from the store
  const promised = source.hasSnapshots ? undefined : source.objectives?.recoveryTimeSeconds;
  return {
    name,
    namespace,
    source,
    schedule: plan.schedule ?? weeklyDrill(source),
    recoveryTimeSeconds: plan.recoveryTime?.toSeconds() ?? promised ?? 3600 + fill,
    recoveryPointSeconds: plan.recoveryPoint?.toSeconds() ?? source.backups.longestGapSeconds + 3600,
  };
}
