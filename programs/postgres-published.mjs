// Whether replication carries all that there is: a table that is made later is in no publication by itself.
import { Refused } from './migration-state.mjs';
import { some } from './postgres-filled-tables.mjs';
import { literal } from './postgres-sql.mjs';

const published = (publication) => `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_publication_tables WHERE pubname = ${literal(publication)}`;

/** Every table of a server but the excluded ones has to be in the publication, a partition itself; one that is unlogged cannot be. */
export async function requirePublished(sql, server, publication, { excludedTables }) {
  const excluded = `(${excludedTables.map((name) => literal(name)).join(', ') || 'NULL'})`;
  const left = await sql.rows(server, `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'cdk8s_migration')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      AND format('%I.%I', n.nspname, c.relname) NOT IN (${published(publication)})
      AND NOT EXISTS (
        SELECT FROM pg_class a JOIN pg_namespace an ON an.oid = a.relnamespace WHERE a.oid IN (c.oid, pg_partition_root(c.oid))
          AND (an.nspname || '.' || a.relname IN ${excluded} OR format('%I.%I', an.nspname, a.relname) IN ${excluded}))
    ORDER BY 1`);
  if (left.length > 0) throw new Refused(`tables that are not published, and would be left behind: ${some(left.map(({ name }) => name))}`);
}

/** Some may have come since the assessment. */
export async function requireNoLargeObjects(sql, server) {
  const { count } = await sql.row(server, 'SELECT count(*)::integer AS count FROM pg_largeobject_metadata');
  if (count > 0) throw new Refused(`${count} large objects are not replicated, and would be left behind: move them into bytea columns, and delete them`);
}

/** What the target subscribes to has to be what the source publishes. */
export async function requireSubscribed(sql, { sqlName }, subscribed) {
  const names = (await sql.rows('source', published(sqlName))).map(({ name }) => name);
  const missing = names.filter((name) => !subscribed.includes(name));
  if (missing.length > 0) throw new Refused(`tables that are published and not subscribed to: ${some(missing)}`);
}
