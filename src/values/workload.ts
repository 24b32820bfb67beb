import { Size, SizeRoundingBehavior } from 'cdk8s';
import { refuse, requireInteger } from './refusal';

/** Options of `Workload.of`. */
export interface WorkloadOptions {
  /** Data expected in a year: tables or collections, indexes and temporary files, without the log (WAL, binary logs, oplog). Volumes and fill alerts are judged by it. */
  readonly dataSize: Size;

  /**
   * I/O operations per second at peak, reads and writes together.
   * @default - not declared: the checklist cannot tell whether the storage class is fast enough
   */
  readonly iops?: number;

  /**
   * Throughput per second at peak, reads and writes together.
   * @default - not declared: only `iops` is compared with the storage class
   */
  readonly throughput?: Size;

  /**
   * Log that is written in a day with many writes: what a restore replays. PostgreSQL: the write-ahead log, as `pg_current_wal_lsn()` differs between two days.
   * MySQL: the binary logs of one instance, as `binlogs/` in the object store grows in a day, or their sizes in `SHOW BINARY LOGS` by the days that they reach back.
   * MongoDB: the oplog, in mongosh `i = db.getReplicationInfo(); i.usedMB / i.timeDiffHours * 24`.
   * @default - not declared: whether a recovery time can be kept (`Objectives`) is unknown
   */
  readonly logPerDay?: Size;
}

/** What a database is expected to hold and to do: what its volumes are judged by. */
export class Workload {
  /**
   * What a database is expected to hold and to do.
   * @throws when a number is zero, negative or no whole number
   */
  public static of(options: WorkloadOptions): Workload {
    const data = mebibytes('workload.dataSize', options.dataSize, 'give the size that the data will have in a year');
    if (options.iops !== undefined) {
      requireInteger('workload.iops', options.iops, 1, Number.MAX_SAFE_INTEGER, 'give the operations per second at peak');
    }
    const throughput = options.throughput && mebibytes('workload.throughput', options.throughput, 'give the throughput per second at peak');
    const log = options.logPerDay && mebibytes('workload.logPerDay', options.logPerDay, 'give the log that is written in a day with many writes');
    return new Workload(data, options.iops, throughput, log);
  }

  private constructor(
    /** Expected data in MiB. */
    public readonly dataMebibytes: number,
    /** I/O operations per second at peak; undefined when not declared. */
    public readonly iops?: number,
    /** Throughput at peak in MiB per second; undefined when not declared. */
    public readonly throughputMebibytes?: number,
    /** Log of a day in MiB: WAL, binary logs or oplog; undefined when not declared. */
    public readonly logMebibytesPerDay?: number,
  ) {}
}

/** A part of a MiB counts as a whole one. */
function mebibytes(prop: string, size: Size, remedy: string): number {
  const amount = Math.ceil(size?.toMebibytes({ rounding: SizeRoundingBehavior.NONE }));
  if (!Number.isSafeInteger(amount) || amount <= 0) refuse(prop, 'be above 0', size && `${amount} MiB`, remedy);
  return amount;
}
