import { App, Chart } from 'cdk8s';
import { connect, Grant } from './clients';
import {
  DatabasePlatform, DatabasePlatformProps, FailoverDrill, FailoverRehearsal, InPlaceRestore, InPlaceRestoreOptions, MySqlCluster, MySqlClusterProps,
  MySqlReplicaBaseOptions, MySqlReplication, PitrRestore, RestoreOptions,
} from '../../src';

/** A replica of the database, in the same app. */
export interface SecondSite extends MySqlReplicaBaseOptions {
  readonly addresses?: string[];
}

/** A MySqlCluster on a platform of its own, and its clients. */
export interface MySqlCase extends MySqlClusterProps {
  readonly grants?: Grant[];
  readonly replica?: SecondSite;
  /** It is overwritten. */
  readonly overwritten?: InPlaceRestoreOptions;
  /** A restore of it. */
  readonly restore?: RestoreOptions;
  /** A rehearsed failover of it. */
  readonly failover?: FailoverRehearsal;
  /** User whose Secret is asked for. */
  readonly secretOf?: string;
}

/** A case as its recipe gives it: the platform is no construct yet. */
export type MySqlParts = Omit<MySqlCase, 'platform' | 'replica'> & {
  readonly platform: DatabasePlatformProps;
  /** With what of the replica is wrong. */
  readonly replica?: SecondSite & { readonly props?: Partial<Omit<MySqlClusterProps, 'platform'>> & { readonly platform?: DatabasePlatformProps } };
};

export function mySqlAppOf({ grants = [], secretOf, replica, overwritten, restore, failover, platform, ...of }: MySqlParts): App {
  // each instance of a source is named, in its certificate, too: of 2 ** 31, which would be written past the checks, V8 ends at their list
  const props = { ...of, instances: of.instances && Math.min(of.instances, MOST_NAMED) };
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace: 'shop' });
  const on = platform && new DatabasePlatform(chart, 'Platform', platform);
  const database = new MySqlCluster(chart, 'Database', { ...props, platform: on });
  if (replica) {
    const { props: { platform: other, ...more } = {}, ...options } = replica;
    const { databases, users, ...like } = props;
    new MySqlCluster(chart, 'Replica', {
      ...like, platform: other ? new DatabasePlatform(chart, 'Other', other) : on, name: 'second-site', replication: MySqlReplication.replicaOf({ source: database, ...options }), ...more,
    });
  }
  if (overwritten) new InPlaceRestore(chart, 'Overwritten', { source: database, ...overwritten });
  if (restore) new PitrRestore(chart, 'Restore', { source: database, ...restore });
  if (failover) new FailoverDrill(chart, 'FailoverDrill', { source: database, ...failover });
  connect(app, database, grants);
  if (secretOf !== undefined) database.secret(secretOf);
  return app;
}

const MOST_NAMED = 100;
