import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Scene } from './scene';
import { ServerPair } from './server-pair';
import { describeWithTwoPostgres } from '../programs/installed';

describeWithTwoPostgres('a migration by dump in which something fails', () => {
  let pair: ServerPair;
  let scene: Scene;
  let attempt = 1;

  beforeAll(async () => {
    pair = await ServerPair.make();
    const scratch = mkdtempSync(join(pair.processes.folder, 'scratch-'));
    scene = await Scene.set(pair, 21, { method: 'dump', wayBack: false, limits: { writeStopSeconds: 300 }, megabytes: 5, scratch });
    await scene.migration.through('assess', 'prepare');
  });
  afterAll(async () => {
    await scene?.end();
    await pair?.stop();
  });

  const ended = async (phase: 'copy' | 'switch', options = {}) => {
    const { code, lastLine } = await scene.migration.once(phase, { attempt: ++attempt, ...options });
    return { code, lastLine };
  };

  test('rows that somebody wrote into the target are not taken away', async () => {
    await scene.ask(pair.target)('CREATE TABLE theirs AS SELECT 1 AS i');
    expect(await ended('copy')).toEqual({
      code: 20, lastLine: 'copy refused: the target has the table public.theirs of the role postgres, which no copy of this migration made: take it away, or name an empty database',
    });
    await scene.ask(pair.target)('ALTER TABLE theirs OWNER TO app');
    expect(await ended('copy')).toEqual({
      code: 20, lastLine: 'copy refused: the target has rows that no copy of this migration made, such as in public.theirs: take them away, or name an empty database',
    });
    expect(await scene.ask(pair.target)('SELECT i FROM theirs')).toBe('1');
    await scene.ask(pair.target)('DROP TABLE theirs');
  });

  test('a row that the target does not take is told in the words of pg_restore', async () => {
    await scene.ask(pair.source)(`CREATE FUNCTION is_small(i integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i < 10';
      CREATE TABLE broken (i integer CHECK (public.is_small(i))); INSERT INTO broken VALUES (5); CREATE OR REPLACE FUNCTION is_small(i integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i < 3'`);
    const end = await ended('copy');
    await scene.ask(pair.source)('DROP TABLE broken; DROP FUNCTION is_small');
    expect(end).toEqual({
      code: 20, lastLine: 'copy refused: pg_restore: error: COPY failed for table "broken": ERROR:  new row for relation "broken" violates check constraint "broken_i_check"',
    });
  });

  test('a switch needs a copy', async () => {
    expect(await ended('switch')).toEqual({ code: 20, lastLine: 'switch refused: switch needs copy to be done, and it is refused: set the phase to copy' });
  });

  test('a password that is wrong is no reason to touch anything', async () => {
    const known = await pair.source.sql('SELECT rolpassword FROM pg_authid WHERE rolname = \'cdk8s_migration\'');
    await pair.source.sql('ALTER ROLE cdk8s_migration PASSWORD \'another one\'');
    expect(await ended('copy')).toEqual({ code: 1, lastLine: expect.stringContaining('password authentication failed for user "cdk8s_migration"') });
    await pair.source.sql(`ALTER ROLE cdk8s_migration PASSWORD '${known}'`);
  });

  test.each(['dumping', 'restoring', 'verifying', 'verified'])('a copy that died when it was %s is done by the next pod', async (dieAt) => {
    const known = attempt;
    // after the last step there is little left to be in the middle of
    expect((await ended('copy', { dieBeyond: before(dieAt), dieAfter: dieAt === 'verified' ? 0 : 300 })).code).toBeNull();
    attempt = known;
    expect(await ended('copy')).toEqual({ code: 0, lastLine: expect.stringMatching(/^copy done: 16 tables /) });
  });

  test('a target that is started anew while it restores gets all of it by the next pod', async () => {
    const pod = scene.migration.pod('copy', { attempt: ++attempt });
    await pod.program.said(/step: restoring/);
    await pair.target.crash();
    await pair.target.restart();
    expect((await pod.end()).code).toBe(1);
    expect(await ended('copy')).toEqual({ code: 0, lastLine: expect.stringMatching(/^copy done: 16 tables /) });
  });

  test('a switch that would take longer than it may does not begin', async () => {
    const { code, lastLine } = await ended('switch', { limits: { writeStopSeconds: 0 } });
    expect({ code, lastLine }).toEqual({ code: 20, lastLine: expect.stringMatching(/^switch refused: write stop is allowed: it takes about \d+ s, and may take 0 s$/) });
    expect(await scene.ask(pair.source)('SELECT cdk8s_migration.writes_stopped()')).toBe('f');
  });

  test('a source that is started anew after it was dumped is written again, and nobody was moved', async () => {
    scene.write();
    const go = join(pair.processes.folder, 'go');
    // its snapshot is held, and will be compared with
    const pod = scene.migration.pod('switch', { attempt: ++attempt, wait: { at: 'restoring', for: go } });
    await pod.program.said(/step: restoring/);
    await pair.source.crash();
    await pair.source.restart();
    writeFileSync(go, '');
    const { code, lastLine } = await pod.end();
    expect({ code, lastLine }).toEqual({ code: 21, lastLine: expect.stringMatching(/^switch undone: .*; the source is written$/) });
    expect(await scene.ask(pair.source)('SELECT cdk8s_migration.writes_stopped()')).toBe('f');
    expect(await scene.migration.front.ports()).toEqual([pair.source.port]);
    await scene.load!.acknowledges(20);
  });

  test.each(['stopping', 'dumping', 'restoring', 'verifying', 'verified'])('a switch that died when it was %s is taken back by the next pod', async (dieAt) => {
    expect((await ended('switch', { dieBeyond: before(dieAt), dieAfter: 100 })).code).toBeNull();
    const pod = scene.migration.pod('switch', { attempt, dieBeyond: before('gates') });
    expect((await pod.end()).code).toBeNull();
    expect(await scene.ask(pair.source)('SELECT cdk8s_migration.writes_stopped()')).toBe('f');
    await scene.load!.acknowledges(20);
  });

  test('a switch that died when it moved is taken back where the target was opened before it', async () => {
    expect((await ended('switch', { dieBeyond: before('moving') })).code).toBeNull();
    await scene.ask(pair.target)('SELECT cdk8s_migration.allow_writes()');
    expect(await ended('switch')).toEqual({ code: 21, lastLine: expect.stringMatching(/^switch undone: the target was opened before the clients were moved, or is a server without what was compared; the source is written$/) });
    await scene.load!.acknowledges(20);
    // what may have been written there is somebody's to look at
    expect(await ended('switch')).toMatchObject({ code: 20, lastLine: expect.stringMatching(/^switch refused: target takes the copy: /) });
    await scene.ask(pair.target)('SELECT cdk8s_migration.stop_writes(interval \'5 seconds\')');
  });

  test('a switch that died when it moved is ended by the next pod, and no write is lost', async () => {
    expect((await ended('switch', { dieBeyond: before('moving') })).code).toBeNull();
    expect(await ended('switch')).toEqual({ code: 0, lastLine: expect.stringMatching(/^switch done: the clients are moved; nobody could write for [\d.]+ s$/) });
    await scene.load!.acknowledges(20);
    expect(scene.load!.lastPort()).toBe(pair.target.port);
    await scene.load!.stop();
    expect((await scene.verdict('dump with faults', pair.target)).wrong).toEqual([]);
  });
});

/** The steps that come before one, in a copy and in a switch. */
function before(step: string): string[] {
  const steps = ['looking', 'gates', 'stopping', 'dumping', 'restoring', 'verifying', 'verified', 'moving'];
  return steps.slice(0, steps.indexOf(step));
}
