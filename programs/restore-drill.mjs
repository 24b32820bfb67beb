// Restores the newest backup of a database into a throw-away one, looks at it, measures, and removes everything: node restore-drill.mjs DIRECTORY
//
// DIRECTORY/drill.json says what is made and what the objectives are; the module that it names knows the engine. The verdict is the exit code;
// the last line, which is the pod's termination message too, says it as JSON. Codes from 11 are verdicts, and the same the next time:
//
//   0  the newest backup could be restored, and everything is as it must be
//   1  stopped before the end, or something that nobody thought of
//   2  the recovery's log could not be read to its end, so that it is not known how much was restored
//  11  the restored database holds no table          20  there is no backup
//  12  an assertion is not true                      21  the object store refuses the credentials, or they are missing
//  13  an assertion failed                           22  the object store cannot be reached, or went away in the middle
//  14  the newest row is too old                     23  it was not done within the recovery time objective
//  15  it is another database                        24  the recovery failed
//  25  what was restored is older than the recovery point objective, or nobody knows how old
//  26  something is left over and cannot be removed
//  28  the newest moment is not covered by what was uploaded
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEADLINE, Failure, LEFT_OVER, STALE, STOPPED, ThrowAway } from './drill.mjs';
import { Kubernetes } from './kubernetes.mjs';
import { publish } from './publish.mjs';

/** What may lie between two clocks. */
const SKEW = 60_000;

const directory = process.argv[2];
if (!directory) throw new Error('usage: restore-drill.mjs DIRECTORY');
const drill = JSON.parse(readFileSync(join(directory, 'drill.json'), 'utf8'));
const { recover, release } = await import(`./${drill.engine}-recovery.mjs`);
const { POD_NAME, POD_UID, JOB_NAME, JOB_UID, TERMINATION_MESSAGE = '/dev/termination-log' } = process.env;

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop.abort(STOPPED(`stopped by ${signal} before the end`)));
const overdue = new AbortController();

const account = process.env.KUBERNETES_ACCOUNT;
const api = new Kubernetes({ signal: AbortSignal.any([stop.signal, overdue.signal]), ...(account && { directory: account }) });
// cleaning up is what a signal and the deadline ask for
const cleaning = api.with(undefined);
const owner = { apiVersion: 'v1', kind: 'Pod', name: POD_NAME, uid: POD_UID };
const throwAway = new ThrowAway(api, drill, owner, log);
const remover = new ThrowAway(cleaning, drill, owner, log);

const result = await run();
const line = JSON.stringify(result);
await publish(cleaning, drill, { name: JOB_NAME, uid: JOB_UID }, result, log).catch((error) => log(`not published: ${error.message}`));
console.log(line);
try {
  writeFileSync(TERMINATION_MESSAGE, line.slice(0, 4000));
} catch (error) {
  log(`no termination message: ${error.message}`);
}
process.exit(result.exitCode);

async function run() {
  const begun = Date.now();
  const measured = {};
  let failure;
  try {
    await remover.remove(drill.cleaningSeconds, release);
    await rehearse(measured);
  } catch (error) {
    failure = failureOf(error);
    log(failure.message);
  }
  // what is not of this drill was found before anything was made
  if (failure?.code !== LEFT_OVER('').code) failure = await cleaned(failure);
  return {
    drill: drill.name,
    source: drill.source,
    verdict: failure ? 'failed' : 'passed',
    reason: failure?.reason ?? 'passed',
    exitCode: failure?.code ?? 0,
    words: (failure?.message ?? measured.verification).slice(0, 1500),
    ...measured,
    recoveryTimeObjectiveSeconds: drill.recoveryTimeSeconds,
    recoveryPointObjectiveSeconds: drill.recoveryPointSeconds,
    tookSeconds: seconds(begun),
  };
}

async function rehearse(measured) {
  const begun = Date.now();
  const timer = setTimeout(() => overdue.abort(DEADLINE(`not done within the recovery time objective of ${drill.recoveryTimeSeconds} s`)), drill.recoveryTimeSeconds * 1000);
  try {
    await throwAway.make();
    const { newest, backup } = await recover(api, drill, log, (object) => throwAway.create(object));
    measured.recoveryTimeSeconds = seconds(begun);
    measured.backup = backup?.id;
    measured.newestRestored = newest?.toISOString();
    log(`restored in ${measured.recoveryTimeSeconds} s, up to ${measured.newestRestored ?? 'a moment that its log does not tell'}`);
    requireOneTime(newest);
    // what was written and archived after it had begun comes back, too
    measured.recoveryPointSeconds = newest && Math.max(0, Math.round((begun - newest.getTime()) / 1000));
    requireFresh(measured);
    measured.verification = await throwAway.verify();
  } finally {
    clearTimeout(timer);
  }
}

/** With a clock that is behind, everything would be young. */
function requireOneTime(newest) {
  const ahead = newest === undefined ? 0 : newest.getTime() - Date.now();
  if (ahead <= SKEW) return;
  throw STALE(`the newest that could be restored is of ${newest.toISOString()}, ${Math.round(ahead / 1000)} s after the time of this drill's clock: `
    + 'the clock of its node is behind, or the database\'s was ahead, and how old it is is not known');
}

function requireFresh({ recoveryPointSeconds, newestRestored, backup }) {
  const objective = drill.recoveryPointSeconds;
  if (recoveryPointSeconds === undefined) throw STALE('neither the recovery\'s log nor the backup tells up to when it was restored');
  if (recoveryPointSeconds <= objective) return;
  throw STALE(`the newest that could be restored is of ${newestRestored}, ${recoveryPointSeconds} s before the drill began, and not of ${objective} s before it at most (backup ${backup})`);
}

/** Removes everything; what is left over is a failure of its own, or stands beside the other one. */
async function cleaned(failure) {
  try {
    await remover.remove(drill.cleaningSeconds, release);
    return failure;
  } catch (error) {
    const left = failureOf(error);
    if (!failure) return left.code === 1 ? LEFT_OVER(left.message) : left;
    failure.message += `; and left over: ${left.message}`;
    return failure;
  }
}

function failureOf(error) {
  if (error instanceof Failure) return error;
  // what a signal ended says so by its reason
  if (stop.signal.aborted) return stop.signal.reason;
  if (overdue.signal.aborted) return overdue.signal.reason;
  return new Failure(1, 'error', error.message);
}

function seconds(since) {
  return Math.round((Date.now() - since) / 100) / 10;
}

function log(text) {
  console.log(`${new Date().toISOString()} ${text}`);
}
