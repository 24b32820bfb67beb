// Moves the clients back to the old server, with all that they wrote on the new one.
import { leadsTo, toSource } from './migration-front.mjs';
import { requireOpen } from './migration-gates.mjs';
import { Refused } from './migration-state.mjs';
import { Back } from './postgres-back.mjs';
import { finalCheck } from './postgres-compare.mjs';
import { requireEqualSchemas } from './postgres-gates.mjs';
import { requireNoLargeObjects, requirePublished } from './postgres-published.mjs';
import { wordsOf } from './postgres-replicate.mjs';
import { ahead, byName, isBehind, nameOf, readSequences } from './postgres-sequences.mjs';
import { literal, PostgresSql } from './postgres-sql.mjs';
import { writesStopped } from './postgres-writes.mjs';

export async function run(of) {
  const { settings, kubernetes, shell, state, signal } = of;
  if (!settings.wayBack) throw new Refused('there is no way back: the switch was one-way');
  const sql = new PostgresSql(shell);
  const back = new Back({ settings, shell, sql, signal });
  const moving = { ...of, sql, back };
  const { move } = state.known;
  // the source may have been written since
  if ((move?.phase === 'return' && move.moving) || await leadsTo(kubernetes, settings) === 'source') return finish(moving);
  // an earlier return stopped it, and whatever comes now must not leave it so
  if (move) await opened(moving);

  await requireGates(moving);
  try {
    await state.move({ phase: 'return', stoppedAt: new Date().toISOString() });
    await state.step('stopping');
    await sql.run('target', `SELECT cdk8s_migration.stop_writes(interval '${settings.limits.graceSeconds} seconds');`);
    if (!await writesStopped(sql, 'target')) throw new Refused('the target can still be written');
    await catchUp(moving);
  } catch (error) {
    // the way back is as it was, and the clients are where they were
    await opened(moving);
    if (signal.aborted) throw error;
    throw new Refused(`${error.message}; the target is written again`, { undone: true });
  }
  return finish(moving);
}

/** Takes the stop of the target back, also while this is being stopped. */
async function opened({ kubernetes, shell, state, lease, log }) {
  const calm = new PostgresSql(shell.with(undefined));
  const open = () => calm.run('target', 'SELECT cdk8s_migration.allow_writes();');
  if (lease.isSure) await open().catch((error) => log(`the target is not opened yet: ${error.message}`));
  state.kubernetes = kubernetes.with(undefined);
  await lease.requireHeld();
  // from `moving` the next pod would move the clients
  await state.move({ moving: false });
  await open();
  await state.step('taken-back');
  await state.move(undefined);
}

async function requireGates({ settings, sql, state, back }) {
  await requireOpen(state, {
    'source takes no writes': async () => {
      if (!await writesStopped(sql, 'source')) throw new Refused('the source can be written by others: what they wrote is not in the target, and would be mixed with what the target sends');
    },
    'slot holds the log': async () => { await back.slot.require('what was written since is not in the source'); },
    'schemas are equal': () => requireEqualSchemas(sql, settings),
    'all tables are published': () => requirePublished(sql, 'target', `${settings.sqlName}_back`, settings),
    'no large objects': () => requireNoLargeObjects(sql, 'target'),
    'lag is small': () => back.slot.caughtUp(settings.limits.writeStopSeconds),
  });
}

async function catchUp(moving) {
  const { settings, sql, state, back } = moving;
  await back.slot.caughtUp(left(moving));
  const [check] = await Promise.all([finalCheck(sql, settings, { seconds: Math.min(settings.limits.finalCheckSeconds, left(moving)) }), carrySequences(sql)]);
  if (check.mismatches > 0) throw new Refused(`${check.mismatches} rows differ: ${wordsOf(check)}`);
  await state.move({ moving: true });
  await state.step('moving', { figures: { caughtUpAfterSeconds: since(moving), finalCheck: check.covered } });
}

async function carrySequences(sql) {
  const wanted = await readSequences(sql, 'target');
  if (wanted.length === 0) return;
  await advance(sql, wanted);
  const there = byName(await readSequences(sql, 'source'));
  // those that are further are fine
  const behind = wanted.filter((sequence) => !there.has(nameOf(sequence)) || isBehind(there.get(nameOf(sequence)), sequence)).map(nameOf);
  if (behind.length > 0) throw new Refused(`sequences of the source are behind the target's: ${behind.slice(0, 5).join(', ')}`);
}

/** Those that a session has drawn from since; one that was made meanwhile has no place there. */
async function advanceFurther(sql) {
  const there = byName(await readSequences(sql, 'source'));
  await advance(sql, (await readSequences(sql, 'target')).filter((sequence) => there.has(nameOf(sequence))).map(ahead));
}

async function advance(sql, wanted) {
  await sql.run('source', `SELECT cdk8s_migration.advance_sequences(${literal(JSON.stringify(wanted))}::json);`);
}

async function finish(moving) {
  const { settings, kubernetes, sql, state, back, log } = moving;
  if (await leadsTo(kubernetes, settings) !== 'source') {
    await requireStopped(moving);
    await back.leave();
    await back.dropSlot();
    await advanceFurther(sql);
    await sql.run('source', 'SELECT cdk8s_migration.allow_writes();');
    await toSource(kubernetes, settings);
  }
  const writeStopSeconds = state.known.current.figures.writeStopSeconds ?? since(moving);
  await sql.run('wayback', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
    AND usename <> current_user AND usename <> 'postgres';`).catch((error) => log(`sessions of the target go on: ${error.message}`));
  await state.step('moved', { figures: { writeStopSeconds } });
  await back.dropFormer().catch((error) => log(`a replica of the target may keep the slot ${back.name}: ${error.message}`));
  // what the target holds grows old from here on
  return { words: `the clients are back at the source; nobody could write for ${writeStopSeconds} s`, forget: ['prepare', 'replicate', 'switch'] };
}

/** Somebody may have opened the target by hand, while nothing answered: what was written there since is in no other place. */
async function requireStopped(moving) {
  if (await writesStopped(moving.sql, 'target')) return;
  await opened(moving);
  throw new Refused('the target was opened while the clients were to be moved back; it is written, and the clients stay there', { undone: true });
}

/** Seconds for which nobody can have written. */
function since({ state }) {
  return Math.round((Date.now() - Date.parse(state.known.move.stoppedAt)) / 100) / 10;
}

/** Seconds that are left of what a write stop may take. */
function left(moving) {
  return Math.max(1, Math.ceil(moving.settings.limits.writeStopSeconds - since(moving)));
}
