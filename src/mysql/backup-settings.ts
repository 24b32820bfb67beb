import { Duration } from 'cdk8s';
import type { MySqlClusterProps } from './mysql-cluster-props';
import { NEAREST_DATES, sharedBackupName } from './shared-backup-name';
import { shortestCronGapSeconds } from '../values/cron';
import { daily } from '../values/daily';
import { ObjectStore, ObjectStoreProvider } from '../values/object-store';
import { refuse } from '../values/refusal';
import { Schedule } from '../values/schedule';
import { wholeDays } from '../values/whole-days';

const DAY = 86400;

/** How a database is backed up. */
export interface BackupSettings {
  readonly schedule: Schedule;
  readonly retentionDays: number;
  /** Backups that the operator keeps: as many as the schedule makes in that time at its densest. */
  readonly count: number;
  readonly uploadSeconds: number;
}

export function backupSettings({ backup, platform, name }: MySqlClusterProps, namespace: string): BackupSettings {
  if (backup && !platform.backups) {
    refuse('backup', 'be left out where the platform has no object store', Object.keys(backup).join(', '), 'give the platform `backups`');
  }
  if (platform.backups) requireStore('platform.backups', platform.backups);
  const schedule = backup?.schedule ?? daily(`${namespace}/${name}`, 1);
  const retentionDays = wholeDays('backup.retention', backup?.retention ?? Duration.days(30));
  const count = Math.ceil((retentionDays * DAY) / shortestCronGapSeconds(schedule.fiveFields));
  requireNames(schedule.fiveFields, retentionDays, count);
  return { schedule, retentionDays, count, uploadSeconds: uploadSeconds(backup?.uploadInterval) };
}

function requireNames(cron: string, days: number, count: number): void {
  const shared = sharedBackupName(cron, count);
  if (!shared) return;
  const most = Math.floor(((shared.runs - 1) * shortestCronGapSeconds(cron)) / DAY);
  const remedies = [
    ...(most > 0 ? [`keep backups for at most ${most} days`] : []),
    ...(days < NEAREST_DATES ? ['make one every 3, 6, 8, 12 or 24 hours'] : []),
  ];
  refuse('backup.schedule', 'give each backup a name that none of those kept has: Percona XtraDB Cluster operator 1.20 writes moments without leading zeros, '
    + `${iso(shared.later)} like ${iso(shared.earlier)}, and does not make the later backup`, `${cron}, kept for ${days} d`, remedies.join(', or '));
}

function iso(moment: Date): string {
  return moment.toISOString().replace(':00.000Z', 'Z');
}

function uploadSeconds(interval = Duration.seconds(60)): number {
  const seconds = interval.toSeconds({ integral: false });
  if (!Number.isSafeInteger(seconds) || seconds < 10 || seconds > 3600) {
    refuse('backup.uploadInterval', 'be whole seconds, from 10 to 3600', `${seconds} s`, 'give for example Duration.seconds(60)');
  }
  return seconds;
}

/**
 * What the operator's programs can enter (getStorageEnvs in pkg/pxc/app/binlogcollector/binlog-collector.go, 1.20). Without a region each takes another one:
 * the operator us-east-1 (pkg/pxc/backup/storage/options.go), a Job of a backup us-west-2 (build/backup/lib/pxc/aws.sh), the collector none.
 */
export function requireStore(prop: string, { credentials, provider, region, endpoint }: ObjectStore): void {
  if (provider === ObjectStoreProvider.S3 && region === undefined && endpoint === undefined) {
    refuse(prop, 'have a region where it is Amazon\'s: Percona XtraDB Cluster operator 1.20 takes us-east-1, and its backups look elsewhere', region,
      'give ObjectStore.s3 the region of the bucket');
  }
  if (credentials.secretName !== undefined) return;
  refuse(prop, 'have credentials in a Secret: Percona XtraDB Cluster operator 1.20 reads the key for the binary log from nowhere else',
    `workload identity${provider === ObjectStoreProvider.GCS ? ' of Google\'s, whose store it enters by the protocol of S3 alone' : ''}`,
    'give the platform of this database ObjectStoreCredentials.secretStore or .secret');
}
