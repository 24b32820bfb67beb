import { BackupScript, backupScriptOf } from './backup-script';
import { DatabaseWorkload } from './database-workload';
import { dumpsIn, staysInPod } from './dump-commands';
import { environmentOf } from './environment';
import { toldTo } from './hosts';
import { filesOf, isUnder, Mount, mountOver, mountsOf } from './mounted-files';
import { volumeLoss, volumeName } from './volume-loss';
import { StoreFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { databaseContainersOf } from '../checklist/readers/database-container';
import { commandOf, containersOf, listIn, podTemplateOf } from '../checklist/readers/pod-template';
import { nameOf } from '../checklist/readers/shell-script';
import { Seen, Unseen } from '../checklist/unseen';

/** Where a job's dumps go. */
export interface DumpStore {
  readonly name: string;
  readonly store: Seen<StoreFacts>;
}

export const BUCKET = /\b(?:s3|gs|b2|azblob|swift|sftp|oss):\/\/\w[\w./-]*/;
export const UPLOAD = /\b(aws|s3cmd|s5cmd|mc|gsutil|gcloud|az|azcopy|rclone|restic|borg|kopia|curl|scp|rsync|sftp|ssh|wal-g|pgbackrest|barman|pbm|medusa|duplicity)\b/;

/** The store that a job's script writes to; in words why it makes no backup; undefined when its dumps end nowhere that could be told. */
export function dumpStore(job: Manifest, of: DatabaseWorkload, { claims, gapSeconds }: DumpsOf, among: Manifests): DumpStore | string | undefined {
  const template = podTemplateOf(job)!;
  const { namespace = 'default', name } = job.metadata;
  const containers = clientsOf(job);
  const text = resolved(containers.map((container) => toldTo(container, template, namespace, among)).join('\n'));
  const scripts = containers.map((container) => backupScriptOf(container, template, namespace, among));
  const dumps = scripts.flatMap(dumpsIn).filter(({ tool }) => of.engine.backup.test(tool));
  const isSeenWhole = dumps.length > 0 && scripts.every(({ hides }) => !hides);
  const good = dumps.filter(({ problem }) => problem === undefined);
  // what a client copies by COPY is data, too
  if (isSeenWhole && good.length === 0 && !/\bcopy\b/i.test(text)) return dumps[0].problem;
  const retentionDays = daysKept(text, gapSeconds);
  const bucket = BUCKET.exec(text)?.[0];
  if (bucket !== undefined) return seen({ name: bucket, path: bucket, retentionDays });

  const mounts = mountsSeenBy(job, of, containers, scripts);
  const isOwn = (mount: Mount) => isDataVolume(mount, job, of, claims);
  const keeping = mounts.filter((mount) => volumeLoss(mount) === undefined && !isOwn(mount));
  const places = good.flatMap(({ targets = [] }) => targets).map(placeOf);
  const isTold = isSeenWhole && good.every(({ targets }) => targets !== undefined) && places.every((place) => place !== undefined);
  // others may be what a driver makes of a store of secrets
  const claimed = keeping.filter(({ volume }) => ['claimTemplate', 'persistentVolumeClaim', 'nfs'].some((type) => volume[type] !== undefined));
  const kept = keeping.find(({ path }) => places.some((place) => place !== undefined && isUnder(place, path)))
    ?? claimed.find(({ path }) => isNamed(path, text)) ?? (isTold ? undefined : claimed[0]);
  if (kept) return seen({ name: volumeName(kept), path: `${volumeName(kept)} in ${namespace}`, retentionDays });
  const stays = isSeenWhole ? scripts.every(staysInPod) : scripts.every(({ hides }) => !hides);
  if (UPLOAD.test(text) || !stays || !(isTold || isWholeScript(job, of, among))) {
    const store = `target of ${job.kind} ${namespace}/${name}`;
    return { name: store, store: new Unseen(`The ${store} is not in the input: write the bucket into its arguments, or add the ConfigMap that names it.`) };
  }
  const [place = mounts.find(isOwn)?.path] = places;
  if (place === undefined) return undefined;
  const mount = mountOver(place, mounts);
  return `it writes to ${place}, ${mount && isOwn(mount) ? `which lies on ${volumeName(mount)} with the database's own data: both are lost together` : volumeLoss(mount)}`;
}

interface DumpsOf {
  /** Of the database's first pod. */
  readonly claims: readonly string[];
  readonly gapSeconds?: number;
}

/** The directory, or the file, that a target names as far as it names one in full. */
function placeOf(target: string): string | undefined {
  if (!target.startsWith('/')) return undefined;
  const end = target.search(/[$`*]/);
  return end < 0 ? target : target.slice(0, target.lastIndexOf('/', end)) || undefined;
}

function isNamed(path: string, text: string): boolean {
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return path !== '/' && new RegExp(`(^|[\\s"'=:])${escaped}([/\\s"';]|$)`, 'm').test(text);
}

/** What its containers see, and what the database's server sees where a command is run in its pod. */
function mountsSeenBy(job: Manifest, of: DatabaseWorkload, containers: readonly any[], scripts: readonly BackupScript[]): Mount[] {
  const own = containers.flatMap((container) => mountsOf(container, podTemplateOf(job)!.spec, listIn(job.spec?.volumeClaimTemplates)));
  const isElsewhere = scripts.some(({ pipelines }) => pipelines.flat().some(({ words }) => words.some((word) => /^(kubectl|oc)$/.test(nameOf(word))) && words.includes('exec')));
  return isElsewhere ? [...own, ...mountsOf(of.server.container, of.podSpec, of.claimTemplates)] : own;
}

function isDataVolume({ volume }: Mount, job: Manifest, of: DatabaseWorkload, claims: readonly string[]): boolean {
  if ((job.metadata.namespace ?? 'default') !== of.namespace) return false;
  const claim: unknown = volume.claimTemplate ? `${volume.name}-${of.name}-0` : volume.persistentVolumeClaim?.claimName;
  // each pod of a StatefulSet has its own
  const isOf = (each: string) => each === claim || (of.claimTemplates.length > 0 && each === String(claim).replace(/\d+$/, '0'));
  return claim !== undefined && claims.some(isOf);
}

/** With the values of variables that the text itself gives them. */
function resolved(text: string): string {
  const values = new Map([...text.matchAll(/^([A-Za-z_]\w*)=([\w./:-]+)$/gm)].reverse().map(([, name, value]) => [name, value]));
  return text.replace(/\$\{?([A-Za-z_]\w*)\}?/g, (all, name) => values.get(name) ?? all);
}

/** Without the database's own server, where the job is a container beside it. */
function clientsOf(job: Manifest): any[] {
  const servers = databaseContainersOf(job).map(({ container }) => container);
  return containersOf(podTemplateOf(job)!).map(({ container }) => container).filter((container) => !servers.includes(container));
}

function seen(store: StoreFacts): DumpStore {
  return { name: store.name, store };
}

/** Whether all that the job runs stands in the input: a shell's script, and no variable of a Secret names the target. */
function isWholeScript(job: Manifest, of: DatabaseWorkload, among: Manifests): boolean {
  const { spec } = podTemplateOf(job)!;
  const { namespace = 'default' } = job.metadata;
  return clientsOf(job).every((container) => {
    const { secrets, unseen } = environmentOf(container, namespace, among);
    return of.engine.backup.test(commandOf(container)) && secrets.length + unseen.length === 0
      && filesOf(mountsOf(container, spec), namespace, among).unseen.length === 0 && !/\S\.(sh|py|rb|js)\b/.test(commandOf(container));
  });
}

/** A variable that says it; its name is bounded, so that a long word costs no more than its length. */
function daysVariable(text: string): RegExpMatchArray | undefined {
  return [...text.matchAll(/\b\w{1,100}=["']?(\d+)/g)].find(([variable]) => /(?:RETENTION|KEEP)\w*DAYS\w*=/.test(variable));
}

/** For how many days a script keeps its dumps: by age, by number, or as a well-known image's variable says. */
function daysKept(text: string, gapSeconds: number | undefined): number | undefined {
  const age = /-mtime\s+\+?(\d+)/.exec(text) ?? daysVariable(text) ?? /--keep-daily[= ](\d+)/.exec(text) ?? /--min-age[= ](\d+)d/.exec(text);
  if (age) return Number(age[1]);
  const minutes = /-mmin\s+\+?(\d+)/.exec(text);
  if (minutes) return Math.floor(Number(minutes[1]) / 1440);
  const newest = /\btail\s+-n\s*\+(\d+)/.exec(text);
  return newest && gapSeconds !== undefined ? Math.floor(((Number(newest[1]) - 1) * gapSeconds) / 86_400) : undefined;
}
