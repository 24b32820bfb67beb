// Takes away what a migration left on the target. The old server stays as it is, and takes no writes.
import { leadsTo } from './migration-front.mjs';
import { requireSaved } from './migration-gates.mjs';
import { Refused } from './migration-state.mjs';
import { requireClosed } from './migration-stop.mjs';
import { Dump } from './mysql-dump.mjs';
import { literal, MySqlSql } from './mysql-sql.mjs';
import { lastBackup } from './mysql-target-gates.mjs';

export async function run({ settings, kubernetes, shell, state, signal, log }) {
  if (await leadsTo(kubernetes, settings) !== 'target') throw new Refused(`the Service ${settings.front.service} does not lead to the target`);
  await requireSaved(state, () => lastBackup(kubernetes, settings));
  const sql = new MySqlSql(shell);
  await requireClosed(state, new Dump({ settings, kubernetes, shell, state, signal, log }), log);
  await state.step('leaving the target');
  const there = await sql.run('target', 'SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = \'cdk8s_migration\' AND TABLE_NAME = \'copies\';');
  if (there === '1') {
    await sql.run('target', `DELETE FROM cdk8s_migration.copies WHERE database_name = ${literal(settings.target.database)};`);
    // that of another migration stays
    if (await sql.run('target', 'SELECT COUNT(*) FROM cdk8s_migration.copies;') === '0') await sql.run('target', 'DROP DATABASE cdk8s_migration;');
  }
  return { words: 'the mark on the target is gone; the source stays, and takes no writes: turn it off, or clean it up as the runbook says' };
}
