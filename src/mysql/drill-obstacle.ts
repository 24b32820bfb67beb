import { archiveSettings, MySqlArchiveSettings } from './archive-settings';
import type { MySqlClusterProps } from './mysql-cluster-props';
import type { MySqlSettings } from './mysql-settings';
import { readingCredentials } from './recovery-settings';
import { BESIDE, elsewhere, keptVolumes, Obstacle, storeElsewhere } from '../restore/obstacle';

/** Why a database cannot be restored into a namespace of a drill; undefined when it can. */
export function drillObstacle({ settings: { platform, systemUsers }, store }: MySqlArchiveSettings, secretsPresent: boolean): Obstacle | undefined {
  const { secretName, remoteKey } = readingCredentials(store);
  const kept = keptVolumes(platform, [platform.storageClass]);
  if (kept) return kept;
  if (remoteKey !== undefined && !platform.secrets) {
    return { prop: 'store.credentials', constraint: 'come from where the platform has a secret store', got: 'ObjectStoreCredentials.secretStore', remedy: 'give the platform `secrets`' };
  }
  if (secretsPresent) return undefined;
  if (remoteKey === undefined) {
    return { prop: 'backups.credentials', constraint: BESIDE, got: secretName, remedy: elsewhere('use ObjectStoreCredentials.secretStore, at least as readOnlyCredentials, or ') };
  }
  if (store.endpointCa) return { prop: 'backups.endpointCa', constraint: BESIDE, got: store.endpointCa.name, remedy: elsewhere('') };
  // their passwords come with the data: they log in with the same ones
  if (systemUsers) return { prop: 'systemUsers', constraint: BESIDE, got: systemUsers.name, remedy: elsewhere('leave it out where the platform has a secret store, or ') };
  if (platform.secrets!.kind === 'SecretStore') return storeElsewhere(platform.secrets!.name);
  return undefined;
}

/** Whether a drill needs nothing that is not there. */
export function canBeDrilled(props: MySqlClusterProps, settings: MySqlSettings): boolean {
  return settings.platform.backups !== undefined && drillObstacle(archiveSettings(props, settings), false) === undefined;
}
