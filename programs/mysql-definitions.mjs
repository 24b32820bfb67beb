// What a MySQL database is made of besides rows, as text that is the same on servers of different versions.
import { Refused } from './migration-state.mjs';
import { ident, literal, verdictOf } from './mysql-sql.mjs';

/** By kind: from where, the name, and what has to be equal. Bodies are those that the server keeps. */
const KINDS = {
  view: ['VIEWS', 'TABLE_SCHEMA', 'TABLE_NAME', ['VIEW_DEFINITION', 'CHECK_OPTION', 'IS_UPDATABLE', 'DEFINER', 'SECURITY_TYPE', 'CHARACTER_SET_CLIENT', 'COLLATION_CONNECTION']],
  routine: ['ROUTINES', 'ROUTINE_SCHEMA', 'CONCAT(LOWER(ROUTINE_TYPE), \' \', ROUTINE_NAME)',
    ['ROUTINE_DEFINITION', 'DTD_IDENTIFIER', 'IS_DETERMINISTIC', 'SQL_DATA_ACCESS', 'SECURITY_TYPE', 'SQL_MODE', 'ROUTINE_COMMENT', 'DEFINER', 'CHARACTER_SET_CLIENT', 'COLLATION_CONNECTION', 'DATABASE_COLLATION']],
  parameter: ['PARAMETERS', 'SPECIFIC_SCHEMA', 'CONCAT(LOWER(ROUTINE_TYPE), \' \', SPECIFIC_NAME, \' \', ORDINAL_POSITION)', ['PARAMETER_MODE', 'PARAMETER_NAME', 'DTD_IDENTIFIER', 'CHARACTER_SET_NAME', 'COLLATION_NAME']],
  trigger: ['TRIGGERS', 'TRIGGER_SCHEMA', 'TRIGGER_NAME',
    ['EVENT_MANIPULATION', 'EVENT_OBJECT_TABLE', 'ACTION_TIMING', 'ACTION_ORDER', 'ACTION_STATEMENT', 'SQL_MODE', 'DEFINER', 'CHARACTER_SET_CLIENT', 'COLLATION_CONNECTION', 'DATABASE_COLLATION']],
  event: ['EVENTS', 'EVENT_SCHEMA', 'EVENT_NAME',
    ['DEFINER', 'TIME_ZONE', 'EVENT_DEFINITION', 'EVENT_TYPE', 'CAST(EXECUTE_AT AS CHAR)', 'INTERVAL_VALUE', 'INTERVAL_FIELD', 'SQL_MODE', 'CAST(STARTS AS CHAR)', 'CAST(ENDS AS CHAR)', 'ON_COMPLETION', 'EVENT_COMMENT', 'CHARACTER_SET_CLIENT', 'COLLATION_CONNECTION', 'DATABASE_COLLATION']],
};
/** Without its body one cannot be compared, and who may not see it gets none. */
const BODIES = { view: 'VIEW_DEFINITION', routine: 'ROUTINE_DEFINITION', trigger: 'ACTION_STATEMENT', event: 'EVENT_DEFINITION' };

/** Definitions by kind and name. Events without whether they are enabled: that is changed with the move. */
export async function definitionsOf(sql, server, database, { kinds = Object.keys(KINDS), tables = [] } = {}) {
  const found = new Map();
  for (const kind of kinds) {
    const [from, schema, name, parts] = KINDS[kind];
    const texts = parts.map((part) => (part.startsWith('CAST') ? part : `CAST(${part} AS CHAR)`));
    const rows = await sql.rows(server, { name, parts: `JSON_ARRAY(${texts.join(', ')})`, body: BODIES[kind] ? `COALESCE(LENGTH(${BODIES[kind]}), 0)` : '1' },
      `FROM information_schema.${from} WHERE ${schema} = ${literal(database)}`);
    for (const row of rows) {
      if (row.body === 0) throw new Refused(`the ${server} does not show how ${kind} ${row.name} is made: the user lacks rights`);
      found.set(`${kind} ${row.name}`, JSON.stringify(row.parts.map((text) => plain(text, database))));
    }
  }
  for (const { name, counter, definition } of await tableDefinitions(sql, server, database, tables)) found.set(`table ${name}`, { counter, definition });
  return found;
}

/** SHOW CREATE TABLE in batches; the counter stands for itself. */
async function tableDefinitions(sql, server, database, names) {
  const shown = await show(sql, server, 'TABLE', database, names);
  return names.map((name, i) => {
    const end = lastPart(shown[i]);
    return {
      name, counter: Number(/ AUTO_INCREMENT=(\d+)\b/.exec(end)?.[1] ?? 1),
      definition: plain(shown[i].slice(0, shown[i].length - end.length) + end.replace(/ AUTO_INCREMENT=\d+\b/, ''), database),
    };
  });
}

/** What SHOW CREATE says of each. */
async function show(sql, server, kind, database, names) {
  const all = [];
  for (let i = 0; i < names.length; i += 50) {
    const batch = names.slice(i, i + 50);
    // what is printed raw has line ends: each is followed by a line that is in no definition
    const mark = `-- end of ${Math.random().toString(36).slice(2)}`;
    const text = await sql.run(server, batch.map((name) => `SHOW CREATE ${kind} ${ident(database, name)}; SELECT '${mark}';`).join('\n'));
    const parts = text.split(`\n${mark}`);
    batch.forEach((name, j) => {
      const at = parts[j].indexOf('\tCREATE ');
      if (at < 0) throw new Error(`the ${server} does not show how ${name} is made`);
      all.push(parts[j].slice(at + 1));
    });
  }
  return all;
}

/** Views of the source: name, statement, and the characters that it was made with. In its own database a view does not name it. */
export async function viewsOf(sql, database) {
  const names = (await sql.rows('source', { name: 'TABLE_NAME' }, `FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${literal(database)}`)).map(({ name }) => name);
  const shown = await show(sql, 'source', 'VIEW', database, names);
  return names.map((name, i) => {
    const [, statement, charset, collation] = /^([\s\S]*)\t(\w+)\t(\w+)$/.exec(shown[i]);
    return { name, statement, charset, collation };
  });
}

/**
 * Makes views on the target, those that others look at first: mysqldump makes them by the alphabet, with something else in their place before, on which no CHECK
 * OPTION can be. Prepared, a statement is read in the characters of the session, whatever it is sent in.
 */
export async function makeViews(sql, views) {
  for (let rest = views; rest.length > 0;) {
    const left = [];
    let failure;
    for (const view of rest) {
      await sql.run('target', `SET @made = CONVERT(${literal(view.statement)} USING utf8mb4);
        SET SESSION character_set_client = ${literal(view.charset)}, collation_connection = ${literal(view.collation)};
        PREPARE made FROM @made;
        EXECUTE made;`).catch((error) => {
        failure = error;
        left.push(view);
      });
    }
    if (left.length === rest.length) throw verdictOf(failure);
    rest = left;
  }
}

/** What stands behind the columns. */
function lastPart(shown) {
  return shown.slice(shown.lastIndexOf('\n) '));
}

/** Versions differ in the widths that they show of integers, and in the name of three-byte UTF-8; a view may name its own database. */
function plain(text, database) {
  return text?.replaceAll(`${ident(database)}.`, '').replace(/\b((?:tiny|small|medium|big)?int)\(\d+\)(?! unsigned zerofill)/g, '$1').replace(/\butf8(?=[_ ,\n']|$)/g, 'utf8mb3') ?? null;
}

/** Words for what is not the same; counters of the target may be ahead. */
export function definitionDifferences(shall, is) {
  const differences = [];
  for (const [name, wanted] of shall) {
    const found = is.get(name);
    if (found === undefined) differences.push(`${name} is missing on the target`);
    else if ((wanted.definition ?? wanted) !== (found.definition ?? found)) differences.push(`${name} is made otherwise on the target`);
    else if (wanted.counter > found.counter) differences.push(`${name} would number rows from ${found.counter} on, and the source is at ${wanted.counter}`);
  }
  for (const name of is.keys()) if (!shall.has(name)) differences.push(`${name} is on the target alone`);
  return differences;
}
