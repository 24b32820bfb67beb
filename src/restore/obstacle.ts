import type { DatabasePlatform } from '../platform/database-platform';
import { DatabaseStorageClass } from '../values/database-storage-class';
import { refuse } from '../values/refusal';

/** What keeps a drill from working, in the words of a refusal. */
export interface Obstacle {
  readonly prop: string;
  readonly constraint: string;
  readonly got: unknown;
  readonly remedy: string;
}

/** Of a Secret that no code makes. */
export const BESIDE = 'not be a Secret that somebody makes beside the database';

/** Volumes that would be left behind; undefined when there are none. */
export function keptVolumes(platform: DatabasePlatform, classes: readonly DatabaseStorageClass[]): Obstacle | undefined {
  const kept = classes.find((of) => !platform._throwAwayClass(of));
  return kept && {
    prop: 'platform.drillStorageClass',
    constraint: 'be given where a storage class exists and keeps its volumes',
    got: kept.name,
    remedy: 'each run would leave its volumes behind: name one with reclaimPolicy Delete by DatabaseStorageClass.existing(name, { reclaimPolicy: ReclaimPolicy.DELETE })',
  };
}

/** A secret store that the drill's namespace does not have. */
export function storeElsewhere(name: string): Obstacle {
  return { prop: 'platform.secrets', constraint: 'not be a store that somebody makes in each namespace', got: name, remedy: elsewhere('use SecretStore.cluster, or ') };
}

/** What to do about what the drill's namespace does not have. */
export function elsewhere(instead: string): string {
  return `what exists beside the database alone does not exist in the drill's namespace: ${instead}make it there and say so by secretsPresent`;
}

export function requireNone(obstacle: Obstacle | undefined): void {
  if (obstacle) refuse(obstacle.prop, obstacle.constraint, obstacle.got, obstacle.remedy);
}
