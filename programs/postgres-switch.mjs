// Moves the clients from the old server to the new one: gates, the old one is stopped, the rest arrives, sequences, the way back, the front.
import { toTarget, leadsTo } from './migration-front.mjs';
import { Refused } from './migration-state.mjs';
import { openOwn, requireWritten } from './migration-stop.mjs';
import { Back } from './postgres-back.mjs';
import { finalCheck } from './postgres-compare.mjs';
import { Forward } from './postgres-forward.mjs';
import { requireGates } from './postgres-gates.mjs';
import { advanceSequences, carrySequences, readSequences } from './postgres-sequences.mjs';
import { PostgresSql } from './postgres-sql.mjs';
import { undo } from './postgres-undo.mjs';
import { wordsOf } from './postgres-replicate.mjs';
import { Source } from './postgres-writes.mjs';

/** What is begun may be ended, whatever is left of the write stop: an estimate, ten times what the operator took (docs/migration.md, Measured). */
const HAND_OVER_SECONDS = 15;
/** Some times what busy nodes took (docs/reliability.md, Migration). */
const KEPT_SECONDS = 300;

export async function run(of) {
  const { settings, kubernetes, shell, state, signal, log } = of;
  const sql = new PostgresSql(shell);
  const forward = new Forward({ settings, kubernetes, sql, signal });
  const back = settings.wayBack ? new Back({ settings, shell, sql, signal }) : undefined;
  const moving = { ...of, sql, source: new Source(sql), forward, back };

  const { done, move } = state.known;
  if (done.switch) return openTarget(moving);
  if (move && settings.rehearsal) throw new Refused('a switch was begun and has not ended: without the rehearsal it goes on, or replicate takes it back');
  // clients may have written there since: there is no way back but `return`
  if (move?.moving || await leadsTo(kubernetes, settings) === 'target') return finish(moving);
  if (move) log(await undo(of));

  await requireGates(moving);
  if (settings.rehearsal) return rehearsed(moving);
  await keepBack(moving);
  try {
    await stop(moving);
    await catchUp(moving);
    await handOver(moving);
  } catch (error) {
    log(`${error.message}: this is taken back`);
    const words = await takenBack(moving);
    if (signal.aborted) throw error;
    throw new Refused(`${error.message}; ${words}`, { undone: true });
  }
  return finish(moving);
}

/** Whoever steps back from a return that had stopped the target finds it written again. */
async function openTarget({ sql, state }) {
  await sql.run('target', 'SELECT cdk8s_migration.allow_writes();');
  return { words: `the clients were moved at ${state.known.done.switch}, and the target is written` };
}

/** While clients write on. What it leaves on the target when it is interrupted, is the next pod's to take away. */
async function keepBack({ settings, kubernetes, shell, state, lease, back, log }) {
  if (!back?.survives) return;
  await state.move({ phase: 'switch' });
  await state.step('keeping-way-back');
  const began = Date.now();
  try {
    await back.keep(KEPT_SECONDS);
  } catch (error) {
    const calm = { settings, kubernetes: kubernetes.with(undefined), shell: shell.with(undefined), state };
    state.kubernetes = calm.kubernetes;
    await lease.requireHeld().then(() => undo(calm)).then(log, ({ message }) => log(`what was made for the way back stays: ${message}`));
    throw error;
  }
  await state.step('way-back-kept', { figures: { wayBackKeptAfterSeconds: Math.round((Date.now() - began) / 100) / 10 } });
}

async function stop({ settings, sql, source, state }) {
  // the gates took their time
  await requireWritten(source);
  await state.move({ phase: 'switch', stoppedAt: new Date().toISOString() });
  await state.step('stopping');
  await sql.run('source', `SELECT cdk8s_migration.stop_writes(interval '${settings.limits.graceSeconds} seconds');`);
  if (!await source.isStopped()) throw new Refused('the source can still be written');
  await state.move({ stop: await source.stopMark() });
}

/** All that was written before the stop is in the target, and looks the same there. */
async function catchUp(moving) {
  const { settings, sql, state, forward } = moving;
  await state.step('catching-up', { figures: { stoppedAfterSeconds: since(moving) } });
  await forward.slot.caughtUp(left(moving));
  const [check] = await Promise.all([finalCheck(sql, settings, { seconds: Math.min(settings.limits.finalCheckSeconds, left(moving)) }), carrySequences(sql)]);
  if (check.mismatches > 0) throw new Refused(`${check.mismatches} rows differ: ${wordsOf(check)}`);
  // undo may go on without a copy from here on, and from nowhere else
  await state.move({ caughtUp: new Date().toISOString() });
  await state.step('caught-up', { figures: { caughtUpAfterSeconds: since(moving), finalCheck: check.covered } });
}

/** The old server follows the new one before the first write, and the new one follows no more. */
async function handOver(moving) {
  const { settings: { limits }, state, lease, forward, back } = moving;
  // until here it is taken back at once; what follows the Subscription's end takes less time than to make it anew
  if (since(moving) > limits.writeStopSeconds) throw new Refused(`the source was without writes for ${since(moving)} s, and may be for ${limits.writeStopSeconds} s`);
  await state.step('handing-over');
  if (back) await back.requireKept(left(moving));
  moving.handingOver = true;
  await forward.end(Math.max(left(moving), HAND_OVER_SECONDS));
  await lease.requireHeld();
  if (back) await back.start(Math.max(left(moving), HAND_OVER_SECONDS));
  await state.move({ moving: true });
  await state.step('moving', { figures: { handedOverAfterSeconds: since(moving) } });
}

/** From the step `moving` on; what was done already is done again. */
async function finish(moving) {
  const { settings, kubernetes, sql, state, back, log } = moving;
  if (await leadsTo(kubernetes, settings) !== 'target') {
    await requireStopped(moving);
    await advanceSequences(sql);
    await sql.run('target', 'SELECT cdk8s_migration.allow_writes();');
    await toTarget(kubernetes, settings);
  }
  const writeStopSeconds = state.known.current.figures.writeStopSeconds ?? since(moving);
  // who is still connected would hold on to a server that takes no writes
  await sql.run('source', 'SELECT cdk8s_migration.end_sessions();').catch((error) => log(`sessions of the source go on: ${error.message}`));
  await state.step('moved', { figures: { writeStopSeconds } });
  if (back) await back.slot.caughtUp(settings.limits.writeStopSeconds).catch((error) => log(`the way back lags: ${error.message}`));
  return { words: `the clients are moved; nobody could write for ${writeStopSeconds} s${back ? ', and the source follows the target' : ''}` };
}

/** Somebody may have opened the source by hand, while nothing answered: what was written there since is in no other place. */
async function requireStopped(moving) {
  const { source, state } = moving;
  if (await source.isStopped() && await source.stopMark() === state.known.move.stop) return;
  throw new Refused(`the source was opened while the clients were to be moved; ${await takenBack(moving)}`, { undone: true });
}

/** What has to be undone is undone also while this is being stopped, and where nothing of Kubernetes answers as far as it can be. */
async function takenBack({ settings, kubernetes, shell, state, lease, handingOver, log }) {
  const calm = shell.with(undefined);
  // nobody else can have begun, and the target follows as it did: the source is not kept waiting for the API server
  if (!handingOver && state.known.move?.stoppedAt && !state.known.move.moving && lease.isSure) {
    await openOwn(new Source(new PostgresSql(calm)), state.known.move).catch((error) => log(`the source is not opened yet: ${error.message}`));
  }
  state.kubernetes = kubernetes.with(undefined);
  await lease.requireHeld();
  // from `moving` the next pod would move the clients
  await state.move({ moving: false });
  await state.step('taking-back');
  const words = await undo({ settings, kubernetes: state.kubernetes, shell: calm, state });
  await state.step('taken-back');
  return words;
}

/** What a stop would have taken: all that it does but the stop, one after the other. */
async function rehearsed(moving) {
  const { settings, sql, state, forward } = moving;
  await rehearseBack(moving);
  const began = Date.now();
  await forward.slot.caughtUp(settings.limits.writeStopSeconds);
  await readSequences(sql, 'source');
  const seconds = Math.round((Date.now() - began) / 100) / 10 + settings.limits.finalCheckSeconds;
  await state.step('rehearsed', { figures: { estimatedWriteStopSeconds: seconds } });
  return { words: `all gates are open; a write stop of about ${seconds} s is estimated, and nothing was stopped` };
}

/** Whether the replicas keep the slot of the way back is known before the switch; it would hold the target's log until then. */
async function rehearseBack(moving) {
  const { settings, shell, lease, back } = moving;
  if (!back?.survives) return;
  const calm = shell.with(undefined);
  try {
    await back.keep(KEPT_SECONDS);
  } finally {
    // another pod's may be the real one by now
    await lease.requireHeld();
    await new Back({ settings, shell: calm, sql: new PostgresSql(calm) }).dropSlot();
  }
}

/** Seconds for which nobody can have written. */
function since({ state }) {
  return Math.round((Date.now() - Date.parse(state.known.move.stoppedAt)) / 100) / 10;
}

/** Seconds that are left of what a write stop may take. */
function left(moving) {
  return Math.max(1, Math.ceil(moving.settings.limits.writeStopSeconds - since(moving)));
}
