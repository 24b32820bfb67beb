import { PanelRow } from '../parts/dashboard-model';

const POD = 'namespace="$namespace",pod=~"$instance"';
const CONTAINER = `${POD},container="postgres"`;
const CLAIM = 'namespace="$namespace",persistentvolumeclaim=~"$instance(-wal|-tbs-.*)?"';

/** What the sums of pg_stat_statements grew by: gauges that may fall, see POSTGRES_QUERIES. */
const grew = (metric: string) => `clamp_min(deriv(${metric}{${POD}}[$__rate_interval]), 0)`;
const rate = (metric: string, labels = POD) => `rate(${metric}{${labels}}[$__rate_interval])`;

export const panels: readonly PanelRow[] = [
  {
    title: 'Performance',
    panels: [
      {
        title: 'Queries per second',
        unit: 'reqps',
        description: 'Statements that pg_stat_statements tracks.',
        queries: [['{{pod}}', `sum by (pod) (${grew('cnpg_pg_statements_calls')})`]],
      },
      {
        title: 'Query latency',
        unit: 's',
        description: 'Mean execution time. PostgreSQL keeps no percentiles.',
        queries: [['{{pod}}', `sum by (pod) (${grew('cnpg_pg_statements_exec_seconds')}) / (sum by (pod) (${grew('cnpg_pg_statements_calls')}) > 0)`]],
      },
      {
        title: 'Statements that take the most time',
        unit: 's',
        description: 'Seconds of execution per second. The text is in pg_stat_statements, under this queryid.',
        queries: [['{{datname}} {{queryid}}', `topk(10, sum by (datname, queryid) (${grew('cnpg_pg_statements_top_exec_seconds')}))`]],
      },
      {
        title: 'Transactions per second',
        unit: 'ops',
        queries: [
          ['{{pod}} commit', `sum by (pod) (${rate('cnpg_pg_stat_database_xact_commit')})`],
          ['{{pod}} rollback', `sum by (pod) (${rate('cnpg_pg_stat_database_xact_rollback')})`],
        ],
      },
      {
        title: 'Connections',
        unit: 'short',
        queries: [
          ['{{pod}} {{state}}', `sum by (pod, state) (cnpg_backends_total{${POD}})`],
          ['max_connections', `max(cnpg_pg_settings_setting{${POD},name="max_connections"})`],
        ],
      },
      {
        title: 'Buffer cache hit ratio',
        unit: 'percentunit',
        queries: [[
          '{{pod}}',
          `sum by (pod) (${rate('cnpg_pg_stat_database_blks_hit')}) / `
          + `(sum by (pod) (${rate('cnpg_pg_stat_database_blks_hit')} + ${rate('cnpg_pg_stat_database_blks_read')}) > 0)`,
        ]],
      },
    ],
  },
  {
    title: 'Replication',
    panels: [
      { title: 'Role', unit: 'none', states: ['primary', 'replica'], queries: [['{{pod}}', `max by (pod) (cnpg_pg_replication_in_recovery{${POD}})`]] },
      { title: 'Replication lag', unit: 's', queries: [['{{pod}}', `max by (pod) (cnpg_pg_replication_lag{${POD}})`]] },
      {
        title: 'WAL receive delay',
        unit: 's',
        description: 'From the flush on the primary to the write on the replica.',
        queries: [['{{application_name}}', `max by (application_name) (cnpg_pg_stat_replication_write_lag_seconds{${POD}})`]],
      },
      {
        title: 'WAL not replayed yet',
        unit: 'bytes',
        queries: [['{{application_name}}', `max by (application_name) (cnpg_pg_stat_replication_replay_diff_bytes{${POD}})`]],
      },
      {
        title: 'Replicas',
        unit: 'short',
        queries: [
          ['streaming', `max(cnpg_pg_replication_streaming_replicas{${POD}})`],
          ['synchronous, attached', `max(cnpg_pg_synchronous_standbys_attached{${POD}})`],
        ],
      },
      {
        title: 'WAL held by replication slots',
        unit: 'bytes',
        queries: [['{{slot_name}}', `max by (slot_name) (cnpg_pg_replication_slots_pg_wal_lsn_diff{${POD}} and on (namespace, pod) (cnpg_pg_replication_in_recovery == 0))`]],
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
      { title: 'Database size', unit: 'bytes', queries: [['{{datname}}', `max by (datname) (cnpg_pg_database_size_bytes{${POD}})`]] },
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
      {
        title: 'I/O by kind of process',
        unit: 'Bps',
        description: 'As PostgreSQL sees it (pg_stat_io), from version 16 on.',
        queries: [
          ['{{backend_type}} read', `sum by (backend_type) (${rate('cnpg_pg_io_read_bytes')})`],
          ['{{backend_type}} write', `sum by (backend_type) (${rate('cnpg_pg_io_written_bytes')})`],
        ],
      },
      {
        title: 'WAL size',
        unit: 'bytes',
        queries: [['{{pod}}', `max by (pod) (cnpg_collector_pg_wal{${POD},value="size"})`]],
      },
      { title: 'WAL written', unit: 'Bps', queries: [['{{pod}}', `sum by (pod) (${rate('cnpg_collector_wal_bytes')})`]] },
    ],
  },
  {
    title: 'Backups',
    panels: [
      {
        title: 'Age of the last backup',
        unit: 's',
        queries: [['age', `time() - max(barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{${POD}} > 0)`]],
      },
      {
        title: 'Recovery reaches back',
        unit: 's',
        queries: [['window', `time() - max(barman_cloud_cloudnative_pg_io_first_recoverability_point{${POD}} > 0)`]],
      },
      {
        title: 'WAL segments to archive',
        unit: 'short',
        queries: [['{{pod}}', `max by (pod) (cnpg_collector_pg_wal_archive_status{${POD},value="ready"})`]],
      },
      {
        title: 'WAL archiving',
        unit: 'ops',
        queries: [
          ['{{pod}} archived', `sum by (pod) (${rate('cnpg_pg_stat_archiver_archived_count')})`],
          ['{{pod}} failed', `sum by (pod) (${rate('cnpg_pg_stat_archiver_failed_count')})`],
        ],
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
    ],
  },
  {
    title: 'Operations',
    panels: [
      {
        title: 'Dead rows',
        unit: 'percentunit',
        queries: [[
          '{{datname}}',
          `max by (datname) (cnpg_pg_database_tuples_dead{${POD}} / (cnpg_pg_database_tuples_dead{${POD}} + cnpg_pg_database_tuples_live{${POD}} > 0))`,
        ]],
      },
      {
        title: 'Tables with the most dead rows',
        unit: 'short',
        queries: [['{{datname}} {{schemaname}}.{{relname}}', `topk(10, max by (datname, schemaname, relname) (cnpg_pg_table_tuples_dead{${POD}}))`]],
      },
      {
        title: 'Time since the last vacuum',
        unit: 's',
        description: 'Of the tables with the most dead rows, by hand or by autovacuum.',
        queries: [[
          '{{datname}} {{schemaname}}.{{relname}}',
          `topk(10, time() - max by (datname, schemaname, relname) (cnpg_pg_table_tuples_last_vacuum_time{${POD}} > 0))`,
        ]],
      },
      { title: 'Vacuums running', unit: 'short', queries: [['{{pod}}', `max by (pod) (cnpg_pg_vacuum_running{${POD}})`]] },
      { title: 'Longest vacuum', unit: 's', queries: [['{{pod}}', `max by (pod) (cnpg_pg_vacuum_longest_seconds{${POD}})`]] },
      { title: 'Age of the oldest transaction id', unit: 'short', queries: [['{{datname}}', `max by (datname) (cnpg_pg_database_xid_age{${POD}})`]] },
      { title: 'Backends waiting for a lock', unit: 'short', queries: [['{{pod}} {{datname}}', `max by (pod, datname) (cnpg_pg_lock_waits_waiting{${POD}})`]] },
      { title: 'Longest wait for a lock', unit: 's', queries: [['{{pod}} {{datname}}', `max by (pod, datname) (cnpg_pg_lock_waits_longest_seconds{${POD}})`]] },
      {
        title: 'Longest transaction',
        unit: 's',
        queries: [['{{pod}} {{usename}} {{state}}', `max by (pod, usename, state) (cnpg_backends_max_tx_duration_seconds{${POD},usename!="streaming_replica"})`]],
      },
    ],
  },
  {
    title: 'Poolers of this namespace',
    panels: [
      {
        title: 'Clients',
        unit: 'short',
        queries: [
          ['{{pod}} active', 'sum by (pod) (cnpg_pgbouncer_pools_cl_active{namespace="$namespace"})'],
          ['{{pod}} waiting', 'sum by (pod) (cnpg_pgbouncer_pools_cl_waiting{namespace="$namespace"})'],
        ],
      },
      { title: 'Longest wait for a connection', unit: 's', queries: [['{{pod}}', 'max by (pod) (cnpg_pgbouncer_pools_maxwait{namespace="$namespace"})']] },
    ],
  },
];
