import { PostgresArchiveSettings } from './archive-settings';
import { refuse } from '../values/refusal';

/** What keeps a drill from working, in the words of a refusal. */
export interface Obstacle {
  readonly prop: string;
  readonly constraint: string;
  readonly got: unknown;
  readonly remedy: string;
}

const ELSEWHERE = 'what exists beside the database alone does not exist in the drill\'s namespace';

/** Why a database cannot be restored into a namespace of a drill; undefined when it can. */
export function drillObstacle({ settings, store }: PostgresArchiveSettings, secretsPresent: boolean): Obstacle | undefined {
  const { platform, tablespaces } = settings;
  const { secretName, remoteKey } = store.readOnlyCredentials;
  const classes = [settings.storageClass, settings.walStorageClass, ...tablespaces.map(({ storageClass }) => storageClass)];
  const kept = classes.find((of) => !platform._throwAwayClass(of));
  if (kept) {
    return {
      prop: 'platform.drillStorageClass',
      constraint: 'be given where a storage class exists and keeps its volumes',
      got: kept.name,
      remedy: 'each drill would leave its volumes behind: name one with reclaimPolicy Delete by DatabaseStorageClass.existing(name, { reclaimPolicy: ReclaimPolicy.DELETE })',
    };
  }
  if (remoteKey !== undefined && !platform.secrets) {
    return { prop: 'store.credentials', constraint: 'come from where the platform has a secret store', got: 'ObjectStoreCredentials.secretStore', remedy: 'give the platform `secrets`' };
  }
  if (secretsPresent) return undefined;
  const remedy = (instead: string) => `${ELSEWHERE}: ${instead}make it there and say so by secretsPresent`;
  if (secretName !== undefined && remoteKey === undefined) {
    return {
      prop: 'backups.credentials',
      constraint: 'not be a Secret that somebody makes beside the database',
      got: secretName,
      remedy: remedy('use ObjectStoreCredentials.secretStore or workloadIdentity, at least as readOnlyCredentials, or '),
    };
  }
  if (store.endpointCa) return { prop: 'backups.endpointCa', constraint: 'not be a Secret that somebody makes beside the database', got: store.endpointCa.name, remedy: remedy('') };
  if (remoteKey !== undefined && platform.secrets!.kind === 'SecretStore') {
    return { prop: 'platform.secrets', constraint: 'not be a store that somebody makes in each namespace', got: platform.secrets!.name, remedy: remedy('use SecretStore.cluster, or ') };
  }
  return undefined;
}

export function requireNoObstacle(archive: PostgresArchiveSettings, secretsPresent: boolean): void {
  const obstacle = drillObstacle(archive, secretsPresent);
  if (obstacle) refuse(obstacle.prop, obstacle.constraint, obstacle.got, obstacle.remedy);
}
