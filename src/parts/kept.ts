import { Manifest } from '../checklist/manifests';

const FLUX_PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

/** A list with commas between its options, of which a manifest may have its own. */
const ARGO_CD_SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/**
 * The object with the annotations that keep it, whatever it said of that itself. Code that moves to another app must not take the database with it,
 * nor what the database lives on: Argo CD and Flux do not delete what carries these when it disappears from their source (argo-cd docs, "Sync
 * Options", No Prune Resources and No Resource Deletion; Flux docs, Kustomization, "Controlling the apply behavior of resources").
 */
export function kept(manifest: Manifest): Manifest {
  const own = manifest.metadata.annotations;
  const ours = { [ARGO_CD_SYNC_OPTIONS]: keptIn(own?.[ARGO_CD_SYNC_OPTIONS]), [FLUX_PRUNE]: 'disabled' };
  return { ...manifest, metadata: { ...manifest.metadata, annotations: { ...own, ...ours } } };
}

function keptIn(options = ''): string {
  const others = options.split(',').map((option) => option.trim()).filter((option) => option !== '' && !/^(Prune|Delete)=/.test(option));
  return [...new Set(others), 'Prune=false', 'Delete=false'].join(',');
}
