import { MySqlArchiveSettings } from './archive-settings';
import { readingCredentials } from './recovery-settings';
import { refuse } from '../values/refusal';

/** What keeps a drill from working, in the words of a refusal. */
export interface Obstacle {
  readonly prop: string;
  readonly constraint: string;
  readonly got: unknown;
  readonly remedy: string;
}

const ELSEWHERE = 'what exists beside the database alone does not exist in the drill\'s namespace';
const BESIDE = 'not be a Secret that somebody makes beside the database';

/** Why a database cannot be restored into a namespace of a drill; undefined when it can. */
export function drillObstacle({ settings: { platform, systemUsers }, store }: MySqlArchiveSettings, secretsPresent: boolean): Obstacle | undefined {
  const { secretName, remoteKey } = readingCredentials(store);
  if (!platform._throwAwayClass(platform.storageClass)) {
    return {
      prop: 'platform.drillStorageClass',
      constraint: 'be given where a storage class exists and keeps its volumes',
      got: platform.storageClass.name,
      remedy: 'each drill would leave its volumes behind: name one with reclaimPolicy Delete by DatabaseStorageClass.existing(name, { reclaimPolicy: ReclaimPolicy.DELETE })',
    };
  }
  if (remoteKey !== undefined && !platform.secrets) {
    return { prop: 'store.credentials', constraint: 'come from where the platform has a secret store', got: 'ObjectStoreCredentials.secretStore', remedy: 'give the platform `secrets`' };
  }
  if (secretsPresent) return undefined;
  const remedy = (instead: string) => `${ELSEWHERE}: ${instead}make it there and say so by secretsPresent`;
  if (remoteKey === undefined) {
    return { prop: 'backups.credentials', constraint: BESIDE, got: secretName, remedy: remedy('use ObjectStoreCredentials.secretStore, at least as readOnlyCredentials, or ') };
  }
  if (store.endpointCa) return { prop: 'backups.endpointCa', constraint: BESIDE, got: store.endpointCa.name, remedy: remedy('') };
  // their passwords come with the data: they log in with the same ones
  if (systemUsers) return { prop: 'systemUsers', constraint: BESIDE, got: systemUsers.name, remedy: remedy('leave it out where the platform has a secret store, or ') };
  if (platform.secrets!.kind === 'SecretStore') {
    return { prop: 'platform.secrets', constraint: 'not be a store that somebody makes in each namespace', got: platform.secrets!.name, remedy: remedy('use SecretStore.cluster, or ') };
  }
  return undefined;
}

export function requireNoObstacle(archive: MySqlArchiveSettings, secretsPresent: boolean): void {
  const obstacle = drillObstacle(archive, secretsPresent);
  if (obstacle) refuse(obstacle.prop, obstacle.constraint, obstacle.got, obstacle.remedy);
}
