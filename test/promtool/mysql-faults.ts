import { backupJob, following, healthy } from './mysql-orders';
import { Series } from './series';
import { Moment } from './verdict';

/** One thing that goes wrong; every fault begins at minute 60. */
export interface Fault extends Moment {
  readonly name: string;
  readonly series: Series;
}

const NS = { namespace: 'database' };
const NODE_0 = { ...NS, pod: 'orders-pxc-0' };
const NODE_1 = { ...NS, pod: 'orders-pxc-1' };
const NODE_2 = { ...NS, pod: 'orders-pxc-2' };
const before = (minute: number) => minute < 60;
const from = (after: number, normal: number) => (minute: number) => minute < 60 ? normal : after;
const BACKUPS = /^kube_job_\w+\{namespace="database",job_name="xb-cron-orders-archive/;

function on(pod: string, metric: string): RegExp {
  return new RegExp(`^${metric}\\{namespace="database",pod="${pod}"`);
}

function wsrep(pod: string, metric: string): RegExp {
  return on(pod, `mysql_global_status_wsrep_${metric}`);
}

function volume(pod: string): RegExp {
  return new RegExp(`^kubelet_volume_stats_available_bytes\\{namespace="database",persistentvolumeclaim="datadir-${pod}"`);
}

const ALL = 'orders-pxc-\\d';

/** Everything that can go wrong with `orders`, one at a time, and what looks like it and is not. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'nothing of the database is scraped any more',
    series: healthy().only(on(ALL, 'mysql_\\w+'), before),
    at: 115,
    fires: { MySqlDown: [{}] },
  },
  {
    name: 'MySQL is down in every node, the exporters say so, and the proxies are not ready',
    series: healthy().only(on(ALL, 'mysql_(global|exporter|info)_\\w+'), before).set(on(ALL, 'mysql_up'), from(0, 1))
      .set(/^kube_pod_status_ready.*pod="orders-haproxy-.*condition="true"/, from(0, 1)),
    at: 115,
    fires: { MySqlDown: [{}] },
  },
  {
    name: 'the majority is lost, and the proxies reach nobody',
    series: healthy().only(on('orders-pxc-[12]', 'mysql_\\w+'), before).set(wsrep('orders-pxc-0', 'cluster_status'), from(0, 1))
      .set(wsrep('orders-pxc-0', 'cluster_size'), from(1, 3)).set(/^kube_pod_status_ready.*pod="orders-haproxy-.*condition="true"/, from(0, 1)),
    at: 80,
    fires: { MySqlNoPrimaryComponent: [{}], MySqlInstanceMissing: [{}] },
  },
  {
    name: 'every node is read-only',
    series: healthy().set(on(ALL, 'mysql_global_variables_read_only'), from(1, 0)),
    at: 80,
    fires: { MySqlReadOnly: [{}] },
  },
  {
    name: 'one node is read-only',
    series: healthy().set(on('orders-pxc-1', 'mysql_global_variables_read_only'), from(1, 0)),
    at: 80,
    fires: {},
  },
  {
    name: 'a node restarts every ten minutes',
    series: healthy().set(on('orders-pxc-2', 'kube_pod_container_status_restarts_total'), minute => before(minute) ? 1 : Math.floor(minute / 10) - 4),
    at: 115,
    fires: { MySqlRestarting: [{ ...NODE_2, container: 'pxc' }] },
  },
  {
    name: 'a collector of the exporter fails',
    series: healthy().set(/^mysql_exporter_collector_success\{namespace="database",pod="orders-pxc-1",collector="collect.slave_status"/, from(0, 1)),
    at: 80,
    fires: { MySqlExporterFailing: [NODE_1] },
  },
  {
    name: 'a node is gone',
    series: healthy().only(on('orders-pxc-2', 'mysql_\\w+'), before).set(wsrep('orders-pxc-[01]', 'cluster_size'), from(2, 3)),
    at: 80,
    fires: { MySqlInstanceMissing: [{}] },
  },
  {
    name: 'two nodes are gone, one after the other',
    series: healthy().only(on('orders-pxc-[12]', 'mysql_\\w+'), before).set(wsrep('orders-pxc-0', 'cluster_size'), from(1, 3)),
    at: 80,
    fires: { MySqlInstanceMissing: [{}], MySqlQuorumAtRisk: [NS] },
  },
  {
    name: 'a node is cut off from the others',
    series: healthy().set(wsrep('orders-pxc-2', 'cluster_status'), from(0, 1)).set(wsrep('orders-pxc-2', 'local_state'), from(0, 4))
      .set(wsrep('orders-pxc-2', 'cluster_size'), from(1, 3)).set(wsrep('orders-pxc-[01]', 'cluster_size'), from(2, 3)),
    at: 80,
    fires: { MySqlNodeOutsideCluster: [NODE_2] },
  },
  {
    name: 'a node was bootstrapped beside the others',
    series: healthy().set(wsrep('orders-pxc-2', 'cluster_size'), from(1, 3)).set(wsrep('orders-pxc-[01]', 'cluster_size'), from(2, 3)),
    at: 80,
    fires: { MySqlSplitBrain: [{}] },
  },
  {
    name: 'a node does not get beyond joining',
    series: healthy().set(wsrep('orders-pxc-2', 'local_state'), from(1, 4)),
    at: 80,
    fires: { MySqlNodeNotSynced: [NODE_2] },
  },
  {
    name: 'a node is left desynced',
    series: healthy().set(wsrep('orders-pxc-2', 'local_state'), from(2, 4)).set(wsrep('orders-pxc-2', 'local_recv_queue'), from(4000, 0)),
    at: 425,
    fires: { MySqlNodeDesynced: [NODE_2] },
  },
  {
    name: 'writes are held up half of the time',
    series: healthy().set(wsrep(ALL, 'flow_control_paused_ns'), minute => before(minute) ? 0 : 30e9 * (minute - 60)),
    at: 80,
    fires: { MySqlFlowControl: [NS] },
  },
  {
    name: 'a node does not apply what it receives',
    series: healthy().set(wsrep('orders-pxc-1', 'local_recv_queue'), from(300, 0)),
    at: 80,
    fires: { MySqlReceiveQueueLong: [NODE_1] },
  },
  {
    name: '170 of 200 connections are in use',
    series: healthy().set(on('orders-pxc-0', 'mysql_global_status_threads_connected'), from(170, 50)),
    at: 80,
    fires: { MySqlConnectionsHigh: [NODE_0] },
  },
  {
    name: 'all connections are in use',
    series: healthy().set(on('orders-pxc-0', 'mysql_global_status_threads_connected'), from(200, 50)),
    at: 80,
    fires: { MySqlConnectionsHigh: [NODE_0], MySqlConnectionsExhausted: [NODE_0] },
  },
  {
    name: 'transactions deadlock',
    series: healthy().set(on('orders-pxc-0', 'mysql_info_schema_innodb_metrics_lock_lock_deadlocks_total'), minute => before(minute) ? 6 : minute - 54),
    at: 80,
    fires: { MySqlDeadlocks: [NODE_0] },
  },
  {
    name: 'two nodes take conflicting writes',
    series: healthy().set(wsrep('orders-pxc-1', 'local_bf_aborts'), minute => before(minute) ? 7 : minute - 53),
    at: 80,
    fires: { MySqlWriteConflicts: [NODE_1] },
  },
  {
    name: 'a transaction stays open',
    series: healthy().set(on('orders-pxc-0', 'mysql_info_schema_innodb_metrics_transaction_trx_rseg_history_len'), from(2e6, 20000)),
    at: 100,
    fires: { MySqlPurgeLag: [NODE_0] },
  },
  {
    name: 'queries have become slow',
    series: healthy().set(on('orders-pxc-0', 'mysql_global_status_slow_queries'), minute => before(minute) ? minute : 60 + 20 * (minute - 60)),
    at: 80,
    fires: { MySqlSlowQueries: [NODE_0] },
  },
  {
    name: 'backups stopped without a word',
    series: healthy().only(/^kube_job_\w+\{namespace="database",job_name="xb-cron-orders-archive-2026813([1-9]|1\d)00/, () => false),
    at: 140,
    fires: { MySqlBackupTooOld: [NS] },
  },
  {
    name: 'no backup has ever succeeded',
    series: healthy().only(BACKUPS, () => false),
    at: 120,
    fires: { MySqlBackupMissing: [NS] },
  },
  {
    name: 'the last backup failed',
    series: backupJob(healthy().only(/job_name="xb-cron-orders-archive-2026813100/, () => false), 'xb-cron-orders-archive-20268131001-1f2ab', { began: 61 }),
    at: 80,
    fires: { MySqlBackupFailed: [NS] },
  },
  {
    name: 'the first backup failed',
    series: backupJob(healthy().only(BACKUPS, () => false), 'xb-cron-orders-archive-20268131001-1f2ab', { began: 61 }),
    at: 80,
    fires: { MySqlBackupFailed: [NS] },
  },
  {
    name: 'a backup failed and its Job is kept, and the next one passed',
    series: backupJob(healthy(), 'xb-cron-orders-archive-20268131001-1f2ab', { began: 61 }),
    at: 95,
    fires: {},
  },
  {
    name: 'a backup that somebody asked for by hand failed',
    series: backupJob(healthy(), 'xb-by-hand', { began: 70 }),
    at: 80,
    fires: {},
  },
  {
    name: 'the binlog collector fails in every round, and is started again',
    series: healthy().set(on('orders-pitr-.*', 'pxc_binlog_collector_success_total'), from(0, 60)),
    at: 100,
    fires: { MySqlBinlogUploadStalled: [{}] },
  },
  {
    name: 'the binlog collector hangs',
    series: healthy().set(on('orders-pitr-.*', 'pxc_binlog_collector_success_total'), minute => Math.min(minute, 60)),
    at: 100,
    fires: { MySqlBinlogUploadStalled: [{}] },
  },
  {
    name: 'the binlog collector is gone',
    series: healthy().only(on('orders-pitr-.*', 'pxc_\\w+'), before),
    at: 100,
    fires: { MySqlBinlogUploadStalled: [{}] },
  },
  {
    name: 'the binlog collector finds a gap',
    series: healthy().set(on('orders-pitr-.*', 'pxc_binlog_collector_gap_detected_total'), from(1, 0)),
    at: 80,
    fires: { MySqlBinlogGap: [NS] },
  },
  {
    name: 'a new binlog collector begins with a gap',
    series: healthy().only(on('orders-pitr-.*', 'pxc_\\w+'), before)
      .add('pxc_binlog_collector_success_total', { ...NS, pod: 'orders-pitr-6d5f7c9b8-fghij' }, minute => before(minute) ? undefined : minute)
      .add('pxc_binlog_collector_gap_detected_total', { ...NS, pod: 'orders-pitr-6d5f7c9b8-fghij' }, minute => before(minute) ? undefined : 1),
    at: 80,
    fires: { MySqlBinlogGap: [NS] },
  },
  {
    name: 'there was a gap, and a backup since',
    series: healthy().set(on('orders-pitr-.*', 'pxc_binlog_collector_gap_detected_total'), from(1, 0)),
    at: 130,
    fires: {},
  },
  {
    name: 'a volume is 85 % full',
    series: healthy().set(volume('orders-pxc-2'), from(15e9, 60e9)),
    at: 80,
    fires: { MySqlVolumeFilling: [{ ...NS, persistentvolumeclaim: 'datadir-orders-pxc-2' }] },
  },
  {
    name: 'a volume is 95 % full',
    series: healthy().set(volume('orders-pxc-2'), from(5e9, 60e9)),
    at: 80,
    fires: {
      MySqlVolumeFilling: [{ ...NS, persistentvolumeclaim: 'datadir-orders-pxc-2' }],
      MySqlVolumeNearlyFull: [{ ...NS, persistentvolumeclaim: 'datadir-orders-pxc-2' }],
    },
  },
  {
    name: 'nobody reports on volumes',
    series: healthy().only(/^kubelet_.*persistentvolumeclaim="datadir-orders-pxc/, before),
    at: 100,
    fires: { MySqlVolumeMetricsMissing: [NS] },
  },
  {
    name: 'a certificate should have been renewed long ago',
    series: healthy().set(/^certmanager_certificate_renewal.*orders-ssl-internal/, 3600),
    at: 440,
    fires: { MySqlCertificateNotRenewed: [{ name: 'orders-ssl-internal' }] },
  },
  {
    name: 'a certificate expires tomorrow',
    series: healthy().set(/^certmanager_certificate_renewal.*orders-ssl"/, 3600).set(/^certmanager_certificate_expiration.*orders-ssl"/, 86400),
    at: 150,
    fires: { MySqlCertificateExpiring: [{ name: 'orders-ssl' }] },
  },
  {
    name: 'cert-manager says nothing about one certificate',
    series: healthy().only(/^certmanager_.*orders-ssl-internal/, before),
    at: 100,
    fires: { MySqlCertificateMetricsMissing: [{}] },
  },
  {
    name: 'no proxy is ready',
    series: healthy().set(/^kube_pod_status_ready.*database.*pod="orders-haproxy-.*condition="true"/, from(0, 1)),
    at: 80,
    fires: { MySqlProxyDown: [{}] },
  },
  {
    name: 'a proxy is not ready',
    series: healthy().set(/^kube_pod_status_ready.*database.*pod="orders-haproxy-1".*condition="true"/, from(0, 1)),
    at: 80,
    fires: { MySqlProxyMissing: [{}] },
  },
  {
    name: 'a proxy has too many clients',
    series: healthy().set(on('orders-haproxy-0', 'haproxy_process_current_connections'), from(1900, 300)),
    at: 80,
    fires: { MySqlProxyConnectionsHigh: [{ ...NS, pod: 'orders-haproxy-0' }] },
  },
];

const REPLICATES = 'mysql_slave_status_\\w+';

/** What can go wrong with one that follows another site. */
export const REPLICA_FAULTS: readonly Fault[] = [
  {
    name: 'a channel is connecting for ever',
    series: following().set(/^mysql_slave_status_replica_io_running\{namespace="database",pod="orders-pxc-0".*"from-old"/, from(0, 1)),
    at: 80,
    fires: { MySqlReplicationStopped: [{ channel: 'from-old' }] },
  },
  {
    name: 'an error stops a channel',
    series: following().set(/^mysql_slave_status_replica_sql_running\{namespace="database",pod="orders-pxc-0".*"from-older"/, from(0, 1))
      .only(/^mysql_slave_status_seconds_behind_source\{namespace="database",pod="orders-pxc-0".*"from-older"/, before),
    at: 80,
    fires: { MySqlReplicationStopped: [{ channel: 'from-older' }] },
  },
  {
    name: 'no node replicates',
    series: following().only(on(ALL, REPLICATES), before),
    at: 80,
    fires: { MySqlReplicationStopped: [{ channel: 'from-old' }, { channel: 'from-older' }] },
  },
  {
    name: 'it falls behind the other site',
    series: following().set(/^mysql_slave_status_seconds_behind_source\{namespace="database".*"from-old"/, minute => before(minute) ? 0 : 60 * (minute - 60)),
    at: 80,
    fires: { MySqlReplicationLag: [{ ...NS, channel_name: 'from-old' }] },
  },
];
