import { Labels } from './label-selector';
import { AttestedPrometheus, selectedByPrometheus } from './prometheus';
import { selecting, SelectingKind } from './selecting';
import { MonitorFacts } from '../facts';
import { Manifest, Manifests } from '../manifests';

export interface MonitorsOf {
  readonly namespace: string;
  /** Labels of one kind of the database's pods. */
  readonly podLabels: Labels;
  /** Names of the container ports that serve metrics. */
  readonly portNames: readonly string[];
  /** Their numbers. */
  readonly portNumbers: readonly number[];
  readonly attested?: AttestedPrometheus;
}

const POD_MONITORS: SelectingKind = monitors('PodMonitor');
const SERVICE_MONITORS: SelectingKind = monitors('ServiceMonitor');
const SERVICES: SelectingKind = {
  group: '',
  kind: 'Service',
  // a Service without selector selects nothing
  selectorOf: ({ spec }) => (Object.keys(spec?.selector ?? {}).length > 0 ? { matchLabels: spec.selector } : undefined),
  namespacesOf: (service) => [service.metadata.namespace ?? ''],
};

/** Monitors that scrape the metrics port of one kind of a database's pods. */
export function readMonitors(among: Manifests, of: MonitorsOf): MonitorFacts[] {
  const isMetrics = (port: unknown) => of.portNames.includes(port as string) || of.portNumbers.includes(port as number);
  const scraping = selecting(among, POD_MONITORS, of.namespace, of.podLabels)
    .filter(({ spec }) => spec.podMetricsEndpoints?.some((endpoint: any) => (endpoint.path ?? '/metrics') === '/metrics'
      && isMetrics(endpoint.port ?? endpoint.portNumber ?? endpoint.targetPort)));

  for (const service of selecting(among, SERVICES, of.namespace, of.podLabels)) {
    const ports: readonly any[] = (service.spec.ports ?? []).filter((port: any) => isMetrics(port.targetPort ?? port.port));
    const isServed = (endpoint: any) => ports.some((port) => (endpoint.port === undefined
      ? endpoint.targetPort === port.targetPort : endpoint.port === port.name));
    for (const monitor of selecting(among, SERVICE_MONITORS, of.namespace, service.metadata.labels ?? {})) {
      if (monitor.spec.endpoints?.some(isServed) && !scraping.includes(monitor)) scraping.push(monitor);
    }
  }

  return scraping.map((monitor) => ({
    name: `${monitor.kind} ${monitor.metadata.name}`,
    selected: selectedByPrometheus(among, monitor, of.attested),
  }));
}

function monitors(kind: string): SelectingKind {
  return {
    group: 'monitoring.coreos.com',
    kind,
    selectorOf: (monitor) => monitor.spec?.selector,
    namespacesOf,
  };
}

/** Without namespaceSelector a monitor selects in its own namespace (CRD of prometheus-operator v0.93). */
function namespacesOf(monitor: Manifest): readonly string[] | undefined {
  const { any, matchNames } = monitor.spec?.namespaceSelector ?? {};
  if (any) return undefined;
  return matchNames?.length ? matchNames : [monitor.metadata.namespace ?? ''];
}
