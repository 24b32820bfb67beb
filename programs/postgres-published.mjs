// Whether replication carries all that there is: a table that is made later is in no publication by itself.
import { Refused } from './migration-state.mjs';
import { some } from './postgres-filled-tables.mjs';
import { literal } from './postgres-sql.mjs';

const published = (publication) => `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_publication_tables WHERE pubname = ${literal(publication)}`;

/** Every table of a server that keeps its rows, but the excluded ones, has to be in the publication, itself or by its root. */
export async function requirePublished(sql, server, publication, { excludedTables }) {
  const excluded = `(${excludedTables.map((name) => literal(name)).join(', ') || 'NULL'})`;
  const left = await sql.rows(server, `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'cdk8s_migration')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      AND NOT EXISTS (
        WITH RECURSIVE above AS (SELECT c.oid AS id UNION ALL SELECT i.inhparent FROM pg_inherits i JOIN above ON i.inhrelid = above.id JOIN pg_class p ON p.oid = above.id AND p.relispartition)
        SELECT FROM above JOIN pg_class a ON a.oid = above.id JOIN pg_namespace an ON an.oid = a.relnamespace
        WHERE format('%I.%I', an.nspname, a.relname) IN (${published(publication)})
          OR coalesce(an.nspname || '.' || a.relname IN ${excluded} OR format('%I.%I', an.nspname, a.relname) IN ${excluded}, false))
    ORDER BY 1`);
  if (left.length > 0) throw new Refused(`tables that are not published, and would be left behind: ${some(left.map(({ name }) => name))}`);
}

/** What the target subscribes to has to be what the source publishes. */
export async function requireSubscribed(sql, { sqlName }, subscribed) {
  const names = (await sql.rows('source', published(sqlName))).map(({ name }) => name);
  const missing = names.filter((name) => !subscribed.includes(name));
  if (missing.length > 0) throw new Refused(`tables that are published and not subscribed to: ${some(missing)}`);
}
