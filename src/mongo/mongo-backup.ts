import { Duration } from 'cdk8s';
import { Schedule } from '../values/schedule';

/**
 * How a `MongoReplicaSet` run by `MongoOperator.PERCONA` is backed up: logical backups by Percona Backup for MongoDB, and the oplog all the time.
 *
 * Its agent dumps one collection at a time and may have 2 GiB of memory. It holds a part of the upload for every two cores of the node, each 10 MiB or 0.015 %
 * of the collection: on nodes with more than 64 cores, or with a collection of more than 250 GiB, raise the limit by
 * `ApiObject.of(database).addJsonPatch(JsonPatch.replace('/spec/backup/resources/limits/memory', '8Gi'))`.
 *
 * What is beyond the retention is deleted from the bucket by the operator, with a finalizer on each `PerconaServerMongoDBBackup`: whoever deletes these
 * objects, their CRD or the namespace empties the store, too. And with one backup goes all of the oplog that is older than its end, so that a newer one
 * deleted by hand leaves the older ones without points in time (1.22.0, deleteBackupFinalizer). Give the bucket versioning or object lock, and the
 * credentials no right to delete versions.
 */
export interface MongoBackup {
  /**
   * When a backup is made, in the time zone of the operator's pod, which is UTC unless somebody changed it.
   * @default - every day at a time between 01:00 and 04:59 that follows from the namespace and the name, so that a hundred databases do not start at once
   */
  readonly schedule?: Schedule;

  /**
   * How long backups are kept, in whole days. The operator counts backups: it is told the number that covers the days at the shortest gap of the schedule.
   * @default Duration.days(30) - the guide's checklist
   */
  readonly retention?: Duration;

  /**
   * How often a piece of the oplog goes to the object store, in whole minutes from 1 to 60: what a point-in-time restore can lose.
   * @default Duration.minutes(5) - half of the operator's 10 minutes
   */
  readonly oplogInterval?: Duration;
}
