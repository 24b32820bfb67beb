import { Construct } from 'constructs';
import { MySqlSettings } from './mysql-settings';
import { componentLabels } from './pxc-names';
import { addManifest } from '../parts/manifest-object';
import { podMonitor } from '../parts/pod-monitor';
import { Monitoring } from '../values/monitoring';

/** Adds what says whether a database is well: monitors of instances, of HAProxy, and of the collector of the binary log, which exports by itself. */
export function addMonitoring(database: Construct, of: MySqlSettings, monitoring: Monitoring): void {
  const { name, namespace, proxy: { component } } = of;
  addManifest(database, 'PodMonitor', podMonitor({ name: `${name}-pxc`, namespace, monitoring, selector: componentLabels(name, 'pxc') }));
  if (of.platform.backups) {
    addManifest(database, 'PodMonitor-collector', podMonitor({ name: `${name}-pitr`, namespace, monitoring, selector: componentLabels(name, 'pitr') }));
  }
  if (component === 'haproxy') {
    addManifest(database, 'PodMonitor-haproxy', podMonitor({ name: `${name}-haproxy`, namespace, monitoring, selector: componentLabels(name, 'haproxy'), port: 'stats' }));
  }
}
