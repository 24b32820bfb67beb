// Makes source and target ready for the rows: what is published, the schema, what return needs, and the front before the source. Nothing that clients see
// changes. Done again, or after it broke off, it goes on from what is there; a schema is loaded whole or not at all.
import { readFileSync } from 'node:fs';
import { requireAssessed } from './migration-assessed.mjs';
import { requireAtSource, toSource } from './migration-front.mjs';
import { Refused } from './migration-state.mjs';
import { schemaDifferences, schemaOf } from './postgres-schema-fingerprint.mjs';
import { requireNoForeignRows, some } from './postgres-filled-tables.mjs';
import { ident, literal, PostgresSql } from './postgres-sql.mjs';

const TARGET_PARTS = new URL('./postgres-target.sql', import.meta.url);

export async function run({ settings, kubernetes, shell, state }) {
  const sql = new PostgresSql(shell);
  const logical = settings.method === 'logical-replication';
  await state.step('looking at what was assessed');
  await requireAssessed(kubernetes, state, settings);
  await requireOpenSource(sql);
  let published;
  if (logical) {
    await state.step('publishing');
    const excluded = `ARRAY[${settings.excludedTables.map((name) => literal(name)).join(', ')}]::text[]`;
    published = Number(await sql.run('source', `SELECT cdk8s_migration.publish(${literal(settings.sqlName)}, ${excluded});`));
    await state.step('schema', { figures: { publishedTables: published } });
    await makeSchema(sql, shell, settings);
  } else {
    await requireEmptyOrCopied(sql, state);
  }
  await state.step('parts for the way back');
  await sql.run('target', readFileSync(TARGET_PARTS, 'utf8'));
  if (logical && settings.wayBack) await publishBack(sql, settings);
  await state.step('front');
  await toSource(kubernetes, settings);
  await requireAtSource(kubernetes, settings);
  return { words: `${logical ? `${published} tables are published, and their schema is on the target` : 'the target is empty'}; ${settings.front.service} leads to the source` };
}

async function requireOpenSource(sql) {
  const there = await sql.run('source', 'SELECT to_regprocedure(\'cdk8s_migration.writes_stopped()\') IS NOT NULL;');
  if (there !== 't') throw new Refused('the administrator\'s script has not been run on the source');
  if (await sql.run('source', 'SELECT cdk8s_migration.writes_stopped();') === 't') throw new Refused('writes are stopped on the source: SELECT cdk8s_migration.allow_writes(); unless somebody else moves it');
}

/** Loads the schema where there is none. One that is there has to be the source's, and empty until rows were copied. */
async function makeSchema(sql, shell, settings) {
  const there = await ownParts(sql);
  if (there.length === 0) {
    await shell.run('postgres-schema.sh', '-');
    const differences = await schemaDifferences(sql);
    if (differences.length > 0) throw new Refused(`the schema was loaded, and is another one on the target: ${some(differences)}; change it on the source or drop it on the target`);
    return;
  }
  const differences = await schemaDifferences(sql);
  if (differences.length > 0) throw new Refused(`the target's database is not empty, and its schema is not the source's: ${some(differences)}; drop what is in it`);
  await requireNoForeignRows(sql, settings);
}

async function requireEmptyOrCopied(sql, state) {
  const there = await ownParts(sql);
  if (there.length > 0 && !state.known.done.copy) throw new Refused(`the target's database is not empty: ${some(there)}; drop what is in it`);
}

/** What is in the target's database besides extensions and the schema public. */
async function ownParts(sql) {
  return (await schemaOf(sql, 'target')).filter(({ kind, name }) => kind !== 'schema' || name !== 'public').map(({ kind, name }) => `${kind} ${name}`);
}

/** The same tables, for the way back. */
async function publishBack(sql, { sqlName }) {
  const { tables } = await sql.row('source', `SELECT string_agg(format('ONLY %I.%I', schemaname, tablename), ', ' ORDER BY schemaname, tablename) AS tables FROM pg_publication_tables WHERE pubname = ${literal(sqlName)}`);
  const name = `${sqlName}_back`;
  const known = await sql.row('target', `SELECT pubname FROM pg_publication WHERE pubname = ${literal(name)}`);
  await sql.run('target', known ? `ALTER PUBLICATION ${ident(name)} SET TABLE ${tables};` : `CREATE PUBLICATION ${ident(name)} FOR TABLE ${tables};`);
}
