// The way back of a migration between PostgreSQL servers: the old server subscribes to the new one.
import { setTimeout as pause } from 'node:timers/promises';
import { Refused } from './migration-state.mjs';
import { dropFormerSlots, replicasWithout } from './postgres-replica-slots.mjs';
import { Slot } from './postgres-slot.mjs';
import { literal } from './postgres-sql.mjs';

const LOOK_MILLISECONDS = 1000;

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

  /**
   * Has the replicas of the new server keep the slot, so that it outlives a failover from the first write on. They do once it has moved beyond what they hold themselves,
   * which takes PostgreSQL a while (docs, "Replication Slot Synchronization"): nobody is stopped meanwhile.
   */
  async keep(seconds) {
    // one that was left may be lost already
    await this.dropSlot();
    await this.make(seconds);
    const made = await this.place();
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      // a replica that just starts answers later
      const missing = await this.missing(made, seconds).catch(({ message }) => message);
      if (missing === undefined) return;
      if (Date.now() > deadline) throw new Refused(`a failover of the target would end the way back: within ${seconds} s the replication slot ${this.name} was not kept: ${missing}; look into the replicas' logs`);
      await pause(LOOK_MILLISECONDS, undefined, { signal: this.signal });
    }
  }

  /** What keeps the slot that was made at a place from outliving a failover; undefined when nothing does. */
  async missing(made, seconds) {
    await this.dropFormer();
    const without = await replicasWithout(this.sql, this.name, made);
    if (without?.length === 0) return undefined;
    await this.advance(seconds);
    return without ? `the replicas without it are ${without.join(', ')}` : 'the target has no replica';
  }

  /** From here on what is written on the new server reaches the old one: before the first client may write. */
  async start(seconds) {
    if (this.settings.target.slotsSurvive) {
      await this.advance(seconds);
    } else {
      // one that was left holds what came from the source, and would send it back there
      await this.dropSlot();
      await this.make(seconds);
    }
    await this.sql.run('source', `SELECT cdk8s_migration.start_way_back(${literal(this.name)}, ${literal(await this.place())});`);
    await this.slot.read(seconds, new Refused(`the source does not subscribe to the target within ${seconds} s: look into its log`));
  }

  async make(seconds) {
    // a slot that outlives a failover of the target came with PostgreSQL 17
    const failover = this.settings.target.slotsSurvive ? ', false, false, true' : '';
    await this.sql.run('wayback', `SET statement_timeout = '${seconds}s'; SELECT pg_create_logical_replication_slot(${literal(this.name)}, 'pgoutput'${failover});`);
  }

  /** What was committed on the new server up to there is not sent. */
  async place() {
    const found = await this.sql.row('wayback', `SELECT confirmed_flush_lsn AS place FROM pg_replication_slots WHERE slot_name = ${literal(this.name)}`);
    if (!found) throw new Refused(`there is no replication slot ${this.name} any more: the target has failed over`);
    return found.place;
  }

  /** Moves the slot beyond all that is committed now. */
  async advance(seconds) {
    // the message's commit has all before it written out
    await this.sql.run('wayback', `SET statement_timeout = '${seconds}s';
SELECT pg_logical_emit_message(true, 'cdk8s-databases', 'place');
SELECT pg_replication_slot_advance(${literal(this.name)}, pg_current_wal_flush_lsn());`);
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
