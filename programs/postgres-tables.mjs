// The tables that are compared, and how each of them can be.
import { literal } from './postgres-sql.mjs';

/** Their order is the same with every version, operating system and setting; that of a text is not, as it is the C library's. */
const ORDERED = ['int2', 'int4', 'int8', 'numeric', 'uuid', 'date', 'timestamp', 'timestamptz', 'oid', 'bool', 'bytea'];

/** User tables with columns and key: roots of partitions with all that is in them, without what no publication takes or an extension brings. */
const TABLES = `SELECT coalesce(jsonb_agg(jsonb_build_object(
  'schema', n.nspname, 'name', c.relname, 'quoted', format('%I.%I', n.nspname, c.relname), 'root', c.relkind = 'p', 'bytes', s.bytes, 'rows', s.rows,
  'columns', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attname COLLATE "C"), '[]')
    FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  'key', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'base', t.typname,
      'ours', t.typnamespace <> 'pg_catalog'::regnamespace) ORDER BY k.place), '[]')
    FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum JOIN pg_type t ON t.oid = a.atttypid
    WHERE k.place <= i.indnkeyatts AND i.indexrelid = (SELECT x.indexrelid FROM pg_index x WHERE x.indrelid = c.oid AND x.indisvalid
      AND (x.indisprimary OR x.indisreplident) ORDER BY x.indisreplident DESC LIMIT 1))) ORDER BY s.bytes, n.nspname COLLATE "C", c.relname COLLATE "C"), '[]')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT coalesce(sum(pg_table_size(p.oid)), 0)::bigint AS bytes, coalesce(sum(greatest(p.reltuples, 0)), 0)::bigint AS rows
  FROM pg_class p WHERE p.oid = c.oid OR c.relkind = 'p' AND p.oid IN (SELECT relid FROM pg_partition_tree(c.oid))) s
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
  AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'cdk8s_migration')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/** The source's tables, the smallest first; `words` of one say why it cannot be compared, as it is another one on the target. */
export async function tablesOf(look, { excludedTables = [] }) {
  const excluded = `(${excludedTables.map((name) => literal(name)).join(', ') || 'NULL'})`;
  const [source, target] = await Promise.all([
    look.line('source', `${TABLES} AND NOT coalesce(n.nspname || '.' || c.relname IN ${excluded} OR format('%I.%I', n.nspname, c.relname) IN ${excluded}, false)`),
    look.line('target', TABLES),
  ]);
  // nothing that is equal to nothing proves nothing
  if (source.length === 0) throw new Error('there is no table on the source that could be compared: the connection is to another database, or all of them are excluded');
  const there = new Map(target.map((table) => [table.quoted, table]));
  return source.map((table) => ({ ...table, ...wayOf(table), words: difference(table, there.get(table.quoted)) }));
}

function wayOf({ key }) {
  return {
    keyed: key.length > 0,
    ordered: key.length > 0 && key.every(({ base, ours }) => !ours && ORDERED.includes(base)),
    // what an extension or a user made may have an equality that is not in pg_catalog
    found: key.length > 0 && key.every(({ ours }) => !ours),
  };
}

function difference(table, other) {
  if (!other) return 'is not on the target, or not as a table that keeps its rows';
  const type = (of, name) => of.columns.find((column) => column.name === name)?.type;
  const names = [...new Set([...table.columns, ...other.columns].map(({ name }) => name))];
  const differ = names.filter((name) => type(table, name) !== type(other, name));
  if (differ.length === 0) return undefined;
  return `has other columns: ${differ.slice(0, 5).map((name) => `${name} is ${type(table, name) ?? 'not there'} on the source and ${type(other, name) ?? 'not there'} on the target`).join('; ')}`;
}
