import { ofInstances, onPrimary, WatchedPostgres, whileUp } from './watched-postgres';
import { AlertRule } from '../parts/alert-rule';

const DAY = 24 * 60 * 60;

/** Whether the database could be restored, and to which moment. */
export function backupAlerts(of: WatchedPostgres): AlertRule[] {
  if (of.backupEverySeconds === undefined) return [];
  return [...archiveAlerts(of), ...baseBackupAlerts(of, of.backupEverySeconds)];
}

function archiveAlerts(of: WatchedPostgres): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const ready = ofInstances(of, 'cnpg_collector_pg_wal_archive_status', 'value="ready"');
  const lastArchived = ofInstances(of, 'cnpg_pg_stat_archiver_last_archived_time');
  // Ten minutes at least: a segment that fills up faster than archive_timeout is no news.
  const patience = Math.max(2 * of.archiveTimeoutSeconds, 600);

  return [
    {
      // An idle database archives nothing and has nothing to archive, so the age alone says nothing. Never archived
      // is -1, which is old enough. Failing, hanging and missing archivers look the same here.
      alert: 'PostgresWalArchiveStalled',
      expr: `time() - ${lastArchived} > ${patience} and on (namespace, pod) (${ready} > 0) ${onPrimary(of)}`,
      for: '5m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'The write-ahead log is not archived',
      description: `{{ $labels.pod }} of ${database} has WAL to archive and has archived none for too long ({{ $value | humanizeDuration }}): `
        + 'a restore would lose what came after, and pg_wal grows.',
    },
    {
      // 32 segments are 512 MiB at PostgreSQL's default of 16 MiB each.
      alert: 'PostgresWalArchiveBacklog',
      expr: `${ready} > 32 ${onPrimary(of)}`,
      for: '15m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'The write-ahead log is archived more slowly than it is written',
      description: `{{ $value }} WAL segments of {{ $labels.pod }} of ${database} wait for the archive.`,
    },
  ];
}

function baseBackupAlerts(of: WatchedPostgres, backupEverySeconds: number): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const available = ofInstances(of, 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp');
  const failed = ofInstances(of, 'barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp');
  // Half a gap more, for a backup that takes longer than the one before.
  const tooOld = Math.ceil(backupEverySeconds * 1.5);

  return [
    {
      alert: 'PostgresBackupTooOld',
      expr: `time() - max by (namespace) (${available} > 0) > ${tooOld}`,
      for: '15m',
      severity: 'critical',
      exporter: 'plugin',
      summary: 'The last base backup is too old',
      description: `The last base backup of ${database} was finished {{ $value | humanizeDuration }} ago; there should be one every ${hours(backupEverySeconds)}.`,
    },
    {
      // The plugin reports 0 until there is a backup, and nothing at all when its sidecar is broken.
      alert: 'PostgresBackupMissing',
      expr: `max by (namespace) (${available}) == 0 or (absent(${available}) ${whileUp(of)})`,
      for: `${Math.min(tooOld, DAY)}s`,
      severity: 'critical',
      exporter: 'plugin',
      summary: 'There is no base backup',
      description: `No base backup of ${database} is known: the archived WAL alone restores nothing.`,
    },
    {
      alert: 'PostgresBackupFailed',
      expr: `max by (namespace) (${failed}) > max by (namespace) (${available})`,
      for: '5m',
      severity: 'warning',
      exporter: 'plugin',
      summary: 'The last base backup failed',
      description: `A base backup of ${database} failed, and none has succeeded since.`,
    },
  ];
}

function hours(seconds: number): string {
  return `${Math.round(seconds / 360) / 10} hours`;
}
