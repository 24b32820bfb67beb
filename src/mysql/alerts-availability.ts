import { ofNodes, WatchedMySql, whileServing, whileUp } from './watched-mysql';
import { AlertRule } from '../parts/alert-rule';
import { podSeries } from '../parts/series';

/** Whether the database answers, and takes writes. */
export function availabilityAlerts(of: WatchedMySql): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const up = ofNodes(of, 'mysql_up');
  const restarts = podSeries(of.namespace, `${of.name}-pxc-[0-9]+`, 'kube_pod_container_status_restarts_total', 'container="pxc"');

  const readOnly: AlertRule = {
    // A cluster that follows another site is read-only on purpose (pkg/controller/pxc/replication.go, operator 1.20).
    alert: 'MySqlReadOnly',
    expr: `absent(${ofNodes(of, 'mysql_global_variables_read_only')} == 0) ${whileServing(of)}`,
    for: '5m',
    severity: 'critical',
    exporter: 'instance',
    summary: 'Every node of the database is read-only',
    description: `Every node of ${database} that answers has read_only set: every write fails.`,
  };

  return [
    {
      alert: 'MySqlDown',
      expr: `absent(${up} == 1)`,
      for: '2m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'No node of the database answers',
      description: `No node of ${database} answers its exporter, or no metrics of it arrive at all.`,
    },
    {
      // The exporter gives Primary as 1, non-Primary and Disconnected as 0 (collector/collector.go, mysqld_exporter 0.20).
      alert: 'MySqlNoPrimaryComponent',
      expr: `absent(${ofNodes(of, 'mysql_global_status_wsrep_cluster_status')} == 1) ${whileUp(of)}`,
      for: '2m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'No node of the database is in a primary component',
      description: `Nodes of ${database} answer, but none is in a primary component: they refuse every query.`,
    },
    ...(of.replicaChannels?.length ? [] : [readOnly]),
    {
      alert: 'MySqlRestarting',
      expr: `increase(${restarts}[1h]) > 2`,
      for: '2m',
      severity: 'warning',
      exporter: 'kube-state-metrics',
      summary: 'A node restarts again and again',
      description: `{{ $labels.pod }} of ${database} restarted {{ $value | humanize }} times within an hour.`,
    },
    {
      alert: 'MySqlExporterFailing',
      expr: `min by (namespace, pod) (${ofNodes(of, 'mysql_exporter_collector_success')}) == 0 and on (namespace, pod) (${up} == 1)`,
      for: '10m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Metrics of a node are incomplete',
      description: `The exporter of {{ $labels.pod }} of ${database} fails in part: alerts on the missing metrics cannot fire.`,
    },
  ];
}
