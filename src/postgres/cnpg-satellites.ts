import { Manifest, Manifests } from '../checklist/manifests';

const indexes = new WeakMap<Manifests, Map<string, Map<string, Manifest[]>>>();

/** Objects of a kind that name this Cluster in `spec.cluster.name`. */
export function satellitesOf(cluster: Manifest, kind: 'ScheduledBackup' | 'Pooler' | 'Database' | 'DatabaseRole', among: Manifests): readonly Manifest[] {
  let kinds = indexes.get(among);
  if (!kinds) indexes.set(among, kinds = new Map());
  let index = kinds.get(kind);
  if (!index) kinds.set(kind, index = indexOf(among.ofKind('postgresql.cnpg.io', kind)));
  return index.get(keyOf(cluster.metadata.namespace, cluster.metadata.name)) ?? [];
}

function indexOf(manifests: readonly Manifest[]): Map<string, Manifest[]> {
  const index = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const key = keyOf(manifest.metadata.namespace, manifest.spec?.cluster?.name);
    const same = index.get(key);
    if (same) same.push(manifest); else index.set(key, [manifest]);
  }
  return index;
}

function keyOf(namespace: string | undefined, cluster: string): string {
  return `${namespace ?? 'default'}/${cluster}`;
}
