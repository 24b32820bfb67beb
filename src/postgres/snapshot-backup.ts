import { Duration } from 'cdk8s';
import { refuse, requireInteger } from '../values/refusal';
import { Schedule } from '../values/schedule';

/** Options of the factories of `SnapshotBackup`. */
export interface SnapshotBackupOptions {
  /**
   * How long snapshots are kept, in whole days. The operator deletes none, and the storage charges for all: a CronJob deletes what is older.
   */
  readonly retention: Duration;

  /**
   * When snapshots are made, at most once an hour.
   * @default - every day between 13:00 and 16:59 UTC, twelve hours after the default time of base backups, so that a restore replays half a day of the log at most
   */
  readonly schedule?: Schedule;

  /**
   * How many of the newest complete snapshot backups are kept however old they are, from 1 to 1000.
   * @default 2 - one may turn out to be damaged
   */
  readonly keepAtLeast?: number;
}

/**
 * Backups by snapshots of the volumes, beside those in the object store: a database of any size is snapshotted, and restored, in about the same time. They lie in
 * the storage that the volumes are in, need the log in the object store, and outlive the database and its Backups.
 */
export class SnapshotBackup {
  /**
   * Snapshots of an instance that runs. A restore replays the log that was written meanwhile.
   * @throws when retention is missing or no whole days, the schedule comes true more than once an hour, or keepAtLeast is out of range
   */
  public static hot(options: SnapshotBackupOptions): SnapshotBackup {
    return SnapshotBackup.of(true, options);
  }

  /**
   * Snapshots of a replica that is stopped for them. They are a whole database without any log. The database needs as many instances that its commits still find their
   * replicas meanwhile: where no replica is ready the operator stops the primary.
   * @throws when retention is missing or no whole days, the schedule comes true more than once an hour, or keepAtLeast is out of range
   */
  public static cold(options: SnapshotBackupOptions): SnapshotBackup {
    return SnapshotBackup.of(false, options);
  }

  private static of(online: boolean, { retention, schedule, keepAtLeast }: SnapshotBackupOptions): SnapshotBackup {
    const seconds = retention?.toSeconds({ integral: false });
    if (seconds === undefined || seconds <= 0 || seconds % 86400 !== 0) {
      refuse('retention', 'be whole days, at least one', seconds === undefined ? undefined : `${seconds} s`, 'give for example Duration.days(7): the operator deletes no snapshot by itself');
    }
    // with one minute alone there is an hour between two
    if (schedule && !/^\d+ /.test(schedule.fiveFields)) {
      refuse('schedule', 'come true at most once an hour', schedule.fiveFields, 'name one minute, for example Schedule.cron("15 * * * *")');
    }
    const least = keepAtLeast ?? 2;
    requireInteger('keepAtLeast', least, 1, 1000, 'the newest one always stays');
    return new SnapshotBackup(online, seconds / 86400, least, schedule);
  }

  private constructor(
    /** Whether the instance runs meanwhile. */
    public readonly online: boolean,
    /** How long they are kept, in days. */
    public readonly retentionDays: number,
    /** How many are kept however old they are. */
    public readonly keepAtLeast: number,
    /** When they are made; undefined for the default. */
    public readonly schedule?: Schedule,
  ) {}
}
