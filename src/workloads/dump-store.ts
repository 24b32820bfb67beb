import { DatabaseWorkload } from './database-workload';
import { environmentOf } from './environment';
import { toldTo } from './hosts';
import { filesOf, mountsOf } from './mounted-files';
import { StoreFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { databaseContainersOf } from '../checklist/readers/database-container';
import { commandOf, containersOf, podTemplateOf } from '../checklist/readers/pod-template';
import { Seen, Unseen } from '../checklist/unseen';

/** Where a job's dumps go. */
export interface DumpStore {
  readonly name: string;
  readonly store: Seen<StoreFacts>;
}

const BUCKET = /\b(?:s3|gs|b2|azblob|swift|sftp|oss):\/\/\w[\w./-]*/;
const UPLOAD = /\b(aws|s3cmd|s5cmd|mc|gsutil|gcloud|az|azcopy|rclone|restic|borg|kopia|curl|scp|rsync|sftp|ssh|wal-g|pgbackrest|barman|pbm|medusa|duplicity)\b/;

/** The store that a job's script writes to; undefined when its dumps end with its pod. */
export function dumpStore(job: Manifest, of: DatabaseWorkload, gapSeconds: number | undefined, among: Manifests): DumpStore | undefined {
  const template = podTemplateOf(job)!;
  const { namespace = 'default', name } = job.metadata;
  const containers = clientsOf(job);
  const text = resolved(containers.map((container) => toldTo(container, template, namespace, among)).join('\n'));
  const retentionDays = daysKept(text, gapSeconds);
  const bucket = BUCKET.exec(text)?.[0];
  if (bucket !== undefined) return seen({ name: bucket, path: bucket, retentionDays });
  for (const container of containers) {
    for (const { volume } of mountsOf(container, template.spec)) {
      const claim = volume.persistentVolumeClaim?.claimName;
      const path = claim !== undefined ? `PersistentVolumeClaim ${claim}` : volume.nfs ? `nfs ${volume.nfs.server}:${volume.nfs.path}` : undefined;
      if (path !== undefined) return seen({ name: path, path: `${path} in ${namespace}`, retentionDays });
    }
  }
  if (isWholeScript(job, of, among) && !UPLOAD.test(text)) return undefined;
  const store = `target of ${job.kind} ${namespace}/${name}`;
  return { name: store, store: new Unseen(`The ${store} is not in the input: write the bucket into its arguments, or add the ConfigMap that names it.`) };
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

/** For how many days a script keeps its dumps: by age, by number, or as a well-known image's variable says. */
function daysKept(text: string, gapSeconds: number | undefined): number | undefined {
  const age = /-mtime\s+\+?(\d+)/.exec(text) ?? /\b\w*(?:RETENTION|KEEP)\w*DAYS\w*=["']?(\d+)/.exec(text) ?? /--keep-daily[= ](\d+)/.exec(text) ?? /--min-age[= ](\d+)d/.exec(text);
  if (age) return Number(age[1]);
  const minutes = /-mmin\s+\+?(\d+)/.exec(text);
  if (minutes) return Math.floor(Number(minutes[1]) / 1440);
  const newest = /\btail\s+-n\s*\+(\d+)/.exec(text);
  return newest && gapSeconds !== undefined ? Math.floor(((Number(newest[1]) - 1) * gapSeconds) / 86_400) : undefined;
}
