import { madeGapSeconds, sharedBackupName } from './shared-backup-name';
import { BackupFacts, ScheduleFacts, StoreFacts } from '../checklist/facts';
import { Manifest } from '../checklist/manifests';
import { cronGapSeconds, shortestCronGapSeconds } from '../values/cron';

const DAY = 86400;
/** robfig/cron v3, ParseStandard (CronRegistry in pkg/controller/pxc/controller.go, 1.20). */
const WORDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** How schedules, binary log and storages hang together. */
export function readBackups(cluster: Manifest, spec: any): BackupFacts {
  const { schedule = [], storages = {}, pitr } = spec.backup ?? {};
  const used: string[] = [...schedule.map(({ storageName }: any) => storageName), ...(pitr?.enabled ? [pitr.storageName] : [])];
  return {
    schedules: schedule.map((of: any, i: number) => scheduleOf(cluster, spec, of, i)),
    ...(pitr?.enabled && archiveOf(cluster, spec)),
    stores: [...new Set(used)].filter((name) => name !== undefined && storages[name] !== undefined)
      .map((name) => storeOf(name, storages[name], schedule)),
  };
}

function scheduleOf(cluster: Manifest, { pause, backup }: any, of: any, i: number): ScheduleFacts {
  const { name = '', schedule = '', storageName } = of;
  const longestGapSeconds = gapOf(of);
  const storage = storageName === undefined ? undefined : backup.storages?.[storageName];
  // a Job may have a role in the place of S3's keys, and nothing in that of Azure's (SetStorageS3 and SetStorageAzure in pkg/pxc/backup/job.go, 1.20)
  const isKeyless = storage?.azure !== undefined && !storage.azure.credentialsSecret;
  const isTwice = backup.schedule.filter((other: any) => (other.name ?? '') === name).length > 1;
  const problem = longestGapSeconds === undefined ? 'no cron expression of five fields that comes true'
    // the operator keeps one job for a name, and makes it anew in each round (reconcileBackups in backup.go, 1.20)
    : isTwice ? `another schedule is called "${name}", too, and the operator keeps one of them`
      : storage === undefined ? `its storage ${JSON.stringify(storageName ?? '')} is not in spec.backup.storages, and the operator refuses the whole object`
        : isKeyless ? `its storage "${storageName}" has no credentialsSecret, without which no backup goes to Azure` : undefined;
  return {
    name,
    cron: schedule,
    longestGapSeconds,
    ...(problem !== undefined && { problem }),
    suspended: pause === true,
    ...(storage !== undefined && !isKeyless && { store: storageName }),
    at: { of: cluster, path: ['spec', ...(pause ? ['pause'] : ['backup', 'schedule', i, 'schedule'])] },
  };
}

/** Between backups, and not between runs, of which some make none. */
function gapOf(of: any): number | undefined {
  const { schedule = '' } = of;
  const expression = expressionOf(schedule);
  const gap = cronGapSeconds(expression);
  const kept = countOf(of);
  // names are of the operator's time, whatever the zone of the schedule; and what is never deleted may go by another hand
  if (gap === undefined || kept === undefined || /TZ=/.test(schedule)) return gap;
  return sharedBackupName(expression, kept) ? madeGapSeconds(expression, kept) : gap;
}

/** Whether the collector speaks TLS to a storage: its own endpoint, s3.amazonaws.com, says nothing of it (BackupS3 in collector.go and NewS3 in storage.go, 1.20). */
export function isLogEncrypted({ s3 }: any): boolean {
  return !s3 || (s3.endpointUrl ?? '').includes('https');
}

/** The collector knows S3's protocol and Azure's by keys of a Secret, and no volume (getStorageEnvs in binlog-collector.go, 1.20). */
function archiveOf(cluster: Manifest, { pxc, backup: { storages = {}, pitr } }: any): Partial<BackupFacts> {
  // selectBinlogCandidates in cmd/pitr/recoverer/recoverer.go, 1.20
  if (pxc?.replicationChannels?.some(({ isSource }: any) => isSource !== true)) {
    return { archiveProblem: 'it follows another cluster, whose transactions are not replayed onto its backups', archiveAt: { of: cluster, path: ['spec', 'pxc', 'replicationChannels'] } };
  }
  const { storageName = '', timeBetweenUploads } = pitr;
  const storage = storages[storageName];
  // CheckNSetDefaults: 60 for none and for 0
  const seconds: number = timeBetweenUploads || 60;
  const problem = storage === undefined ? `storage ${JSON.stringify(storageName)} of spec.backup.pitr is not in spec.backup.storages`
    : storage.type === 'filesystem' ? `storage "${storageName}" is a volume, to which no binary log is collected`
      : !(storage.s3 ?? storage.azure)?.credentialsSecret ? `storage "${storageName}" has no credentialsSecret, without which no collector of the binary log starts`
        : (storage.s3 ?? storage.azure).prefix ? `the collector does not read prefix of storage "${storageName}", and mixes what all databases of its bucket write; write the folder into bucket`
          : seconds < 1 || seconds > DAY ? `timeBetweenUploads is ${seconds} seconds` : undefined;
  if (problem !== undefined) return { archiveProblem: problem, archiveAt: { of: cluster, path: ['spec', 'backup', 'pitr', 'storageName'] } };
  return { archiveStore: storageName, archiveSeconds: seconds, archiveSetting: 'timeBetweenUploads' };
}

function storeOf(name: string, { s3, azure }: any, schedules: readonly any[]): StoreFacts {
  const kept = schedules.filter(({ storageName }) => storageName === name).map(daysOf);
  const days = kept.length > 0 && kept.every((of) => of !== undefined) ? Math.min(...kept as number[]) : undefined;
  const folder = (of: any, root: string) => [root, of.prefix].filter((part) => part !== undefined && part !== '').join('/');
  const path = s3 ? `s3://${folder(s3, s3.bucket ?? '')}` : azure && `azure://${folder(azure, azure.container ?? '')}`;
  return { name, path: path ?? 'a volume beside the database', retentionDays: days };
}

/** A backup goes when so many newer ones are there: the denser they come, the sooner. */
function daysOf(of: any): number | undefined {
  const { schedule = '', retention } = of;
  const count = countOf(of);
  if (count === undefined || retention?.deleteFromStorage === false || cronGapSeconds(expressionOf(schedule)) === undefined) return undefined;
  return Math.floor((count * shortestCronGapSeconds(expressionOf(schedule))) / DAY);
}

/** Of what it keeps; undefined: everything (GetRetention and IsValidCountRetention in pxc_types.go, 1.20). */
function countOf({ keep, retention }: any): number | undefined {
  const count = retention ? retention.count : keep;
  return count > 0 && (!retention || retention.type === 'count') ? count : undefined;
}

function expressionOf(schedule: string): string {
  // a zone may stand before it (robfig/cron v3, ParseStandard)
  const expression = schedule.trim().replace(/^(CRON_)?TZ=\S+\s+/, '');
  return WORDS[expression] ?? expression;
}
