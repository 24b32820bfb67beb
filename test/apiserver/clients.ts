import { ApiObjectMetadata, App, Chart, Cron } from 'cdk8s';
import { Capability, ContainerProps, CronJob, DaemonSet, Deployment, Job, SeccompProfileType, StatefulSet, Workload } from 'cdk8s-plus-28';
import { GrantConnectOptions, IDatabase } from '../../src';

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

/** Makes the workloads, in a chart of their own, and lets them connect. */
export function connect(app: App, database: IDatabase, grants: readonly Grant[]): void {
  const [clients, nowhere] = [new Chart(app, 'clients', { namespace: 'clients' }), new Chart(app, 'nowhere')];
  grants.forEach(({ client, name, here, restricted, options, again }, i) => {
    const containers = restricted === undefined ? [] : [restricted ? RESTRICTED : CONTAINER];
    const metadata = { name, namespace: here ? database.namespace : undefined };
    const workload = CLIENTS[client](here === undefined ? nowhere : clients, `Client${i}`, { metadata, containers });
    database.grantConnect(workload, options);
    if (again) database.grantConnect(workload, again);
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
