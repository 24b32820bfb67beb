import { ofNodes, WatchedMySql, whileServing } from './watched-mysql';
import { AlertRule } from '../parts/alert-rule';

/**
 * The exporter names metrics by columns, and asks SHOW SLAVE STATUS first, which MySQL 8.4 no longer has (collector/slave_status.go, mysqld_exporter 0.20).
 */
const COLUMNS = {
  '8.0': { receives: 'slave_io_running', applies: 'slave_sql_running', lag: 'seconds_behind_master' },
  '8.4': { receives: 'replica_io_running', applies: 'replica_sql_running', lag: 'seconds_behind_source' },
};

/** Whether it follows the other site. One node replicates; the operator stops the channel on the others, which still show it. */
export function siteReplicationAlerts(of: WatchedMySql): AlertRule[] {
  const channels = of.replicaChannels ?? [];
  if (channels.length === 0) return [];
  const database = `${of.namespace}/${of.name}`;
  const { receives, applies, lag } = COLUMNS[of.series];
  const stopped = channels.map((channel) => {
    const thread = (column: string) => ofNodes(of, `mysql_slave_status_${column}`, `channel_name="${channel}"`);
    const runs = `${thread(receives)} == 1 and on (namespace, pod, channel_name) (${thread(applies)} == 1)`;
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
      expr: `max by (namespace, channel_name) (${ofNodes(of, `mysql_slave_status_${lag}`)}) > 60`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'It is behind the other site',
      description: `${database} is {{ $value | humanizeDuration }} behind the source of channel {{ $labels.channel_name }}.`,
    },
  ];
}
