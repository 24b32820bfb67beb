import { refuse } from '../values/refusal';

/** Refuses what is no name of a role, database, schema or tablespace that the rest of this library can derive names from. */
export function requireIdentifier(prop: string, value: string): void {
  if (typeof value !== 'string' || !/^_*[a-z][a-z0-9_-]*$/.test(value)) {
    refuse(prop, 'be lower-case letters, digits, "_" and "-", starting with a letter or with "_" and a letter', value, 'choose such a name');
  }
  if (value.length > 63) refuse(prop, 'be at most 63 characters', value, `shorten it by ${value.length - 63}`);
}

/** Refuses roles that PostgreSQL or the operator keeps for itself (CloudNativePG 1.30, validateManagedRoles). */
export function requireRoleName(prop: string, value: string): void {
  requireIdentifier(prop, value);
  if (value === 'postgres' || value === 'streaming_replica' || /^(pg|cnpg)_/.test(value)) {
    refuse(prop, 'not be reserved by PostgreSQL or CloudNativePG (postgres, streaming_replica, pg_*, cnpg_*)', value, 'choose another name');
  }
}

/** Refuses databases that every PostgreSQL has (CloudNativePG 1.30, CEL of Database). */
export function requireDatabaseName(prop: string, value: string): void {
  requireIdentifier(prop, value);
  if (['postgres', 'template0', 'template1'].includes(value)) {
    refuse(prop, 'not be reserved by PostgreSQL (postgres, template0, template1)', value, 'choose another name');
  }
}

/** Refuses a list in which something stands twice. */
export function requireDistinct(prop: string, values: readonly string[], remedy: string): void {
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) refuse(prop, 'name each one once', twice, remedy);
}

/** Part of a Kubernetes name that stands for an identifier. */
export function kebab(identifier: string): string {
  return identifier.replace(/_/g, '-').replace(/^-+|-+$/g, '');
}
