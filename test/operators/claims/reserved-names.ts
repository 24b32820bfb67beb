import { Cast, isOwnedBy, makerOf, short } from './cast';
import { Claim, holds } from './claim';
import { reserveName } from '../../../src/parts/manifest-object';
import { Scene } from '../scene';

const KINDS = [['', 'Service'], ['', 'Secret'], ['policy', 'PodDisruptionBudget']] as const;

/** What the operator makes under names of its own, nothing else in the app can be called. */
export function* reservedNameClaims(scene: Scene): Generator<Claim> {
  for (const database of scene.databases) {
    const poolers = new Cast(scene, database).poolers;
    for (const [group, kind] of KINDS) {
      for (const object of scene.living.inNamespace(group, kind, database.namespace)) {
        if (!isOwnedBy(object, 'Cluster', database.name) && !poolers.some((pooler) => isOwnedBy(object, 'Pooler', pooler))) continue;
        const { name } = object.metadata;
        yield holds(`the name of ${kind} ${short(name, database)} is kept`, `PostgresCluster ${database.namespace}/${database.name}`, makerOf(object),
          isReserved(database, kind, database.namespace, name), 'free: an object of the app could have it');
      }
    }
  }
}

export function isReserved(...[scope, kind, namespace, name]: Parameters<typeof reserveName>): boolean {
  try {
    reserveName(scope, kind, namespace, name);
    return false;
  } catch {
    return true;
  }
}
