import { kebab, requireDistinct, requireUserName } from './identifiers';
import { EVERYTHING, ROWS } from './mysql-privileges';
import { MySqlPrivilege, MySqlUser } from './mysql-user';
import { refuse } from '../values/refusal';
import { SecretRef } from '../values/secret-ref';

/** A user with the Secret that holds its password. */
export interface UserSettings {
  readonly name: string;
  readonly secretName: string;
  readonly given?: SecretRef;
  readonly databases: readonly string[];
  readonly privileges: readonly MySqlPrivilege[];
}

export function usersOf(users: readonly MySqlUser[], databases: readonly string[], cluster: string): UserSettings[] {
  users.forEach((user, i) => {
    if (!user) refuse(`users[${i}]`, 'be a user', user, 'remove it');
  });
  const declared = users.map((user, i) => userSettings(`users[${i}]`, cluster, user, databases));
  const owners = databases.filter((database) => !declared.some((user) => user.databases.includes(database)))
    .map((database) => userSettings('databases', cluster, { name: database, databases: [database], privileges: EVERYTHING }, databases));
  const all = [...owners, ...declared];
  requireDistinct('users', all.map(({ name }) => name), 'a database that no user may use has one of its own name');
  requireDistinct('users', all.map(({ secretName }) => secretName), 'names that differ only in "_" and "-" share a Secret; rename one');
  return all;
}

/** Name of the Secret with a user's password, where nobody else makes it. */
export function secretNameOf(cluster: string, user: string): string {
  return `${cluster}-user-${kebab(user)}`;
}

/** The same user in another cluster. */
export function userOf(cluster: string, user: UserSettings): UserSettings {
  return { ...user, secretName: user.given?.name ?? secretNameOf(cluster, user.name) };
}

/** Users of one cluster, as the props of another one have them. */
export function usersLike(users: readonly UserSettings[]): MySqlUser[] {
  return users.map(({ name, databases, privileges, given }) => ({ name, databases: [...databases], privileges: [...privileges], password: given }));
}

/** A user's settings; also used when a grant adds one. */
export function userSettings(prop: string, cluster: string, user: MySqlUser, databases: readonly string[]): UserSettings {
  requireUserName(prop.startsWith('users[') ? `${prop}.name` : prop, user.name);
  const own = user.databases ?? databases.slice(0, 1);
  if (own.length === 0) refuse(`${prop}.databases`, 'name a database', own, 'leave it out for the first one: without any, the operator grants on all of them');
  requireDistinct(`${prop}.databases`, own, 'remove the second one');
  const unknown = own.find((database) => !databases.includes(database));
  if (unknown !== undefined) refuse(`${prop}.databases`, `name declared databases (${databases.join(', ')})`, unknown, 'add it to databases');
  const privileges = user.privileges ?? ROWS;
  if (privileges.length === 0) refuse(`${prop}.privileges`, 'not be empty', privileges, 'leave it out to read and change rows');
  requireDistinct(`${prop}.privileges`, privileges, 'remove the second one');
  const wrong = privileges.find((privilege) => !EVERYTHING.includes(privilege));
  if (wrong !== undefined) refuse(`${prop}.privileges`, 'be of MySqlPrivilege', wrong, 'others reach beyond a database');
  return {
    name: user.name, secretName: user.password?.name ?? secretNameOf(cluster, user.name), given: user.password, databases: own, privileges,
  };
}
