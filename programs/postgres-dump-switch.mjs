// The phase switch of a PostgreSQL database that is dumped.
import { switchOver } from './migration-dump-switch.mjs';
import { Dump } from './postgres-dump.mjs';

export async function run(of) {
  return switchOver(of, Dump);
}
