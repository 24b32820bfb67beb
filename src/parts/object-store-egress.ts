import { tcp, toAddresses } from './network-policy';
import { ClusterNetwork } from '../values/cluster-network';
import { ObjectStore, ObjectStoreProvider } from '../values/object-store';
import { ObjectStoreCredentials } from '../values/object-store-credentials';

/** Annotation of a ServiceAccount with an IAM role of its own. */
export const IRSA = 'eks.amazonaws.com/role-arn';
export const POD_IDENTITY_AGENT = '169.254.170.23/32';
export const METADATA_SERVERS = ['169.254.169.254/32', '169.254.169.252/32'];

/** A store, and how a pod enters it. */
export interface EnteredStore {
  readonly store: ObjectStore;
  readonly credentials: ObjectStoreCredentials;
}

/** To object stores, and to where the identity comes from that a pod enters them with. */
export function toObjectStores(stores: readonly EnteredStore[], network: ClusterNetwork): object[] {
  const ports = [...new Set(stores.map(({ store }) => store.port))];
  return [
    ...ports.map((port) => toAddresses(network.objectStore, tcp(port))),
    // a pod has one identity
    ...stores.filter(({ credentials }) => credentials.serviceAccountAnnotations).slice(0, 1)
      .flatMap(({ store, credentials }) => toIdentity(store.provider, credentials.serviceAccountAnnotations!, network.identityEndpoint)),
  ];
}

/** Where the token of a workload identity comes from. */
function toIdentity(provider: ObjectStoreProvider, annotations: { readonly [key: string]: string }, addresses: readonly string[]): object[] {
  switch (provider) {
    // STS for IRSA, otherwise EKS Pod Identity's agent on the node (EKS user guide, "IAM roles for service accounts" and "EKS Pod Identity")
    case ObjectStoreProvider.S3: return [IRSA in annotations ? toAddresses(addresses, tcp(443)) : toAddresses([POD_IDENTITY_AGENT], tcp(80))];
    // GKE's metadata server, before and after Dataplane V2 translates it (GKE docs, "About Workload Identity Federation", network policies)
    case ObjectStoreProvider.GCS: return [toAddresses([...METADATA_SERVERS, ...addresses], tcp(80, 987, 988, 8080))];
    // Microsoft Entra ID (Azure Workload Identity docs, "Introduction")
    case ObjectStoreProvider.AZURE: return [toAddresses(addresses, tcp(443))];
  }
}
