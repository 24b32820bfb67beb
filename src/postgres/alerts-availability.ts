import { ofInstances, WatchedPostgres, whileUp } from './watched-postgres';
import { AlertRule } from '../parts/alert-rule';

/** Whether the database answers, and all of it. */
export function availabilityAlerts(of: WatchedPostgres): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const up = ofInstances(of, 'cnpg_collector_up');
  const inRecovery = ofInstances(of, 'cnpg_pg_replication_in_recovery');
  const fencing = ofInstances(of, 'cnpg_collector_fencing_on');
  const errors = [
    `${ofInstances(of, 'cnpg_collector_last_collection_error')} == 1`,
    `${ofInstances(of, 'cnpg_last_error')} == 1`,
    `increase(${ofInstances(of, 'cnpg_collector_collection_errors_total')}[5m]) > 0`,
  ].join(' or ');

  const always: AlertRule[] = [
    {
      alert: 'PostgresDown',
      expr: `absent(${up} == 1)`,
      for: '2m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'No instance of the database answers',
      description: `No instance of ${database} answers its exporter, or no metrics of it arrive at all.`,
    },
    {
      // A failover that follows the loss of a node takes about 70 s (docs/src/failover.md, CloudNativePG 1.30), and
      // the exporter's cache (30 s) and the next scrape come on top.
      alert: 'PostgresNoPrimary',
      expr: `absent(${inRecovery} == 0) ${whileUp(of)}`,
      for: '3m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'No instance of the database takes writes',
      description: `Instances of ${database} answer, but none is the primary: every write fails.`,
    },
    {
      alert: 'PostgresFenced',
      expr: `${fencing} == 1`,
      for: '10m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'An instance is fenced',
      description: `{{ $labels.pod }} of ${database} is fenced: PostgreSQL is stopped in it until somebody lifts the fence.`,
    },
    {
      alert: 'PostgresRestarting',
      expr: `increase(${ofInstances(of, 'kube_pod_container_status_restarts_total', 'container="postgres"')}[1h]) > 2`,
      for: '2m',
      severity: 'warning',
      exporter: 'kube-state-metrics',
      summary: 'An instance restarts again and again',
      description: `{{ $labels.pod }} of ${database} restarted {{ $value | humanize }} times within an hour.`,
    },
    {
      // A stopped or fenced instance fails every query too, and has alerts of its own.
      alert: 'PostgresExporterFailing',
      expr: `max by (namespace, pod) (${errors}) and on (namespace, pod) (${up} == 1) unless on (namespace, pod) (${fencing} == 1)`,
      for: '10m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Metrics of an instance are incomplete',
      description: `The exporter of {{ $labels.pod }} of ${database} fails in part: alerts on the missing metrics cannot fire.`,
    },
  ];

  if (of.instances === 1) return always;
  return [
    ...always,
    {
      alert: 'PostgresInstanceMissing',
      expr: `count(${up} == 1) < ${of.instances}`,
      for: '10m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Fewer instances answer than are declared',
      description: `{{ $value }} of ${of.instances} instances of ${database} answer.`,
    },
    {
      alert: 'PostgresFailover',
      expr: `${inRecovery} == 0 and on (namespace, pod) (max_over_time(${inRecovery}[15m]) == 1)`,
      for: '2m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Another instance has become the primary',
      description: `{{ $labels.pod }} became the primary of ${database} within the last 15 minutes, by a failover or a planned switchover.`,
    },
  ];
}
