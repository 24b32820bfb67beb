import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { Manifest } from '../../../src/checklist/manifests';
import { Kubernetes } from '../../cluster/kubernetes';

/**
 * What an operator's release manifest brings besides CRDs and webhooks: above all its RBAC.
 * @param namespace of what the file leaves to the one that is applied to
 */
export async function applyRelease(kubernetes: Kubernetes, file: string, kinds: readonly string[], namespace?: string): Promise<void> {
  const manifests: Manifest[] = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS()).filter((manifest) => kinds.includes(manifest?.kind));
  // in the order of the file: namespaces first
  for (const manifest of manifests) await kubernetes.apply(namespace && !/^(Cluster|Namespace)/.test(manifest.kind) ? within(namespace, manifest) : manifest);
}

function within(namespace: string, manifest: Manifest): Manifest {
  return { ...manifest, metadata: { namespace, ...manifest.metadata } };
}
