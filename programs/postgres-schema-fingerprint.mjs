// What a database is made of, as rows of text that are the same on all versions of PostgreSQL. How a view, a rule or a body of SQL is printed is not: what they say is looked
// at between servers of one version, and of a view the columns otherwise. Owners, grants and comments are left out, and what extensions brought.

const OURS = '\'cdk8s_migration_stop\'';
const USER_SCHEMAS = 'n.nspname !~ \'^pg_\' AND n.nspname NOT IN (\'information_schema\', \'cdk8s_migration\')';

function own(catalog, oid) {
  return `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`;
}

const RELATIONS = `FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace`;
const OF_USER = `${USER_SCHEMAS} AND c.relpersistence <> 't' AND ${own('pg_class', 'c.oid')}`;

// from PostgreSQL 17 on partitions have the identity of their root
const PARTS = [
  `SELECT 'schema' AS kind, quote_ident(n.nspname) AS name, '' AS text FROM pg_namespace n WHERE ${USER_SCHEMAS} AND ${own('pg_namespace', 'n.oid')}`,
  `SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END, format('%I.%I', n.nspname, c.relname),
    concat_ws(' ', CASE WHEN c.relkind = 'p' THEN 'partitioned by ' || pg_get_partkeydef(c.oid) END, CASE WHEN c.relpersistence = 'u' THEN 'unlogged' END,
      CASE WHEN c.relrowsecurity THEN 'row security' END, CASE WHEN c.relforcerowsecurity THEN 'forced' END, CASE WHEN c.relkind IN ('r', 'p') THEN 'identity ' || c.relreplident::text END,
      pg_get_expr(c.relpartbound, c.oid), (SELECT 'in ' || string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid))
   ${RELATIONS} WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${OF_USER}`,
  `SELECT 'column', format('%I.%I.%I', n.nspname, c.relname, a.attname),
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attcollation <> t.typcollation THEN 'collate ' || a.attcollation::regcollation::text END, CASE WHEN a.attnotnull THEN 'not null' END,
      CASE WHEN a.attidentity <> '' AND NOT c.relispartition THEN 'identity ' || a.attidentity::text END, CASE WHEN a.attgenerated <> '' THEN 'generated' END, 'default ' || pg_get_expr(d.adbin, d.adrelid))
   ${RELATIONS} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
   LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum AND c.relkind <> 'v' WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND ${OF_USER}`,
  // since 18 a NOT NULL is a constraint; it is told with its column
  `SELECT 'constraint', format('%I.%I.%I', n.nspname, c.relname, k.conname), pg_get_constraintdef(k.oid) || CASE WHEN k.convalidated THEN '' ELSE ' not valid' END
   ${RELATIONS} JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype NOT IN ('n', 't') WHERE ${OF_USER}`,
  `SELECT 'index', format('%I.%I', n.nspname, x.relname), pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END
   ${RELATIONS} JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class x ON x.oid = i.indexrelid WHERE c.relkind IN ('r', 'p', 'm') AND ${OF_USER}`,
  `SELECT 'sequence', format('%I.%I', n.nspname, c.relname), concat_ws(' ', format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle)
   ${RELATIONS} JOIN pg_sequence s ON s.seqrelid = c.oid WHERE ${OF_USER}`,
  `SELECT 'trigger', format('%I.%I.%I', n.nspname, c.relname, g.tgname), pg_get_triggerdef(g.oid) || ' ' || g.tgenabled::text
   ${RELATIONS} JOIN pg_trigger g ON g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgname <> ${OURS} WHERE ${OF_USER}`,
  `SELECT 'rule', format('%I.%I.%I', n.nspname, c.relname, r.rulename), concat_ws(' ', r.ev_type, r.is_instead, r.ev_enabled)
   ${RELATIONS} JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename <> '_RETURN' WHERE ${OF_USER}`,
  `SELECT 'policy', format('%I.%I.%I', n.nspname, c.relname, p.polname), concat_ws(' ', p.polcmd, p.polpermissive,
    (SELECT 'to ' || string_agg(coalesce(o.rolname, 'public'), ', ' ORDER BY o.rolname) FROM unnest(p.polroles) AS of LEFT JOIN pg_roles o ON o.oid = of), pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
   ${RELATIONS} JOIN pg_policy p ON p.polrelid = c.oid WHERE ${OF_USER}`,
  `SELECT 'function', format('%I.%I(%s)', n.nspname, f.proname, pg_get_function_identity_arguments(f.oid)),
    concat_ws(' ', f.prokind, l.lanname, pg_get_function_result(f.oid), f.provolatile, f.prosecdef, f.proisstrict, f.proconfig::text, md5(f.prosrc))
   FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace JOIN pg_language l ON l.oid = f.prolang WHERE ${USER_SCHEMAS} AND ${own('pg_proc', 'f.oid')}
   -- those that come with a range type are told with it
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'i')`,
  `SELECT 'type', format('%I.%I', n.nspname, t.typname), concat_ws(' ', t.typtype, CASE WHEN t.typtype = 'd' THEN concat_ws(' ', format_type(t.typbasetype, t.typtypmod), CASE WHEN t.typnotnull THEN 'not null' END, t.typdefault) END,
    (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
    (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid),
    (SELECT string_agg(pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype <> 'n'))
   FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
   WHERE ${USER_SCHEMAS} AND ${own('pg_type', 't.oid')} AND (t.typtype IN ('d', 'e', 'r') OR c.relkind = 'c')`,
];

/** What an expression gains or loses when a dump of it is read again: `status IN ('a', 'b')` of a varchar comes back with other casts and parentheses. */
const REREAD = '::(text|character varying|character|bpchar)(\\(\\d+\\))?(\\[\\])?|[()]';

function printed(expression) {
  return `md5(regexp_replace(${expression}, '${REREAD}', '', 'g'))`;
}

/** What is printed as its server's version does. */
const PRINTED = [
  `SELECT 'words of the view', format('%I.%I', n.nspname, c.relname), ${printed('pg_get_viewdef(c.oid)')} ${RELATIONS} WHERE c.relkind IN ('v', 'm') AND ${OF_USER}`,
  `SELECT 'words of the rule', format('%I.%I.%I', n.nspname, c.relname, r.rulename), ${printed('pg_get_ruledef(r.oid)')}
   ${RELATIONS} JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename <> '_RETURN' WHERE ${OF_USER}`,
  `SELECT 'words of the function', format('%I.%I(%s)', n.nspname, f.proname, pg_get_function_identity_arguments(f.oid)), ${printed('pg_get_functiondef(f.oid)')}
   FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.prokind <> 'a' AND ${USER_SCHEMAS} AND ${own('pg_proc', 'f.oid')}
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'i')`,
];

/** Every part of the database: what it is, its name, and what it is like. */
export async function schemaOf(sql, server, parts = PARTS) {
  return sql.rows(server, `${parts.join('\nUNION ALL ')}\nORDER BY 1, 2`, 'SET search_path = pg_catalog;\n');
}

/** How the schemas of source and target differ, a line each. */
export async function schemaDifferences(sql) {
  const servers = ['source', 'target'];
  const [one, other] = await Promise.all(servers.map(async (server) => (await sql.row(server, 'SELECT current_setting(\'server_version_num\')::integer / 10000 AS version')).version));
  const parts = one === other ? [...PARTS, ...PRINTED] : PARTS;
  const [source, target] = await Promise.all(servers.map(async (server) => byName(await schemaOf(sql, server, parts))));
  const differences = [];
  for (const [name, text] of source) {
    if (!target.has(name)) differences.push(`${name} is not on the target`);
    else if (plain(target.get(name)) === plain(text)) continue;
    else if (name.startsWith('words of ')) differences.push(`${name} are others on the target`);
    else differences.push(`${name} is ${text || 'plain'} on the source, and ${target.get(name) || 'plain'} on the target`);
  }
  for (const name of target.keys()) if (!source.has(name)) differences.push(`${name} is not on the source`);
  return differences;
}

function plain(text) {
  return text.replace(new RegExp(REREAD, 'g'), '');
}

function byName(parts) {
  return new Map(parts.map(({ kind, name, text }) => [`${kind} ${name}`, text]));
}
