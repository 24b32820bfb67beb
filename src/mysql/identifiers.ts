import { isReservedWord } from './reserved-words';
import { PMM_TOKEN } from '../parts/pmm';
import { refuse } from '../values/refusal';

/** Users that the operator makes, and names that it skips without a word (pkg/pxc/users/users.go, UserNames, and build/pxc-entrypoint.sh, 1.20). */
export const SYSTEM_USERS = ['root', 'xtrabackup', 'monitor', 'proxyadmin', 'operator', 'replication'];
const RESERVED_USERS = [...SYSTEM_USERS, 'pmmserver', 'pmmserverkey', PMM_TOKEN, 'clustercheck', 'debian-sys-maint'];

export const OWN_DATABASES = ['mysql', 'sys', 'information_schema', 'performance_schema'];

/** Refuses what is no name of a user that the rest of this library can derive names from, and what the operator keeps for itself. */
export function requireUserName(prop: string, value: string): void {
  if (typeof value !== 'string' || !/^[a-z][a-z0-9_-]*$/.test(value)) {
    refuse(prop, 'be lower-case letters, digits, "_" and "-", starting with a letter', value, 'choose such a name');
  }
  // MySQL 8.4 manual, 8.2.1
  if (value.length > 32) refuse(prop, 'be at most 32 characters', value, `shorten it by ${value.length - 32}`);
  if (RESERVED_USERS.includes(value) || value.startsWith('mysql')) {
    refuse(prop, `not be reserved by MySQL or the operator (${RESERVED_USERS.join(', ')}, mysql*)`, value, 'choose another name');
  }
}

/** Refuses databases that the operator could not make, which writes their names into its statements without quotes (upsertUserQuery, 1.20). */
export function requireDatabaseName(prop: string, value: string): void {
  if (typeof value !== 'string' || !/^[a-z][a-z0-9_]*$/.test(value)) {
    refuse(prop, 'be lower-case letters, digits and "_", starting with a letter', value, 'choose such a name: the operator quotes none');
  }
  // MySQL 8.4 manual, 11.2.1
  if (value.length > 64) refuse(prop, 'be at most 64 characters', value, `shorten it by ${value.length - 64}`);
  if (OWN_DATABASES.includes(value)) {
    refuse(prop, `not be one of MySQL's own (${OWN_DATABASES.join(', ')})`, value, 'choose another name');
  }
  if (isReservedWord(value)) refuse(prop, 'be no word that MySQL reserves', value, 'choose another name: the operator quotes none');
}

/** Refuses a list in which something stands twice. */
export function requireDistinct(prop: string, values: readonly string[], remedy: string): void {
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) refuse(prop, 'name each one once', twice, remedy);
}

/** In a GRANT each "_" of a database's name stands for any one character (MySQL 8.4 manual, 15.7.1.6), so that a user of one could use the other. */
export function requireApart(prop: string, databases: readonly string[]): void {
  for (const name of databases) {
    const pattern = new RegExp(`^${name.replace(/_/g, '.')}$`);
    const other = [...OWN_DATABASES, ...databases].find((candidate) => candidate !== name && pattern.test(candidate));
    if (other !== undefined) refuse(prop, `differ in more than where "${name}" has "_", which stands for any character in a GRANT`, other, 'rename one');
  }
}

/** Part of a Kubernetes name that stands for an identifier. */
export function kebab(identifier: string): string {
  return identifier.replace(/_/g, '-').replace(/-+$/, '');
}
