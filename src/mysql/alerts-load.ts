import { ofNodes, WatchedMySql } from './watched-mysql';
import { AlertRule } from '../parts/alert-rule';

/** What its clients do to it. */
export function loadAlerts(of: WatchedMySql): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  // The operator derives max_connections from the memory unless it is configured, so the limit is the server's own.
  const connections = `max by (namespace, pod) (${ofNodes(of, 'mysql_global_status_threads_connected')} / ${ofNodes(of, 'mysql_global_variables_max_connections')})`;
  const used = `{{ $labels.pod }} of ${database} has {{ $value | humanizePercentage }} of its connections in use`;
  const grew = (metric: string) => `increase(${ofNodes(of, metric)}[15m])`;

  const conflicts: AlertRule = {
    alert: 'MySqlWriteConflicts',
    expr: `sum by (namespace, pod) (${grew('mysql_global_status_wsrep_local_cert_failures')} + ${grew('mysql_global_status_wsrep_local_bf_aborts')}) > 10`,
    for: '2m',
    severity: 'warning',
    exporter: 'instance',
    summary: 'Writes on different nodes conflict',
    description: `{{ $value | humanize }} transactions on {{ $labels.pod }} of ${database} were rolled back within 15 minutes for writes of another node: clients see deadlocks.`,
  };

  return [
    {
      alert: 'MySqlConnectionsHigh',
      expr: `${connections} > 0.8`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Connections are near their limit',
      description: `${used}.`,
    },
    {
      alert: 'MySqlConnectionsExhausted',
      expr: `${connections} > 0.95`,
      for: '2m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'Connections have run out',
      description: `${used}: new clients are refused.`,
    },
    {
      alert: 'MySqlDeadlocks',
      expr: `sum by (namespace, pod) (${grew('mysql_info_schema_innodb_metrics_lock_lock_deadlocks_total')}) > 10`,
      for: '2m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Transactions deadlock',
      description: `{{ $value | humanize }} deadlocks on {{ $labels.pod }} of ${database} within 15 minutes; InnoDB rolled back one transaction of each.`,
    },
    ...(of.instances > 1 ? [conflicts] : []),
    {
      // InnoDB keeps what the oldest open transaction may still read.
      alert: 'MySqlPurgeLag',
      expr: `max by (namespace, pod) (${ofNodes(of, 'mysql_info_schema_innodb_metrics_transaction_trx_rseg_history_len')}) > 1000000`,
      for: '30m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Old row versions pile up',
      description: `{{ $labels.pod }} of ${database} holds {{ $value | humanize }} undo records: a transaction has been open for long, queries slow down and the volume fills.`,
    },
    {
      alert: 'MySqlSlowQueries',
      expr: `sum by (namespace, pod) (${grew('mysql_global_status_slow_queries')}) > 100`,
      for: '5m',
      severity: 'info',
      exporter: 'instance',
      summary: 'Many queries are slow',
      description: `{{ $value | humanize }} queries on {{ $labels.pod }} of ${database} took longer than long_query_time within 15 minutes.`,
    },
  ];
}
