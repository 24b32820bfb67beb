// Rehearses the failover of a database: failover-drill.mjs SETTINGS LEDGER
//
// SETTINGS is a JSON file (failover-drill-job.ts writes it), LEDGER the directory that a probe writes into meanwhile. The module that SETTINGS names,
// `<engine>-failover.mjs`, knows the operator. Nothing is changed but the primary: its pod is deleted, or the operator is asked for a switchover. The last
// line says how it ended; the exit code and the `verdict` of the pod's termination message, one line of JSON, tell one end from another (ENDS in
// failover-judgement.mjs).
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { End, ENDS, judge, lostWrites, readWrites, unavailability } from './failover-judgement.mjs';
import { Kubernetes, until } from './kubernetes.mjs';
import { secondsLeft } from './maintenance-window.mjs';
import { put } from './publish.mjs';

const [, , file, ledger] = process.argv;
const settings = JSON.parse(readFileSync(file, 'utf8'));
const { namespace, cluster: name, method } = settings;
const engine = await import(`./${settings.engine}-failover.mjs`);
const MESSAGE = process.env.TERMINATION_MESSAGE ?? '/dev/termination-log';
const PROBE_SECONDS = 120;
const READ_BACK_SECONDS = Number(process.env.READ_BACK_SECONDS ?? 100);
// two seconds of writes
const ENOUGH_WRITES = 20;
// a write that is on its way gets its answer or none
const ENDING_SECONDS = 10;

const stopping = new AbortController();
const account = process.env.KUBERNETES_ACCOUNT;
const kubernetes = new Kubernetes({ signal: stopping.signal, ...(account && { directory: account }) });
const clusterOf = { api: engine.OBJECT.api, namespace, kind: engine.OBJECT.kind, name };
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
  console.log(`${name} is fully healthy${primary === undefined ? '' : `, its primary is ${primary}`}`);
  await requireWrites();
  // both may have changed meanwhile
  const from = await requireFit();
  await fail(from);
  await recover();
  const writes = await readBack();
  found.unavailabilitySeconds = rounded(unavailability(writes, found.failedAt, found.endedAt));
  return judge(found, settings);
}

/**
 * Returns the primary of a database that may be failed over now, undefined where only who acknowledges a write is known and nobody has yet; what ails it
 * may pass, as the operator's own troubles do.
 */
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
  await engine.requireFit(kubernetes, settings, cluster);
  uid = cluster.metadata.uid;
  const primary = engine.primaryOf(cluster, acknowledged(), seconds());
  if (method === 'pod-deletion' && primary !== undefined && !settings.pods.includes(primary)) {
    throw new End('primary-out-of-reach', `refused: the primary ${primary} is none of the pods that the drill may delete `
      + `(${settings.pods[0]} to ${settings.pods.at(-1)}): promote another instance`);
  }
  return primary;
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
  if (method === 'switchover') return engine.switchOver(kubernetes, settings, from, { begin: () => begin(from), signal: stopping.signal });
  const of = { api: 'v1', namespace, kind: 'pods', name: from };
  const pod = await kubernetes.get(of);
  if (!pod) throw new End('unhealthy', `refused: ${name} is not fully healthy: there is no pod ${from}`);
  found.uid = pod.metadata.uid;
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

/** Waits until another instance is the primary, all is well and the probe writes, or the time is over. */
async function recover() {
  const deadline = found.failedAt + settings.healthySeconds;
  found.to = found.from;
  found.ailing = 'its state could not be read';
  await until(async () => {
    await look().catch((error) => { console.log(error.message); });
    // a primary that takes its place again interrupts a second time, soon after it is back
    const watchedUntil = found.failedAt + found.healthyAgainSeconds + (settings.watchSeconds ?? 0);
    return acknowledged().filter(({ seconds: at }) => at > watchedUntil).length >= ENOUGH_WRITES || seconds() > Math.max(deadline, watchedUntil + ENDING_SECONDS || 0);
  }, { everySeconds: 0.5, signal: stopping.signal });
}

async function look() {
  const cluster = await kubernetes.get(clusterOf);
  if (!cluster) throw new Error(`there is no ${engine.OBJECT.Kind} ${name}`);
  found.to = engine.successorOf(cluster, found, acknowledged());
  found.ailing = found.to === found.from ? 'the primary is the same' : await engine.ailmentAfter(kubernetes, settings, cluster, found);
  if (found.ailing === undefined && found.healthyAgainSeconds === undefined) {
    found.healthyAgainSeconds = rounded(seconds() - found.failedAt);
    console.log(`${name} is fully healthy again, its primary is ${found.to}`);
  }
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
    involvedObject: { apiVersion: engine.OBJECT.api, kind: engine.OBJECT.Kind, namespace, name, uid },
    reason,
    message: message.slice(0, 1000),
    type: reason === 'FailoverDrillPassed' ? 'Normal' : 'Warning',
    source: { component: 'failover-drill' },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  });
}
