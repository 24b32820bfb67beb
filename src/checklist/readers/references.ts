import { Manifest } from '../manifests';

/** An object that another one names. */
export interface Reference {
  readonly group: string;
  readonly kind: string;
  /** Undefined for what belongs to the cluster. */
  readonly namespace?: string;
  readonly name: string;
  /** The key of it that is read, where one is named. */
  readonly key?: string;
  /** Whether it may be missing. */
  readonly optional?: boolean;
}

/** Fields that hold a user's own names, never references. */
const OPAQUE = /^(labels|annotations|matchLabels|nodeSelector|data|stringData|binaryData|parameters|status|rules|groups)$/;

/** What an object names, by the names that Kubernetes and its operators give to such fields. */
export function referencesIn(manifest: Manifest): Reference[] {
  const found: Reference[] = [];
  const namespace = manifest.metadata.namespace;
  const walk = (field: string, value: unknown) => {
    if (Array.isArray(value)) {
      for (const item of value) walk(field, item);
      return;
    }
    const reference = referenceOf(field, value, namespace);
    if (reference) found.push(reference);
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inside] of Object.entries(value)) if (!OPAQUE.test(name)) walk(name, inside);
  };
  for (const [field, value] of Object.entries(manifest)) if (field !== 'metadata') walk(field, value);
  return found;
}

function referenceOf(field: string, value: any, own?: string): Reference | undefined {
  if (typeof value === 'string') return referenceByName(field, value, own);
  if (typeof value !== 'object' || value === null || typeof value.name !== 'string') return undefined;
  const { name, kind, key, group, namespace = own } = value;
  const optional = value.optional === true && { optional: true };
  switch (field) {
    case 'issuerRef': return { group: group ?? 'cert-manager.io', ...scoped(kind ?? 'Issuer', namespace), name };
    case 'secretStoreRef': return { group: 'external-secrets.io', ...scoped(kind ?? 'SecretStore', namespace), name };
  }
  if (/configMap(Key)?(Ref)?s?$/i.test(field)) return { group: '', kind: 'ConfigMap', namespace, name, key, ...optional };
  // object stores and pod monitors name their Secrets' keys in fields of any name
  if (/secret(Key)?(Ref)?s?$/i.test(field) || typeof key === 'string') return { group: '', kind: 'Secret', namespace, name, key, ...optional };
  return undefined;
}

function referenceByName(field: string, name: string, namespace?: string): Reference | undefined {
  if (name === '') return undefined;
  if (/^storageClass(Name)?$/.test(field)) return { group: 'storage.k8s.io', kind: 'StorageClass', name };
  if (/^(volumeSnapshotC|walC|c)lassName$/.test(field)) return { group: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshotClass', name };
  if (field === 'priorityClassName' && !name.startsWith('system-')) return { group: 'scheduling.k8s.io', kind: 'PriorityClass', name };
  if (field === 'storageLocation') return { group: 'velero.io', kind: 'BackupStorageLocation', namespace, name };
  if (/^secretName$|TLSSecret$|CASecret$/.test(field)) return { group: '', kind: 'Secret', namespace, name };
  return undefined;
}

function scoped(kind: string, namespace?: string): { kind: string; namespace?: string } {
  return kind.startsWith('Cluster') ? { kind } : { kind, namespace };
}
