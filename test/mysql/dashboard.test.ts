import { mySqlDashboard } from '../../src/mysql/dashboard';
import { describeDashboard } from '../support/dashboard-model';
import { MYSQL_80_METRICS, MYSQL_METRICS } from '../support/metrics-mysql';

describeDashboard({
  make: mySqlDashboard,
  exported: [...Object.values(MYSQL_METRICS), MYSQL_80_METRICS.instance].flat(),
  panels: [
    'State', 'Cluster size', 'Flow control', 'Receive queue', 'Queries per second', 'Query latency', 'Connections', 'Buffer pool hit ratio',
    'Deadlocks', 'Disk usage', 'IOPS', 'Age of the last backup', 'Age of the last binary log round', 'Replication lag', 'Clients', 'CPU', 'Memory', 'Pod restarts',
  ],
  metricPrefix: 'mysql_',
  cluster: ['orders-v2-pxc-10', 'orders-v2'],
});
