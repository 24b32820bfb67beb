// How a PerconaXtraDBCluster of Percona's operator 1.20 comes back: the operator restores a full backup into a cluster that is there, and replays the binary
// log (pkg/controller/pxcrestore). Which backup, and whether the log reaches the moment, is looked up here: the operator replays what it finds, up to wherever
// that ends, and says that it succeeded.
import { readFileSync } from 'node:fs';
import { CREDENTIALS, DEADLINE, mark, NO_BACKUP, NOT_COVERED, ownerOf, RECOVERY, requireUnmarked, STORE } from './drill.mjs';
import { until } from './kubernetes.mjs';

const API = 'pxc.percona.com/v1';
/** So that a Job that a TTL would remove can still be read (pkg/naming); of a Restore that is removed before its end, the operator leaves it there. */
const KEEP_JOB = 'internal.percona.com/keep-job';
const alone = ({ id }) => `${id} alone by RecoveryPoint.immediate with BaseBackup.id`;

/** The first that matches is what happened. Messages of minio-go, Azure's client and restorer.go. */
const CAUSES = [
  [NO_BACKUP, /backups? not found|no backups found|NoSuchBucket|bucket does not exist|ContainerNotFound/],
  [CREDENTIALS, /InvalidAccessKeyId|SignatureDoesNotMatch|Access ?Denied|ExpiredToken|AuthenticationFailed|AuthorizationFailure|AuthorizationPermissionMismatch|secrets? .* not found|get secret/i],
  [STORE, /dial tcp|no such host|connection refused|i\/o timeout|deadline exceeded|x509|SlowDown|ServiceUnavailable/],
];

/** Waits until the database has come back; returns what is known of it. */
export async function recover(api, of, log, create) {
  const seen = {};
  const say = (words) => {
    if (words !== seen.words) log(words);
    seen.words = words;
  };
  try {
    // a moment that cannot be restored is told at once
    chosen(await backupsOf(api, of), of.recovery, await restoresOf(api, of));
    await secretsThere(api, of, say);
    const cluster = await clusterReady(api, of, say);
    const taken = chosen(await backupsOf(api, of), of.recovery, await restoresOf(api, of));
    log(`from backup ${taken.backup.id}, which ended at ${taken.backup.end.toISOString()}`);
    const restore = completed(of, taken, cluster);
    await mark(api, of, ownerOf(cluster), restore.manifest.metadata.name);
    await create(restore);
    await followed(api, of, restore.manifest, say);
    return taken;
  } catch (error) {
    if (api.signal?.aborted && api.signal.reason?.code === DEADLINE('').code) throw DEADLINE(`${api.signal.reason.message}; the last that was seen: ${seen.words}`);
    throw error;
  }
}

/** Waits for a Restore that somebody has made. */
export async function follow(api, of, restore, log) {
  await followed(api, of, restore, log);
}

/** What became of a Restore. */
export function outcome({ metadata: { namespace }, spec: { pxcCluster }, status: { state, comments } = {} }) {
  if (state === 'Succeeded') return { state: 'succeeded', words: state };
  const words = [state || 'the operator has not looked at it', comments].filter(Boolean).join(': ');
  if (state !== 'Failed') return { state: 'running', words };
  return {
    state: 'failed',
    words: `${words}. PerconaXtraDBCluster ${pxcCluster} may stay paused, with a part of the data or none: it is not to be used. Give the restore another name, and remove that one: `
      + `kubectl -n ${namespace} delete pxc ${pxcCluster}`,
  };
}

export function targetOf({ spec: { pxcCluster } }) {
  return pxcCluster;
}

/** The database that is restored into, where it is there. */
export function databaseOf(api, { namespace, restores: [{ manifest }] }) {
  return api.get({ api: API, namespace, kind: 'perconaxtradbclusters', name: targetOf(manifest) });
}

/** Names of the backups of the database that is restored into. One that was restored is used, too, although it may have none. */
export async function ownBackups(api, of) {
  await requireUnmarked(api, of, await databaseOf(api, of));
  const { namespace, restores: [{ manifest }] } = of;
  const backups = await api.list({ api: API, namespace, kind: 'perconaxtradbclusterbackups' });
  return backups.filter(({ spec, status }) => spec.pxcCluster === targetOf(manifest) && status?.state === 'Succeeded').map(({ metadata }) => metadata.name);
}

/** Lets go of Jobs of a Restore that was removed, and removes what no owner takes along. */
export async function release(api, { namespace, restores, recovery }, log) {
  for (const name of restores.flatMap(({ manifest }) => jobsOf(manifest))) {
    const at = { api: 'batch/v1', namespace, kind: 'jobs', name };
    const { finalizers = [] } = (await api.get(at))?.metadata ?? {};
    if (!finalizers.includes(KEEP_JOB)) continue;
    log(`letting go of Job ${name}`);
    await api.patch(at, { metadata: { finalizers: finalizers.filter((of) => of !== KEEP_JOB) } });
  }
  for (const of of recovery.leaves) await api.remove({ ...of, namespace });
}

/** Names of the operator's Jobs (pkg/naming, RestoreJobName and PrepareJobName). */
function jobsOf({ metadata: { name }, spec: { pxcCluster } }) {
  return ['restore-job', 'prepare-job', 'pitr-job'].map((job) => `${job}-${name}-${pxcCluster}`);
}

/** Those of the source: its operator's objects, or what list-mysql-backups.py has found in the store where these are gone. */
async function backupsOf(api, { recovery: { source: { namespace, name }, backups: store } }) {
  if (store) {
    const { storage_type: type, ...place } = store;
    return JSON.parse(readFileSync(process.env.BACKUPS_FILE, 'utf8'))
      .map(({ name: id, ...status }) => ({ metadata: {}, status: { state: 'Succeeded', destination: `${type}://${place.s3.bucket}/${id}`, ...place, ...status } }));
  }
  const backups = await api.list({ api: API, namespace, kind: 'perconaxtradbclusterbackups' });
  return backups.filter(({ spec }) => spec.pxcCluster === name);
}

/** What has replaced the source's data. An archive's backups carry their database's UUID, which list-mysql-backups.py looks at. */
async function restoresOf(api, { recovery: { source: { namespace, name }, backups: store } }) {
  if (store) return [];
  const restores = await api.list({ api: API, namespace, kind: 'perconaxtradbclusterrestores' });
  return restores.filter(({ spec }) => spec.pxcCluster === name);
}

/**
 * The backup, and up to when is surely restored. Throws when there is none from before the moment, and when the log does not surely lead from it to the moment.
 * `latestRestorableTime` stands on the backup that is the newest at that time, and stays on it (UpdatePITRTimeline in pkg/pxc/backup/pitr.go).
 */
export function chosen(backups, { source, to, from }, restores = []) {
  const database = `${source.namespace}/${source.name}`;
  const known = backups.filter(({ status }) => status).map(summary);
  const all = known.filter(({ usable }) => usable).sort((a, b) => a.end - b.end);
  const moment = to.kind === 'time' ? new Date(to.value.replace(/\.\d+Z$/, 'Z')) : undefined;
  const before = all.filter(({ id, end }) => (from === undefined || id === from) && (moment === undefined || end <= moment));
  const backup = before[before.length - 1];
  if (!backup) {
    const words = from === undefined ? 'no backup' : `no backup ${from}`;
    throw NO_BACKUP(`there is ${words} of ${database}${moment ? ` that ended before ${iso(moment)}` : ''}; ${all.length === 0 ? 'there is none at all' : `there are: ${listed(all)}`}`);
  }
  if (moment === undefined && isWithoutLog(source, to)) return { backup, newest: backup.end };
  if (isWithoutLog(source, to)) throw NOT_COVERED(`${database} follows another database, whose log is not replayed onto its backups; restore what it follows to ${iso(moment)}, or this one by RecoveryPoint.latest to the end of its last backup`);
  const asked = { database, all, backup, moment: moment ?? Infinity };
  const replaced = replacedAfter(asked, restores);
  requireWhole(asked, holesIn(known));
  // what was uploaded since is of what the Restore brought
  const told = all.filter(({ reached }) => reached && !(replaced && reached > replaced.since)).map(({ reached }) => reached);
  const reach = told.sort((a, b) => a - b).pop();
  if (moment === undefined) return { backup, newest: reach > backup.end ? reach : backup.end };
  if (reach === undefined || moment > reach) {
    const log = `the binary log of ${database}${replaced ? ` before PerconaXtraDBClusterRestore ${replaced.name}` : ''}`;
    throw NOT_COVERED(`${iso(moment)} is not covered: ${log} is uploaded up to ${reach ? iso(reach) : 'a moment that nobody tells yet'}; `
      + `give that moment or an earlier one, ${replaced ? '' : 'RecoveryPoint.latest, '}or ${alone(backup)}`);
  }
  return { backup, newest: moment };
}

/** Of what came by a channel the recoverer skips pieces, and may replay what comes after them (selectBinlogCandidates in cmd/pitr/recoverer). */
function isWithoutLog(source, to) {
  return to.kind === 'immediate' || source.follows === true;
}

/** The Restore at which the history of the backup ends; throws when that is before the moment. */
function replacedAfter({ database, all, backup, moment }, restores) {
  const replaced = earliest(restores.flatMap(replacement).filter(({ until }) => !(backup.began > until)));
  if (replaced && moment > replaced.since) {
    throw NOT_COVERED(`${database} was restored by PerconaXtraDBClusterRestore ${replaced.name}, made at ${iso(replaced.since)}, where the binary log after backup ${backup.id} ends; `
      + `give ${upTo(all, replaced.since)}${afterEndOf(all.find(({ began }) => began > replaced.until))}, or ${alone(backup)}`);
  }
  return replaced;
}

/** Throws when a hole may lie between the backup and the moment. */
function requireWhole({ database, all, backup, moment }, holes) {
  const crosses = (of, up, { id, since, until }) => id === of.id || (of.end <= until && up > (since ?? 0));
  const hole = earliest(holes.filter((of) => crosses(backup, moment, of)));
  if (!hole) return;
  const { since, until, detected, words } = hole;
  if (!detected) throw NOT_COVERED(`a part of the binary log of ${database} is lost: ${words}; give a moment before that, a moment after the end of the next backup, or ${alone(backup)}`);
  const next = all.find((of) => of.end > until && !holes.some((other) => crosses(of, of.end, other)));
  throw NOT_COVERED(`a part of the binary log of ${database} is lost ${since ? `between ${iso(since)} and` : 'before'} ${iso(until)}: ${words}; `
    + `give ${since ? upTo(all, since) : ''}${afterEndOf(next)}, or ${alone(backup)}`);
}

function earliest(spans) {
  return spans.sort((a, b) => (a.since ?? 0) - (b.since ?? 0))[0];
}

function upTo(all, limit) {
  return all.some(({ end }) => end <= limit) ? `a moment up to ${iso(limit)}, ` : '';
}

function afterEndOf(backup) {
  return `a moment after the end of ${backup ? `${backup.id} (${iso(backup.end)})` : 'a backup that you make first'}`;
}

function summary({ metadata, status }) {
  const { state, completed: ended, destination, s3, azure, latestRestorableTime: reached, conditions } = status;
  const [end, made] = [new Date(ended), new Date(metadata.creationTimestamp ?? ended)];
  return {
    id: destination?.split('/').pop(),
    began: made < end ? made : end,
    end,
    reached: reached && new Date(reached),
    notReady: conditions?.find((of) => of.type === 'PITRReady' && of.status === 'False'),
    // one that is being deleted is deleted in the store first
    usable: metadata.deletionTimestamp === undefined && state === 'Succeeded' && ended && destination && (s3 || azure),
    status,
  };
}

/**
 * Where the log may have holes. The operator notes one when it is detected, on the backup that is the newest then (CheckPITRErrors in pkg/pxc/backup/pitr.go): it lies before that,
 * maybe before other backups, too. Since when, older backups tell: on the noted one the time goes on behind the hole, and a further hole is not noted while it is the newest.
 */
function holesIn(known) {
  return known.filter(({ notReady }) => notReady).map(({ id, end, notReady: { message, reason, lastTransitionTime: detected } }) => ({
    id,
    words: message || reason,
    detected,
    since: known.filter((of) => of.end < end && of.reached && !of.notReady).map(({ reached }) => reached).sort((a, b) => a - b).pop(),
    // list-mysql-backups.py knows no time: it was before the next backup, which would have it noted otherwise
    until: detected ? new Date(detected) : end,
  }));
}

/**
 * From when to when a Restore puts other data in the place of the source's: only the log with the backup's own UUID is replayed (cmd/pitr/recoverer), and data that was restored has a new one.
 * None of one that failed before it stopped the database, whose size it then notes. `status.completed` stays empty (setStatus in pkg/controller/pxcrestore, 1.20.0): what was written last of the status is the end.
 */
function replacement({ metadata: { name, creationTimestamp, managedFields = [] }, status: { state, completed: end, clusterSize } = {} }) {
  if (state === 'Failed' && !clusterSize) return [];
  const written = managedFields.filter(({ subresource }) => subresource === 'status').map(({ time }) => time).sort().pop();
  const until = ['Succeeded', 'Failed'].includes(state) ? new Date(end ?? written ?? creationTimestamp) : undefined;
  return [{ name, since: new Date(creationTimestamp), until }];
}

/** The Restore with what only now is known: where the backup lies, and that the log is read from the source's folder. */
function completed({ restores: [restore], recovery: { source, to, credentialsSecret, caBundle, binlogs } }, { backup: { status } }, cluster) {
  const entered = (store) => ({ ...store, credentialsSecret, ...(caBundle || store.caBundle ? { caBundle } : {}) });
  const backupSource = {
    destination: status.destination,
    storage_type: status.s3 ? 's3' : 'azure',
    ...(status.verifyTLS === undefined ? {} : { verifyTLS: status.verifyTLS }),
    // as the source wrote it, and entered with what is there beside this database
    ...(status.s3 ? { s3: entered(status.s3) } : { azure: { ...status.azure, credentialsSecret } }),
  };
  const { manifest } = restore;
  // goes with the database: of one that is made anew under its name it must not say that it was restored
  const metadata = { ...manifest.metadata, ownerReferences: [ownerOf(cluster)] };
  return { ...restore, manifest: { ...manifest, metadata, spec: { ...manifest.spec, backupSource, ...(isWithoutLog(source, to) ? {} : { pitr: { ...pointOf(to), backupSource: binlogs } }) } } };
}

/** The operator takes it for UTC, as the binary log's reader does (TZ of its image). */
function pointOf({ kind, value }) {
  return kind === 'time' ? { type: 'date', date: value.slice(0, 19).replace('T', ' ') } : { type: 'latest' };
}

/** A Restore whose credentials are missing fails at once, and for good. */
async function secretsThere(api, { namespace, recovery: { secrets = [] } }, say) {
  for (const name of secrets) {
    await until(async () => {
      const external = await api.get({ api: 'external-secrets.io/v1', namespace, kind: 'externalsecrets', name });
      const ready = external?.status?.conditions?.find(({ type }) => type === 'Ready');
      if (ready?.status === 'True') return true;
      say(`waiting for ExternalSecret ${name}: ${ready?.message ?? (external ? 'nobody has looked at it' : 'it is not there')}`);
      return false;
    }, { signal: api.signal });
  }
}

/** It restores into what has run once: volume, passwords and certificates are there. */
async function clusterReady(api, { namespace, restores: [{ manifest }] }, say) {
  const name = targetOf(manifest);
  return until(async () => {
    const cluster = await api.get({ api: API, namespace, kind: 'perconaxtradbclusters', name });
    const { state, message = [], observedGeneration } = cluster?.status ?? {};
    if (cluster?.spec.pause) throw RECOVERY(`PerconaXtraDBCluster ${name} is paused, as a restore that failed leaves it: give the restore another name`);
    if (state === 'ready' && observedGeneration === cluster.metadata.generation) return cluster;
    say(`waiting for PerconaXtraDBCluster ${name}: ${cluster ? [state ?? 'the operator has not looked at it', ...message].join(': ') : 'it is not there'}`);
    return false;
  }, { signal: api.signal });
}

async function followed(api, { namespace }, { metadata: { name } }, say) {
  let last;
  await until(async () => {
    const restore = await api.get({ api: API, namespace, kind: 'perconaxtradbclusterrestores', name });
    if (!restore) throw RECOVERY(`PerconaXtraDBClusterRestore ${name} was removed by somebody else before its end`);
    const { state, words } = outcome(restore);
    if (state === 'failed') throw failure(`PerconaXtraDBClusterRestore ${name}: ${words}`);
    if (words !== last) say(`PerconaXtraDBClusterRestore ${name}: ${words}`);
    last = words;
    return state === 'succeeded';
  }, { signal: api.signal });
}

function failure(words) {
  const [kind] = CAUSES.find(([, pattern]) => pattern.test(words)) ?? [RECOVERY];
  return kind(words);
}

function listed(backups) {
  const last = backups.slice(-3).map(({ id, end }) => `${id} (ended ${iso(end)})`).join(', ');
  return backups.length > 3 ? `…, ${last}` : last;
}

function iso(moment) {
  return moment.toISOString().replace('.000Z', 'Z');
}
