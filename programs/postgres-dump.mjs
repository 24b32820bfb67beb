// Copies a PostgreSQL database by pg_dump and pg_restore: what migration-dump-copy.mjs and migration-dump-switch.mjs ask of an engine.
import { backedUp } from './migration-gates.mjs';
import { Refused } from './migration-state.mjs';
import { copyAll, sizeOf, startOf } from './postgres-copying.mjs';
import { requireOurs } from './postgres-emptying.mjs';
import { requireNoRowsOfExtensions } from './postgres-restore-list.mjs';
import { Scratch } from './postgres-scratch.mjs';
import { advanceSequences, carrySequences, readSequences } from './postgres-sequences.mjs';
import { PostgresSql } from './postgres-sql.mjs';
import { isExcluded, requireExcluded } from './postgres-table-sums.mjs';
import { lastBackup, nothingPrepared, targetHealthy } from './postgres-target-gates.mjs';
import { Source, writesStopped } from './postgres-writes.mjs';

export class Dump {
  constructor(of) {
    this.of = of;
    this.sql = new PostgresSql(of.shell);
    this.source = new Source(this.sql);
  }

  /** The same with another shell, and another signal. */
  within(shell, signal = this.of.signal) {
    return new Dump({ ...this.of, shell, signal });
  }

  async isStopped() {
    return this.source.isStopped();
  }

  async stopMark() {
    return this.source.stopMark();
  }

  /** The log has what other databases write, too. */
  async position() {
    return '';
  }

  async stop(graceSeconds) {
    await this.sql.run('source', `SELECT cdk8s_migration.stop_writes(interval '${graceSeconds} seconds');`);
  }

  async allowWrites() {
    await this.source.allowWrites();
  }

  async endSessions() {
    await this.sql.run('source', 'SELECT cdk8s_migration.end_sessions();');
  }

  async bytes() {
    return sizeOf(this.sql);
  }

  async room() {
    return new Scratch(this.of.shell).room();
  }

  async requireOurs() {
    await requireOurs(this.sql);
  }

  async requireCopyable() {
    const { settings } = this.of;
    await requireExcluded(this.sql, settings);
    await requireNoRowsOfExtensions(this.sql, isExcluded(settings));
  }

  async copy({ last }) {
    const figures = await copyAll({ ...this.of, sql: this.sql });
    // a session of the source may have drawn from one since the dump
    await (last ? carrySequences(this.sql) : this.requireSequences());
    return figures;
  }

  async copyMark() {
    return '';
  }

  /** Nobody can have written there while it is closed, and another server is told by its start (identity). */
  async requireUntouched({ opened = false }) {
    const { there } = await this.sql.row('target', 'SELECT to_regprocedure(\'cdk8s_migration.writes_stopped()\') IS NOT NULL AS there');
    if (!there || (!opened && !await this.isClosed())) throw new Refused('the target was opened before the clients were moved, or is a server without what was compared');
  }

  /** What tells that the target is the server that was compared. */
  async identity() {
    return startOf(this.sql);
  }

  async isClosed() {
    return writesStopped(this.sql, 'target');
  }

  async openTarget() {
    await advanceSequences(this.sql);
    await this.sql.run('target', 'SELECT cdk8s_migration.allow_writes();');
  }

  /** The statistics are rough until then. */
  async settle() {
    await this.sql.run('target', 'SET client_min_messages = error; ANALYZE;');
  }

  gates() {
    const { kubernetes, settings } = this.of;
    return {
      'target is healthy': () => targetHealthy(kubernetes, settings),
      'target is backed up': backedUp(() => lastBackup(kubernetes, settings)),
      'no prepared transaction': () => nothingPrepared(this.sql),
    };
  }

  /** Where they are is no snapshot's: the switch sets them. */
  async requireSequences() {
    const [source, target] = await Promise.all(['source', 'target'].map(async (server) => (await readSequences(this.sql, server)).map(({ schema, name }) => `${schema}.${name}`)));
    const missing = source.filter((name) => !target.includes(name));
    if (missing.length > 0) throw new Refused(`the target has not all sequences of the source, such as ${missing[0]}`);
  }
}
