// The forward direction of a migration between PostgreSQL servers: the operator's Subscription of the target, and its slot on the source.
import { setTimeout as pause } from 'node:timers/promises';
import { Refused } from './migration-state.mjs';
import { Slot } from './postgres-slot.mjs';
import { literal } from './postgres-sql.mjs';

/** The operator looks again after 30 s when something failed (subscriptionReconciliationInterval of CloudNativePG 1.30). */
const APPLIED_SECONDS = 300;

export class Forward {
  constructor({ settings, kubernetes, sql, signal }) {
    this.settings = settings;
    this.kubernetes = kubernetes;
    this.sql = sql;
    this.signal = signal;
    this.slot = new Slot({ sql, signal }, 'source', settings.sqlName, 'the target');
    const { namespace, name } = settings.subscription.metadata;
    this.of = { api: 'postgresql.cnpg.io/v1', namespace, kind: 'subscriptions', name };
  }

  /** Makes the Subscription, which copies the tables; one that is there stays. */
  async begin() {
    await this.create(this.settings.subscription);
  }

  /** Waits until the operator has made it; what it says when it cannot is a verdict after a while. */
  async applied(words = () => {}) {
    const deadline = Date.now() + APPLIED_SECONDS * 1000;
    for (;;) {
      const found = await this.kubernetes.get(this.of);
      if (!found) throw new Error(`the Subscription ${this.of.name} is gone`);
      const { applied, message } = found.status ?? {};
      if (applied) return;
      if (Date.now() > deadline) throw new Refused(`the operator does not make the Subscription ${this.of.name}: ${message || 'it says nothing'}`);
      if (message) await words(message);
      await pause(1000, undefined, { signal: this.signal });
    }
  }

  async requireSlot() {
    return this.slot.require('what was written since is lost for the target; empty it and begin with prepare');
  }

  /** Takes the Subscription away, and its slot with it. */
  async end(seconds) {
    await this.kubernetes.remove(this.of);
    const deadline = Date.now() + seconds * 1000;
    while (await this.kubernetes.get(this.of) || await this.slot.look()) {
      if (Date.now() > deadline) throw new Refused(`the operator did not take the Subscription ${this.of.name} away within ${seconds} s`);
      await pause(100, undefined, { signal: this.signal });
    }
  }

  /** Goes on where it ended, without a copy: only while nobody has written since. */
  async resume(seconds) {
    const slot = literal(this.settings.sqlName);
    // it waits for all transactions of the server, in other databases, too
    await this.sql.run('source', `SET statement_timeout = '${seconds}s'; SELECT pg_create_logical_replication_slot(${slot}, 'pgoutput') WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = ${slot});`);
    const { subscription } = this.settings;
    await this.create({ ...subscription, spec: { ...subscription.spec, parameters: { ...subscription.spec.parameters, copy_data: 'false', create_slot: 'false' } } });
    await this.slot.read(seconds, new Error(`the Subscription ${this.of.name} does not stream within ${seconds} s`));
  }

  async create(object) {
    await this.kubernetes.create(this.of, object).catch((error) => {
      if (error.status !== 409) throw error;
    });
  }
}
