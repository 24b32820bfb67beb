// What has to hold before the clients are moved, looked at while nothing is stopped yet.
import { requireAtSource } from './migration-front.mjs';
import { backedUp, requireOpen } from './migration-gates.mjs';
import { Refused } from './migration-state.mjs';
import { requireWritten } from './migration-stop.mjs';
import { requireNoLargeObjects, requirePublished, requireSubscribed } from './postgres-published.mjs';
import { tablesOf, wordsOf } from './postgres-replicate.mjs';
import { schemaDifferences } from './postgres-schema-fingerprint.mjs';
import { lastBackup, nothingPrepared, targetHealthy } from './postgres-target-gates.mjs';
import { Source } from './postgres-writes.mjs';

/** Looks at all of them, and throws when one does not hold: each is in the state with what was found. */
export async function requireGates({ settings, kubernetes, sql, state, forward, back }) {
  await requireOpen(state, {
    'source is written': () => requireWritten(new Source(sql)),
    'front leads to the source': () => requireAtSource(kubernetes, settings),
    'tables follow': () => tablesFollow(sql, settings),
    'slot holds the log': async () => { await forward.requireSlot(); },
    'lag is small': () => lagIsSmall(forward, settings),
    'compared and equal': () => compared(state, settings),
    'schemas are equal': () => requireEqualSchemas(sql, settings),
    'all tables are published': () => requirePublished(sql, 'source', settings.sqlName, settings),
    'no large objects': () => requireNoLargeObjects(sql, 'source'),
    'target is healthy': () => targetHealthy(kubernetes, settings),
    'target is backed up': backedUp(() => lastBackup(kubernetes, settings)),
    'no prepared transaction': () => nothingPrepared(sql),
    ...(back ? { 'way back is reached': () => back.prepare() } : {}),
  });
}

async function tablesFollow(sql, settings) {
  const tables = await tablesOf(sql, settings);
  await requireSubscribed(sql, settings, tables.map(({ name }) => name));
  const left = tables.filter(({ state }) => state !== 'r');
  if (tables.length === 0) throw new Refused('the target subscribes to no table');
  if (left.length > 0) throw new Refused(`${left.length} of ${tables.length} tables are not copied yet, such as ${left[0].name}`);
  return `${tables.length} tables`;
}

/** How far the target is behind, and how long it takes until it has what was there. */
async function lagIsSmall({ slot }, { limits }) {
  const bytes = (await slot.look())?.lag_bytes ?? Infinity;
  if (bytes > limits.lagBytes) throw new Refused(`the target is ${bytes} bytes behind, and may be ${limits.lagBytes}`);
  const began = Date.now();
  await slot.caughtUp(limits.lagSeconds);
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}

async function compared(state, { limits }) {
  await state.read();
  const { comparison } = state;
  if (!comparison) throw new Refused('nothing was compared yet: the watcher has to run');
  if (comparison.mismatches > 0) throw new Refused(`${comparison.mismatches} rows differ: ${wordsOf(comparison)}`);
  if (!comparison.complete) throw new Refused('the last comparison is not complete');
  const age = Math.round((Date.now() - Date.parse(comparison.began)) / 1000);
  if (age > limits.comparisonAgeSeconds) throw new Refused(`the last comparison began ${age} s ago, and may be ${limits.comparisonAgeSeconds} s old`);
  return `${comparison.rows} rows, ${age} s ago`;
}

export async function requireEqualSchemas(sql, settings) {
  const differences = await schemaDifferences(sql, settings);
  if (differences.length > 0) throw new Refused(`${differences.slice(0, 5).join('; ')}${differences.length > 5 ? `; and ${differences.length - 5} more` : ''}`);
}
