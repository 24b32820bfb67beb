// The phase switch of a MongoDB database.
import { switchOver } from './migration-dump-switch.mjs';
import { Dump } from './mongo-dump.mjs';

export async function run(of) {
  return switchOver(of, Dump);
}
