import { parse } from 'yaml';
import { AlertExporter } from '../../src/parts/alert-rule';
import { POSTGRES_QUERIES } from '../../src/postgres/queries';

/**
 * What each exporter exports, for one whose name of a metric must exist to be of any use.
 *
 * instance: CloudNativePG v1.30.0, pkg/management/postgres/webserver/metricserver/pg_collector.go (Describe and Collect),
 *   pkg/management/postgres/metrics/collector.go and config/manager/default-monitoring.yaml. Left out are
 *   cnpg_collector_{first_recoverability_point,last_failed_backup_timestamp}, which stay 0 when a plugin makes the backups, and wal_{write,sync}*,
 *   which PostgreSQL 18 no longer has; cnpg_collector_last_available_backup_timestamp then tells of snapshots alone.
 * plugin: plugin-barman-cloud v0.14.0, internal/cnpgi/instance/metrics.go.
 * pooler: CloudNativePG v1.30.0, pkg/management/pgbouncer/metricsserver; its `up` is defined and never collected.
 * kubelet: Kubernetes v1.36.3, pkg/kubelet/metrics/metrics.go, and cAdvisor v0.56.2, metrics/prometheus.go.
 * kube-state-metrics: docs/metrics/workload/pod-metrics.md and cronjob-metrics.md.
 * cert-manager: v1.21.1, internal/collectors/certificate_collector.go.
 */
export const METRICS: Readonly<Record<AlertExporter, readonly string[]>> = {
  'instance': [
    ...columns('cnpg_collector', `up collections_total collection_errors_total collection_duration_seconds last_collection_error
      manual_switchover_required sync_replicas replica_mode pg_wal_archive_status pg_wal postgres_version fencing_on nodes_used
      wal_records wal_fpi wal_bytes wal_buffers_full lo_pages last_available_backup_timestamp`),
    ...columns('cnpg', 'errors_total last_error last_update_timestamp cache_hits cache_miss'),
    ...columns('cnpg_backends', 'total max_tx_duration_seconds'),
    ...columns('cnpg_backends_waiting', 'total'),
    ...columns('cnpg_pg_database', 'size_bytes xid_age mxid_age'),
    ...columns('cnpg_pg_postmaster', 'start_time'),
    ...columns('cnpg_pg_replication', 'lag in_recovery is_wal_receiver_up streaming_replicas'),
    ...columns('cnpg_pg_replication_slots', 'active pg_wal_lsn_diff'),
    ...columns('cnpg_pg_stat_archiver', `archived_count failed_count seconds_since_last_archival seconds_since_last_failure
      last_archived_time last_failed_time last_archived_wal_start_lsn last_failed_wal_start_lsn stats_reset_time`),
    ...columns('cnpg_pg_stat_database', `xact_commit xact_rollback blks_read blks_hit tup_returned tup_fetched tup_inserted
      tup_updated tup_deleted conflicts temp_files temp_bytes deadlocks blk_read_time blk_write_time`),
    ...columns('cnpg_pg_stat_replication', `backend_start backend_xmin_age sent_diff_bytes write_diff_bytes flush_diff_bytes
      replay_diff_bytes write_lag_seconds flush_lag_seconds replay_lag_seconds`),
    ...columns('cnpg_pg_settings', 'setting'),
    ...columns('cnpg_pg_extensions', 'update_available'),
    ...customMetrics(),
  ],
  'plugin': columns('barman_cloud_cloudnative_pg_io', 'first_recoverability_point last_available_backup_timestamp last_failed_backup_timestamp'),
  'pooler': [
    ...columns('cnpg_pgbouncer', 'collections_total collection_errors_total last_collection_error collection_duration_seconds'),
    ...columns('cnpg_pgbouncer_lists', `databases users pools free_clients used_clients login_clients free_servers used_servers
      dns_names dns_zones dns_queries dns_pending`),
    ...columns('cnpg_pgbouncer_pools', `cl_active cl_waiting cl_cancel_req cl_active_cancel_req cl_waiting_cancel_req sv_active
      sv_active_cancel sv_wait_cancels sv_idle sv_used sv_tested sv_login maxwait maxwait_us pool_mode load_balance_hosts`),
    ...columns('cnpg_pgbouncer_stats', `total_bind_count total_client_parse_count total_server_assignment_count
      total_server_parse_count total_xact_count total_query_count total_received total_sent total_xact_time total_query_time
      total_wait_time avg_bind_count avg_client_parse_count avg_server_assignment_count avg_server_parse_count avg_xact_count
      avg_query_count avg_recv avg_sent avg_xact_time avg_query_time avg_wait_time`),
  ],
  // of other engines
  'proxy': [],
  'binlog-collector': [],
  'kubelet': [
    ...columns('kubelet_volume_stats', 'capacity_bytes available_bytes used_bytes inodes inodes_free inodes_used'),
    ...columns('container', `cpu_usage_seconds_total cpu_cfs_throttled_periods_total cpu_cfs_periods_total memory_working_set_bytes
      spec_memory_limit_bytes fs_reads_total fs_writes_total fs_reads_bytes_total fs_writes_bytes_total`),
  ],
  'kube-state-metrics': [
    ...columns('kube_pod', `container_status_restarts_total container_status_last_terminated_reason
      container_resource_requests container_resource_limits status_ready`),
    // docs/metrics/workload/cronjob-metrics.md and job-metrics.md
    ...columns('kube_cronjob', 'created status_active status_last_schedule_time status_last_successful_time spec_suspend'),
    ...columns('kube_job', 'created status_start_time status_completion_time status_active status_failed status_succeeded complete failed'),
  ],
  'migration-watcher': columns('database_migration', `lag_bytes lag_seconds held_wal_bytes slot_active source_up target_up tables compared_rows_total
    mismatched_rows last_comparison_timestamp_seconds way_back_lag_bytes way_back_held_wal_bytes way_back_slot_active writes_stopped target_writes_stopped clients_at_target phase`),
  'cert-manager': columns('certmanager_certificate', 'expiration_timestamp_seconds renewal_timestamp_seconds ready_status'),
};

/** Names with one beginning. */
export function columns(prefix: string, names: string): string[] {
  return names.split(/\s+/).map(name => `${prefix}_${name}`);
}

/** The metrics that POSTGRES_QUERIES makes: every column that is no label. */
function customMetrics(): string[] {
  return Object.entries<CustomQuery>(parse(POSTGRES_QUERIES)).flatMap(([key, query]) => query.metrics
    .flatMap(metric => Object.entries(metric))
    .filter(([, column]) => column.usage !== 'LABEL')
    .map(([column]) => `cnpg_${query.name ?? key}_${column}`));
}

/** One query as the operator reads it (pkg/management/postgres/metrics/parser.go, v1.30.0). */
export interface CustomQuery {
  readonly name?: string;
  readonly query: string;
  readonly predicate_query?: string;
  readonly runonserver?: string;
  readonly primary?: boolean;
  readonly target_databases?: string[];
  readonly metrics: Record<string, { usage: string; description: string }>[];
}
