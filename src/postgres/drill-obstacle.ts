import { PostgresArchiveSettings } from './archive-settings';
import { BESIDE, elsewhere, keptVolumes, Obstacle, storeElsewhere } from '../restore/obstacle';

/** Why a database cannot be restored into a namespace of a drill; undefined when it can. */
export function drillObstacle({ settings, store }: PostgresArchiveSettings, secretsPresent: boolean): Obstacle | undefined {
  const { platform, tablespaces } = settings;
  const { secretName, remoteKey } = store.readOnlyCredentials;
  const kept = keptVolumes(platform, [settings.storageClass, settings.walStorageClass, ...tablespaces.map(({ storageClass }) => storageClass)]);
  if (kept) return kept;
  if (remoteKey !== undefined && !platform.secrets) {
    return { prop: 'store.credentials', constraint: 'come from where the platform has a secret store', got: 'ObjectStoreCredentials.secretStore', remedy: 'give the platform `secrets`' };
  }
  if (secretsPresent) return undefined;
  if (secretName !== undefined && remoteKey === undefined) {
    return {
      prop: 'backups.credentials',
      constraint: BESIDE,
      got: secretName,
      remedy: elsewhere('use ObjectStoreCredentials.secretStore or workloadIdentity, at least as readOnlyCredentials, or '),
    };
  }
  if (store.endpointCa) return { prop: 'backups.endpointCa', constraint: BESIDE, got: store.endpointCa.name, remedy: elsewhere('') };
  if (remoteKey !== undefined && platform.secrets!.kind === 'SecretStore') return storeElsewhere(platform.secrets!.name);
  return undefined;
}
