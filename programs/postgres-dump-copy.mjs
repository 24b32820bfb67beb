// The phase copy of a PostgreSQL database.
import { copy } from './migration-dump-copy.mjs';
import { Dump } from './postgres-dump.mjs';

export async function run(of) {
  return copy(of, Dump);
}
