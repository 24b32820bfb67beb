import { Construct } from 'constructs';
import { migrationPolicy, phaseAccess, watcherAccess } from './migration-access';
import { migrationAlerts } from './migration-alerts';
import { frontManifest, frontSlice } from './migration-front';
import { phaseJob, phaseMap } from './migration-job';
import { MigrationLimits } from './migration-limits';
import { migrationName, migratorLabels } from './migration-pod';
import { migrationRunbook } from './migration-runbook';
import { MigrationSettings, migrationSettings, stopsWrites } from './migration-settings';
import { stateLease, stateMap } from './migration-state';
import { isWatched, watcherDeployment, watcherMap, watcherMonitor } from './migration-watcher';
import { Endpoint } from '../contracts/endpoint';
import { IMigratable, MigrationWayBack } from '../contracts/migratable';
import { MigrationDump } from '../contracts/migration-dump';
import { MigrationSide } from '../contracts/migration-side';
import { addManifest, reserveName } from '../parts/manifest-object';
import { prometheusRule } from '../parts/prometheus-rule';
import { MigrationMethod } from '../values/migration-method';
import { MigrationPhase } from '../values/migration-phase';
import { refuse } from '../values/refusal';
import { VmDatabase } from '../values/vm-database';

/** The one name that clients use before, during and after the switch. */
export interface MigrationFront {
  /**
   * Name of a Service in the target's namespace. Both servers' certificates have to carry `<name>.<namespace>.svc`; the target's does. Of MongoDB, whose drivers
   * no Service leads, of a ConfigMap: its `uri` is a connection string without user and password, which clients read when they start.
   */
  readonly name: string;
}

/** Properties of `VmMigration`. */
export interface VmMigrationProps {
  /** Name of the migration: a DNS label of at most 37 characters. It stays the same through all phases. */
  readonly name: string;

  /** The database on the machine. */
  readonly source: VmDatabase;

  /** The database that takes over: a `PostgresCluster`, a `MySqlCluster` or a `MongoReplicaSet`, as the source is. The migration lives in its namespace. */
  readonly target: IMigratable;

  /** How the data comes: into a `MySqlCluster` or a `MongoReplicaSet` by `MigrationMethod.DUMP` alone. */
  readonly method: MigrationMethod;

  /** How far the migration is to go. */
  readonly phase: MigrationPhase;

  /**
   * Raise it by one to have the phase done once more, for example when what it was refused for is mended.
   * @default 1
   */
  readonly attempt?: number;

  /**
   * Whether the switch is only rehearsed: everything but the move, with an estimate of the write stop; with a dump the gates alone. Writes at the source are not stopped.
   * @default false
   */
  readonly rehearsal?: boolean;

  /**
   * Database of the target that the data comes into.
   * @default - the first database
   */
  readonly database?: string;

  /**
   * Tables that are left out: of PostgreSQL each with its schema, as in SQL (`public.cache`), of MySQL by their names, and these come empty; of MongoDB collections by their names, which do not come.
   * @default - none
   */
  readonly excludedTables?: string[];

  /** What clients use. It stays when the migration's code goes. */
  readonly front: MigrationFront;

  /**
   * How the machine reaches the target, so that the source follows it after the switch and clients can go back. Of `MigrationMethod.LOGICAL_REPLICATION`.
   * @default - not at all: SWITCH is refused unless `oneWay` says why nobody will go back
   */
  readonly wayBack?: MigrationWayBack;

  /**
   * Why there need not be a way back. It stands in the report of the target and on the migration's state.
   * @default - a way back is asked for
   */
  readonly oneWay?: string;

  /**
   * With what `MigrationMethod.DUMP` copies.
   * @default - as each of them says
   */
  readonly dump?: MigrationDump;

  /**
   * What a switch may cost, and what has to be true before it.
   * @default - as each of them says
   */
  readonly limits?: MigrationLimits;
}

/**
 * Brings a database from a machine into one of this library, phase by phase: each is one commit, can be applied twice, and can be stepped back from:
 * by replication with a `wayBack` until the switch is confirmed, otherwise until the clients are moved. Nothing changes data or traffic by being applied: a phase's Job looks at the state and its gates first, and says in
 * the ConfigMap `<name>-migration`, in Events and by its exit code how it went.
 */
export class VmMigration extends Construct {
  /** What to do, phase by phase, with the names and commands of this migration: Markdown to be put beside the manifests. */
  public readonly runbook: string;
  /**
   * The Service that clients use; undefined for MongoDB. It leads to the source until the switch, and to the target from then on. Clients bring what both servers take: the same role and
   * password, and a file with the CAs of both. `grantConnect` of the target gives them the way in there; the runbook says what else they need.
   */
  public readonly front?: Endpoint;
  private readonly settings: MigrationSettings;
  private readonly side: MigrationSide;

  /**
   * Makes the Job of the phase and everything that it needs and may.
   * @throws when it cannot work: a phase that the method does not have, a target that is older than the source, no way back and no reason for it,
   * a front that has the name of another Service, a second migration into one database
   */
  constructor(scope: Construct, id: string, props: VmMigrationProps) {
    super(scope, id);
    const { target } = props;
    if (typeof target?._migrateInto !== 'function') {
      refuse('target', 'be a database that data can be migrated into', (target as object | undefined)?.constructor.name, 'give a PostgresCluster, a MySqlCluster or a MongoReplicaSet');
    }
    const settings = this.settings = migrationSettings(props);
    const { name, namespace, front } = settings;

    this.side = target._migrateInto(this, 'Target', {
      name,
      source: settings.source,
      method: settings.method,
      phase: settings.phase,
      database: props.database,
      excludedTables: settings.excludedTables,
      front,
      wayBack: settings.wayBack,
      dump: props.dump,
      podLabels: migratorLabels(name),
    });
    const { service } = this.side.front;
    if (service) this.front = new Endpoint(`${front}.${namespace}.svc`, service.port);

    // what stays, whatever the phase, and after it
    addManifest(this, 'State', stateMap(settings, this.side));
    addManifest(this, 'Lease', stateLease(settings));
    this.addFront();

    // what the phase does, and may
    const job = this.addJob();
    if (isWatched(settings)) this.addWatcher();
    addManifest(this, 'NetworkPolicy', migrationPolicy(settings, this.side));

    // how we know that it is well
    this.addAlerts(job);
    this.runbook = migrationRunbook(settings, this.side, job);
  }

  private addFront(): void {
    const { namespace, front } = this.settings;
    if (this.front) reserveName(this, 'EndpointSlice', namespace, frontSlice(front), 'front.name');
    addManifest(this, 'Front', frontManifest(this.settings, this.side.front), 'front.name');
  }

  /** Returns the name of the Job. */
  private addJob(): string {
    const { settings, side } = this;
    const map = addManifest(this, 'Programs', phaseMap(settings, side));
    phaseAccess(settings, side).forEach((manifest) => addManifest(this, manifest.kind, manifest));
    return addManifest(this, 'Job', phaseJob(settings, side, map.name)).name;
  }

  private addWatcher(): void {
    const { settings, side } = this;
    const map = addManifest(this, 'WatcherPrograms', watcherMap(settings, side));
    watcherAccess(settings).forEach((manifest) => addManifest(this, `Watcher${manifest.kind}`, manifest));
    addManifest(this, 'Watcher', watcherDeployment(settings, side, map.name));
    if (side.monitoring) addManifest(this, 'PodMonitor', watcherMonitor(settings, side.monitoring));
  }

  private addAlerts(job: string): void {
    const { settings: { name, namespace, target, limits }, side: { monitoring, wayBackHeldBytes } } = this;
    if (!monitoring) return;
    const watched = isWatched(this.settings) ? { ...limits, heldBytes: limits.heldWalBytes, wayBackHeldBytes } : undefined;
    const stopsSeconds = stopsWrites(this.settings) ? limits.writeStopSeconds : undefined;
    const alerts = migrationAlerts({ namespace, name, target, job, stopsSeconds, watched });
    addManifest(this, 'PrometheusRule', prometheusRule({ name: migrationName(name), namespace, database: target, monitoring, alerts }));
  }
}
