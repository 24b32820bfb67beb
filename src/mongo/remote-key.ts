import type { MongoSettings } from './mongo-settings';

/**
 * The key in the secret store that a user's password lies under. A restored database has its source's: users come back with the data, the operator's own
 * among them, with the passwords that they had, and an operator that has others is locked out.
 */
export function remoteKeyOf({ platform, recovery, namespace, name }: MongoSettings, user: string): string {
  if (recovery) return remoteKeyOf(recovery.source, user);
  return platform.secrets!.remoteKey(namespace, name, user);
}
