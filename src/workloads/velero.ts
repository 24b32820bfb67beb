import { cronJobGapSeconds } from './cron-job-gap';
import { DatabaseWorkload } from './database-workload';
import { StoredSchedule } from './stored-schedule';
import { StoreFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { selects } from '../checklist/readers/label-selector';
import { isRecord, listIn } from '../checklist/readers/pod-template';
import { Seen, Unseen } from '../checklist/unseen';

const GROUP = 'velero.io';
/** Kept unless told otherwise (Velero 1.17 docs, Backup API type, ttl). */
const DEFAULT_TTL = '720h0m0s';

/** Velero's Schedules that take the claims of a database with them. */
export function veleroSchedules(of: DatabaseWorkload, claims: readonly string[], among: Manifests): StoredSchedule[] {
  if (claims.length === 0) return [];
  return among.ofKind(GROUP, 'Schedule').filter((schedule) => takes(schedule.spec?.template, of)).map((schedule) => {
    const { spec, metadata } = schedule;
    const cron = String(spec.schedule ?? '');
    const longestGapSeconds = cronJobGapSeconds(cron);
    const store = `BackupStorageLocation ${spec.template?.storageLocation ?? 'default'}`;
    return {
      name: metadata.name,
      cron,
      ...(longestGapSeconds !== undefined && { longestGapSeconds }),
      suspended: spec.paused === true,
      store,
      of: storeOf(schedule, store, among),
    };
  });
}

/** What a Schedule without lists takes: everything. */
function takes(template: any, { namespace, podLabels }: DatabaseWorkload): boolean {
  const { includedNamespaces, excludedNamespaces, includedResources, labelSelector } = template ?? {};
  const { snapshotVolumes, defaultVolumesToFsBackup, snapshotMoveData } = template ?? {};
  const names = (list: unknown, name: string) => listIn(list).some((each) => each === '*' || each === name);
  return (listIn(includedNamespaces).length === 0 || names(includedNamespaces, namespace))
    && !names(excludedNamespaces, namespace)
    && (listIn(includedResources).length === 0 || ['*', 'persistentvolumeclaims', 'pvc'].some((resource) => names(includedResources, resource)))
    && (!isRecord(labelSelector) || selects(labelSelector, podLabels))
    && (snapshotVolumes !== false || defaultVolumesToFsBackup === true || snapshotMoveData === true);
}

function storeOf({ spec, metadata }: Manifest, name: string, among: Manifests): Seen<StoreFacts> {
  const location = among.find(GROUP, 'BackupStorageLocation', metadata.namespace, spec.template?.storageLocation ?? 'default');
  const bucket = location?.spec?.objectStorage?.bucket;
  if (!bucket) return new Unseen(`${name} in ${metadata.namespace}, which Schedule ${metadata.name} writes to, is not in the input; add it.`);
  const hours = /^(\d+)h/.exec(String(spec.template?.ttl ?? DEFAULT_TTL))?.[1];
  return { name, path: [bucket, location.spec.objectStorage.prefix].filter(Boolean).join('/'), retentionDays: hours === undefined ? undefined : Math.floor(Number(hours) / 24) };
}
