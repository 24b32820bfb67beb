import { columns, METRICS } from './metrics';
import { AlertExporter } from '../../src/parts/alert-rule';

const innodbCounters = (subsystem: string, names: string) => names.split(/\s+/).map(name => `mysql_info_schema_innodb_metrics_${subsystem}_${name}_total`);

/**
 * What each exporter exports of a Percona XtraDB Cluster 8.4.
 *
 * instance: mysqld_exporter v0.20.0 (the same in v0.17.2 and v0.18.0), collector/exporter.go; collector/global_status.go, global_variables.go and
 *   slave_status.go, which are on and name metrics by variables and columns: SHOW GLOBAL STATUS of PXC 8.4 (pxc-docs, branch 8.4,
 *   docs/wsrep-status-index.md) and of MySQL 8.4, and the columns of SHOW REPLICA STATUS of MySQL 8.4 that are numbers, Yes or No;
 *   info_schema_innodb_metrics.go (flag --collect.info_schema.innodb_metrics), counters that MySQL 8.4 has on by itself;
 *   perf_schema_events_statements.go (flag --collect.perf_schema.eventsstatements).
 * proxy: HAProxy 2.8, addons/promex/service-prometheus.c.
 * binlog-collector: percona-xtradb-cluster-operator v1.20.0, cmd/pitr/collector/collector.go. Left out is pxc_binlog_collector_failure_total:
 *   the program ends right after it counts.
 */
export const MYSQL_METRICS: Readonly<Record<AlertExporter, readonly string[]>> = {
  ...METRICS,
  'plugin': [],
  'pooler': [],
  'instance': [
    ...columns('mysql', 'up version_info'),
    ...columns('mysql_exporter', 'collector_success collector_duration_seconds'),
    ...columns('mysql_global_status', `commands_total handlers_total connection_errors_total buffer_pool_pages buffer_pool_dirty_pages
      buffer_pool_page_changes_total innodb_row_ops_total performance_schema_lost_total
      aborted_clients aborted_connects bytes_received bytes_sent connections created_tmp_disk_tables created_tmp_tables
      innodb_buffer_pool_bytes_data innodb_buffer_pool_bytes_dirty innodb_buffer_pool_read_requests innodb_buffer_pool_reads
      innodb_buffer_pool_wait_free innodb_data_fsyncs innodb_data_read innodb_data_written innodb_log_waits innodb_os_log_written
      innodb_page_size innodb_row_lock_current_waits innodb_row_lock_time innodb_row_lock_waits max_used_connections
      open_tables opened_tables queries questions select_full_join select_scan slow_queries sort_merge_passes table_locks_waited
      threads_cached threads_connected threads_created threads_running uptime`),
    ...columns('mysql_global_status_wsrep', `cert_deps_distance cluster_conf_id cluster_size cluster_status connected flow_control_interval_high
      flow_control_interval_low flow_control_paused flow_control_paused_ns flow_control_recv flow_control_requested flow_control_sent
      flow_control_status gcache_pool_size last_applied last_committed local_bf_aborts local_cached_downto local_cert_failures local_commits
      local_index local_recv_queue local_recv_queue_avg local_replays local_send_queue local_send_queue_avg local_state ready received
      received_bytes replicated replicated_bytes`),
    ...columns('mysql_galera', 'status_info variables_info gcache_size_bytes'),
    ...columns('mysql_global_variables', `innodb_buffer_pool_size innodb_redo_log_capacity long_query_time max_connections
      read_only super_read_only slow_query_log wsrep_desync`),
    ...columns('mysql_slave_status', `replica_io_running replica_sql_running seconds_behind_source last_errno last_io_errno last_sql_errno
      source_port source_retry_count connect_retry read_source_log_pos relay_log_space sql_delay auto_position`),
    ...innodbCounters('lock', 'lock_deadlocks lock_timeouts lock_row_lock_waits lock_row_lock_time'),
    ...columns('mysql_info_schema_innodb_metrics', 'transaction_trx_rseg_history_len'),
    ...columns('mysql_perf_schema_events_statements', `total seconds_total lock_time_seconds_total cpu_time_seconds_total errors_total warnings_total
      rows_affected_total rows_sent_total rows_examined_total tmp_tables_total tmp_disk_tables_total sort_merge_passes_total sort_rows_total
      no_index_used_total`),
  ],
  'proxy': [
    ...columns('haproxy_process', 'uptime_seconds max_connections hard_max_connections current_connections connections_total'),
    ...columns('haproxy_frontend', 'current_sessions max_sessions limit_sessions sessions_total bytes_in_total bytes_out_total status'),
    ...columns('haproxy_backend', `current_queue current_sessions sessions_total bytes_in_total bytes_out_total connection_errors_total
      status active_servers backup_servers client_aborts_total server_aborts_total`),
    ...columns('haproxy_server', 'current_queue current_sessions sessions_total connection_errors_total status check_failures_total check_up_down_total'),
  ],
  'binlog-collector': columns('pxc_binlog_collector', `success_total uploaded_total last_processing_timestamp last_upload_timestamp
    gap_detected_total`),
};

/** Of 8.0, whose SHOW SLAVE STATUS names its columns as ever; it has none of the new names. */
export const MYSQL_80_METRICS: typeof MYSQL_METRICS = {
  ...MYSQL_METRICS,
  instance: [
    ...MYSQL_METRICS.instance.filter(metric => !metric.startsWith('mysql_slave_status_')),
    ...columns('mysql_slave_status', 'slave_io_running slave_sql_running seconds_behind_master last_errno last_io_errno last_sql_errno'),
  ],
};
