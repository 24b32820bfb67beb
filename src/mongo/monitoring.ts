import { Construct } from 'constructs';
import { memberLabels } from './instance-labels';
import { MongoSettings } from './mongo-settings';
import { addManifest } from '../parts/manifest-object';
import { podMonitor } from '../parts/pod-monitor';
import { Monitoring } from '../values/monitoring';

/** Adds what says whether a database is well: the monitor of its pods; its alerts and its dashboard have their place here. */
export function addMonitoring(database: Construct, of: MongoSettings, monitoring: Monitoring): void {
  const { name, namespace } = of;
  addManifest(database, 'PodMonitor', podMonitor({ name, namespace, monitoring, selector: memberLabels(of) }));
}
