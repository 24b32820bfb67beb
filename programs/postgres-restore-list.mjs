// Which entries of a dump are restored.
import { Refused } from './migration-state.mjs';

/** What the target's own manifests make, or a superuser alone: the same that postgres-schema.sh leaves out. */
const LEFT_OUT = ['EXTENSION ', 'COMMENT - EXTENSION ', 'EVENT TRIGGER ', 'COMMENT - EVENT TRIGGER ', 'SCHEMA - public ', 'COMMENT - SCHEMA public ', 'DEFAULT ACL '];

/** What of the source has to be known for it; catalog numbers of a dump's entries are those of the source. */
const KNOWN = `SELECT
  'pg_trigger'::regclass::oid::text AS pg_trigger,
  'pg_namespace'::regclass::oid::text AS pg_namespace,
  (SELECT coalesce(json_agg(t.oid::text), '[]') FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'cdk8s_migration') AS stops,
  (SELECT coalesce(json_object_agg(oid::text, nspname), '{}') FROM pg_namespace) AS schemas,
  (SELECT coalesce(json_agg(objid::text), '[]') FROM pg_depend WHERE classid = 'pg_class'::regclass AND deptype = 'e') AS of_extensions`;

/** The lines that pg_restore shall work off: all but the triggers of a write stop, what is there already, and what extensions bring. */
export async function restoreList(sql, lines) {
  const known = await sql.row('source', KNOWN);
  const [stops, ofExtensions] = [new Set(known.stops), new Set(known.of_extensions)];
  const there = new Set((await sql.rows('target', 'SELECT nspname FROM pg_namespace')).map(({ nspname }) => nspname));
  return lines.filter((line) => {
    const [, catalog, object, rest] = /^\d+; (\d+) (\d+) (.*)$/.exec(line) ?? [];
    if (rest === undefined) return false;
    if (LEFT_OUT.some((kind) => rest.startsWith(kind))) return false;
    if (catalog === known.pg_trigger && stops.has(object)) return false;
    if (catalog === known.pg_namespace && rest.startsWith('SCHEMA ')) return !there.has(known.schemas[object]);
    return !(ofExtensions.has(object) && /^(TABLE DATA|SEQUENCE SET) /.test(rest));
  });
}

/** Rows that somebody wrote into the tables of an extension, such as a spatial reference system, are the extension's on the target. */
export async function requireNoRowsOfExtensions(sql, excluded) {
  const tables = await sql.rows('source', `SELECT e.extname, c.oid::regclass::text AS name, e.extcondition[k] AS condition, ${excluded} AS excluded FROM pg_extension e
    CROSS JOIN LATERAL generate_subscripts(e.extconfig, 1) AS k JOIN pg_class c ON c.oid = e.extconfig[k] JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r'`);
  for (const { extname, name, condition } of tables.filter((table) => !table.excluded)) {
    const { found } = await sql.row('source', `SELECT EXISTS (SELECT FROM ${name} ${condition ?? ''}) AS found`);
    if (found) throw new Refused(`the table ${name} of the extension ${extname} has rows of yours, which are not copied: write them into the target, and name the table in excludedTables`);
  }
}
