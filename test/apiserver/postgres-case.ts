import { App, Chart, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { connect, Grant } from './clients';
import {
  Compute, DatabasePlatform, DatabasePlatformProps, FailoverDrill, FailoverRehearsal, PitrRestore, PostgresCluster,
  PostgresClusterProps, PostgresVersion, RestoreOptions, SecretRef,
} from '../../src';

/** A database on a platform of its own, and its clients. */
export interface PostgresCase extends PostgresClusterProps {
  readonly grants?: Grant[];
  /** A restore of it. */
  readonly restore?: RestoreOptions;
  /** A rehearsed failover of it. */
  readonly failover?: FailoverRehearsal;
  /** Role whose Secret is asked for. */
  readonly secretOf?: string;
}

/** A case as its recipe gives it: the platform is no construct yet. */
export type PostgresParts = Omit<PostgresCase, 'platform'> & { readonly platform: DatabasePlatformProps };

export function appOf({ grants = [], secretOf, restore, failover, platform, ...props }: PostgresParts): App {
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace: 'shop' });
  const database = new PostgresCluster(chart, 'Database', { ...props, platform: platform && new DatabasePlatform(chart, 'Platform', platform) });
  if (restore) new PitrRestore(chart, 'Restore', { source: database, ...restore });
  if (failover && !((props.instances ?? 3) > MOST_NAMED)) new FailoverDrill(chart, 'FailoverDrill', { source: database, ...failover });
  connect(app, database, grants);
  if (secretOf !== undefined) database.secret(secretOf);
  return app;
}

/** A failover drill's Role names each instance that it may delete: of 2 ** 31, which are written past the checks, V8 ends at their list. */
const MOST_NAMED = 10_000;

/** A platform, and nothing else that varies. */
export interface PlatformCase {
  readonly platform: DatabasePlatform;
}

/** The platform with a database on it that goes on any: the namespace's objects come with the first one. */
export function platformAppOf({ platform }: { readonly platform: DatabasePlatformProps }): App {
  return appOf({
    platform,
    name: 'orders',
    version: PostgresVersion.V17,
    compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
    storage: Size.tebibytes(1),
    walStorage: Size.tebibytes(1),
    instances: 1,
    owner: { name: 'app', password: SecretRef.of('app-login') },
  });
}
