import { isIP } from 'net';
import { MONGO_PORT } from './endpoints-of';
import { requireDistinct } from './identifiers';
import type { MongoHorizon } from './mongo-horizon';
import type { MongoLoadBalancers } from './mongo-load-balancers';
import { MongoOperator } from './mongo-operator';
import type { MongoReplicaSetProps } from './mongo-replica-set-props';
import { Endpoint } from '../contracts/endpoint';
import { requireCidr } from '../values/cluster-network';
import { isDnsSubdomain, isQualifiedName, requireDnsLabel } from '../values/kubernetes-name';
import { refuse } from '../values/refusal';

/** A horizon with one endpoint for each member, an arbiter's last. */
export interface HorizonSettings {
  readonly name: string;
  readonly members: readonly Endpoint[];
  readonly clients: readonly string[];
}

/** @param members how many vote, an arbiter included */
export function horizonSettings({ horizons = [], platform }: MongoReplicaSetProps, members: number): HorizonSettings[] {
  const { clusterDomain } = platform.network;
  const settings = horizons.map((horizon, i) => horizonOf(`horizons[${i}]`, horizon, members));
  requireDistinct('horizons', settings.map(({ name }) => name), 'put the hosts of one name into one horizon');
  settings.forEach((of, i) => of.members.forEach(({ host }, member) => {
    if (/\.svc$/.test(host) || host.endsWith(`.${clusterDomain}`)) {
      refuse(`horizons[${i}].hosts[${member}]`, 'be a name outside of the Kubernetes cluster', host, 'clients inside need no horizon: they know the members by `endpoints`');
    }
  }));
  // MongoDB refuses one that two members share (repl_set_config.cpp), and two horizons of one member by the same name (split_horizon.cpp)
  requireDistinct('horizons', settings.flatMap((of) => of.members.map(({ host, port }) => `${host}:${port}`)), 'each member needs a name or a port of its own');
  requireDistinct('horizons', settings.flatMap((of) => [...new Set(of.members.map(({ host }) => host))]), 'a client is told its horizon by the name alone: use another name in the other horizon');
  return settings;
}

export function loadBalancersOf({ loadBalancers, horizons = [] }: MongoReplicaSetProps, operator: MongoOperator): MongoLoadBalancers | undefined {
  if (!loadBalancers) return undefined;
  const { annotations = {}, loadBalancerClass } = loadBalancers;
  if (operator === MongoOperator.COMMUNITY) {
    refuse('loadBalancers', 'be left out with MongoOperator.COMMUNITY, which makes no Services for members', loadBalancers,
      'write a Service for each pod yourself, with the selector statefulset.kubernetes.io/pod-name');
  }
  if (horizons.length === 0) {
    refuse('loadBalancers', 'be left out without horizons, by which clients outside are sent on to members', loadBalancers, 'give horizons');
  }
  for (const key of Object.keys(annotations)) {
    if (!isQualifiedName(key)) refuse('loadBalancers.annotations', 'have keys in Kubernetes\' form', key, 'correct the key');
  }
  if (loadBalancerClass !== undefined && !isQualifiedName(loadBalancerClass)) {
    refuse('loadBalancers.loadBalancerClass', 'be a name in the form of a label\'s key', loadBalancerClass, 'write for example "service.k8s.aws/nlb"');
  }
  return loadBalancers;
}

function horizonOf(prop: string, { name, hosts, clients }: MongoHorizon, members: number): HorizonSettings {
  requireDnsLabel(`${prop}.name`, name);
  if (!Array.isArray(hosts) || hosts.length !== members) {
    refuse(`${prop}.hosts`, `be as many as there are members (${members})`, hosts, 'name one for each, in their order, and an arbiter\'s last');
  }
  if (!Array.isArray(clients) || clients.length === 0) {
    refuse(`${prop}.clients`, 'name an address', clients, 'write CIDRs, for example "10.20.0.0/16"; a policy knows no DNS names');
  }
  clients.forEach((cidr, i) => requireCidr(`${prop}.clients[${i}]`, cidr));
  return { name, members: hosts.map((host, i) => endpointOf(`${prop}.hosts[${i}]`, host)), clients };
}

function endpointOf(prop: string, value: string): Endpoint {
  const [, host = '', port = `${MONGO_PORT}`] = /^([^:]*)(?::([1-9]\d{0,4}))?$/.exec(value ?? '') ?? [];
  // MongoDB takes no address here (repl_set_config.cpp): there is none in a handshake
  if (!isDnsSubdomain(host) || host.split('.').some((label) => label.length > 63) || isIP(host) !== 0 || /(^|\.)\d+$/.test(host) || Number(port) > 65_535) {
    refuse(prop, 'be a DNS name in lower case, with or without a port', value, 'write for example "catalog-0.db.example.com:27017", without mongodb://');
  }
  return new Endpoint(host, Number(port));
}
