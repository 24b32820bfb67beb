import { columns, METRICS } from './metrics';
import { AlertExporter } from '../../src/parts/alert-rule';

/**
 * What each exporter exports of a MongoDB replica set.
 *
 * instance: percona/mongodb_exporter v0.53.0 (the same in v0.47.2), exporter/general_collector.go; with --collector.diagnosticdata what
 *   getDiagnosticData holds (exporter/testdata/get_diagnostic_data.json), named by exporter/metrics.go; with --compatible-mode
 *   mongodb_mongod_replset_* of exporter/v1_compatibility.go; with --collector.dbstats dbstats_collector.go; with --collector.profile
 *   profile_status_collector.go; with --collector.pbm pbm_collector.go. mongodb_rs_* are not of --collector.replicasetstatus, which names the
 *   same mongodb_members_* and mongodb_myState.
 */
export const MONGO_METRICS: Readonly<Record<AlertExporter, readonly string[]>> = {
  ...METRICS,
  'plugin': [],
  'pooler': [],
  'proxy': [],
  'binlog-collector': [],
  'instance': [
    ...columns('mongodb', 'up version_info'),
    ...columns('mongodb_ss', `asserts connections opcounters opcountersRepl opLatencies_latency opLatencies_ops globalLock_currentQueue
      globalLock_activeClients_readers globalLock_activeClients_writers globalLock_activeClients_total network_bytesIn network_bytesOut
      network_numRequests mem_resident mem_virtual uptime flowControl_isLagged flowControl_isLaggedCount flowControl_timeAcquiringMicros
      metrics_cursor_open metrics_cursor_timedOut metrics_document metrics_queryExecutor_scanned metrics_queryExecutor_scannedObjects
      metrics_operation_scanAndOrder metrics_repl_network_bytes metrics_repl_network_ops metrics_ttl_deletedDocuments`),
    ...columns('mongodb_ss_wt', `concurrentTransactions_available concurrentTransactions_out concurrentTransactions_totalTickets
      cache_bytes_currently_in_the_cache cache_maximum_bytes_configured cache_tracked_dirty_bytes_in_the_cache cache_pages_read_into_cache
      cache_pages_written_from_cache txn_transaction_checkpoint_most_recent_time_msecs`),
    ...columns('mongodb_rs', 'myState term members_state members_health members_uptime members_optimeDate members_pingMs members_electionDate'),
    ...columns('mongodb_mongod_replset', `my_state number_of_members my_name member_election_date member_replication_lag member_ping_ms
      member_last_heartbeat member_last_heartbeat_recv member_config_version oplog_head_timestamp oplog_tail_timestamp`),
    ...columns('mongodb_dbstats', 'collections objects dataSize storageSize indexSize totalSize fsUsedSize fsTotalSize'),
    ...columns('mongodb_profile_slow_query', 'count'),
    ...columns('mongodb_pbm', `cluster_backup_configured cluster_pitr_backup_enabled agent_status backup_size_bytes backup_last_transition_ts
      backup_duration_seconds`),
  ],
};
