import { availabilityAlerts } from './alerts-availability';
import { backupAlerts } from './alerts-backup';
import { loadAlerts } from './alerts-load';
import { replicationAlerts } from './alerts-replication';
import { claims, WatchedMongo, whileUp } from './watched-mongo';
import { AlertRule } from '../parts/alert-rule';
import { certificateAlerts } from '../parts/certificate-alerts';
import { dumpAlerts } from '../parts/dump-alerts';
import { volumeAlerts } from '../parts/volume-alerts';

/** What tells that one MongoDB replica set is not well; every alert has a page in docs/runbooks. */
export function mongoAlerts(of: WatchedMongo): AlertRule[] {
  const { namespace, name, dumpEverySeconds } = of;
  const up = whileUp(of);
  return [
    ...availabilityAlerts(of),
    ...(of.instances > 1 ? replicationAlerts(of) : []),
    ...backupAlerts(of),
    ...(dumpEverySeconds === undefined ? [] : dumpAlerts({ engine: 'Mongo', namespace, name, everySeconds: dumpEverySeconds, gaps: 1.5, severity: 'critical' })),
    ...volumeAlerts({ engine: 'Mongo', server: 'MongoDB', namespace, name, claims: claims(of), whileUp: up }),
    ...loadAlerts(of),
    ...(of.certificates?.length ? certificateAlerts({ engine: 'Mongo', namespace, certificate: of.certificates, whileUp: up }) : []),
  ];
}
