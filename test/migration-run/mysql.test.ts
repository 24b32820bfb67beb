import { UNSAVED } from './applied';
import { figure } from './figures';
import { MySqlScene, SLICE_ADDRESS } from './mysql-scene';
import { describeWithMySql } from '../programs/installed';

describeWithMySql('a migration of a MySQL database that is written all the time', () => {
  let scene: MySqlScene;
  let attempt = 1;

  beforeAll(async () => { scene = await MySqlScene.set('migration-mysql'); });
  afterAll(() => scene?.end());

  const ended = async (phase: 'copy' | 'switch', options = {}) => {
    const { code, lastLine } = await scene.once(phase, { attempt: ++attempt, ...options });
    return { code, lastLine };
  };

  test('assess looks, and has nothing that blocks', async () => {
    await scene.through('assess');
    const { data } = await scene.map();
    expect(JSON.parse(data.findings).findings.filter(({ level }: any) => level === 'blocking')).toEqual([]);
  });

  test('prepare leads the clients to the source, which they write by', async () => {
    await scene.through('prepare');
    expect(await scene.leads()).toBe('source');
    await scene.write().acknowledges(20);
  });

  test('copy proves what was not written meanwhile, and stops nobody', async () => {
    const began = Date.now();
    await scene.through('copy');
    const { copied } = await scene.state();
    expect(copied.tables).toBeGreaterThan(copied.uncomparedTables);
    expect(scene.load!.longestGap(began)).toBeLessThan(5);
    figure('mysql', 'copy: dump, restore, comparison', `${copied.dumpSeconds} s, ${copied.restoreSeconds} s, ${copied.verifySeconds} s of ${copied.sourceBytes} bytes`);
  });

  test('the rehearsal of a switch stops nobody, and tells how long it would', async () => {
    expect(await ended('switch', { rehearsal: true })).toEqual({ code: 0, lastLine: expect.stringMatching(/^switch done: all gates are open; a write stop of about \d+ s is estimated, and nothing was stopped$/) });
  });

  test('switch moves the clients with all that they wrote', async () => {
    const began = Date.now();
    expect(await ended('switch')).toEqual({ code: 0, lastLine: expect.stringMatching(/^switch done: the clients are moved; nobody could write for [\d.]+ s$/) });
    expect(await scene.leads()).toBe('target');
    await scene.load!.acknowledges(20);
    const { current: { figures } } = await scene.state();
    figure('mysql', 'write stop, by the state and by the clients', `${figures.writeStopSeconds} s, ${scene.load!.longestGap(began).toFixed(2)} s`);
    await scene.load!.stop();
    const { writes, missing, halves } = await scene.missing(scene.target);
    figure('mysql', 'acknowledged writes, of which missing or in halves on the target', `${writes}, ${missing.length + halves}`);
    expect({ missing, halves }).toEqual({ missing: [], halves: 0 });
  });

  test('the source takes no writes, of an administrator either, and the target numbers rows ahead of it', async () => {
    await expect(scene.source.sql('INSERT INTO app.sold (what) VALUES (1)')).rejects.toThrow('super-read-only');
    expect(await scene.target.sql('SELECT COUNT(*) FROM app.sessions')).toBe('0');
    await scene.target.sql('INSERT INTO app.sold (what) VALUES (1)');
    expect(Number(await scene.target.sql('SELECT MAX(id) FROM app.sold'))).toBeGreaterThan(Number(await scene.source.sql('SELECT MAX(id) FROM app.sold')));
  });

  test('a switch that is applied again leads the clients to the target where they are led nowhere, and not where somebody led them back', async () => {
    await scene.lead([SLICE_ADDRESS]);
    expect(await ended('switch')).toEqual({ code: 20, lastLine: expect.stringMatching(/^switch refused: the clients were moved at .*, and carts-front leads to the source: what they wrote there since is not on the target/) });
    expect(await scene.leads()).toBe('source');
    await scene.lead([]);
    expect(await ended('switch')).toEqual({ code: 0, lastLine: expect.stringMatching(/; carts-front led elsewhere, and leads to the target again$/) });
    expect(await scene.leads()).toBe('target');
  });

  test('confirm takes away what was needed', async () => {
    expect(await scene.once('confirm')).toMatchObject({ code: 20, lastLine: expect.stringMatching(UNSAVED) });
    await scene.backUp();
    await scene.through('confirm');
    expect(await scene.target.sql('SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = \'cdk8s_migration\'')).toBe('0');
    expect(await ended('copy')).toEqual({ code: 20, lastLine: expect.stringMatching(/^copy refused: the migration was confirmed at .*: there is no way from there to copy$/) });
  });
});
