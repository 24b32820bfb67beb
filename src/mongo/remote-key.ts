import type { MongoSettings } from './mongo-settings';

/** The key in the secret store that a user's password lies under. */
export function remoteKeyOf({ platform, namespace, name }: MongoSettings, user: string): string {
  return platform.secrets!.remoteKey(namespace, name, user);
}
