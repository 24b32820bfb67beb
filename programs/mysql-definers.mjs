// On whose behalf views, routines, triggers and events of a MySQL database run: each has to be a user of the target, too.
import { Refused } from './migration-state.mjs';
import { literal, numberOf } from './mysql-sql.mjs';

const DENIED = new Set(['1044', '1142', '1143']);

/** `name@host` of each. */
export async function definersOf(sql, database) {
  const of = literal(database);
  return (await sql.rows('source', { name: 'definer' }, `FROM (SELECT DEFINER AS definer FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${of} UNION SELECT DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${of}
    UNION SELECT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${of} UNION SELECT DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${of}) AS d`)).map(({ name }) => name).sort();
}

/** Who may be one there, and whether as a system user; undefined where that may not be read. */
export async function targetAccounts(sql) {
  try {
    const accounts = await sql.rows('target', { name: 'CONCAT(User, \'@\', Host)', system: 'EXISTS (SELECT 1 FROM mysql.global_grants g WHERE g.USER = u.User AND g.HOST = u.Host AND g.PRIV = \'SYSTEM_USER\')' }, 'FROM mysql.user u');
    return new Map(accounts.map(({ name, system }) => [name, Boolean(system)]));
  } catch (error) {
    if (!DENIED.has(numberOf(error))) throw error;
    return undefined;
  }
}

/** The server makes what somebody defines who is not there, and fails when it is used. */
export async function requireDefiners(sql, database) {
  const accounts = await targetAccounts(sql);
  const missing = accounts ? (await definersOf(sql, database)).filter((name) => !accounts.has(name)) : [];
  if (missing.length > 0) throw new Refused(`views, routines, triggers or events are defined by users that the target does not have, such as ${missing[0]}: make them there, or give another definer on the source`);
}
