import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { Manifest } from '../../../src/checklist/manifests';
import { Kubernetes } from '../../cluster/kubernetes';

/** What an operator's release manifest brings besides CRDs and webhooks: above all its RBAC. */
export async function applyRelease(kubernetes: Kubernetes, file: string, kinds: readonly string[]): Promise<void> {
  const manifests: Manifest[] = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS()).filter((manifest) => kinds.includes(manifest?.kind));
  // in the order of the file: namespaces first
  for (const manifest of manifests) await kubernetes.apply(manifest);
}
