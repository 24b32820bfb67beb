// Takes out of the target what a copy of this migration made, and nothing that anybody else did. What that is stands in a table of the target's own, in a schema
// beside the database: it is written before anything is made, so that a pod that was killed leaves it, and goes with the data where that is restored or lost.
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Refused } from './migration-state.mjs';
import { ident, literal, verdictOf } from './mysql-sql.mjs';
import { sumsOf, tablesOf } from './mysql-table-sums.mjs';

/** Percona XtraDB Cluster writes to no table without a key. */
const MARKS = `CREATE DATABASE IF NOT EXISTS cdk8s_migration CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
  CREATE TABLE IF NOT EXISTS cdk8s_migration.copies (
    database_name varchar(64) NOT NULL PRIMARY KEY, migration varchar(253) NOT NULL, source varchar(100) NOT NULL, made json NOT NULL, sums json NULL, events json NULL
  ) ENGINE = InnoDB;`;
const DROPS = { view: 'VIEW', table: 'TABLE', event: 'EVENT', procedure: 'PROCEDURE', function: 'FUNCTION' };
const ENDED_SECONDS = 30;
/** In the mark, of an excluded table, beside its name as that of one that was made. */
export const WITHOUT_ROWS = 'without-rows';

export class MySqlTarget {
  constructor({ sql, settings }) {
    this.sql = sql;
    this.settings = settings;
    this.database = settings.target.database;
  }

  /** The mark of the last copy into the database; undefined where there was none. */
  async mark() {
    const there = await this.sql.run('target', 'SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = \'cdk8s_migration\' AND TABLE_NAME = \'copies\';');
    if (there === '0') return undefined;
    return this.sql.row('target', { migration: 'migration', source: 'source', made: 'made', sums: 'sums', events: 'events' }, `FROM cdk8s_migration.copies WHERE database_name = ${literal(this.database)}`);
  }

  /** What is in the database, as `kind name`. */
  async objects() {
    const of = literal(this.database);
    const rows = await this.sql.rows('target', { kind: 'kind', name: 'name' }, `FROM (
      SELECT IF(TABLE_TYPE = 'VIEW', 'view', 'table') AS kind, TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${of}
      UNION ALL SELECT LOWER(ROUTINE_TYPE), ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${of}
      UNION ALL SELECT 'event', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${of}) AS found`);
    return rows.map(({ kind, name }) => ({ kind, name, is: `${kind} ${name}` }));
  }

  /** Refuses unless the database is empty or holds what a copy of this migration made, with the rows that the copy left there. */
  async requireOurs() {
    const mark = await this.requireNames();
    if (!mark?.sums) return;
    const tables = (await tablesOf(this.sql, 'target', this.database)).filter(({ name }) => name in mark.sums);
    const is = await sumsOf(this.sql, 'target', this.database, tables, this.settings.copy?.jobs ?? 1);
    const changed = tables.find(({ name }) => is.get(name).join() !== mark.sums[name].join());
    if (changed) throw new Refused(`the target has rows that no copy of this migration made, such as in ${changed.name}: take them away by dropping what is in the database, or name an empty one`);
  }

  /** Likewise by the names, and excluded tables by their rows. Gives the mark. */
  async requireNames() {
    await this.requireOther();
    const [mark, objects] = [await this.mark(), await this.objects()];
    if (mark && (mark.migration !== this.settings.name || mark.source !== await this.source()) && objects.length > 0) {
      throw new Refused(`the target's database holds a copy of ${mark.source} by the migration ${mark.migration}: drop what is in it, or name an empty database`);
    }
    const foreign = objects.find(({ is }) => !mark?.made.includes(is));
    if (foreign) throw new Refused(`the target has the ${foreign.is}, which no copy of this migration made: take it away, or name an empty database`);
    await this.requireEmpty(objects.filter(({ kind, name }) => kind === 'table' && mark.made.includes(`${WITHOUT_ROWS} ${name}`)));
    return mark;
  }

  /** Of a copy that ended; undefined of another one. It goes with the data, where that is restored. */
  async copyMark() {
    const { sums } = await this.mark() ?? {};
    return sums && createHash('sha256').update(JSON.stringify(sums)).digest('hex');
  }

  /** Refuses what another copy left, or not all of it. */
  async requireCopy(copy) {
    const { sums = {} } = await this.mark() ?? {};
    const there = new Set((await this.objects()).filter(({ kind }) => kind === 'table').map(({ name }) => name));
    if (await this.copyMark() !== copy || Object.keys(sums).some((name) => !there.has(name))) throw new Refused('the target does not hold what was compared with the source: it was emptied, or restored from a backup');
  }

  /** Tables that come without rows; a copy would make them anew, without those that somebody else has loaded. */
  async requireEmpty(tables) {
    for (const { name } of tables) {
      if (await this.sql.run('target', `SELECT EXISTS (SELECT 1 FROM ${ident(this.database, name)});`) !== '1') continue;
      throw new Refused(`the target has rows in the excluded table ${name}, which a copy would take away: load it after the switch, and empty it until then`);
    }
  }

  /** A server that follows the other one has its rows, and another one's is another one. */
  async requireOther() {
    const [source, target] = await Promise.all(['source', 'target'].map((server) => this.sql.run(server, 'SELECT @@server_uuid;')));
    if (source === target) throw new Refused('source and target are the same server: what is there would be taken away');
    this.uuid = source;
  }

  async source() {
    return `${this.uuid ?? await this.sql.run('source', 'SELECT @@server_uuid;')}/${this.settings.source.database}`;
  }

  /** Takes it out, and notes what is going to be there. An earlier copy that still runs somewhere is ended. */
  async empty(willMake) {
    const mark = await this.requireNames();
    // what is excluded now may have been copied before, and the other way round
    const before = (mark?.made ?? []).filter((name) => !name.startsWith(`${WITHOUT_ROWS} `));
    const made = [...new Set([...before, ...willMake])].sort();
    const values = [this.database, this.settings.name, await this.source(), JSON.stringify(made)].map(literal).join(', ');
    await this.sql.run('target', `${MARKS} REPLACE INTO cdk8s_migration.copies (database_name, migration, source, made) VALUES (${values});`).catch((error) => { throw verdictOf(error); });
    await this.endOthers();
    const drops = (await this.objects()).map(({ kind, name }) => `DROP ${DROPS[kind]} IF EXISTS ${ident(this.database, name)};`);
    await this.sql.run('target', ['SET SESSION foreign_key_checks = 0;', ...drops].join('\n')).catch((error) => { throw verdictOf(error); });
    const left = await this.objects();
    if (left.length > 0) throw new Error(`the target is not empty yet: ${left[0].is} is there again`);
  }

  /** Sessions of this user in this database: the operator's have none. */
  async endOthers() {
    const deadline = Date.now() + ENDED_SECONDS * 1000;
    for (;;) {
      const others = (await this.sql.run('target', `SELECT PROCESSLIST_ID FROM performance_schema.threads
        WHERE PROCESSLIST_USER = SUBSTRING_INDEX(USER(), '@', 1) AND PROCESSLIST_DB = ${literal(this.database)} AND PROCESSLIST_ID <> CONNECTION_ID();`)).split('\n').filter(Boolean);
      if (others.length === 0) return;
      if (Date.now() > deadline) throw new Error(`${others.length} sessions of an earlier copy do not end on the target`);
      for (const id of others) {
        await this.sql.run('target', `KILL ${id};`).catch((error) => {
          if (!/Unknown thread id/.test(error.message)) throw error;
        });
      }
      await pause(200);
    }
  }

  /** What a copy left there; from now on each other row is somebody else's. */
  async close(sums) {
    await this.sql.run('target', `UPDATE cdk8s_migration.copies SET sums = CAST(${literal(JSON.stringify(Object.fromEntries(sums)))} AS JSON) WHERE database_name = ${literal(this.database)};`);
  }

  async noteEvents(names) {
    await this.sql.run('target', `UPDATE cdk8s_migration.copies SET events = CAST(${literal(JSON.stringify(names))} AS JSON) WHERE database_name = ${literal(this.database)};`);
  }
}
