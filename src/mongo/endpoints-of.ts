import { MongoEndpoints } from './mongo-endpoints';
import { MongoSettings } from './mongo-settings';
import { Endpoint } from '../contracts/endpoint';

export const MONGO_PORT = 27017;

/** Where a database answers, by the names that its members have in the replica set's configuration: clients are sent on to these. */
export function endpointsOf({ pods, service, namespace, platform, replicaSet }: MongoSettings): MongoEndpoints {
  const domain = `${service}.${namespace}.svc.${platform.network.clusterDomain}`;
  return new MongoEndpoints(pods.map((pod) => new Endpoint(`${pod}.${domain}`, MONGO_PORT)), domain, replicaSet);
}
