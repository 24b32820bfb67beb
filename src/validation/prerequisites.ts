import { gather } from './gather';
import { operatorOf } from './operators';
import { groupOf, Manifest, Manifests } from '../checklist/manifests';
import { Reference, referencesIn } from '../checklist/readers/references';

/** What the cluster must already have before the input can be applied and work. */
export interface Prerequisites {
  readonly operators: readonly OperatorNeed[];
  readonly namespaces: readonly string[];
  readonly objects: readonly ObjectNeed[];
  readonly remoteSecrets: readonly RemoteSecretNeed[];
}

export interface OperatorNeed {
  readonly operator: string;
  readonly version: string;
  /** `<kind>.<group>` of what the input uses of it. */
  readonly kinds: readonly string[];
}

/** An object that the input names and does not hold. */
export interface ObjectNeed {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Keys of a Secret or ConfigMap that are read. */
  readonly keys: readonly string[];
  readonly usedBy: readonly string[];
}

/** An entry of a store outside the cluster that External Secrets reads. */
export interface RemoteSecretNeed {
  readonly store: string;
  readonly key: string;
  readonly properties: readonly string[];
  readonly usedBy: readonly string[];
}

export function prerequisites(manifests: Manifests): Prerequisites {
  return {
    operators: operators(manifests),
    namespaces: namespaces(manifests),
    objects: objects(manifests),
    remoteSecrets: remoteSecrets(manifests),
  };
}

function operators({ all }: Manifests): OperatorNeed[] {
  return gather(all.flatMap((manifest) => {
    const group = groupOf(manifest);
    const known = operatorOf(group);
    return known ? [{ of: { operator: known.operator, version: known.version }, details: { kinds: `${manifest.kind}.${group}` } }] : [];
  }));
}

/** Those that every cluster has. */
const OWN_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

function namespaces(manifests: Manifests): string[] {
  const named = new Set(manifests.all.flatMap((manifest) => manifest.metadata.namespace ?? []));
  return [...named].filter((name) => !OWN_NAMESPACES.includes(name) && !manifests.find('', 'Namespace', undefined, name)).sort();
}

/** Kubernetes puts it into every namespace (docs, Service Accounts, RootCAConfigMap). */
const ROOT_CA = 'kube-root-ca.crt';

function objects(manifests: Manifests): ObjectNeed[] {
  const made = new Set(manifests.all.flatMap(madeBy));
  const isThere = ({ group, kind, namespace, name }: Reference) =>
    (kind === 'ConfigMap' && name === ROOT_CA) || manifests.find(group, kind, namespace, name) !== undefined || made.has(`${kind} ${namespace}/${name}`);
  return gather(manifests.all.flatMap((manifest) => referencesIn(manifest).filter((reference) => reference.optional !== true && !isThere(reference))
    .map(({ kind, namespace, name, key }) => ({
      of: { kind, namespace, name },
      details: { keys: key, usedBy: `${manifest.kind} ${place(manifest.metadata)}` },
    }))));
}

/** What operators make of an object, as `<kind> <namespace>/<name>`. */
function madeBy(manifest: Manifest): string[] {
  const { namespace } = manifest.metadata;
  const secrets = operatorOf(groupOf(manifest))?.secretsOf?.(manifest) ?? [];
  return secrets.map((secret) => `Secret ${namespace}/${secret}`);
}

function remoteSecrets(manifests: Manifests): RemoteSecretNeed[] {
  return gather(manifests.ofKind('external-secrets.io', 'ExternalSecret').flatMap(({ metadata, spec }) => {
    const store = `${spec?.secretStoreRef?.kind ?? 'SecretStore'} ${spec?.secretStoreRef?.name}`;
    const entries = [...(spec?.data ?? []).map((of: any) => of.remoteRef), ...(spec?.dataFrom ?? []).map((of: any) => of.extract)];
    return entries.filter((entry) => entry?.key !== undefined)
      .map(({ key, property }) => ({ of: { store, key }, details: { properties: property, usedBy: `ExternalSecret ${place(metadata)}` } }));
  }));
}

function place({ namespace, name }: { readonly namespace?: string; readonly name: string }): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
