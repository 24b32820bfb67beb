// The way back of a migration between PostgreSQL servers: the old server subscribes to the new one.
import { setTimeout as pause } from 'node:timers/promises';
import { Refused } from './migration-state.mjs';
import { dropFormerSlots, replicasWithout } from './postgres-replica-slots.mjs';
import { Slot } from './postgres-slot.mjs';
import { literal } from './postgres-sql.mjs';

const LOOK_MILLISECONDS = 1000;
/** What replicas that are there take many times over, while nobody may write. */
const ADVANCE_SECONDS = 10;

export class Back {
  constructor({ settings, shell, sql, signal }) {
    this.shell = shell;
    this.sql = sql;
    this.signal = signal;
    // a slot that outlives a failover of the target came with PostgreSQL 17
    this.survives = settings.target.slotsSurvive;
    this.name = `${settings.sqlName}_back`;
    this.slot = new Slot({ sql, signal }, 'wayback', this.name, 'the source');
  }

  /** Has the source make its subscription, and leave it off: that the new server can be reached, and as whom, is proven by it. */
  async prepare() {
    const { known } = await this.sql.row('source', "SELECT to_regprocedure('cdk8s_migration.start_way_back(text, pg_lsn)') IS NOT NULL AS known");
    if (!known) throw new Refused('the source has functions of another version: have its administrator run postgres-administrator.sql of this one');
    await this.shell.run('postgres-way-back.sh', '-', `${this.name}\n`);
  }

  /**
   * Has the replicas of the new server keep the slot, so that it outlives a failover from the first write on. They do once it has moved beyond what they hold themselves,
   * which takes PostgreSQL a while (docs, "Replication Slot Synchronization"): nobody is stopped meanwhile.
   */
  async keep(seconds) {
    const deadline = Date.now() + seconds * 1000;
    const left = () => Math.max(1, Math.ceil((deadline - Date.now()) / 1000));
    // one that was left may be lost already
    await this.dropSlot();
    let made = await this.make(left());
    for (;;) {
      // a failover meanwhile may have left none
      if (!await this.slot.look()) made = await this.make(left());
      // one that does not answer is among those without it
      await this.dropFormer().catch(() => undefined);
      const without = await replicasWithout(this.sql, this.name, made);
      if (without.length === 0) return;
      if (Date.now() > deadline) throw new Refused(`a failover of the target would end the way back: within ${seconds} s its replicas did not all keep the replication slot ${this.name}: ${without.join(', ')}`);
      // it waits for the replicas
      await this.advance(Math.min(left(), ADVANCE_SECONDS)).catch(() => undefined);
      await pause(LOOK_MILLISECONDS, undefined, { signal: this.signal });
    }
  }

  /** Whether the hand-over will find the slot and the replicas, looked at while nothing has ended yet. */
  async requireKept(seconds) {
    if (!this.survives) return;
    await this.advance(Math.min(seconds, ADVANCE_SECONDS)).catch((error) => {
      throw new Refused(`the replication slot ${this.name} of the target does not move on, for which all its replicas have to be there: ${error.message}`);
    });
  }

  /** From here on what is written on the new server reaches the old one: before the first client may write. */
  async start(seconds) {
    const place = this.survives ? await this.advance(seconds) : await this.anew(seconds);
    await this.sql.run('source', `SELECT cdk8s_migration.start_way_back(${literal(this.name)}, ${literal(place)});`);
    await this.slot.read(seconds, new Refused(`the source does not subscribe to the target within ${seconds} s: look into its log`));
  }

  /** A slot that was left holds what came from the source, and would send it back there. */
  async anew(seconds) {
    await this.dropSlot();
    return this.make(seconds);
  }

  /** Gives the place from which on it sends. */
  async make(seconds) {
    const failover = this.survives ? ', false, false, true' : '';
    return this.lsn(seconds, `SELECT lsn FROM pg_create_logical_replication_slot(${literal(this.name)}, 'pgoutput'${failover});`).catch((error) => {
      if (!error.message.includes('statement timeout')) throw error;
      throw new Refused(`the replication slot ${this.name} was not made within ${seconds} s: it waits for the transactions that are open on the target, in all databases; end them`);
    });
  }

  /** Moves the slot beyond all that is committed now, and gives that place, which all replicas that are waited for have. */
  async advance(seconds) {
    // the message's commit has all before it written out
    return this.lsn(seconds, `SELECT pg_logical_emit_message(true, 'cdk8s-databases', 'place');
SELECT end_lsn FROM pg_replication_slot_advance(${literal(this.name)}, pg_current_wal_flush_lsn());`);
  }

  async lsn(seconds, statements) {
    const printed = await this.sql.run('wayback', `SET statement_timeout = '${seconds}s';\n${statements}`);
    return printed.split('\n').pop();
  }

  /** Takes the source's subscription away, if the source is there. */
  async leave() {
    await this.sql.run('source', `SELECT cdk8s_migration.stop_way_back(${literal(this.name)});`);
  }

  /** Takes away what a failover or a switchover of the target left on its replicas. */
  async dropFormer() {
    if (this.survives) await dropFormerSlots(this.sql, this.name);
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
