import { Construct } from 'constructs';
import { MySqlSettings } from './mysql-settings';
import { componentLabels } from './pxc-names';
import { addManifest } from '../parts/manifest-object';
import { podMonitor } from '../parts/pod-monitor';
import { Monitoring } from '../values/monitoring';

/** Adds what says whether a database is well: monitors of its pods. */
export function addMonitoring(database: Construct, of: MySqlSettings, monitoring: Monitoring): void {
  const { name, namespace, proxy: { component } } = of;
  addManifest(database, 'PodMonitor', podMonitor({ name: `${name}-pxc`, namespace, monitoring, selector: componentLabels(name, 'pxc') }));
  if (component === 'haproxy') {
    addManifest(database, 'PodMonitor-haproxy', podMonitor({ name: `${name}-haproxy`, namespace, monitoring, selector: componentLabels(name, 'haproxy'), port: 'stats' }));
  }
}
