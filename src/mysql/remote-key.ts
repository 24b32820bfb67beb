import type { MySqlSettings } from './mysql-settings';

/**
 * The key in the secret store that a user's password lies under. A restored database has its source's passwords: they come with the data, those of the
 * operator's users too when the binary log has their change. So has a replica.
 */
export function remoteKeyOf({ platform, recovery, keysOf: { namespace, name } }: MySqlSettings, user: string): string {
  if (recovery) return remoteKeyOf(recovery.archive.settings, user);
  return platform.secrets!.remoteKey(namespace, name, user);
}
