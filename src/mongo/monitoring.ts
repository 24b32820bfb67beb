import { Construct } from 'constructs';
import { mongoAlerts } from './alerts';
import { mongoDashboard } from './dashboard';
import { memberLabels } from './instance-labels';
import { MongoSettings } from './mongo-settings';
import { serverSecretName } from './server-certificate';
import { addManifest } from '../parts/manifest-object';
import { podMonitor } from '../parts/pod-monitor';
import { prometheusRule } from '../parts/prometheus-rule';
import { Monitoring } from '../values/monitoring';

/** Adds what says whether a database is well: the monitor of its pods, their dashboard, alerts. */
export function addMonitoring(database: Construct, of: MongoSettings, monitoring: Monitoring): void {
  const { name, namespace, replicaSet, instances, arbiter, operator, dumps, platform, recovery } = of;
  // a restored one makes none until it is kept
  const backup = recovery ? undefined : of.backup;
  platform._dashboard('mongo-dashboard', () => mongoDashboard());
  addManifest(database, 'PodMonitor', podMonitor({ name, namespace, monitoring, selector: memberLabels(of) }));
  addManifest(database, 'PrometheusRule', prometheusRule({
    name,
    namespace,
    monitoring,
    alerts: mongoAlerts({
      namespace,
      name,
      replicaSet,
      instances,
      arbiter,
      operator,
      backupEverySeconds: backup?.schedule.longestGapSeconds,
      dumpEverySeconds: dumps?.schedule.longestGapSeconds,
      pointInTime: backup !== undefined,
      certificates: platform.issuer && [serverSecretName(of)],
    }),
  }));
}
