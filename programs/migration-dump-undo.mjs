// Takes a switch back that has not moved the clients: the source is written again. What the target holds is replaced by the next copy.
import { setTimeout as pause } from 'node:timers/promises';
import { leadsTo, toSource } from './migration-front.mjs';
import { Refused } from './migration-state.mjs';

/** A server that was started anew in the middle of the stop is there again by then; if not, the Job's next pod goes on with this. */
const SECONDS = 60;

/** @param dump of the engine; what has to be undone is undone also while the program is being stopped */
export async function undo({ settings, kubernetes, shell, state }, dump) {
  const { stop } = state.known.move ?? {};
  const deadline = Date.now() + SECONDS * 1000;
  for (;;) {
    try {
      // one that was frozen, or cut off, may have been followed by another pod
      await state.lease?.requireHeld();
      const leads = await leadsTo(kubernetes, settings);
      if (leads === 'target') throw new Refused('the clients were moved already: set the phase to switch, which goes on');
      // the client's container may be another one by now
      const anew = dump.within(await shell.anew());
      // an administrator, or the migration of another database of the server
      const isOthers = Boolean(stop) && await anew.isStopped() && await anew.stopMark() !== stop;
      // waits for a stop that is still on its way
      if (!isOthers) await anew.allowWrites();
      await state.lease?.requireHeld();
      if (leads !== 'source') await toSource(kubernetes, settings);
      await state.move(undefined);
      return isOthers ? 'the source is stopped by somebody else, and stays so' : 'the source is written';
    } catch (error) {
      if (error instanceof Refused || Date.now() > deadline) throw error;
      await pause(500);
    }
  }
}

/** A stop that this migration did not begin is another one's: of MySQL and MongoDB it holds for all databases of a server, and to take it back would open theirs. */
export async function requireWritten(dump) {
  if (!await dump.isStopped()) return 'nobody has stopped it';
  throw new Refused('writes are stopped on the source, and this migration did not do that: an administrator did, or the migration of another database of this server');
}

/** What is written there since the switch is in no copy; the machine may be off already. */
export async function requireClosed(dump, log) {
  const isStopped = await dump.isStopped().catch((error) => log(`the source does not answer: ${error.message}`));
  if (isStopped === false) throw new Refused('the source takes writes again: what is written there now is lost; stop it, and see what was written since the switch');
}
