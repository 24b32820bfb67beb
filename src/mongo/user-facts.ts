import { RoleFacts } from '../checklist/facts';

/** A role that a manifest makes. */
export interface DeclaredRole {
  readonly role?: string;
  readonly db?: string;
  readonly privileges?: readonly any[];
  readonly roles?: readonly any[];
}

/** Roles that reach no further than the database that they are granted on, or only look (MongoDB manual 8.0, Built-In Roles). */
const HARMLESS = /^(read|readWrite|dbAdmin|clusterMonitor)$/;

/** Users that the manifest declares, and what they may that no application needs. A role that nothing in the input declares may be any. */
export function readUsers(users: readonly any[], declared: readonly DeclaredRole[] = []): RoleFacts[] {
  return users.map(({ name = '', roles = [] }) => ({
    name,
    excess: [...new Set<string>(roles.flatMap((role: any) => excessOf(role.name ?? '', role.db ?? 'admin', declared, [])))],
  }));
}

function excessOf(name: string, on: string, declared: readonly DeclaredRole[], seen: readonly DeclaredRole[]): string[] {
  const own = declared.find((role) => role.role === name && (role.db ?? 'admin') === on);
  if (own) {
    // one that has itself adds nothing
    if (seen.includes(own)) return [];
    const inherited = (own.roles ?? []).flatMap(({ role = '', db = on }) => excessOf(role, db, declared, [...seen, own]));
    return [...(own.privileges ?? []).some(isExcessive) ? [`${name} on ${on}`] : [], ...inherited.map((excess) => `${excess} by ${name}`)];
  }
  // users and their rights lie in admin
  const writesAdmin = /^(readWrite|dbAdmin)$/.test(name) && on === 'admin';
  return HARMLESS.test(name) && !writesAdmin ? [] : [`${name} on ${on}`];
}

/** On the cluster, on all databases (no name stands for all), on those with users and members, or of every kind (MongoDB manual 8.0, Resource Document). */
function isExcessive({ resource = {}, actions = [] }: any): boolean {
  const { db = '', cluster = false, anyResource = false } = resource;
  return cluster || anyResource || ['', 'admin', 'config', 'local'].includes(db) || actions.includes('anyAction');
}
