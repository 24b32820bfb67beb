import { Construct } from 'constructs';
import { FailoverRehearsal, IFailsOver } from '../contracts/fails-over';
import { refuse } from '../values/refusal';

/** Properties of `FailoverDrill`. */
export interface FailoverDrillProps extends FailoverRehearsal {
  /** The database, such as a `PostgresCluster` with two instances or more. */
  readonly source: IFailsOver;
}

/**
 * Makes a database fail over in a window, while a probe writes, and measures for how long nobody could write and whether an acknowledged write was
 * lost. It refuses to begin when the database is not fully healthy, its last backup is too old, or the probe cannot write; that is a failed run, too,
 * and alerts. It is never there by itself: clients notice it.
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
      refuse('source', 'be a database whose failover can be rehearsed', (source as object | undefined)?.constructor.name, 'give for example a PostgresCluster');
    }
    source._rehearseFailover(this, 'Rehearsal', rehearsal);
  }
}
