// What the user of a migration needs on the source: what somebody may not see is not in any list, and a dump leaves it out without a word.
import { literal } from './mysql-sql.mjs';

const NEEDED = ['SELECT', 'SHOW VIEW', 'TRIGGER', 'EVENT'];
const GRANTEE = 'GRANTEE = CONCAT(\'\'\'\', SUBSTRING_INDEX(CURRENT_USER(), \'@\', 1), \'\'\'@\'\'\', SUBSTRING_INDEX(CURRENT_USER(), \'@\', -1), \'\'\'\')';

/** Those that it lacks. */
export async function missingRights(sql, database) {
  const granted = await sql.rows('source', { right: 'PRIVILEGE_TYPE' }, `FROM (SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE ${GRANTEE}
    UNION SELECT PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES WHERE ${GRANTEE} AND ${literal(database)} LIKE TABLE_SCHEMA ESCAPE '\\\\') AS granted`);
  const has = granted.map(({ right }) => right);
  return [...NEEDED.filter((right) => !has.includes(right)), ...(has.includes('SHOW_ROUTINE') || has.includes('SELECT') && await isGlobal(sql) ? [] : ['SHOW_ROUTINE'])];
}

async function isGlobal(sql) {
  return (await sql.rows('source', { one: '1' }, `FROM information_schema.USER_PRIVILEGES WHERE ${GRANTEE} AND PRIVILEGE_TYPE = 'SELECT'`)).length > 0;
}
