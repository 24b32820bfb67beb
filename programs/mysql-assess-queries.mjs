// What the assessment asks MySQL servers. Names of things are lists; what is asked of both servers is the same.
import { definersOf } from './mysql-definers.mjs';
import { ident, literal } from './mysql-sql.mjs';

/** What sessions begin with, and their statements read and write otherwise by; others have findings of their own. */
export const DEFAULTS = ['autocommit', 'block_encryption_mode', 'character_set_server', 'default_week_format', 'explicit_defaults_for_timestamp', 'group_concat_max_len', 'init_connect', 'transaction_isolation'];

const OWN_ACCOUNT = 'GRANTEE = CONCAT(\'\'\'\', SUBSTRING_INDEX(CURRENT_USER(), \'@\', 1), \'\'\'@\'\'\', SUBSTRING_INDEX(CURRENT_USER(), \'@\', -1), \'\'\'\')';
const VARIABLES = ['version', 'version_comment', 'server_uuid', 'server_id', 'log_bin', 'binlog_format', 'gtid_mode', 'read_only', 'super_read_only', 'persisted_globals_load', 'performance_schema', 'lower_case_table_names', 'sql_mode', 'time_zone',
  'system_time_zone', 'event_scheduler', 'max_allowed_packet', 'log_bin_trust_function_creators', 'max_execution_time', 'collation_server', 'wsrep_on', 'pxc_strict_mode', 'innodb_page_size', ...DEFAULTS];
const SYSTEM = '(\'mysql\', \'sys\', \'information_schema\', \'performance_schema\', \'cdk8s_migration\')';

/** Of each server: variables, collations, rights of who asks. */
export async function serverFacts(sql, server) {
  const variables = await sql.rows(server, { name: 'VARIABLE_NAME', value: 'VARIABLE_VALUE' }, `FROM performance_schema.global_variables WHERE VARIABLE_NAME IN (${VARIABLES.map((name) => `'${name}'`).join(', ')})`);
  const encrypted = (await sql.run(server, 'SELECT VARIABLE_VALUE FROM performance_schema.session_status WHERE VARIABLE_NAME = \'Ssl_cipher\';')) !== '';
  return {
    encrypted,
    variables: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    collations: await names(sql, server, 'COLLATION_NAME', 'FROM information_schema.COLLATIONS'),
    rights: await names(sql, server, 'PRIVILEGE_TYPE', `FROM information_schema.USER_PRIVILEGES WHERE ${OWN_ACCOUNT}`),
  };
}

async function names(sql, server, expression, rest) {
  return (await sql.rows(server, { name: expression }, rest)).map(({ name }) => name);
}

/** Lists of the source's database: expression of the name, and from where. */
function lists(database) {
  const of = literal(database);
  const tables = `TABLE_SCHEMA = ${of} AND TABLE_TYPE = 'BASE TABLE'`;
  return {
    keyless: ['t.TABLE_NAME', `FROM information_schema.TABLES t WHERE t.${tables.replace('AND TABLE_TYPE', 'AND t.TABLE_TYPE')}
      AND NOT EXISTS (SELECT 1 FROM information_schema.TABLE_CONSTRAINTS c WHERE c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME AND c.CONSTRAINT_TYPE = 'PRIMARY KEY')`],
    otherEngines: ['CONCAT(TABLE_NAME, \' (\', COALESCE(ENGINE, \'none\'), \')\')', `FROM information_schema.TABLES WHERE ${tables} AND COALESCE(ENGINE, '') <> 'InnoDB'`],
    encrypted: ['TABLE_NAME', `FROM information_schema.TABLES WHERE ${tables} AND REPLACE(CREATE_OPTIONS, '''', '"') LIKE '%ENCRYPTION="Y"%'`],
    brokenViews: ['TABLE_NAME', `FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${of} AND TABLE_TYPE = 'VIEW' AND TABLE_COMMENT LIKE '%references invalid%'`],
    views: ['TABLE_NAME', `FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${of}`],
    routines: ['CONCAT(LOWER(ROUTINE_TYPE), \' \', ROUTINE_NAME)', `FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${of}`],
    triggers: ['CONCAT(TRIGGER_NAME, \' on \', EVENT_OBJECT_TABLE)', `FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${of}`],
    events: ['EVENT_NAME', `FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${of}`],
    zones: ['zone', `FROM (SELECT DISTINCT TIME_ZONE AS zone FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${of} AND TIME_ZONE NOT REGEXP '^[-+]' AND TIME_ZONE <> 'SYSTEM') AS z`],
    systemZoned: ['EVENT_NAME', `FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${of} AND TIME_ZONE = 'SYSTEM'`],
    collations: ['collation', `FROM (SELECT COLLATION_NAME AS collation FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${of} AND COLLATION_NAME IS NOT NULL UNION SELECT TABLE_COLLATION FROM information_schema.TABLES WHERE ${tables}
      UNION SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${of} UNION SELECT COLLATION_CONNECTION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${of}
      UNION SELECT COLLATION_CONNECTION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${of}) AS c`],
    foreignKeysOut: ['CONCAT(TABLE_NAME, \'.\', CONSTRAINT_NAME)', `FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ${of} AND UNIQUE_CONSTRAINT_SCHEMA <> CONSTRAINT_SCHEMA`],
    generated: ['CONCAT(TABLE_NAME, \'.\', COLUMN_NAME)', `FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${of} AND EXTRA REGEXP '(VIRTUAL|STORED) GENERATED'`],
    invisibleKeys: ['TABLE_NAME', `FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${of} AND COLUMN_NAME = 'my_row_id' AND EXTRA LIKE '%INVISIBLE%'`],
    documents: ['CONCAT(TABLE_NAME, \'.\', COLUMN_NAME)', `FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${of} AND DATA_TYPE = 'json'`],
    partitions: ['CONCAT(TABLE_NAME, \' (\', COUNT(*), \')\')', `FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA = ${of} AND PARTITION_NAME IS NOT NULL GROUP BY TABLE_NAME`],
    placed: ['t.NAME', `FROM information_schema.INNODB_TABLES t LEFT JOIN information_schema.INNODB_TABLESPACES s ON s.SPACE = t.SPACE LEFT JOIN information_schema.INNODB_DATAFILES d ON d.SPACE = t.SPACE
      WHERE t.NAME LIKE CONCAT(REPLACE(REPLACE(${of}, '_', '\\_'), '%', '\\%'), '/%') AND (t.SPACE_TYPE = 'General' OR d.PATH LIKE '/%')`],
    longTransactions: ['CONCAT(\'session \', trx_mysql_thread_id, \' since \', trx_started)', 'FROM information_schema.INNODB_TRX WHERE trx_started < NOW() - INTERVAL 5 MINUTE'],
    channels: ['IF(CHANNEL_NAME = \'\', \'the default channel\', CHANNEL_NAME)', 'FROM performance_schema.replication_connection_configuration'],
    group: ['MEMBER_HOST', 'FROM performance_schema.replication_group_members WHERE MEMBER_STATE <> \'OFFLINE\''],
    otherDatabases: ['OBJECT_SCHEMA', `FROM performance_schema.table_io_waits_summary_by_table WHERE OBJECT_SCHEMA NOT IN ${SYSTEM} AND OBJECT_SCHEMA <> ${of} AND COUNT_WRITE > 0 GROUP BY OBJECT_SCHEMA`],
  };
}

export async function sourceFacts(sql, database) {
  const asked = Object.entries(lists(database));
  const facts = Object.fromEntries(asked.map(([key]) => [key, []]));
  // each question by itself would be a connection
  const found = await sql.lines('source', asked.map(([key, [expression, rest]]) => `SELECT JSON_OBJECT('key', '${key}', 'name', ${expression}) ${rest};`).join('\n'));
  for (const { key, name } of found) facts[key].push(name);
  for (const all of Object.values(facts)) all.sort();
  facts.viewsOut = (await sql.rows('source', { name: 'TABLE_NAME', definition: 'VIEW_DEFINITION' }, `FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${literal(database)}`))
    .flatMap(({ name, definition }) => foreignTo(definition ?? '', database).map((other) => `${name} of ${other}`)).sort();
  facts.foreignKeys = await sql.rows('source', { table: 'TABLE_NAME', to: 'REFERENCED_TABLE_NAME' }, `FROM information_schema.REFERENTIAL_CONSTRAINTS
    WHERE CONSTRAINT_SCHEMA = ${literal(database)} AND UNIQUE_CONSTRAINT_SCHEMA = CONSTRAINT_SCHEMA AND TABLE_NAME <> REFERENCED_TABLE_NAME`);
  facts.definers = await definersOf(sql, database);
  facts.codeOut = await codeOut(sql, database);
  facts.prepared = (await sql.run('source', 'XA RECOVER CONVERT XID;')).split('\n').filter(Boolean).map((line) => line.split('\t').pop());
  return facts;
}

/** Other databases that a view names: those that its user may not read are in no list of the server. */
function foreignTo(definition, database) {
  const named = [...definition.matchAll(/\b(?:from|join)\s+\(*`((?:[^`]|``)+)`\.`/g), ...definition.matchAll(/`((?:[^`]|``)+)`\.`(?:[^`]|``)+`\.`/g)].map(([, name]) => name.replaceAll('``', '`'));
  return [...new Set(named)].filter((name) => name !== database);
}

/** Routines, triggers and events that name other databases of the server. A name that a table has, too, or a trigger's row, says nothing. */
async function codeOut(sql, database) {
  const of = literal(database);
  const others = await names(sql, 'source', 'SCHEMA_NAME', `FROM (SELECT SCHEMA_NAME FROM information_schema.SCHEMATA UNION SELECT OBJECT_SCHEMA FROM performance_schema.table_io_waits_summary_by_table) AS s
    WHERE SCHEMA_NAME NOT IN ${SYSTEM} AND SCHEMA_NAME <> ${of} AND LOWER(SCHEMA_NAME) NOT IN ('old', 'new') AND SCHEMA_NAME NOT IN (SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${of})`);
  const bodies = await sql.rows('source', { name: 'name', body: 'body' }, `FROM (
    SELECT CONCAT(LOWER(ROUTINE_TYPE), ' ', ROUTINE_NAME) AS name, ROUTINE_DEFINITION AS body FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${of}
    UNION ALL SELECT CONCAT('trigger ', TRIGGER_NAME), ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${of}
    UNION ALL SELECT CONCAT('event ', EVENT_NAME), EVENT_DEFINITION FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${of}) AS code`);
  return bodies.flatMap(({ name, body }) => others.filter((other) => qualifies(other, codeOf(body ?? ''))).map((other) => `${name} names ${other}`)).sort();
}

/** Whether a name stands before that of something else, in quotes or not. */
function qualifies(name, code) {
  const plain = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w$.\`"])(?:\`${plain.replaceAll('`', '``')}\`|"${plain}"|${plain})\\s*\\.\\s*[\\w$\`"]`, 'iu').test(code);
}

/** Without texts and comments. Before a dot what is in double quotes is a name (ANSI_QUOTES). */
function codeOf(body) {
  return body.replace(/'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|""|\\[\s\S])*"|--\s.*|#.*|\/\*[\s\S]*?\*\//g,
    (part, at) => (part.startsWith('"') && /^\s*\./.test(body.slice(at + part.length)) ? part : ' '));
}

/** What the target's other databases hold. */
export async function otherBytes(sql, database) {
  return Number(await sql.run('target', `SELECT COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) FROM information_schema.TABLES WHERE TABLE_SCHEMA NOT IN ${SYSTEM} AND TABLE_SCHEMA <> ${literal(database)};`));
}

/** Zones that the target does not know. */
export async function unknownZones(sql, zones) {
  const unknown = [];
  for (const zone of zones) if (await sql.run('target', `SELECT CONVERT_TZ('2026-01-01 00:00:00', '+00:00', ${literal(zone)}) IS NULL;`) === '1') unknown.push(zone);
  return unknown;
}

/** Bytes of the largest value of each large column, by table, as far as there is time: a table that takes longer is left out. */
export async function largestValues(sql, database, tables, seconds) {
  const deadline = Date.now() + seconds * 1000;
  const largest = [];
  const unknown = [];
  for (const { name, columns } of tables) {
    const large = columns.filter(({ type }) => /blob|text|json|geometry/.test(type) && !/^tiny/.test(type));
    if (large.length === 0) continue;
    const left = deadline - Date.now();
    const sizes = large.map(({ name: column }) => `COALESCE(LENGTH(${ident(column)}), 0)`).join(' + ');
    const bytes = left <= 0 ? undefined : await sql.run('source', `SELECT /*+ MAX_EXECUTION_TIME(${Math.max(1000, left)}) */ COALESCE(MAX(${sizes}), 0) FROM ${ident(database, name)};`).then(Number, () => undefined);
    if (bytes === undefined) unknown.push(name);
    else largest.push({ name, bytes });
  }
  return { largest, unknown };
}
