import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { UNSAVED } from './applied';
import { figure } from './figures';
import { sequences, sums } from './ledger';
import { PsqlSession } from './psql-session';
import { Scene } from './scene';
import { ServerPair } from './server-pair';
import { describeWithTwoPostgres } from '../programs/installed';

const DUMP = { method: 'dump', wayBack: false, limits: { writeStopSeconds: 300 } } as const;

describeWithTwoPostgres('a migration by dump of a database that is written all the time', () => {
  let pair: ServerPair;
  let scene: Scene;

  beforeAll(async () => {
    pair = await ServerPair.make();
    scene = await Scene.set(pair, 20, { ...DUMP, scratch: mkdtempSync(join(pair.processes.folder, 'scratch-')) });
    await scene.migration.through('assess', 'prepare');
    scene.write();
  });
  afterAll(async () => {
    await scene?.end();
    await pair?.stop();
  });

  test('copy proves the whole copy against what was dumped, while the source is written', async () => {
    const began = Date.now();
    await scene.migration.through('copy');
    const { copied } = await scene.migration.state();
    expect(scene.load!.longestGap(began)).toBeLessThan(3);
    const number = expect.any(Number);
    expect(copied).toMatchObject({ tables: 16, rows: number, dumpSeconds: number, restoreSeconds: number, verifySeconds: number });
    figure('dump', 'copy: dump, restore, comparison', `${copied.dumpSeconds} s, ${copied.restoreSeconds} s, ${copied.verifySeconds} s of ${copied.sourceBytes} bytes`);
    expect(await scene.migration.front.ports()).toEqual([pair.source.port]);
  });

  test('nobody writes into what was copied', async () => {
    await expect(scene.ask(pair.target)('INSERT INTO notes VALUES (\'too early\')')).rejects.toThrow('ERROR:');
  });

  test('copy applied again replaces what it made', async () => {
    await scene.load!.acknowledges(30);
    const { code, lastLine } = await scene.migration.job('copy', { attempt: 2 });
    expect({ code, lastLine }).toEqual({ code: 0, lastLine: expect.stringMatching(/^copy done: 16 tables with \d+ rows are copied and equal to what was dumped; a write stop of about [\d.]+ s is estimated /) });
  });

  test('the rehearsal of a switch stops nobody, and tells how long it would', async () => {
    const began = Date.now();
    const { code, lastLine } = await scene.migration.once('switch', { rehearsal: true });
    expect({ code, lastLine }).toEqual({ code: 0, lastLine: expect.stringMatching(/^switch done: all gates are open; a write stop of about \d+ s is estimated, and nothing was stopped$/) });
    expect(scene.load!.longestGap(began)).toBeLessThan(3);
  });

  test('switch moves the clients with all that they wrote', async () => {
    const open = new PsqlSession({ ...scene.migration.client, PGPORT: String(pair.source.port) });
    await open.ask('SELECT 1;');
    const began = Date.now();
    await scene.migration.through('switch');
    await scene.load!.acknowledges(50);
    const { current: { figures } } = await scene.migration.state();
    figure('dump', 'write stop, by the state and by the clients', `${figures.writeStopSeconds} s, ${scene.load!.longestGap(began).toFixed(2)} s`);
    expect(figures.writeStopSeconds).toBeGreaterThan(0);
    expect(await scene.migration.front.ports()).toEqual([pair.target.port]);
    expect(await open.transact(['INSERT INTO notes VALUES (\'too late\')'])).not.toBe('acknowledged');
    open.close();
    await scene.load!.stop();
    expect((await scene.verdict('dump', pair.target)).wrong).toEqual([]);
  });

  test('the source has what it had, and takes no writes', async () => {
    await expect(scene.ask(pair.source)('INSERT INTO notes VALUES (\'by a superuser\')')).rejects.toThrow('ERROR:');
    const [source, target] = [await sequences(scene.ask(pair.source)), await sequences(scene.ask(pair.target))];
    expect(Object.keys(target).sort()).toEqual(Object.keys(source).sort());
    expect(Object.keys(source).filter((name) => Math.sign(source[name].by) * (target[name].next - source[name].next) < 0)).toEqual([]);
    expect(Object.keys(await sums(scene.ask(pair.target)))).toEqual(Object.keys(await sums(scene.ask(pair.source))));
  });

  test('statistics are there, views and triggers as well, and of an excluded table its columns alone', async () => {
    const ask = scene.ask(pair.target);
    expect(Number(await ask('SELECT count(*) FROM pg_stats WHERE tablename = \'bulk\''))).toBe(4);
    expect(await ask('SELECT count(*) FROM cache')).toBe('0');
    expect(Number(await ask('SELECT sum(customers) FROM moods'))).toBeGreaterThan(0);
    expect(await ask('SELECT string_agg(tgname, \',\') FROM pg_trigger WHERE NOT tgisinternal')).toBe('keep_change');
  });

  test('confirm takes away what was needed', async () => {
    expect(await scene.migration.once('confirm')).toMatchObject({ code: 20, lastLine: expect.stringMatching(UNSAVED) });
    await scene.migration.backUp();
    await scene.migration.through('confirm');
    expect(await scene.ask(pair.target)('SELECT count(*) FROM pg_namespace WHERE nspname = \'cdk8s_migration\'')).toBe('0');
    const { code, lastLine } = await scene.migration.once('copy', { attempt: 3 });
    expect({ code, lastLine }).toEqual({ code: 20, lastLine: expect.stringMatching(/^copy refused: the migration was confirmed at .*: there is no way from there to copy$/) });
  });
});
