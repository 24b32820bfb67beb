import type { MySqlCluster } from './mysql-cluster';
import type { MySqlClusterProps } from './mysql-cluster-props';
import type { MySqlSourceLoadBalancers } from './mysql-replication';
import { MySqlSourceHost } from './mysql-source-host';
import { SourceElsewhere } from './replication-names';
import { refuse } from '../values/refusal';
import { SecretKeyRef } from '../values/secret-key-ref';

/** A database that others follow. */
export interface SourceSettings {
  readonly channel: string;
  /** Names of its instances, in their order; the certificate carries them. */
  readonly hosts: readonly string[];
  readonly loadBalancers?: MySqlSourceLoadBalancers;
}

/** A database that follows, or has followed, another one. */
export interface ReplicaSettings {
  /** False once it has taken over. */
  readonly follows: boolean;
  readonly channel: string;
  readonly hosts: readonly MySqlSourceHost[];
  /** The source, where it is the app's. */
  readonly database?: MySqlCluster;
  /** CIDRs of the source; empty where its pods are in the same Kubernetes cluster. */
  readonly addresses: readonly string[];
  readonly ca?: SecretKeyRef;
  /** Whose passwords it has. */
  readonly keysOf: { readonly namespace: string; readonly name: string };
}

/** What the image's entrypoint takes for the order to encrypt (build/pxc-entrypoint.sh, 1.20). */
const KEYRING = 'keyring_vault.conf';

export function sourceSettings({ replication, name, instances = 3 }: MySqlClusterProps, namespace: string): SourceSettings | undefined {
  const asked = replication?._source;
  if (!asked) return undefined;
  const { loadBalancers, channel = name } = asked;
  if (loadBalancers && loadBalancers.hosts.length !== instances) {
    refuse('replication.loadBalancers.hosts', `be as many as there are instances (${instances})`, loadBalancers.hosts, 'name one for each, in their order');
  }
  const hosts = loadBalancers?.hosts ?? Array.from({ length: instances }, (_, i) => `${name}-pxc-${i}.${namespace}.svc`);
  return { channel, hosts, loadBalancers };
}

export function replicaSettings(props: MySqlClusterProps, namespace: string): ReplicaSettings | undefined {
  const asked = props.replication?._replica;
  if (!asked) return undefined;
  const { ca, addresses, promoted } = asked;
  if (ca?.key === KEYRING) refuse('replication.ca', `have another key than ${KEYRING}, at which instances begin to encrypt`, ca.key, 'call it ca.crt');
  const of = asked.source ? ofApp(props, asked.source, asked.addresses) : ofHosts(props, namespace, asked.elsewhere!);
  const { keysOf } = of;
  // two that write to one archive lose what is in it, and whoever follows itself is no second site
  if (of.isCluster && keysOf.name === props.name && keysOf.namespace === namespace) {
    refuse('name', `differ from the source's, or be in another namespace than ${namespace}: both would archive to one path`, props.name, 'choose another name');
  }
  const follows = !promoted;
  if (follows) requireCa(props, asked.source, ca);
  return { follows, ca, addresses, ...of };
}

type Followed = Pick<ReplicaSettings, 'channel' | 'hosts' | 'database' | 'keysOf'> & { readonly isCluster: boolean };

function ofApp(props: MySqlClusterProps, source: MySqlCluster, addresses: readonly string[]): Followed {
  const of = source._settings;
  if (!of.source) {
    const got = of.replica ? `${source.name}, which follows another one` : source.name;
    refuse('replication.source', 'be a source', got, 'give it replication: MySqlReplication.sourceFor()');
  }
  if (of.source.loadBalancers && addresses.length === 0) {
    refuse('replication.addresses', 'be given where the source has load balancers', undefined, 'write their CIDRs: a policy knows no DNS names');
  }
  if (!of.source.loadBalancers && addresses.length > 0) {
    refuse('replication.addresses', 'be left out where the source has no load balancers', addresses, 'it is reached in its Kubernetes cluster, or give it loadBalancers');
  }
  requireFit(props, source);
  return {
    isCluster: true,
    channel: of.source.channel,
    // those after the first, which takes the writes, are preferred
    hosts: of.source.hosts.map((host, i) => MySqlSourceHost.of(host, { weight: i === 0 ? 50 : 100 })),
    database: source,
    keysOf: { namespace: source.namespace, name: source.name },
  };
}

/** Refuses what cannot hold the source's data, or is told twice. */
function requireFit(props: MySqlClusterProps, { name, _settings: of }: MySqlCluster): void {
  // a replica may be of the next series, and not of the one before (MySQL 8.4 manual, 19.5.2)
  if (Number(props.version.series) < Number(of.series)) {
    refuse('version', `be at least the source's (${of.series})`, props.version.series, 'MySQL replicates to the same series or the next one');
  }
  const mebibytes = props.storage.toMebibytes();
  if (mebibytes < of.dataMebibytes) refuse('storage', `be at least the source's (${of.dataMebibytes} MiB)`, `${mebibytes} MiB`, 'it holds the same data');
  for (const prop of ['databases', 'users'] as const) {
    if (props[prop] !== undefined) refuse(prop, `be left out for a replica of ${name}`, props[prop], 'they are the source\'s: declare them there');
  }
  if (of.systemUsers && !props.systemUsers) {
    refuse('systemUsers', 'be given where the source\'s are in a Secret that somebody else fills', undefined, 'name a Secret with the same passwords');
  }
}

function ofHosts(props: MySqlClusterProps, namespace: string, { channel, hosts, ...of }: SourceElsewhere): Followed {
  const own = hosts.find(({ host }) => [`${props.name}-pxc`, `${props.name}-haproxy`, `${props.name}-proxysql`]
    .some((service) => new RegExp(`^(.+\\.)?${service}(-\\d+|-replicas|-unready)?\\.${namespace}(\\.svc(\\..+)?)?$`).test(host)));
  if (own) refuse('replication.hosts', 'be others than its own: a channel that follows itself brings nothing', own.host, 'name the servers of the source');
  return {
    isCluster: of.name !== undefined,
    channel,
    hosts,
    keysOf: { namespace: of.namespace ?? namespace, name: of.name ?? props.name },
  };
}

/** The CA is a file in the replica's pods: its own issuer's, or what a Secret brings. */
function requireCa({ platform: { issuer } }: MySqlClusterProps, source: MySqlCluster | undefined, ca: SecretKeyRef | undefined): void {
  if (ca) return;
  const remedy = 'name the Secret with the CA of the source by SecretKeyRef.of';
  if (!issuer) refuse('replication.ca', 'be given where the platform has no issuer', undefined, remedy);
  if (!source) return;
  const theirs = source._settings.platform.issuer;
  if (theirs?.name !== issuer.name || theirs.kind !== issuer.kind) {
    refuse('replication.ca', 'be given where another issuer than the replica\'s signs the source\'s certificate', undefined, remedy);
  }
}
