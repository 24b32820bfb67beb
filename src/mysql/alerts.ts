import { availabilityAlerts } from './alerts-availability';
import { backupAlerts } from './alerts-backup';
import { clusterAlerts } from './alerts-cluster';
import { loadAlerts } from './alerts-load';
import { proxyAlerts } from './alerts-proxy';
import { siteReplicationAlerts } from './alerts-site-replication';
import { WatchedMySql, whileUp } from './watched-mysql';
import { AlertRule } from '../parts/alert-rule';
import { certificateAlerts } from '../parts/certificate-alerts';
import { volumeAlerts } from '../parts/volume-alerts';

/** What tells that one MySQL database is not well; every alert has a page in docs/runbooks. */
export function mySqlAlerts(of: WatchedMySql): AlertRule[] {
  const { namespace, name } = of;
  const up = whileUp(of);
  return [
    ...availabilityAlerts(of),
    ...(of.instances > 1 ? clusterAlerts(of) : []),
    ...siteReplicationAlerts(of),
    ...backupAlerts(of),
    ...volumeAlerts({ engine: 'MySql', server: 'MySQL', namespace, name, claims: claimsOf(of), whileUp: up }),
    ...loadAlerts(of),
    ...(of.certificates?.length ? certificateAlerts({ engine: 'MySql', namespace, certificate: of.certificates, whileUp: up }) : []),
    ...proxyAlerts(of),
  ];
}

/** Of instances, and of ProxySQL, which writes down what it has learnt. */
function claimsOf({ name, proxy }: WatchedMySql): string {
  const data = `datadir-${name}-pxc-[0-9]+`;
  return proxy === 'proxysql' ? `${data}|proxydata-${name}-proxysql-[0-9]+` : data;
}
