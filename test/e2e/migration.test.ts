import { backUp } from './archive';
import { itNeeds, PREFIX, variable, Variable } from './environment';
import { FrontClients } from './front-clients';
import { Commit, LivingMigration } from './living-migration';
import { Measurements } from './measurements';
import { OldServer } from './old-server';
import { reached } from './reach';
import { KEPT, keptByReplicas, wayBackSlots } from './way-back-slots';
import { MigrationPhase } from '../../src';
import { changedByApplying } from '../cluster/applied-again';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';
import { Ask, sequences, sums } from '../migration-run/ledger';

const NAMESPACE = `${PREFIX}-migration`;
const NEEDS: Variable[] = ['TEST_OBJECT_STORE', 'TEST_ADDRESSES', 'TEST_IMAGE', 'TEST_IMAGE_OLD'];
/** Size of the biggest table, which no client writes. */
const MEGABYTES = 20;
const WRITTEN = ['orders', '"Sales Data"."Order Lines"', 'customers', 'journal', 'accounts', 'transfers', 'account_changes'];
const { ASSESS, PREPARE, REPLICATE, SWITCH, RETURN, CONFIRM } = MigrationPhase;
const AT_TARGET = { 'cnpg.io/cluster': 'orders', 'cnpg.io/instanceRole': 'primary' };
const DONE = { type: 'Complete', pods: 1 };

const kubernetes = Kubernetes.fromEnvironment();
const machine = new OldServer(kubernetes, `${PREFIX}-machine`, 'app');
const clients = new FrontClients(kubernetes, `${PREFIX}-writers`);
const measurements = new Measurements();
const measured = (what: string, note: string) => measurements.add(`migration: ${what}`, {}, note);
let migration: LivingMigration;

const source: Ask = (query) => machine.sql(query);
const target: Ask = (query) => migration.target.sql(query);
const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const gaps = async (since: number) => (await clients.longestGaps(since)).map((gap) => `${gap.toFixed(1)} s`).join(', ');

/** Waits until who follows has all that is there now. */
async function caughtUp(leading: Ask, slot: string, limit: number): Promise<void> {
  const place = await leading("SELECT pg_logical_emit_message(true, 'e2e', 'place')");
  await until(`the reader of ${slot} at ${place}`, async () => await leading(`SELECT confirmed_flush_lsn >= '${place}' FROM pg_replication_slots WHERE slot_name = '${slot}'`) === 't', { seconds: limit, every: 500 });
}

/** What no client writes. */
async function untouched(ask: Ask): Promise<Record<string, string>> {
  const all = await sums(ask);
  return Object.fromEntries(Object.entries(all).filter(([table]) => !WRITTEN.some((name) => table === name || table === `public.${name}`)));
}

/** Every write that was acknowledged until now is there once, on the server that clients use and then on the one that follows it. */
async function sound(what: string, leading: Ask, following?: { readonly ask: Ask; readonly slot: string }): Promise<void> {
  const ledgers = await clients.ledgers();
  const { acknowledged, wrong } = await clients.verdict(ledgers, leading);
  expect(wrong).toEqual([]);
  if (following) {
    await caughtUp(leading, following.slot, 120);
    expect((await clients.verdict(ledgers, following.ask)).wrong).toEqual([]);
    expect(await untouched(following.ask)).toEqual(await untouched(leading));
  }
  measured(`${what}: acknowledged writes, missing or doubled${following ? ', on either server' : ''}`, `${acknowledged}: 0`);
}

/** The primary's pod goes without a word, while clients write by the front. */
async function losePrimary(): Promise<{ readonly began: number }> {
  const old = await migration.target.primary();
  const began = Date.now();
  await kubernetes.remove({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: NAMESPACE, name: old } }, { gracePeriodSeconds: 0 });
  await migration.target.failedOver(old, 180);
  return { began };
}

/** What the runbook has whoever tries once more do. */
async function copyAgain(attempt: number): Promise<void> {
  await target('DROP SCHEMA public, "Sales Data" CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner');
  expect(await migration.through({ phase: PREPARE, attempt })).toMatchObject(DONE);
  expect(await migration.through({ phase: REPLICATE, attempt })).toMatchObject(DONE);
}

/** A phase that moves the clients, whose first pod is deleted at one of these steps. */
async function moveWithLosses(commit: Commit, steps: readonly string[], options: { readonly gracePeriodSeconds?: 0 }): Promise<void> {
  const began = Date.now();
  const job = await migration.apply(commit);
  const step = await migration.deletePodAt(job, steps, options);
  const { message, ...end } = await migration.ended(job);
  expect(end).toEqual({ type: 'Complete', pods: 2 });
  await clients.acknowledge(20, 60);
  const how = `${commit.phase}, its pod deleted ${options.gracePeriodSeconds === 0 ? 'without grace ' : ''}at ${step}`;
  measured(`${how}: clients, longest time without an acknowledged write`, `${await gaps(began)}; ${message}`);
}

afterAll(async () => {
  if (!migration) return;
  const of = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, metadata: { namespace: NAMESPACE, name } });
  await kubernetes.remove({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: clients.namespace } });
  // the operator takes it away at both servers, while they are there
  const subscription = of('postgresql.cnpg.io/v1', 'Subscription', 'move');
  await kubernetes.remove(subscription);
  await until('the end of the Subscription', async () => await kubernetes.find(subscription) === undefined, { seconds: 120, every: 1000 });
  for (const manifest of migration.made.filter(({ kind }) => kind === 'Cluster')) await kubernetes.remove(manifest);
  for (const manifest of [...migration.made].reverse()) await kubernetes.remove(manifest);
  await kubernetes.remove({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: machine.namespace } });
  await until('the end of the namespaces', async () => {
    const left = await Promise.all([NAMESPACE, machine.namespace, clients.namespace].map(async (name) => kubernetes.find({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
    return left.every((namespace) => namespace === undefined);
  }, { seconds: 300, every: 1000 });
  for (const volume of await kubernetes.all('v1', 'PersistentVolume')) if (volume.spec.claimRef?.namespace === NAMESPACE) await kubernetes.remove(volume);
});

itNeeds(NEEDS, 'has a server that is to be left, and a target that is healthy and backed up', async () => {
  const front = `orders-front.${NAMESPACE}.svc`;
  for (const name of [clients.namespace, NAMESPACE]) await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await machine.start(front);
  migration = new LivingMigration(kubernetes, { namespace: NAMESPACE, run: `migration-${Date.now()}`, machine, address: await machine.address(), clients });
  await migration.apply();
  await machine.fill('app', await migration.secret('orders-role-app', 'password'), MEGABYTES);
  const password = await machine.administer(migration.back, await migration.secret('orders-server-tls', 'ca.crt'));
  for (const [name, stringData] of Object.entries({ 'vm-db': { password }, 'vm-db-ca': { 'ca.crt': machine.certificate } })) {
    await kubernetes.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace: NAMESPACE, name }, stringData });
  }
  await migration.target.healthy(900);
  await until('a backup', async () => {
    const backups = await kubernetes.all('postgresql.cnpg.io/v1', 'Backup', { namespace: NAMESPACE });
    return backups.some(({ status }) => status?.phase === 'completed');
  }, { seconds: 300, every: 1000 });
});

itNeeds(NEEDS, 'assess looks, and changes nothing', async () => {
  const before = await sums(source);
  const began = Date.now();
  expect(await migration.through({ phase: ASSESS })).toMatchObject(DONE);
  measured('assess', seconds(began));
  expect(await sums(source)).toEqual(before);
  expect(await source('SELECT count(*) FROM pg_publication')).toBe('0');
});

itNeeds(NEEDS, 'prepare leads the front to the source, by which clients write', async () => {
  const began = Date.now();
  expect(await migration.through({ phase: PREPARE })).toMatchObject(DONE);
  measured('prepare', seconds(began));
  await clients.acknowledge(20, 180);
});

itNeeds(NEEDS, 'lets nobody out to the source, nor in to the target, but its own pods', async () => {
  const to = [`${machine.host}:5432`, `orders-rw.${NAMESPACE}.svc:5432`];
  const store = new URL(variable('TEST_OBJECT_STORE')).host;
  const labels = { 'cdk8s-databases.io/migrates': 'move' };
  expect(await reached(kubernetes, { namespace: NAMESPACE, name: 'migrator', labels, to: [...to, store] })).toEqual(to);
  expect(await reached(kubernetes, { namespace: NAMESPACE, name: 'stranger', labels: { app: 'stranger' }, to })).toEqual([]);
  // the same labels elsewhere open nothing of the target
  expect(await reached(kubernetes, { namespace: machine.namespace, name: 'pretender', labels, to: [to[1]] })).toEqual([]);
});

itNeeds(NEEDS, 'replicate whose pod is deleted in the middle is taken up by the next one', async () => {
  const began = Date.now();
  const job = await migration.apply({ phase: REPLICATE });
  const step = await migration.deletePodAt(job, ['subscribing', 'copying', 'comparing'], { gracePeriodSeconds: 0 });
  expect(await migration.ended(job)).toMatchObject({ type: 'Complete', pods: 2 });
  measured(`replicate until compared, its pod deleted at ${step}`, seconds(began));
  await sound('replicate', source, { ask: target, slot: 'move' });
});

itNeeds(NEEDS, 'follows on when the primary of the target is lost meanwhile', async () => {
  const { began } = await losePrimary();
  await caughtUp(source, 'move', 180);
  measured('primary of the target lost while it follows: until it has all again', seconds(began));
  await migration.target.healthy(600);
  await sound('primary of the target lost while it follows', source, { ask: target, slot: 'move' });
  expect(await migration.comparison(300)).toMatchObject({ mismatches: 0 });
  measured('clients meanwhile, longest time without an acknowledged write', await gaps(began));
});

itNeeds(NEEDS, 'changes nothing when a phase is applied again', async () => {
  const before = await migration.state();
  expect(await changedByApplying(kubernetes, migration.manifests({ phase: REPLICATE }))).toEqual([]);
  expect(await migration.state()).toEqual(before);
});

itNeeds(NEEDS, 'the rehearsal of a switch stops nobody', async () => {
  const began = Date.now();
  const end = await migration.through({ phase: SWITCH, rehearsal: true });
  expect(end).toMatchObject({ ...DONE, message: expect.stringContaining('nothing was stopped') });
  await clients.acknowledge(10, 60);
  measured('rehearsal: estimate; clients, longest time without an acknowledged write', `${(await migration.state()).current.figures.estimatedWriteStopSeconds} s; ${await gaps(began)}`);
});

itNeeds(NEEDS, 'switch moves the clients, and loses none of their writes', async () => {
  const began = Date.now();
  expect(await migration.through({ phase: SWITCH })).toMatchObject(DONE);
  expect((await wayBackSlots(migration.target)).filter((slot) => slot === KEPT)).toHaveLength(2);
  await clients.acknowledge(20, 60);
  expect(await migration.selector()).toEqual(AT_TARGET);
  const { figures } = (await migration.state()).current;
  measured('switch: until both replicas keep the slot of the way back, before the write stop', `${figures.wayBackKeptAfterSeconds} s`);
  measured('switch: write stop by the state; clients, longest time without an acknowledged write', `${figures.writeStopSeconds} s; ${await gaps(began)}`);
  await sound('switch', target, { ask: source, slot: 'move_back' });
  const [before, after] = [await sequences(source), await sequences(target)];
  expect(Object.keys(before).filter((name) => Math.sign(before[name].by) * (after[name].next - before[name].next) < 0)).toEqual([]);
  await expect(source('INSERT INTO notes VALUES (\'too late\')')).rejects.toThrow('writes to public.notes are stopped');
});

itNeeds(NEEDS, 'the way back outlives the loss of the target\'s primary', async () => {
  const { began } = await losePrimary();
  await clients.acknowledge(20, 300);
  measured('primary of the target lost after the switch: clients, longest time without an acknowledged write', await gaps(began));
  await caughtUp(target, 'move_back', 300);
  measured('primary of the target lost after the switch: until the source has all again', seconds(began));
  await sound('primary of the target lost after the switch', target, { ask: source, slot: 'move_back' });
  await migration.target.healthy(600);
});

itNeeds(NEEDS, 'the way back outlives a switchover of the target, as an upgrade makes one', async () => {
  await keptByReplicas(migration.target);
  const began = Date.now();
  const old = await migration.target.primary();
  const other = (await migration.target.pods()).find(({ metadata }) => metadata.name !== old).spec.nodeName;
  await migration.target.promote(other);
  await clients.acknowledge(20, 120);
  measured('switchover of the target: clients, longest time without an acknowledged write', await gaps(began));
  await sound('switchover of the target', target, { ask: source, slot: 'move_back' });
  // one that is the server's own, and is left over, is not one that is kept up
  await keptByReplicas(migration.target);
  measured('switchover of the target: until both replicas keep the slot', seconds(began));
});

itNeeds(NEEDS, 'the way back outlives the loss of the next primary, too', async () => {
  const { began } = await losePrimary();
  await clients.acknowledge(20, 300);
  await sound('the next primary lost', target, { ask: source, slot: 'move_back' });
  measured('the next primary lost: until the source has all again', seconds(began));
  await migration.target.healthy(600);
});

itNeeds(NEEDS, 'return moves the clients back, with what they wrote meanwhile', async () => {
  const began = Date.now();
  expect(await migration.through({ phase: RETURN })).toMatchObject(DONE);
  await clients.acknowledge(20, 60);
  const { figures } = (await migration.state()).current;
  measured('return: write stop by the state; clients, longest time without an acknowledged write', `${figures.writeStopSeconds} s; ${await gaps(began)}`);
  await sound('return', source);
});

itNeeds(NEEDS, 'prepare is refused over what grew old on the target, and works when its schemas are dropped', async () => {
  expect(await migration.through({ phase: PREPARE, attempt: 2 })).toMatchObject({
    type: 'Failed', message: expect.stringMatching(/^prepare refused: tables of the target hold rows, and no subscription fills them: .*; empty them$/),
  });
  await copyAgain(3);
  await sound('replicate again', source, { ask: target, slot: 'move' });
});

itNeeds(NEEDS, 'switch whose pod is deleted in the middle is done by the next one, and the primary may be lost at once', async () => {
  await moveWithLosses({ phase: SWITCH, attempt: 2 }, ['catching-up', 'caught-up', 'handing-over'], {});
  expect(await migration.selector()).toEqual(AT_TARGET);
  const { began } = await losePrimary();
  await clients.acknowledge(20, 300);
  await sound('switch, its pod deleted, and the primary of the target lost', target, { ask: source, slot: 'move_back' });
  measured('primary of the target lost right after the switch: until the source has all again', seconds(began));
  await migration.target.healthy(600);
});

itNeeds(NEEDS, 'return whose pod is deleted in the middle without a grace period is done by the next one', async () => {
  await moveWithLosses({ phase: RETURN, attempt: 2 }, ['stopping', 'moving'], { gracePeriodSeconds: 0 });
  expect(await migration.selector()).not.toEqual(AT_TARGET);
  await sound('return, its pod deleted without grace', source);
});

itNeeds(NEEDS, 'switch whose pod is deleted in the middle without a grace period is done by the next one', async () => {
  await copyAgain(4);
  await moveWithLosses({ phase: SWITCH, attempt: 3 }, ['catching-up', 'caught-up', 'handing-over', 'moving'], { gracePeriodSeconds: 0 });
  expect(await migration.selector()).toEqual(AT_TARGET);
  await sound('switch, its pod deleted without grace', target, { ask: source, slot: 'move_back' });
});

itNeeds(NEEDS, 'confirm asks for a backup of what was moved, and leaves the writes on the target and nothing of the migration', async () => {
  expect(await migration.through({ phase: CONFIRM })).toMatchObject({ type: 'Failed', message: expect.stringContaining('before the clients were moved') });
  // a backup begins with one that is spread over most of checkpoint_timeout
  await migration.target.everywhere('CHECKPOINT');
  await backUp(kubernetes, 'moved', 300, NAMESPACE);
  expect(await migration.through({ phase: CONFIRM, attempt: 2 })).toMatchObject(DONE);
  await clients.acknowledge(20, 60);
  await sound('confirm', target);
  for (const kind of ['publication', 'subscription']) for (const ask of [source, target]) expect(await ask(`SELECT count(*) FROM pg_${kind}`)).toBe('0');
  expect(await source('SELECT count(*) FROM pg_replication_slots')).toBe('0');
  await until('the slots of all instances', async () => (await wayBackSlots(migration.target)).every((slot) => slot === ''), { seconds: 120, every: 1000 });
  await expect(source('INSERT INTO notes VALUES (\'too late\')')).rejects.toThrow('writes to public.notes are stopped');
});
