// Takes a switch back that has not moved the clients: the source is written again. What the target holds is replaced by the next copy.
import { setTimeout as pause } from 'node:timers/promises';
import { leadsTo, toSource } from './migration-front.mjs';
import { Refused } from './migration-state.mjs';
import { openOwn } from './migration-stop.mjs';

/** A server that was started anew in the middle of the stop is there again by then; if not, the Job's next pod goes on with this. */
const SECONDS = 60;

/** @param dump of the engine; what has to be undone is undone also while the program is being stopped */
export async function undo({ settings, kubernetes, shell, state }, dump) {
  const deadline = Date.now() + SECONDS * 1000;
  for (;;) {
    try {
      // one that was frozen, or cut off, may have been followed by another pod
      await state.lease?.requireHeld();
      const leads = await leadsTo(kubernetes, settings);
      if (leads === 'target') throw new Refused('the clients were moved already: set the phase to switch, which goes on');
      // the client's container may be another one by now
      const anew = dump.within(await shell.anew());
      // an administrator's stop, or that of the migration of another database of the server, stays
      const isOpen = await openOwn(anew, state.known.move);
      await state.lease?.requireHeld();
      if (leads !== 'source') await toSource(kubernetes, settings);
      await state.move(undefined);
      return isOpen ? 'the source is written' : 'the source is stopped by somebody else, and stays so';
    } catch (error) {
      if (error instanceof Refused || Date.now() > deadline) throw error;
      await pause(500);
    }
  }
}
