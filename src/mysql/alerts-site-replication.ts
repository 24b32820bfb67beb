import { ofNodes, WatchedMySql, whileServing } from './watched-mysql';
import { AlertRule } from '../parts/alert-rule';

/**
 * Whether it follows the other site. One node replicates; the operator stops the channel on the others, which still show it.
 * The exporter names metrics by columns: MySQL 8.4 has SHOW REPLICA STATUS only, and none of the names with `slave_io` and `master`
 * (collector/slave_status.go, mysqld_exporter 0.20).
 */
export function siteReplicationAlerts(of: WatchedMySql): AlertRule[] {
  const channels = of.replicaChannels ?? [];
  if (channels.length === 0) return [];
  const database = `${of.namespace}/${of.name}`;
  const stopped = channels.map((channel) => {
    const thread = (metric: string) => ofNodes(of, metric, `channel_name="${channel}"`);
    const runs = `${thread('mysql_slave_status_replica_io_running')} == 1 and on (namespace, pod, channel_name) (${thread('mysql_slave_status_replica_sql_running')} == 1)`;
    return `label_replace(absent(${runs}), "channel", "${channel}", "", "")`;
  });

  return [
    {
      alert: 'MySqlReplicationStopped',
      expr: `(${stopped.join(' or ')}) ${whileServing(of)}`,
      for: '5m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'Replication from the other site stands still',
      description: `On no node of ${database} do both threads of channel {{ $labels.channel }} run: it falls behind the other site.`,
    },
    {
      // NULL, and so absent, where the channel is stopped.
      alert: 'MySqlReplicationLag',
      expr: `max by (namespace, channel_name) (${ofNodes(of, 'mysql_slave_status_seconds_behind_source')}) > 60`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'It is behind the other site',
      description: `${database} is {{ $value | humanizeDuration }} behind the source of channel {{ $labels.channel_name }}.`,
    },
  ];
}
