// What the assessment asks PostgreSQL servers of all versions, with no more rights than everybody has; what is of other versions is asked by way of JSON.

const USER = 'n.nspname !~ \'^pg_\' AND n.nspname NOT IN (\'information_schema\', \'cdk8s_migration\')';
const OWN = 'NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = \'pg_class\'::regclass AND d.objid = c.oid AND d.deptype = \'e\')';
const NAME = 'format(\'%I.%I\', n.nspname, c.relname)';
const FROM = 'FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace';
const TABLES = `${USER} AND ${OWN} AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'`;

/** Whether rows are named in a publication; a deferrable key does not name them. */
const NAMED = `CASE c.relreplident WHEN 'f' THEN true WHEN 'n' THEN false
  ELSE EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid AND i.indimmediate AND CASE c.relreplident WHEN 'i' THEN i.indisreplident ELSE i.indisprimary END) END`;
const KEYED = 'EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid AND i.indimmediate AND (i.indisprimary OR i.indisreplident))';

/** Lists of names: what is found on the source, by what it is. */
const LISTS = {
  tables: `SELECT ${NAME} AS name ${FROM} WHERE ${TABLES}`,
  unnamedRows: `SELECT ${NAME} AS name ${FROM} WHERE ${TABLES} AND c.relpersistence = 'p' AND NOT ${NAMED}`,
  wholeRows: `SELECT ${NAME} AS name ${FROM} WHERE ${TABLES} AND c.relreplident = 'f' AND NOT ${KEYED}`,
  // neither a tree nor a hash finds such a value again (json, xml, point)
  unequal: `SELECT DISTINCT ${NAME} AS name ${FROM} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
    WHERE ${TABLES} AND c.relreplident = 'f' AND NOT ${KEYED} AND coalesce(nullif(t.typbasetype, 0), t.oid) IN ('json'::regtype, 'xml'::regtype, 'point'::regtype, 'box'::regtype, 'polygon'::regtype, 'line'::regtype)`,
  unlogged: `SELECT ${NAME} AS name ${FROM} WHERE ${TABLES} AND c.relpersistence = 'u'`,
  partitioned: `SELECT ${NAME} AS name ${FROM} WHERE ${TABLES} AND c.relkind = 'p' AND NOT c.relispartition`,
  partitionsReferring: `SELECT ${NAME} AS name ${FROM} WHERE ${TABLES} AND c.relkind = 'p' AND NOT c.relispartition AND EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f')`,
  inherited: `SELECT ${NAME} AS name ${FROM} WHERE ${TABLES} AND NOT c.relispartition AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)`,
  foreign: `SELECT ${NAME} AS name ${FROM} WHERE ${USER} AND c.relkind = 'f'`,
  materialized: `SELECT ${NAME} AS name ${FROM} WHERE ${USER} AND ${OWN} AND c.relkind = 'm'`,
  extensionTables: `SELECT ${NAME} AS name ${FROM} WHERE ${USER} AND NOT (${OWN}) AND c.relkind IN ('r', 'p') AND c.reltuples > 0`,
  generated: `SELECT format('%I.%I.%I', n.nspname, c.relname, a.attname) AS name ${FROM} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attgenerated <> '' AND NOT a.attisdropped WHERE ${TABLES} AND NOT c.relispartition`,
  references: `SELECT format('%I.%I.%I', n.nspname, c.relname, a.attname) AS name ${FROM} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE ${TABLES} AND a.atttypid IN ('regclass'::regtype, 'regproc'::regtype, 'regprocedure'::regtype, 'regoper'::regtype, 'regoperator'::regtype, 'regtype'::regtype, 'regrole'::regtype, 'regnamespace'::regtype, 'regconfig'::regtype, 'oid'::regtype)`,
  sequences: `SELECT ${NAME} AS name ${FROM} WHERE ${USER} AND ${OWN} AND c.relkind = 'S'`,
  firing: `SELECT format('%I on %s', g.tgname, ${NAME}) AS name ${FROM} JOIN pg_trigger g ON g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled IN ('A', 'R') WHERE ${TABLES} AND g.tgname <> 'cdk8s_migration_stop'`,
  triggers: `SELECT format('%I on %s', g.tgname, ${NAME}) AS name ${FROM} JOIN pg_trigger g ON g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled = 'O' WHERE ${TABLES} AND g.tgname <> 'cdk8s_migration_stop'`,
  rules: `SELECT format('%I on %s', r.rulename, ${NAME}) AS name ${FROM} JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename <> '_RETURN' WHERE ${USER} AND ${OWN}`,
  eventTriggers: 'SELECT evtname AS name FROM pg_event_trigger WHERE evtname <> \'cdk8s_migration_stop\'',
  secured: `SELECT ${NAME} AS name ${FROM} WHERE ${TABLES} AND c.relrowsecurity AND NOT c.relforcerowsecurity`,
  forced: `SELECT ${NAME} AS name ${FROM} WHERE ${TABLES} AND c.relrowsecurity AND c.relforcerowsecurity`,
  placed: `SELECT DISTINCT quote_ident(t.spcname) AS name ${FROM} JOIN pg_tablespace t ON t.oid = c.reltablespace WHERE ${USER}`,
  textPartitions: `SELECT ${NAME} AS name ${FROM} JOIN pg_partitioned_table p ON p.partrelid = c.oid WHERE ${USER} AND p.partstrat = 'r' AND EXISTS (SELECT FROM unnest(p.partcollation) AS k WHERE k <> 0)`,
  // 950 is "C", 951 "POSIX", 100 the database's (pg_collation.dat)
  collations: `SELECT DISTINCT a.attcollation::regcollation::text AS name ${FROM} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attcollation NOT IN (0, 100, 950, 951) WHERE ${TABLES}`,
  grantees: `SELECT DISTINCT pg_get_userbyid(x.grantee)::text AS name ${FROM} CROSS JOIN LATERAL aclexplode(c.relacl) AS x WHERE ${USER} AND ${OWN} AND x.grantee <> 0 AND x.grantee <> c.relowner
    UNION SELECT pg_get_userbyid(x.grantee) FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace CROSS JOIN LATERAL aclexplode(f.proacl) AS x WHERE ${USER} AND x.grantee <> 0 AND x.grantee <> f.proowner
    UNION SELECT pg_get_userbyid(x.grantee) FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) AS x WHERE ${USER} AND n.nspname <> 'public' AND x.grantee <> 0 AND x.grantee <> n.nspowner
    UNION SELECT pg_get_userbyid(x.grantee) ${FROM} JOIN pg_attribute a ON a.attrelid = c.oid CROSS JOIN LATERAL aclexplode(a.attacl) AS x WHERE ${USER} AND ${OWN} AND x.grantee <> 0
    UNION SELECT pg_get_userbyid(r) FROM pg_policy p CROSS JOIN LATERAL unnest(p.polroles) AS r WHERE r <> 0`,
  owners: `SELECT DISTINCT pg_get_userbyid(c.relowner)::text AS name ${FROM} WHERE ${USER}`,
  defaults: 'SELECT DISTINCT pg_get_userbyid(defaclrole)::text AS name FROM pg_default_acl',
  publications: 'SELECT pubname::text AS name FROM pg_publication',
  // their connection strings are a superuser's, the rest is everybody's
  subscriptions: 'SELECT subname::text AS name FROM pg_subscription WHERE subenabled AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())',
  prepared: 'SELECT gid AS name FROM pg_prepared_xacts WHERE database = current_database()',
  long: `SELECT format('pid %s of %s, %s since %s', pid, usename, state, date_trunc('second', xact_start)) AS name FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND xact_start < now() - interval '5 minutes'`,
  languages: 'SELECT lanname::text AS name FROM pg_language WHERE lanispl AND NOT lanpltrusted AND EXISTS (SELECT FROM pg_proc WHERE prolang = pg_language.oid)',
};

const SETTINGS = ['wal_level', 'max_replication_slots', 'max_wal_senders', 'max_slot_wal_keep_size', 'max_logical_replication_workers', 'max_sync_workers_per_subscription', 'max_worker_processes',
  'max_locks_per_transaction', 'max_connections', 'max_prepared_transactions', 'default_transaction_read_only', 'server_encoding'];

/** What sessions begin with, and their statements read and write otherwise by. */
export const SESSION_DEFAULTS = ['TimeZone', 'DateStyle', 'IntervalStyle', 'search_path', 'default_transaction_isolation', 'default_text_search_config', 'standard_conforming_strings', 'bytea_output',
  'array_nulls', 'transform_null_equals', 'lc_monetary', 'lc_numeric', 'lc_time'];

/** Whose they are, with a sum of what they say, which may be a secret (app.jwt_secret). */
const OWN_SETTINGS = `SELECT format('%s of %s%s', split_part(setting, '=', 1), CASE WHEN s.setrole = 0 THEN 'the database' ELSE 'role ' || pg_get_userbyid(s.setrole) END,
    CASE WHEN s.setdatabase = 0 THEN ' everywhere' END) AS name, md5(setting) AS value
  FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) AS setting WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))`;

/** What both servers are asked. */
const SERVER = `
  current_setting('server_version_num')::integer AS version, current_setting('server_version') AS version_words, pg_is_in_recovery() AS standby,
  (SELECT json_object_agg(name, coalesce(current_setting(name, true), '')) FROM unnest('{${SETTINGS.join()}}'::text[]) AS name) AS settings,
  (SELECT coalesce(json_object_agg(q.name, q.value), '{}') FROM (${OWN_SETTINGS}) q) AS own_settings,
  (SELECT to_jsonb(d) - 'datacl' FROM pg_database d WHERE d.datname = current_database()) AS database,
  (SELECT system_identifier::text FROM pg_control_system()) AS system,
  coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted,
  (SELECT coalesce(json_object_agg(extname, extversion), '{}') FROM pg_extension WHERE extname <> 'plpgsql') AS extensions,
  (SELECT count(*)::integer FROM pg_replication_slots) AS slots,
  (SELECT count(*)::integer FROM pg_stat_activity WHERE backend_type = 'walsender') AS senders`;

export const SOURCE = `SELECT ${SERVER},
  pg_database_size(current_database()) AS bytes,
  (SELECT coalesce(sum(pg_table_size(c.oid)), 0)::bigint ${FROM} WHERE ${TABLES}) AS table_bytes,
  (SELECT coalesce(json_agg(t), '[]') FROM (SELECT ${NAME} AS name, pg_total_relation_size(c.oid) AS bytes, c.reltuples::bigint AS rows, pg_table_size(c.oid) AS heap, has_table_privilege(c.oid, 'SELECT') AS readable ${FROM}
    WHERE ${TABLES} AND c.relkind = 'r' ORDER BY 2 DESC LIMIT 10) t) AS largest,
  (SELECT count(*)::integer FROM pg_largeobject_metadata) AS large_objects,
  (SELECT to_json(r) FROM (SELECT rolname, rolsuper, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user) r) AS role,
  to_regprocedure('cdk8s_migration.writes_stopped()') IS NOT NULL AND has_schema_privilege('cdk8s_migration', 'USAGE')
    AND has_function_privilege('cdk8s_migration.stop_writes(interval)', 'EXECUTE') AS prepared_by_administrator,
  ${Object.entries(LISTS).map(([key, query]) => `(SELECT coalesce(json_agg(q.name ORDER BY q.name), '[]') FROM (${query}) q) AS "${key}"`).join(',\n  ')}`;

export const TARGET = `SELECT ${SERVER},
  (SELECT coalesce(json_agg(${NAME} ORDER BY 1), '[]') ${FROM} WHERE ${USER} AND ${OWN} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't') AS relations,
  (SELECT json_agg(rolname) FROM pg_roles) AS roles,
  (SELECT json_object_agg(name, default_version) FROM pg_available_extensions) AS available,
  (SELECT current_user = pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()) AS owns`;

/** What is copied: its bytes, and tables whose rows refer to rows that stay behind, a partition of a table as the table. `isExcluded` is a condition on pg_class `c`. */
export function copied(isExcluded) {
  const excluded = (oid) => isExcluded.replaceAll('c.oid', oid);
  return `SELECT (SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint ${FROM} WHERE ${TABLES} AND c.relkind = 'r' AND NOT ${isExcluded}) AS bytes,
    (SELECT coalesce(json_agg(DISTINCT format('%s to %I.%I', ${NAME}, rn.nspname, r.relname)), '[]') ${FROM} JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f' AND k.conparentid = 0 AND k.confrelid <> c.oid
      JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
      WHERE ${TABLES} AND NOT ${isExcluded} AND (${excluded('r.oid')} OR EXISTS (SELECT FROM pg_partition_tree(r.oid) p WHERE ${excluded('p.relid')}))) AS orphaned`;
}

/** Bytes of the target's other databases, of those that may be looked into. */
export const OTHERS = 'SELECT coalesce(sum(pg_database_size(oid)), 0)::bigint AS bytes FROM pg_database WHERE datname <> current_database() AND has_database_privilege(oid, \'CONNECT\')';

/** Asked without what sessions of a migration begin with (PGOPTIONS), which nothing but a blank takes the place of. */
export const DEFAULTS = `SELECT json_object_agg(name, setting) AS session_defaults FROM pg_settings WHERE name = ANY ('{${SESSION_DEFAULTS.join()}}'::text[])`;
export const WITHOUT_OPTIONS = '\\connect -reuse-previous=on "options=\' \'"\n';

/** Asked first: has_schema_privilege of a schema that is not there is an error. */
export const READ_ONLY = 'SET default_transaction_read_only = on; SET search_path = pg_catalog;\n';

