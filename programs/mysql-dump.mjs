// How a MySQL database is carried over by a dump, and proven to have arrived: what the phases that all engines share ask of MySQL.
import { Clock } from './migration-clock.mjs';
import { backedUp } from './migration-gates.mjs';
import { Refused } from './migration-state.mjs';
import { requireDefiners } from './mysql-definers.mjs';
import { definitionDifferences, definitionsOf, makeViews, viewsOf } from './mysql-definitions.mjs';
import { MySqlTarget, WITHOUT_ROWS } from './mysql-emptying.mjs';
import { enable, eventsOf, makeDisabled, requireNoneDue, requireWritable } from './mysql-events.mjs';
import { missingRights } from './mysql-rights.mjs';
import { MySqlScratch } from './mysql-scratch.mjs';
import { ident, literal, MySqlSql, numberOf, verdictOf } from './mysql-sql.mjs';
import { batchesOf, exactly, inParallel, losesDigits, requireExcluded, sumsOf, tablesOf } from './mysql-table-sums.mjs';
import { lastBackup, nothingPrepared, targetHealthy } from './mysql-target-gates.mjs';

/** For a statement that waits for nobody; a client waits for a server that is gone much longer. */
const ANSWER_SECONDS = 30;
/** What ending sessions takes beyond the grace: twenty attempts of a second (stop_writes). */
const STOP_SECONDS = 30;

export class Dump {
  constructor(of, stops = { last: Promise.resolve() }) {
    this.of = of;
    this.stops = stops;
    const { settings, shell } = of;
    this.settings = settings;
    this.database = settings.source.database;
    this.sql = new MySqlSql(shell);
    this.target = new MySqlTarget({ sql: this.sql, settings });
  }

  within(shell, signal) {
    return new Dump({ ...this.of, shell, signal }, this.stops);
  }

  // the source

  async isStopped() {
    return await this.answered(ANSWER_SECONDS, (sql) => sql.run('source', 'SELECT cdk8s_migration.writes_stopped();')) === '1';
  }

  /** Its moment, which each stop has anew. */
  async stopMark() {
    return this.answered(ANSWER_SECONDS, (sql) => sql.run('source', 'SELECT cdk8s_migration.stopped_at();'));
  }

  /** Where the source's log is, which moves with each write; without a log how many rows were written, which a restart forgets. */
  async position() {
    return this.answered(ANSWER_SECONDS, async (sql) => {
      const gtids = await sql.run('source', 'SELECT @@GLOBAL.gtid_mode, @@GLOBAL.log_bin, REPLACE(@@GLOBAL.gtid_executed, \'\\n\', \'\');');
      const [mode, logs] = gtids.split('\t');
      if (logs === '0') return sql.run('source', `SELECT COALESCE(SUM(COUNT_WRITE), 0) FROM performance_schema.table_io_waits_summary_by_table WHERE OBJECT_TYPE = 'TABLE' AND OBJECT_SCHEMA = ${literal(this.database)};`);
      if (mode === 'ON') return gtids;
      // the first since 8.2, the other until 8.3 (MySQL 8.4 release notes)
      return sql.run('source', 'SHOW BINARY LOG STATUS;').catch(() => sql.run('source', 'SHOW MASTER STATUS;'));
    });
  }

  async stop(graceSeconds) {
    // nobody lets go of one that is on its way: it would come after what opens the source again
    const asked = this.within(this.of.shell.with(undefined), undefined).sent(graceSeconds);
    this.stops.last = asked.catch(() => undefined);
    await asked;
  }

  async sent(graceSeconds) {
    await this.answered(graceSeconds + STOP_SECONDS, (sql) => sql.run('source', `CALL cdk8s_migration.stop_writes(${Math.ceil(graceSeconds)});`)).catch((error) => {
      // what the procedure says itself
      throw numberOf(error) === '1644' ? verdictOf(error) : error;
    });
  }

  async allowWrites() {
    await this.stops.last;
    await this.answered(ANSWER_SECONDS, (sql) => sql.run('source', 'CALL cdk8s_migration.allow_writes();'));
  }

  async endSessions() {
    await this.answered(ANSWER_SECONDS, (sql) => sql.run('source', `CALL cdk8s_migration.end_sessions(${literal(this.database)});`));
  }

  async bytes() {
    const bytes = await this.sql.run('source', `SET SESSION information_schema_stats_expiry = 0;
      SELECT COALESCE(SUM(DATA_LENGTH), 0) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${literal(this.database)} AND TABLE_TYPE = 'BASE TABLE';`);
    // whatever grows is held against it
    return Math.max(1, Number(bytes));
  }

  // the volume

  async room() {
    return new MySqlScratch(this.of.shell).room();
  }

  // the target

  async requireOurs() {
    await this.target.requireOurs();
  }

  /** Tells what a copy left there from what another one did. */
  async copyMark() {
    return this.target.copyMark();
  }

  /** As the last copy left it: by hand, or from a backup, it may hold something else by now. Once it was opened, events run there. */
  async requireUntouched({ copy, opened = false }) {
    await this.target.requireCopy(copy);
    if (!opened) await this.target.requireOurs();
  }

  /** What is committed on one member is committed on all. */
  async identity() {
    return '';
  }

  async isClosed() {
    return false;
  }

  /** Events run from now on: those that ran on the source. */
  async openTarget() {
    const mark = await this.target.mark();
    const enabled = await enable(this.sql, this.settings.target.database, mark?.events ?? []);
    if (enabled > 0) this.of.log(`${enabled} events are enabled`);
  }

  async settle() {
    const tables = await tablesOf(this.sql, 'target', this.settings.target.database);
    await this.sql.run('target', tables.map(({ name }) => `ANALYZE TABLE ${ident(this.settings.target.database, name)};`).join('\n'));
  }

  gates() {
    const { settings, sql } = this;
    const { kubernetes } = this.of;
    const seconds = settings.limits.writeStopSeconds + 60;
    return {
      'target is healthy': () => targetHealthy(kubernetes, settings),
      'target is backed up': backedUp(() => lastBackup(kubernetes, settings)),
      'definers are users of the target': () => requireDefiners(sql, this.database).then(() => 'all of them'),
      'no prepared transaction': () => nothingPrepared(sql),
      'no event is due': () => requireNoneDue(sql, this.database, seconds).then(() => `none within ${seconds} s`),
    };
  }

  // both

  async requireCopyable() {
    const lacking = await missingRights(this.sql, this.database);
    // what it may not see would be neither copied nor missed
    if (lacking.length > 0) throw new Refused(`the user of the source lacks ${lacking.join(', ')} on ${this.database}: have mysql-administrator.sql run with its name`);
    requireExcluded(await tablesOf(this.sql, 'source', this.database), this.settings.excludedTables ?? [], this.database);
    requireWritable(await eventsOf(this.sql, 'source', this.database));
    await requireDefiners(this.sql, this.database);
    const broken = await this.sql.rows('source', { name: 'TABLE_NAME' }, `FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${literal(this.database)} AND TABLE_TYPE = 'VIEW' AND TABLE_COMMENT LIKE '%references invalid%'`);
    if (broken.length > 0) throw new Refused(`the source has views that cannot be opened, such as ${broken[0].name}: repair them, or drop them`);
  }

  /** Figures of a copy. While the source is written, a table that changed meanwhile is not compared. */
  async copy({ last }) {
    if (last) await this.requireStopped();
    const position = last ? await this.position() : undefined;
    await this.requireCopyable();
    const { sql, settings: { copy: { jobs }, target, excludedTables = [] }, database, of: { state, log, shell } } = this;
    const tables = await tablesOf(sql, 'source', database, { excludedTables });
    const copied = tables.filter(({ excluded }) => !excluded);
    if (copied.length === 0) throw new Refused('the source has no table that is copied: the database is another one, or all of them are excluded');
    const before = last ? undefined : await sumsOf(sql, 'source', database, copied, jobs);
    const made = await this.definitions('source', tables, last);
    const events = last ? await eventsOf(sql, 'source', database) : [];

    const scratch = new MySqlScratch(shell);
    const clock = new Clock();
    await scratch.room();
    await state.step('dumping');
    const views = await viewsOf(sql, database);
    await scratch.dumpSchema(views.map(({ name }) => name));
    await scratch.dumpTriggers();
    const parts = partsOf(database, copied);
    await inParallel(parts, jobs, ({ number, names, query }) => scratch.dumpRows(number, names, query));
    const dumpBytes = await scratch.size();
    await state.step('restoring', { figures: { dumpSeconds: clock.lap(), dumpBytes } });
    log(`dumped: ${dumpBytes} bytes`);

    await this.target.empty([
      ...[...made.keys(), ...events.map(({ name }) => `event ${name}`)].filter((name) => !/^(parameter|trigger) /.test(name)).map((name) => name.replace(/^routine /, '')),
      ...tables.filter(({ excluded }) => excluded).map(({ name }) => `${WITHOUT_ROWS} ${name}`),
    ]);
    await this.likeTheSource(target.database);
    await scratch.restore('schema');
    await makeViews(sql, views);
    const [shall] = await together([sumsOf(sql, 'source', database, copied, jobs), inParallel(parts, jobs, ({ number }) => scratch.restore(number))]);
    await scratch.restore('triggers');
    if (last) await this.carryEvents(events);
    await state.step('verifying', { figures: { restoreSeconds: clock.lap() } });
    log('restored');

    const names = new Set(copied.map(({ name }) => name));
    const there = (await tablesOf(sql, 'target', target.database)).filter(({ name }) => names.has(name));
    // asked as the source has its columns: one that is not there cannot be the same
    const columns = new Map(copied.map((table) => [table.name, table.columns]));
    await this.requireDefinitions(made, tables, last);
    const is = await sumsOf(sql, 'target', target.database, there.map((table) => ({ ...table, columns: columns.get(table.name) })), jobs);
    const uncompared = await this.requireEqual({ copied, before, shall, is });
    if (last) {
      await this.requireStopped();
      // somebody may have opened the server, and closed it again
      if (await this.position() !== position) throw new Refused('something was written on the source while writes were stopped');
    }
    await this.target.close(is);
    if (uncompared.length > 0) log(`not compared, because they were written meanwhile: ${uncompared.join(', ')}`);
    const rows = [...is.values()].reduce((sum, [count]) => sum + count, 0);
    const figures = { verifySeconds: clock.lap(), tables: copied.length, rows, uncomparedTables: uncompared.length, sourceBytes: await this.bytes(), copySeconds: clock.total() };
    await state.step('verified', { figures });
    return { ...state.known.current.figures };
  }

  async requireStopped() {
    if (!await this.isStopped()) throw new Refused('the source can be written, or would be after a restart');
  }

  /** Statements take it where they say none: tables that are made later, and variables of routines. */
  async likeTheSource(name) {
    const { charset, collation } = await this.sql.row('source', { charset: 'DEFAULT_CHARACTER_SET_NAME', collation: 'DEFAULT_COLLATION_NAME' }, `FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${literal(this.database)}`);
    await this.sql.run('target', `ALTER DATABASE ${ident(name)} CHARACTER SET ${charset} COLLATE ${collation};`).catch((error) => { throw verdictOf(error); });
  }

  async carryEvents(events) {
    await makeDisabled(this.sql, this.settings.target.database, events);
    await this.target.noteEvents(events.filter(({ enabled }) => enabled).map(({ name, definer }) => ({ name, definer })));
  }

  async definitions(server, tables, last) {
    const { source, target } = this.settings;
    return definitionsOf(this.sql, server, server === 'source' ? source.database : target.database, {
      tables: tables.map(({ name }) => name), kinds: ['view', 'routine', 'parameter', 'trigger', ...(last ? ['event'] : [])],
    });
  }

  /** Whatever is no row. */
  async requireDefinitions(made, tables, last) {
    const there = await tablesOf(this.sql, 'target', this.settings.target.database);
    const differences = definitionDifferences(made, await this.definitions('target', there, last));
    if (differences.length === 0) return;
    const now = last ? made : await this.definitions('source', await tablesOf(this.sql, 'source', this.database), last);
    const words = `${differences.slice(0, 5).join('; ')}${differences.length > 5 ? `; and ${differences.length - 5} more` : ''}`;
    const plain = (map) => [...map].map(([name, { definition }], i) => [name, definition ?? [...map.values()][i]].join()).join('\n');
    if (plain(now) !== plain(made)) throw new Error(`the schema of the source changed while it was copied: ${words}`);
    throw new Refused(words);
  }

  /** Throws a verdict when a table differs. Names of those that could not be compared. */
  async requireEqual({ copied, before, shall, is }) {
    const missing = copied.find(({ name }) => !is.has(name));
    if (missing) throw new Refused(`the target has not all tables of the source, such as ${missing.name}`);
    const settled = ({ name }) => before === undefined || before.get(name).join() === shall.get(name).join();
    const different = await this.differing(copied.filter((table) => settled(table) && shall.get(table.name).join() !== is.get(table.name).join()));
    // documents are looked at twice, and were perhaps written in between
    const now = before && different.length > 0 ? await sumsOf(this.sql, 'source', this.database, different, this.settings.copy.jobs) : shall;
    const differing = different.filter(({ name }) => now.get(name).join() === shall.get(name).join());
    if (differing.length > 0) {
      const words = differing.slice(0, 5).map(({ name }) => `${name} has ${shall.get(name)[0]} rows on the source and ${is.get(name)[0]} on the target`).join('; ');
      throw new Refused(`${differing.length} tables differ: ${words}${differing.some(({ name }) => shall.get(name)[0] === is.get(name)[0]) ? ', with other contents' : ''}`);
    }
    const uncompared = copied.filter((table) => !settled(table) || (different.includes(table) && !differing.includes(table))).map(({ name }) => name);
    const empty = uncompared.find((name) => before.get(name)[0] > 0 && shall.get(name)[0] > 0 && is.get(name)[0] === 0);
    if (empty !== undefined) throw new Refused(`${empty} has rows on the source, and none on the target`);
    return uncompared;
  }

  /** A decimal in a document (JSON_OBJECT('a', 1.50)) is a number without its last zeros after a dump, and as such no difference; digits that are lost are one. */
  async differing(tables) {
    const documents = tables.filter(({ columns }) => columns.some(({ type }) => type === 'json'));
    if (documents.length === 0) return tables;
    const { sql, database, settings: { copy: { jobs }, target } } = this;
    const [shall, is] = await together([sumsOf(sql, 'source', database, documents, jobs, 'text'), sumsOf(sql, 'target', target.database, documents, jobs, 'text')]);
    const equal = documents.filter(({ name }) => shall.get(name).join() === is.get(name).join());
    if (equal.length > 0) this.of.log(`decimals in documents are numbers now, without zeros at their end: ${equal.map(({ name }) => name).join(', ')}`);
    return tables.filter((table) => !equal.includes(table));
  }

  /** Asks, and gives up after a while: what hangs is asked again by whoever needs the answer. */
  async answered(seconds, ask) {
    const { shell, signal } = this.of;
    const over = AbortSignal.timeout(seconds * 1000);
    const signals = [over, shell.signal, signal].filter(Boolean);
    return ask(new MySqlSql(shell.with(AbortSignal.any(signals)))).catch((error) => {
      throw over.aborted ? new Error(`no answer of the source within ${seconds} s`) : error;
    });
  }
}

/** What is dumped at once, the largest first. */
function partsOf(database, tables) {
  const plain = batchesOf(tables.filter((table) => !losesDigits(table))).map((batch) => ({ names: batch.map(({ name }) => name), bytes: batch.reduce((sum, { bytes }) => sum + bytes, 0) }));
  const exact = tables.filter(losesDigits).map((table) => ({ names: [table.name], bytes: table.bytes, query: exactly(database, table) }));
  return [...plain, ...exact].sort((one, other) => other.bytes - one.bytes).map((part, number) => ({ ...part, number }));
}

/** All of it; when one fails, what was begun is waited for. */
async function together(promises) {
  const ends = await Promise.allSettled(promises);
  const failed = ends.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return ends.map(({ value }) => value);
}
