// Statements that only look, on a server that works: read only, none of them long, each with a snapshot of its own, as an old snapshot holds back vacuum.
import { PostgresSql, literal } from './postgres-sql.mjs';

/** No pass over one table may take longer; what is ordered by its key is read in ranges that take less than a second. */
const STATEMENT_SECONDS = 900;
/** A connection that was cut in the middle of an answer says nothing for hours: TCP keepalive, 7200 s (Linux, ip-sysctl). */
const SILENCE_SECONDS = 60;

/**
 * What the text of a row depends on. `row_security` makes a policy that hides rows an error; a parallel worker would take another core.
 * `extra_float_digits` above 0 prints the shortest text that reads back as the same number, since PostgreSQL 12 (docs, "Floating-Point Types").
 */
const SETTINGS = {
  default_transaction_read_only: 'on', row_security: 'off', lock_timeout: '10s', search_path: 'pg_catalog', client_encoding: 'UTF8',
  datestyle: 'ISO, MDY', intervalstyle: 'postgres', timezone: 'UTC', extra_float_digits: '3', bytea_output: 'hex', lc_monetary: 'C', xmloption: 'content',
  max_parallel_workers_per_gather: '0', jit: 'off',
};

export class PostgresLook {
  constructor(sql, { signal } = {}) {
    this.shell = sql.shell;
    this.signal = signal;
  }

  /**
   * What each statement gave, which is one line of JSON. `indexed` keeps the planner from reading a whole table in order to sort it; `snapshot` is an exported one.
   * An error of a statement is a ClientError with code 3, a lost connection one with code 2 (psql, "Exit Status").
   */
  async lines(server, statements, { seconds = STATEMENT_SECONDS, indexed = false, snapshot, workers } = {}) {
    const milliseconds = Math.max(1, Math.ceil(seconds * 1000));
    const before = Object.entries({ ...SETTINGS, statement_timeout: milliseconds, ...(indexed && { enable_seqscan: 'off' }), ...(workers && { max_parallel_workers_per_gather: workers }) })
      .map(([name, value]) => `SET ${name} = ${name === 'search_path' ? value : `'${value}'`};\n`).join('');
    const within = snapshot ? `BEGIN ISOLATION LEVEL REPEATABLE READ;\nSET TRANSACTION SNAPSHOT ${literal(snapshot)};\n` : '';
    const silence = AbortSignal.timeout(milliseconds * statements.length + SILENCE_SECONDS * 1000);
    const signal = this.signal ? AbortSignal.any([this.signal, silence]) : silence;
    const printed = await new PostgresSql(this.shell.with(signal)).run(server, before + within + statements.map((statement) => `${statement};\n`).join(''));
    const lines = printed.split('\n').map((line) => JSON.parse(line));
    if (lines.length !== statements.length) throw new Error(`${server}: ${statements.length} statements gave ${lines.length} lines`);
    return lines;
  }

  async line(server, statement, options) {
    const [line] = await this.lines(server, [statement], options);
    return line;
  }

  /** The same of both servers, at about the same time. */
  async both(statements, options) {
    return Promise.all([this.lines('source', statements, options), this.lines('target', statements, options)]);
  }
}
