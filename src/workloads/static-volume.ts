import { Manifest, Manifests } from '../checklist/manifests';
import { selects } from '../checklist/readers/label-selector';
import { StorageClassFacts } from '../checklist/storage-class-facts';

/** In-tree and local volumes cannot grow (Kubernetes docs, Persistent Volumes, Expanding Persistent Volumes Claims, v1.36). */
const FIXED = ['hostPath', 'local', 'nfs'];

/** What is known of the PersistentVolumes that somebody made, and of which a claim gets one; undefined when a provisioner makes it. */
export function staticVolume(claim: Manifest, among: Manifests): StorageClassFacts | undefined {
  const className: string | undefined = claim.spec?.storageClassName;
  // with its class in the input the volume is made from that
  if (className && among.find('storage.k8s.io', 'StorageClass', undefined, className)) return undefined;
  const volumes = candidates(claim, among.ofKind('', 'PersistentVolume'));
  if (volumes.length === 0) return undefined;
  const only = volumes.length === 1 ? `PersistentVolume ${volumes[0].metadata.name}` : `one of ${volumes.length} PersistentVolumes`;
  return {
    name: [className, only].filter(Boolean).join(', '),
    // the API server's default for volumes that somebody makes (core/v1 PersistentVolumeSpec)
    reclaimPolicy: agreed(volumes.map(({ spec }) => spec?.persistentVolumeReclaimPolicy ?? 'Retain')),
    expandable: agreed(volumes.map(({ spec }) => (FIXED.some((type) => spec?.[type] !== undefined) ? false : undefined))),
    attested: false,
    iopsOf: () => undefined,
    throughputOf: () => undefined,
  };
}

/** Volumes that are bound to the claim, or otherwise those that it may be bound to. */
function candidates({ metadata, spec }: Manifest, volumes: readonly Manifest[]): Manifest[] {
  const bound = volumes.filter((each) => {
    const { claimRef } = each.spec ?? {};
    return each.metadata.name === spec?.volumeName
      || (claimRef?.name === metadata.name && (claimRef.namespace ?? 'default') === (metadata.namespace ?? 'default'));
  });
  if (bound.length > 0 || spec?.volumeName || spec?.storageClassName === undefined) return bound;
  return volumes.filter((each) => !each.spec?.claimRef && (each.spec?.storageClassName ?? '') === spec.storageClassName
    && (!spec.selector || selects(spec.selector, each.metadata.labels ?? {})));
}

function agreed<T>(values: readonly T[]): T | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}
