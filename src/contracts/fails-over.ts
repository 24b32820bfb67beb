import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { FailoverMethod } from '../values/failover-method';
import { MaintenanceWindow } from '../values/maintenance-window';

/** What a drill of a failover may say. */
export interface FailoverRehearsal {
  /** When it may happen: the drill begins when the window opens, and refuses to begin when it is over. */
  readonly window: MaintenanceWindow;

  /**
   * How the database is made to fail over. A switchover is refused for MySQL, whose operator has none, and for MongoDB, where it would take a user who may do
   * more than a drill should.
   * @default FailoverMethod.POD_DELETION - as on a failure
   */
  readonly by?: FailoverMethod;

  /**
   * How long a client may be without an acknowledged write, in whole seconds; the drill fails when it takes longer. With MySQL the proxy leads writes back to
   * the instance with number 0 when that is well again: the longer one of both interruptions counts.
   * @default Duration.seconds(60) - a graceful delete took up to 18 s on two busy cores, one without grace 15 s (docs/reliability.md)
   */
  readonly unavailability?: Duration;

  /**
   * How long it may take until the database is fully healthy again, with all instances, in whole minutes, at most an hour.
   * @default Duration.minutes(10) - the instance that was the primary may have to be rewound, or copied anew
   */
  readonly recovery?: Duration;
}

/** What can be made to fail over, to see whether it does. */
export interface IFailsOver {
  /**
   * Adds what rehearses the failover. `FailoverDrill` calls it.
   * @internal
   */
  _rehearseFailover(scope: Construct, id: string, rehearsal: FailoverRehearsal): void;
}
