import { podSeries } from '../parts/series';

/**
 * The replica set that alerts are about: Percona Server for MongoDB under its operator 1.22, or MongoDB Community under MongoDB's.
 *
 * What has to be scraped, each target with the labels `namespace` and `pod`: in every member's pod Percona's mongodb_exporter (0.47.2 to 0.53.0,
 * port 9216) with `--collector.diagnosticdata` (mongodb_ss_*, mongodb_rs_*), `--compatible-mode` (mongodb_mongod_replset_*, the oplog among
 * them), `--collector.dbstats` and, with Percona's operator, `--collector.pbm` (mongodb_pbm_*). For MongoSlowOperations `--collector.profile` and
 * `--collector.profile-time-ts` as long as the scrape interval, in seconds; mongod has to profile (`operationProfiling.mode: slowOp`).
 * Its user needs `clusterMonitor`, for the oplog `read` on `local`, and for backups `find` on `admin`: the operator's MONGODB_CLUSTER_MONITOR has
 * all three (pkg/controller/perconaservermongodb/mgo.go). It connects to its own mongod, and `--collector.pbm` from there to all.
 *
 * The metrics that MongoDB's agent serves itself are no substitute: none that is documented tells which member is primary, or its lag
 * (mongodb-kubernetes, docs/mongodbcommunity/grafana/sample_dashboard.json).
 */
export interface WatchedMongo {
  /** Namespace of the replica set. */
  readonly namespace: string;
  /** Name of its object. */
  readonly name: string;
  /** Name of the replica set in MongoDB, which is a part of the pods' names with Percona's operator. */
  readonly replicaSet: string;
  /** Declared number of members with data. */
  readonly instances: number;
  /** Whether one more votes, and holds no data; it has no exporter. */
  readonly arbiter?: boolean;
  /** Who runs it. */
  readonly operator: 'percona' | 'community';
  /** Hours that the oplog has to reach back; absent: a day. */
  readonly oplogHours?: number;
  /** Longest gap between two scheduled backups, in seconds; absent: no backups by Percona Backup for MongoDB. */
  readonly backupEverySeconds?: number;
  /** Longest time between two dumps by this library's CronJob, in seconds; absent: nothing is dumped. */
  readonly dumpEverySeconds?: number;
  /** Whether the oplog is archived, for restores to a point in time. */
  readonly pointInTime?: boolean;
  /** Names of the Certificates of cert-manager that it serves with; absent: the operator makes them itself. */
  readonly certificates?: readonly string[];
}

/** Names of the members' pods, as a pattern. */
export function members({ name, replicaSet, operator }: WatchedMongo): string {
  return operator === 'percona' ? `${name}-${replicaSet}-[0-9]+` : `${name}-[0-9]+`;
}

/** An arbiter's host as members know it, as a pattern. */
export function arbiterHost({ name, replicaSet }: WatchedMongo): string {
  return `${name}-${replicaSet}-arbiter-0[.].+`;
}

/** Names of the members' claims, as a pattern. */
export function claims(of: WatchedMongo): string {
  return of.operator === 'percona' ? `mongod-data-${members(of)}` : `(data|logs)-volume-${members(of)}`;
}

/** Series of the members' exporters. */
export function ofMembers(of: WatchedMongo, metric: string, ...matchers: string[]): string {
  return podSeries(of.namespace, members(of), metric, ...matchers);
}

/** The state of each member, as itself sees it: 1 primary, 2 secondary, 3 recovering, 5 first copy, 6 unknown, 7 arbiter, 9 rollback. */
export function stateOf(of: WatchedMongo): string {
  return ofMembers(of, 'mongodb_mongod_replset_my_state');
}

/** Holds while a member answers; without it, MongoDown tells all there is to tell. */
export function whileUp(of: WatchedMongo): string {
  return `and on () (count(${ofMembers(of, 'mongodb_up')} == 1) > 0)`;
}
