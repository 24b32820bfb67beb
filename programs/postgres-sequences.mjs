// Sequences of a PostgreSQL server, which logical replication does not carry.
import { ident, literal } from './postgres-sql.mjs';

const OWN = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'cdk8s_migration')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/** Where each sequence is: schema, name, value, called. */
export async function readSequences(sql, server) {
  const names = await sql.rows(server, `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND ${OWN}`);
  if (names.length === 0) return [];
  return sql.rows(server, names.map(({ schema, name }) => `SELECT ${literal(schema)} AS schema, ${literal(name)} AS name, last_value::text AS value, is_called AS called FROM ${ident(schema, name)}`)
    .join(' UNION ALL '));
}

/** Statements that put sequences where others are. */
export function setSequences(sequences) {
  return sequences.map(({ schema, name, value, called }) => `SELECT setval(${literal(ident(schema, name))}::regclass, ${value}, ${called});`).join('\n');
}

/** Names of those that are not where they have to be. */
export function differing(wanted, found) {
  const at = new Map(found.map(({ schema, name, value, called }) => [`${schema}.${name}`, `${value} ${called}`]));
  return wanted.filter(({ schema, name, value, called }) => at.get(`${schema}.${name}`) !== `${value} ${called}`).map(({ schema, name }) => `${schema}.${name}`);
}
