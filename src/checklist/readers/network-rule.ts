import { isInside, overlaps } from './cidr';
import { Labels, LabelSelector, selects } from './label-selector';

/** A rule of a NetworkPolicy, whichever its direction. */
export interface NetworkRule {
  readonly from?: readonly NetworkPeer[];
  readonly to?: readonly NetworkPeer[];
  readonly ports?: readonly NetworkPort[];
}

export interface NetworkPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface NetworkPort {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}

export interface NeededPort {
  readonly port: number;
  /** Default TCP. */
  readonly protocol?: 'TCP' | 'UDP';
  /** Name of the container's port, for policies that name it. */
  readonly name?: string;
}

/** A pod at the other end of a connection. */
export interface PeerPod {
  readonly namespace: string;
  readonly podLabels: Labels;
}

export function opensPort(rule: NetworkRule, needed: NeededPort): boolean {
  if (!rule.ports?.length) return true;
  return rule.ports.some(({ port, endPort, protocol }) => {
    if ((protocol ?? 'TCP') !== (needed.protocol ?? 'TCP')) return false;
    if (port === undefined) return true;
    if (typeof port === 'string') return port === needed.name;
    return needed.port >= port && needed.port <= (endPort ?? port);
  });
}

/** Undefined when the rule lets everybody through. */
export function peersOf(rule: NetworkRule): readonly NetworkPeer[] | undefined {
  const peers = rule.from ?? rule.to;
  return peers?.length ? peers : undefined;
}

/**
 * Whether a peer of a policy in `home` is that pod. An ipBlock is none: blocks are for addresses outside of the
 * cluster (https://kubernetes.io/docs/concepts/services-networking/network-policies/), and some CNIs apply them to nothing else.
 */
export function isPod(peer: NetworkPeer, home: string, pod: PeerPod, labelsOfNamespace: Labels): boolean {
  if (peer.ipBlock) return false;
  const there = peer.namespaceSelector ? selects(peer.namespaceSelector, labelsOfNamespace) : pod.namespace === home;
  return there && (!peer.podSelector || selects(peer.podSelector, pod.podLabels));
}

/** Whether a peer holds every address of a range. */
export function holdsAddresses(peer: NetworkPeer, range: string): boolean {
  const block = peer.ipBlock;
  return block !== undefined && isInside(range, block.cidr) && !block.except?.some((hole) => overlaps(range, hole));
}
