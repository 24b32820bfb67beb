import { App, Duration } from 'cdk8s';
import { FailoverDrill, MaintenanceWindow, MongoOperator, Schedule, Waiver } from '../../src';
import { Carts, carts, DRILLS } from '../mysql/carts';
import { COMMUNITY_WAIVERS, MONGO_DRILLS, Sessions, sessions } from '../support/mongo';

const WINDOW = MaintenanceWindow.of({ schedule: Schedule.daily('03:00'), duration: Duration.hours(1) });

/** A database that is played, and what its operator says of it. */
export interface Play {
  readonly app: (namespace: string) => App;
  readonly name: string;
  readonly kind: string;
  readonly api: string;
  readonly pods: readonly string[];
  /** What the operator says of a healthy database. */
  readonly healthy: object;
  readonly ailing: { readonly status: object; readonly words: string };
  /** What else is there. */
  readonly backups?: { readonly kind: string; readonly spec: object; readonly done: object; readonly running: object };
  /** CronJob of the dumps, where these are the backups. */
  readonly dumps?: string;
  readonly hasStatefulSet?: boolean;
}

const READY_APP = { size: 3, ready: 3, status: 'ready' };
const MEMBERS = Object.fromEntries(['PRIMARY', 'SECONDARY', 'SECONDARY'].map((stateStr, i) => [`sessions-rs0-${i}`, { name: `m${i}`, state: i ? 2 : 1, stateStr }]));

export const PLAYS: ReadonlyArray<[string, Play]> = [
  ['MySQL', {
    app: (namespace) => drilled(carts({ namespace, waivers: others(DRILLS) })),
    name: 'carts',
    kind: 'PerconaXtraDBCluster',
    api: 'pxc.percona.com/v1',
    pods: ['carts-pxc-0', 'carts-pxc-1', 'carts-pxc-2'],
    healthy: { state: 'ready', size: 6, ready: 6, pxc: READY_APP, haproxy: READY_APP, message: [] },
    ailing: { status: { state: 'initializing', message: ['pxc: back-off'] }, words: 'its state is "initializing" (pxc: back-off)' },
    backups: {
      kind: 'PerconaXtraDBClusterBackup',
      spec: { pxcCluster: 'carts', storageName: 'backups' },
      done: { state: 'Succeeded', storage_type: 's3' },
      running: { state: 'Running', storage_type: 's3' },
    },
  }],
  ['MongoDB by Percona\'s operator', {
    app: (namespace) => drilled(sessions({ namespace, waivers: others(MONGO_DRILLS) })),
    name: 'sessions',
    kind: 'PerconaServerMongoDB',
    api: 'psmdb.percona.com/v1',
    pods: ['sessions-rs0-0', 'sessions-rs0-1', 'sessions-rs0-2'],
    healthy: { state: 'ready', size: 3, ready: 3, replsets: { rs0: { ...READY_APP, members: MEMBERS } } },
    ailing: {
      status: { replsets: { rs0: { members: { 'sessions-rs0-1': { state: 3, stateStr: 'RECOVERING' } } } } }, words: 'member sessions-rs0-1 is RECOVERING',
    },
    backups: {
      kind: 'PerconaServerMongoDBBackup', spec: { clusterName: 'sessions', storageName: 'object-store' }, done: { state: 'ready' }, running: { state: 'requested' },
    },
  }],
  ['MongoDB by its own operator', {
    app: (namespace) => drilled(sessions({ namespace, operator: MongoOperator.COMMUNITY, waivers: others(COMMUNITY_WAIVERS) })),
    name: 'sessions',
    kind: 'MongoDBCommunity',
    api: 'mongodbcommunity.mongodb.com/v1',
    pods: ['sessions-0', 'sessions-1', 'sessions-2'],
    healthy: { phase: 'Running', mongoUri: 'mongodb://', currentStatefulSetReplicas: 3, currentMongoDBMembers: 3 },
    ailing: { status: { phase: 'Pending', message: 'ReplicaSet is not yet ready' }, words: 'its phase is "Pending" (ReplicaSet is not yet ready)' },
    dumps: 'sessions-dumps',
    hasStatefulSet: true,
  }],
];

function others(waivers: readonly Waiver[]): Waiver[] {
  return waivers.filter(({ rule }) => rule !== 'failover-drill');
}

function drilled({ app, chart, database }: Carts | Sessions): App {
  new FailoverDrill(chart, 'Drill', { source: database, window: WINDOW });
  return app;
}
