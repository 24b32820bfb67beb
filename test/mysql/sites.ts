import { carts, CARTS, Carts } from './carts';
import {
  DatabasePlatform, DatabasePlatformProps, DatabaseStorageClass, MySqlCluster, MySqlClusterProps, MySqlReplicaOfHostsOptions, MySqlReplicaOptions,
  MySqlReplication, MySqlSourceHost, MySqlSourceOptions,
} from '../../src';
import { PLATFORM } from '../support/production';

/** What a second platform of one app does not make once more. */
const BESIDE = { snapshots: undefined, tuning: undefined, priority: undefined, storageClass: DatabaseStorageClass.existing('fast-there') };

export interface Sites extends Carts {
  readonly replica: MySqlCluster;
}

/** A source, and a replica of it in another namespace of the same app. */
export function sites(of: {
  source?: MySqlSourceOptions;
  sourceProps?: Partial<MySqlClusterProps>;
  options?: Partial<MySqlReplicaOptions>;
  props?: Partial<MySqlClusterProps>;
  platform?: Partial<DatabasePlatformProps>;
  sourcePlatform?: Partial<DatabasePlatformProps>;
} = {}): Sites {
  const first = carts({ replication: MySqlReplication.sourceFor(of.source), ...of.sourceProps }, of.sourcePlatform);
  const platform = of.platform ? new DatabasePlatform(first.chart, 'Other', { ...PLATFORM, ...BESIDE, ...of.platform }) : first.database._settings.platform;
  const replication = MySqlReplication.replicaOf({ source: first.database, ...of.options });
  const replica = new MySqlCluster(first.chart, 'Replica', { ...CARTS, platform, name: 'carts-west', namespace: 'west', replication, ...of.props });
  return { ...first, replica };
}

/** A replica of servers that the app knows by their names alone. */
export function replicaOfHosts(more: Partial<MySqlReplicaOfHostsOptions> = {}, props: Partial<MySqlClusterProps> = {}): Carts {
  return carts({ replication: MySqlReplication.replicaOfHosts({ ...ELSEWHERE, ...more }), ...props });
}

export const ELSEWHERE = {
  channel: 'orders',
  hosts: [MySqlSourceHost.of('mysql-0.example.com', { weight: 50 }), MySqlSourceHost.of('mysql-1.example.com', { port: 3307 })],
  addresses: ['10.20.0.0/16'],
};
