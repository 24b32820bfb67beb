import { MySqlPrivilege } from './mysql-user';

/** Rows, and not tables. */
export const ROWS = [MySqlPrivilege.SELECT, MySqlPrivilege.INSERT, MySqlPrivilege.UPDATE, MySqlPrivilege.DELETE];
export const READING = [MySqlPrivilege.SELECT, MySqlPrivilege.SHOW_VIEW];
/** All that an application and its migrations do in a database, and all that MySQL has for one. */
export const EVERYTHING = Object.values(MySqlPrivilege);
