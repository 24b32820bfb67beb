import { Series } from './series';

const GB = 1e9;
const HOUR = 3600;
const NS = { namespace: 'database' };
const MEMBERS = ['orders-rs0-0', 'orders-rs0-1', 'orders-rs0-2'];

export function host(pod: string): string {
  return `${pod}.orders-rs0.database.svc.cluster.local:27017`;
}

/** A busy replica set that is well: `orders` in namespace `database`, primary orders-rs0-0, with a backup every hour. */
export function healthy(): Series {
  const series = new Series();
  for (const pod of MEMBERS) member(series, pod, pod === 'orders-rs0-0');
  // as scraped without honorLabels
  const certificate = { exported_namespace: 'database', namespace: 'cert-manager', name: 'orders-server-tls' };
  series.add('certmanager_certificate_expiration_timestamp_seconds', certificate, 90 * 86400);
  series.add('certmanager_certificate_renewal_timestamp_seconds', certificate, 60 * 86400);
  series.add('kube_cronjob_created', { ...NS, cronjob: 'orders-dumps' }, 0);
  series.add('kube_cronjob_status_last_successful_time', { ...NS, cronjob: 'orders-dumps' }, minute => minute < 60 ? undefined : 3600 * Math.floor(minute / 60));
  neighbours(series);
  return series;
}

/** The same, and nobody uses it: the oplog gets a note every ten seconds, and nothing goes. */
export function idle(): Series {
  return healthy()
    .set(/^mongodb_mongod_replset_oplog_tail_timestamp\{namespace="database",pod="orders-rs0/, -HOUR)
    .set(/^mongodb_(ss_globalLock_currentQueue|profile_slow_query_count|ss_wt_cache_tracked_dirty_bytes_in_the_cache)\{namespace="database",pod="orders-rs0/, 0);
}

/** The same, before its first backup, without which its oplog is not archived. */
export function newborn(): Series {
  return idle()
    .only(/^mongodb_pbm_backup_last_transition_ts\{namespace="database",pod="orders-rs0/, () => false)
    .set(/^mongodb_pbm_cluster_pitr_backup_enabled\{namespace="database",pod="orders-rs0/, 0)
    .set(/^mongodb_mongod_replset_my_state\{namespace="database",pod="orders-rs0-0/, minute => minute < 1 ? 0 : minute < 2 ? 2 : 1)
    .set(/^mongodb_mongod_replset_my_state\{namespace="database",pod="orders-rs0-[12]/, minute => minute < 3 ? 0 : minute < 5 ? 5 : 2);
}

/** A backup that every member's exporter tells of, as it stands at a minute. */
export function backup(series: Series, name: string, status: (minute: number) => 'running' | 'done' | 'error' | undefined, at: number): Series {
  for (const pod of MEMBERS) {
    const labels = { ...NS, pod, name, host: host('orders-rs0-1'), replica_set: 'rs0', type: 'logical', self: pod === 'orders-rs0-1' ? '1' : '0' };
    for (const each of ['running', 'done', 'error']) {
      series.add('mongodb_pbm_backup_last_transition_ts', { ...labels, status: each }, minute => status(minute) === each ? 60 * at : undefined);
    }
  }
  return series;
}

function member(series: Series, pod: string, primary: boolean): void {
  const of = { ...NS, pod };
  series.add('mongodb_up', { ...of, cluster_role: 'mongod' }, 1);
  series.add('mongodb_mongod_replset_my_state', { ...of, set: 'rs0' }, primary ? 1 : 2);
  for (const other of [...MEMBERS, 'orders-rs0-arbiter-0']) series.add('mongodb_rs_members_health', { ...of, member_idx: host(other), rs_nm: 'rs0' }, 1);
  const self = { ...of, name: host(pod), state: primary ? 'PRIMARY' : 'SECONDARY', set: 'rs0', self: '1' };
  // a moment in which the primary's time came first
  if (!primary) series.add('mongodb_mongod_replset_member_replication_lag', self, minute => minute % 20 === 0 ? 90 : 1);
  // what a member thinks of others is not asked
  series.add('mongodb_mongod_replset_member_replication_lag', { ...self, name: 'another', state: 'SECONDARY', self: '0' }, 9999);
  series.add('mongodb_mongod_replset_oplog_head_timestamp', of, minute => 60 * minute);
  // full, and two days long
  series.add('mongodb_mongod_replset_oplog_tail_timestamp', of, minute => 60 * minute - 48 * HOUR);
  const connections = { ...of, rs_nm: 'rs0', rs_state: primary ? '1' : '2' };
  series.add('mongodb_ss_connections', { ...connections, conn_type: 'current' }, 200);
  series.add('mongodb_ss_connections', { ...connections, conn_type: 'available' }, 800);
  series.add('mongodb_ss_globalLock_currentQueue', { ...connections, count_type: 'total' }, minute => minute % 5 === 0 ? 90 : 0);
  series.add('mongodb_ss_wt_cache_tracked_dirty_bytes_in_the_cache', connections, 0.05 * GB);
  series.add('mongodb_ss_wt_cache_maximum_bytes_configured', connections, GB);
  series.add('mongodb_profile_slow_query_count', { ...connections, database: 'app' }, 3);
  series.add('mongodb_pbm_cluster_pitr_backup_enabled', of, 1);
  for (const other of MEMBERS) {
    series.add('mongodb_pbm_agent_status', { ...of, host: host(other), replica_set: 'rs0', role: 'S', self: other === pod ? '1' : '0' }, 0);
  }
  // an arbiter has none, and is called lost
  series.add('mongodb_pbm_agent_status', { ...of, host: host('orders-rs0-arbiter-0'), replica_set: 'rs0', role: 'A', self: '0' }, 2);
  series.add('mongodb_pbm_backup_last_transition_ts', { ...of, name: 'all', status: 'done', type: 'logical' }, minute => 3600 * Math.floor(minute / 60));
  series.add('kube_pod_container_status_restarts_total', { ...of, container: 'mongod' }, 1);
  const claim = { ...NS, persistentvolumeclaim: `mongod-data-${pod}`, node: 'a' };
  series.add('kubelet_volume_stats_capacity_bytes', claim, 100 * GB);
  series.add('kubelet_volume_stats_available_bytes', claim, minute => (60 - minute % 30) * GB);
}

/** Databases that are not this one, with all the faults there are; what they do right must hide no fault of this one. */
function neighbours(series: Series): void {
  for (const [namespace, name] of [['database', 'orders-v2'], ['staging', 'orders']]) {
    const staging = namespace === 'staging';
    const of = { namespace, pod: `${name}-rs0-0` };
    series.add('mongodb_up', { ...of, cluster_role: 'mongod' }, staging ? 1 : 0);
    series.add('mongodb_mongod_replset_my_state', { ...of, set: 'rs0' }, minute => staging ? 1 : minute % 4);
    series.add('mongodb_rs_members_health', { ...of, member_idx: host(of.pod) }, 0);
    series.add('mongodb_mongod_replset_member_replication_lag', { ...of, name: host(of.pod), state: 'SECONDARY', self: '1' }, 9999);
    series.add('mongodb_mongod_replset_oplog_head_timestamp', of, minute => 60 * minute);
    series.add('mongodb_mongod_replset_oplog_tail_timestamp', of, minute => 60 * minute - 60);
    series.add('mongodb_ss_connections', { ...of, conn_type: 'current' }, 1000);
    series.add('mongodb_ss_connections', { ...of, conn_type: 'available' }, 0);
    series.add('mongodb_ss_globalLock_currentQueue', { ...of, count_type: 'total' }, 900);
    series.add('mongodb_ss_wt_cache_tracked_dirty_bytes_in_the_cache', of, GB);
    series.add('mongodb_ss_wt_cache_maximum_bytes_configured', of, GB);
    series.add('mongodb_profile_slow_query_count', { ...of, database: 'app' }, 999);
    series.add('mongodb_pbm_cluster_pitr_backup_enabled', of, staging ? 1 : 0);
    series.add('mongodb_pbm_agent_status', { ...of, host: 'x', role: 'S' }, 2);
    series.add('mongodb_pbm_backup_last_transition_ts', { ...of, name: 'failed', status: 'error' }, 9e6);
    series.add('mongodb_pbm_backup_last_transition_ts', { ...of, name: 'done', status: 'done' }, staging ? 9e5 : 1);
    series.add('kube_pod_container_status_restarts_total', { ...of, container: 'mongod' }, minute => minute);
    const claim = { namespace, persistentvolumeclaim: `mongod-data-${of.pod}` };
    series.add('kubelet_volume_stats_capacity_bytes', claim, 100 * GB);
    series.add('kubelet_volume_stats_available_bytes', claim, 0);
  }
}
