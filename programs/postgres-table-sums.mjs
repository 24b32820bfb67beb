// Counts and checksums of whole tables, of one server at a time: what a copy is held against.
import { Refused } from './migration-state.mjs';
import { ALL, sum } from './postgres-checksum.mjs';
import { literal } from './postgres-sql.mjs';

/** Small tables are asked about together, as each question is a connection. */
const BATCH = 50;
const BATCH_BYTES = 4 * 1024 * 1024;
/** For one table that is big, or for all large objects. */
const LONG_SECONDS = 6 * 3600;
const WORKERS = 2;

/** Whether a row of pg_class `c` and pg_namespace `n` is one of the excluded tables, or a partition of one. */
export function isExcluded({ excludedTables = [] }) {
  if (excludedTables.length === 0) return 'false';
  const names = excludedTables.map((name) => literal(name)).join(', ');
  return `EXISTS (SELECT FROM pg_class x JOIN pg_namespace xn ON xn.oid = x.relnamespace WHERE (xn.nspname || '.' || x.relname IN (${names}) OR format('%I.%I', xn.nspname, x.relname) IN (${names}))
    AND (x.oid = c.oid OR x.oid IN (SELECT relid FROM pg_partition_ancestors(c.oid))))`;
}

/** All tables that hold rows of their own, each partition for itself: those of no extension. */
export const OWN_TABLES = `FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'cdk8s_migration')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/** Their names as a pattern of pg_dump and as SQL; a table that is emptied or rewritten has another file. */
export async function tablesWithRows(sql, server, settings, snapshot) {
  return sql.rows(server, `SELECT format('%I.%I', n.nspname, c.relname) AS quoted, '"' || replace(n.nspname, '"', '""') || '"."' || replace(c.relname, '"', '""') || '"' AS pattern,
    pg_table_size(c.oid) AS bytes, pg_relation_filenode(c.oid)::text AS file, ${isExcluded(settings)} AS excluded,
    (SELECT coalesce(json_agg(json_build_object('name', a.attname) ORDER BY a.attname COLLATE "C"), '[]') FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
    ${OWN_TABLES} ORDER BY bytes DESC, 1`, snapshot && `BEGIN ISOLATION LEVEL REPEATABLE READ; SET TRANSACTION SNAPSHOT ${literal(snapshot)};`);
}

/** A name that is none would be copied, and nobody would know. */
export async function requireExcluded(sql, { excludedTables = [] }) {
  for (const name of excludedTables) {
    const { found } = await sql.row('source', `SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND ${isExcluded({ excludedTables: [name] })}) AS found`);
    if (!found) throw new Refused(`excludedTables must name tables of the source, got ${name}`);
  }
}

/** For each table [rows, sum], some at once; the biggest begin. */
export async function sumsOf(look, server, tables, { jobs, snapshot }) {
  const batches = [];
  for (const table of tables) {
    const last = batches.at(-1);
    if (last && last.length < BATCH && last.reduce((bytes, one) => bytes + one.bytes, table.bytes) <= BATCH_BYTES) last.push(table);
    else batches.push([table]);
  }
  const sums = new Map();
  const work = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      const lines = await look.lines(server, batch.map((table) => sum(table, ALL)), { snapshot, workers: WORKERS, ...(batch.length === 1 && { seconds: LONG_SECONDS }) });
      batch.forEach(({ quoted }, i) => sums.set(quoted, lines[i]));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return sums;
}

/** Large objects, which belong to no table. */
export async function largeObjectsOf(look, server, { snapshot } = {}) {
  return look.line(server, `SELECT jsonb_build_array(count(*), coalesce(sum(('x' || substr(md5(oid::text || md5(lo_get(oid))), 1, 16))::bit(64)::bigint), 0)::text) FROM pg_largeobject_metadata`,
    { seconds: LONG_SECONDS, snapshot });
}
