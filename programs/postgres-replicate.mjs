// Copies the tables and lets the target follow: the operator's Subscription, until all tables are there and were compared once.
import { setTimeout as pause } from 'node:timers/promises';
import { Refused } from './migration-state.mjs';
import { requireWritten } from './migration-stop.mjs';
import { Back } from './postgres-back.mjs';
import { Forward } from './postgres-forward.mjs';
import { requireNoForeignRows } from './postgres-filled-tables.mjs';
import { PostgresSql, literal } from './postgres-sql.mjs';
import { undo } from './postgres-undo.mjs';
import { Source } from './postgres-writes.mjs';

const LOOK_SECONDS = 5;

export async function run({ settings, kubernetes, shell, state, signal, log }) {
  const sql = new PostgresSql(shell);
  const forward = new Forward({ settings, kubernetes, sql, signal });
  // a switch was begun and given up
  if (state.known.move) log(await undo({ settings, kubernetes, shell, state }));
  await requireWritten(new Source(sql));
  // a rehearsal that was killed may have left it, and it would hold the target's log
  if (settings.wayBack) await new Back({ settings, shell, sql, signal }).dropSlot().catch((error) => log(`a slot for the way back may be left: ${error.message}`));

  await state.step('subscribing');
  // nobody but the subscription writes into the target until the clients are there
  await sql.run('target', 'SELECT cdk8s_migration.stop_writes(interval \'10 seconds\');');
  await requireNoForeignRows(sql, settings);
  await forward.begin();
  await forward.applied((words) => state.step('subscribing', { figures: { operator: words } }));

  const began = Date.now();
  let copied;
  for (;;) {
    await forward.requireSlot();
    const tables = await tablesOf(sql, settings);
    const left = tables.filter(({ state: now }) => now !== 'r');
    if (left.length === 0) break;
    if (copied !== left.length) log(`${tables.length - left.length} of ${tables.length} tables are copied`);
    copied = left.length;
    await state.step('copying', { figures: { tables: tables.length, copied: tables.length - left.length, copying: left.slice(0, 10).map(({ name }) => name) } });
    await pause(LOOK_SECONDS * 1000, undefined, { signal });
  }
  const ready = new Date().toISOString();
  await state.step('comparing', { figures: { copiedSeconds: Math.round((Date.now() - began) / 1000), copying: [] } });

  const comparison = await compared(state, ready, signal, () => forward.requireSlot());
  return { words: `all tables are copied and follow; ${comparison.rows} rows in ${comparison.tables.length} tables are equal` };
}

/** Waits for a comparison that began when all tables were there. A mismatch is a verdict. */
async function compared(state, since, signal, look) {
  for (;;) {
    await look();
    await state.read();
    const { comparison } = state;
    if (comparison && comparison.began >= since) {
      if (comparison.mismatches > 0) throw new Refused(`${comparison.mismatches} rows differ: ${wordsOf(comparison)}; see the key "comparison" of the state`);
      if (comparison.complete) return comparison;
    }
    await pause(LOOK_SECONDS * 1000, undefined, { signal });
  }
}

export function wordsOf({ tables }) {
  return tables.filter(({ mismatched }) => mismatched > 0).slice(0, 5).map(({ table, mismatched }) => `${mismatched} of ${table}`).join(', ');
}

/** State of each table of the subscription (PostgreSQL docs, pg_subscription_rel): `r` is one that follows. */
export async function tablesOf(sql, { sqlName }) {
  return sql.rows('target', `SELECT format('%I.%I', n.nspname, c.relname) AS name, r.srsubstate AS state FROM pg_subscription_rel r
    JOIN pg_class c ON c.oid = r.srrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_subscription s ON s.oid = r.srsubid JOIN pg_database d ON d.oid = s.subdbid WHERE s.subname = ${literal(sqlName)} AND d.datname = current_database()`);
}
