import type { MongoSettings } from './mongo-settings';
import { refuse } from '../values/refusal';

/** What keeps a drill from working, in the words of a refusal. */
interface Obstacle {
  readonly prop: string;
  readonly constraint: string;
  readonly got: unknown;
  readonly remedy: string;
}

const ELSEWHERE = 'what exists beside the database alone does not exist in the drill\'s namespace';

/** Why a database that can be restored cannot be in a namespace of a drill; undefined when it can. */
export function drillObstacle({ platform, storageClass }: MongoSettings, secretsPresent: boolean): Obstacle | undefined {
  const { readOnlyCredentials: { secretName, remoteKey } } = platform.backups!;
  const secrets = platform.secrets!;
  if (!platform._throwAwayClass(storageClass)) {
    return {
      prop: 'platform.drillStorageClass',
      constraint: 'be given where a storage class exists and keeps its volumes',
      got: storageClass.name,
      remedy: 'each drill would leave its volumes behind: name one with reclaimPolicy Delete by DatabaseStorageClass.existing(name, { reclaimPolicy: ReclaimPolicy.DELETE })',
    };
  }
  // 1.22.0, ValidateBackupInStorage
  if (secretName === undefined) {
    return {
      prop: 'backups.readOnlyCredentials',
      constraint: 'be keys where restoring a MongoReplicaSet is rehearsed',
      got: 'ObjectStoreCredentials.workloadIdentity',
      remedy: 'the operator\'s own pod looks into the store before it restores, and that identity is the database\'s: use ObjectStoreCredentials.secretStore as readOnlyCredentials',
    };
  }
  if (secretsPresent) return undefined;
  const remedy = (instead: string) => `${ELSEWHERE}: ${instead}, or make it there and say so by secretsPresent`;
  if (remoteKey === undefined) {
    return {
      prop: 'backups.credentials',
      constraint: 'not be a Secret that somebody makes beside the database',
      got: secretName,
      remedy: remedy('use ObjectStoreCredentials.secretStore, at least as readOnlyCredentials'),
    };
  }
  if (secrets.kind === 'SecretStore') {
    return { prop: 'platform.secrets', constraint: 'not be a store that somebody makes in each namespace', got: secrets.name, remedy: remedy('use SecretStore.cluster') };
  }
  return undefined;
}

/** Whether a drill needs nothing that is not there. */
export function canBeDrilled(of: MongoSettings): boolean {
  const { backup, platform: { backups, secrets } } = of;
  return backup !== undefined && secrets !== undefined && backups?.endpointCa === undefined && drillObstacle(of, false) === undefined;
}

export function requireNoObstacle(of: MongoSettings, secretsPresent: boolean): void {
  const obstacle = drillObstacle(of, secretsPresent);
  if (obstacle) refuse(obstacle.prop, obstacle.constraint, obstacle.got, obstacle.remedy);
}
