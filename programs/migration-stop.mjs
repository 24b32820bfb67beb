// The stop of writes at the source, whoever made it. A `source` has `isStopped`, `allowWrites`, and `stopMark`, which is another one after each stop where the engine tells.
import { Refused } from './migration-state.mjs';

/** A stop that this migration did not begin is another one's: of MySQL and MongoDB it holds for all databases of a server, and to take it back would open theirs. */
export async function requireWritten(source) {
  if (!await source.isStopped()) return 'nobody has stopped it';
  throw new Refused('writes are stopped on the source, and this migration did not do that: an administrator did, or another migration from this server');
}

/** What is written there since the switch is in no copy. The machine may be off already, and once confirmed it is somebody's to use. */
export async function requireClosed(state, source, log) {
  if (state.known.done.confirm) return;
  const isStopped = await source.isStopped().catch((error) => log(`the source does not answer: ${error.message}`));
  if (isStopped === false) throw new Refused('the source takes writes again: what is written there now is lost; stop it, and see what was written since the switch');
}

/** Whether a stop is a move's own, as far as the move has noted it: who opened the source by hand, and stopped it again, left another one. */
export async function isOwnStop(source, { stop } = {}) {
  return stop === undefined || await source.stopMark() === stop;
}

/** Opens the source again. What somebody else has stopped since is his to open: false, and it stays as it is. */
export async function openOwn(source, move) {
  if (await source.isStopped() && !await isOwnStop(source, move)) return false;
  // waits for a stop that is still on its way
  await source.allowWrites();
  return true;
}
