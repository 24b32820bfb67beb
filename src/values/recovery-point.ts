import { refuse } from './refusal';

/** Options of the factories of `RecoveryPoint` that stop at something. */
export interface RecoveryPointOptions {
  /**
   * Whether what happened exactly there is restored, too: the transaction that is named, or all that was committed in that very moment.
   * @default true - as PostgreSQL's recovery_target_inclusive
   */
  readonly inclusive?: boolean;
}

/** What a recovery point is named by. */
export enum RecoveryPointKind {
  /** A moment. */
  TIME = 'time',
  /**
   * The newest that the archive has. PostgreSQL takes a piece of the log that cannot be read, whatever the reason, for the end of the log: where the
   * object store fails meanwhile, the database comes up healthy and is short. `RestoreAssertion.newest` finds that.
   */
  LATEST = 'latest',
  /** A place in the log. */
  LSN = 'lsn',
  /** The end of the base backup. */
  IMMEDIATE = 'immediate',
  /** A transaction. */
  TRANSACTION = 'transaction',
  /** A name that was set in time. */
  RESTORE_POINT = 'restore-point',
}

/** What a restore brings back: everything up to here, and nothing after it. */
export class RecoveryPoint {
  /**
   * A moment. PostgreSQL restores what was committed until then, and fails where the log ends before: the moment must not be later than
   * the last transaction that was archived. MySQL and MongoDB know whole seconds: both restore what was committed before that second began, so that
   * `inclusive` says nothing there. MongoDB by `MongoOperator.COMMUNITY` has dumps and no points in time: the newest dump that ended before the moment
   * is restored, and what was written between its end and the moment is not.
   * @param time date and time with a zone, as RFC 3339 has it: `2026-03-24T10:30:00Z` or `2026-03-24T19:30:00.25+09:00`
   * @throws when it is no such time, or has no zone
   */
  public static time(time: string, options: RecoveryPointOptions = {}): RecoveryPoint {
    return new RecoveryPoint(RecoveryPointKind.TIME, utc(time), isInclusive(options));
  }

  /** The newest that the archive has. */
  public static latest(): RecoveryPoint {
    return new RecoveryPoint(RecoveryPointKind.LATEST, undefined, true);
  }

  /**
   * A place in the write-ahead log.
   * @param lsn as `pg_current_wal_lsn()` prints it, for example `16/B374D848`
   * @throws when it is no log sequence number
   */
  public static lsn(lsn: string, options: RecoveryPointOptions = {}): RecoveryPoint {
    if (typeof lsn !== 'string' || !/^[0-9A-Fa-f]{1,8}\/[0-9A-Fa-f]{1,8}$/.test(lsn)) {
      refuse('lsn', 'be a log sequence number', lsn, 'write it as pg_current_wal_lsn() prints it, for example "16/B374D848"');
    }
    return new RecoveryPoint(RecoveryPointKind.LSN, lsn, isInclusive(options));
  }

  /** The end of the base backup, which has to be named: the earliest moment that can be restored from it. */
  public static immediate(): RecoveryPoint {
    return new RecoveryPoint(RecoveryPointKind.IMMEDIATE, undefined, true);
  }

  /**
   * A transaction, together with all that committed before it. The base backup has to be named.
   * @param id as `pg_current_xact_id()` prints it, without its epoch: from 3 to 4294967295
   * @throws when it is no transaction id
   */
  public static transaction(id: string, options: RecoveryPointOptions = {}): RecoveryPoint {
    if (typeof id !== 'string' || !/^[1-9]\d{0,9}$/.test(id) || Number(id) < 3 || Number(id) > 0xffffffff) {
      refuse('id', 'be a transaction id from 3 to 4294967295', id, 'give what (pg_current_xact_id()::xid) printed');
    }
    return new RecoveryPoint(RecoveryPointKind.TRANSACTION, id, isInclusive(options));
  }

  /**
   * A name that somebody gave to a moment by `pg_create_restore_point()`. The base backup has to be named.
   * @param name at most 63 bytes
   * @throws when it is empty, too long or has control characters
   */
  public static restorePoint(name: string): RecoveryPoint {
    if (typeof name !== 'string' || name === '' || Buffer.byteLength(name) > 63 || /[\u0000-\u001f\u007f]/.test(name)) {
      refuse('name', 'be 1 to 63 bytes without control characters', name, 'give the name that pg_create_restore_point() was called with');
    }
    return new RecoveryPoint(RecoveryPointKind.RESTORE_POINT, name, true);
  }

  private constructor(
    /** What it is named by. */
    public readonly kind: RecoveryPointKind,
    /** Its name: a time in UTC as RFC 3339 has it, an LSN, an id, a name; undefined for the newest and for the end of the base backup. */
    public readonly value: string | undefined,
    /** Whether what happened exactly there is restored, too. */
    public readonly inclusive: boolean,
  ) {}
}

function isInclusive(options: RecoveryPointOptions): boolean {
  return options.inclusive ?? true;
}

const FORM = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,6})?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/** The same moment in UTC, to the microsecond, which a date of JavaScript does not have. */
function utc(time: string): string {
  const match = typeof time === 'string' ? FORM.exec(time.trim()) : null;
  if (!match) refuse('time', 'be a date and a time with a zone', time, 'write for example "2026-03-24T10:30:00Z"');
  const [, date, clock, fraction = '', zone] = match;
  if (zone === undefined) {
    refuse('time', 'have a zone', time, 'add "Z" for UTC or an offset such as "+09:00": without it the restore may stop hours too early or too late');
  }
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  // a day that the month does not have would roll over into the next one
  const written = new Date(`${date}T${clock}Z`);
  const moment = new Date(`${date}T${clock}${offset}`);
  if (Number.isNaN(moment.getTime()) || written.toISOString().slice(0, 19) !== `${date}T${clock}`) {
    refuse('time', 'be a moment that exists', time, 'correct the date or the time');
  }
  return `${moment.toISOString().slice(0, 19)}${fraction}Z`;
}
