import { Manifest } from '../checklist/manifests';

/**
 * Code that moves to another app must not take the database with it, nor what the database lives on: Argo CD and Flux do not delete what carries
 * these when it disappears from their source (argo-cd docs, "Sync Options", No Prune Resources and No Resource Deletion; Flux docs,
 * Kustomization, "Controlling the apply behavior of resources").
 */
const KEPT: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

/** The object with the annotations that keep it. */
export function kept(manifest: Manifest): Manifest {
  return { ...manifest, metadata: { ...manifest.metadata, annotations: { ...KEPT, ...manifest.metadata.annotations } } };
}
