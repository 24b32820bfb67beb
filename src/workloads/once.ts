import { Manifests } from '../checklist/manifests';

/** Reads something once for each input and key, however many databases ask. */
export function once<K, T>(read: (among: Manifests, key: K) => T): (among: Manifests, key: K) => T {
  const known = new WeakMap<Manifests, Map<K, T>>();
  return (among, key) => {
    let of = known.get(among);
    if (!of) known.set(among, of = new Map());
    if (!of.has(key)) of.set(key, read(among, key));
    return of.get(key)!;
  };
}
