import { configurationOf } from './configuration';
import { cronJobGapSeconds } from './cron-job-gap';
import { DatabaseWorkload } from './database-workload';
import { dumpStore, DumpStore } from './dump-store';
import { Engine } from './engines';
import { Client, clientOf, connectsTo, toldTo } from './hosts';
import { once } from './once';
import { isOn } from './settings';
import { StoredSchedule } from './stored-schedule';
import { veleroSchedules } from './velero';
import { BackupFacts, StoreFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { databaseContainersOf } from '../checklist/readers/database-container';
import { imageReference } from '../checklist/readers/image-reference';
import { containersOf, podTemplateOf } from '../checklist/readers/pod-template';
import { Seen, Unseen } from '../checklist/unseen';

/** Who makes backups of a database, and where its log is archived. */
export function readBackups(of: DatabaseWorkload, claims: readonly string[], among: Manifests): BackupFacts {
  const jobs = backupJobsOf(of, among).map(({ manifest }) => scheduleOf(manifest, of, among));
  const found: StoredSchedule[] = [...jobs, ...veleroSchedules(of, claims, among)];
  if (found.length === 0 && of.engine.id === 'elasticsearch') found.push(inside(of));
  const archive = archiveOf(of, among);
  return {
    schedules: found.map(({ of: _, ...schedule }) => schedule),
    archiveStore: archive?.name,
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
    && engine.backup.test(`${toldTo(container, template, namespace, among)}\n${imageReference(String(container.image ?? '')).repository}`));
  return isBackup ? [clientOf(manifest, template, among)] : [];
}));

function scheduleOf(job: Manifest, of: DatabaseWorkload, among: Manifests): StoredSchedule {
  const cron = cronOf(job, among);
  if (cron === undefined) return clockless(job);
  const longestGapSeconds = cronJobGapSeconds(cron);
  const kept: DumpStore | undefined = dumpStore(job, of, longestGapSeconds, among);
  return {
    name: job.metadata.name,
    cron,
    ...(longestGapSeconds !== undefined && { longestGapSeconds }),
    suspended: job.spec?.suspend === true || job.spec?.replicas === 0,
    ...(kept && { store: kept.name, of: kept.store }),
  };
}

/** When a job runs; of a container with a clock of its own as its variable says. */
function cronOf(job: Manifest, among: Manifests): string | undefined {
  if (job.kind === 'CronJob') return String(job.spec?.schedule ?? '');
  const template = podTemplateOf(job)!;
  const text = containersOf(template).map(({ container }) => toldTo(container, template, job.metadata.namespace ?? 'default', among)).join('\n');
  return /^(?:\w+_)?(?:SCHEDULE|CRON|CRON_TIME|CRON_EXPRESSION)=(.+)$/m.exec(text)?.[1];
}

function clockless({ kind, metadata: { name, namespace = 'default' } }: Manifest): StoredSchedule {
  const store = `target of ${kind} ${namespace}/${name}`;
  return {
    name,
    cron: 'by its own clock',
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

/** Where the log goes, as far as arguments, files and sidecars show it. */
function archiveOf(of: DatabaseWorkload, among: Manifests): { name: string; store: Seen<StoreFacts> } | undefined {
  const { settings, text, unseen } = configurationOf(of, among);
  const command = settings.get('archive_command') ?? settings.get('archive_library') ?? '';
  const archives = of.engine.id === 'postgresql' && isOn(settings.get('archive_mode')) && command !== '' && !/^\s*(\/bin\/)?(true|:)\s*$/.test(command);
  const bucket = /\b(?:s3|gs|azure|az|file):\/\/[\w./${}-]+/.exec(`${command}\n${archives ? text : ''}`)?.[0];
  if (archives) {
    // the command itself may hold a password
    const name = bucket ?? 'archive_command';
    // who prunes it, the command does not say
    return { name, store: { name, path: name } };
  }
  if (/\b(wal-g|wal-e|pgbackrest|barman-cloud-wal-archive|pg_receivewal|pbm-agent|mysqlbinlog)\b|^(WALG|WALE|USE_WALG)_\w+=/m.test(text)) {
    const name = 'log archive';
    return { name, store: new Unseen(`The log archive of ${of.namespace}/${of.name} is set up by a tool whose target is not in the input; add its ConfigMap.`) };
  }
  if (!unseen) return undefined;
  return { name: 'configuration', store: new Unseen(`Whether the log is archived stands in a configuration that is not seen: ${unseen.what}`) };
}
