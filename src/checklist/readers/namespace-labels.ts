import { Labels } from './label-selector';
import { Manifests } from '../manifests';

const known = new WeakMap<Manifests, Map<string, Labels>>();

/** Labels of a namespace: those of its manifest, where the input has one, and its name, which the API server adds. */
export function namespaceLabels(among: Manifests, namespace: string): Labels {
  let labels = known.get(among);
  if (!labels) known.set(among, labels = new Map());
  let of = labels.get(namespace);
  if (!of) {
    const manifest = among.find('', 'Namespace', undefined, namespace);
    labels.set(namespace, of = { ...manifest?.metadata.labels, 'kubernetes.io/metadata.name': namespace });
  }
  return of;
}
