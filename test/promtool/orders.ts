import { Series } from './series';

const GB = 1e9;
const NS = { namespace: 'database' };
const NEVER = { expires: 90 * 86400, renews: 60 * 86400 };
const POOLER_PODS = ['orders-pooler-rw-6d5f7c9b8-abcde', 'orders-pooler-rw-6d5f7c9b8-fghij', 'orders-pooler-ro-7c8d9f6b5-klmno'];

/** A busy database that is well: `orders` in namespace `database`, primary orders-1, replicas orders-2 and orders-3. */
export function healthy(): Series {
  const series = new Series();
  for (const pod of ['orders-1', 'orders-2', 'orders-3']) instance(series, pod, pod === 'orders-1');
  for (const pod of POOLER_PODS) {
    series.add('cnpg_pgbouncer_last_collection_error', { ...NS, pod }, 0);
    series.add('cnpg_pgbouncer_pools_maxwait', { ...NS, pod, database: 'app', user: 'app' }, minute => minute % 7 === 0 ? 8 : 0);
  }
  // as scraped without honorLabels
  const certificate = { exported_namespace: 'database', namespace: 'cert-manager', name: 'orders-server' };
  series.add('certmanager_certificate_expiration_timestamp_seconds', certificate, NEVER.expires);
  series.add('certmanager_certificate_renewal_timestamp_seconds', certificate, NEVER.renews);
  series.add('kube_cronjob_created', { ...NS, cronjob: 'orders-snapshots' }, 0);
  series.add('kube_cronjob_status_last_successful_time', { ...NS, cronjob: 'orders-snapshots' }, 0);
  series.add('kube_cronjob_created', { ...NS, cronjob: 'orders-dumps' }, 0);
  series.add('kube_cronjob_status_last_successful_time', { ...NS, cronjob: 'orders-dumps' }, minute => minute < 60 ? undefined : 3600 * Math.floor(minute / 60));
  neighbours(series);
  return series;
}

/** The same, and nobody uses it: no log is written, so none is archived; backups go on. */
export function idle(): Series {
  return healthy()
    .set(/^cnpg_pg_stat_archiver_last_archived_time\{namespace="database",pod="orders-1"/, 60)
    .set(/^cnpg_collector_pg_wal_archive_status\{namespace="database",pod="orders-1"/, 0)
    .set(/^cnpg_backends_(total|max_tx_duration_seconds)\{namespace="database",pod="orders-1".*usename="app"/, 0);
}

/** The same, an hour and a half before its first backup is finished; nothing was archived yet. */
export function newborn(): Series {
  return idle()
    .set(/^cnpg_pg_stat_archiver_last_archived_time\{namespace="database",pod="orders-1"/, -1)
    .set(/^barman_.*\{namespace="database",pod="orders-/, 0)
    .set(/^cnpg_collector_last_available_backup_timestamp\{namespace="database",pod="orders-/, 0)
    .only(/^kube_cronjob_status/, () => false);
}

/** The same, with a certificate that lives a day and is renewed in time. */
export function shortLivedCertificate(): Series {
  return healthy().set(/^certmanager_certificate_expiration/, 86400).set(/^certmanager_certificate_renewal/, 57600);
}

function instance(series: Series, pod: string, primary: boolean): void {
  const of = { ...NS, pod };
  series.add('cnpg_collector_up', { ...of, cluster: 'orders' }, 1);
  series.add('cnpg_collector_fencing_on', of, 0);
  series.add('cnpg_collector_last_collection_error', of, 0);
  series.add('cnpg_last_error', of, 0);
  series.add('cnpg_pg_replication_in_recovery', of, primary ? 0 : 1);
  // A record between two transactions: an idle replica's lag jumps for a scrape.
  series.add('cnpg_pg_replication_lag', of, minute => pod === 'orders-3' && minute % 20 === 0 ? 4000 : 0);
  series.add('barman_cloud_cloudnative_pg_io_last_available_backup_timestamp', of, minute => 1 + 60 * minute);
  // only the primary looks, and what another one saw before stays
  series.add('cnpg_collector_last_available_backup_timestamp', of, minute => primary ? 1 + 60 * minute : 0);
  series.add('barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp', of, 0);
  // orders-2 was the primary once: what only a primary updates is left over.
  if (pod !== 'orders-3') series.add('cnpg_collector_sync_replicas', { ...of, value: 'observed' }, 1);
  series.add('cnpg_collector_pg_wal_archive_status', { ...of, value: 'ready' }, minute => primary ? minute % 3 : 50);
  for (const slot of ['_cnpg_orders_2', '_cnpg_orders_3']) {
    const labels = { ...of, slot_name: slot, slot_type: 'physical' };
    series.add('cnpg_pg_replication_slots_active', labels, primary ? 1 : 0);
    series.add('cnpg_pg_replication_slots_pg_wal_lsn_diff', labels, primary ? 0 : 2e9);
  }
  if (primary) {
    series.add('cnpg_pg_synchronous_standbys_attached', of, 2);
    series.add('cnpg_pg_stat_archiver_last_archived_time', of, minute => 60 * minute);
    for (const name of ['orders-2', 'orders-3', 'orders-4-join']) {
      series.add('cnpg_pg_stat_replication_replay_diff_bytes', { ...of, usename: 'streaming_replica', application_name: name }, 0);
    }
  }
  clients(series, of, primary);
  volumes(series, pod);
  series.add('kube_pod_container_status_restarts_total', { ...of, container: 'postgres' }, 1);
}

function clients(series: Series, of: Record<string, string>, primary: boolean): void {
  const app = { ...of, datname: 'app', usename: 'app', application_name: 'api' };
  const replication = { ...of, datname: '', usename: 'streaming_replica', application_name: 'orders-2', state: 'active' };
  series.add('cnpg_backends_total', { ...app, state: 'active' }, 20);
  series.add('cnpg_backends_total', { ...app, state: 'idle' }, 30);
  series.add('cnpg_backends_total', replication, 130);
  series.add('cnpg_backends_max_tx_duration_seconds', { ...app, state: 'active' }, primary ? 30 : 9000);
  series.add('cnpg_backends_max_tx_duration_seconds', replication, 90000);
  series.add('cnpg_pg_database_xid_age', { ...of, datname: 'app' }, 190e6);
  series.add('cnpg_pg_database_mxid_age', { ...of, datname: 'app' }, 1e6);
  series.add('cnpg_pg_stat_database_deadlocks', { ...of, datname: 'app' }, 12);
}

function volumes(series: Series, pod: string): void {
  for (const claim of [pod, `${pod}-wal`, `${pod}-tbs-1cold-2024`]) {
    series.add('kubelet_volume_stats_capacity_bytes', { ...NS, persistentvolumeclaim: claim, node: 'a' }, 100 * GB);
    // A saw, as temporary files and checkpoints make it.
    series.add('kubelet_volume_stats_available_bytes', { ...NS, persistentvolumeclaim: claim, node: 'a' }, minute => (60 - minute % 30) * GB);
  }
}

/** Databases that are not this one, with all the faults there are; what they do right must hide no fault of this one. */
function neighbours(series: Series): void {
  for (const other of [{ namespace: 'database', pod: 'orders-v2-1' }, { namespace: 'staging', pod: 'orders-1' }]) {
    const staging = other.namespace === 'staging';
    series.add('cnpg_collector_up', { ...other, cluster: 'x' }, staging ? 1 : 0);
    series.add('cnpg_collector_fencing_on', other, 1);
    series.add('cnpg_collector_last_collection_error', other, 1);
    series.add('cnpg_pg_replication_in_recovery', other, minute => staging ? 0 : minute % 2);
    series.add('cnpg_pg_replication_lag', other, 9999);
    series.add('cnpg_collector_pg_wal_archive_status', { ...other, value: 'ready' }, 100);
    series.add('cnpg_pg_stat_archiver_last_archived_time', other, -1);
    series.add('barman_cloud_cloudnative_pg_io_last_available_backup_timestamp', other, 0);
    series.add('cnpg_collector_last_available_backup_timestamp', other, 0);
    series.add('barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp', other, 1e9);
    series.add('cnpg_backends_total', { ...other, datname: 'app', usename: 'app', state: 'idle' }, 1000);
    series.add('cnpg_pg_database_xid_age', { ...other, datname: 'app' }, 2e9);
    series.add('cnpg_pg_stat_database_deadlocks', { ...other, datname: 'app' }, minute => 10 * minute);
    series.add('kube_pod_container_status_restarts_total', { ...other, container: 'postgres' }, minute => minute);
    const job = staging ? { namespace: 'staging', job_name: 'orders-dumps-60' } : { ...NS, job_name: 'orders-v2-dumps-60' };
    series.add('kube_job_status_start_time', job, 9e6);
    series.add('kube_job_failed', { ...job, condition: 'true' }, 1);
    const pooler = { ...other, pod: 'orders-pooler-rw-new-6d5f7c9b8-abcde' };
    series.add('cnpg_pgbouncer_last_collection_error', pooler, 0);
    series.add('cnpg_pgbouncer_pools_maxwait', { ...pooler, database: 'app', user: 'app' }, 60);
    const claim = { namespace: other.namespace, persistentvolumeclaim: other.pod };
    series.add('kubelet_volume_stats_capacity_bytes', claim, 100 * GB);
    series.add('kubelet_volume_stats_available_bytes', claim, 0);
  }
}
