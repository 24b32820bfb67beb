import { Duration } from 'cdk8s';
import { Schedule } from '../values/schedule';

/**
 * How a `MySqlCluster` is backed up.
 *
 * Whoever deletes the objects of the backups deletes the backups in the store: `deleteFromStorage` gives each `PerconaXtraDBClusterBackup` a finalizer that
 * does it, also when its namespace or the CRD goes. Only the store itself keeps them: turn on versioning, soft delete or object lock of its bucket, and let
 * the key of the databases not delete versions.
 */
export interface MySqlBackup {
  /**
   * When a full backup is made (Percona XtraBackup, from an instance that does not take writes). The binary log is archived all the time.
   * The operator writes the moment into a backup's name without leading zeros, and makes none whose name another one has: every hour, 2 or 4 hours is refused
   * with a retention of more than 9 or 10 days, and every 3, 6, 8, 12 or 24 hours with one of more than 293.
   * @default - every day at a time between 01:00 and 04:59 UTC that follows from the namespace and the name, so that a hundred databases
   * do not start at once
   */
  readonly schedule?: Schedule;

  /**
   * How long backups are kept, in whole days. The operator counts backups and not days: so many are kept as the schedule makes in that time at its
   * densest. It never deletes archived binary logs: give the store a lifecycle rule for `binlogs/` that is longer than this.
   * @default Duration.days(30) - the guide's checklist
   */
  readonly retention?: Duration;

  /**
   * How often the binary log is closed and uploaded: the most that is lost when all volumes are. Whole seconds, from 10 seconds to an hour.
   * @default Duration.seconds(60) - the operator's own
   */
  readonly uploadInterval?: Duration;
}
