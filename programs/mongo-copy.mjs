// The phase copy of a MongoDB database.
import { copy } from './migration-dump-copy.mjs';
import { Dump } from './mongo-dump.mjs';

export async function run(of) {
  return copy(of, Dump);
}
