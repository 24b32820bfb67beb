import { Duration, Size, SizeRoundingBehavior } from 'cdk8s';
import { refuse } from './refusal';

/** Options of `Objectives.of`. */
export interface ObjectivesOptions {
  /**
   * The most that may be lost when the volumes are: the time between the last transaction that is restored and the disaster. Whole seconds.
   * The loss of one node is another matter, which synchronous replication answers: it loses nothing that was acknowledged.
   */
  readonly recoveryPoint: Duration;

  /**
   * The longest that a restore may take, from applying it to the first write of an application. Whole seconds. The time until somebody
   * notices and decides is not in it.
   */
  readonly recoveryTime: Duration;

  /**
   * Data that a restore copies from the backups in a second, as it was measured (`scripts/measure-restore.sh`).
   * @default - the assumption of docs/objectives.md, which is slow on purpose
   */
  readonly restoreThroughput?: Size;

  /**
   * Write-ahead log that a restore fetches and replays in a second, as it was measured (`scripts/measure-restore.sh`).
   * @default - the assumption of docs/objectives.md
   */
  readonly replayThroughput?: Size;

  /**
   * Data that is copied to a new replica in a second, as it was measured. It counts where commits wait for a replica: until there is one,
   * a restored database takes no writes.
   * @default - the assumption of docs/objectives.md
   */
  readonly replicaThroughput?: Size;

  /**
   * What a restore takes besides: volumes, pods, the end of recovery, as it was measured with an empty database. Whole seconds.
   * @default - the assumption of docs/objectives.md
   */
  readonly startTime?: Duration;
}

/** What is promised for the day that a database has to be restored. The checklist reckons whether its manifests can keep it. */
export class Objectives {
  /**
   * What is promised. What the database cannot keep fails the synth, with the arithmetic.
   * @throws when a duration is zero or no whole seconds, or an amount is zero
   */
  public static of(options: ObjectivesOptions): Objectives {
    return new Objectives(
      seconds('objectives.recoveryPoint', options.recoveryPoint, 'give what may be lost, for example Duration.minutes(15)'),
      seconds('objectives.recoveryTime', options.recoveryTime, 'give what a restore may take, for example Duration.hours(4)'),
      options.restoreThroughput && mebibytes('objectives.restoreThroughput', options.restoreThroughput),
      options.replayThroughput && mebibytes('objectives.replayThroughput', options.replayThroughput),
      options.replicaThroughput && mebibytes('objectives.replicaThroughput', options.replicaThroughput),
      options.startTime && seconds('objectives.startTime', options.startTime, 'give what was measured, or leave it out'),
    );
  }

  private constructor(
    /** The most that may be lost, in seconds. */
    public readonly recoveryPointSeconds: number,
    /** The longest that a restore may take, in seconds. */
    public readonly recoveryTimeSeconds: number,
    /** Data copied from the backups in a second, in MiB; undefined when not measured. */
    public readonly restoreMebibytesPerSecond?: number,
    /** Log replayed in a second, in MiB; undefined when not measured. */
    public readonly replayMebibytesPerSecond?: number,
    /** Data copied to a replica in a second, in MiB; undefined when not measured. */
    public readonly replicaMebibytesPerSecond?: number,
    /** What a restore takes besides, in seconds; undefined when not measured. */
    public readonly startSeconds?: number,
  ) {}
}

function seconds(prop: string, duration: Duration, remedy: string): number {
  const amount = duration?.toSeconds({ integral: false });
  if (!Number.isSafeInteger(amount) || amount <= 0) refuse(prop, 'be whole seconds above 0', duration && `${amount} s`, remedy);
  return amount;
}

/** Part of a MiB count: a slow store may give less than one in a second. */
function mebibytes(prop: string, size: Size): number {
  const amount = size.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isFinite(amount) || amount <= 0) refuse(prop, 'be above 0', `${amount} MiB`, 'give what was measured in a second, or leave it out');
  return amount;
}
