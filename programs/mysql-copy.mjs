// The phase copy of a MySQL database.
import { copy } from './migration-dump-copy.mjs';
import { Dump } from './mysql-dump.mjs';

export async function run(of) {
  return copy(of, Dump);
}
