// Loaded before migrate.mjs: the program dies as it does with its node, when it has said in its state that it is at a step that `DIE_BEYOND` does not name
// (names with commas between them), `DIE_AFTER` milliseconds later; at `WAIT_AT` it waits until there is the file `WAIT_FOR`. It prints each step.
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { MigrationState } from '../../programs/migration-state.mjs';

const past = process.env.DIE_BEYOND?.split(',');
let dying = false;
const { step: say } = MigrationState.prototype;
MigrationState.prototype.step = async function step(name, what) {
  await say.call(this, name, what);
  console.log(`step: ${name}`);
  while (name === process.env.WAIT_AT && !existsSync(process.env.WAIT_FOR)) await pause(20);
  if (!past || past.includes(name) || dying) return;
  dying = true;
  const die = () => process.kill(process.pid, 'SIGKILL');
  const after = Number(process.env.DIE_AFTER ?? 0);
  setTimeout(die, after);
  if (after === 0) await pause(10_000);
};
