// Watches a migration: migration-watch.mjs SETTINGS EXCHANGE
//
// Serves metrics, and compares source and target over and over while the target follows the source. The module `<engine>-watch.mjs` asks the servers. A server
// that is gone is a metric, and no end of this program. It writes the key `comparison` of the state's ConfigMap, and nothing else there; a module with `tidy` takes away what
// nobody needs any more.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ClientShell } from './client-shell.mjs';
import { Kubernetes } from './kubernetes.mjs';
import { MigrationMetrics } from './migration-metrics.mjs';
import { now } from './migration-state.mjs';
import { ReplicationLag } from './replication-lag.mjs';

const EVERY_SECONDS = 5;
const ANSWER_SECONDS = 20;
/** Without a turn for so long something hangs. */
const ALIVE_SECONDS = 120;
const PAUSE_SECONDS = 60;
/** A ConfigMap holds 1 MiB (Kubernetes docs, "ConfigMaps"), most of it for others. */
const MOST_BYTES = 100_000;
/** Without an answer, or without a slot, an old value would be a lie. */
const UNKNOWN = Object.fromEntries(Object.entries({
  source: ['lag_bytes', 'lag_seconds', 'held_wal_bytes', 'slot_active', 'slot_lost', 'writes_stopped'],
  target: ['tables', 'target_writes_stopped', 'way_back_lag_bytes', 'way_back_held_wal_bytes', 'way_back_slot_active', 'way_back_slot_lost'],
}).map(([server, names]) => [server, Object.fromEntries(names.map((name) => [name, undefined]))]));

const [, , file, exchange] = process.argv;
const settings = JSON.parse(readFileSync(file, 'utf8'));
const account = process.env.KUBERNETES_ACCOUNT;
const kubernetes = new Kubernetes(account && { directory: account });
const STATE = { api: 'v1', namespace: settings.namespace, kind: 'configmaps', name: settings.state };

// the sidecar ends with the pod, and what it runs with it
for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => process.exit(0));

let turned = Date.now();
const metrics = new MigrationMetrics(settings, () => Date.now() - turned < ALIVE_SECONDS * 1000);
await metrics.serve(Number(process.env.PORT ?? 9188));

const { Watch } = await import(`./${settings.engine}-watch.mjs`);
const lag = new ReplicationLag();
const said = new Map();
/** Slots that have to be there by what the state says; `making` is a switch that makes the way back, which nobody reads yet. */
let expected = {};
let watch;
let round;
let roundEnded = 0;

for (;;) {
  await tried('migration', turn);
  turned = Date.now();
  await pause(EVERY_SECONDS * 1000);
}

async function turn() {
  watch ??= new Watch(await new ClientShell(exchange).open(), settings);
  const [following, ready] = await Promise.all([tried('state', state), tried('target', target), tried('source', source)]);
  for (const server of ['source', 'target']) if (said.get(server) !== undefined) metrics.set(UNKNOWN[server]);
  metrics.set({ source_up: said.get('source') === undefined, target_up: said.get('target') === undefined });
  await tried('replicas', () => watch.tidy?.(AbortSignal.timeout(ANSWER_SECONDS * 1000)));
  if (following === false) round?.abort(new Error('the state says that the target does not follow the source'));
  const rest = (settings.limits?.comparisonPauseSeconds ?? PAUSE_SECONDS) * 1000;
  if (following && ready && !round && Date.now() - roundEnded >= rest) void compare();
}

/** Whether the target follows the source; after the switch it is the other way round. */
async function state() {
  const map = await kubernetes.with(AbortSignal.timeout(ANSWER_SECONDS * 1000)).get(STATE);
  const { done = {}, current, move } = JSON.parse(map?.data?.state ?? '{}');
  if (metrics.values.mismatched_rows === undefined && map?.data?.comparison) tell(JSON.parse(map.data.comparison));
  const turning = ['switch', 'confirm', 'return'].includes(current?.phase) && current.status === 'running';
  const moved = done.switch !== undefined && done.return === undefined;
  metrics.set({ phase: current && [[{ phase: current.phase, status: current.status }, 1]], clients_at_target: moved });
  expected = { slot: done.replicate !== undefined && !moved && !move && !turning, back: moved && !done.confirm && !move && !turning && settings.wayBack, making: turning && current.phase === 'switch' && !moved };
  return !turning && !move && !moved && !done.confirm;
}

async function source() {
  const { at, slot, stopped } = await watch.source(AbortSignal.timeout(ANSWER_SECONDS * 1000));
  metrics.set({ ...UNKNOWN.source, writes_stopped: stopped });
  if (!slot && expected.slot) metrics.set({ slot_active: false, slot_lost: true });
  if (!slot) return;
  metrics.set({
    lag_bytes: Math.max(0, at - slot.confirmed), lag_seconds: lag.seconds(Date.now(), { at, confirmed: slot.confirmed }), held_wal_bytes: slot.held,
    slot_active: slot.active, slot_lost: slot.wal === 'lost',
  });
}

/** Whether all tables are copied. */
async function target() {
  const { tables, stopped, back: { at, slot } } = await watch.target(AbortSignal.timeout(ANSWER_SECONDS * 1000));
  metrics.set({ ...UNKNOWN.target, target_writes_stopped: stopped, tables: Object.entries(tables).map(([name, count]) => [{ state: name }, count]) });
  if (!slot && expected.back) metrics.set({ way_back_slot_active: false, way_back_slot_lost: true });
  if (slot) {
    metrics.set({ way_back_lag_bytes: Math.max(0, at - slot.confirmed), way_back_held_wal_bytes: slot.held, way_back_slot_active: expected.making ? undefined : slot.active, way_back_slot_lost: slot.wal === 'lost' });
  }
  const { ready, ...others } = tables;
  return ready > 0 && Object.values(others).every((count) => count === 0);
}

async function compare() {
  round = new AbortController();
  const { signal } = round;
  await tried('comparison', async () => {
    const found = await watch.compare({ signal, report: ({ rows }) => metrics.set({ compared_rows_total: metrics.values.compared_rows_total + rows }) });
    signal.throwIfAborted();
    await kubernetes.with(signal).patch(STATE, { data: { comparison: short(found) } });
    tell(found);
    console.log(`compared ${found.rows} rows of ${found.tables.length + (found.left ?? 0)} tables: ${found.mismatches} differ, ${found.complete ? 'complete' : `not complete, ${found.unsettled} unsettled`}`);
  });
  round = undefined;
  roundEnded = Date.now();
}

function tell({ mismatches, unsettled, complete, ended }) {
  metrics.set({ mismatched_rows: mismatches, unsettled_rows: unsettled, ...(complete && { last_comparison_timestamp_seconds: Date.parse(ended) / 1000 }) });
}

/** What has to be seen first; what is equal is left out where there is no place. */
function short(found) {
  const weight = ({ mismatched, unsettled, words }) => (mismatched > 0 ? 0 : words ? 1 : unsettled > 0 ? 2 : 3);
  const tables = [...found.tables].sort((a, b) => weight(a) - weight(b));
  for (let most = tables.length; ; most = Math.floor(most / 2)) {
    const text = JSON.stringify({ ...found, tables: tables.slice(0, most), ...(most < tables.length && { left: tables.length - most }) });
    if (Buffer.byteLength(text) <= MOST_BYTES) return text;
  }
}

/** What work gives; what it throws is said once, until it is well again. */
async function tried(what, work) {
  let words;
  try {
    return await work();
  } catch (error) {
    words = error.message;
    return undefined;
  } finally {
    if (words !== said.get(what)) console.log(`${now()} ${what}: ${words ?? 'well again'}`);
    said.set(what, words);
  }
}
