import { App, Chart } from 'cdk8s';
import { connect, Grant } from './clients';
import { DatabasePlatform, DatabasePlatformProps, FailoverDrill, FailoverRehearsal, MySqlCluster, MySqlClusterProps } from '../../src';

/** A MySqlCluster on a platform of its own, and its clients. */
export interface MySqlCase extends MySqlClusterProps {
  readonly grants?: Grant[];
  /** A rehearsed failover of it. */
  readonly failover?: FailoverRehearsal;
  /** User whose Secret is asked for. */
  readonly secretOf?: string;
}

/** A case as its recipe gives it: the platform is no construct yet. */
export type MySqlParts = Omit<MySqlCase, 'platform'> & { readonly platform: DatabasePlatformProps };

export function mySqlAppOf({ grants = [], secretOf, failover, platform, ...props }: MySqlParts): App {
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace: 'shop' });
  const database = new MySqlCluster(chart, 'Database', { ...props, platform: platform && new DatabasePlatform(chart, 'Platform', platform) });
  if (failover) new FailoverDrill(chart, 'FailoverDrill', { source: database, ...failover });
  connect(app, database, grants);
  if (secretOf !== undefined) database.secret(secretOf);
  return app;
}
