import { Duration } from 'cdk8s';
import { PREFIX } from './environment';
import { LivingCluster } from './living-cluster';
import { Measurements } from './measurements';
import { SmallDatabase } from './small-database';
import { PitrRestore, PostgresArchive, PostgresCluster, RecoveryPoint, RestoreAssertion, RestoreVerification } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { changedByApplying } from '../cluster/applied-again';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';

const NAMESPACE = `${PREFIX}-restores`;
const RUN = `restores-${Date.now()}`;
const kubernetes = Kubernetes.fromEnvironment();
const database = (name: string) => new LivingCluster(kubernetes, NAMESPACE, name, 'app');
const [source, rewound] = [database('small'), database('small-rewound')];

const SUM = "SELECT count(*) || ' ' || md5(string_agg(id || ' ' || note, ',' ORDER BY id)) FROM ledger";
/** So many commits of their own. */
const commits = (number: number) => `DO $$ BEGIN FOR i IN 1..${number} LOOP INSERT INTO ledger (note) VALUES (md5(random()::text)); COMMIT; END LOOP; END $$`;

const ASSERTIONS = [
  RestoreAssertion.sql('SELECT count(*) >= 400 FROM ledger'),
  RestoreAssertion.rows({ table: 'Odd "name".näme', atLeast: 1 }),
  RestoreAssertion.newest({ table: 'ledger', column: 'at', within: Duration.minutes(10) }),
];

let point: string;
let kept: string;
let made: Manifest[] = [];

async function apply(manifests: readonly Manifest[]): Promise<void> {
  for (const manifest of manifests) await kubernetes.apply(manifest);
  made = [...made, ...manifests];
}

async function archived(of: LivingCluster): Promise<void> {
  // a segment without anything in it is not switched
  await of.sql("SELECT pg_logical_emit_message(true, 'restores', 'switched')");
  const segment = await of.sql('SELECT pg_walfile_name(pg_switch_wal())');
  await until(`${segment} in the archive`, async () => (await of.sql('SELECT last_archived_wal FROM pg_stat_archiver')).slice(8) >= segment.slice(8), { seconds: 180, every: 1000 });
}

async function backedUp(cluster: string): Promise<any> {
  return until(`a backup of ${cluster}`, async () => {
    const backups = await kubernetes.all('postgresql.cnpg.io/v1', 'Backup', { namespace: NAMESPACE });
    return backups.find(({ spec, status }) => spec.cluster.name === cluster && status?.phase === 'completed');
  }, { seconds: 300, every: 1000 });
}

/** What a Job came to, with the last word of its pod. */
async function verdict(job: Manifest): Promise<{ type: string; code: number; message: string; completed?: string }> {
  return until(`the end of ${job.metadata.name}`, async () => {
    const { status } = await kubernetes.find(job);
    const type = status?.conditions?.find((one: any) => ['Complete', 'Failed'].includes(one.type) && one.status === 'True')?.type;
    const [pod] = await kubernetes.all('v1', 'Pod', { namespace: NAMESPACE, labelSelector: `job-name=${job.metadata.name}` });
    const ended = pod?.status.containerStatuses?.[0]?.state.terminated;
    return type && ended && { type, code: ended.exitCode, message: ended.message.trim(), completed: status.completionTime };
  }, { seconds: 600, every: 1000 });
}

function rewind(assertions: RestoreAssertion[]): { manifests: Manifest[]; job: Manifest } {
  const small = new SmallDatabase(NAMESPACE, RUN);
  new PitrRestore(small.chart, 'Rewind', {
    source: small.source(), name: 'small-rewound', to: RecoveryPoint.time(point), verification: RestoreVerification.of({ assertions, deadline: Duration.minutes(15) }),
  });
  const manifests = small.manifests();
  return { manifests, job: manifests.find(({ kind }) => kind === 'Job')! };
}

const measurements = new Measurements();
const measured = (what: string, begin: number) => measurements.add(what, {}, `${((Date.now() - begin) / 1000).toFixed(1)} s`);
afterAll(async () => {
  for (const manifest of made.filter(({ kind }) => kind === 'Cluster')) await kubernetes.remove(manifest);
  for (const manifest of [...made].reverse()) await kubernetes.remove(manifest);
  for (const volume of await kubernetes.all('v1', 'PersistentVolume')) if (volume.spec.claimRef?.namespace === NAMESPACE) await kubernetes.remove(volume);
});

it('has a source with a backup, rows on both sides of a moment, and a table that is dropped after it', async () => {
  const small = new SmallDatabase(NAMESPACE, RUN);
  small.source();
  await apply(small.manifests());
  await source.healthy(600);
  await source.sql('CREATE TABLE ledger (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), note text NOT NULL)');
  await source.sql('CREATE TABLE victim AS SELECT generate_series(1, 1000) AS id');
  await source.sql("CREATE TABLE old AS SELECT timestamptz '2020-01-01' AS at");
  await source.sql('CREATE SCHEMA "Odd ""name"""; CREATE TABLE "Odd ""name"""."näme" AS SELECT 1 AS one');
  await source.sql(commits(200));
  await backedUp('small');
  await source.sql(commits(200));
  [point, kept] = [await source.sql('SELECT clock_timestamp()'), await source.sql(SUM)];
  await source.sql(commits(100));
  await source.sql('DROP TABLE victim');
  await archived(source);
  expect(await source.sql('SELECT count(*) FROM ledger')).toBe('500');
});

it('brings exactly the rows back that were committed until the moment, and the table', async () => {
  const { manifests, job } = rewind(ASSERTIONS);
  const begin = Date.now();
  await apply(manifests);
  await rewound.healthy(900);
  measured('restore to a moment', begin);
  expect(await rewound.sql(SUM)).toBe(kept);
  expect(await rewound.sql('SELECT count(*) FROM victim')).toBe('1000');
  const { type, message } = await verdict(job);
  measured('restore to a moment, verified', begin);
  expect({ type, message }).toEqual({ type: 'Complete', message: 'verified: app has 4 tables, and 3 of 3 assertions hold' });
});

it('leaves the source as it was, and archives to a place of its own', async () => {
  expect(await source.sql('SELECT count(*) FROM ledger')).toBe('500');
  await archived(source);
  await archived(rewound);
  await backedUp('small-rewound');
  const stores = await kubernetes.all('barmancloud.cnpg.io/v1', 'ObjectStore', { namespace: NAMESPACE });
  expect(Object.fromEntries(stores.map(({ metadata, status }) => [metadata.name, Object.keys(status?.serverRecoveryWindow ?? {})]))).toEqual({
    'small-backups': ['small-pg17'], 'small-rewound-backups': ['small-rewound-pg17'], 'small-rewound-source': [],
  });
});

it('changes nothing when it is applied again, and does not run the finished Job once more', async () => {
  const { manifests, job } = rewind(ASSERTIONS);
  const { completed } = await verdict(job);
  expect(await changedByApplying(kubernetes, manifests)).toEqual([]);
  expect((await verdict(job)).completed).toBe(completed);
});

it.each<[string, RestoreAssertion, number, RegExp]>([
  ['is not true', RestoreAssertion.sql('SELECT count(*) > 450 FROM ledger'), 12, /^not true in app \(false\): SELECT count\(\*\) > 450 FROM ledger$/],
  ['is wrong', RestoreAssertion.sql('SELECT count(*) > 1 FROM nowhere'), 13, /^failed in app: .*relation "nowhere" does not exist/],
  ['writes', RestoreAssertion.sql('WITH gone AS (DELETE FROM ledger RETURNING 1) SELECT count(*) > 0 FROM gone'), 13, /^failed in app: /],
  ['finds only old rows', RestoreAssertion.newest({ table: 'old', column: 'at', within: Duration.days(1) }), 14, /^the newest row in app is too old, by .* days/],
])('fails by a Job of its own when an assertion %s', async (_, assertion, code, message) => {
  const { manifests, job } = rewind([assertion]);
  await apply(manifests);
  const ended = await verdict(job);
  expect(ended).toMatchObject({ type: 'Failed', code });
  expect(ended.message).toMatch(message);
  // applied over the failed one
  expect(await changedByApplying(kubernetes, manifests)).toEqual([]);
});

it('can be restored itself, to the newest moment', async () => {
  await rewound.sql(commits(50));
  const sum = await rewound.sql(SUM);
  await archived(rewound);
  const small = new SmallDatabase(NAMESPACE, RUN);
  const first = new PitrRestore(small.chart, 'Rewind', { source: small.source(), name: 'small-rewound', to: RecoveryPoint.time(point) });
  const second = new PitrRestore(small.chart, 'Again', { source: first.database as PostgresCluster, name: 'small-again', to: RecoveryPoint.latest() });
  await apply(small.manifests().filter(({ metadata }) => metadata.name.startsWith('small-again')));
  await database('small-again').healthy(900);
  expect(await database('small-again').sql(SUM)).toBe(sum);
  expect(second.database.name).toBe('small-again');
});

it('stays as it is when it is kept as a PostgresCluster of its name', async () => {
  const pods = async () => (await rewound.pods()).map(({ metadata, status }) => `${metadata.uid} ${status.containerStatuses[0].restartCount}`);
  const [before, sum] = [await pods(), await rewound.sql(SUM)];
  const small = new SmallDatabase(NAMESPACE, RUN);
  const source_ = small.source();
  new PostgresCluster(small.chart, 'Kept', { ...small.props, name: 'small-rewound' });
  expect(source_.name).toBe('small');
  await apply(small.manifests());
  await rewound.sql(commits(10));
  await archived(rewound);
  await rewound.healthy(120);
  expect(await pods()).toEqual(before);
  expect(await rewound.sql('SELECT count(*) FROM ledger')).toBe(String(Number(sum.split(' ')[0]) + 10));
});

it('brings the newest back when the source and its volumes are gone', async () => {
  await source.sql(commits(25));
  const sum = await source.sql(SUM);
  await archived(source);
  const cluster = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { namespace: NAMESPACE, name: 'small' } };
  await kubernetes.remove(cluster);
  await until('the end of the source', async () => {
    const claims = await kubernetes.all('v1', 'PersistentVolumeClaim', { namespace: NAMESPACE, labelSelector: 'cnpg.io/cluster=small' });
    return await kubernetes.find(cluster) === undefined && claims.length === 0;
  }, { seconds: 180, every: 1000 });
  for (const volume of await kubernetes.all('v1', 'PersistentVolume')) {
    if (volume.spec.claimRef?.namespace === NAMESPACE && /^small-1(-wal)?$/.test(volume.spec.claimRef.name)) await kubernetes.remove(volume);
  }
  const small = new SmallDatabase(NAMESPACE, RUN);
  const restore = new PitrRestore(small.chart, 'Recovered', {
    source: PostgresArchive.of(small.props), name: 'small-recovered', to: RecoveryPoint.latest(), verification: RestoreVerification.of({ assertions: ASSERTIONS }),
  });
  const manifests = small.manifests();
  const begin = Date.now();
  await apply(manifests);
  await database(restore.database.name).healthy(900);
  measured('restore to the newest without the source', begin);
  expect(await database('small-recovered').sql(SUM)).toBe(sum);
  expect(await verdict(manifests.find(({ kind }) => kind === 'Job')!)).toMatchObject({ type: 'Complete' });
});
