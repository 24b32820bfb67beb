import { inPrimaryComponent, ofNodes, WatchedMySql, whileServing } from './watched-mysql';
import { AlertRule } from '../parts/alert-rule';

/** Whether the nodes are one cluster, and follow each other. Galera's states: 1 joining, 2 donor or desynced, 3 joined, 4 synced. */
export function clusterAlerts(of: WatchedMySql): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const up = ofNodes(of, 'mysql_up');
  const status = ofNodes(of, 'mysql_global_status_wsrep_cluster_status');
  const size = ofNodes(of, 'mysql_global_status_wsrep_cluster_size');
  const state = ofNodes(of, 'mysql_global_status_wsrep_local_state');
  const minority = Math.floor(of.instances / 2);

  return [
    {
      alert: 'MySqlInstanceMissing',
      expr: `count(${up} == 1) < ${of.instances}`,
      for: '10m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Fewer nodes answer than are declared',
      description: `{{ $value }} of ${of.instances} nodes of ${database} answer.`,
    },
    {
      // A backup that runs counts as one node more: it joins as an arbitrator (build/backup/backup.sh, operator 1.20).
      alert: 'MySqlQuorumAtRisk',
      expr: `max by (namespace) (${size} ${inPrimaryComponent(of)}) <= ${minority}`,
      for: '5m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'The cluster has shrunk to fewer than half of its nodes',
      description: `The primary component of ${database} has {{ $value }} of ${of.instances} nodes left: the loss of another may stop all writes.`,
    },
    {
      alert: 'MySqlNodeOutsideCluster',
      expr: `${status} == 0 ${whileServing(of)}`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'A node is outside the cluster',
      description: `{{ $labels.pod }} of ${database} answers, but is not in the primary component: it refuses queries.`,
    },
    {
      // Nodes of one component all report its size, and arbitrators only add to it.
      alert: 'MySqlSplitBrain',
      expr: `count(${status} == 1) > min(${size} ${inPrimaryComponent(of)})`,
      for: '5m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'The nodes have become two clusters',
      description: `{{ $value }} nodes of ${database} are each in a primary component, and one of these is smaller: they take different writes.`,
    },
    {
      alert: 'MySqlNodeNotSynced',
      expr: `${state} != 4 and ${state} != 2 ${inPrimaryComponent(of)}`,
      for: '15m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'A node does not catch up with the cluster',
      description: `{{ $labels.pod }} of ${database} has been joining the cluster for long (wsrep_local_state {{ $value }}): the proxies send it nothing.`,
    },
    {
      // A backup desyncs its donor for as long as it lasts, and so does the first copy to a new node.
      alert: 'MySqlNodeDesynced',
      expr: `${state} == 2 ${inPrimaryComponent(of)}`,
      for: '6h',
      severity: 'warning',
      exporter: 'instance',
      summary: 'A node has been desynced for hours',
      description: `{{ $labels.pod }} of ${database} has been donor or desynced for hours: it may lag, and the proxies avoid it.`,
    },
    {
      // wsrep_flow_control_paused is a mean since the server started, so it hides what happens now; the counter of nanoseconds does not.
      alert: 'MySqlFlowControl',
      expr: `max by (namespace) (rate(${ofNodes(of, 'mysql_global_status_wsrep_flow_control_paused_ns')}[5m])) / 1e9 > 0.2`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Writes are held up by a slow node',
      description: `Flow control holds up the writes of ${database} for {{ $value | humanizePercentage }} of the time: a node does not apply them fast enough.`,
    },
    {
      // Flow control begins at gcs.fc_limit, 100 by default, times the square root of the number of nodes.
      alert: 'MySqlReceiveQueueLong',
      expr: `min by (namespace, pod) (min_over_time(${ofNodes(of, 'mysql_global_status_wsrep_local_recv_queue')}[5m])) > 50 and on (namespace, pod) (${state} == 4)`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'A node lags behind the cluster',
      description: `{{ $labels.pod }} of ${database} has {{ $value }} write sets to apply: reads from it are stale, and soon every write waits for it.`,
    },
  ];
}
