import { Duration } from 'cdk8s';
import { refuse, requireInteger } from './refusal';
import { Schedule } from './schedule';

/** Options of `LogicalDumps.of`. */
export interface LogicalDumpsOptions {
  /** When the databases are dumped. */
  readonly schedule: Schedule;

  /**
   * How long a dump is kept, in whole days. No default: dumps are whole copies of the data, and what they cost is yours to say. A server prunes its own
   * dumps alone: those of one that had its name before it, or before a major upgrade, stay until you delete them.
   */
  readonly retention: Duration;

  /**
   * How many dumps of each database are kept however old they are.
   * @default 3
   */
  readonly keepAtLeast?: number;

  /**
   * Names of the databases that are dumped.
   * @default - all of them
   */
  readonly databases?: string[];

  /**
   * How long a run may take, all databases together, in whole minutes. After that it has failed, and what was under way is not in the store.
   * @default Duration.hours(24) - 500 GB at 6 MB/s
   */
  readonly deadline?: Duration;

  /**
   * Image of the container that uploads: with `python3`, and boto3, google-cloud-storage or azure-storage-blob with azure-identity for the store of the
   * platform. For registries that mirror.
   * @default ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v0.14.0 - it runs beside each database that is backed up
   */
  readonly image?: string;
}

/** containers/sidecar-requirements.txt of the plugin: boto3, google-cloud-storage, azure-storage-blob and azure-identity, in a virtual environment on PATH. */
export const DUMP_UPLOADER = 'ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v0.14.0';
const REFERENCE = /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

/**
 * Dumps of databases on a schedule: for one table, or for leaving. They are no replacement for backups: what was written since the newest one is not
 * in it, and a whole restore from one takes far longer.
 */
export class LogicalDumps {
  /**
   * Dumps on a schedule.
   * @throws when a duration or a number is out of range, no database or one twice is named, or the image has neither tag nor digest
   */
  public static of(options: LogicalDumpsOptions): LogicalDumps {
    if (!options.schedule) refuse('dumps.schedule', 'be given', undefined, 'write for example Schedule.daily("04:00")');
    if (!options.retention) refuse('dumps.retention', 'be given: a store without it grows for ever', undefined, 'write for example Duration.days(14)');
    const retention = options.retention.toSeconds({ integral: false });
    if (retention <= 0 || retention % 86400 !== 0) refuse('dumps.retention', 'be whole days, at least one', `${retention} s`, 'give for example Duration.days(14)');
    const keepAtLeast = options.keepAtLeast ?? 3;
    requireInteger('dumps.keepAtLeast', keepAtLeast, 1, 1000, 'the newest dump is never deleted');
    const deadline = (options.deadline ?? Duration.hours(24)).toSeconds({ integral: false });
    if (!Number.isSafeInteger(deadline) || deadline < 60 || deadline % 60 !== 0) {
      refuse('dumps.deadline', 'be whole minutes, at least one', `${deadline} s`, 'give for example Duration.hours(6)');
    }
    const { databases } = options;
    if (databases?.length === 0) refuse('dumps.databases', 'name a database', databases, 'leave it out for all, or leave out dumps');
    const twice = databases?.find((name, i) => databases.indexOf(name) !== i);
    if (twice !== undefined) refuse('dumps.databases', 'name each one once', twice, 'remove the second one');
    const image = options.image ?? DUMP_UPLOADER;
    const [, , , tag, digest] = REFERENCE.exec(image) ?? [];
    if ((tag === undefined && digest === undefined) || tag === ':latest') {
      refuse('dumps.image', 'be registry/name with a tag that is not latest, or a digest', image, `write for example "${DUMP_UPLOADER}"`);
    }
    return new LogicalDumps(options.schedule, retention / 86400, keepAtLeast, databases, deadline, image);
  }

  private constructor(
    /** When the databases are dumped. */
    public readonly schedule: Schedule,
    /** How long a dump is kept, in days. */
    public readonly retentionDays: number,
    /** How many dumps of each database are kept however old they are. */
    public readonly keepAtLeast: number,
    /** Names of the databases; undefined for all of them. */
    public readonly databases: string[] | undefined,
    /** How long a run may take, in seconds. */
    public readonly deadlineSeconds: number,
    /** Image of the container that uploads. */
    public readonly image: string,
  ) {}
}
