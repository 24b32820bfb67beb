import { ciliumPolicies } from './cilium';
import { openTo } from './everybody';
import { Labels } from './label-selector';
import { namespaceLabels } from './namespace-labels';
import { holdsAddresses, isPod, NeededPort, NetworkPeer, NetworkRule, opensPort, peersOf } from './network-rule';
import { selecting, SelectingKind } from './selecting';
import { doorOf, leadsTo, ServiceDoor, serviceDoor, servicesTo } from './services';
import { NetworkFacts } from '../facts';
import { Manifest, Manifests } from '../manifests';

/** A connection that the database cannot do without. */
export interface NeededPath {
  /** In words: who reaches whom on which port. */
  readonly what: string;
  readonly direction: 'ingress' | 'egress';
  /** All of them are needed. */
  readonly ports: readonly NeededPort[];
  readonly peer: NeededPods | NeededAddresses;
}

export interface NeededPods {
  readonly namespace: string;
  readonly podLabels: Labels;
  /** Labels of the namespace that no manifest shows. */
  readonly namespaceLabels?: Labels;
}

export interface NeededAddresses {
  /** CIDRs; undefined when they are not known: then a rule is enough that opens the port to any range. */
  readonly addresses: readonly string[] | undefined;
}

export interface NetworkOf {
  readonly namespace: string;
  /** Labels of one kind of the database's pods. */
  readonly podLabels: Labels;
  readonly paths: readonly NeededPath[];
  /** The port that clients connect to. */
  readonly clientPort: NeededPort;
  /** Labels that only some of these pods have, say the primary, by which a Service may select them. */
  readonly roles?: readonly Labels[];
  /** Services that the operator makes for them. */
  readonly doors?: readonly ServiceDoor[];
  /** Whether they are on their node's own network. */
  readonly onHostNetwork?: boolean;
}

const POLICIES: SelectingKind = {
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  selectorOf: (policy) => policy.spec?.podSelector ?? {},
  namespacesOf: (policy) => [policy.metadata.namespace ?? ''],
};

/** What the NetworkPolicies of the input leave of the paths that one kind of a database's pods needs. */
export function readNetwork(among: Manifests, of: NetworkOf): NetworkFacts {
  const policies = selecting(among, POLICIES, of.namespace, of.podLabels);
  const restricting = { ingress: policies.filter(restrictsIngress), egress: policies.filter(restrictsEgress) };
  const rules = {
    ingress: restricting.ingress.flatMap((policy) => rulesOf(policy, 'ingress')),
    egress: restricting.egress.flatMap((policy) => rulesOf(policy, 'egress')),
  };
  const open = openTo(restricting.ingress, of.clientPort);
  const foreign = ciliumPolicies(among, of.namespace, of.podLabels);
  return {
    policies: policies.map((policy) => policy.metadata.name),
    ingressRestricted: restricting.ingress.length > 0,
    egressRestricted: restricting.egress.length > 0,
    paths: of.paths.map((path) => ({
      what: path.what,
      allowed: restricting[path.direction].length === 0 || allows(among, rules[path.direction], of.namespace, path),
    })),
    open,
    unheld: restricting.ingress.length === 0 ? [] : unheld(among, of),
    ...(foreign.length > 0 && { foreign }),
  };
}

/** What a policy without policyTypes restricts: k8s.io/api/networking/v1, NetworkPolicySpec. */
function restrictsIngress({ spec }: Manifest): boolean {
  return !spec?.policyTypes?.length || spec.policyTypes.includes('Ingress');
}

function restrictsEgress({ spec }: Manifest): boolean {
  return spec?.policyTypes?.length ? spec.policyTypes.includes('Egress') : spec?.egress?.length > 0;
}

function rulesOf(policy: Manifest, direction: 'ingress' | 'egress'): readonly NetworkRule[] {
  return policy.spec?.[direction] ?? [];
}

function allows(among: Manifests, rules: readonly NetworkRule[], home: string, { ports, peer }: NeededPath): boolean {
  if ('addresses' in peer) return ports.every((port) => allowsAddresses(rules, port, peer.addresses));
  const labels = namespaceLabels(among, peer.namespace);
  const labelsThere = peer.namespaceLabels ? { ...peer.namespaceLabels, ...labels } : labels;
  return ports.every((port) => rules.some((rule) => (
    opensPort(rule, port) && (peersOf(rule)?.some((allowed) => isPod(allowed, home, peer, labelsThere)) ?? true)
  )));
}

function allowsAddresses(rules: readonly NetworkRule[], port: NeededPort, addresses: NeededAddresses['addresses']): boolean {
  const opening = rules.filter((rule) => opensPort(rule, port));
  const allowed = (isAllowed: (peer: NetworkPeer) => boolean) => opening.some((rule) => peersOf(rule)?.some(isAllowed) ?? true);
  if (!addresses) return allowed((peer) => peer.ipBlock !== undefined);
  return addresses.every((range) => allowed((peer) => holdsAddresses(peer, range)));
}

/**
 * For whom the policies may not hold, whatever they say. Traffic from a pod's own node is always allowed; a Service's may come from a node's
 * address unless its source is kept; for pods on the node's network it is undefined (Kubernetes docs, Network Policies, and Using Source IP).
 */
function unheld(among: Manifests, { namespace, podLabels, roles = [], doors = [], clientPort, onHostNetwork }: NetworkOf): string[] {
  const services = [podLabels, ...roles.map((role) => ({ ...podLabels, ...role }))].flatMap((labels) => servicesTo(among, namespace, labels));
  const all = [...[...new Set(services)].filter((service) => leadsTo(service, clientPort)).map(serviceDoor), ...doors];
  const outside = all.filter(({ spec }) => spec?.externalTrafficPolicy !== 'Local').flatMap((door) => {
    const by = doorOf(door);
    return by === undefined ? [] : [`${door.what} (${by}) leads from outside to port ${clientPort.port}, and what comes by a node's address is not held back by every network plugin; `
      + 'set its externalTrafficPolicy to Local, or waive the rule with what filters before it.'];
  });
  return onHostNetwork ? [...outside, 'Its pods are on the node\'s network (hostNetwork: true), where most network plugins apply no NetworkPolicy; take hostNetwork away, or waive the rule with what filters there.'] : outside;
}
