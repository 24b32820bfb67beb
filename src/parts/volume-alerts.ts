import { AlertRule } from './alert-rule';
import { claimSeries } from './series';

export interface WatchedVolumes {
  /** What the alerts' names start with. */
  readonly engine: string;
  /** The engine's own name. */
  readonly server: string;
  readonly namespace: string;
  /** Name of the database. */
  readonly name: string;
  /** Pattern of the claims' names. */
  readonly claims: string;
  /** Holds while an instance answers. */
  readonly whileUp: string;
}

const DAY = 24 * 60 * 60;

/** Whether there is room left; a server stops when its volume is full. */
export function volumeAlerts({ engine, server, namespace, name, claims, whileUp }: WatchedVolumes): AlertRule[] {
  const database = `${namespace}/${name}`;
  const free = freeShare(namespace, claims);
  const trend = `min by (namespace, persistentvolumeclaim) (predict_linear(${claimSeries(namespace, claims, 'kubelet_volume_stats_available_bytes')}[6h], ${DAY}))`;
  const left = spaceLeft(database);

  return [
    {
      // Six hours even out what a nightly job or a vacuum adds and frees.
      alert: `${engine}VolumeFilling`,
      expr: `${free} < 0.2 or (${free} < 0.4 and ${trend} < 0)`,
      for: '10m',
      severity: 'warning',
      exporter: 'kubelet',
      summary: 'A volume is filling up',
      description: `${left}, or will be full within a day.`,
    },
    {
      alert: `${engine}VolumeNearlyFull`,
      expr: `${free} < 0.1`,
      for: '2m',
      severity: 'critical',
      exporter: 'kubelet',
      summary: 'A volume is nearly full',
      description: `${left}; ${server} stops when there is none.`,
    },
    {
      alert: `${engine}VolumeMetricsMissing`,
      expr: `absent(${claimSeries(namespace, claims, 'kubelet_volume_stats_available_bytes')}) ${whileUp}`,
      for: '30m',
      severity: 'warning',
      exporter: 'kubelet',
      summary: 'Nobody sees how full the volumes are',
      description: `The kubelets report nothing about the volumes of ${database}: they can fill up without an alert.`,
    },
  ];
}

/** The share of each volume that is free. */
export function freeShare(namespace: string, claims: string): string {
  const of = (metric: string) => claimSeries(namespace, claims, metric);
  return `min by (namespace, persistentvolumeclaim) (${of('kubelet_volume_stats_available_bytes')} / ${of('kubelet_volume_stats_capacity_bytes')})`;
}

/** Beginning of a description, as a template. */
export function spaceLeft(database: string): string {
  return `{{ $labels.persistentvolumeclaim }} of ${database} has {{ $value | humanizePercentage }} of its space left`;
}
