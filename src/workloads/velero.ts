import { DataVolumes } from './data-volumes';
import { DatabaseWorkload } from './database-workload';
import { StoredSchedule } from './stored-schedule';
import { isTaken, veleroLoss } from './velero-filters';
import { StoreFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { cronJobGapSeconds } from '../checklist/readers/cron-job-gap';
import { isSeen, Seen, Unseen } from '../checklist/unseen';

const GROUP = 'velero.io';
/** Kept unless told otherwise (Velero 1.17 docs, Backup API type, ttl). */
const DEFAULT_TTL = '720h0m0s';

/** Velero's Schedules that take a database with them, and of those that leave its volumes out why. */
export function veleroSchedules(of: DatabaseWorkload, data: DataVolumes, among: Manifests): StoredSchedule[] {
  if (data.claims.length === 0) return [];
  return among.ofKind(GROUP, 'Schedule').filter((schedule) => isTaken(schedule.spec?.template, of.namespace)).map((schedule) => {
    const { spec, metadata } = schedule;
    const cron = String(spec.schedule ?? '');
    const longestGapSeconds = cronJobGapSeconds(cron);
    const loss = veleroLoss(schedule, of, data, among);
    const store = `BackupStorageLocation ${spec.template?.storageLocation ?? 'default'}`;
    return {
      name: metadata.name,
      cron,
      ...(longestGapSeconds !== undefined && { longestGapSeconds }),
      suspended: spec.paused === true,
      ...(typeof loss === 'string' ? { problem: loss } : keeping(loss, schedule, store, among)),
    };
  });
}

function keeping(loss: Unseen | undefined, schedule: Manifest, store: string, among: Manifests): Pick<StoredSchedule, 'store' | 'of'> {
  return loss !== undefined && !isSeen(loss) ? { store: `volumes in Schedule ${schedule.metadata.name}`, of: loss } : { store, of: storeOf(schedule, store, among) };
}

function storeOf({ spec, metadata }: Manifest, name: string, among: Manifests): Seen<StoreFacts> {
  const location = among.find(GROUP, 'BackupStorageLocation', metadata.namespace, spec.template?.storageLocation ?? 'default');
  const bucket = location?.spec?.objectStorage?.bucket;
  if (!bucket) return new Unseen(`${name} in ${metadata.namespace}, which Schedule ${metadata.name} writes to, is not in the input; add it.`);
  const hours = /^(\d+)h/.exec(String(spec.template?.ttl ?? DEFAULT_TTL))?.[1];
  return { name, path: [bucket, location.spec.objectStorage.prefix].filter(Boolean).join('/'), retentionDays: hours === undefined ? undefined : Math.floor(Number(hours) / 24) };
}
