// Tables of the target that hold rows.
import { Refused } from './migration-state.mjs';
import { literal } from './postgres-sql.mjs';

/** Only the subscription fills the target: a copy into rows that are there would double those of a table without a key, and fail at the others. */
export async function requireNoForeignRows(sql, { sqlName }) {
  const subscribed = await sql.row('target', `SELECT subname FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
    WHERE s.subname = ${literal(sqlName)} AND d.datname = current_database()`);
  if (subscribed) return;
  const filled = await filledTables(sql);
  if (filled.length > 0) throw new Refused(`tables of the target hold rows, and no subscription fills them: ${some(filled)}; empty them`);
}

async function filledTables(sql) {
  const tables = await sql.rows('target', `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'cdk8s_migration')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') ORDER BY 1`);
  if (tables.length === 0) return [];
  const found = await sql.rows('target', tables.map(({ name }) => `SELECT ${literal(name)} AS name WHERE EXISTS (SELECT FROM ONLY ${name})`).join(' UNION ALL '));
  return found.map(({ name }) => name);
}

/** The first ones, and how many more. */
export function some(words) {
  return `${words.slice(0, 5).join('; ')}${words.length > 5 ? `; and ${words.length - 5} more` : ''}`;
}
