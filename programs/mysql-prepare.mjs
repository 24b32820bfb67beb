// Makes source and target ready for a copy: both are looked at, and the front leads to the source. Nothing that clients see changes; done again, it does the same.
import { requireAssessed } from './migration-assessed.mjs';
import { requireAtSource, toSource } from './migration-front.mjs';
import { Refused } from './migration-state.mjs';
import { Dump } from './mysql-dump.mjs';
import { MySqlSql } from './mysql-sql.mjs';

export async function run(of) {
  const { settings, kubernetes, shell, state } = of;
  await state.step('looking at what was assessed');
  await requireAssessed(kubernetes, state, settings);
  await requireOpenSource(new MySqlSql(shell));
  const dump = new Dump(of);
  await dump.requireOurs();
  await dump.requireCopyable();
  await state.step('front');
  await toSource(kubernetes, settings);
  await requireAtSource(kubernetes, settings);
  return { words: `the target is empty, or holds what this migration copied; ${settings.front.service} leads to the source` };
}

async function requireOpenSource(sql) {
  const there = await sql.run('source', 'SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = \'cdk8s_migration\' AND ROUTINE_NAME = \'writes_stopped\';');
  if (there !== '1') throw new Refused('the administrator\'s script has not been run on the source');
  const [stopped, readOnly] = (await sql.run('source', 'SELECT cdk8s_migration.writes_stopped(), @@GLOBAL.read_only;')).split('\t');
  if (stopped === '1') throw new Refused('writes are stopped on the source: CALL cdk8s_migration.allow_writes(); unless somebody else moves it');
  if (readOnly === '1') throw new Refused('the source is read-only: name the server that takes the writes');
}
