// Rehearses the failover of a CloudNativePG Cluster: failover-drill.mjs SETTINGS LEDGER
//
// SETTINGS is a JSON file (failover-drill-job.ts writes it), LEDGER the directory that failover-probe.sh writes into meanwhile. Nothing is changed but
// the primary: its pod is deleted, or the operator is asked for a switchover. The last line says how it ended; the exit code and the `verdict` of the
// pod's termination message, one line of JSON, tell one end from another (ENDS in failover-judgement.mjs).
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { End, ENDS, ailment, judge, lostWrites, readWrites, requireBackup, requireHealthy, unavailability } from './failover-judgement.mjs';
import { Kubernetes, until } from './kubernetes.mjs';
import { secondsLeft } from './maintenance-window.mjs';
import { put } from './publish.mjs';

const [, , file, ledger] = process.argv;
const settings = JSON.parse(readFileSync(file, 'utf8'));
const { namespace, cluster: name, method } = settings;
const MESSAGE = process.env.TERMINATION_MESSAGE ?? '/dev/termination-log';
const PROBE_SECONDS = 120;
const READ_BACK_SECONDS = Number(process.env.READ_BACK_SECONDS ?? 100);
// two seconds of writes
const ENOUGH_WRITES = 20;

const stopping = new AbortController();
const account = process.env.KUBERNETES_ACCOUNT;
const kubernetes = new Kubernetes({ signal: stopping.signal, ...(account && { directory: account }) });
const clusterOf = { api: 'postgresql.cnpg.io/v1', namespace, kind: 'clusters', name };
const seconds = () => Date.now() / 1000;
const rounded = (value) => Math.round(value * 10) / 10;
/** What is known so far. */
const found = {};
let uid;

for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stopping.abort(new End('stopped', `stopped by ${signal} ${found.from ? `after ${found.from} was to go` : 'before anything was done'}`)));

// the probe stops when nobody touches it any more
writeFileSync(`${ledger}/alive`, '');
const alive = setInterval(() => utimesSync(`${ledger}/alive`, new Date(), new Date()), 1000);

let end;
try {
  end = await drill();
} catch (error) {
  const cause = stopping.signal.aborted ? stopping.signal.reason : error;
  end = cause instanceof End ? cause : new End('error', `broke off ${found.from ? `after ${found.from} was to go` : 'before anything was done'}: ${cause.message}`);
}
clearInterval(alive);
stopProbe();
await publish(end);
process.exit(ENDS[end.verdict].code);

async function drill() {
  const primary = await requireFit();
  console.log(`${name} is fully healthy, its primary is ${primary}`);
  await requireWrites();
  // both may have changed meanwhile
  const from = await requireFit();
  await fail(from);
  await recover();
  const writes = await readBack();
  found.unavailabilitySeconds = rounded(unavailability(writes, found.failedAt, found.endedAt));
  return judge(found, settings);
}

/** Returns the primary of a database that may be failed over now; what ails it may pass, as the operator's own troubles do. */
async function requireFit() {
  const deadline = seconds() + settings.settlingSeconds;
  for (;;) {
    try {
      return await fitPrimary();
    } catch (error) {
      if (!(error instanceof End && error.verdict === 'unhealthy') || seconds() > deadline) throw error;
      console.log(`waiting: ${error.message.replace(/^refused: /, '')}`);
    }
    await pause(2000, undefined, { signal: stopping.signal });
  }
}

async function fitPrimary() {
  const { window } = settings;
  if (secondsLeft(window, Date.now()) === undefined) {
    throw new End('outside-window', `refused: ${new Date().toISOString()} lies in no window of ${window.seconds} s that opens at "${window.schedule}", UTC`);
  }
  const cluster = await kubernetes.get(clusterOf);
  requireHealthy(cluster, name);
  uid = cluster.metadata.uid;
  const store = await kubernetes.get({ api: 'barmancloud.cnpg.io/v1', namespace, kind: 'objectstores', name: settings.objectStore });
  requireBackup(store, settings, Date.now());
  const { currentPrimary } = cluster.status;
  if (method === 'pod-deletion' && !settings.pods.includes(currentPrimary)) {
    throw new End('primary-out-of-reach', `refused: the primary ${currentPrimary} is none of the pods that the drill may delete `
      + `(${settings.pods[0]} to ${settings.pods.at(-1)}): promote another instance`);
  }
  return currentPrimary;
}

async function requireWrites() {
  const deadline = seconds() + PROBE_SECONDS;
  while (acknowledged().length < ENOUGH_WRITES) {
    if (seconds() > deadline) {
      throw new End('probe-cannot-write', `refused: the probe had ${acknowledged().length} writes acknowledged within ${PROBE_SECONDS} s; the last answer was: ${lastFailure()}`);
    }
    await pause(500, undefined, { signal: stopping.signal });
  }
}

async function fail(from) {
  if (method === 'switchover') return switchOver(from);
  const of = { api: 'v1', namespace, kind: 'pods', name: from };
  const pod = await kubernetes.get(of);
  if (!pod) throw new End('unhealthy', `refused: ${name} is not fully healthy: there is no pod ${from}`);
  begin(from);
  console.log(`pod ${from} is deleted`);
  await kubernetes.remove(of, { uid: pod.metadata.uid }).catch((error) => {
    // asked a second time, because the first answer was lost: another pod has its name by now
    if (error.status !== 409) throw error;
    console.log(error.message);
  });
}

/** From here on the database is not what it was. */
function begin(from) {
  stopping.signal.throwIfAborted();
  found.from = from;
  found.failedAt = seconds();
}

/** As `kubectl cnpg promote` does (CloudNativePG 1.30, internal/cmd/plugin/promote/promote.go). */
async function switchOver(from) {
  const { metadata: { resourceVersion }, status } = await kubernetes.get(clusterOf);
  // asked for already: the answer to it was lost
  if (found.from && status.targetPrimary !== from) return;
  const next = [...status.instancesStatus?.healthy ?? []].sort().find((instance) => instance !== from);
  if (!next) throw new End('unhealthy', `refused: ${name} is not fully healthy: no replica is`);
  const now = new Date().toISOString();
  const ready = { type: 'Ready', status: 'False', reason: 'ClusterIsNotReady', message: 'Cluster Is Not Ready', lastTransitionTime: now.replace(/\.\d+/, '') };
  begin(from);
  console.log(`${next} is to be promoted`);
  try {
    await kubernetes.patch({ ...clusterOf, part: 'status' }, {
      // whatever changed meanwhile is a conflict
      metadata: { resourceVersion },
      status: {
        targetPrimary: next,
        targetPrimaryTimestamp: now.replace('Z', '000Z'),
        phase: 'Switchover in progress',
        phaseReason: `Switching over to ${next}`,
        conditions: [...status.conditions.filter(({ type }) => type !== 'Ready'), ready],
      },
    });
  } catch (error) {
    if (error.status !== 409) throw error;
    console.log(`the Cluster changed meanwhile: ${error.message}`);
    await pause(500, undefined, { signal: stopping.signal });
    return switchOver(from);
  }
}

/** Waits until another instance is the primary, all is well and the probe writes, or the time is over. */
async function recover() {
  const deadline = found.failedAt + settings.healthySeconds;
  found.to = found.from;
  await until(async () => {
    const cluster = await kubernetes.get(clusterOf).catch((error) => { console.log(error.message); });
    if (cluster) {
      found.to = cluster.status.currentPrimary;
      found.ailing = found.to === found.from ? 'the primary is the same' : ailment(cluster);
      if (found.ailing === undefined && found.healthyAgainSeconds === undefined) {
        found.healthyAgainSeconds = rounded(seconds() - found.failedAt);
        console.log(`${name} is fully healthy again, its primary is ${found.to}`);
      }
    }
    const sinceHealthy = found.failedAt + found.healthyAgainSeconds;
    return acknowledged().filter(({ seconds: at }) => at > sinceHealthy).length >= ENOUGH_WRITES || seconds() > deadline;
  }, { everySeconds: 0.5, signal: stopping.signal });
}

/** Stops the probe, and returns what was acknowledged to it. */
async function readBack() {
  found.endedAt = seconds();
  stopProbe();
  while (!existsSync(`${ledger}/present`)) {
    if (seconds() > found.endedAt + READ_BACK_SECONDS) {
      // without a primary nothing can be read: that is what there is to say
      if (found.to === found.from) throw judge({ ...found, lostWrites: 0 }, settings);
      throw new End('writes-not-counted', `the writes cannot be read back after the failover from ${found.from} to ${found.to}; the last answer was: ${lastFailure()}`);
    }
    await pause(500, undefined, { signal: stopping.signal });
  }
  const writes = acknowledged();
  found.lostWrites = lostWrites(writes, readFileSync(`${ledger}/present`, 'utf8'));
  return writes;
}

function acknowledged() {
  const path = `${ledger}/acknowledged`;
  return existsSync(path) ? readWrites(readFileSync(path, 'utf8')) : [];
}

function lastFailure() {
  const path = `${ledger}/failure`;
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : 'none';
}

function stopProbe() {
  writeFileSync(`${ledger}/stop`, '');
}

/** Says how it ended: an Event of the Cluster, a pushgateway where there is one, the termination message, and the last line. */
async function publish({ verdict, message: words }) {
  const { unavailabilitySeconds, lostWrites: lost, healthyAgainSeconds, from, to } = found;
  await event(ENDS[verdict].reason, words).catch((error) => { console.log(`no Event: ${error.message}`); });
  if (settings.pushgateway) await push(verdict);
  try {
    // a kubelet's message is cut at 4,096 bytes
    writeFileSync(MESSAGE, JSON.stringify({ verdict, words: words.slice(0, 1000), unavailabilitySeconds, lostWrites: lost, healthyAgainSeconds, from, to }));
  } catch (error) {
    console.log(`no termination message: ${error.message}`);
  }
  console.log(words);
}

async function push(verdict) {
  await put(settings.pushgateway, { job: 'failover-drill', namespace, database: name }, {
    failover_drill_passed: verdict === 'passed' ? 1 : 0,
    failover_drill_last_run_timestamp_seconds: Math.round(seconds()),
    failover_drill_unavailability_seconds: found.unavailabilitySeconds,
    failover_drill_unavailability_objective_seconds: settings.unavailabilitySeconds,
    failover_drill_healthy_again_seconds: found.healthyAgainSeconds,
    failover_drill_lost_writes: found.lostWrites,
  }, console.log);
}

async function event(reason, message) {
  const now = new Date().toISOString().replace(/\.\d+/, '');
  // what stops the drill does not stop its Event
  await kubernetes.with(AbortSignal.timeout(15_000)).create({ api: 'v1', namespace, kind: 'events' }, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { generateName: `${name}-failover-drill-`, namespace },
    involvedObject: { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', namespace, name, uid },
    reason,
    message: message.slice(0, 1000),
    type: reason === 'FailoverDrillPassed' ? 'Normal' : 'Warning',
    source: { component: 'failover-drill' },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  });
}
