import { RoleFacts } from '../checklist/facts';

/** Roles that no application needs (MongoDB manual 8.0, Built-In Roles). */
const EXCESSIVE = /^(root|__system|\w+AnyDatabase|clusterAdmin|clusterManager|hostManager|userAdmin|dbOwner|backup|restore|enableSharding)$/;

/** Users that the manifest declares, and what they may that no application needs. */
export function readUsers(users: readonly any[]): RoleFacts[] {
  return users.map(({ name = '', roles = [] }) => ({
    name,
    excess: roles.flatMap((role: any) => {
      const on = role.db ?? 'admin';
      if (EXCESSIVE.test(role.name ?? '')) return [`${role.name} on ${on}`];
      // users and their rights lie in admin
      return /^(readWrite|dbAdmin)$/.test(role.name ?? '') && on === 'admin' ? [`${role.name} on ${on}`] : [];
    }),
  }));
}
