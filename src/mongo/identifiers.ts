import { refuse } from '../values/refusal';

// the name of an annotation behind its slash (Kubernetes docs, Labels and Selectors, Syntax); Percona Operator for MongoDB 1.22.0, custom_users.go, handleUsers
export const LONGEST_ANNOTATION = 63;

/** Refuses what is no name of a user or a database that the rest of this library can derive names from. */
function requireIdentifier(prop: string, value: string): void {
  if (typeof value !== 'string' || !/^_*[a-z][a-z0-9_-]*$/.test(value)) {
    refuse(prop, 'be lower-case letters, digits, "_" and "-", starting with a letter or with "_" and a letter', value, 'choose such a name');
  }
  // 63 bytes is the most that a database's name may have (MongoDB manual 8.0, Limits and Thresholds)
  if (value.length > 63) refuse(prop, 'be at most 63 characters', value, `shorten it by ${value.length - 63}`);
}

/** Refuses databases that every MongoDB has. */
export function requireDatabaseName(prop: string, value: string): void {
  requireIdentifier(prop, value);
  if (['admin', 'config', 'local'].includes(value)) refuse(prop, 'not be MongoDB\'s own (admin, config, local)', value, 'choose another name');
  // it holds the mark of a restore (programs/restore-mongo.js)
  if (value === 'cdk8s_databases') refuse(prop, 'not be cdk8s_databases, in which restores are noted', value, 'choose another name');
}

/** Refuses users that the operators keep for themselves, whatever their case, and ours for the exporter. */
export function requireUserName(prop: string, value: string, reserved: readonly string[]): void {
  requireIdentifier(prop, value);
  const taken = reserved.find((name) => name.toLowerCase() === value);
  if (taken !== undefined) refuse(prop, `not be kept by the operator or this library (${reserved.join(', ')})`, value, 'choose another name');
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
