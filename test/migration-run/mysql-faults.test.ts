import { figure } from './figures';
import { MySqlScene } from './mysql-scene';
import { describeWithMySql } from '../programs/installed';

const STEPS = ['stopping', 'dumping', 'restoring', 'verifying', 'verified', 'moving'];
/** The steps that come before one. */
const before = (step: string) => ['gates', ...STEPS.slice(0, STEPS.indexOf(step))];

describeWithMySql('a migration of a MySQL database in which something fails', () => {
  let scene: MySqlScene;
  let attempt = 1;

  beforeAll(async () => {
    scene = await MySqlScene.set('migration-mysql-faults');
    await scene.through('assess', 'prepare');
    scene.write();
    await scene.through('copy');
  });
  afterAll(() => scene?.end());

  const ended = async (options: object) => {
    const { code, lastLine } = await scene.once('switch', { attempt: ++attempt, host: 'one', ...options });
    return { code, lastLine };
  };

  /** The source is written, and by the clients. */
  async function isUndone(): Promise<void> {
    expect([await scene.leads(), await scene.source.sql('SELECT @@super_read_only')]).toEqual(['source', '0']);
    await scene.load!.acknowledges(10);
  }

  test.each(STEPS.slice(0, -1))('a switch that died when it was %s is taken back by the next pod', async (step) => {
    expect((await ended({ dieBeyond: before(step), dieAfter: 100 })).code).toBeNull();
    // it dies at its first step, when all was taken back
    expect((await scene.once('switch', { attempt, dieBeyond: [], host: 'one' })).code).toBeNull();
    await isUndone();
  });

  test.each(['dumping', 'verifying'])('a source that is started anew when it is %s is written again', async (step) => {
    const go = scene.file('go');
    const pod = scene.pod('switch', { attempt: ++attempt, host: 'one', wait: { at: step, for: go } });
    await pod.program.said(new RegExp(`step: ${step}`));
    await scene.source.kill();
    scene.touch(go);
    const { code } = await pod.end();
    expect(code).not.toBe(0);
    await scene.source.start();
    // the stop has outlived the server: nobody wrote meanwhile
    if (code !== 21) expect((await scene.once('switch', { attempt, dieBeyond: [], host: 'one' })).code).toBeNull();
    await isUndone();
  });

  test('a target that is lost while it is loaded moves nobody', async () => {
    const go = scene.file('go-on');
    const pod = scene.pod('switch', { attempt: ++attempt, host: 'one', wait: { at: 'restoring', for: go } });
    await pod.program.said(/step: restoring/);
    await scene.target.kill();
    scene.touch(go);
    expect((await pod.end()).code).toBe(21);
    await scene.target.start();
    await isUndone();
  });

  test('a source that somebody opened by hand is not left', async () => {
    const go = scene.file('opened');
    const pod = scene.pod('switch', { attempt: ++attempt, host: 'one', wait: { at: 'verifying', for: go } });
    await pod.program.said(/step: verifying/);
    await scene.source.sql('CALL cdk8s_migration.allow_writes()');
    await scene.load!.acknowledges(5);
    scene.touch(go);
    const { code, lastLine } = await pod.end();
    expect({ code, lastLine }).toEqual({ code: 21, lastLine: expect.stringMatching(/^switch undone: .*; the source is written$/) });
    await isUndone();
  });

  test('rows that somebody has loaded into an excluded table are not taken away', async () => {
    await scene.target.sql('INSERT INTO app.sessions VALUES (9)');
    const words = 'the target has rows in the excluded table sessions, which a copy would take away: load it after the switch, and empty it until then';
    expect(await ended({})).toEqual({ code: 20, lastLine: `switch refused: target takes the copy: ${words}` });
    const { code, lastLine } = await scene.once('copy', { attempt: ++attempt });
    expect({ code, lastLine }).toEqual({ code: 20, lastLine: `copy refused: ${words}` });
    expect(await scene.target.sql('SELECT id FROM app.sessions')).toBe('9');
    await scene.target.sql('DELETE FROM app.sessions');
  });

  test('a source that was written by hand before the clients came, and closed itself when it was started anew, is not left', async () => {
    expect((await ended({ dieBeyond: before('moving') })).code).toBeNull();
    await scene.source.sql('SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF');
    await scene.load!.acknowledges(5);
    await scene.source.kill();
    await scene.source.start();
    expect(await scene.source.sql('SELECT cdk8s_migration.writes_stopped()')).toBe('1');
    const { code, lastLine } = await scene.once('switch', { attempt, host: 'one' });
    expect({ code, lastLine }).toEqual({ code: 21, lastLine: 'switch undone: the source was opened while the clients were to be moved; the source is written' });
    await isUndone();
  });

  test.each([
    ['changed', 'UPDATE app.bulk SET body = \'another\' WHERE id = 1', 'the target has rows that no copy of this migration made, such as in bulk: .*'],
    ['emptied', 'DROP DATABASE app; CREATE DATABASE app', 'the target does not hold what was compared with the source: it was emptied, or restored from a backup'],
  ])('a target that somebody %s before the clients came is not where they go', async (_, change, words) => {
    expect((await ended({ dieBeyond: before('moving') })).code).toBeNull();
    await scene.target.sql(change);
    const { code, lastLine } = await scene.once('switch', { attempt, host: 'one' });
    expect({ code, lastLine }).toEqual({ code: 21, lastLine: expect.stringMatching(new RegExp(`^switch undone: ${words}; the source is written$`)) });
    await isUndone();
    await scene.target.sql('USE app; UPDATE bulk SET body = REPEAT(\'ä\', 250) WHERE id = 1').catch(() => undefined);
  });

  test('whoever has an earlier attempt ends a move that was left half way', async () => {
    expect((await ended({ dieBeyond: before('verified'), dieAfter: 100 })).code).toBeNull();
    const { lastLine } = await scene.once('switch', { attempt: attempt - 1, host: 'one', limits: { writeStopSeconds: 1 } });
    expect(lastLine).toMatch(/^switch refused: write stop is allowed: /);
    await isUndone();
  });

  test('the Job of an earlier attempt, which comes late, stops nobody', async () => {
    const { code, lastLine } = await scene.once('switch', { attempt: attempt - 1, host: 'one' });
    expect({ code, lastLine }).toEqual({ code: 20, lastLine: `switch refused: attempt ${attempt} came after attempt ${attempt - 1}: raise attempt to have it done once more` });
    await isUndone();
  });

  test('a switch that died as it moved the clients is ended by the next pod, and no write is lost', async () => {
    expect((await ended({ dieBeyond: before('moving') })).code).toBeNull();
    expect(await ended({})).toEqual({ code: 0, lastLine: expect.stringMatching(/^switch done: the clients are moved; nobody could write for [\d.]+ s$/) });
    expect(await scene.leads()).toBe('target');
    await scene.load!.acknowledges(20);
    await scene.load!.stop();
    const { writes, missing, halves } = await scene.missing(scene.target);
    figure('mysql with faults', 'acknowledged writes, of which missing or in halves on the target', `${writes}, ${missing.length + halves}`);
    expect({ missing, halves }).toEqual({ missing: [], halves: 0 });
  });
});
