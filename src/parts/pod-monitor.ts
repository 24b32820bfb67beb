import { Manifest } from '../checklist/manifests';
import { Monitoring } from '../values/monitoring';

export interface MonitoredPods {
  readonly name: string;
  readonly namespace: string;
  readonly monitoring: Monitoring;
  readonly selector: Record<string, string>;
  /** Name of the container's port; undefined for `metrics`. */
  readonly port?: string;
}

/** Scrapes a port of the pods. */
export function podMonitor(of: MonitoredPods): Manifest {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: of.name, namespace: of.namespace, labels: of.monitoring.labels },
    spec: {
      selector: { matchLabels: of.selector },
      podMetricsEndpoints: [{ port: of.port ?? 'metrics' }],
    },
  };
}
