// Takes away what a migration needed: the way back, publications, slots. The old server stays as it is, and takes no writes.
import { leadsTo } from './migration-front.mjs';
import { requireSaved } from './migration-gates.mjs';
import { Refused } from './migration-state.mjs';
import { requireClosed } from './migration-stop.mjs';
import { Back } from './postgres-back.mjs';
import { ident, literal, PostgresSql } from './postgres-sql.mjs';
import { lastBackup } from './postgres-target-gates.mjs';
import { Source } from './postgres-writes.mjs';

export async function run({ settings, kubernetes, shell, state, signal, log }) {
  if (await leadsTo(kubernetes, settings) !== 'target') throw new Refused(`the Service ${settings.front.service} does not lead to the target`);
  await requireSaved(state, () => lastBackup(kubernetes, settings));
  const sql = new PostgresSql(shell);
  await requireClosed(state, new Source(sql), log);
  const back = settings.wayBack ? new Back({ settings, shell, sql, signal }) : undefined;
  const left = [];
  await state.step('leaving the source');
  // the machine may be off already
  try {
    if (back) await back.leave();
    await sql.run('source', `SELECT cdk8s_migration.unpublish(${literal(settings.sqlName)});`);
  } catch (error) {
    log(error.message);
    left.push(`the source could not be asked (${error.message}): run postgres-administrator-remove.sql there`);
  }
  await state.step('leaving the target');
  if (back) {
    await back.dropSlot();
    await back.dropFormer().catch((error) => left.push(`a replica of the target could not be asked (${error.message}): drop the slot ${back.name} there, if it has one`));
  }
  await sql.run('target', `DROP PUBLICATION IF EXISTS ${ident(`${settings.sqlName}_back`)}; DROP SCHEMA IF EXISTS cdk8s_migration CASCADE;`);
  return { words: ['slots, publications and the way back are gone; the source stays, and takes no writes', ...left].join('; ') };
}
