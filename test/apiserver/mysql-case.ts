import { App, Chart } from 'cdk8s';
import { connect, Grant } from './clients';
import { DatabasePlatform, DatabasePlatformProps, MySqlCluster, MySqlClusterProps, PitrRestore, RestoreOptions } from '../../src';

/** A MySqlCluster on a platform of its own, and its clients. */
export interface MySqlCase extends MySqlClusterProps {
  readonly grants?: Grant[];
  /** A restore of it. */
  readonly restore?: RestoreOptions;
  /** User whose Secret is asked for. */
  readonly secretOf?: string;
}

/** A case as its recipe gives it: the platform is no construct yet. */
export type MySqlParts = Omit<MySqlCase, 'platform'> & { readonly platform: DatabasePlatformProps };

export function mySqlAppOf({ grants = [], secretOf, restore, platform, ...props }: MySqlParts): App {
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace: 'shop' });
  const database = new MySqlCluster(chart, 'Database', { ...props, platform: platform && new DatabasePlatform(chart, 'Platform', platform) });
  if (restore) new PitrRestore(chart, 'Restore', { source: database, ...restore });
  connect(app, database, grants);
  if (secretOf !== undefined) database.secret(secretOf);
  return app;
}
