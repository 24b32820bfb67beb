import { sharedSettings } from './migration-job';
import { migrationName, migrationPod, migratorLabels, programMap } from './migration-pod';
import { MigrationSettings } from './migration-settings';
import { Manifest } from '../checklist/manifests';
import { MigrationSide } from '../contracts/migration-side';
import { podMonitor } from '../parts/pod-monitor';
import { MigrationMethod } from '../values/migration-method';
import { MigrationPhase } from '../values/migration-phase';
import { Monitoring } from '../values/monitoring';

/** Port of the watcher's metrics. */
export const WATCHER_PORT = 9188;
const PROGRAM = 'migration-watch.mjs';
/** From the copy until the way back is taken away: whoever confirms, and is refused, goes on being watched. */
const WATCHED: readonly MigrationPhase[] = [MigrationPhase.REPLICATE, MigrationPhase.SWITCH, MigrationPhase.CONFIRM, MigrationPhase.RETURN];

/** Whether something streams that has to be watched and compared. */
export function isWatched({ method, phase }: MigrationSettings): boolean {
  return method === MigrationMethod.LOGICAL_REPLICATION && WATCHED.includes(phase);
}

/** Name of the watcher's Deployment, its ServiceAccount and its PodMonitor. */
export function watcherName(name: string): string {
  return `${migrationName(name)}-watch`;
}

/** Labels of the watcher's pod alone. */
export function watcherLabels(name: string): Record<string, string> {
  return { 'cdk8s-databases.io/watches-migration': name };
}

/** Its programs: nothing in them says which phase it is, so that a phase more restarts no comparison. */
export function watcherMap(of: MigrationSettings, side: MigrationSide): Manifest {
  return programMap(of, { name: watcherName(of.name), files: [PROGRAM, 'client-shell.sh', `${side.engine}-watch.mjs`, ...side.programs], settings: sharedSettings(of, side) });
}

/** Measures how far the target is behind, and compares both sides, row by row and again and again. */
export function watcherDeployment(of: MigrationSettings, side: MigrationSide, map: string): Manifest {
  const { name, namespace } = of;
  const labels = { ...migratorLabels(name), ...watcherLabels(name) };
  const answers = { httpGet: { path: '/healthz', port: 'metrics' } };
  const container = {
    name: 'watch',
    ports: [{ name: 'metrics', containerPort: WATCHER_PORT, protocol: 'TCP' }],
    readinessProbe: { ...answers, periodSeconds: 10 },
    // slower than the other one: what is only busy is not ended
    livenessProbe: { ...answers, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 4 },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: watcherName(name), namespace },
    spec: {
      replicas: 1,
      // two would compare the same, and write the same keys of the state
      strategy: { type: 'Recreate' },
      selector: { matchLabels: watcherLabels(name) },
      template: { metadata: { labels }, spec: migrationPod({ map, side, account: watcherName(name), program: PROGRAM, container }) },
    },
  };
}

export function watcherMonitor({ name, namespace }: MigrationSettings, monitoring: Monitoring): Manifest {
  return podMonitor({ name: watcherName(name), namespace, monitoring, selector: watcherLabels(name) });
}
