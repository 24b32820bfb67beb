import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';

/** Applies the manifests once more; gives those that it changed. */
export async function revisions(kubernetes: Kubernetes, manifests: readonly Manifest[]): Promise<string[]> {
  const changed: string[] = [];
  for (const manifest of manifests) {
    if (!await unchanged(kubernetes, manifest)) changed.push(`${manifest.kind} ${manifest.metadata.name}`);
  }
  return changed;
}

/** A controller may write the status between reading and applying: then it is tried again. */
async function unchanged(kubernetes: Kubernetes, manifest: Manifest, tries = 3): Promise<boolean> {
  const before = (await kubernetes.find(manifest)).metadata;
  const after = (await kubernetes.apply(manifest)).body.metadata;
  if (before.generation !== after.generation) return false;
  return before.resourceVersion === after.resourceVersion || (tries > 1 && unchanged(kubernetes, manifest, tries - 1));
}

/** What changes when a pod is made anew or one of its containers is restarted. */
export async function restartsOf(pods: any[]): Promise<Record<string, string>> {
  return Object.fromEntries(pods.map(({ metadata, status }) => {
    const counts = [...status.containerStatuses, ...status.initContainerStatuses ?? []].map((container: any) => container.restartCount);
    return [metadata.name, `${metadata.uid} ${counts.join(',')}`];
  }));
}
