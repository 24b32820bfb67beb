import { Duration, Size } from 'cdk8s';

/** What a switch may cost, and what has to be true before it. */
export interface MigrationLimits {
  /**
   * Most that the target may be behind before a switch begins. `MigrationMethod.LOGICAL_REPLICATION` only, as are `lag`, `comparisonAge`, `finalCheck` and `heldLog`.
   * @default Size.mebibytes(16) - one segment of PostgreSQL's log
   */
  readonly lagSize?: Size;

  /**
   * Longest that the target may be behind before a switch begins.
   * @default Duration.seconds(5)
   */
  readonly lag?: Duration;

  /**
   * Longest that writes may be stopped: a switch that takes longer is undone, and writes go on at the source; one that already
   * hands over may go on for half a minute. With `MigrationMethod.DUMP` it has to last for
   * the whole copy.
   * @default Duration.seconds(30) - logical replication; with a dump it has to be given
   */
  readonly writeStop?: Duration;

  /**
   * How long a transaction may hold on to a table when writes are stopped, before its session is ended. It is a part of the write stop.
   * @default Duration.seconds(2) - well below the goal of a write stop of 5 s
   */
  readonly grace?: Duration;

  /**
   * How old the last clean comparison of all rows may be when a switch begins.
   * @default Duration.days(1)
   */
  readonly comparisonAge?: Duration;

  /**
   * How long the last check may take while writes are stopped; what it does not reach in that time was compared before.
   * @default Duration.seconds(3) - well below the goal of a write stop of 5 s
   */
  readonly finalCheck?: Duration;

  /**
   * How old the target's last backup may be when a switch begins, and when it is confirmed.
   * @default Duration.hours(26) - a nightly one, and two hours for it to run
   */
  readonly backupAge?: Duration;

  /**
   * How much of its log the source may hold back for the target before somebody is woken: it fills the machine's disk.
   * @default Size.gibibytes(10) - an estimate: set it to half of what is free on the machine
   */
  readonly heldLog?: Size;
}
