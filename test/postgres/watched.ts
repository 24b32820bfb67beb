import { WatchedPostgres } from '../../src/postgres/watched-postgres';

/** A database that has everything an alert may be about. */
export const ORDERS: WatchedPostgres = {
  namespace: 'database',
  name: 'orders',
  instances: 3,
  maxConnections: 200,
  poolers: ['orders-pooler-rw', 'orders-pooler-ro'],
  walVolume: true,
  tablespaces: ['_Cold_2024'],
  backupEverySeconds: 24 * 60 * 60,
  snapshotEverySeconds: 24 * 60 * 60,
  dumpEverySeconds: 24 * 60 * 60,
  certificate: 'orders-server',
  synchronous: true,
  archiveTimeoutSeconds: 300,
};
