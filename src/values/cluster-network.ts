import { isIP } from 'net';
import { addressNumber } from './address-number';
import { requireDnsSubdomain, requireNamespace } from './kubernetes-name';
import { refuse } from './refusal';

/** Options of `ClusterNetwork.of`: what a NetworkPolicy needs to know of the cluster, as CIDRs. */
export interface ClusterNetworkOptions {
  /**
   * Addresses of the API server, as pods see them after address translation.
   * @default - not known: only the ports 443 and 6443 are open, to any address, and the checklist's report says so
   */
  readonly apiServer?: string[];

  /**
   * Addresses of the object store, or of the private endpoint to it.
   * @default - not known: only the store's port is open, to any address, and the checklist's report says so
   */
  readonly objectStore?: string[];

  /**
   * Addresses of NodeLocal DNSCache, for example `169.254.20.10/32`.
   * @default - none: DNS is asked at the pods of kube-system labelled k8s-app=kube-dns
   */
  readonly nodeLocalDns?: string[];

  /**
   * Addresses of what gives a workload identity its token, where it is no link-local one: STS for IAM roles of ServiceAccounts, Microsoft
   * Entra ID on Azure. EKS Pod Identity's agent and GKE's metadata server are known.
   * @default - not known: with IAM roles of ServiceAccounts and on Azure, port 443 is open to any address
   */
  readonly identityEndpoint?: string[];

  /**
   * Domain of the cluster.
   * @default cluster.local
   */
  readonly clusterDomain?: string;

  /**
   * Namespace of CloudNativePG's operator.
   * @default cnpg-system - where its release manifest puts it
   */
  readonly cloudNativePgNamespace?: string;

  /**
   * Namespace of Percona's operator for MySQL based on Percona XtraDB Cluster.
   * @default pxc-operator - where its release manifest for the whole cluster puts it (deploy/cw-bundle.yaml, 1.20.0)
   */
  readonly perconaXtraDbClusterNamespace?: string;

  /**
   * Namespace of Percona's operator for MongoDB.
   * @default psmdb-operator - where its release manifest for the whole cluster puts it (deploy/cw-bundle.yaml, 1.22.0)
   */
  readonly perconaServerMongoDbNamespace?: string;

  /**
   * Namespace of MongoDB's own operator (MongoDB Controllers for Kubernetes).
   * @default mongodb - where its release manifest puts it (public/mongodb-kubernetes.yaml, 1.10.0)
   */
  readonly mongoDbKubernetesNamespace?: string;
}

/** Where each operator's release manifest puts it. */
export const OPERATOR_NAMESPACES = {
  cloudNativePgNamespace: 'cnpg-system',
  perconaXtraDbClusterNamespace: 'pxc-operator',
  perconaServerMongoDbNamespace: 'psmdb-operator',
  mongoDbKubernetesNamespace: 'mongodb',
};

/** What a NetworkPolicy needs to know of the cluster. A policy knows no DNS names, so addresses are CIDRs. */
export class ClusterNetwork {
  /**
   * What a NetworkPolicy needs to know of the cluster.
   * @throws when something is no CIDR, opens everything, or a name is malformed
   */
  public static of(options: ClusterNetworkOptions = {}): ClusterNetwork {
    for (const prop of ['apiServer', 'objectStore', 'nodeLocalDns', 'identityEndpoint'] as const) {
      for (const value of options[prop] ?? []) requireCidr(`network.${prop}`, value);
    }
    const domain = options.clusterDomain ?? 'cluster.local';
    requireDnsSubdomain('network.clusterDomain', domain);
    const namespace = (prop: keyof typeof OPERATOR_NAMESPACES) => {
      const name = options[prop] ?? OPERATOR_NAMESPACES[prop];
      requireNamespace(`network.${prop}`, name);
      return name;
    };
    return new ClusterNetwork(options.apiServer ?? [], options.objectStore ?? [], options.nodeLocalDns ?? [], options.identityEndpoint ?? [], domain,
      namespace('cloudNativePgNamespace'), namespace('perconaXtraDbClusterNamespace'), namespace('perconaServerMongoDbNamespace'),
      namespace('mongoDbKubernetesNamespace'));
  }

  private constructor(
    /** Addresses of the API server; empty when not known. */
    public readonly apiServer: string[],
    /** Addresses of the object store; empty when not known. */
    public readonly objectStore: string[],
    /** Addresses of NodeLocal DNSCache. */
    public readonly nodeLocalDns: string[],
    /** Addresses of the cloud's identity endpoint. */
    public readonly identityEndpoint: string[],
    /** Domain of the cluster. */
    public readonly clusterDomain: string,
    /** Namespace of CloudNativePG's operator. */
    public readonly cloudNativePgNamespace: string,
    /** Namespace of Percona's operator for MySQL. */
    public readonly perconaXtraDbClusterNamespace: string,
    /** Namespace of Percona's operator for MongoDB. */
    public readonly perconaServerMongoDbNamespace: string,
    /** Namespace of MongoDB's own operator. */
    public readonly mongoDbKubernetesNamespace: string,
  ) {}
}

/** Refuses what Kubernetes 1.36 does not take in a NetworkPolicy. */
export function requireCidr(prop: string, value: string): void {
  const [address, length, more] = String(value).split('/');
  const version = isIP(address);
  const bits = Number(length);
  if (!version || address.includes('%') || more !== undefined || !/^(0|[1-9]\d*)$/.test(length ?? '') || bits > (version === 4 ? 32 : 128)) {
    refuse(prop, 'be a CIDR', value, 'write an address with its prefix length, for example "10.0.0.1/32"; a policy knows no DNS names');
  }
  if (bits === 0) refuse(prop, 'not be every address', value, 'leave it out where the addresses are not known; the report then says so');
  const number = addressNumber(address)!;
  if (version === 6 && number >> 32n === 0xffffn) refuse(prop, 'not be an IPv4 address in IPv6 form', value, 'write the IPv4 address');
  const beyond = BigInt((version === 4 ? 32 : 128) - bits);
  if ((number >> beyond) << beyond !== number) {
    refuse(prop, `be the first address of its range: bits are set beyond the ${bits} of the prefix`, value, 'correct the address or the prefix length');
  }
}
