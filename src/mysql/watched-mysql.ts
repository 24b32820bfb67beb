import { podSeries } from '../parts/series';

/**
 * The database that alerts are about: Percona XtraDB Cluster under its operator 1.20.
 *
 * What has to be scraped, each target with the labels `namespace` and `pod`:
 * - in every PXC pod mysqld_exporter (0.17.2 to 0.20.0, port 9104) as user `monitor`, whose rights suffice (build/pxc-entrypoint.sh), with
 *   `--collect.info_schema.innodb_metrics` and `--collect.perf_schema.eventsstatements`; global_status, global_variables and slave_status are on.
 * - HAProxy's own exporter: port `stats` (8404) of its pods, path /metrics (build/haproxy-global.cfg). ProxySQL has none: its port 6070 is a web page.
 * - the binlog collector: port `metrics` (8080) of pod `<name>-pitr-…` (cmd/pitr/main.go).
 * - kube-state-metrics: pods and Jobs. Backups are told by their Jobs, so `backup.ttlSecondsAfterFinished` has to stay away.
 */
export interface WatchedMySql {
  /** Namespace of the PerconaXtraDBCluster. */
  readonly namespace: string;
  /** Name of the PerconaXtraDBCluster. */
  readonly name: string;
  /** Release series of the server. */
  readonly series: '8.0' | '8.4';
  /** Declared number of nodes. */
  readonly instances: number;
  /** What clients connect through. */
  readonly proxy: 'haproxy' | 'proxysql';
  /** Declared number of its pods. */
  readonly proxies: number;
  /** Longest gap between two scheduled backups, in seconds; absent: no backups. */
  readonly backupEverySeconds?: number;
  /** Storages of the scheduled backups: they are part of the Jobs' names. */
  readonly backupStorages?: readonly string[];
  /** `backup.pitr.timeBetweenUploads`, in seconds; absent: no binary logs are uploaded. */
  readonly binlogUploadSeconds?: number;
  /** Names of the Certificates of cert-manager that it serves with; absent: the operator makes them itself. */
  readonly certificates?: readonly string[];
  /** Channels by which it follows another site, which makes it read-only; absent: it is its own source. */
  readonly replicaChannels?: readonly string[];
}

/** Series of the nodes' exporters. */
export function ofNodes({ namespace, name }: WatchedMySql, metric: string, ...matchers: string[]): string {
  return podSeries(namespace, `${name}-pxc-[0-9]+`, metric, ...matchers);
}

/** Series about the proxy's pods. */
export function ofProxies({ namespace, name, proxy }: WatchedMySql, metric: string, ...matchers: string[]): string {
  return podSeries(namespace, `${name}-${proxy}-[0-9]+`, metric, ...matchers);
}

/** Series of the binlog collector; a Deployment's pods end in two words without dashes. */
export function ofBinlogCollector({ namespace, name }: WatchedMySql, metric: string): string {
  return podSeries(namespace, `${name}-pitr-[a-z0-9]+-[a-z0-9]+`, metric);
}

/** Narrows an expression to nodes of the primary component. */
export function inPrimaryComponent(of: WatchedMySql): string {
  return `and on (namespace, pod) (${ofNodes(of, 'mysql_global_status_wsrep_cluster_status')} == 1)`;
}

/** Holds while a node answers; without it, MySqlDown tells all there is to tell. */
export function whileUp(of: WatchedMySql): string {
  return `and on () (count(${ofNodes(of, 'mysql_up')} == 1) > 0)`;
}

/** Holds while there is a primary component; without it, MySqlNoPrimaryComponent tells all there is to tell. */
export function whileServing(of: WatchedMySql): string {
  return `and on () (count(${ofNodes(of, 'mysql_global_status_wsrep_cluster_status')} == 1) > 0)`;
}
