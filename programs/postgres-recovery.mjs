// How a Cluster of CloudNativePG 1.30 comes back from the backups of the Barman Cloud plugin 0.14, and what its Job's logs say of it.
import { setTimeout as pause } from 'node:timers/promises';
import { CREDENTIALS, DEADLINE, NO_BACKUP, RECOVERY, STORE, UNREAD } from './drill.mjs';
import { until } from './kubernetes.mjs';

/** The first that matches is what happened. Messages of botocore, Azure's and Google's clients, barman-cloud 3.13 and the plugin. */
const CAUSES = [
  [NO_BACKUP, /no target backup found|NoSuchBucket|[Bb]ucket .* does not exist|container .* does not exist|ContainerNotFound/],
  [CREDENTIALS, new RegExp(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AccessDenied', 'Access ?Denied', 'Forbidden', 'ExpiredToken', 'InvalidToken', 'InvalidClientTokenId', 'AuthorizationFailure',
    'AuthenticationFailed', 'AuthorizationPermissionMismatch', 'Unable to locate credentials', 'NoCredentials', 'DefaultCredentialsError', 'InvalidGrant', 'invalid_grant', '\\b40[13]\\b',
    'secrets? "[^"]*" not found', 'no permission to download the backup credentials', 'while getting secret', 'missing key'].join('|'))],
  [STORE, new RegExp(['Could not connect to the endpoint', 'EndpointConnectionError', 'ConnectTimeout', 'Connect timeout', 'Read timeout', 'ReadTimeout', 'Connection was closed', 'ConnectionClosed',
    'Connection refused', 'ConnectionReset', 'Connection reset', 'Connection aborted', 'Failed to establish a new connection', 'Name or service not known', 'Temporary failure in name resolution', 'name resolution',
    'ServiceUnavailable', 'SlowDown', 'InternalError', 'Max retries exceeded', 'connectivity failure', 'ErrConnectivity'].join('|'))],
];

/** What a Job of the operator's tries again with no hope. */
const FINAL = [NO_BACKUP, CREDENTIALS];

/** What a container's end takes at least to become the end of its pod: kubelet, Job controller, operator and garbage collector, one after the other. */
const POD_OUTLIVES_SECONDS = 2;

/** Waits until the database has come back; returns what is known of it. */
export async function recover(api, { name, namespace }, log) {
  const logs = new RecoveryLogs(api, namespace, log);
  const seen = { phase: 'nothing of it was seen' };
  try {
    await until(async () => {
      const cluster = await api.get({ api: 'postgresql.cnpg.io/v1', namespace, kind: 'clusters', name });
      if (!cluster) throw RECOVERY(`Cluster ${name} was removed by somebody else`);
      const { phase, phaseReason, conditions = [] } = cluster.status ?? {};
      const words = [phase, phaseReason].filter(Boolean).join(': ') || 'the operator has not looked at it';
      if (words !== seen.phase) log(`Cluster ${name}: ${words}`);
      seen.phase = words;
      if (conditions.some(({ type, status }) => type === 'Ready' && status === 'True')) return true;
      const pods = await api.list({ api: 'v1', namespace, kind: 'pods' }, { labels: `cnpg.io/cluster=${name},cnpg.io/jobRole` });
      pods.forEach((pod) => logs.follow(pod));
      for (const pod of pods.filter(({ status }) => status?.phase === 'Failed')) await failed(logs, pod, log);
      const job = await api.get({ api: 'batch/v1', namespace, kind: 'jobs', name: `${name}-1-full-recovery` });
      if (job?.status?.conditions?.some(({ type, status }) => type === 'Failed' && status === 'True')) throw logs.cause() ?? RECOVERY(logs.lastWords() ?? 'its Job failed without a word');
      return false;
    }, { signal: api.signal });
  } catch (error) {
    if (api.signal?.aborted && api.signal.reason?.code === DEADLINE('').code) throw overdue(api.signal.reason, logs, seen.phase);
    throw error;
  }
  await logs.ended();
  if (logs.trouble) throw STORE(`the log could not be read to its end, so that only a part was restored: ${logs.trouble}`);
  if (logs.unread.length > 0) throw UNREAD(`the recovery's log could not be read to its end, so that it is not known how much was restored: ${logs.unread.join(', ')}`);
  return { newest: logs.newest(), backup: logs.backup };
}

/** A Job's pod that failed ends the drill when trying again is no use. */
async function failed(logs, pod, log) {
  if (!await logs.endedOf(pod)) return;
  const cause = logs.causeOf(pod);
  log(`pod ${pod.metadata.name} failed${cause ? `: ${cause.message}` : ''}`);
  if (cause && FINAL.some((kind) => kind('').code === cause.code)) throw cause;
}

/** A deadline that passes while the store does not answer is the store's. */
function overdue(deadline, logs, phase) {
  const cause = logs.cause();
  if (cause) return cause;
  const last = logs.lastWords();
  return DEADLINE(`${deadline.message}; the Cluster said: ${phase}${last ? `; the last of its logs: ${last}` : ''}`);
}

export class RecoveryLogs {
  constructor(api, namespace, log) {
    Object.assign(this, { api, namespace, log });
    this.pods = new Map();
  }

  /** Reads the logs of both containers of a pod, once, when they have begun. */
  follow(pod) {
    const { metadata: { name, labels }, spec } = pod;
    const told = [...(spec.initContainers ?? []), ...spec.containers].map((of) => of.name).filter((of) => [labels['cnpg.io/jobRole'], 'plugin-barman-cloud'].includes(of));
    if (!this.pods.has(name)) this.pods.set(name, { following: new Map(), unread: new Set(told), errors: [], judged: false });
    const of = this.pods.get(name);
    for (const container of told) {
      const state = stateOf(pod, container);
      if (of.following.has(container) || !(state?.running || state?.terminated)) continue;
      of.following.set(container, this.whole(of, pod, container).then((read) => { if (read) of.unread.delete(container); }));
    }
  }

  /**
   * Reads a container's log until the container has ended, however often the stream ends before; returns whether it came so far. A stream that ends in
   * good order says nothing: it does when the kubelet or the API server starts anew. What is read again, is read from its beginning.
   */
  async whole(of, seen, container) {
    const { name } = seen.metadata;
    let [pod, streamEnded] = [seen, -Infinity];
    while (pod && !this.api.signal?.aborted) {
      const over = hasEnded(pod, container);
      try {
        await this.api.follow({ namespace: this.namespace, name, container }, (line) => this.read(of, line));
        if (over) return true;
        streamEnded = Date.now();
      } catch (error) {
        // read again while the pod is there
        if (error.status !== 404) await this.pause(1000);
      }
      pod = await this.later(pod, container);
    }
    // gone at once after the stream had ended, it had ended before it
    return Date.now() - streamEnded < POD_OUTLIVES_SECONDS * 1000;
  }

  /** The pod once its container has ended, or else some seconds later; undefined when it is gone, as soon after its end it is. */
  async later(pod, container) {
    const last = Date.now() + 3000;
    for (;;) {
      // the drill may list pods, and get none
      const [there] = await this.api.list({ api: 'v1', namespace: this.namespace, kind: 'pods' }, { fields: `metadata.name=${pod.metadata.name}` }).catch(() => [pod]);
      if (!there || hasEnded(there, container) || Date.now() > last || this.api.signal?.aborted) return there;
      await this.pause(200);
    }
  }

  pause(milliseconds) {
    return pause(milliseconds, undefined, { signal: this.api.signal }).catch(() => undefined);
  }

  read(of, line) {
    let entry;
    try {
      entry = JSON.parse(line);
    } catch {
      return;
    }
    const text = [entry.msg, entry.error, entry.record?.message, entry.record?.detail, entry.stderr].filter((part) => typeof part === 'string').join(': ').replace(/\s+/g, ' ').trim();
    if (entry.msg === 'Target backup found') of.backup = backupOf(entry.backup);
    const newest = /last completed transaction was at log time (\S+) (\S+)/.exec(text);
    if (newest) of.transaction = momentOf(newest[1], newest[2]);
    if (/^Failed restoring WAL file/.test(text)) of.trouble ??= cut(text);
    const severity = entry.record?.error_severity;
    const isError = entry.level === 'error' || entry.level === 'fatal' || severity === 'FATAL' || severity === 'PANIC';
    // the operator stops the server that replayed the log, and calls that an error
    if ((isError && entry.msg !== 'While terminating server') || (entry.pipe === 'stderr' && /^barman-cloud/.test(entry.logger))) of.errors.push(text);
    if (newest || isError || /Target backup found|Restore completed|archive recovery complete/.test(text)) this.log(`recovery: ${cut(text)}`);
  }

  /** What the last pod saw: of those before it nothing is left. */
  get last() {
    return [...this.pods.values()].pop() ?? {};
  }

  get backup() {
    return this.last.backup;
  }

  /** The containers of the last pod whose logs were not read to their ends. */
  get unread() {
    return [...(this.last.unread ?? [])];
  }

  /** Why the log was not read to its end. */
  get trouble() {
    return this.last.trouble;
  }

  /** The newest moment that was surely restored: of the last transaction, and where there was none since, of the backup's end. */
  newest() {
    const moments = [this.last.transaction, this.backup?.end].filter(Boolean);
    return moments.length === 0 ? undefined : new Date(Math.max(...moments));
  }

  async ended() {
    const all = [...this.pods.values()].flatMap(({ following }) => [...following.values()]);
    // the kubelet may keep a log open for a moment after its container
    await Promise.race([Promise.all(all), new Promise((resolve) => setTimeout(resolve, 15_000).unref())]);
  }

  /** Whether the pod's logs were read and it was not judged before. */
  async endedOf({ metadata: { name } }) {
    const of = this.pods.get(name);
    if (!of || of.judged) return false;
    of.judged = true;
    await Promise.race([Promise.all(of.following.values()), new Promise((resolve) => setTimeout(resolve, 15_000).unref())]);
    return true;
  }

  causeOf({ metadata: { name } }) {
    return causeIn(this.pods.get(name)?.errors ?? []);
  }

  cause() {
    return [...this.pods.values()].reverse().map(({ errors }) => causeIn(errors)).find(Boolean);
  }

  lastWords() {
    const said = [...this.pods.values()].flatMap(({ errors }) => errors);
    return said.length > 0 ? cut(said[said.length - 1]) : undefined;
  }
}

function stateOf({ status }, container) {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find(({ name }) => name === container)?.state;
}

/** Whether it comes no more: the plugin's is started again while the Job's own runs. */
function hasEnded(pod, container) {
  return [container, pod.metadata.labels['cnpg.io/jobRole']].every((name) => stateOf(pod, name)?.terminated !== undefined);
}

function causeIn(errors) {
  for (const [kind, pattern] of CAUSES) {
    const text = errors.find((error) => pattern.test(error));
    if (text !== undefined) return kind(cut(text, pattern.exec(text).index));
  }
  return undefined;
}

function backupOf({ backup_id: id, EndTime: end, end_time_iso: iso } = {}) {
  const moment = new Date(iso || end);
  return { id, end: Number.isNaN(moment.getTime()) ? undefined : moment };
}

/** As much as a sentence of a message can hold, around a place in it. */
function cut(text, at = 0) {
  const start = Math.max(0, at - 200);
  return `${start > 0 ? '…' : ''}${text.slice(start, start + 500)}${text.length > start + 500 ? '…' : ''}`;
}

/** PostgreSQL writes `2026-11-28 10:20:30.123456+00`. */
function momentOf(date, clock) {
  const moment = new Date(`${date}T${clock.replace(/([+-]\d\d)$/, '$1:00')}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
