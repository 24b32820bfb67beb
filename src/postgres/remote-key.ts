import type { PostgresSettings } from './postgres-settings';

/**
 * The key in the secret store that a role's password lies under. A restored database has its source's passwords: at three in the morning nobody makes
 * new ones, and clients that move keep theirs.
 */
export function remoteKeyOf({ platform, recovery, namespace, name }: PostgresSettings, role: string): string {
  if (recovery) return remoteKeyOf(recovery.archive.settings, role);
  return platform.secrets!.remoteKey(namespace, name, role);
}
