import { AddressSet, addressesOf, percentage, union, without } from './address-set';
import { LabelSelector } from './label-selector';
import { NeededPort, NetworkPeer, NetworkRule, opensPort, peersOf } from './network-rule';
import { Manifest } from '../manifests';
import { listed } from '../wording';

/** Who a policy lets in. */
interface Admitted {
  readonly policy: string;
  /** Undefined for everybody. */
  readonly peer?: NetworkPeer;
}

/** What policies let in on a port and is everybody, or nearly so, in words. */
export function openTo(policies: readonly Manifest[], port: NeededPort): string[] {
  const admitted = policies.flatMap(({ metadata: { name }, spec }) => ((spec?.ingress ?? []) as NetworkRule[])
    .filter((rule) => opensPort(rule, port))
    .flatMap((rule): Admitted[] => peersOf(rule)?.map((peer) => ({ policy: name, peer })) ?? [{ policy: name }]));
  const alone = admitted.flatMap(({ policy, peer }) => {
    const who = peer ? everybodyIn(peer) : 'everybody';
    return who === undefined ? [] : [`NetworkPolicy ${policy} lets ${who} in on port ${port.port}`];
  });
  const blocks = admitted.filter(({ peer }) => peer?.ipBlock && everybodyIn(peer) === undefined);
  const together = shareOf(blocks.map(({ peer }) => ({ block: peer!.ipBlock!.cidr, addresses: addressesIn(peer!) })));
  const names = [...new Set(blocks.map(({ policy }) => policy))];
  const who = names.length === 1 ? `NetworkPolicy ${names[0]} lets` : `NetworkPolicies ${listed(names)} together let`;
  return [...alone, ...together.map((share) => `${who} ${share} in on port ${port.port}`)];
}

/** The same of ranges that a load balancer lets in. */
export function mostOf(ranges: readonly string[]): string[] {
  return shareOf(ranges.map((block) => ({ block, addresses: addressesOf(block) })));
}

/** Who is let in by a peer that is no restriction, in words; undefined when it is one. */
function everybodyIn(peer: NetworkPeer): string | undefined {
  if (peer.ipBlock) {
    return /\/0+$/.test(peer.ipBlock.cidr) && ALL.some(({ addresses }) => percentage(addressesIn(peer), addresses) >= MOST) ? `every address of ${peer.ipBlock.cidr}` : undefined;
  }
  if (!peer.namespaceSelector) return peer.podSelector ? undefined : 'everybody';
  const namespaces = restOf(peer.namespaceSelector);
  const pods = restOf(peer.podSelector ?? {});
  if (namespaces === undefined || pods === undefined) return undefined;
  return ['every pod', ...pods, 'of every namespace', ...namespaces].join(' ');
}

/** Given to every namespace by the API server (Kubernetes docs, Automatic labelling, since 1.22). */
const NAME = 'kubernetes.io/metadata.name';

/** Whom a selector leaves out that selects all others, also those to come, in words; undefined when it asks for something. */
function restOf({ matchLabels, matchExpressions }: LabelSelector): string[] | undefined {
  const left: string[] = [];
  for (const { key, operator, values = [] } of matchExpressions ?? []) {
    if (operator === 'Exists' && key === NAME) continue;
    if (operator === 'NotIn') left.push(`whose label ${key} is not ${values.join(' or ')}`);
    else if (operator === 'DoesNotExist' && key !== NAME) left.push(`without label ${key}`);
    else return undefined;
  }
  return Object.keys(matchLabels ?? {}).length > 0 ? undefined : left;
}

/** Addresses that anybody may have: IPv4 but for multicast and what is reserved, and the part of IPv6 that is given out (IANA). */
const ALL = [
  { what: 'all IPv4 addresses', addresses: addressesOf('0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/3') },
  { what: 'all public IPv6 addresses', addresses: addressesOf('2000::/3') },
];
/** In a hundred: nobody's own network is that large. */
const MOST = 50;

interface Block {
  readonly block: string;
  readonly addresses: AddressSet;
}

/** How much of each family blocks hold together, where it is most of it. */
function shareOf(blocks: readonly Block[]): string[] {
  const whole = union(...blocks.map(({ addresses }) => addresses));
  return ALL.flatMap(({ what, addresses: [{ family }], addresses }) => {
    const share = percentage(whole, addresses);
    const names = [...new Set(blocks.filter((of) => of.addresses.some((range) => range.family === family)).map(({ block }) => block))];
    return share < MOST ? [] : [`${share} % of ${what} (${names.length > 4 ? `${names.length} blocks` : listed(names)})`];
  });
}

function addressesIn({ ipBlock }: NetworkPeer): AddressSet {
  return ipBlock ? without(addressesOf(ipBlock.cidr), addressesOf(...ipBlock.except ?? [])) : [];
}
