// The way back of a migration between PostgreSQL servers: the old server subscribes to the new one.
import { setTimeout as pause } from 'node:timers/promises';
import { Refused } from './migration-state.mjs';
import { dropFormerSlots } from './postgres-former-slots.mjs';
import { Slot } from './postgres-slot.mjs';
import { literal } from './postgres-sql.mjs';

export class Back {
  constructor({ settings, shell, sql, signal }) {
    this.settings = settings;
    this.shell = shell;
    this.sql = sql;
    this.signal = signal;
    this.name = `${settings.sqlName}_back`;
    this.slot = new Slot({ sql, signal }, 'wayback', this.name, 'the source');
  }

  /** Has the source make its subscription, and leave it off: that the new server can be reached, and as whom, is proven by it. */
  async prepare() {
    await this.shell.run('postgres-way-back.sh', '-', `${this.name}\n`);
  }

  /** From here on what is written on the new server reaches the old one: before the first client may write. */
  async start(seconds) {
    const name = literal(this.name);
    // a slot that outlives a failover of the target came with PostgreSQL 17
    const failover = this.settings.target.slotsSurvive ? ', false, false, true' : '';
    // one that was left holds what came from the source, and would send it back there
    await this.dropSlot();
    await this.sql.run('wayback', `SET statement_timeout = '${seconds}s'; SELECT pg_create_logical_replication_slot(${name}, 'pgoutput'${failover});`);
    await this.sql.run('source', `SELECT cdk8s_migration.start_way_back(${name});`);
    await this.slot.read(seconds, new Refused(`the source does not subscribe to the target within ${seconds} s: look into its log`));
  }

  /** Takes the source's subscription away, if the source is there. */
  async leave() {
    await this.sql.run('source', `SELECT cdk8s_migration.stop_way_back(${literal(this.name)});`);
  }

  /** Takes away what a failover or a switchover of the target left on its replicas. */
  async dropFormer() {
    if (this.settings.target.slotsSurvive) await dropFormerSlots(this.sql, this.name);
  }

  /** Takes the target's slot away, whoever uses it. */
  async dropSlot() {
    const name = literal(this.name);
    const deadline = Date.now() + 30_000;
    for (;;) {
      await this.sql.run('wayback', `SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = ${name} AND active;`);
      try {
        return await this.sql.run('wayback', `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ${name};`);
      } catch (error) {
        // the process that used it is not gone yet, or came back
        if (Date.now() > deadline) throw error;
        await pause(100, undefined, { signal: this.signal });
      }
    }
  }
}
