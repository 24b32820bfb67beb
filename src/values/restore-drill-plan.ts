import { Duration } from 'cdk8s';
import { Compute } from './compute';
import { requireNamespace } from './kubernetes-name';
import { refuse } from './refusal';
import { RestoreAssertion } from './restore-assertion';
import { Schedule } from './schedule';

/** What a drill of a restore may say; everything else comes from the database. */
export interface RestoreDrillOptions {
  /**
   * When it runs.
   * @default - every week, at a minute that follows from the database's namespace and name, in none of the hours in which its backups begin: a
   * hundred databases do not drill at once
   */
  readonly schedule?: Schedule;

  /**
   * What must be true of the restored database, besides that it is up, is the database that it should be, and holds tables.
   * @default - nothing more
   */
  readonly assertions?: RestoreAssertion[];

  /**
   * How long it may take until the database is restored and looked at, in whole minutes: the recovery time objective.
   * @default - the recovery time of the database's `objectives`, where it has no snapshots: a drill restores from the object store, into one instance;
   * otherwise one hour, and what it takes to fill the data volume at 10 MB/s (EnterpriseDB/barman#1127)
   */
  readonly recoveryTime?: Duration;

  /**
   * How old the newest that is restored may be when the drill begins: the recovery point objective. What counts is the last transaction, and in a
   * database that nobody writes to the end of the base backup; of MySQL up to when the binary log is uploaded, of MongoDB the end of the backup. Where it is written to all the time, give the recovery point of its `objectives`: nobody
   * can tell a night without writes from a log that was lost.
   * @default - the longest time between two base backups, and one hour
   */
  readonly recoveryPoint?: Duration;

  /**
   * Namespace of what the drill makes and removes: another one than the database's.
   * @default - `<namespace of the database>-drills`, made by the platform; needed where the platform makes no namespaces
   */
  readonly namespace?: string;

  /**
   * CPU and memory of the instance that it restores into.
   * @default - the database's
   */
  readonly compute?: Compute;

  /**
   * Whether the Secrets and the SecretStore that nobody here makes (of ObjectStoreCredentials.secret, endpointCa, SecretStore.namespaced) exist in the
   * drill's namespace, too.
   * @default false - a drill that needs them is refused
   */
  readonly secretsPresent?: boolean;
}

/** Whether and how restoring a database is rehearsed. */
export class RestoreDrillPlan {
  /**
   * It is rehearsed.
   * @throws when an objective is no whole, positive number, or the namespace malformed
   */
  public static of(options: RestoreDrillOptions = {}): RestoreDrillPlan {
    if (options.namespace !== undefined) requireNamespace('namespace', options.namespace);
    requireWhole('recoveryTime', options.recoveryTime, 60, 'minutes', 'Duration.hours(4)');
    requireWhole('recoveryPoint', options.recoveryPoint, 1, 'seconds', 'Duration.minutes(15)');
    return new RestoreDrillPlan(true, options);
  }

  /** It is not rehearsed: the checklist's rule `restore-drill` fails, unless a `RestoreDrill` of its own does it. */
  public static none(): RestoreDrillPlan {
    return new RestoreDrillPlan(false, {});
  }

  private constructor(
    /** Whether there is a drill. */
    public readonly enabled: boolean,
    /** What was said of it. */
    public readonly options: RestoreDrillOptions,
  ) {}
}

function requireWhole(prop: string, duration: Duration | undefined, unit: number, units: string, example: string): void {
  if (duration === undefined) return;
  const seconds = duration.toSeconds({ integral: false });
  if (!Number.isSafeInteger(seconds) || seconds < unit || seconds % unit !== 0) refuse(prop, `be whole ${units}, at least one`, `${seconds} s`, `give for example ${example}`);
}
