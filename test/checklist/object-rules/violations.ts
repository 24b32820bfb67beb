import { parseAllDocuments } from 'yaml';
import { Manifest, Manifests } from '../../../src/checklist/manifests';
import { ObjectRule } from '../../../src/checklist/object-rule';

/** What a rule says of the objects in some YAML, each as `Kind name at.its.path: what was found`. */
export function violations(rule: ObjectRule, ...yaml: string[]): string[] {
  const objects = yaml.flatMap((text) => parseAllDocuments(text, { merge: true })).map((document): Manifest | null => document.toJS())
    // nothing stands behind a last "---"
    .filter((manifest) => manifest !== null)
    .map((manifest) => ({ ...manifest, metadata: { namespace: 'default', ...manifest.metadata } }));
  const among = new Manifests(objects);
  return objects.flatMap((manifest) => rule.check(manifest, among)
    .map(({ found, path }) => `${manifest.kind} ${manifest.metadata.name} ${path.join('.')}: ${found}`));
}
