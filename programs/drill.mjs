// What every drill of a restore does, whatever the engine: it makes what is thrown away, has it looked at, and removes it.
import { until } from './kubernetes.mjs';

/** Why a drill did not pass: the exit code says the kind, the words say it to people. */
export class Failure extends Error {
  constructor(code, reason, words) {
    super(words);
    this.code = code;
    this.reason = reason;
  }
}

export const STOPPED = (words) => new Failure(1, 'stopped', words);
export const UNREAD = (words) => new Failure(2, 'log-not-read', words);
export const NO_BACKUP = (words) => new Failure(20, 'no-backup', words);
export const CREDENTIALS = (words) => new Failure(21, 'credentials-refused', words);
export const STORE = (words) => new Failure(22, 'store-not-reachable', words);
export const DEADLINE = (words) => new Failure(23, 'deadline', words);
export const RECOVERY = (words) => new Failure(24, 'recovery-failed', words);
export const STALE = (words) => new Failure(25, 'backup-stale', words);
export const LEFT_OVER = (words) => new Failure(26, 'left-over', words);
export const NOT_NEW = (words) => new Failure(27, 'not-new', words);
export const NOT_COVERED = (words) => new Failure(28, 'not-covered', words);

/** A deadline that passes says what was waited for. */
export async function waitFor(api, words, ask) {
  try {
    return await until(ask, { signal: api.signal });
  } catch (error) {
    if (api.signal?.aborted && api.signal.reason?.code === DEADLINE('').code) throw DEADLINE(`${api.signal.reason.message}; ${words()}`);
    throw error;
  }
}

/** What owns an object that goes with a database. */
export function ownerOf({ apiVersion, kind, metadata: { name, uid } }) {
  return { apiVersion, kind, name, uid };
}

/** Notes, before it begins, that a database is restored: for as long as that very database is there. */
export async function mark(api, { namespace, recovery: { marker } }, owner, restore) {
  if (!marker) return;
  try {
    await api.create({ api: 'v1', namespace, kind: 'configmaps' }, {
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: marker, namespace, ownerReferences: [owner] }, immutable: true, data: { restore },
    });
  } catch (error) {
    if (error.status !== 409) throw error;
  }
}

/** Throws when a database was restored, although nothing but its mark may be left of that. */
export async function requireUnmarked(api, { name, namespace, recovery: { marker } }, database) {
  const marked = marker && await api.get({ api: 'v1', namespace, kind: 'configmaps', name: marker });
  if (database && marked?.metadata.ownerReferences?.some(({ uid }) => uid === database.metadata.uid)) {
    throw NOT_NEW(`${name} was restored before, by ${marked.data?.restore}, which is gone: a restore would overwrite what was written since. Give the restore another name; `
      + `if that one restored nothing, delete ConfigMap ${marker}, and the Job is made again`);
  }
}

/** What the exit codes of the verification mean; verify-restore.sh has them. */
const VERDICTS = { 11: 'empty', 12: 'assertion-false', 13: 'assertion-failed', 14: 'newest-row-too-old', 15: 'wrong-database' };

/** Label of what a drill makes. */
const DRILL = 'cdk8s-databases.io/drill';

/** What an operator has begun for a database that is removed meanwhile, it makes to its end: Percona's copies passwords into a Secret that no owner takes along. */
const OPERATOR_ENDS_SECONDS = Number(process.env.OPERATOR_ENDS_SECONDS ?? 15);

/** The objects of a drill, as one thing that is there or not. */
export class ThrowAway {
  constructor(api, { name, namespace, objects, restores = [], verification, remains, recovery }, owner, log) {
    Object.assign(this, { api, name, namespace, objects, restores, verification, remains, recovery, owner, log });
    /** In the order in which they are made. */
    this.all = [...objects, ...restores, ...verification];
    /** Those that this run has made. */
    this.made = new Set();
  }

  /** Makes what is restored into. */
  async make() {
    for (const object of this.objects) await this.create(object);
  }

  /** Has the restored database looked at, and returns what was seen. */
  async verify() {
    for (const object of this.verification) if (!this.made.has(object)) await this.create(object);
    const verifier = this.verification[this.verification.length - 1];
    const { name } = verifier.manifest.metadata;
    const ended = await until(async () => {
      const job = await this.api.get(this.at(verifier));
      if (!job) throw RECOVERY('the Job that looks at the restored database was removed by somebody else');
      return job.status?.conditions?.find(({ type, status }) => ['Complete', 'Failed'].includes(type) && status === 'True');
    }, { signal: this.api.signal });
    const pods = await this.api.list({ api: 'v1', namespace: this.namespace, kind: 'pods' }, { labels: `batch.kubernetes.io/job-name=${name}` });
    const ends = pods.flatMap(({ status }) => status?.containerStatuses ?? []).flatMap(({ state }) => state?.terminated ?? []);
    const last = ends.find(({ exitCode }) => exitCode in VERDICTS) ?? ends.find(({ exitCode }) => (exitCode === 0) === (ended.type === 'Complete'));
    const words = last?.message?.trim() || ended.message || 'its pods are gone';
    if (ended.type === 'Complete') return words;
    if (last && last.exitCode in VERDICTS) throw new Failure(last.exitCode, VERDICTS[last.exitCode], words);
    throw RECOVERY(`the restored database could not be looked at: ${words}`);
  }

  /**
   * Removes everything, and waits until it is gone. What is there under a name of this drill and is not its own stays.
   * @param release takes away what the engine's operator holds things back with, and what it leaves
   */
  async remove(seconds, release) {
    let quietFrom = 0;
    for (const object of [...this.all].reverse()) {
      const there = await this.api.get(this.at(object));
      if (!there) continue;
      if (there.metadata.labels?.[DRILL] !== this.name) throw LEFT_OVER(`${shown(there)} is there and is not of this drill: it carries no label ${DRILL}=${this.name}`);
      this.log(`removing ${shown(there)}`);
      await this.api.remove(this.at(object), { uid: there.metadata.uid });
      if (release) quietFrom = Date.now() + OPERATOR_ENDS_SECONDS * 1000;
    }
    const deadline = Date.now() + seconds * 1000;
    let left = [];
    await until(async () => {
      const asked = Date.now();
      await release?.(this.api, this, this.log, deadline);
      left = await this.left();
      return (left.length === 0 && asked >= quietFrom) || Date.now() > deadline;
    }, { signal: this.api.signal });
    if (left.length > 0) throw LEFT_OVER(`still there after ${seconds} s: ${left.join(', ')}`);
  }

  /** What is there, in words. */
  async left() {
    const named = await Promise.all(this.all.map((object) => this.api.get(this.at(object))));
    const selected = await Promise.all(this.remains.map(async ({ api, kind, labels }) => (
      (await this.api.list({ api, namespace: this.namespace, kind }, { labels })).map((object) => ({ kind, ...object })))));
    return [...named.filter(Boolean), ...selected.flat()].map(shown);
  }

  async create(object) {
    const { api, kind, manifest } = object;
    this.log(`making ${manifest.kind} ${manifest.metadata.name}`);
    // goes with the pod of this run, should that never come to remove it
    const metadata = { ...manifest.metadata, labels: { ...manifest.metadata.labels, [DRILL]: this.name }, ownerReferences: [this.owner] };
    await this.api.create({ api, namespace: this.namespace, kind }, { ...manifest, metadata });
    this.made.add(object);
  }

  at({ api, kind, manifest }) {
    return { api, namespace: this.namespace, kind, name: manifest.metadata.name };
  }
}

function shown({ kind, metadata: { name, deletionTimestamp, finalizers } }) {
  return `${kind} ${name}${deletionTimestamp && finalizers?.length ? ` (waits for ${finalizers.join(', ')})` : ''}`;
}
