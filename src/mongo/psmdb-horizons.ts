import { MongoSettings } from './mongo-settings';
import { votingPods } from './psmdb-arbiter';

/** Fields of a replica set by which clients outside reach it. Members keep the names by which they know each other (1.22.0, MongoHost with DNSModeInternal). */
export function reachedFromOutside(of: MongoSettings): object {
  const { horizons, loadBalancers } = of;
  const { annotations, loadBalancerClass } = loadBalancers ?? {};
  if (horizons.length === 0) return {};
  const hostsOf = (i: number) => horizons.map(({ name, members }) => [name, `${members[i].host}:${members[i].port}`]);
  return {
    splitHorizons: Object.fromEntries(votingPods(of).map((pod, i) => [pod, Object.fromEntries(hostsOf(i))])),
    ...(loadBalancers ? {
      expose: {
        enabled: true,
        type: 'LoadBalancer',
        // keeps the address of who comes, by which NetworkPolicies let in
        externalTrafficPolicy: 'Local',
        loadBalancerSourceRanges: [...new Set(horizons.flatMap(({ clients }) => clients))],
        ...(annotations ? { annotations } : {}),
        ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
      },
    } : {}),
  };
}
