// Deletes the snapshot backups of one PostgreSQL database that are older than their retention, and the space that they take:
//
//   node prune-snapshots.mjs --cluster NAME --retention-days N --keep N --gap-seconds N [--dry-run]
//
// snapshot-retention.mjs says which may go. Of each of those, in this order:
//
//   1. its VolumeSnapshotContents get deletionPolicy Delete, without which the storage keeps the snapshot for ever, and a label
//   2. its VolumeSnapshots are deleted; the snapshot controller and the driver delete content and snapshot
//   3. what is left of the contents is deleted: where the controller did not see the new policy in time, it leaves them (external-snapshotter,
//      pkg/common-controller/snapshot_controller.go, syncContent: no deletion of a content whose VolumeSnapshot is gone)
//   4. its Backup is deleted
//
// Whatever ends it in between, the next run finds the rest: by the Backup, the VolumeSnapshots or the label.
//
//   0  done, or nothing to do
//   2  called wrongly
//  11  the newest complete snapshot backup is too old: backups are broken, nothing was deleted
//  12  there is no complete snapshot backup, and there should be: nothing was deleted
//  13  something that may go is still there
//  14  the API server forbids it
//  15  there is no Cluster, or its status tells no system identifier: whose snapshots there are is unknown, nothing was deleted
//   1  anything else, such as no answer; it may be different the next time
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ApiError, Kubernetes } from './kubernetes.mjs';
import { days, retention } from './snapshot-retention.mjs';

const LABEL = 'cdk8s-databases.io/pruned-from';
const BACKUPS = { api: 'postgresql.cnpg.io/v1', kind: 'backups' };
const CLUSTERS = { api: 'postgresql.cnpg.io/v1', kind: 'clusters' };
const SNAPSHOTS = { api: 'snapshot.storage.k8s.io/v1', kind: 'volumesnapshots' };
const CONTENTS = { api: 'snapshot.storage.k8s.io/v1', kind: 'volumesnapshotcontents' };
const CLAIMS = { api: 'v1', kind: 'persistentvolumeclaims' };
/** How long controller and driver have for one backup, and the controller before its part is done for it. */
const GONE_SECONDS = Number(process.env.GONE_SECONDS ?? 300);
const CONTROLLER_SECONDS = Number(process.env.CONTROLLER_SECONDS ?? 60);
const EVERY_SECONDS = Number(process.env.EVERY_SECONDS ?? 2);

/** An end that has a code of its own. */
class Verdict extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop.abort(new Verdict(1, 'stopped before the end; the next run goes on')));

try {
  finish(0, await main());
} catch (caught) {
  const error = stop.signal.aborted ? stop.signal.reason : caught;
  if (error instanceof Verdict) finish(error.code, error.message);
  else if (error instanceof ApiError && error.status === 403) finish(14, `the ServiceAccount or its admission policy does not allow it: ${error.message}`);
  else finish(1, error.stack && !(error instanceof ApiError) ? error.stack : error.message);
}

/** The last line, which is the pod's termination message, too. */
function finish(code, message) {
  console.log(message);
  try {
    // a kubelet's message is cut at 4,096 bytes
    writeFileSync(process.env.TERMINATION_MESSAGE ?? '/dev/termination-log', `${message}\n`.slice(0, 4000));
  } catch {
    // no pod
  }
  process.exit(code);
}

async function main() {
  const options = asked();
  const { cluster, dryRun } = options;
  const api = new Kubernetes({ directory: options.account, signal: stop.signal });
  const { backups, newest, state } = await look(api, options);
  for (const of of backups) console.log(`${of.may ? 'may go' : 'stays'}: ${of.name}: ${of.why}`);

  const should = `there should be one every ${days(options.gapSeconds * 1000)}`;
  if (state === 'young') return `there is no complete snapshot backup of ${cluster} yet`;
  if (state === 'unknown') throw new Verdict(15, `there is no Cluster ${cluster}, or its status tells no system identifier, so that nobody knows whose snapshots there are: nothing was deleted`);
  if (state === 'none') throw new Verdict(12, `there is no complete snapshot backup of ${cluster}, and ${should}: nothing was deleted`);
  if (state === 'stale') {
    throw new Verdict(11, `the newest complete snapshot backup of ${cluster}, ${newest.name}, is ${days(Date.now() - newest.takenAt)} old, and ${should}: nothing was deleted`);
  }

  const [may, left] = [backups.filter((of) => of.may), await leftovers(api, options)];
  if (dryRun) return `dry run: ${counted(may.length)} of ${cluster} would go, ${counted(backups.length - may.length)} would stay, ${left.length} VolumeSnapshotContents are left over`;

  const failures = [];
  for (const content of left) await attempt(() => removeLeftover(api, content), content.metadata.name, failures);
  let gone = 0;
  for (const { name } of may) {
    await attempt(async () => {
      // minutes may have passed, and a restore may have begun
      const now = await look(api, options);
      const of = now.state === 'fresh' && now.backups.find((other) => other.name === name);
      if (!of?.may) return console.log(`stays after all: ${name}${of ? `: ${of.why}` : ''}`);
      await prune(api, options, of);
      gone++;
    }, name, failures);
  }
  if (failures.length > 0) throw new Verdict(13, `${counted(gone)} of ${cluster} went, but not ${failures.join('; ')}`);
  const others = backups.filter((of) => of.foreign).length;
  return `${counted(gone)} of ${cluster} went, ${counted(backups.length - gone)} stay${others > 0 ? `, of them ${others} of another database or an unknown one, which nobody deletes` : ''}`;
}

function counted(number) {
  return `${number} snapshot ${number === 1 ? 'backup' : 'backups'}`;
}

/** One failure must not keep the others from going; whether it is allowed at all, and being stopped, is another matter. */
async function attempt(what, name, failures) {
  try {
    await what();
  } catch (error) {
    if (stop.signal.aborted || (error instanceof ApiError && error.status === 403)) throw error;
    console.log(`${name}: ${error.message}`);
    failures.push(`${name}: ${error.message}`);
  }
}

function asked() {
  let values;
  try {
    ({ values } = parseArgs({ options: {
      'cluster': { type: 'string' }, 'retention-days': { type: 'string' }, 'keep': { type: 'string' }, 'gap-seconds': { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    } }));
  } catch (error) {
    throw new Verdict(2, error.message);
  }
  const numbers = ['retention-days', 'keep', 'gap-seconds'].map((name) => {
    const number = Number(values[name] || NaN);
    if (!Number.isSafeInteger(number) || number < 1) throw new Verdict(2, `--${name} must be a whole number of at least 1, got ${JSON.stringify(values[name] ?? null)}`);
    return number;
  });
  if (!values.cluster) throw new Verdict(2, '--cluster must be the name of the Cluster');
  const account = process.env.SERVICE_ACCOUNT ?? '/var/run/secrets/kubernetes.io/serviceaccount';
  const [retentionDays, keep, gapSeconds] = numbers;
  return {
    cluster: values.cluster, dryRun: values['dry-run'], retentionSeconds: retentionDays * 86400, keep, gapSeconds, staleSeconds: 2 * gapSeconds,
    account, namespace: readFileSync(`${account}/namespace`, 'utf8').trim(),
  };
}

/** What there is, and what may go. */
async function look(api, { cluster, namespace, retentionSeconds, keep, staleSeconds }) {
  const [backups, snapshots, clusters, claims] = await Promise.all([
    api.list({ ...BACKUPS, namespace }),
    api.list({ ...SNAPSHOTS, namespace }, { labels: `cnpg.io/cluster=${cluster}` }),
    api.list({ ...CLUSTERS, namespace }),
    api.list({ ...CLAIMS, namespace }),
  ]);
  return retention({ cluster, backups, snapshots, clusters, claims }, { now: Date.now(), retentionSeconds, keep, staleSeconds });
}

async function prune(api, { cluster, namespace }, { name, backup, snapshots }) {
  console.log(`goes: ${name}`);
  const contents = [];
  for (const snapshot of snapshots) {
    // a content that was made, and the snapshot's status not yet, has this name (external-snapshotter, GetDynamicSnapshotContentNameForSnapshot)
    const bound = snapshot.status?.boundVolumeSnapshotContentName ?? `snapcontent-${snapshot.metadata.uid}`;
    const content = await api.get({ ...CONTENTS, name: bound });
    if (!content) continue;
    const ref = content.spec.volumeSnapshotRef;
    if (ref.namespace !== namespace || ref.uid !== snapshot.metadata.uid) throw new Error(`VolumeSnapshotContent ${bound} belongs to another VolumeSnapshot, ${ref.namespace}/${ref.name}`);
    contents.push(content);
  }
  for (const { metadata } of contents) {
    const change = { metadata: { uid: metadata.uid, labels: { [LABEL]: cluster } }, spec: { deletionPolicy: 'Delete' } };
    await api.patch({ ...CONTENTS, name: metadata.name }, change);
  }
  for (const { metadata } of snapshots) await api.remove({ ...SNAPSHOTS, namespace, name: metadata.name }, { uid: metadata.uid });
  for (const { metadata } of snapshots) await vanished(api, { ...SNAPSHOTS, namespace, name: metadata.name }, metadata.uid);
  for (const { metadata } of contents) await contentVanished(api, metadata);
  if (backup) await api.remove({ ...BACKUPS, namespace, name }, { uid: backup.metadata.uid });
}

/** Contents that an earlier run marked, and whose VolumeSnapshot is gone. */
async function leftovers(api, { cluster, namespace }) {
  const marked = await api.list(CONTENTS, { labels: `${LABEL}=${cluster}` });
  const own = marked.filter(({ spec }) => spec.volumeSnapshotRef.namespace === namespace && spec.deletionPolicy === 'Delete');
  if (own.length === 0) return [];
  const there = new Set((await api.list({ ...SNAPSHOTS, namespace })).map(({ metadata }) => metadata.uid));
  return own.filter(({ spec }) => !there.has(spec.volumeSnapshotRef.uid));
}

async function removeLeftover(api, { metadata }) {
  console.log(`goes: ${metadata.name}, left over`);
  await api.remove({ ...CONTENTS, name: metadata.name }, { uid: metadata.uid });
  await vanished(api, { ...CONTENTS, name: metadata.name }, metadata.uid);
}

/** Waits for controller and driver, and takes their place when the controller does nothing. */
async function contentVanished(api, { name, uid }) {
  const of = { ...CONTENTS, name };
  const rest = await waitUntil(async () => {
    const content = await api.get(of);
    return content?.metadata.uid !== uid || content.metadata.deletionTimestamp !== undefined;
  }, CONTROLLER_SECONDS);
  if (!rest) await api.remove(of, { uid });
  await vanished(api, of, uid);
}

async function vanished(api, of, uid) {
  const is = await waitUntil(async () => (await api.get(of))?.metadata.uid !== uid, GONE_SECONDS);
  if (!is) throw new Error(`${of.kind} ${of.name} is marked for deletion and still there after ${GONE_SECONDS} s`);
}

async function waitUntil(ask, seconds) {
  const end = Date.now() + seconds * 1000;
  while (!await ask()) {
    if (Date.now() > end) return false;
    await pause(EVERY_SECONDS * 1000, undefined, { signal: stop.signal });
  }
  return true;
}
