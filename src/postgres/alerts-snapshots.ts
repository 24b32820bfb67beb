import { snapshotsName } from './cnpg-snapshots';
import { ofInstances, WatchedPostgres } from './watched-postgres';
import { AlertRule } from '../parts/alert-rule';
import { cronJobSeries } from '../parts/series';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Whether there are snapshots to restore from, and whether old ones go. */
export function snapshotAlerts(of: WatchedPostgres): AlertRule[] {
  const every = of.snapshotEverySeconds;
  if (every === undefined) return [];
  const database = `${of.namespace}/${of.name}`;
  // Of the Cluster's status, which snapshots update and the plugin does not; who was primary before keeps an old value (CloudNativePG 1.30,
  // internal/controller/backup_controller.go, updateClusterWithSnapshotsBackupTimes, and pg_collector.go).
  const available = ofInstances(of, 'cnpg_collector_last_available_backup_timestamp');
  const cronJob = snapshotsName(of.name);
  const lastPruned = cronJobSeries(of.namespace, cronJob, 'kube_cronjob_status_last_successful_time');
  const created = cronJobSeries(of.namespace, cronJob, 'kube_cronjob_created');
  const tooOld = Math.ceil(every * 1.5);

  return [
    {
      alert: 'PostgresSnapshotTooOld',
      expr: `time() - max by (namespace) (${available} > 0) > ${tooOld}`,
      for: '15m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'The last snapshot backup is too old',
      description: `The last snapshot backup of ${database} was finished {{ $value | humanizeDuration }} ago; there should be one every ${Math.round(every / 360) / 10} hours.`,
    },
    {
      alert: 'PostgresSnapshotMissing',
      expr: `max by (namespace) (${available}) == 0`,
      for: `${Math.min(tooOld, DAY)}s`,
      severity: 'warning',
      exporter: 'instance',
      summary: 'There is no snapshot backup',
      description: `No snapshot backup of ${database} is known.`,
    },
    {
      // It runs every day; half a day for one that takes long, or is tried again.
      alert: 'PostgresSnapshotsNotPruned',
      expr: `time() - max by (namespace) (${lastPruned} or ${created}) > ${36 * HOUR}`,
      for: '15m',
      severity: 'warning',
      exporter: 'kube-state-metrics',
      summary: 'Old snapshots are not deleted',
      description: `CronJob ${of.namespace}/${cronJob} has not succeeded for {{ $value | humanizeDuration }}: snapshots of ${of.name} pile up, or there are no new ones and none may go.`,
    },
  ];
}
