// The phase switch of a MySQL database.
import { switchOver } from './migration-dump-switch.mjs';
import { Dump } from './mysql-dump.mjs';

export async function run(of) {
  return switchOver(of, Dump);
}
