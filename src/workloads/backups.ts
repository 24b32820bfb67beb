import { backupScriptOf } from './backup-script';
import { DataVolumes } from './data-volumes';
import { DatabaseWorkload } from './database-workload';
import { makesBackup } from './dump-commands';
import { dumpStore, DumpStore } from './dump-store';
import { Engine } from './engines';
import { Client, clientOf, connectsTo, toldTo } from './hosts';
import { logArchiveOf } from './log-archive';
import { once } from './once';
import { StoredSchedule } from './stored-schedule';
import { veleroSchedules } from './velero';
import { BackupFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { cronJobGapSeconds } from '../checklist/readers/cron-job-gap';
import { databaseContainersOf } from '../checklist/readers/database-container';
import { imageReference } from '../checklist/readers/image-reference';
import { containersOf, PodTemplate, podTemplateOf } from '../checklist/readers/pod-template';
import { Unseen } from '../checklist/unseen';

/** Who makes backups of a database, and where its log is archived. */
export function readBackups(of: DatabaseWorkload, data: DataVolumes, among: Manifests): BackupFacts {
  const jobs = backupJobsOf(of, among).map(({ manifest }) => scheduleOf(manifest, of, data.claims, among));
  const found: StoredSchedule[] = [...jobs, ...veleroSchedules(of, data, among)];
  if (found.length === 0 && of.engine.id === 'elasticsearch') found.push(inside(of));
  const log = logArchiveOf(of, among);
  const archive = typeof log === 'string' ? undefined : log;
  return {
    schedules: found.map(({ of: _, ...schedule }) => schedule),
    archiveStore: archive?.name,
    ...(typeof log === 'string' && { archiveProblem: log }),
    ...(archive?.seconds !== undefined && { archiveSeconds: archive.seconds }),
    ...(of.engine.noLog !== undefined && { noLog: of.engine.noLog }),
    stores: [...found.flatMap((schedule) => schedule.of ?? []), ...(archive ? [archive.store] : [])],
  };
}

/** CronJobs, and workloads with a clock of their own, that make a backup of this database. */
export function backupJobsOf(of: DatabaseWorkload, among: Manifests): Client[] {
  return backupClients(among, of.engine).filter((job) => job.manifest === of.manifest || connectsTo(of, job, among));
}

const CLOCKED: ReadonlyArray<readonly [string, string]> = [['batch', 'CronJob'], ['apps', 'Deployment'], ['apps', 'StatefulSet'], ['', 'Pod']];

/** Of one engine. A database's own server is none, and what starts before it is not either. */
const backupClients = once((among, engine: Engine): Client[] => CLOCKED.flatMap(([group, kind]) => among.ofKind(group, kind)).flatMap((manifest) => {
  const template = podTemplateOf(manifest);
  if (!template) return [];
  const servers = databaseContainersOf(manifest).map(({ container }) => container);
  const { namespace = 'default' } = manifest.metadata;
  const isBackup = containersOf(template).some(({ container, init }) => !servers.includes(container) && (!init || manifest.kind === 'CronJob')
    && isBackupOf(engine, container, template, among, namespace));
  return isBackup ? [clientOf(manifest, template, among)] : [];
}));

function isBackupOf(engine: Engine, container: any, template: PodTemplate, among: Manifests, namespace: string): boolean {
  const text = `${toldTo(container, template, namespace, among)}\n${imageReference(String(container.image ?? '')).repository}`;
  return engine.backup.test(text) && makesBackup(backupScriptOf(container, template, namespace, among), engine.backup, imageReference(String(container.image ?? '')).repository);
}

function scheduleOf(job: Manifest, of: DatabaseWorkload, claims: readonly string[], among: Manifests): StoredSchedule {
  const cron = cronOf(job, among);
  const gapSeconds = cron === undefined ? undefined : cronJobGapSeconds(cron);
  const kept: DumpStore | string | undefined = dumpStore(job, of, { claims, gapSeconds }, among);
  if (cron === undefined && typeof kept !== 'string') return clockless(job);
  const longestGapSeconds = cron === undefined ? 0 : gapSeconds;
  return {
    name: job.metadata.name,
    cron: cron ?? CLOCKLESS,
    ...(longestGapSeconds !== undefined && { longestGapSeconds }),
    suspended: job.spec?.suspend === true || job.spec?.replicas === 0,
    ...(typeof kept === 'string' ? { problem: kept } : kept && { store: kept.name, of: kept.store }),
  };
}

/** When a job runs; of a container with a clock of its own as its variable says. */
function cronOf(job: Manifest, among: Manifests): string | undefined {
  if (job.kind === 'CronJob') return String(job.spec?.schedule ?? '');
  const template = podTemplateOf(job)!;
  const text = containersOf(template).map(({ container }) => toldTo(container, template, job.metadata.namespace ?? 'default', among)).join('\n');
  return /^(?:\w+_)?(?:SCHEDULE|CRON|CRON_TIME|CRON_EXPRESSION)=(.+)$/m.exec(text)?.[1];
}

const CLOCKLESS = 'by its own clock';

function clockless({ kind, metadata: { name, namespace = 'default' } }: Manifest): StoredSchedule {
  const store = `target of ${kind} ${namespace}/${name}`;
  return {
    name,
    cron: CLOCKLESS,
    longestGapSeconds: 0,
    suspended: false,
    store,
    of: new Unseen(`When ${kind} ${namespace}/${name} makes backups, and the ${store}, are not in the input; make it a CronJob, or waive the rule with where it is seen.`),
  };
}

/** Elasticsearch and OpenSearch schedule snapshots by their own API. */
function inside({ namespace, name }: DatabaseWorkload): StoredSchedule {
  const store = `snapshots of ${namespace}/${name}`;
  return {
    name: 'inside of it',
    cron: 'by its own API',
    longestGapSeconds: 0,
    suspended: false,
    store,
    of: new Unseen(`Its ${store} may be scheduled inside of it, which no manifest shows; add the Job that does so, or waive the rule with where it is seen.`),
  };
}
