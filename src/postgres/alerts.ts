import { availabilityAlerts } from './alerts-availability';
import { backupAlerts } from './alerts-backup';
import { loadAlerts } from './alerts-load';
import { poolerAlerts } from './alerts-pooler';
import { replicationAlerts } from './alerts-replication';
import { snapshotAlerts } from './alerts-snapshots';
import { storageAlerts } from './alerts-storage';
import { WatchedPostgres, whileUp } from './watched-postgres';
import { AlertRule } from '../parts/alert-rule';
import { certificateAlerts } from '../parts/certificate-alerts';
import { dumpAlerts } from '../parts/dump-alerts';

/** What tells that one PostgreSQL database is not well; every alert has a page in docs/runbooks. */
export function postgresAlerts(of: WatchedPostgres): AlertRule[] {
  const { namespace, name, dumpEverySeconds } = of;
  return [
    ...availabilityAlerts(of),
    ...replicationAlerts(of),
    ...backupAlerts(of),
    ...snapshotAlerts(of),
    ...(dumpEverySeconds === undefined ? [] : dumpAlerts({ engine: 'Postgres', namespace, name, everySeconds: dumpEverySeconds, gaps: 2, severity: 'warning' })),
    ...storageAlerts(of),
    ...loadAlerts(of),
    ...(of.certificate === undefined ? [] : certificateAlerts({ engine: 'Postgres', namespace, certificate: of.certificate, whileUp: whileUp(of) })),
    ...poolerAlerts(of),
  ];
}
