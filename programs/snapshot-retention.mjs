// Which snapshot backups of one database may go. Nothing is asked and nothing is done here: from what was seen to what follows.
//
// A snapshot backup is a Backup of method volumeSnapshot with the VolumeSnapshots that carry its name, or such VolumeSnapshots alone, which outlive
// their Backup (CloudNativePG 1.30, docs/src/appendixes/backup_volumesnapshot.md, "Persistence of volume snapshot objects").
//
// They are of the database that lives only where the system identifier in the control data that the operator puts on each snapshot, hot or cold, is the
// one of its Cluster's status: a Cluster that was deleted and made anew has the name of the old one, and other data. Where the operator could not ask the
// instance it leaves the control data out (pkg/reconciler/backup/volumesnapshot/reconciler.go, enrichSnapshot); those of one backup speak for each other.

const CLUSTER = 'cnpg.io/cluster';
const BACKUP_NAME = 'cnpg.io/backupName';
const END_TIME = 'cnpg.io/backupEndTime';
const MANIFEST = 'cnpg.io/clusterManifest';
const CONTROL_DATA = 'cnpg.io/pgControldata';
const SYSTEM = /^Database system identifier:\s*(\d+)\s*$/m;
const SNAPSHOTS = 'snapshot.storage.k8s.io';
/** What may lie between two clocks. */
const SKEW = 3600_000;

/**
 * The verdict on all snapshot backups of `cluster`: each with `may` (whether it may go) and `why`, the newest first, and with `foreign` where it is not
 * known to be of the database that lives. `state` is `fresh`, or why nothing may go: `stale` when the newest complete one is older than
 * `staleSeconds`, `none` when there is none and the database is older than that, `young` when there is none yet, `unknown` when there is no Cluster
 * or its status has no system identifier.
 */
export function retention({ cluster, backups, snapshots, clusters, claims }, { now, retentionSeconds, keep, staleSeconds }) {
  const living = clusters.find(({ metadata }) => metadata.name === cluster);
  const system = living?.status?.systemID;
  const all = groups(cluster, backups, snapshots).sort((a, b) => b.takenAt - a.takenAt || (a.name < b.name ? -1 : 1));
  for (const of of all) of.foreign = foreign(of, system);
  const complete = all.filter((of) => of.complete && !of.foreign && of.takenAt <= now + SKEW);
  const newest = complete[0];
  const used = inUse(clusters, claims);
  for (const of of all) {
    of.why = kept(of);
    of.may = of.why === undefined;
    of.why ??= `${days(now - of.takenAt)} old`;
  }
  return { backups: all, newest, state: state() };

  /** Why it stays; undefined when it may go. */
  function kept(of) {
    if (of.foreign) return of.foreign;
    if (Number.isNaN(of.takenAt)) return 'no time tells how old it is';
    if (now - of.takenAt <= retentionSeconds * 1000) return `${days(now - of.takenAt)} old, within the retention`;
    const place = complete.indexOf(of);
    if (place >= 0 && place < keep) return `one of the newest ${keep} complete ones`;
    if (!of.complete && !of.failed && !(newest && newest.takenAt > of.takenAt)) return 'not complete, and nothing newer is';
    const user = [of.name, ...of.snapshots.map(({ metadata }) => metadata.name)].map((name) => used.get(name)).find((name) => name !== undefined);
    return user && `used by ${user}`;
  }

  function state() {
    if (newest) return now - newest.takenAt > staleSeconds * 1000 ? 'stale' : 'fresh';
    if (living && now - Date.parse(living.metadata.creationTimestamp) <= staleSeconds * 1000) return 'young';
    return system ? 'none' : 'unknown';
  }
}

function groups(cluster, backups, snapshots) {
  const own = backups.filter(({ spec }) => spec.cluster?.name === cluster && spec.method === 'volumeSnapshot');
  // of another database, or another kind of backup, which has the name that a snapshot says it belongs to
  const others = new Set(backups.filter((of) => !own.includes(of)).map(({ metadata }) => metadata.name));
  const found = new Map(own.map((backup) => [backup.metadata.name, { name: backup.metadata.name, backup, snapshots: [] }]));
  for (const snapshot of snapshots) {
    const name = snapshot.metadata.labels?.[BACKUP_NAME];
    if (snapshot.metadata.labels?.[CLUSTER] !== cluster || !name || others.has(name)) continue;
    if (!found.has(name)) found.set(name, { name, snapshots: [] });
    found.get(name).snapshots.push(snapshot);
  }
  return [...found.values()].map((of) => ({ ...of, takenAt: takenAt(of), complete: isComplete(of), failed: of.backup?.status?.phase === 'failed' }));
}

/** Why it is not known to be of the database that lives; undefined when it is, and of a Backup without snapshots, which holds nothing. */
function foreign({ snapshots }, system) {
  if (snapshots.length === 0) return undefined;
  const systems = snapshots.map(({ metadata }) => SYSTEM.exec(metadata.annotations?.[CONTROL_DATA] ?? '')?.[1]).filter(Boolean);
  if (systems.length === 0) return 'of an unknown database: its snapshots do not tell the system identifier';
  if (!system) return `of the system identifier ${systems[0]}, and nothing tells the one of the living database`;
  const other = systems.find((of) => of !== system);
  return other && `of another database: its system identifier is ${other}, and the living one's is ${system}`;
}

/** When it was finished, or else begun. */
function takenAt({ backup, snapshots }) {
  const { stoppedAt, startedAt } = backup?.status ?? {};
  const times = snapshots.map(({ metadata, status }) => metadata.annotations?.[END_TIME] ?? status?.creationTime ?? metadata.creationTimestamp);
  const time = stoppedAt ?? startedAt ?? backup?.metadata.creationTimestamp;
  return time === undefined ? Math.max(...times.map((of) => Date.parse(of))) : Date.parse(time);
}

/** Whether a database can be made from it: the operator finished it, and every volume has its snapshot. */
function isComplete({ backup, snapshots }) {
  const usable = (of) => of.status?.readyToUse === true && !of.status.error && !of.metadata.deletionTimestamp;
  if (backup) {
    const wanted = backup.status?.snapshotBackupStatus?.elements ?? [];
    return backup.status?.phase === 'completed' && wanted.length > 0
      && wanted.every(({ name }) => snapshots.some((of) => of.metadata.name === name && usable(of)));
  }
  return snapshots.length === volumes(snapshots) && snapshots.every((of) => of.metadata.annotations?.[END_TIME] && usable(of));
}

/** How many volumes the database had, which each snapshot says; NaN when none does. */
function volumes(snapshots) {
  try {
    const { spec } = JSON.parse(snapshots.map(({ metadata }) => metadata.annotations?.[MANIFEST]).find(Boolean));
    return 1 + (spec.walStorage ? 1 : 0) + (spec.tablespaces ?? []).length;
  } catch {
    return NaN;
  }
}

/** Names of snapshots and Backups that something is being made from, and what. */
function inUse(clusters, claims) {
  const used = new Map();
  for (const { metadata, spec, status } of clusters) {
    const recovery = spec.bootstrap?.recovery;
    const ready = status?.phase === 'Cluster in healthy state' && status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
    if (!recovery || ready) continue;
    const { storage, walStorage, tablespaceStorage = {} } = recovery.volumeSnapshots ?? {};
    const names = [storage, walStorage, ...Object.values(tablespaceStorage)].map((of) => of?.name);
    for (const name of [...names, recovery.backup?.name]) if (name) used.set(name, `Cluster ${metadata.name}, which is not ready yet`);
  }
  for (const { metadata, spec, status } of claims) {
    if (status?.phase === 'Bound') continue;
    for (const source of [spec.dataSource, spec.dataSourceRef]) {
      if (source?.apiGroup === SNAPSHOTS) used.set(source.name, `PersistentVolumeClaim ${metadata.name}, which is not bound yet`);
    }
  }
  return used;
}

/** A time as people say it. */
export function days(milliseconds) {
  const hours = milliseconds / 3600_000;
  return hours < 48 ? `${Math.round(hours * 10) / 10} h` : `${Math.floor(hours / 24)} days`;
}
