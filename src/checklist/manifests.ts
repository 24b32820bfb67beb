/** A Kubernetes object as it will be applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: any;
  readonly [field: string]: any;
}

/** All objects of one input, found by what they are. */
export class Manifests {
  private readonly kinds = new Map<string, Manifest[]>();
  private readonly names = new Map<string, Manifest>();
  private readonly namespaced = new Map<string, ReadonlyMap<string, readonly Manifest[]>>();

  constructor(public readonly all: readonly Manifest[]) {
    for (const manifest of all) {
      const kind = kindKey(groupOf(manifest), manifest.kind);
      let same = this.kinds.get(kind);
      if (!same) this.kinds.set(kind, same = []);
      same.push(manifest);
      this.names.set(nameKey(kind, manifest.metadata.namespace, manifest.metadata.name), manifest);
      // cdk8s gives objects of the whole cluster their chart's namespace, which the API server drops
      this.names.set(nameKey(kind, undefined, manifest.metadata.name), manifest);
    }
  }

  /** All objects of a kind; the group is empty for the core ones. */
  public ofKind(group: string, kind: string): readonly Manifest[] {
    return this.kinds.get(kindKey(group, kind)) ?? [];
  }

  /** The object of this name; namespace undefined for what belongs to the cluster. */
  public find(group: string, kind: string, namespace: string | undefined, name: string): Manifest | undefined {
    return this.names.get(nameKey(kindKey(group, kind), namespace, name));
  }

  /** All objects of a kind in a namespace. */
  public inNamespace(group: string, kind: string, namespace: string): readonly Manifest[] {
    const key = kindKey(group, kind);
    let byNamespace = this.namespaced.get(key);
    if (!byNamespace) {
      const made = new Map<string, Manifest[]>();
      for (const manifest of this.ofKind(group, kind)) {
        const of = manifest.metadata.namespace ?? '';
        const same = made.get(of);
        if (same) same.push(manifest); else made.set(of, [manifest]);
      }
      this.namespaced.set(key, byNamespace = made);
    }
    return byNamespace.get(namespace) ?? [];
  }
}

export function groupOf(manifest: { readonly apiVersion: string }): string {
  const slash = manifest.apiVersion.indexOf('/');
  return slash < 0 ? '' : manifest.apiVersion.slice(0, slash);
}

function kindKey(group: string, kind: string): string {
  return `${group}/${kind}`;
}

function nameKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}
