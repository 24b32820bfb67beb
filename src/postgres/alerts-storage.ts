import { ofClaims, WatchedPostgres, whileUp } from './watched-postgres';
import { AlertRule } from '../parts/alert-rule';

const DAY = 24 * 60 * 60;

/** Whether there is room left; PostgreSQL stops when its volume is full. */
export function storageAlerts(of: WatchedPostgres): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const data = tablespaceSuffix(of.tablespaces);
  const free = freeShare(of, data);
  const trend = `min by (namespace, persistentvolumeclaim) (predict_linear(${ofClaims(of, data, 'kubelet_volume_stats_available_bytes')}[6h], ${DAY}))`;
  const left = `{{ $labels.persistentvolumeclaim }} of ${database} has {{ $value | humanizePercentage }} of its space left`;

  const volumes: AlertRule[] = [
    {
      // Six hours even out what a nightly job or a vacuum adds and frees.
      alert: 'PostgresVolumeFilling',
      expr: `${free} < 0.2 or (${free} < 0.4 and ${trend} < 0)`,
      for: '10m',
      severity: 'warning',
      exporter: 'kubelet',
      summary: 'A volume is filling up',
      description: `${left}, or will be full within a day.`,
    },
    {
      alert: 'PostgresVolumeNearlyFull',
      expr: `${free} < 0.1`,
      for: '2m',
      severity: 'critical',
      exporter: 'kubelet',
      summary: 'A volume is nearly full',
      description: `${left}; PostgreSQL stops when there is none.`,
    },
    {
      alert: 'PostgresVolumeMetricsMissing',
      expr: `absent(${ofClaims(of, data, 'kubelet_volume_stats_available_bytes')}) ${whileUp(of)}`,
      for: '30m',
      severity: 'warning',
      exporter: 'kubelet',
      summary: 'Nobody sees how full the volumes are',
      description: `The kubelets report nothing about the volumes of ${database}: they can fill up without an alert.`,
    },
  ];
  if (!of.walVolume) return volumes;

  return [
    ...volumes,
    {
      // pg_wal keeps to max_wal_size unless the archive or a slot holds it back, so there is no trend to wait for.
      alert: 'PostgresWalVolumeFilling',
      expr: `${freeShare(of, '-wal')} < 0.2`,
      for: '5m',
      severity: 'critical',
      exporter: 'kubelet',
      summary: 'The volume of the write-ahead log is filling up',
      description: `${left}; PostgreSQL stops when there is none. WAL piles up when it is not archived or a replication slot holds it.`,
    },
  ];
}

function freeShare(of: WatchedPostgres, suffix: string): string {
  const available = ofClaims(of, suffix, 'kubelet_volume_stats_available_bytes');
  return `min by (namespace, persistentvolumeclaim) (${available} / ${ofClaims(of, suffix, 'kubelet_volume_stats_capacity_bytes')})`;
}

/** A tablespace's claim is `<instance>-tbs-<tablespace>`, in lower case (pkg/specs/volumes.go, CloudNativePG 1.30). */
function tablespaceSuffix(tablespaces: readonly string[]): string {
  if (tablespaces.length === 0) return '';
  const names = tablespaces.map(name => name.replace(/^_/, '1').replace(/[$_]/g, '-').toLowerCase());
  return `(-tbs-(${names.join('|')}))?`;
}
