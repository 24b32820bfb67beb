// Takes a switch back that has not moved the clients: the source is written again, and the target follows it as before.
import { leadsTo, toSource } from './migration-front.mjs';
import { Refused } from './migration-state.mjs';
import { isOwnStop, openOwn } from './migration-stop.mjs';
import { Back } from './postgres-back.mjs';
import { Forward } from './postgres-forward.mjs';
import { PostgresSql } from './postgres-sql.mjs';
import { Source } from './postgres-writes.mjs';

const SECONDS = 60;

/**
 * Leaves the source written. Nobody writes meanwhile, so that the target can follow on from where it ended; where that does not come about in time, the source is
 * opened all the same, and the copy is worth nothing: what is written from then on is not in it.
 */
export async function undo({ settings, kubernetes, shell, state }) {
  if (await leadsTo(kubernetes, settings) === 'target') throw new Refused('the clients were moved already: set the phase to switch, which goes on, and then to return');
  const sql = new PostgresSql(shell);
  const forward = new Forward({ settings, kubernetes, sql });
  if (settings.wayBack) await leaveBack(new Back({ settings, shell, sql }));
  const { move } = state.known;
  if (!move.stoppedAt) {
    await state.move(undefined);
    return 'nobody was stopped, and the target follows as before';
  }
  let words = 'the source is written, and the target follows';
  try {
    if (!await follows(forward)) await resume({ sql, forward, state });
  } catch (error) {
    // without these, the phases that lean on the copy refuse
    const { prepare, replicate, ...done } = state.known.done;
    await state.write({ done });
    words = `the source is written, and the target does not follow any more (${error.message}): empty it and begin with prepare`;
  }
  if (!await openOwn(new Source(sql), move)) words = words.replace('the source is written', 'the source is stopped by somebody else, and stays so');
  if (await leadsTo(kubernetes, settings) !== 'source') await toSource(kubernetes, settings);
  await state.move(undefined);
  return words;
}

/** A new slot begins now: what was written since the old one ended would be missing. */
async function resume({ sql, forward, state }) {
  const { move } = state.known;
  const source = new Source(sql);
  if (!await source.isStopped() || !await isOwnStop(source, move) || !move.caughtUp) throw new Refused('the slot or the Subscription went before the target had everything');
  await forward.resume(SECONDS);
}

/** A Subscription that is being taken away does not. */
async function follows(forward) {
  const subscription = await forward.kubernetes.get(forward.of);
  if (subscription && !subscription.metadata.deletionTimestamp) return await forward.slot.look() !== undefined;
  if (subscription) await forward.end(SECONDS);
  return false;
}

async function leaveBack(back) {
  await back.leave();
  // a slot that stays holds the target's log, and is taken away by the next run
  await back.dropSlot().catch((error) => console.log(`the slot of the way back stays: ${error.message}`));
}
