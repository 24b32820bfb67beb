import { WatchedDrill } from '../../src/restore/failover-drill-alerts';

/** A drill of the failover of `orders`, every hour. */
export const DRILL: WatchedDrill = {
  namespace: 'database',
  name: 'orders',
  cronJob: 'orders-failover-drill',
  everySeconds: 3600,
  overdueSeconds: 2 * 3600,
};
