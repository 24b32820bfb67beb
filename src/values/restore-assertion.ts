import { Duration } from 'cdk8s';
import { refuse, requireInteger, requireText } from './refusal';

/** Where an assertion is made. */
export interface RestoreAssertionOptions {
  /**
   * Database that the statement runs in.
   * @default - the first database
   */
  readonly database?: string;
}

/** Options of `RestoreAssertion.rows`. */
export interface RowsAssertionOptions extends RestoreAssertionOptions {
  /** Name of the table, with its schema where that is not `public`: `billing.invoices`. Upper-case letters are kept, as in a quoted name. */
  readonly table: string;

  /**
   * Least number of rows.
   * @default 1
   */
  readonly atLeast?: number;
}

/** Options of `RestoreAssertion.newest`. */
export interface NewestAssertionOptions extends RestoreAssertionOptions {
  /** Name of the table, with its schema where that is not `public`. */
  readonly table: string;

  /** Column with the time at which a row was written, of type timestamptz; MySQL: TIMESTAMP, or DATETIME in UTC; MongoDB: a date or an ObjectId. */
  readonly column: string;

  /** How long before the recovery point the newest row may be. */
  readonly within: Duration;
}

/** Something that must be true of a restored database. A collection of MongoDB is a table, and a field a column; there is no SQL there. */
export class RestoreAssertion {
  /**
   * A SELECT that returns one row with one column that is true. It runs read-only. Not for MongoDB, which the restore or drill refuses.
   * @param statement for example `SELECT count(*) > 1000 FROM orders`
   * @throws when it is empty, or more than one statement
   */
  public static sql(statement: string, options: RestoreAssertionOptions = {}): RestoreAssertion {
    requireText('statement', statement, 'write a SELECT that returns true');
    const select = statement.trim().replace(/;\s*$/, '');
    // what psql makes of a backslash, and a second statement after a first one that is true
    if (!/^(select|with|values|table)\b/i.test(select)) refuse('statement', 'be a SELECT that returns true', statement, 'write for example "SELECT count(*) > 0 FROM orders"');
    if (select.includes('\0')) refuse('statement', 'have no NUL character', 'a NUL character', 'remove it');
    return new RestoreAssertion(select, undefined, options.database);
  }

  /**
   * A table that has rows.
   * @throws when the table's name is malformed, or the number no whole positive one
   */
  public static rows(options: RowsAssertionOptions): RestoreAssertion {
    const atLeast = options.atLeast ?? 1;
    requireInteger('atLeast', atLeast, 1, Number.MAX_SAFE_INTEGER, 'an empty table proves nothing: give the rows that there must be');
    return new RestoreAssertion(`SELECT count(*) >= ${atLeast} FROM ${quotedTable(options.table)}`, undefined, options.database, { table: options.table, atLeast });
  }

  /**
   * A table whose newest row is not much older than the recovery point: that the log was replayed, and not only the backup restored.
   * @throws when a name is malformed, or the duration is not positive
   */
  public static newest(options: NewestAssertionOptions): RestoreAssertion {
    const seconds = options.within?.toSeconds({ integral: false });
    if (!Number.isSafeInteger(seconds) || seconds <= 0) {
      refuse('within', 'be whole seconds, at least one', seconds === undefined ? undefined : `${seconds} s`, 'give for example Duration.minutes(10)');
    }
    return new RestoreAssertion(`SELECT max(${quoted('column', options.column)}) FROM ${quotedTable(options.table)}`, seconds, options.database,
      { table: options.table, column: options.column });
  }

  private constructor(
    /** The statement: it returns true, or with `withinSeconds` a time. */
    public readonly statement: string,
    /** How many seconds before the recovery point the time may be that the statement returns; undefined for a statement that returns true. */
    public readonly withinSeconds: number | undefined,
    /** Database that the statement runs in; undefined for the first one. */
    public readonly database: string | undefined,
    /**
     * The same for an engine without SQL; undefined for a statement of one's own.
     * @internal
     */
    public readonly _asked?: { readonly table: string; readonly atLeast?: number; readonly column?: string },
  ) {}
}

function quotedTable(table: string): string {
  const parts = typeof table === 'string' ? table.split('.') : [];
  if (parts.length < 1 || parts.length > 2) refuse('table', 'be the name of a table, or of its schema and itself with "." between', table, 'write for example "billing.invoices"');
  return parts.map((part) => quoted('table', part)).join('.');
}

function quoted(prop: string, name: string): string {
  if (typeof name !== 'string' || name === '' || Buffer.byteLength(name) > 63 || /[\0\n\r]/.test(name)) {
    refuse(prop, 'be 1 to 63 bytes on one line', name, 'give the name as the database has it, without quotes');
  }
  return `"${name.replace(/"/g, '""')}"`;
}
