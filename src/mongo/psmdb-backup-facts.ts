import { Replset } from './psmdb-replsets';
import { storageProblem } from './psmdb-storages';
import { BackupFacts, ScheduleFacts, StoreFacts } from '../checklist/facts';
import { Manifest } from '../checklist/manifests';
import { cronGapSeconds, cronProblem, shortestCronGapSeconds } from '../values/cron';

const DAY = 24 * 60 * 60;
// the operator's cron knows these besides its five fields (robfig/cron v3)
const DESCRIPTORS: Record<string, number> = {
  '@yearly': 366 * DAY, '@annually': 366 * DAY, '@monthly': 31 * DAY, '@weekly': 7 * DAY, '@daily': DAY, '@midnight': DAY, '@hourly': 3600,
};

const EVERY: Record<string, number> = { h: 3600, m: 60, s: 1 };

/** Time between two runs of what is no cron expression; undefined for one that is. */
function descriptorGap(cron: string): number | undefined {
  if (Object.hasOwn(DESCRIPTORS, cron)) return DESCRIPTORS[cron];
  const every = /^@every ((\d+(\.\d+)?[hms])+)$/.exec(cron)?.[1];
  if (every === undefined) return undefined;
  const seconds = [...every.matchAll(/(\d+(?:\.\d+)?)([hms])/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * EVERY[unit], 0);
  return seconds >= 1 ? seconds : undefined;
}

/** By name, why a storage keeps nothing. */
type Unfit = ReadonlyMap<string, string | undefined>;

/** How tasks, oplog and storages hang together. */
export function readBackups(database: Manifest, spec: any, sets: readonly Replset[]): BackupFacts {
  const backup = spec.backup ?? {};
  if (backup.enabled !== true) return { schedules: [], archiveStore: undefined, stores: [] };
  // nothing can be restored here, either (1.22.0, CanRestore)
  if (spec.unmanaged === true) return { schedules: [], archiveProblem: 'it is unmanaged, and its backups are made by the site that it follows', stores: [] };
  const storages: Record<string, any> = backup.storages ?? {};
  const tasks: any[] = backup.tasks ?? [];
  const problems = Object.entries(storages).map(([name, storage]) => [name, storageProblem(name, storage, backup.volumeMounts ?? [], sets)] as const);
  const unfit = new Map(problems.filter(([, problem]) => problem !== undefined));
  const main = mainStorage(storages);
  // only a database that is ready is backed up (1.22.0, CanBackup)
  const isPaused = spec.pause === true;
  const schedules = tasks.map((task, i) => ({ ...scheduleOf(database, task, i, storages, unfit), ...problemOf(task, tasks) }))
    .map((schedule) => (isPaused ? { ...schedule, suspended: true, at: { of: database, path: ['spec', 'pause'] } } : schedule));
  return {
    schedules,
    ...archiveOf(database, backup, main, schedules, unfit),
    stores: Object.entries(storages).filter(([name]) => !unfit.has(name))
      .map(([name, storage]): StoreFacts => ({ name, path: pathOf(storage), retentionDays: retentionDays(name, tasks) })),
  };
}

/** Where there are several, one of them is the main one; the oplog goes there (1.22.0, CheckNSetDefaults and MainStorage). */
function mainStorage(storages: Record<string, any>): string | undefined {
  const names = Object.keys(storages);
  return names.length === 1 ? names[0] : names.find((name) => storages[name]?.main === true);
}

function archiveOf(
  database: Manifest, { pitr }: any, main: string | undefined, schedules: readonly ScheduleFacts[], unfit: Unfit,
): Pick<BackupFacts, 'archiveStore' | 'archiveSeconds' | 'archiveSetting' | 'archiveProblem' | 'archiveAt'> {
  if (pitr?.enabled !== true) return {};
  const at = { archiveAt: { of: database, path: ['spec', 'backup', 'pitr'] } };
  if (main === undefined) return { archiveProblem: 'no storage is the main one', ...at };
  if (unfit.has(main)) return { archiveProblem: unfit.get(main), ...at };
  const based = schedules.some(({ store, suspended, longestGapSeconds, problem }) =>
    store === main && !suspended && longestGapSeconds !== undefined && problem === undefined);
  if (!based && pitr.oplogOnly !== true) {
    return { archiveProblem: `no task makes full backups in the main storage "${main}", without which the oplog is not archived`, ...at };
  }
  const minutes = Number(pitr.oplogSpanMin ?? 10);
  return { archiveStore: main, archiveSeconds: Number.isFinite(minutes) && minutes > 0 ? Math.round(minutes * 60) : 600, archiveSetting: 'oplogSpanMin' };
}

function scheduleOf(database: Manifest, task: any, i: number, storages: Record<string, any>, unfit: Unfit): ScheduleFacts {
  const cron: string = task.schedule ?? '';
  const suspended = task.enabled !== true;
  const problem = unfit.get(task.storageName);
  const store = task.storageName in storages && problem === undefined ? task.storageName : undefined;
  return {
    name: task.name ?? `task ${i}`,
    cron,
    ...gapOf(cron),
    ...(problem === undefined ? {} : { problem }),
    suspended,
    ...(store === undefined ? {} : { store }),
    at: { of: database, path: ['spec', 'backup', 'tasks', i, suspended ? 'enabled' : 'schedule'] },
  };
}

/** An increment needs a base, which the operator does not make by itself. */
function problemOf({ type, storageName }: any, tasks: readonly any[]): { problem?: string } {
  const isBased = tasks.some((task) => task.type === 'incremental-base' && task.enabled === true && task.storageName === storageName);
  return type === 'incremental' && !isBased ? { problem: 'no task makes what it adds to (type: incremental-base)' } : {};
}

function gapOf(cron: string): { longestGapSeconds?: number; problem?: string } {
  const known = descriptorGap(cron);
  if (known !== undefined) return { longestGapSeconds: known };
  const longestGapSeconds = cronGapSeconds(cron.replace(/\?/g, '*'));
  return longestGapSeconds === undefined ? { problem: 'no cron expression of five fields that comes true' } : { longestGapSeconds };
}

/** The longest that any task keeps its backups there: the operator counts them. Undefined where one keeps all for ever, as 0 and none do. */
function retentionDays(storage: string, tasks: readonly any[]): StoreFacts['retentionDays'] {
  const here = tasks.filter((task) => task.storageName === storage && task.enabled === true);
  const kept = here.map((task) => {
    // the operator deletes no incremental ones, neither objects nor files (1.22.0, deleteOldBackupTasks and deleteBackupFinalizer)
    if (/^incremental/.test(task.type ?? '')) return Infinity;
    const count = task.retention?.count ?? task.keep ?? 0;
    if (count <= 0) return Infinity;
    if (task.retention?.deleteFromStorage === false) return Infinity;
    const gap = gapBetween(task.schedule ?? '');
    return gap === undefined ? 0 : Math.floor((count * gap) / DAY);
  });
  const days = Math.max(0, ...kept);
  return here.length === 0 || days === Infinity ? undefined : days;
}

function gapBetween(cron: string): number | undefined {
  const known = descriptorGap(cron);
  if (known !== undefined) return known;
  return cronProblem(cron) === undefined ? shortestCronGapSeconds(cron) : undefined;
}

function pathOf({ type, s3, minio, gcs, azure, filesystem }: any): string {
  const join = (...parts: Array<string | undefined>) => parts.filter((part) => part !== undefined && part !== '').join('/');
  switch (type) {
    case 's3': return `s3://${join(s3?.bucket, s3?.prefix)}`;
    case 'minio': return `s3://${join(minio?.bucket, minio?.prefix)}`;
    case 'gcs': return `gs://${join(gcs?.bucket, gcs?.prefix)}`;
    case 'azure': return join(azure?.endpointUrl ?? 'azure:', azure?.container, azure?.prefix);
    default: return filesystem?.path ?? '';
  }
}
