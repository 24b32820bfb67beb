import { MongoEndpoints } from './mongo-endpoints';
import type { MongoSettings } from './mongo-settings';
import { Endpoint } from '../contracts/endpoint';

export const MONGO_PORT = 27017;

/** Where a database answers, by the names that its members have in the replica set's configuration: clients are sent on to these. */
export function endpointsOf({ pods, service, namespace, platform, replicaSet, horizons }: MongoSettings): MongoEndpoints {
  const domain = `${service}.${namespace}.svc.${platform.network.clusterDomain}`;
  // an arbiter's is no client's
  const outside = Object.fromEntries(horizons.map(({ name, members }) => [name, members.slice(0, pods.length)]));
  return new MongoEndpoints(pods.map((pod) => new Endpoint(`${pod}.${domain}`, MONGO_PORT)), domain, replicaSet, outside);
}
