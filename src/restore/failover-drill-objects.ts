import { Construct } from 'constructs';
import { drillAccess, drillPolicy } from './failover-drill-access';
import { failoverDrillAlerts } from './failover-drill-alerts';
import { drillCronJob, drillMap, longestRunSeconds } from './failover-drill-job';
import { FailoverDrillSettings } from './failover-drill-settings';
import { RehearsedFailover } from './rehearsed-failover';
import { addManifest } from '../parts/manifest-object';
import { prometheusRule } from '../parts/prometheus-rule';

/** Adds what makes a database fail over, what that may, and who hears of it. */
export function addFailoverDrill(scope: Construct, of: RehearsedFailover, drill: FailoverDrillSettings): void {
  const map = addManifest(scope, 'Programs', drillMap(of, drill));
  drillAccess(of, drill).forEach((manifest) => addManifest(scope, manifest.kind, manifest));
  addManifest(scope, 'NetworkPolicy', drillPolicy(of, drill));
  addManifest(scope, 'CronJob', drillCronJob(of, drill, map.name));
  const { name, namespace, monitoring } = of;
  if (!monitoring) return;
  const { window } = drill;
  const everySeconds = window.schedule.longestGapSeconds;
  addManifest(scope, 'PrometheusRule', prometheusRule({
    name: drill.name,
    namespace,
    monitoring,
    database: name,
    alerts: failoverDrillAlerts({
      namespace, name, cronJob: drill.name, everySeconds, overdueSeconds: everySeconds + window.seconds + longestRunSeconds(drill),
    }),
  }));
}
