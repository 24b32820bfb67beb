import { OLD_REPLICA, ORDERS, REPLICA } from './watched-alerts';
import { Manifests } from '../../src/checklist/manifests';
import { readAlerts } from '../../src/checklist/readers/alerts';
import { mySqlAlerts } from '../../src/mysql/alerts';
import { backupJobs } from '../../src/mysql/alerts-backup';
import { prometheusRule } from '../../src/parts/prometheus-rule';
import { Monitoring } from '../../src/values/monitoring';
import { deadLinks, describeAlerts, runbooks } from '../support/alert-rules';
import { MYSQL_80_METRICS, MYSQL_METRICS } from '../support/metrics-mysql';
import { SeriesSelector } from '../support/promql';

const MONITORING = Monitoring.prometheus({ namespace: 'monitoring' });
const names = mySqlAlerts(ORDERS).map(rule => rule.alert);
const replicaNames = mySqlAlerts(REPLICA).map(rule => rule.alert);

describe('a database that is its own source', () => describeAlerts({ alerts: mySqlAlerts(ORDERS), metrics: MYSQL_METRICS, isOwn: isOfOrders }));

describe('a database that follows another site', () => describeAlerts({ alerts: mySqlAlerts(REPLICA), metrics: MYSQL_METRICS, isOwn: isOfOrders }));

describe('a database of 8.0 that follows another site', () => describeAlerts({ alerts: mySqlAlerts(OLD_REPLICA), metrics: MYSQL_80_METRICS, isOwn: isOfOrders }));

test('every MySQL runbook belongs to an alert, and leads to others that are there', () => {
  expect(runbooks('MySql')).toEqual([...new Set([...names, ...replicaNames])].sort());
  expect(deadLinks('MySql')).toEqual([]);
});

test('one that follows another site is read-only on purpose', () => {
  expect(names.filter(name => !replicaNames.includes(name))).toEqual(['MySqlReadOnly']);
  expect(replicaNames.filter(name => !names.includes(name))).toEqual(['MySqlReplicationStopped', 'MySqlReplicationLag']);
});

test('a database of one node has no alerts about its cluster', () => {
  const single = mySqlAlerts({ ...ORDERS, instances: 1, proxies: 1 }).map(rule => rule.alert);
  expect(names.filter(name => !single.includes(name))).toEqual([
    'MySqlInstanceMissing', 'MySqlQuorumAtRisk', 'MySqlNodeOutsideCluster', 'MySqlSplitBrain', 'MySqlNodeNotSynced', 'MySqlNodeDesynced',
    'MySqlFlowControl', 'MySqlReceiveQueueLong', 'MySqlWriteConflicts', 'MySqlProxyMissing',
  ]);
});

test('what a database does not have raises no alerts', () => {
  const bare = mySqlAlerts({ ...ORDERS, proxy: 'proxysql', backupEverySeconds: undefined, binlogUploadSeconds: undefined, certificates: [] });
  expect(names.filter(name => !bare.some(rule => rule.alert === name))).toEqual([
    'MySqlBackupTooOld', 'MySqlBackupMissing', 'MySqlBackupFailed', 'MySqlBinlogUploadStalled', 'MySqlBinlogGap',
    'MySqlCertificateNotRenewed', 'MySqlCertificateExpiring', 'MySqlCertificateMetricsMissing', 'MySqlProxyConnectionsHigh',
  ]);
});

test('the checklist finds them, and one for every topic that it asks for', () => {
  const { about, missing } = readAlerts(new Manifests([prometheusRule({ name: 'orders', namespace: 'database', monitoring: MONITORING, alerts: mySqlAlerts(ORDERS) })]), {
    seriesLabels: [{ namespace: 'database', pod: 'orders-pxc-0' }, { namespace: 'database', persistentvolumeclaim: 'datadir-orders-pxc-0' }],
    engineMetrics: /^mysql_/,
    topics: [
      { topic: 'replication lag', metrics: /^mysql_global_status_wsrep_\w+$/ },
      { topic: 'disk usage', metrics: /^kubelet_volume_stats_available_bytes$/ },
      { topic: 'connections', metrics: /^mysql_global_status_threads_connected$/ },
    ],
    prometheus: { namespace: 'monitoring', labels: {} },
  });
  expect(missing).toEqual([]);
  expect(about).toEqual(expect.arrayContaining(['MySqlDown', 'MySqlReceiveQueueLong', 'MySqlConnectionsHigh', 'MySqlVolumeFilling']));
});

test('a backup is known by the name that the operator gives its Job', () => {
  const jobs = new RegExp(`^(?:${backupJobs({ ...ORDERS, name: 'orders-of-all-regions', backupStorages: ['archive-of-the-company', 'b.c'] })})$`);
  expect([
    'xb-cron-orders-of-all-re-archive-of-the-c-2026813000-1f2ab', 'xb-cron-orders-of-all-re-b.c-202681310594-s0v9d',
    'xb-cron-orders-of-all-re-bxc-2026813000-1f2ab', 'xb-by-hand', 'xb-cron-orders-archive-of-the-c-2026813000-1f2ab',
  ].filter(name => jobs.test(name))).toHaveLength(2);
});

/** Whether a selector has both the namespace and a name that starts with the database's. */
function isOfOrders({ labels }: SeriesSelector): boolean {
  const namespace = labels.exported_namespace === '="database"' || labels.namespace === '="database"';
  const name = labels.pod ?? labels.persistentvolumeclaim ?? labels.job_name ?? labels.name ?? '';
  return namespace && /^=~?"(orders-(pxc|haproxy)-\[0-9\]\+"|orders-pitr-\[|datadir-orders-pxc-\[0-9\]\+"|xb-cron-orders-\(archive\||orders-ssl)/.test(name);
}
