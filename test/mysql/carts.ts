import { App, Chart, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Compute, DatabasePlatformProps, MySqlCluster, MySqlClusterProps, MySqlVersion, Waiver, Workload } from '../../src';
import { platformOf, shop } from '../support/production';

/** Both rehearsals waived: most tests are about something else. */
export const DRILLS = ['restore-drill', 'failover-drill'].map((rule) => Waiver.of({ rule, reason: 'rehearsed by hand each quarter' }));

/** A database that passes the checklist on a platform that lacks nothing. */
export const CARTS = {
  name: 'carts',
  version: MySqlVersion.V8_4,
  compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
  storage: Size.gibibytes(100),
  workload: Workload.of({ dataSize: Size.gibibytes(70), iops: 5000, throughput: Size.mebibytes(200) }),
  waivers: DRILLS,
} satisfies Partial<MySqlClusterProps>;

export interface Carts {
  readonly app: App;
  readonly chart: Chart;
  readonly database: MySqlCluster;
}

/** The database on the platform, in an app of its own. */
export function carts(more: Partial<MySqlClusterProps> = {}, platform: Partial<DatabasePlatformProps> = {}): Carts {
  const { app, chart } = shop();
  // Pod Security's level restricted admits no ProxySQL
  const namespaces = more.proxy?.isProxySql ? { createNamespaces: false } : {};
  const database = new MySqlCluster(chart, 'Carts', { ...CARTS, platform: platformOf(chart, { ...namespaces, ...platform }), ...more });
  return { app, chart, database };
}
