import { OperatedObjects } from '../contracts/operated-objects';
import { MANAGED_BY } from '../parts/manifest-object';

/** What Velero leaves where it is. */
export interface VeleroFilters {
  /** Namespaced kinds, as `<plural>.<group>`. */
  readonly kinds: readonly string[];
  /** What a backup holds. */
  readonly kept: object;
  /** What a restore brings: of what a backup holds, nothing that the code makes itself; the alerts of a database that is gone would stay for good. */
  readonly restored: object;
}

/**
 * What is of one moment, or made of something else that is restored. Velero takes owner and status from what it restores (1.18, pkg/restore/restore.go,
 * resetMetadataAndStatus), so that a controller finds a stranger in the place of its own object, or a thing that was done as one to be done.
 */
const MADE_OF_OTHERS = [
  'pods', 'replicasets.apps', 'controllerrevisions.apps', 'jobs.batch',
  // addresses of pods that are gone
  'endpoints', 'endpointslices.discovery.k8s.io',
  // who leads
  'leases.coordination.k8s.io',
  'events', 'events.events.k8s.io',
  // made once more for each Certificate
  'certificaterequests.cert-manager.io', 'orders.acme.cert-manager.io', 'challenges.acme.cert-manager.io',
  // passwords, in an archive that Velero does not encrypt; ExternalSecrets and Certificates make them anew
  'secrets',
  // the data: Velero would copy volumes one after the other while the server writes to them
  'persistentvolumeclaims',
];

export function veleroFilters(operated: readonly OperatedObjects[], more: readonly string[]): VeleroFilters {
  const labels = [...new Set(operated.map(({ label }) => label))].sort();
  const unoperated = labels.map((key) => ({ key, operator: 'DoesNotExist' }));
  const unwritten = Object.entries(MANAGED_BY).map(([key, value]) => ({ key, operator: 'NotIn', values: [value] }));
  return {
    kinds: [...new Set([...MADE_OF_OTHERS, ...operated.flatMap(({ kinds }) => kinds), ...more])],
    kept: { matchExpressions: unoperated },
    restored: { matchExpressions: [...unoperated, ...unwritten] },
  };
}
