import { ofInstances, onPrimary, WatchedPostgres } from './watched-postgres';
import { AlertRule } from '../parts/alert-rule';

/** What its clients do to it. */
export function loadAlerts(of: WatchedPostgres): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  // Replicas stream outside max_connections (max_wal_senders).
  const connections = `sum by (namespace, pod) (${ofInstances(of, 'cnpg_backends_total', 'usename!="streaming_replica"')})`;
  const used = `{{ $labels.pod }} of ${database} has {{ $value }} of ${of.maxConnections} connections in use`;
  const transaction = ofInstances(of, 'cnpg_backends_max_tx_duration_seconds', 'usename!="streaming_replica"');
  const xidAge = `max by (namespace, datname) (${ofInstances(of, 'cnpg_pg_database_xid_age')})`;
  const mxidAge = `max by (namespace, datname) (${ofInstances(of, 'cnpg_pg_database_mxid_age')})`;

  return [
    {
      alert: 'PostgresConnectionsHigh',
      expr: `${connections} > ${Math.floor(of.maxConnections * 0.8)}`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Connections are near their limit',
      description: `${used}.`,
    },
    {
      alert: 'PostgresConnectionsExhausted',
      expr: `${connections} > ${Math.floor(of.maxConnections * 0.95)}`,
      for: '2m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'Connections have run out',
      description: `${used}: new clients are refused.`,
    },
    {
      // Autovacuum acts at 200 million transaction ids and 400 million multixact ids (autovacuum_freeze_max_age,
      // autovacuum_multixact_freeze_max_age); well above, it has not coped.
      alert: 'PostgresTransactionIdWraparound',
      expr: `${xidAge} > 500000000 or ${mxidAge} > 800000000`,
      for: '30m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Old rows are not frozen in time',
      description: `Database {{ $labels.datname }} of ${database} has rows {{ $value | humanize }} transactions or multixacts old; autovacuum does not keep up.`,
    },
    {
      // 1.6 thousand million is vacuum_failsafe_age; near 2.1 thousand million PostgreSQL refuses writes.
      alert: 'PostgresTransactionIdsExhausted',
      expr: `${xidAge} > 1600000000 or ${mxidAge} > 1600000000`,
      for: '5m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'Transaction ids are running out',
      description: `Database {{ $labels.datname }} of ${database} has rows {{ $value | humanize }} transactions or multixacts old; `
        + 'at about 2.1 G it refuses writes.',
    },
    {
      alert: 'PostgresLongTransaction',
      expr: `max by (namespace, pod, datname, usename, application_name) (${transaction}) > 3600 ${onPrimary(of)}`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'A transaction has been open for more than an hour',
      description: `{{ $labels.usename }} ({{ $labels.application_name }}) has had a transaction open in {{ $labels.datname }} of ${database} `
        + 'for {{ $value | humanizeDuration }}: vacuum removes nothing newer, and its locks stay.',
    },
    {
      alert: 'PostgresDeadlocks',
      expr: `sum by (namespace, pod, datname) (increase(${ofInstances(of, 'cnpg_pg_stat_database_deadlocks')}[15m])) > 3`,
      for: '2m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Transactions deadlock',
      description: `{{ $value | humanize }} deadlocks in {{ $labels.datname }} of ${database} within 15 minutes; PostgreSQL ended one transaction of each.`,
    },
  ];
}
