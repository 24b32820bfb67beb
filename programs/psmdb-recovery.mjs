// How a database of Percona Operator for MongoDB 1.22 comes back from the backups of another one: a PerconaServerMongoDBRestore into a database that is there.
import { readFileSync } from 'node:fs';
import { CREDENTIALS, mark, NO_BACKUP, NOT_COVERED, ownerOf, RECOVERY, requireUnmarked, STORE, waitFor } from './drill.mjs';
import { until } from './kubernetes.mjs';

const API = 'psmdb.percona.com/v1';
/** What the operator makes of a main storage that is another's takes a resync, of at most this (PBM's own wait for it is shorter). */
const PUT_BACK_SECONDS = 15 * 60;

/** The first that matches is what happened. Messages of the operator (pkg/psmdb/backup/pbm.go), PBM 2.12.0 (pbm/restore) and the providers' clients. */
const CAUSES = [
  [NOT_COVERED, /no oplogs that can cover|no chunks found|no chunk with the target time|integrity vilolated|failed to ensure chunk|last write is (later than|equal to) (the )?target time/],
  [CREDENTIALS, new RegExp(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'Access ?Denied', 'Forbidden', 'ExpiredToken', 'InvalidToken', 'AuthorizationFailure', 'AuthenticationFailed',
    'AuthorizationPermissionMismatch', 'no EC2 IMDS role found', 'failed to refresh cached credentials', 'credentials secret', '\\b40[13]\\b'].join('|'))],
  [NO_BACKUP, /NoSuchBucket|NoSuchKey|ContainerNotFound|get backup metadata from storage: .*not found|no such file|define base backup: .*not found/],
  [STORE, /connection refused|connection reset|no such host|i\/o timeout|context deadline exceeded|TLS handshake|x509:|ServiceUnavailable|SlowDown|InternalError|dial tcp/],
];

/** Has the newest suitable backup restored, and waits for it; returns what is known of what came back. */
export async function recover(api, of, log, create) {
  const { restores: [restore], recovery } = of;
  // without one there is nothing to wait for
  chosen(await backupsOfSource(api, recovery), recovery);
  const database = await ready(api, of, log);
  // a newer one may have come, and an older one gone, since
  const { backup, pitr, newest } = chosen(await backupsOfSource(api, recovery), recovery);
  const { pbmName: id, lastWriteAt } = backup.status;
  log(`from backup ${id}, last written to at ${lastWriteAt}, ${pitr ? `and the oplog up to ${newest.toISOString()}` : 'and without the oplog'}`);
  const owner = ownerOf(database);
  await mark(api, of, owner, restore.manifest.metadata.name);
  const spec = { ...restore.manifest.spec, backupSource: sourceOf(backup, recovery.credentialsSecret), ...(pitr && { pitr }) };
  // goes with the database: of a later one of this name it says nothing
  const metadata = { ...restore.manifest.metadata, ownerReferences: [owner] };
  await create({ ...restore, manifest: { ...restore.manifest, metadata, spec } });
  await follow(api, of, { ...restore.manifest, spec }, log);
  return { newest, backup: { id } };
}

/** The database that is restored into, where it is there. */
export function databaseOf(api, { name, namespace }) {
  return api.get({ api: API, namespace, kind: 'perconaservermongodbs', name });
}

/** Name of the database that it restores into. */
export function targetOf({ spec }) {
  return spec?.clusterName;
}

export function outcome({ status: { state, error } = {} }) {
  const words = error || state || 'the operator has not looked at it';
  if (state === 'ready') return { state: 'succeeded', words };
  return { state: ['error', 'rejected'].includes(state) ? 'failed' : 'running', words };
}

/** Backups that it made itself: then it is used. One that was restored is, too, although nothing but its mark may be left of that. */
export async function ownBackups(api, { name, namespace, recovery }) {
  await requireUnmarked(api, { name, namespace, recovery }, await databaseOf(api, { name, namespace }));
  return (await backupsOf(api, { name, namespace })).filter(({ status }) => status?.state !== 'error').map(({ metadata }) => metadata.name);
}

/** Waits, when a restore has ended, until the agents write to their own storage again. */
export async function settled(api, of, restore, log) {
  if (restore.spec.pitr) await putBack(api, of, restore, log);
}

/** Waits until a restore has ended, and settled. */
export async function follow(api, of, { metadata: { name } }, log) {
  const { namespace } = of;
  let said = 'nothing of it was seen';
  const ended = await waitFor(api, () => `the restore said: ${said}`, async () => {
    const restore = await api.get({ api: API, namespace, kind: 'perconaservermongodbrestores', name });
    if (!restore) throw RECOVERY(`PerconaServerMongoDBRestore ${name} was removed by somebody else`);
    const { state, words } = outcome(restore);
    if (words !== said) log(`PerconaServerMongoDBRestore ${name}: ${words}`);
    said = words;
    if (state === 'failed') throw causeOf(words);
    return state === 'succeeded' && restore;
  });
  await settled(api, of, ended, log);
}

/** Takes away what the operator leaves of a throw-away database: its volume, and the copy of the passwords that the next one would begin with. */
export async function release(api, { name, namespace }, log) {
  const at = { api: 'v1', namespace, kind: 'persistentvolumeclaims' };
  const claims = await api.list(at, { labels: `app.kubernetes.io/managed-by=percona-server-mongodb-operator,app.kubernetes.io/instance=${name}` });
  for (const { metadata } of claims) {
    if (metadata.deletionTimestamp) continue;
    log(`removing PersistentVolumeClaim ${metadata.name}`);
    await api.remove({ ...at, name: metadata.name }, { uid: metadata.uid });
  }
  await api.remove({ api: 'v1', namespace, kind: 'secrets', name: `internal-${name}-users` });
}

/** Of the source: its operator's objects, or what list-mongo-backups.py has found in the store where these are gone. */
async function backupsOfSource(api, { source, listed }) {
  if (!listed) return backupsOf(api, source);
  return JSON.parse(readFileSync(process.env.BACKUPS_FILE, 'utf8')).map(({ name, ...status }) => ({
    // the store has a type, too
    metadata: {}, spec: { storageName: source.storage }, status: { ...listed.store, state: 'ready', type: 'logical', pbmName: name, destination: `${listed.path}/${name}`, ...status },
  }));
}

/** Of one database, whatever became of them. */
async function backupsOf(api, { name, namespace }) {
  return (await api.list({ api: API, namespace, kind: 'perconaservermongodbbackups' })).filter(({ spec }) => spec?.clusterName === name);
}

/** The backup to begin with, and up to where the oplog follows. */
export function chosen(backups, { source, to, date, backup: id, listed }) {
  const whose = `${source.namespace}/${source.name}`;
  const usable = backups.filter(({ metadata, spec, status }) => spec.storageName === source.storage && status?.state === 'ready' && !metadata.deletionTimestamp
    && ['logical', '', undefined].includes(status.type) && status.lastWriteAt && status.destination);
  const newestFirst = usable.map((backup) => ({ backup, end: new Date(backup.status.lastWriteAt) })).sort((a, b) => b.end - a.end);
  const named = id === undefined ? newestFirst : newestFirst.filter(({ backup }) => backup.status.pbmName === id);
  if (named.length === 0) throw NO_BACKUP(id === undefined ? `there is no backup of ${whose} that is ready` : `there is no backup ${id} of ${whose} that is ready`);
  const [{ backup, end }] = named;
  if (to === 'immediate') return { backup, newest: end };
  // what the store says is of each backup; the operator tells it with one, and not always the newest
  const reachOf = ({ status: { latestRestorableTime } }) => new Date(latestRestorableTime ?? 0);
  const archived = new Date(Math.max(...usable.map(reachOf)));
  const reach = listed ? reachOf(backup) : archived;
  if (to === 'latest' && backup.status.gap) throw NOT_COVERED(`a part of the oplog of ${whose} after ${reach.toISOString()} is not in the store: restore to that moment or an earlier one`);
  if (to === 'latest') return reach > end ? { backup, pitr: { type: 'latest' }, newest: reach } : { backup, newest: end };
  const target = new Date(`${date.replace(' ', 'T')}Z`);
  const before = named.find((of) => of.end < target);
  if (!before) throw NO_BACKUP(`no backup of ${whose}${id === undefined ? '' : ` of that name (${id})`} ended before ${date} UTC: the first that is ready did at ${named[named.length - 1].end.toISOString()}`);
  const covered = listed ? reachOf(before.backup) : archived;
  if (covered < target) {
    throw NOT_COVERED(`the oplog of ${whose} was archived up to ${covered.getTime() === 0 ? 'no moment that is known' : covered.toISOString()}, which is before ${date} UTC: give an earlier moment, or restore the latest`);
  }
  return { backup: before.backup, pitr: { type: 'date', date }, newest: target };
}

/** Where it lies, entered with what is there under another name, or with an identity. */
function sourceOf({ status: { type, destination, ...status } }, credentialsSecret) {
  const kind = ['s3', 'gcs', 'azure', 'minio'].find((of) => status[of]);
  if (!kind) throw NO_BACKUP(`${destination} lies in no object store`);
  const store = { ...status[kind] };
  delete store.credentialsSecret;
  return { type: type || 'logical', destination, [kind]: { ...store, ...(credentialsSecret && { credentialsSecret }) } };
}

/** Waits until the operator could restore into it at once; returns it. */
async function ready(api, { name, namespace }, log) {
  let [said, seen] = ['nothing of it was seen', false];
  return waitFor(api, () => `PerconaServerMongoDB ${name}: ${said}`, async () => {
    const database = await api.get({ api: API, namespace, kind: 'perconaservermongodbs', name });
    if (!database && seen) throw RECOVERY(`PerconaServerMongoDB ${name} was removed by somebody else`);
    seen ||= database !== undefined;
    const words = database ? await obstacle(api, database) : 'it is not there yet';
    if (words !== said) log(`PerconaServerMongoDB ${name}: ${words || 'ready'}`);
    said = words;
    return !words && database;
  });
}

/** What a restore would stumble over (1.22.0, the restore controller and reconcilePBM), in words; empty when there is nothing. */
async function obstacle(api, { metadata: { name, namespace, generation, annotations = {} }, status = {} }) {
  if (status.observedGeneration < generation) return 'the operator has not seen its last change';
  if (status.state !== 'ready') return [status.state ?? 'the operator has not looked at it', status.message].flat().filter(Boolean).join(': ');
  if (!status.backupVersion) return 'its backup agents have not answered';
  if (!isTrue(status, 'PBMReady')) return 'its backup agents have no configuration';
  if (['percona.com/resync-pbm', 'percona.com/resync-in-progress'].some((annotation) => annotation in annotations)) return 'its backup agents are reading what is in their store';
  const running = (await backupsOf(api, { name, namespace })).find(({ status: of }) => !['ready', 'error'].includes(of?.state));
  return running ? `its backup ${running.metadata.name} is under way` : '';
}

/** With a recovery point the agents' main storage was the source's. Who writes to it before it is their own again, writes into the source's archive. */
async function putBack(api, { name, namespace }, restore, log) {
  log('restored; waiting until the backup agents have their own store again');
  const since = new Date(restore.metadata.creationTimestamp);
  const deadline = Date.now() + PUT_BACK_SECONDS * 1000;
  await until(async () => {
    const { status } = await api.get({ api: API, namespace, kind: 'perconaservermongodbs', name }) ?? {};
    if (status && isTrue(status, 'PBMReady') && new Date(conditionOf(status, 'PBMReady').lastTransitionTime) > since) return true;
    if (Date.now() < deadline) return false;
    throw RECOVERY(`restored, but after ${PUT_BACK_SECONDS} s the operator has not said that the backup agents have their own store again: until "pbm config" in the container backup-agent names it, `
      + `nothing of ${name} may be backed up, or it goes into the source's archive`);
  }, { signal: api.signal });
}


function conditionOf({ conditions = [] }, type) {
  return conditions.find((condition) => condition.type === type);
}

function isTrue(status, type) {
  return conditionOf(status, type)?.status === 'True';
}

function causeOf(words) {
  const [kind = RECOVERY] = CAUSES.find(([, pattern]) => pattern.test(words)) ?? [];
  return kind(words.slice(0, 1000));
}
