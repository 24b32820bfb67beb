import type { MySqlSettings } from './mysql-settings';
import { clusterLabels, componentLabels } from './pxc-names';
import { MYSQL_PORT } from './pxc-network';
import { ReplicaSettings, SourceSettings } from './replication-settings';
import { Manifest } from '../checklist/manifests';
import { namespaceNamed, networkPolicy, tcp, toAddresses } from '../parts/network-policy';
import { SecretKeyRef } from '../values/secret-key-ref';

/** Where the operator mounts the server's certificate, and a Secret of Vault's, whatever it holds (pkg/pxc/app/statefulset/node.go, 1.20.0). */
const OWN_CA = '/etc/mysql/ssl/ca.crt';
const VAULT_DIRECTORY = '/etc/mysql/vault-keyring-secret';

/** What of `spec.pxc` makes a site the source or the replica of another one; nothing once it has taken over. */
export function channelsOf({ source, replica }: MySqlSettings): object {
  if (source) return { replicationChannels: [{ name: source.channel, isSource: true }], expose: exposeOf(source) };
  return replica?.follows ? { replicationChannels: [channelOf(replica)] } : {};
}

/** The Secret with the source's CA; it stays when the replica takes over, so that no instance restarts for it. */
export function foreignCa({ replica }: MySqlSettings): object {
  return replica?.ca ? { vaultSecretName: replica.ca.name } : {};
}

function channelOf({ channel, hosts, ca }: ReplicaSettings): object {
  return {
    name: channel,
    isSource: false,
    sourcesList: hosts.map(({ host, port, weight }) => ({ host, port, weight })),
    configuration: {
      // the operator's own, which it takes only where there is no configuration at all (CheckNSetDefaults in pxc_types.go): another server after three minutes
      sourceRetryCount: 3,
      sourceConnectRetry: 60,
      ssl: true,
      sslSkipVerify: false,
      ca: ca ? fileOf(ca) : OWN_CA,
    },
  };
}

function fileOf({ key }: SecretKeyRef): string {
  return `${VAULT_DIRECTORY}/${key}`;
}

/** A Service for each instance. `Local` keeps the address of who comes, by which NetworkPolicies let in. */
function exposeOf({ loadBalancers }: SourceSettings): object {
  if (!loadBalancers) return { enabled: true, type: 'ClusterIP' };
  const { replicas, annotations, loadBalancerClass } = loadBalancers;
  return {
    enabled: true,
    type: 'LoadBalancer',
    externalTrafficPolicy: 'Local',
    loadBalancerSourceRanges: [...replicas],
    ...(annotations ? { annotations } : {}),
    ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
  };
}

/** Pods of a database's instances, as a peer of a NetworkPolicy. */
export function instancesAt(name: string, namespace: string): object {
  return { namespaceSelector: namespaceNamed(namespace), podSelector: { matchLabels: componentLabels(name, 'pxc') } };
}

/**
 * Between the instances of two sites. `ingress` is written as it is when the app is synthesized, so that replicas of the app can still be let in; it
 * begins with the database's own pods, because the API server would drop an empty list at each apply.
 */
export function sitesPolicy(of: MySqlSettings, ingress: object[]): Manifest | undefined {
  const { name, namespace, source, replica } = of;
  const policy = { name: `${name}-sites`, namespace, podSelector: { matchLabels: componentLabels(name, 'pxc') } };
  if (source) {
    ingress.push({ from: [{ podSelector: { matchLabels: clusterLabels(name) } }], ports: tcp(MYSQL_PORT) });
    if (source.loadBalancers) ingress.push({ from: source.loadBalancers.replicas.map((cidr) => ({ ipBlock: { cidr } })), ports: tcp(MYSQL_PORT) });
    return networkPolicy({ ...policy, ingress });
  }
  return replica?.follows ? networkPolicy({ ...policy, egress: [toSource(replica)] }) : undefined;
}

function toSource({ addresses, hosts, database }: ReplicaSettings): object {
  if (addresses.length === 0) return { to: [instancesAt(database!.name, database!.namespace)], ports: tcp(MYSQL_PORT) };
  return toAddresses(addresses, tcp(...new Set(hosts.map(({ port }) => port))));
}
