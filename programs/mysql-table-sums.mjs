// Counts and checksums of whole tables of a MySQL server: what a copy is held against. The same text on both servers, whatever the types.
import { Refused } from './migration-state.mjs';
import { ident, literal, verdictOf } from './mysql-sql.mjs';

/** Values that may be larger than a text may be on the server (max_allowed_packet): hashed before anything is joined. */
const LARGE = new Set(['tinytext', 'text', 'mediumtext', 'longtext', 'tinyblob', 'blob', 'mediumblob', 'longblob', 'json', 'vector',
  'geometry', 'point', 'linestring', 'polygon', 'multipoint', 'multilinestring', 'multipolygon', 'geometrycollection', 'geomcollection']);
/** As text they lose digits, or are no number; a dump has no zero below zero. */
const NUMBERS = { float: (name) => `(${name} + 0e0)`, double: (name) => `(${name} + 0e0)`, bit: (name) => `(${name} + 0)`, enum: (name) => `(${name} + 0)`, set: (name) => `(${name} + 0)` };
/** Larger than any sum of 64 bits over the rows that a table can have. */
const POISON = '1e40';
/** Small tables are asked about together, as each question is a connection. */
const BATCH = 50;
const BATCH_BYTES = 4 * 1024 * 1024;
/** A statement reads what was committed before it on all members; a server without Galera warns, and goes on. */
const SYNCED = '/*+ SET_VAR(wsrep_sync_wait = 1) */';

/** Tables with rows of their own: name, bytes of rows and of indexes, columns by place, whether they are excluded. */
export async function tablesOf(sql, server, database, { excludedTables = [], source } = {}) {
  const of = literal(database);
  const tables = await sql.rows(server, { name: 'TABLE_NAME', bytes: 'CAST(COALESCE(DATA_LENGTH, 0) AS SIGNED)', indexBytes: 'CAST(COALESCE(INDEX_LENGTH, 0) AS SIGNED)', rows: 'CAST(COALESCE(TABLE_ROWS, 0) AS SIGNED)', engine: 'ENGINE' },
    `FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${of} AND TABLE_TYPE = 'BASE TABLE'`, 'SET SESSION information_schema_stats_expiry = 0; ');
  const columns = await sql.rows(server, {
    table: 'TABLE_NAME', name: 'COLUMN_NAME', type: 'LOWER(DATA_TYPE)', charset: 'CHARACTER_SET_NAME', place: 'ORDINAL_POSITION', generated: 'GENERATION_EXPRESSION <> \'\' AND EXTRA LIKE \'%GENERATED%\' AND EXTRA NOT LIKE \'%DEFAULT_GENERATED%\'',
  }, `FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${of}`);
  const byTable = new Map();
  for (const column of columns) byTable.set(column.table, [...byTable.get(column.table) ?? [], column]);
  return tables.map((table) => ({
    ...table, excluded: isExcluded(table.name, excludedTables, source?.database ?? database),
    columns: (byTable.get(table.name) ?? []).sort((one, other) => one.place - other.place),
  })).sort((one, other) => other.bytes - one.bytes || (one.name < other.name ? -1 : 1));
}

/** `table`, or `database.table`. */
function isExcluded(name, excludedTables, database) {
  return excludedTables.some((excluded) => excluded === name || excluded === `${database}.${name}`);
}

/** A name that is none would be copied, and nobody would know. */
export function requireExcluded(tables, excludedTables, database) {
  const unknown = excludedTables.find((excluded) => !tables.some(({ name }) => isExcluded(name, [excluded], database)));
  if (unknown !== undefined) throw new Refused(`excludedTables must name tables of the source, got ${unknown}`);
}

/** Bytes of a value, without what is large. As `text`, decimals in a document are without zeros at their end: there are none that are read from text. */
function bytesOf({ name, type }, as) {
  const quoted = ident(name);
  if (type === 'json' && as === 'text') return `IF(${quoted} IS NULL, 'N', SHA2(REGEXP_REPLACE(CAST(${quoted} AS CHAR), '(\\\\.[0-9]+?)0+(?![0-9])', '$1'), 256))`;
  if (LARGE.has(type)) return `IF(${quoted} IS NULL, 'N', SHA2(${quoted}, 256))`;
  const value = NUMBERS[type]?.(quoted) ?? quoted;
  return `IF(${quoted} IS NULL, 'N', CONCAT(LENGTH(CAST(${value} AS BINARY)), ':', CAST(${value} AS BINARY)))`;
}

/** A query for [rows, sum]: of each row 64 bits of a hash. A value that is too large for the server makes the row's hash NULL, and the sum one that no sum can be. */
function sum(database, { name, columns }, as) {
  const row = `CONCAT(${columns.map((column) => bytesOf(column, as)).join(', ')})`;
  return `SELECT ${SYNCED} JSON_ARRAY(COUNT(*), CAST(COALESCE(SUM(COALESCE(CAST(CONV(LEFT(SHA2(${row}, 256), 16), 16, 10) AS UNSIGNED), CAST(${POISON} AS DECIMAL(50)))), 0) AS CHAR)) FROM ${ident(database, name)};`;
}

/** Tables, largest first, in groups that are worth a connection. */
export function batchesOf(tables) {
  const batches = [];
  for (const table of tables) {
    const last = batches.at(-1);
    if (last && last.length < BATCH && last.reduce((bytes, one) => bytes + one.bytes, table.bytes) <= BATCH_BYTES) last.push(table);
    else batches.push([table]);
  }
  return batches;
}

/** For each table [rows, sum], some at once; the biggest begin. `as` is undefined, or `text` for documents as they are written. */
export async function sumsOf(sql, server, database, tables, jobs, as) {
  const sums = new Map();
  await inParallel(batchesOf(tables), jobs, async (batch) => {
    const lines = await sql.lines(server, batch.map((table) => sum(database, table, as)).join('\n')).catch((error) => { throw verdictOf(error); });
    if (lines.length !== batch.length) throw new Error(`the ${server} answered ${lines.length} of ${batch.length} questions`);
    batch.forEach(({ name }, i) => {
      if (lines[i][1].length > 39) throw new Refused(`${name} has values on the ${server} that are larger than its max_allowed_packet, and cannot be compared: raise it there`);
      sums.set(name, lines[i]);
    });
  });
  return sums;
}

/** Does all of it, some at once; what was begun is over when this is. */
export async function inParallel(all, jobs, does) {
  const rest = [...all];
  let failed;
  const work = async () => {
    for (let one = rest.shift(); one !== undefined && !failed; one = rest.shift()) {
      await does(one).catch((error) => { failed ??= error; });
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  if (failed) throw failed;
}

/** Whether mysqldump would change rows of a table: it writes FLOAT with six digits. */
export function losesDigits({ columns }) {
  return columns.some(({ type }) => type === 'float');
}

/** How its rows are dumped as they are. */
export function exactly(database, { name, columns }) {
  const stored = columns.filter(({ generated }) => !generated);
  // what cannot be written is no value, so that the statement fails
  const values = stored.map((column) => `IF(${ident(column.name)} IS NULL, 'NULL', COALESCE(${written(column)}, 'too large'))`);
  return {
    begin: `INSERT INTO ${ident(name)} (${stored.map((column) => ident(column.name)).join(', ')}) VALUES`,
    query: `SELECT COALESCE(CONCAT('(', ${values.join(', \',\', ')}, ')'), 'too large') FROM ${ident(database, name)}`,
    each: columns.some(({ type }) => LARGE.has(type)) ? 1 : 100,
  };
}

const TEXTS = new Set(['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext']);
const DIGITS = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal', 'year']);

function written({ name, type, charset }) {
  const quoted = ident(name);
  if (NUMBERS[type]) return `CAST(${NUMBERS[type](quoted)} AS CHAR)`;
  if (DIGITS.has(type)) return `CAST(${quoted} AS CHAR)`;
  if (type === 'json') return `CONCAT('_utf8mb4 X''', HEX(CAST(${quoted} AS CHAR)), '''')`;
  if (TEXTS.has(type)) return `CONCAT('_${charset} X''', HEX(${quoted}), '''')`;
  if (['date', 'datetime', 'timestamp', 'time'].includes(type)) return `CONCAT('''', ${quoted}, '''')`;
  return `CONCAT('X''', HEX(${quoted}), '''')`;
}
