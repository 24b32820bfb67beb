import { Construct } from 'constructs';
import { FailoverRehearsal, IFailsOver } from '../contracts/fails-over';
import { refuse } from '../values/refusal';

/** Properties of `FailoverDrill`. */
export interface FailoverDrillProps extends FailoverRehearsal {
  /** The database: a `PostgresCluster` with two instances or more, a `MySqlCluster` or a `MongoReplicaSet`. */
  readonly source: IFailsOver;
}

/**
 * Makes a database fail over in a window, while a probe writes, and measures for how long nobody could write and whether an acknowledged write was
 * lost. It refuses to begin when the database is not fully healthy, its last backup is too old, or the probe cannot write; that is a failed run, too,
 * and alerts. It is never there by itself: clients notice it.
 *
 * The probe writes into a database of its own, `failover_drill`, as a user of that name. That of PostgreSQL goes with the drill; those of MySQL and MongoDB stay,
 * as all users and databases do that disappear from the code: drop them there. Percona's operators make the user's password; with
 * `MongoOperator.COMMUNITY` it comes from the platform's secret store, remote key `<prefix>/<namespace>/<database>/failover_drill`, property `password`,
 * and no dump is asked for: whether one is recent and whether one runs, the drill does not look.
 */
export class FailoverDrill extends Construct {
  /**
   * Makes the CronJob, and everything that it needs and may.
   * @throws when it cannot work: no window, one instance, no backups, a second drill of the same database
   */
  constructor(scope: Construct, id: string, props: FailoverDrillProps) {
    super(scope, id);
    const { source, ...rehearsal } = props;
    if (typeof source?._rehearseFailover !== 'function') {
      refuse('source', 'be a database whose failover can be rehearsed', (source as object | undefined)?.constructor.name, 'give a PostgresCluster, a MySqlCluster or a MongoReplicaSet');
    }
    source._rehearseFailover(this, 'Rehearsal', rehearsal);
  }
}
