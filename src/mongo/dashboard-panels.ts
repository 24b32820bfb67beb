import { PanelRow } from '../parts/dashboard-model';

const POD = 'namespace="$namespace",pod=~"$instance"';
const CONTAINER = `${POD},container="mongod"`;
const CLAIM = 'namespace="$namespace",persistentvolumeclaim=~"(mongod-data|data-volume|logs-volume)-$instance"';

const rate = (metric: string, labels = POD) => `rate(${metric}{${labels}}[$__rate_interval])`;
const perPod = (metric: string, matchers = '') => `max by (pod) (${metric}{${POD}${matchers}})`;

export const panels: readonly PanelRow[] = [
  {
    title: 'Replica set',
    panels: [
      {
        title: 'State',
        unit: 'none',
        states: ['starting', 'primary', 'secondary', 'recovering', '4', 'first copy', 'unknown', 'arbiter', 'down', 'rollback', 'removed'],
        colors: ['orange', 'blue', 'green', 'orange', 'red', 'yellow', 'red', 'purple', 'red', 'red', 'red'],
        queries: [['{{pod}}', perPod('mongodb_mongod_replset_my_state')]],
      },
      {
        title: 'Replication lag',
        unit: 's',
        description: 'As the member sees it, in whole seconds.',
        queries: [['{{pod}}', perPod('mongodb_mongod_replset_member_replication_lag', ',self="1",state="SECONDARY"')]],
      },
      {
        title: 'Members that are down',
        unit: 'short',
        description: 'As each member sees the others.',
        queries: [['{{pod}} sees {{member_idx}}', `count by (pod, member_idx) (mongodb_rs_members_health{${POD}} == 0)`]],
      },
      {
        title: 'Oplog reaches back',
        unit: 's',
        description: 'A member that is away for longer has to copy everything anew.',
        queries: [[
          '{{pod}}',
          `max by (pod) (mongodb_mongod_replset_oplog_head_timestamp{${POD}} - mongodb_mongod_replset_oplog_tail_timestamp{${POD}})`,
        ]],
      },
      { title: 'Time since the last election', unit: 's', queries: [['since', `time() - max(mongodb_mongod_replset_member_election_date{${POD}})`]] },
      {
        title: 'Round trips between members',
        unit: 'ms',
        queries: [['{{pod}} to {{name}}', `max by (pod, name) (mongodb_mongod_replset_member_ping_ms{${POD},self="0"})`]],
      },
      {
        title: 'Replicated',
        unit: 'Bps',
        queries: [['{{pod}}', `sum by (pod) (${rate('mongodb_ss_metrics_repl_network_bytes')})`]],
      },
      {
        title: 'Flow control holds writes up',
        unit: 'percentunit',
        description: 'Share of the time that operations waited because a majority lagged; the sum over all of them, which may exceed 1.',
        queries: [['{{pod}}', `sum by (pod) (${rate('mongodb_ss_flowControl_timeAcquiringMicros')}) / 1e6`]],
      },
    ],
  },
  {
    title: 'Performance',
    panels: [
      { title: 'Operations per second', unit: 'ops', queries: [['{{pod}} {{legacy_op_type}}', `sum by (pod, legacy_op_type) (${rate('mongodb_ss_opcounters')})`]] },
      {
        title: 'Latency',
        unit: 'µs',
        description: 'Mean, waiting included.',
        queries: [[
          '{{pod}} {{op_type}}',
          `sum by (pod, op_type) (${rate('mongodb_ss_opLatencies_latency')}) / (sum by (pod, op_type) (${rate('mongodb_ss_opLatencies_ops')}) > 0)`,
        ]],
      },
      { title: 'Slow operations', unit: 'short', description: 'In system.profile, of the last scrape interval.', queries: [['{{pod}} {{database}}', `sum by (pod, database) (mongodb_profile_slow_query_count{${POD}})`]] },
      {
        title: 'Connections',
        unit: 'short',
        queries: [
          ['{{pod}}', perPod('mongodb_ss_connections', ',conn_type="current"')],
          ['{{pod}} active', perPod('mongodb_ss_connections', ',conn_type="active"')],
          ['{{pod}} left', perPod('mongodb_ss_connections', ',conn_type="available"')],
        ],
      },
      { title: 'Operations that wait', unit: 'short', queries: [['{{pod}} {{count_type}}', `max by (pod, count_type) (mongodb_ss_globalLock_currentQueue{${POD},count_type!="total"})`]] },
      {
        title: 'Free tickets',
        unit: 'short',
        description: 'Their number follows the load since MongoDB 7.0; none is free whenever it is busy.',
        queries: [['{{pod}} {{txn_rw}}', `min by (pod, txn_rw) (mongodb_ss_wt_concurrentTransactions_available{${POD}})`]],
      },
      {
        title: 'Documents examined per document returned',
        unit: 'short',
        description: 'High: an index is missing.',
        queries: [[
          '{{pod}}',
          `sum by (pod) (${rate('mongodb_ss_metrics_queryExecutor_scannedObjects')})`
          + ` / (sum by (pod) (${rate('mongodb_ss_metrics_document', `${POD},doc_op_type="returned"`)}) > 0)`,
        ]],
      },
      { title: 'Sorts without an index', unit: 'ops', queries: [['{{pod}}', `sum by (pod) (${rate('mongodb_ss_metrics_operation_scanAndOrder')})`]] },
      { title: 'Open cursors', unit: 'short', queries: [['{{pod}} {{csr_type}}', `max by (pod, csr_type) (mongodb_ss_metrics_cursor_open{${POD}})`]] },
    ],
  },
  {
    title: 'Cache',
    panels: [
      {
        title: 'Cache',
        unit: 'bytes',
        queries: [
          ['{{pod}}', perPod('mongodb_ss_wt_cache_bytes_currently_in_the_cache')],
          ['size', `max(mongodb_ss_wt_cache_maximum_bytes_configured{${POD}})`],
        ],
      },
      {
        title: 'Not written yet',
        unit: 'percentunit',
        description: 'From 5 % on it is written in the background, from 20 % on by the threads of clients.',
        queries: [['{{pod}}', `max by (pod) (mongodb_ss_wt_cache_tracked_dirty_bytes_in_the_cache{${POD}} / mongodb_ss_wt_cache_maximum_bytes_configured{${POD}})`]],
      },
      {
        title: 'Pages',
        unit: 'ops',
        queries: [
          ['{{pod}} read', `sum by (pod) (${rate('mongodb_ss_wt_cache_pages_read_into_cache')})`],
          ['{{pod}} written', `sum by (pod) (${rate('mongodb_ss_wt_cache_pages_written_from_cache')})`],
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
        title: 'Database size',
        unit: 'bytes',
        description: 'On the disk, indexes included.',
        queries: [['{{database}}', `max by (database) (mongodb_dbstats_storageSize{${POD}} + mongodb_dbstats_indexSize{${POD}})`]],
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
    ],
  },
  {
    title: 'Backups by Percona Backup for MongoDB',
    panels: [
      { title: 'Age of the last backup', unit: 's', queries: [['age', `time() - max(mongodb_pbm_backup_last_transition_ts{${POD},status="done"})`]] },
      { title: 'Recovery reaches back', unit: 's', description: 'To the oldest backup that is kept.', queries: [['window', `time() - min(mongodb_pbm_backup_last_transition_ts{${POD},status="done"})`]] },
      { title: 'Size of backups', unit: 'bytes', queries: [['{{name}} {{type}}', `max by (name, type) (mongodb_pbm_backup_size_bytes{${POD},status="done"})`]] },
      { title: 'Duration of backups', unit: 's', queries: [['{{name}} {{status}}', `max by (name, status) (mongodb_pbm_backup_duration_seconds{${POD}})`]] },
      {
        title: 'Agents',
        unit: 'none',
        states: ['in order', 'error', 'lost'],
        colors: ['green', 'orange', 'red'],
        queries: [['{{host}}', `max by (host) (mongodb_pbm_agent_status{${POD},role!="A"})`]],
      },
      {
        title: 'Oplog is archived',
        unit: 'none',
        states: ['no', 'yes'],
        description: 'Whether, not how far: that is in `pbm status`.',
        queries: [['archived', `max(mongodb_pbm_cluster_pitr_backup_enabled{${POD}})`]],
      },
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
      {
        title: 'Network',
        unit: 'Bps',
        queries: [
          ['{{pod}} in', `sum by (pod) (${rate('mongodb_ss_network_bytesIn')})`],
          ['{{pod}} out', `sum by (pod) (${rate('mongodb_ss_network_bytesOut')})`],
        ],
      },
    ],
  },
];
