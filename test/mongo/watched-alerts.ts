import { WatchedMongo } from '../../src/mongo/watched-mongo';

/** A replica set that has everything an alert may be about. */
export const ORDERS: WatchedMongo = {
  namespace: 'database',
  name: 'orders',
  replicaSet: 'rs0',
  instances: 3,
  arbiter: true,
  operator: 'percona',
  oplogHours: 24,
  backupEverySeconds: 24 * 60 * 60,
  pointInTime: true,
  certificates: ['orders-server-tls'],
};

/** The same by MongoDB's operator, which makes no backups: a CronJob dumps it. */
export const COMMUNITY: WatchedMongo = {
  ...ORDERS, operator: 'community', replicaSet: 'orders', arbiter: undefined, backupEverySeconds: undefined, pointInTime: undefined, dumpEverySeconds: 24 * 60 * 60,
};
