import { mongoDashboard } from '../../src/mongo/dashboard';
import { describeDashboard } from '../support/dashboard-model';
import { MONGO_METRICS } from '../support/metrics-mongo';

describeDashboard({
  make: mongoDashboard,
  exported: Object.values(MONGO_METRICS).flat(),
  panels: [
    'State', 'Replication lag', 'Oplog reaches back', 'Operations per second', 'Latency', 'Connections', 'Operations that wait', 'Cache', 'Disk usage', 'IOPS',
    'Throughput', 'Age of the last backup', 'Agents', 'CPU', 'Memory', 'Pod restarts',
  ],
  metricPrefix: 'mongodb_',
  cluster: ['orders-v2-rs0-10', 'orders-v2-rs0'],
});
