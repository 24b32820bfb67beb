// Events of MySQL: they come disabled, since they would run at once, and are enabled when the clients are moved.
import { randomBytes } from 'node:crypto';
import { Refused } from './migration-state.mjs';
import { ident, literal, verdictOf } from './mysql-sql.mjs';

export async function eventsOf(sql, server, database) {
  return sql.rows(server, {
    name: 'EVENT_NAME', definer: 'DEFINER', zone: 'TIME_ZONE', body: 'EVENT_DEFINITION', at: 'CAST(EXECUTE_AT AS CHAR)', every: 'CAST(INTERVAL_VALUE AS CHAR)', unit: 'INTERVAL_FIELD', mode: 'SQL_MODE',
    starts: 'CAST(STARTS AS CHAR)', ends: 'CAST(ENDS AS CHAR)', completion: 'ON_COMPLETION', comment: 'EVENT_COMMENT', charset: 'CHARACTER_SET_CLIENT', collation: 'COLLATION_CONNECTION', enabled: 'STATUS = \'ENABLED\'',
  }, `FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${literal(database)} ORDER BY EVENT_NAME`);
}

/** What would be lost: one that is due within the time that the clients wait is there no more, or in the past, when it is made. */
export async function requireNoneDue(sql, database, seconds) {
  const due = await sql.rows('source', { name: 'EVENT_NAME' }, `FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${literal(database)} AND STATUS = 'ENABLED'
    AND COALESCE(EXECUTE_AT, ENDS) < CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', IF(TIME_ZONE = 'SYSTEM', 'SYSTEM', TIME_ZONE)) + INTERVAL ${seconds} SECOND`);
  if (due.length > 0) throw new Refused(`the event ${due[0].name} ends or is due within ${seconds} s, and would be lost: wait for it, or drop it`);
}

/** Each that can be written as it is. */
export function requireWritable(events) {
  const mangled = events.find(({ body, comment, charset }) => !/^utf8/.test(charset) && /[^\x00-\x7f]/.test(body + comment));
  if (mangled) throw new Refused(`the event ${mangled.name} has letters that a client wrote in ${mangled.charset}: make it anew with a client that speaks utf8mb4`);
}

export async function makeDisabled(sql, database, events) {
  for (const event of events) {
    // the client keeps 15 characters of a delimiter, and would read the rest as a statement
    const end = `//${randomBytes(5).toString('hex')}//`;
    const statement = `SET SESSION sql_mode = ${literal(event.mode)}, time_zone = ${literal(event.zone)}, character_set_client = ${literal(event.charset)}, collation_connection = ${literal(event.collation)};
USE ${ident(database)};
DELIMITER ${end}
CREATE DEFINER = ${account(event.definer)} EVENT ${ident(event.name)} ON SCHEDULE ${scheduleOf(event)} ON COMPLETION ${event.completion} DISABLE COMMENT ${quoted(event)} DO ${event.body}
${end}`;
    await sql.run('target', statement).catch((error) => { throw verdictOf(error); });
  }
}

/** The definer would be who enables it. */
export async function enable(sql, database, events) {
  const { length } = events;
  if (length > 0) await sql.run('target', events.map(({ name, definer }) => `ALTER DEFINER = ${account(definer)} EVENT ${ident(database, name)} ENABLE;`).join('\n'));
  return length;
}

function scheduleOf({ at, every, unit, starts, ends }) {
  if (at !== null) return `AT '${at}'`;
  return `EVERY '${every.replaceAll('\'', '')}' ${unit}${starts === null ? '' : ` STARTS '${starts}'`}${ends === null ? '' : ` ENDS '${ends}'`}`;
}

/** A comment has no digits for letters: a backslash is one only in this mode. */
function quoted({ comment, mode }) {
  const text = /NO_BACKSLASH_ESCAPES/.test(mode) ? comment : comment.replaceAll('\\', '\\\\');
  return `'${text.replaceAll('\'', '\'\'')}'`;
}

/** `name@host` as the server shows it; a name may have an @, and a host none. */
function account(definer) {
  const at = definer.lastIndexOf('@');
  return `${ident(definer.slice(0, at))}@${ident(definer.slice(at + 1))}`;
}
