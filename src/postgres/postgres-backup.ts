import { Duration } from 'cdk8s';
import { SnapshotBackup } from './snapshot-backup';
import { LogicalDumps } from '../values/logical-dumps';
import { Schedule } from '../values/schedule';

/** How a `PostgresCluster` is backed up. */
export interface PostgresBackup {
  /**
   * When a base backup is made. The write-ahead log is archived all the time.
   * @default - every day at a time between 01:00 and 04:59 UTC that follows from the namespace and the name, so that a hundred databases
   * do not start at once
   */
  readonly schedule?: Schedule;

  /**
   * How long backups and the write-ahead log that belongs to them are kept, in whole days.
   * @default Duration.days(30) - the guide's checklist
   */
  readonly retention?: Duration;

  /**
   * Snapshots of the volumes besides. Needs the platform's `snapshots`, and a name of at most 38 characters.
   * @default - none
   */
  readonly snapshots?: SnapshotBackup;

  /**
   * Dumps beside the backups, for one table or for leaving: each database in pg_dump's custom format with its checksum, under `dumps/` of the path that is
   * the database's alone in the object store.
   * @default - none
   */
  readonly dumps?: LogicalDumps;
}
