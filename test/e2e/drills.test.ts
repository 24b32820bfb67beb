import { PREFIX } from './environment';
import { LivingCluster } from './living-cluster';
import { Measurements } from './measurements';
import { SmallDatabase } from './small-database';
import { RestoreAssertion, RestoreDrillPlan } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';

const NAMESPACE = `${PREFIX}-drilled`;
const DRILLS = `${NAMESPACE}-drills`;
const RUN = `drills-${Date.now()}`;
const kubernetes = Kubernetes.fromEnvironment();
const source = new LivingCluster(kubernetes, NAMESPACE, 'small', 'app');
const measurements = new Measurements();
let made: Manifest[] = [];

/** The database, drilled with one assertion. */
async function apply(assertion: RestoreAssertion): Promise<Manifest> {
  const small = new SmallDatabase(NAMESPACE, RUN, { restoreDrill: RestoreDrillPlan.of({ assertions: [assertion] }) });
  small.source();
  const manifests = small.manifests();
  for (const manifest of manifests) await kubernetes.apply(manifest);
  made = [...made, ...manifests];
  return manifests.find(({ kind, metadata }) => kind === 'CronJob' && metadata.name === 'small-restore-drill')!;
}

/** The CronJob's Job, made now; its pod's exit code and last word. */
async function run(cronJob: Manifest, name: string): Promise<{ code: number; result: any; seconds: number }> {
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: DRILLS }, spec: cronJob.spec.jobTemplate.spec };
  const began = Date.now();
  await kubernetes.make(job);
  made.push(job);
  const ended = await until(`the end of ${name}`, async () => {
    const { status } = await kubernetes.find(job);
    const over = status?.conditions?.some((one: any) => ['Complete', 'Failed'].includes(one.type) && one.status === 'True');
    const [pod] = await kubernetes.all('v1', 'Pod', { namespace: DRILLS, labelSelector: `job-name=${name}` });
    return over && pod?.status.containerStatuses?.[0]?.state.terminated;
  }, { seconds: 1500, every: 2000 });
  const seconds = (Date.now() - began) / 1000;
  measurements.add(`restore drill, exit code ${ended.exitCode}`, {}, `${seconds.toFixed(1)} s`);
  return { code: ended.exitCode, result: JSON.parse(ended.message), seconds };
}

/** What a run should have removed, in words. */
async function left(): Promise<string[]> {
  const kinds = [['postgresql.cnpg.io/v1', 'Cluster'], ['postgresql.cnpg.io/v1', 'DatabaseRole'], ['v1', 'PersistentVolumeClaim'], ['batch/v1', 'Job'], ['v1', 'Pod']];
  const there = (await Promise.all(kinds.map(async ([api, kind]) => (await kubernetes.all(api, kind, { namespace: DRILLS })).map(({ metadata }) => `${kind} ${metadata.name}`)))).flat();
  const volumes = (await kubernetes.all('v1', 'PersistentVolume')).filter(({ spec }) => spec.claimRef?.namespace === DRILLS).map(({ metadata }) => `PersistentVolume ${metadata.name}`);
  return [...there, ...volumes].filter((of) => !/^(Job|Pod) rehearsal-/.test(of));
}

afterAll(async () => {
  for (const manifest of made.filter(({ kind }) => kind === 'Cluster')) await kubernetes.remove(manifest);
  for (const manifest of [...made].reverse()) await kubernetes.remove(manifest);
  for (const volume of await kubernetes.all('v1', 'PersistentVolume')) if (volume.spec.claimRef?.namespace === NAMESPACE) await kubernetes.remove(volume);
});

it('a drill restores the newest backup, looks at it, measures, and leaves nothing', async () => {
  const cronJob = await apply(RestoreAssertion.rows({ table: 'ledger', atLeast: 200 }));
  await source.healthy(600);
  await source.sql('CREATE TABLE ledger AS SELECT generate_series(1, 200) AS id, md5(random()::text) AS note');
  await until('a backup', async () => {
    const backups = await kubernetes.all('postgresql.cnpg.io/v1', 'Backup', { namespace: NAMESPACE });
    return backups.some(({ status }) => status?.phase === 'completed');
  }, { seconds: 300, every: 1000 });
  await source.sql("SELECT pg_logical_emit_message(true, 'drills', 'switched'), pg_switch_wal()");
  const before = await source.sql('SELECT count(*) FROM ledger');
  const { code, result } = await run(cronJob, 'rehearsal-1');
  expect([code, result]).toMatchObject([0, { verdict: 'passed', words: 'verified: app has 1 tables, and 1 of 1 assertions hold' }]);
  expect(result.recoveryTimeSeconds).toBeGreaterThan(0);
  expect(result.recoveryPointSeconds).toBeLessThan(25 * 3600);
  expect(await left()).toEqual([]);
  expect(await source.sql('SELECT count(*) FROM ledger')).toBe(before);
});

it('a drill whose assertion is not true fails by its own code, and leaves nothing', async () => {
  const cronJob = await apply(RestoreAssertion.rows({ table: 'ledger', atLeast: 1000 }));
  const { code, result } = await run(cronJob, 'rehearsal-2');
  expect([code, result]).toMatchObject([12, { words: expect.stringContaining('not true in app (false)') }]);
  expect(await left()).toEqual([]);
});

it('a drill that is stopped in the middle removes what it made', async () => {
  const cronJob = await apply(RestoreAssertion.rows({ table: 'ledger' }));
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'rehearsal-3', namespace: DRILLS }, spec: cronJob.spec.jobTemplate.spec };
  await kubernetes.make(job);
  made.push(job);
  await until('a Cluster of the drill', async () => (await left()).some((of) => of.startsWith('Cluster')), { seconds: 300, every: 500 });
  await kubernetes.remove(job);
  await until('nothing left', async () => (await left()).length === 0, { seconds: 330, every: 2000 });
});
