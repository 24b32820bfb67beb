import { isDeepStrictEqual } from 'node:util';
import { Kubernetes } from './kubernetes';
import { Manifest } from '../../src/checklist/manifests';

/** Applies manifests that are applied already; gives those that it changed. */
export async function changedByApplying(kubernetes: Kubernetes, manifests: readonly Manifest[]): Promise<Manifest[]> {
  const changed: Manifest[] = [];
  for (const manifest of manifests) {
    const before = await kubernetes.find(manifest);
    const { body: after } = await kubernetes.apply(manifest);
    if (!isSame(before, after)) changed.push(manifest);
  }
  return changed;
}

/** Where there is no generation, nothing but the apply writes it; elsewhere a controller may have written the status meanwhile. */
function isSame(before: any, after: any): boolean {
  if (before.metadata.generation === undefined && before.metadata.resourceVersion !== after.metadata.resourceVersion) return false;
  return isDeepStrictEqual(declared(before), declared(after));
}

/** Without what controllers write; `generation` stays, and counts each change of the spec. */
function declared({ status, metadata: { resourceVersion, managedFields, finalizers, ...metadata }, ...object }: any): object {
  return { metadata, ...object };
}
