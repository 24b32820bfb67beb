// One phase of a migration: migrate.mjs SETTINGS EXCHANGE
//
// SETTINGS is a JSON file (migration-job.ts writes it), EXCHANGE the directory of client-shell.sh. The module that SETTINGS names as `program` does it. Applied again it
// looks at what is there, and goes on from there. The last line says how it ended, the exit code (CODES of migration-state.mjs) and an Event of the Job, too.
import { readFileSync, writeFileSync } from 'node:fs';
import { ClientShell } from './client-shell.mjs';
import { Kubernetes } from './kubernetes.mjs';
import { requireAssessed } from './migration-assessed.mjs';
import { leadsTo, toTarget } from './migration-front.mjs';
import { MigrationLease } from './migration-lease.mjs';
import { CODES, MigrationState, Refused } from './migration-state.mjs';

const [, , file, exchange] = process.argv;
const settings = JSON.parse(readFileSync(file, 'utf8'));
const MESSAGE = process.env.TERMINATION_MESSAGE ?? '/dev/termination-log';

const stopping = new AbortController();
for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => stopping.abort(new Error(`stopped by ${name}`)));
const account = process.env.KUBERNETES_ACCOUNT;
const kubernetes = new Kubernetes({ signal: stopping.signal, ...(account && { directory: account }) });
const lease = new MigrationLease(kubernetes.with(undefined), settings, process.env.HOSTNAME ?? `pid-${process.pid}`);
const state = new MigrationState(kubernetes, settings, lease);

let verdict = 'error';
let words;
try {
  ({ words } = await once());
  verdict = 'done';
} catch (error) {
  if (error instanceof Refused) verdict = error.verdict;
  words = stopping.signal.aborted && verdict === 'error' ? `${stopping.signal.reason.message}: ${error.message}` : error.message;
}
await lease.release().catch((error) => console.log(`the lease is not given back: ${error.message}`));
await event().catch((error) => console.log(`no event: ${error.message}`));
const line = `${settings.phase} ${verdict}: ${words}`;
console.log(line);
try {
  writeFileSync(MESSAGE, line.slice(0, 4000));
} catch {
  // where there is no kubelet nobody reads it
}
process.exit(CODES[verdict]);

/** Does the phase while no other pod does. What breaks off stays `running`: the Job's next pod takes it up. */
async function once() {
  await lease.hold((error) => stopping.abort(error));
  const resumed = await state.begin(settings);
  if (resumed === undefined) return { words: `it was done at ${state.known.done[settings.phase]}${await ledAgain()}` };
  console.log(`${settings.phase} of ${settings.name}${resumed ? ', taken up again' : ''}`);
  try {
    await requireBehind();
    if (settings.method === 'dump' && ['copy', 'switch'].includes(settings.phase) && !state.known.move) await requireAssessed(kubernetes, state, settings);
    const shell = await new ClientShell(exchange, { signal: stopping.signal }).open();
    const { run } = await import(`./${settings.program}`);
    const end = await run({ settings, kubernetes, shell, state, lease, signal: stopping.signal, log: (text) => console.log(text) });
    await state.end(settings.rehearsal ? 'rehearsed' : 'done', end.words, end);
    return end;
  } catch (error) {
    if (error instanceof Refused) await state.end(error.verdict, error.message);
    throw error;
  }
}

/** Who replaced the front, and with it where it leads, has cut the clients off. Who led them to the source by hand, has had them write there since. */
async function ledAgain() {
  const leads = settings.phase === 'switch' ? await leadsTo(kubernetes, settings) : 'target';
  if (leads === 'target') return '';
  const front = settings.front.service ?? settings.front.configMap;
  if (leads === 'source') throw new Refused(`the clients were moved at ${state.known.done.switch}, and ${front} leads to the source: what they wrote there since is not on the target, and they stay where they are`);
  await toTarget(kubernetes, settings);
  return `; ${front} led elsewhere, and leads to the target again`;
}

/** What comes before the switch has no business where the clients are at the target. */
async function requireBehind() {
  if (!['prepare', 'replicate', 'copy'].includes(settings.phase) || await leadsTo(kubernetes, settings) !== 'target') return;
  throw new Refused(`${settings.front.service ?? settings.front.configMap} leads to the target: ${settings.phase} would take the clients from what they wrote there`);
}

async function event() {
  const api = kubernetes.with(undefined);
  const at = new Date().toISOString();
  await api.create({ api: 'v1', namespace: settings.namespace, kind: 'events' }, {
    apiVersion: 'v1', kind: 'Event', metadata: { generateName: `${settings.name}-`, namespace: settings.namespace },
    involvedObject: { apiVersion: 'v1', kind: 'ConfigMap', namespace: settings.namespace, name: settings.state },
    type: verdict === 'done' ? 'Normal' : 'Warning', reason: `Migration${verdict === 'done' ? 'Phase' : ''}${verdict[0].toUpperCase()}${verdict.slice(1)}`,
    message: `${settings.phase}: ${words}`.slice(0, 1000), source: { component: settings.name }, firstTimestamp: at, lastTimestamp: at, count: 1,
  });
}
