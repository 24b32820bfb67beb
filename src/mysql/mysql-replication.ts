import type { MySqlCluster } from './mysql-cluster';
import { MySqlSourceHost, requireHostName } from './mysql-source-host';
import { AskedReplica, requireAddresses, requireChannel, requireEachOnce } from './replication-names';
import { requireCidr } from '../values/cluster-network';
import { isQualifiedName, requireDnsLabel, requireNamespace } from '../values/kubernetes-name';
import { refuse } from '../values/refusal';
import { SecretKeyRef } from '../values/secret-key-ref';

/** Load balancers of a source: one for each instance. */
export interface MySqlSourceLoadBalancers {
  /**
   * DNS names of the load balancers: as many as there are instances, in their order. They stand in the server's certificate, and have to lead to the
   * Services `<name>-pxc-0`, `<name>-pxc-1` … of the operator.
   */
  readonly hosts: string[];

  /** Addresses that the replicas come from, as CIDRs: nobody else gets past the load balancers and the NetworkPolicy. */
  readonly replicas: string[];

  /**
   * Annotations of the Services, all of them alike, such as those that make the load balancer one of the private network.
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * Class of the load balancers. It cannot be changed later.
   * @default - the cloud's own
   */
  readonly loadBalancerClass?: string;
}

/** Options of `MySqlReplication.sourceFor`. */
export interface MySqlSourceOptions {
  /**
   * Name of the channel: lower-case letters, digits, "_" and "-", at most 64 characters (MySQL 8.4 manual, 19.2.2.4).
   * @default - the name of the database
   */
  readonly channel?: string;

  /**
   * How replicas outside of the Kubernetes cluster reach the instances.
   * @default - not at all: each instance has a Service inside, which replicas of the same Kubernetes cluster reach
   */
  readonly loadBalancers?: MySqlSourceLoadBalancers;
}

/** What the replicas of any source may say. */
export interface MySqlReplicaBaseOptions {
  /**
   * The CA that signed the source's certificate, in a Secret in the replica's namespace. It is mounted in the place of a keyring of Vault's, the one
   * Secret that the operator 1.20 mounts whatever it holds.
   * @default - that of the replica's own issuer, which then has to be the source's, too
   */
  readonly ca?: SecretKeyRef;

  /**
   * Whether it has taken over: it follows no more, and takes writes. Passwords stay where they were, so that nothing else changes at that moment. Set it
   * only when the source takes no more writes, for good: docs/mysql-second-site.md.
   * @default false
   */
  readonly promoted?: boolean;
}

/** Options of `MySqlReplication.replicaOf`. */
export interface MySqlReplicaOptions extends MySqlReplicaBaseOptions {
  /** The database that is followed; it has `MySqlReplication.sourceFor`. */
  readonly source: MySqlCluster;

  /**
   * Addresses of the source's load balancers, as CIDRs: a NetworkPolicy knows no names.
   * @default - none: the source is in the same Kubernetes cluster
   */
  readonly addresses?: string[];
}

/** Options of `MySqlReplication.replicaOfHosts`. */
export interface MySqlReplicaOfHostsOptions extends MySqlReplicaBaseOptions {
  /** Name of the channel: that of the source. */
  readonly channel: string;

  /** Servers of the source, each with all of its data. */
  readonly hosts: MySqlSourceHost[];

  /** Addresses of these servers, as CIDRs: a NetworkPolicy knows no names. */
  readonly addresses: string[];

  /**
   * Name of the source where it is a `MySqlCluster`: its passwords are then read under its own keys of the secret store.
   * @default - none: they are read under the replica's keys, under which the source's have to lie
   */
  readonly name?: string;

  /**
   * Namespace of the source where it is a `MySqlCluster`.
   * @default - the replica's
   */
  readonly namespace?: string;
}

/**
 * Asynchronous replication between two sites. The source is written to; the replica follows it, some moments behind, and is read-only as a whole. What
 * was not sent yet is lost with the source's site.
 */
export class MySqlReplication {
  /**
   * Other sites follow this one.
   * @throws when a channel, name or address is malformed
   */
  public static sourceFor(options: MySqlSourceOptions = {}): MySqlReplication {
    const { channel, loadBalancers } = options;
    if (channel !== undefined) requireChannel('channel', channel);
    if (loadBalancers) requireLoadBalancers(loadBalancers);
    return new MySqlReplication({ channel, loadBalancers });
  }

  /**
   * It follows another database of the app. Databases, users and passwords are the source's.
   * @throws when the source is none, or an address is malformed
   */
  public static replicaOf(options: MySqlReplicaOptions): MySqlReplication {
    const { source, addresses = [], ca, promoted = false } = options;
    if (source?._settings?.series === undefined) refuse('source', 'be a MySqlCluster', typeof source, 'give the database that is followed, or use replicaOfHosts');
    addresses.forEach((cidr, i) => requireCidr(`addresses[${i}]`, cidr));
    return new MySqlReplication(undefined, { source, addresses, ca, promoted });
  }

  /**
   * It follows servers outside of the app: a `MySqlCluster` of another one, or servers on machines that have the user `replication` and GTIDs.
   * @throws when a channel, name or address is malformed, or there are no hosts, or one twice
   */
  public static replicaOfHosts(options: MySqlReplicaOfHostsOptions): MySqlReplication {
    const { channel, hosts, addresses, name, namespace, ca, promoted = false } = options;
    requireChannel('channel', channel);
    if (!Array.isArray(hosts) || hosts.length === 0) refuse('hosts', 'name a server', hosts, 'give for example MySqlSourceHost.of("mysql-0.example.com")');
    const names = hosts.map((each, i) => each?.host ?? refuse(`hosts[${i}]`, 'be a MySqlSourceHost', each, 'give for example MySqlSourceHost.of("mysql-0.example.com")'));
    // the operator compares them by their names (isSourcesChanged in replication.go, 1.20)
    requireEachOnce('hosts', names);
    requireAddresses('addresses', addresses);
    if (name !== undefined) requireDnsLabel('name', name, 22);
    if (namespace !== undefined) requireNamespace('namespace', namespace);
    if (namespace !== undefined && name === undefined) refuse('name', 'be given with namespace', undefined, 'name the MySqlCluster that is followed, or leave namespace out');
    return new MySqlReplication(undefined, { elsewhere: { channel, hosts, name, namespace }, addresses, ca, promoted });
  }

  private constructor(
    /** @internal */
    public readonly _source?: MySqlSourceOptions,
    /** @internal */
    public readonly _replica?: AskedReplica,
  ) {}
}

function requireLoadBalancers({ hosts, replicas, annotations = {}, loadBalancerClass }: MySqlSourceLoadBalancers): void {
  if (!Array.isArray(hosts) || hosts.length === 0) refuse('loadBalancers.hosts', 'name a load balancer for each instance', hosts, 'give their DNS names');
  hosts.forEach((host, i) => requireHostName(`loadBalancers.hosts[${i}]`, host));
  requireEachOnce('loadBalancers.hosts', hosts);
  requireAddresses('loadBalancers.replicas', replicas);
  for (const key of Object.keys(annotations)) {
    if (!isQualifiedName(key)) refuse('loadBalancers.annotations', 'have keys in Kubernetes\' form', key, 'correct the key');
  }
  if (loadBalancerClass !== undefined && !isQualifiedName(loadBalancerClass)) {
    refuse('loadBalancers.loadBalancerClass', 'be a name in the form of a label\'s key', loadBalancerClass, 'write for example "service.k8s.aws/nlb"');
  }
}
