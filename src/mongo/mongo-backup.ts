import { Duration } from 'cdk8s';
import { Schedule } from '../values/schedule';

/**
 * How a `MongoReplicaSet` is backed up. By `MongoOperator.PERCONA`: logical backups by Percona Backup for MongoDB, and the oplog all the time. By
 * `MongoOperator.COMMUNITY`, whose operator makes none: a CronJob dumps a secondary with `mongodump --oplog` through a pipe into the object store,
 * below `<path of the database>/dumps/`, whole and as of the moment at which it ended. There is no point in time between two dumps, and a dump
 * begins anew when a collection is renamed meanwhile (`$out` does), or when the oplog is shorter than the dump is long.
 *
 * The agent of Percona Backup for MongoDB dumps one collection at a time and may have 2 GiB of memory. It holds a part of the upload for every two cores of the node, each 10 MiB or 0.015 %
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
   * When a backup is made, in the time zone of the operator's pod, which is UTC unless somebody changed it; dumps in UTC.
   * @default - every day at a time between 01:00 and 04:59 that follows from the namespace and the name, so that a hundred databases do not start at once
   */
  readonly schedule?: Schedule;

  /**
   * How long backups are kept, in whole days. Percona's operator counts backups: it is told the number that covers the days at the shortest gap of the schedule.
   * Of dumps the newest three stay however old they are, and those of a replica set that had the name before until you delete them.
   * @default Duration.days(30) - the guide's checklist
   */
  readonly retention?: Duration;

  /**
   * How often a piece of the oplog goes to the object store, in whole minutes from 1 to 60: what a point-in-time restore can lose. Only with
   * `MongoOperator.PERCONA`; the other one archives no oplog.
   * @default Duration.minutes(5) - half of the operator's 10 minutes
   */
  readonly oplogInterval?: Duration;
}
