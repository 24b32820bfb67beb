import { podSeries } from '../parts/series';

/** The database that alerts are about. */
export interface WatchedPostgres {
  /** Namespace of the Cluster. */
  readonly namespace: string;
  /** Name of the Cluster. */
  readonly name: string;
  /** Declared number of instances. */
  readonly instances: number;
  /** `max_connections` of every instance. */
  readonly maxConnections: number;
  /** Names of the Poolers in front of it. */
  readonly poolers: readonly string[];
  /** Whether the write-ahead log has a volume of its own. */
  readonly walVolume: boolean;
  /** Names of the tablespaces, as PostgreSQL knows them. */
  readonly tablespaces: readonly string[];
  /** Longest gap between two scheduled backups, in seconds; absent: no backups. */
  readonly backupEverySeconds?: number;
  /** Longest gap between two scheduled snapshot backups, in seconds; absent: no snapshots. */
  readonly snapshotEverySeconds?: number;
  /** Longest gap between two scheduled runs of logical dumps, in seconds; absent: no dumps. */
  readonly dumpEverySeconds?: number;
  /** Name of the server's Certificate; absent: the operator makes the certificate. */
  readonly certificate?: string;
  /** Whether commits wait for a replica. */
  readonly synchronous: boolean;
  /** `archive_timeout`, in seconds; 0: segments are archived when they are full. */
  readonly archiveTimeoutSeconds: number;
}

/** Series of the instances' own exporter. */
export function ofInstances({ namespace, name }: WatchedPostgres, metric: string, ...matchers: string[]): string {
  return podSeries(namespace, `${name}-[0-9]+`, metric, ...matchers);
}

/** Series of one pooler's exporter; a Deployment's pods end in two words without dashes. */
export function ofPooler(of: WatchedPostgres, pooler: string, metric: string): string {
  return podSeries(of.namespace, `${pooler}-[a-z0-9]+-[a-z0-9]+`, metric);
}

/** Narrows an expression to the instance that takes writes now: roles in labels lag behind a failover. */
export function onPrimary(of: WatchedPostgres): string {
  return `and on (namespace, pod) (${ofInstances(of, 'cnpg_pg_replication_in_recovery')} == 0)`;
}

/** Holds while an instance answers; without it, PostgresDown tells all there is to tell. */
export function whileUp(of: WatchedPostgres): string {
  return `and on () (count(${ofInstances(of, 'cnpg_collector_up')} == 1) > 0)`;
}
