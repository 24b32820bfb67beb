// What has to hold before a phase does anything.
import { Refused } from './migration-state.mjs';

/** Looks at all gates, and throws when one does not hold: each is in the state with what was found. */
export async function requireOpen(state, looks) {
  const gates = [];
  for (const [name, look] of Object.entries(looks)) gates.push(await lookAt(name, look));
  await state.step('gates', { gates });
  const closed = gates.filter(({ passed }) => !passed);
  if (closed.length > 0) throw new Refused(closed.map(({ name, found }) => `${name}: ${found}`).join('; '));
}

/** What looks at the target's backups. `lastBackup` gives when the last one ended, undefined where there need not be any; what was moved at `moved` has to be in it. */
export function backedUp(lastBackup, moved) {
  return async () => {
    const last = await lastBackup();
    if (last === undefined) return 'not backed up, which is waived';
    if (moved !== undefined && !(Date.parse(last) >= Date.parse(moved))) throw new Refused(`the last backup ended at ${last}, before the clients were moved at ${moved}: make one, and see that it can be restored`);
    return last;
  };
}

/** Before what a migration left is taken away. What is confirmed, or half of it, is not held up by a backup that has grown old meanwhile. */
export async function requireSaved(state, lastBackup) {
  const { done, current } = state.known;
  const name = 'target is backed up';
  if (done.confirm || current?.gates?.some((gate) => gate.name === name && gate.passed)) return;
  await requireOpen(state, { [name]: backedUp(lastBackup, done.switch) });
}

async function lookAt(name, look) {
  try {
    return { name, passed: true, found: await look() };
  } catch (error) {
    // of looks that drills take, too
    return { name, passed: false, found: error.message.replace(/^refused: /, '') };
  }
}
