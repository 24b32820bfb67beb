import { ApiObjectMetadata, App, Chart, Cron, Size } from 'cdk8s';
import { Capability, ContainerProps, Cpu, CronJob, DaemonSet, Deployment, Job, SeccompProfileType, StatefulSet, Workload } from 'cdk8s-plus-28';
import {
  Compute, DatabasePlatform, DatabasePlatformProps, FailoverDrill, FailoverRehearsal, GrantConnectOptions, PitrRestore, PostgresCluster,
  PostgresClusterProps, PostgresVersion, RestoreOptions, SecretRef,
} from '../../src';

/** Kinds of workload that connect. */
export enum Client {
  DEPLOYMENT = 'Deployment',
  STATEFUL_SET = 'StatefulSet',
  DAEMON_SET = 'DaemonSet',
  JOB = 'Job',
  CRON_JOB = 'CronJob',
}

/** What the API server says of a workload's name is the user's to hear. */
export function isOfWorkload(kind: string, warning: string): boolean {
  return (Object.values(Client) as string[]).includes(kind) && warning.startsWith('metadata.name: this is used in Pod names');
}

/** One workload and how it may connect. */
export interface Grant {
  readonly client: Client;
  readonly name: string;
  /** Whether it lives in the database's namespace; missing, it has none. */
  readonly here: boolean;
  /** Whether Pod Security's level restricted admits its container; missing, it has none. */
  readonly restricted: boolean;
  readonly options?: GrantConnectOptions;
  /** Of a second grant to the same workload. */
  readonly again?: GrantConnectOptions;
}

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
  const [clients, nowhere] = [new Chart(app, 'clients', { namespace: 'clients' }), new Chart(app, 'nowhere')];
  if (restore) new PitrRestore(chart, 'Restore', { source: database, ...restore });
  if (failover && !((props.instances ?? 3) > MOST_NAMED)) new FailoverDrill(chart, 'FailoverDrill', { source: database, ...failover });
  grants.forEach(({ client, name, here, restricted, options, again }, i) => {
    const containers = restricted === undefined ? [] : [restricted ? RESTRICTED : CONTAINER];
    const metadata = { name, namespace: here ? database.namespace : undefined };
    const workload = CLIENTS[client](here === undefined ? nowhere : clients, `Client${i}`, { metadata, containers });
    database.grantConnect(workload, options);
    if (again) database.grantConnect(workload, again);
  });
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

const CONTAINER: ContainerProps = { image: 'registry.example.com/client:1.0.0', portNumber: 8080 };
const RESTRICTED: ContainerProps = {
  ...CONTAINER,
  securityContext: { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } },
};

type Make = (scope: Chart, id: string, props: { metadata: ApiObjectMetadata; containers: ContainerProps[] }) => Workload;

const CLIENTS: Record<Client, Make> = {
  [Client.DEPLOYMENT]: (scope, id, props) => new Deployment(scope, id, props),
  [Client.STATEFUL_SET]: (scope, id, props) => new StatefulSet(scope, id, props),
  [Client.DAEMON_SET]: (scope, id, props) => new DaemonSet(scope, id, props),
  [Client.JOB]: (scope, id, props) => new Job(scope, id, props),
  [Client.CRON_JOB]: (scope, id, props) => new CronJob(scope, id, { ...props, schedule: Cron.daily() }),
};
