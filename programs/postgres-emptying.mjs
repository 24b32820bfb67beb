// Takes out of the target what a copy of this migration made, and nothing that anybody else did.
import { Refused } from './migration-state.mjs';
import { OWN_TABLES } from './postgres-table-sums.mjs';
import { verdictOf } from './postgres-scratch.mjs';
import { literal } from './postgres-sql.mjs';
import { writesStopped } from './postgres-writes.mjs';

const USER_SCHEMA = 'n.nspname !~ \'^pg_\' AND n.nspname NOT IN (\'information_schema\', \'cdk8s_migration\')';
const NO_MEMBER = (catalog, of) => `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${of} AND e.deptype = 'e')`;

/** All that stands in a user schema and belongs neither to an extension nor to something else; tables first, as the others lean on them. */
const OBJECTS = `SELECT format('DROP %s IF EXISTS %s CASCADE', CASE d.classid WHEN 'pg_proc'::regclass THEN 'ROUTINE' WHEN 'pg_statistic_ext'::regclass THEN 'STATISTICS' ELSE o.type END, o.identity)
  FROM pg_depend d JOIN pg_namespace n ON d.refclassid = 'pg_namespace'::regclass AND n.oid = d.refobjid CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) o
  WHERE d.deptype = 'n' AND ${USER_SCHEMA} AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = d.classid AND i.objid = d.objid AND i.objsubid = 0 AND i.deptype IN ('i', 'e'))
  ORDER BY d.classid <> 'pg_class'::regclass, o.type <> 'table', d.objid`;
const SCHEMAS = `SELECT format('DROP SCHEMA %I', n.nspname) FROM pg_namespace n WHERE ${USER_SCHEMA} AND n.nspname <> 'public' AND ${NO_MEMBER('pg_namespace', 'n.oid')}
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid)`;
const SERVERS = `SELECT format('DROP SERVER %I CASCADE', s.srvname) FROM pg_foreign_server s WHERE ${NO_MEMBER('pg_foreign_server', 's.oid')}`;

/**
 * Refuses unless all that is in the target came from a copy: nobody else may write there since one ended (stop_writes), one that did not end has left
 * its mark, or there is no row. The mark is in the target itself: a state may be another one's.
 */
export async function requireOurs(sql) {
  const { source, target } = Object.fromEntries(await Promise.all(['source', 'target'].map(async (server) => [server,
    (await sql.row(server, 'SELECT system_identifier::text AS is FROM pg_control_system()')).is])));
  if (source === target) throw new Refused('source and target are the same server, or one is a physical copy of the other: what is there would be taken away');
  const { ready, marked } = await sql.row('target', 'SELECT to_regprocedure(\'cdk8s_migration.writes_stopped()\') IS NOT NULL AS ready, to_regclass(\'cdk8s_migration.copying\') IS NOT NULL AS marked');
  if (!ready) throw new Refused('the target has no schema cdk8s_migration: set the phase to prepare');
  if (marked || await writesStopped(sql, 'target')) return;
  const tables = await sql.rows('target', `SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relowner::regrole::text AS owner, pg_has_role(c.relowner, 'USAGE') AS owned ${OWN_TABLES}`);
  if (tables.length === 0) return;
  const foreign = tables.find(({ owned }) => !owned);
  if (foreign) throw new Refused(`the target has the table ${foreign.name} of the role ${foreign.owner}, which no copy of this migration made: take it away, or name an empty database`);
  const written = await sql.rows('target', tables.map(({ name }) => `SELECT ${literal(name)} AS name WHERE EXISTS (SELECT FROM ONLY ${name})`).join(' UNION ALL '));
  if (written.length > 0) throw new Refused(`the target has rows that no copy of this migration made, such as in ${written[0].name}: take them away, or name an empty database`);
}

/** Empties it, in many small transactions: a thousand tables are more locks than one may have. An earlier copy that still runs somewhere is ended. */
export async function empty(sql) {
  await requireOurs(sql);
  await sql.run('target', `CREATE TABLE IF NOT EXISTS cdk8s_migration.copying (); SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND application_name = current_setting('application_name') AND pid <> pg_backend_pid();`);
  await sql.run('target', `SET client_min_messages = warning; SET lock_timeout = '60s';
    ${OBJECTS} \\gexec
    ${SCHEMAS} \\gexec
    ${SERVERS} \\gexec
    SELECT lo_unlink(oid) FROM pg_largeobject_metadata;`).catch((error) => { throw verdictOf(error); });
}

/** Nobody but who moves the clients may write there from now on. This commit is not over before all of the copy is on the disk, and on replicas that are waited for. */
export async function close(sql) {
  await sql.run('target', 'SELECT cdk8s_migration.stop_writes(interval \'10 seconds\'); DROP TABLE IF EXISTS cdk8s_migration.copying;');
}
