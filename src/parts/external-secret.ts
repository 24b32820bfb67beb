import { Manifest } from '../checklist/manifests';
import { SecretStore } from '../values/secret-store';

export interface StoredSecret {
  readonly name: string;
  readonly namespace: string;
  readonly store: SecretStore;
  /** Of all that `properties` names. */
  readonly remoteKey?: string;
  /** Keys of the Secret and the properties of the remote key that they come from. */
  readonly properties?: Record<string, string>;
  /** Keys of the Secret that come from remote keys of their own. */
  readonly remote?: Record<string, { readonly key: string; readonly property: string }>;
  readonly type?: string;
  readonly labels?: Record<string, string>;
  /** What the Secret holds when it is not just the properties; `{{ .key }}` stands for one of them. */
  readonly template?: Record<string, string>;
}

/** A Secret that External Secrets keeps equal to the secret store. Deleted remotely, it stays: a running database keeps its password. */
export function externalSecret(of: StoredSecret): Manifest {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: of.name, namespace: of.namespace },
    spec: {
      refreshInterval: `${of.store.refreshSeconds}s`,
      secretStoreRef: { name: of.store.name, kind: of.store.kind },
      target: {
        name: of.name,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        template: {
          engineVersion: 'v2',
          type: of.type ?? 'Opaque',
          ...(of.labels ? { metadata: { labels: of.labels } } : {}),
          ...(of.template ? { data: of.template } : {}),
        },
      },
      data: [
        ...Object.entries(of.properties ?? {}).map(([secretKey, property]) => ({ secretKey, remoteRef: { key: of.remoteKey, property } })),
        ...Object.entries(of.remote ?? {}).map(([secretKey, remoteRef]) => ({ secretKey, remoteRef })),
      ],
    },
  };
}
