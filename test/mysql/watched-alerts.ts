import { WatchedMySql } from '../../src/mysql/watched-mysql';

/** A database that has everything an alert may be about, except that it follows no other site. */
export const ORDERS: WatchedMySql = {
  namespace: 'database',
  name: 'orders',
  series: '8.4',
  instances: 3,
  proxy: 'haproxy',
  proxies: 2,
  backupEverySeconds: 24 * 60 * 60,
  backupStorages: ['archive', 'second.archive-of-another-region'],
  binlogUploadSeconds: 60,
  certificates: ['orders-ssl', 'orders-ssl-internal'],
};

/** The same at another site, which follows the first. */
export const REPLICA: WatchedMySql = { ...ORDERS, replicaChannels: ['from-old', 'from-older'] };

/** The same with a server that still knows the old words. */
export const OLD_REPLICA: WatchedMySql = { ...REPLICA, series: '8.0' };
