// Moves the clients by a copy that is made while nobody writes: gates, the old server is stopped, all is carried over and compared, the front. There is no way back.
import { undo } from './migration-dump-undo.mjs';
import { leadsTo, requireAtSource, toTarget } from './migration-front.mjs';
import { requireOpen } from './migration-gates.mjs';
import { Refused } from './migration-state.mjs';
import { openOwn, requireWritten } from './migration-stop.mjs';

/** What a dump may be larger than what was measured says that it will be. */
const SPARE = 1.2;

/** @param Dump what the engine's `<engine>-dump.mjs` has */
export async function switchOver(of, Dump) {
  const { settings, kubernetes, state, log } = of;
  const moving = { ...of, dump: new Dump(of) };
  const { move } = state.known;
  if (move && settings.rehearsal) throw new Refused('a switch was begun and has not ended: without the rehearsal it goes on');
  // clients may have written there since: the only way is on
  if (move?.moving || await leadsTo(kubernetes, settings) === 'target') return finish(moving, { resumed: true });
  if (move) log(await undo(of, moving.dump));

  await requireGates(moving);
  if (settings.rehearsal) return rehearsed(moving);
  // the gates took their time
  await requireWritten(moving.dump);
  try {
    await carryOver(moving);
  } catch (error) {
    log(`${error.message}: this is taken back`);
    await takeBack(moving, error);
  }
  return finish(moving);
}

async function requireGates({ settings, kubernetes, state, dump }) {
  const { seconds, bytes } = await estimate(dump, state);
  await requireOpen(state, {
    'source is written': () => requireWritten(dump),
    'front leads to the source': () => requireAtSource(kubernetes, settings),
    'write stop is allowed': () => {
      if (seconds > settings.limits.writeStopSeconds) throw new Refused(`it takes about ${seconds} s, and may take ${settings.limits.writeStopSeconds} s`);
      return `about ${seconds} s`;
    },
    'volume has room': async () => {
      const room = await dump.room();
      if (room < bytes) throw new Refused(`it has ${room} bytes, and the dump needs about ${bytes}`);
      return `${room} bytes for about ${bytes}`;
    },
    'target takes the copy': () => dump.requireOurs().then(() => 'nobody else wrote there'),
    ...dump.gates(),
  });
  await state.step('gates', { figures: { estimatedWriteStopSeconds: seconds } });
}

/** What the last copy took, for what the source has grown to since. */
async function estimate(dump, state) {
  const { copied } = state.known;
  if (!copied) throw new Refused('nothing says how long a copy takes: set the phase to copy');
  const grown = await dump.bytes() / copied.sourceBytes;
  return { seconds: Math.ceil(copied.copySeconds * Math.max(grown, 1)), bytes: Math.ceil(copied.dumpBytes * grown * SPARE) };
}

/** All of it within the time for which clients can be stopped. */
async function carryOver(of) {
  const { settings, shell, state, dump } = of;
  const { writeStopSeconds, graceSeconds } = settings.limits;
  await state.move({ phase: 'switch', stoppedAt: new Date().toISOString() });
  await state.step('stopping');
  await dump.stop(graceSeconds);
  if (!await dump.isStopped()) throw new Refused('the source can still be written');
  const [stop, position] = [await dump.stopMark(), await dump.position()];
  await state.move({ stop, position });
  const over = AbortSignal.timeout(Math.max(1, Math.round((writeStopSeconds - since(of)) * 1000)));
  const signal = AbortSignal.any([of.signal, over]);
  try {
    await dump.within(shell.with(signal), signal).copy({ last: true });
  } catch (error) {
    throw over.aborted ? new Refused(`the copy was not over within ${writeStopSeconds} s`) : error;
  }
  if (!await isAsStopped(of)) throw new Refused('the source was opened while it was copied');
  await state.move({ moving: true, copy: await dump.copyMark() });
  await state.step('moving', { figures: { copiedAfterSeconds: since(of) } });
}

/** Nobody has written since: who opened a server by hand, and closed it again, left the same stop. */
async function isAsStopped({ dump, state: { known: { move } } }) {
  return await dump.isStopped() && await dump.stopMark() === move.stop && await dump.position() === move.position;
}

/** From the step `moving` on; what was done already is done again. A pod that was lost may have been so for hours. */
async function finish(of, { resumed = false } = {}) {
  const { settings, kubernetes, state, dump, log } = of;
  if (await leadsTo(kubernetes, settings) !== 'target') {
    await requireSameTarget(of, resumed);
    // what was written there since is in no copy
    if (!await isAsStopped(of)) await takeBack(of, new Refused('the source was opened while the clients were to be moved'));
    await state.move({ opened: true });
    await dump.openTarget();
    await toTarget(kubernetes, settings);
  }
  const writeStopSeconds = state.known.current.figures.writeStopSeconds ?? since(of);
  // who is still connected would hold on to a server that takes no writes
  await dump.endSessions().catch((error) => log(`sessions of the source go on: ${error.message}`));
  await state.step('moving', { figures: { writeStopSeconds } });
  const began = Date.now();
  // the clients are there already
  await dump.settle().catch((error) => log(`the target is not settled: ${error.message}`));
  await state.step('moved', { figures: { settleSeconds: Math.round((Date.now() - began) / 100) / 10 } });
  return { words: `the clients are moved; nobody could write for ${writeStopSeconds} s` };
}

/** A replica that was promoted since may lack what was compared on another server; as long as nobody writes there, all can be taken back. */
async function requireSameTarget(of, resumed) {
  const { dump, state } = of;
  if (resumed) {
    await dump.requireUntouched(state.known.move).catch((error) => {
      if (error instanceof Refused) return takeBack(of, error);
      throw error;
    });
  }
  // whoever opened it may have had somebody write there
  if (state.known.move.opened && !await dump.isClosed()) return;
  if (await dump.identity() === (state.known.current.figures.targetStarted ?? '')) return;
  await takeBack(of, new Refused('the target is another server than the one that was compared, or was started anew'));
}

/** What has to be undone is undone also while this is being stopped. */
async function takeBack(of, error) {
  const { kubernetes, settings, state, shell, dump, signal, lease, log } = of;
  // nobody else can have begun: the source is not kept waiting for the API server
  if (!state.known.move?.moving && lease.isSure) {
    await shell.anew().then((anew) => openOwn(dump.within(anew), state.known.move)).catch((failure) => log(`the source is not opened yet: ${failure.message}`));
  }
  state.kubernetes = kubernetes.with(undefined);
  await lease.requireHeld();
  await state.move({ moving: false });
  const words = await undo({ settings, kubernetes: state.kubernetes, shell, state }, dump);
  await state.step('taken-back');
  if (signal.aborted) throw error;
  throw new Refused(`${error.message}; ${words}`, { undone: true });
}

async function rehearsed({ state }) {
  const seconds = state.known.current.figures.estimatedWriteStopSeconds;
  return { words: `all gates are open; a write stop of about ${seconds} s is estimated, and nothing was stopped` };
}

/** Seconds for which nobody can have written. */
function since({ state }) {
  return Math.round((Date.now() - Date.parse(state.known.move.stoppedAt)) / 100) / 10;
}
