import { Construct } from 'constructs';
import { mySqlAlerts } from './alerts';
import { mySqlDashboard } from './dashboard';
import { MySqlSettings } from './mysql-settings';
import { BACKUPS } from './pxc-backup';
import { componentLabels, serverSecretName } from './pxc-names';
import { addManifest } from '../parts/manifest-object';
import { podMonitor } from '../parts/pod-monitor';
import { prometheusRule } from '../parts/prometheus-rule';
import { Monitoring } from '../values/monitoring';

/** Adds what says whether a database is well: dashboard, monitors of its pods, alerts. */
export function addMonitoring(database: Construct, of: MySqlSettings, monitoring: Monitoring): void {
  of.platform._dashboard('mysql-dashboard', () => mySqlDashboard());
  addMonitors(database, of, monitoring);
  addAlerts(database, of, monitoring);
}

/** Of instances, of HAProxy, and of the collector of the binary log, which exports by itself. */
function addMonitors(database: Construct, of: MySqlSettings, monitoring: Monitoring): void {
  const { name, namespace, proxy: { component } } = of;
  addManifest(database, 'PodMonitor', podMonitor({ name: `${name}-pxc`, namespace, monitoring, selector: componentLabels(name, 'pxc') }));
  if (of.platform.backups && !of.recovery) {
    addManifest(database, 'PodMonitor-collector', podMonitor({ name: `${name}-pitr`, namespace, monitoring, selector: componentLabels(name, 'pitr') }));
  }
  if (component === 'haproxy') {
    addManifest(database, 'PodMonitor-haproxy', podMonitor({ name: `${name}-haproxy`, namespace, monitoring, selector: componentLabels(name, 'haproxy'), port: 'stats' }));
  }
}

function addAlerts(database: Construct, of: MySqlSettings, monitoring: Monitoring): void {
  const { name, namespace, proxy, platform } = of;
  addManifest(database, 'PrometheusRule', prometheusRule({
    name: `${name}-pxc`,
    namespace,
    database: name,
    monitoring,
    alerts: mySqlAlerts({
      namespace,
      name,
      series: of.series === '8.0' ? '8.0' : '8.4',
      instances: of.instances,
      proxy: proxy.component,
      proxies: proxy.instances,
      ...(platform.backups && {
        backupEverySeconds: of.backup.schedule.longestGapSeconds,
        backupStorages: [BACKUPS],
        ...(of.recovery ? {} : { binlogUploadSeconds: of.backup.uploadSeconds }),
      }),
      ...(of.replica?.follows && { replicaChannels: [of.replica.channel] }),
      ...(platform.issuer && { certificates: [serverSecretName(name)] }),
    }),
  }));
}
