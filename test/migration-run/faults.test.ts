import { figure } from './figures';
import { sums } from './ledger';
import { Phase } from './phases';
import { Scene } from './scene';
import { ServerPair } from './server-pair';
import { until } from '../cluster/until';
import { describeWithTwoPostgres } from '../programs/installed';

/** How long the network is cut; a minute by hand. */
const CUT_SECONDS = Number(process.env.TEST_MIGRATION_CUT_SECONDS ?? 5);
/** How long after each step pods die, besides at once. */
const DIE_AFTER = (process.env.TEST_MIGRATION_DIE_AFTER ?? '').split(',').filter(Boolean).map(Number);

describeWithTwoPostgres('faults in the middle of a migration', () => {
  let pair: ServerPair;
  let scene: Scene;
  // names that no other file's scenes have
  let number = 100;
  beforeAll(async () => {
    pair = await ServerPair.make();
  });
  afterEach(async () => {
    await scene?.end();
  });
  afterAll(async () => {
    await pair?.stop();
  });

  async function set(...phases: Phase[]): Promise<Scene> {
    scene = await Scene.set(pair, ++number, { megabytes: 2 });
    scene.migration.watch();
    for (const phase of phases) {
      await scene.migration.through(phase);
      if (phase === 'prepare') scene.write();
    }
    return scene;
  }

  /** The clients write on, nothing is lost, and both sides are the same once the followers have all. */
  async function sound(fault: string, end: string): Promise<void> {
    await scene.load!.acknowledges(20, 60);
    await scene.load!.stop();
    const [port] = await scene.migration.front.ports();
    const [leading, following] = port === pair.target.port ? [pair.target, pair.source] : [pair.source, pair.target];
    const { wrong, acknowledged } = await scene.verdictQuietly(leading);
    expect(wrong).toEqual([]);
    let followed = 'nothing follows';
    if (await scene.caughtUp(leading)) {
      expect((await scene.verdictQuietly(following)).wrong).toEqual([]);
      expect(await sums(scene.ask(following))).toEqual(await sums(scene.ask(leading)));
      followed = `the ${following.name} is equal`;
    }
    figure('fault', fault, `${end}; ${acknowledged} writes, none missing or doubled; ${followed}`);
    scene.write();
  }

  test.each([0, ...DIE_AFTER])('pods that die %s ms after each step of each phase are followed by one that does it', async (after) => {
    await set();
    for (const phase of ['assess', 'prepare', 'replicate', 'switch', 'return'] as const) {
      const began = Date.now();
      const { steps, end } = await scene.migration.dying(phase, after);
      expect(end).toMatchObject({ code: 0 });
      if (phase === 'assess') continue;
      if (phase === 'prepare') scene.write();
      if (phase === 'switch') figure('fault', 'longest time without an acknowledged write while pods die at each step of the switch', `${scene.load!.longestGap(began).toFixed(1)} s`);
      await sound(`killed ${after} ms after the steps of ${phase}: ${steps.join(', ')}`, 'resumed');
    }
  });

  test('servers that crash and a network that is cut while the target follows', async () => {
    await set('assess', 'prepare');
    const replicating = scene.migration.pod('replicate');
    await until('the Subscription', async () => scene.migration.subscription(), { seconds: 30 });
    await pair.source.crash();
    await pair.source.restart();
    await scene.migration.followed(replicating, 'replicate');
    await sound('source crashes in replicate', 'resumed');

    await pair.target.crash();
    await pair.target.restart();
    await sound('target crashes while it follows', 'resumed');

    scene.migration.links.toSource.sever();
    await new Promise((resolve) => setTimeout(resolve, CUT_SECONDS * 1000));
    scene.migration.links.toSource.mend();
    await sound(`network between source and cluster cut for ${CUT_SECONDS} s`, 'resumed');

    const end = await scene.migration.job('replicate');
    expect(end).toMatchObject({ code: 0 });
    await sound('replicate applied twice', 'resumed');
  });

  test.each(['source', 'target'] as const)('the %s that crashes in the middle of the switch', async (name) => {
    await set('assess', 'prepare', 'replicate');
    const switching = scene.migration.pod('switch');
    await switching.program.said(/step: catching-up/);
    await pair[name].crash();
    await pair[name].restart();
    const end = await scene.migration.followed(switching, 'switch');
    await sound(`${name} crashes in switch`, { 0: 'done', 20: 'refused', 21: 'taken back' }[end.code!]!);
    if (end.code !== 0) {
      expect((await scene.migration.job('switch', { attempt: 2 })).output).toMatch(/switch done/);
      await sound(`switch again after the ${name} crashed`, 'done');
    }
  });

  test('a network that is cut in the middle of the switch', async () => {
    await set('assess', 'prepare', 'replicate');
    const switching = scene.migration.pod('switch');
    await switching.program.said(/step: catching-up/);
    scene.migration.links.toSource.sever();
    await new Promise((resolve) => setTimeout(resolve, CUT_SECONDS * 1000));
    scene.migration.links.toSource.mend();
    const end = await scene.migration.followed(switching, 'switch');
    await sound(`network cut for ${CUT_SECONDS} s in switch`, { 0: 'done', 20: 'refused', 21: 'taken back' }[end.code!]!);
  });

  test('phases that are skipped, done twice or by two, and what closes the gates of the switch', async () => {
    await set();
    expect((await scene.migration.once('switch')).lastLine).toBe('switch refused: switch needs replicate to be done, and it was not: set the phase to replicate');
    await scene.migration.through('assess', 'prepare');
    scene.write();
    const two = [scene.migration.pod('replicate'), scene.migration.pod('replicate')];
    const ends = await Promise.all(two.map((pod) => pod.end()));
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(ends.filter(({ output }) => output.includes('waiting for')).length).toBe(1);
    await sound('two pods do replicate', 'one waits');

    // somebody changes the copy behind its back
    await scene.ask(pair.target)('BEGIN; SET LOCAL session_replication_role = replica; UPDATE bulk SET payload = \'other\' WHERE id = 77; COMMIT');
    await scene.migration.comparison();
    expect((await scene.migration.once('switch')).lastLine).toMatch(/^switch refused: .*compared and equal: 1 rows differ: 1 of public.bulk/);
    await scene.ask(pair.target)('BEGIN; SET LOCAL session_replication_role = replica; UPDATE bulk SET payload = (SELECT string_agg(md5((77 + j)::text), \'\') FROM generate_series(1, 20) AS j) WHERE id = 77; COMMIT');
    await scene.migration.comparison();
    await sound('row changed behind its back on the target', 'switch refused');

    await scene.ask(pair.source)('SET ROLE app; ALTER TABLE empty_one ADD COLUMN later integer; CREATE TABLE made_later (id integer PRIMARY KEY)');
    expect((await scene.migration.once('switch')).lastLine).toMatch(/^switch refused: .*schemas are equal: .*made_later/);
    await scene.ask(pair.source)('ALTER TABLE empty_one DROP COLUMN later; DROP TABLE made_later');
    // the watcher saw the difference, too
    await scene.migration.comparison();
    await sound('table made and altered on the source after prepare', 'switch refused');

    await scene.ask(pair.source)('ALTER FUNCTION cdk8s_migration.start_way_back(text, pg_lsn) RENAME TO of_another_version');
    expect((await scene.migration.once('switch')).lastLine).toMatch(/^switch refused: .*way back is reached: the source has functions of another version: have its administrator run postgres-administrator.sql of this one/);
    await scene.ask(pair.source)('ALTER FUNCTION cdk8s_migration.of_another_version(text, pg_lsn) RENAME TO start_way_back');

    const long = scene.session();
    await long.ask('BEGIN; UPDATE accounts SET balance = balance WHERE id = 1; LOCK TABLE orders IN SHARE MODE;');
    const began = Date.now();
    const end = await scene.migration.once('switch');
    long.close();
    figure('fault', 'longest time without a write when a transaction held locks at the switch', `${scene.load!.longestGap(began).toFixed(1)} s`);
    await sound('long transaction that holds locks at the switch', { 0: 'ended, and switched', 20: 'refused', 21: 'taken back' }[end.code!]!);

    for (const attempt of [2, 3]) expect(await scene.migration.once('switch', { attempt })).toMatchObject({ code: 0 });
    await sound('switch applied twice', 'nothing done');
    expect((await scene.migration.once('replicate')).lastLine).toMatch(/^replicate refused: the clients were moved at /);
  });

  test('a password that is wrong is told, and changes nothing', async () => {
    await set('assess', 'prepare');
    await pair.source.sql('ALTER ROLE cdk8s_migration PASSWORD \'another\'');
    const end = await scene.migration.once('replicate');
    expect(end.code).toBe(1);
    expect(end.lastLine).toMatch(/password authentication failed for user "cdk8s_migration"/);
    await scene.passwordBack();
    await scene.migration.through('replicate');
    await sound('wrong password', 'resumed');
  });

  test('a slot that the source has given up refuses', async () => {
    await set('assess', 'prepare', 'replicate');
    await pair.source.sql('ALTER SYSTEM SET max_slot_wal_keep_size = \'16MB\'');
    await pair.source.sql('SELECT pg_reload_conf()');
    scene.migration.links.toSource.sever();
    await scene.ask(pair.source)('CREATE TABLE filler (id serial PRIMARY KEY, t text)');
    await until('the slot\'s loss', async () => {
      await scene.ask(pair.source)('INSERT INTO filler (t) SELECT repeat(md5(i::text), 50) FROM generate_series(1, 20000) AS i; DELETE FROM filler');
      await scene.ask(pair.source)('SELECT pg_switch_wal()');
      await scene.ask(pair.source)('CHECKPOINT');
      return (await scene.ask(pair.source)('SELECT wal_status FROM pg_replication_slots WHERE slot_name = \'move\'')) === 'lost';
    }, { seconds: 60, every: 10 });
    scene.migration.links.toSource.mend();
    await scene.ask(pair.source)('DROP TABLE filler');
    const end = await scene.migration.once('switch');
    expect(end.code).toBe(20);
    expect(end.lastLine).toContain('the replication slot move was given up (max_slot_wal_keep_size): what was written since is lost for the target');
    figure('fault', 'log of the source is full, and the slot is lost', 'refused');
    expect((await scene.migration.once('replicate')).code).toBe(20);
    await pair.source.sql('ALTER SYSTEM RESET max_slot_wal_keep_size');
    await pair.source.sql('SELECT pg_reload_conf()');
    await scene.load!.stop();
    expect((await scene.verdictQuietly(pair.source)).wrong).toEqual([]);
  });
});
