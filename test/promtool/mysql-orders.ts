import { Series } from './series';

const GB = 1e9;
const NS = { namespace: 'database' };
const NODES = ['orders-pxc-0', 'orders-pxc-1', 'orders-pxc-2'];
const PITR = { ...NS, pod: 'orders-pitr-6d5f7c9b8-abcde' };

/** A busy MySQL database that is well: `orders` in namespace `database`, with a backup every hour. */
export function healthy(): Series {
  const series = new Series();
  for (const pod of NODES) node(series, pod);
  for (const pod of ['orders-haproxy-0', 'orders-haproxy-1']) {
    series.add('kube_pod_status_ready', { ...NS, pod, condition: 'true' }, 1);
    series.add('kube_pod_status_ready', { ...NS, pod, condition: 'false' }, 0);
    series.add('haproxy_process_current_connections', { ...NS, pod }, 300);
    series.add('haproxy_process_max_connections', { ...NS, pod }, 2048);
  }
  // a round a minute, and no log to upload in most
  series.add('pxc_binlog_collector_success_total', PITR, minute => minute);
  series.add('pxc_binlog_collector_gap_detected_total', PITR, 0);
  for (let hour = 0; hour < 12; hour++) backupJob(series, `xb-cron-orders-archive-2026813${hour}00-1f2ab`, { began: 60 * hour, ended: 60 * hour + 20 });
  for (const name of ['orders-ssl', 'orders-ssl-internal']) {
    // as scraped without honorLabels
    const certificate = { exported_namespace: 'database', namespace: 'cert-manager', name };
    series.add('certmanager_certificate_expiration_timestamp_seconds', certificate, 90 * 86400);
    series.add('certmanager_certificate_renewal_timestamp_seconds', certificate, 60 * 86400);
  }
  neighbours(series);
  return series;
}

/** The same, and nobody uses it. */
export function idle(): Series {
  return healthy()
    .set(/^mysql_global_status_(threads_connected|slow_queries|wsrep_local_\w+ions|wsrep_local_recv_queue)\{namespace="database",pod="orders-pxc-/, 0);
}

/** The same, before its first backup. */
export function newborn(): Series {
  return idle().only(/^kube_job_\w+\{namespace="database",job_name="xb-cron-orders-archive/, () => false);
}

/** The same while a backup desyncs a node for an hour, and counts as a node. */
export function backedUp(): Series {
  const during = (minute: number) => minute >= 60 && minute < 120;
  return healthy()
    .set(/^mysql_global_status_wsrep_cluster_size\{namespace="database"/, minute => during(minute) ? 4 : 3)
    .set(/^mysql_global_status_wsrep_local_state\{namespace="database",pod="orders-pxc-2"/, minute => during(minute) ? 2 : 4)
    .set(/^mysql_global_status_wsrep_local_recv_queue\{namespace="database",pod="orders-pxc-2"/, minute => during(minute) ? 4000 : 0);
}

/** The same at a site that follows another by two channels; its first node replicates. */
export function following(): Series {
  const series = healthy().set(/^mysql_global_variables_read_only/, 1);
  for (const pod of NODES) {
    for (const channel of ['from-old', 'from-older']) {
      const of = { ...NS, pod, master_host: 'vm', channel_name: channel, connection_name: '' };
      const replicates = pod === 'orders-pxc-0';
      if (pod === 'orders-pxc-2') continue;
      series.add('mysql_slave_status_replica_io_running', of, replicates ? 1 : 0);
      series.add('mysql_slave_status_replica_sql_running', of, replicates ? 1 : 0);
      if (replicates) series.add('mysql_slave_status_seconds_behind_source', of, minute => minute % 20 === 0 ? 90 : 0);
    }
  }
  return series;
}

/** The same with a Job of a backup; it failed where it has no end. */
export function backupJob(series: Series, name: string, { began, ended }: { readonly began: number; readonly ended?: number }): Series {
  const job = { ...NS, job_name: name };
  const since = (from: number, value: number) => (minute: number) => minute >= from ? value : undefined;
  series.add('kube_job_status_start_time', job, since(began, 60 * began));
  if (ended === undefined) return series.add('kube_job_failed', { ...job, condition: 'true' }, since(began + 1, 1));
  return series.add('kube_job_status_completion_time', job, since(ended, 60 * ended));
}

function node(series: Series, pod: string): void {
  const of = { ...NS, pod };
  series.add('mysql_up', of, 1);
  for (const collector of ['collect.global_status', 'collect.slave_status']) series.add('mysql_exporter_collector_success', { ...of, collector }, 1);
  series.add('mysql_global_status_wsrep_cluster_status', of, 1);
  series.add('mysql_global_status_wsrep_cluster_size', of, 3);
  series.add('mysql_global_status_wsrep_local_state', of, 4);
  series.add('mysql_global_status_wsrep_local_recv_queue', of, minute => minute % 4 === 0 ? 80 : 0);
  // a twentieth of the time
  series.add('mysql_global_status_wsrep_flow_control_paused_ns', of, minute => 3e9 * minute);
  series.add('mysql_global_status_wsrep_local_cert_failures', of, minute => Math.floor(minute / 10));
  series.add('mysql_global_status_wsrep_local_bf_aborts', of, 7);
  series.add('mysql_global_variables_read_only', of, 0);
  series.add('mysql_global_status_threads_connected', of, 50);
  series.add('mysql_global_variables_max_connections', of, 200);
  series.add('mysql_global_status_slow_queries', of, minute => minute);
  series.add('mysql_info_schema_innodb_metrics_lock_lock_deadlocks_total', of, minute => Math.floor(minute / 10));
  series.add('mysql_info_schema_innodb_metrics_transaction_trx_rseg_history_len', of, 20000);
  series.add('kube_pod_container_status_restarts_total', { ...of, container: 'pxc' }, 1);
  const claim = { ...NS, persistentvolumeclaim: `datadir-${pod}`, node: 'a' };
  series.add('kubelet_volume_stats_capacity_bytes', claim, 100 * GB);
  // A saw, as temporary files and binary logs make it.
  series.add('kubelet_volume_stats_available_bytes', claim, minute => (60 - minute % 30) * GB);
}

/** Databases that are not this one, with all the faults there are; what they do right must hide no fault of this one. */
function neighbours(series: Series): void {
  for (const [namespace, name] of [['database', 'orders-v2'], ['staging', 'orders']]) {
    const staging = namespace === 'staging';
    const of = { namespace, pod: `${name}-pxc-0` };
    series.add('mysql_up', of, staging ? 1 : 0);
    series.add('mysql_exporter_collector_success', { ...of, collector: 'collect.global_status' }, 0);
    series.add('mysql_global_status_wsrep_cluster_status', of, staging ? 1 : 0);
    series.add('mysql_global_status_wsrep_cluster_size', of, 1);
    series.add('mysql_global_status_wsrep_local_state', of, minute => minute % 4);
    series.add('mysql_global_status_wsrep_local_recv_queue', of, 9999);
    series.add('mysql_global_status_wsrep_flow_control_paused_ns', of, minute => 60e9 * minute);
    series.add('mysql_global_status_wsrep_local_cert_failures', of, minute => 100 * minute);
    series.add('mysql_global_status_wsrep_local_bf_aborts', of, minute => 100 * minute);
    series.add('mysql_global_variables_read_only', of, staging ? 0 : 1);
    series.add('mysql_global_status_threads_connected', of, 200);
    series.add('mysql_global_variables_max_connections', of, 200);
    series.add('mysql_global_status_slow_queries', of, minute => 100 * minute);
    series.add('mysql_info_schema_innodb_metrics_lock_lock_deadlocks_total', of, minute => 100 * minute);
    series.add('mysql_info_schema_innodb_metrics_transaction_trx_rseg_history_len', of, 9e9);
    series.add('mysql_slave_status_replica_io_running', { ...of, channel_name: 'from-old' }, staging ? 1 : 0);
    series.add('mysql_slave_status_replica_sql_running', { ...of, channel_name: 'from-old' }, staging ? 1 : 0);
    series.add('mysql_slave_status_seconds_behind_source', { ...of, channel_name: 'from-old' }, 9999);
    series.add('kube_pod_container_status_restarts_total', { ...of, container: 'pxc' }, minute => minute);
    series.add('kube_pod_status_ready', { namespace, pod: `${name}-haproxy-0`, condition: 'true' }, staging ? 1 : 0);
    series.add('haproxy_process_current_connections', { namespace, pod: `${name}-haproxy-0` }, 2048);
    series.add('haproxy_process_max_connections', { namespace, pod: `${name}-haproxy-0` }, 2048);
    series.add('pxc_binlog_collector_success_total', { namespace, pod: `${name}-pitr-7c8d9f6b5-klmno` }, staging ? minute => minute : 0);
    series.add('pxc_binlog_collector_gap_detected_total', { namespace, pod: `${name}-pitr-7c8d9f6b5-klmno` }, 1);
    const job = { namespace, job_name: `xb-cron-${name}-archive-2026813000-1f2ab` };
    series.add('kube_job_status_start_time', job, 9e6);
    series.add('kube_job_failed', { ...job, condition: 'true' }, 1);
    series.add('kube_job_status_completion_time', job, 9e5);
    const claim = { namespace, persistentvolumeclaim: `datadir-${name}-pxc-0` };
    series.add('kubelet_volume_stats_capacity_bytes', claim, 100 * GB);
    series.add('kubelet_volume_stats_available_bytes', claim, 0);
  }
}
