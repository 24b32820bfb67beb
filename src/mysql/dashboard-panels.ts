import { PanelRow } from '../parts/dashboard-model';

const POD = 'namespace="$namespace",pod=~"$instance"';
const CONTAINER = `${POD},container="pxc"`;
const CLAIM = 'namespace="$namespace",persistentvolumeclaim=~"datadir-$instance"';
const PROXY = 'namespace="$namespace",pod=~"$cluster-haproxy-[0-9]+"';
const COLLECTOR = 'namespace="$namespace",pod=~"$cluster-pitr-.+"';
// Jobs have the first 16 characters of the cluster's name only
const BACKUP_JOB = 'namespace="$namespace",job_name=~"xb-cron-.+"';

const rate = (metric: string, labels = POD) => `rate(${metric}{${labels}}[$__rate_interval])`;
const perPod = (metric: string) => `max by (pod) (${metric}{${POD}})`;

/** A column of 8.4 that 8.0 names otherwise. */
const renamed = (by: string, column: string, before: string) =>
  `max by (${by}) (mysql_slave_status_${column}{${POD}} or mysql_slave_status_${before}{${POD}})`;

export const panels: readonly PanelRow[] = [
  {
    title: 'Cluster',
    panels: [
      {
        title: 'State',
        unit: 'none',
        states: ['outside', 'joining', 'donor or desynced', 'joined', 'synced'],
        colors: ['red', 'orange', 'blue', 'yellow', 'green'],
        description: 'A backup makes one node a donor for as long as it lasts.',
        queries: [['{{pod}}', perPod('mysql_global_status_wsrep_local_state')]],
      },
      {
        title: 'In the primary component',
        unit: 'none',
        states: ['no', 'yes'],
        colors: ['red', 'green'],
        queries: [['{{pod}}', perPod('mysql_global_status_wsrep_cluster_status')]],
      },
      {
        title: 'Cluster size',
        unit: 'short',
        description: 'As every node sees it. A backup that runs counts as one more.',
        queries: [['{{pod}}', perPod('mysql_global_status_wsrep_cluster_size')]],
      },
      {
        title: 'Flow control',
        unit: 'percentunit',
        description: 'Share of the time in which the cluster held up its writes.',
        queries: [['{{pod}}', `sum by (pod) (${rate('mysql_global_status_wsrep_flow_control_paused_ns')}) / 1e9`]],
      },
      {
        title: 'Who asks for flow control',
        unit: 'ops',
        description: 'The node that cannot follow.',
        queries: [['{{pod}}', `sum by (pod) (${rate('mysql_global_status_wsrep_flow_control_sent')})`]],
      },
      {
        title: 'Receive queue',
        unit: 'short',
        description: 'Write sets that wait to be applied: how far a node is behind.',
        queries: [['{{pod}}', perPod('mysql_global_status_wsrep_local_recv_queue')]],
      },
      {
        title: 'Write conflicts',
        unit: 'ops',
        queries: [
          ['{{pod}} failed certification', `sum by (pod) (${rate('mysql_global_status_wsrep_local_cert_failures')})`],
          ['{{pod}} rolled back', `sum by (pod) (${rate('mysql_global_status_wsrep_local_bf_aborts')})`],
        ],
      },
      {
        title: 'Replicated',
        unit: 'Bps',
        queries: [
          ['{{pod}} sent', `sum by (pod) (${rate('mysql_global_status_wsrep_replicated_bytes')})`],
          ['{{pod}} received', `sum by (pod) (${rate('mysql_global_status_wsrep_received_bytes')})`],
        ],
      },
      {
        title: 'Transactions committed here',
        unit: 'ops',
        description: 'Which node takes the writes.',
        queries: [['{{pod}}', `sum by (pod) (${rate('mysql_global_status_wsrep_local_commits')})`]],
      },
    ],
  },
  {
    title: 'Performance',
    panels: [
      { title: 'Queries per second', unit: 'reqps', queries: [['{{pod}}', `sum by (pod) (${rate('mysql_global_status_questions')})`]] },
      {
        title: 'Query latency',
        unit: 's',
        description: 'Mean over the statements that the exporter shows: those that took the most time.',
        queries: [[
          '{{pod}}',
          `sum by (pod) (${rate('mysql_perf_schema_events_statements_seconds_total')}) / (sum by (pod) (${rate('mysql_perf_schema_events_statements_total')}) > 0)`,
        ]],
      },
      {
        title: 'Statements that take the most time',
        unit: 's',
        description: 'Seconds of execution per second.',
        queries: [['{{schema}} {{digest_text}}', `topk(10, sum by (schema, digest_text) (${rate('mysql_perf_schema_events_statements_seconds_total')}))`]],
      },
      {
        title: 'Rows examined per row sent',
        unit: 'short',
        description: 'High: an index is missing.',
        queries: [[
          '{{schema}} {{digest_text}}',
          `topk(10, sum by (schema, digest_text) (${rate('mysql_perf_schema_events_statements_rows_examined_total')})`
          + ` / (sum by (schema, digest_text) (${rate('mysql_perf_schema_events_statements_rows_sent_total')}) > 1))`,
        ]],
      },
      { title: 'Commands', unit: 'ops', queries: [['{{command}}', `topk(10, sum by (command) (${rate('mysql_global_status_commands_total')}) > 0)`]] },
      {
        title: 'Connections',
        unit: 'short',
        queries: [
          ['{{pod}}', perPod('mysql_global_status_threads_connected')],
          ['max_connections', `min(mysql_global_variables_max_connections{${POD}})`],
        ],
      },
      { title: 'Threads running', unit: 'short', queries: [['{{pod}}', perPod('mysql_global_status_threads_running')]] },
      { title: 'Slow queries', unit: 'ops', queries: [['{{pod}}', `sum by (pod) (${rate('mysql_global_status_slow_queries')})`]] },
      {
        title: 'Buffer pool hit ratio',
        unit: 'percentunit',
        queries: [[
          '{{pod}}',
          `1 - sum by (pod) (${rate('mysql_global_status_innodb_buffer_pool_reads')}) / (sum by (pod) (${rate('mysql_global_status_innodb_buffer_pool_read_requests')}) > 0)`,
        ]],
      },
    ],
  },
  {
    title: 'Locks',
    panels: [
      { title: 'Deadlocks', unit: 'ops', queries: [['{{pod}}', `sum by (pod) (${rate('mysql_info_schema_innodb_metrics_lock_lock_deadlocks_total')})`]] },
      { title: 'Waiting for a row lock', unit: 'short', queries: [['{{pod}}', perPod('mysql_global_status_innodb_row_lock_current_waits')]] },
      {
        title: 'Mean wait for a row lock',
        unit: 'ms',
        queries: [[
          '{{pod}}',
          `sum by (pod) (${rate('mysql_global_status_innodb_row_lock_time')}) / (sum by (pod) (${rate('mysql_global_status_innodb_row_lock_waits')}) > 0)`,
        ]],
      },
      {
        title: 'Undo records',
        unit: 'short',
        description: 'Old row versions: they pile up while a transaction is open.',
        queries: [['{{pod}}', perPod('mysql_info_schema_innodb_metrics_transaction_trx_rseg_history_len')]],
      },
      {
        title: 'Connections that failed',
        unit: 'ops',
        queries: [
          ['{{pod}} refused or not logged in', `sum by (pod) (${rate('mysql_global_status_aborted_connects')})`],
          ['{{pod}} cut off', `sum by (pod) (${rate('mysql_global_status_aborted_clients')})`],
        ],
      },
    ],
  },
  {
    title: 'Storage',
    panels: [
      {
        title: 'Disk usage',
        unit: 'percentunit',
        queries: [[
          '{{persistentvolumeclaim}}',
          `1 - min by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{${CLAIM}} / kubelet_volume_stats_capacity_bytes{${CLAIM}})`,
        ]],
      },
      {
        title: 'IOPS',
        unit: 'iops',
        queries: [
          ['{{pod}} read', `sum by (pod) (${rate('container_fs_reads_total', CONTAINER)})`],
          ['{{pod}} write', `sum by (pod) (${rate('container_fs_writes_total', CONTAINER)})`],
        ],
      },
      {
        title: 'Throughput',
        unit: 'Bps',
        queries: [
          ['{{pod}} read', `sum by (pod) (${rate('container_fs_reads_bytes_total', CONTAINER)})`],
          ['{{pod}} write', `sum by (pod) (${rate('container_fs_writes_bytes_total', CONTAINER)})`],
        ],
      },
      { title: 'Redo log written', unit: 'Bps', queries: [['{{pod}}', `sum by (pod) (${rate('mysql_global_status_innodb_os_log_written')})`]] },
      {
        title: 'Buffer pool',
        unit: 'bytes',
        queries: [
          ['{{pod}} data', perPod('mysql_global_status_innodb_buffer_pool_bytes_data')],
          ['{{pod}} dirty', perPod('mysql_global_status_innodb_buffer_pool_bytes_dirty')],
          ['size', `max(mysql_global_variables_innodb_buffer_pool_size{${POD}})`],
        ],
      },
      { title: 'Temporary tables on disk', unit: 'ops', queries: [['{{pod}}', `sum by (pod) (${rate('mysql_global_status_created_tmp_disk_tables')})`]] },
    ],
  },
  {
    title: 'Backups',
    panels: [
      {
        title: 'Age of the last backup',
        unit: 's',
        description: 'Of all clusters of the namespace, by the names of the Jobs.',
        queries: [['{{backups}}', `time() - max by (backups) (label_replace(kube_job_status_completion_time{${BACKUP_JOB}}, "backups", "$1", "job_name", "xb-cron-(.+)-[0-9]+-[0-9a-v]+"))`]],
      },
      {
        title: 'Failed backups',
        unit: 'short',
        description: 'Jobs that are kept.',
        queries: [['{{backups}}', `sum by (backups) (label_replace(kube_job_failed{${BACKUP_JOB},condition="true"}, "backups", "$1", "job_name", "xb-cron-(.+)-[0-9]+-[0-9a-v]+"))`]],
      },
      {
        title: 'Age of the last binary log round',
        unit: 's',
        description: 'A round that found nothing new counts.',
        queries: [['{{pod}}', `time() - max by (pod) (pxc_binlog_collector_last_processing_timestamp{${COLLECTOR}} > 0)`]],
      },
      {
        title: 'Binary logs',
        unit: 'ops',
        queries: [
          ['uploaded', `sum(${rate('pxc_binlog_collector_uploaded_total', COLLECTOR)})`],
          ['rounds', `sum(${rate('pxc_binlog_collector_success_total', COLLECTOR)})`],
        ],
      },
      { title: 'Gaps in the binary logs', unit: 'short', queries: [['{{pod}}', `max by (pod) (pxc_binlog_collector_gap_detected_total{${COLLECTOR}})`]] },
    ],
  },
  {
    title: 'Replication from another site',
    panels: [
      { title: 'Replication lag', unit: 's', queries: [['{{channel_name}}', renamed('channel_name', 'seconds_behind_source', 'seconds_behind_master')]] },
      {
        title: 'Receives',
        unit: 'none',
        states: ['no', 'yes'],
        description: 'One node does; the operator stops the channel on the others.',
        queries: [['{{pod}} {{channel_name}}', renamed('pod, channel_name', 'replica_io_running', 'slave_io_running')]],
      },
      {
        title: 'Applies',
        unit: 'none',
        states: ['no', 'yes'],
        queries: [['{{pod}} {{channel_name}}', renamed('pod, channel_name', 'replica_sql_running', 'slave_sql_running')]],
      },
    ],
  },
  {
    title: 'HAProxy',
    panels: [
      {
        title: 'Clients',
        unit: 'short',
        queries: [
          ['{{pod}}', `max by (pod) (haproxy_process_current_connections{${PROXY}})`],
          ['limit', `min(haproxy_process_max_connections{${PROXY}})`],
        ],
      },
      {
        title: 'Sessions by node',
        unit: 'short',
        queries: [['{{proxy}} {{server}}', `sum by (proxy, server) (haproxy_server_current_sessions{${PROXY}})`]],
      },
      {
        title: 'Nodes that it does not use',
        unit: 'short',
        description: 'Pods of HAProxy that find the node down.',
        queries: [['{{proxy}} {{server}}', `sum by (proxy, server) (haproxy_server_status{${PROXY},state="DOWN"})`]],
      },
      { title: 'Connections that failed', unit: 'ops', queries: [['{{proxy}}', `sum by (proxy) (${rate('haproxy_backend_connection_errors_total', PROXY)})`]] },
      { title: 'Clients that wait', unit: 'short', queries: [['{{proxy}}', `sum by (proxy) (haproxy_backend_current_queue{${PROXY}})`]] },
    ],
  },
  {
    title: 'Resources',
    panels: [
      { title: 'CPU', unit: 'short', description: 'Cores in use.', queries: [['{{pod}}', `sum by (pod) (${rate('container_cpu_usage_seconds_total', CONTAINER)})`]] },
      {
        title: 'Memory',
        unit: 'bytes',
        queries: [
          ['{{pod}}', `max by (pod) (container_memory_working_set_bytes{${CONTAINER}})`],
          ['limit', `max(container_spec_memory_limit_bytes{${CONTAINER}} > 0)`],
        ],
      },
      { title: 'Pod restarts', unit: 'short', queries: [['{{pod}}', `sum by (pod) (kube_pod_container_status_restarts_total{${CONTAINER}})`]] },
    ],
  },
];
