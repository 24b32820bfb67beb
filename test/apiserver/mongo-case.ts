import { App, Chart } from 'cdk8s';
import { connect, Grant } from './clients';
import {
  DatabasePlatform, DatabasePlatformProps, FailoverDrill, FailoverRehearsal, InPlaceRestore, InPlaceRestoreOptions, MongoReplicaSet,
  MongoReplicaSetProps, PitrRestore, RestoreOptions,
} from '../../src';

/** A MongoReplicaSet on a platform of its own, and its clients. */
export interface MongoCase extends MongoReplicaSetProps {
  readonly grants?: Grant[];
  /** It is overwritten. */
  readonly overwritten?: InPlaceRestoreOptions;
  /** A rehearsed failover of it. */
  readonly failover?: FailoverRehearsal;
  /** A restore of it. */
  readonly restore?: RestoreOptions;
  /** User whose Secret is asked for. */
  readonly secretOf?: string;
  /** Horizon whose connection string is asked for. */
  readonly horizonOf?: string;
}

/** A case as its recipe gives it: the platform is no construct yet. */
export type MongoParts = Omit<MongoCase, 'platform'> & { readonly platform: DatabasePlatformProps };

export function mongoAppOf({ grants = [], secretOf, horizonOf, overwritten, failover, restore, platform, ...props }: MongoParts): App {
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace: 'shop' });
  // each member's pod is named: of 2 ** 31, which would be written past the checks, V8 ends at their list
  const instances = props.instances && Math.min(props.instances, MOST_NAMED);
  const database = new MongoReplicaSet(chart, 'Database', { ...props, instances, platform: platform && new DatabasePlatform(chart, 'Platform', platform) });
  if (overwritten) new InPlaceRestore(chart, 'Overwritten', { source: database, ...overwritten });
  if (failover) new FailoverDrill(chart, 'FailoverDrill', { source: database, ...failover });
  // past the checks, no more members are named than in the database itself
  if (restore) new PitrRestore(chart, 'Restore', { source: database, ...restore, instances: restore.instances && Math.min(restore.instances, MOST_NAMED) });
  connect(app, database, grants);
  if (secretOf !== undefined) database.secret(secretOf);
  if (horizonOf !== undefined) database.endpoints.uriIn(horizonOf);
  return app;
}

const MOST_NAMED = 10_000;
