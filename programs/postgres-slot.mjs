// A replication slot, and how far whoever reads it is.
import { setTimeout as pause } from 'node:timers/promises';
import { Refused } from './migration-state.mjs';
import { literal } from './postgres-sql.mjs';

const LOOK_MILLISECONDS = 50;

export class Slot {
  /** @param server that has it, as which it is asked; `follower` reads it */
  constructor({ sql, signal }, server, name, follower) {
    this.sql = sql;
    this.signal = signal;
    this.server = server;
    this.name = name;
    this.follower = follower;
  }

  /** { active, wal_status, lag_bytes }; undefined when there is none. */
  async look() {
    // wal_status came with PostgreSQL 13
    return this.sql.row(this.server, `SELECT active, pg_current_wal_lsn() - confirmed_flush_lsn AS lag_bytes, to_jsonb(s) ->> 'wal_status' AS wal_status
      FROM pg_replication_slots s WHERE slot_name = ${literal(this.name)}`);
  }

  /** One that the server has given up holds nothing any more. @param otherwise what that means */
  async require(otherwise) {
    const found = await this.look();
    if (!found) throw new Refused(`there is no replication slot ${this.name}: ${otherwise}`);
    if (found.wal_status === 'lost') throw new Refused(`the replication slot ${this.name} was given up (max_slot_wal_keep_size): ${otherwise}`);
    return found;
  }

  /** Waits until the follower has all that was committed before. */
  async caughtUp(seconds) {
    const { place } = await this.sql.row(this.server, 'SELECT pg_logical_emit_message(true, \'cdk8s-databases\', \'place\') AS place');
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const { passed, lag } = await this.sql.row(this.server, `SELECT confirmed_flush_lsn >= ${literal(place)} AS passed, pg_current_wal_lsn() - confirmed_flush_lsn AS lag
        FROM pg_replication_slots WHERE slot_name = ${literal(this.name)}`) ?? {};
      if (passed) return;
      if (Date.now() > deadline) throw new Refused(`${this.follower} had not applied everything within ${seconds} s: ${lag ?? 'unknown'} bytes are left`);
      await pause(LOOK_MILLISECONDS, undefined, { signal: this.signal });
    }
  }

  /** Waits until somebody reads it. @param otherwise what it is when nobody does in time */
  async read(seconds, otherwise) {
    const deadline = Date.now() + seconds * 1000;
    while (!(await this.look())?.active) {
      if (Date.now() > deadline) throw otherwise;
      await pause(LOOK_MILLISECONDS, undefined, { signal: this.signal });
    }
  }
}
