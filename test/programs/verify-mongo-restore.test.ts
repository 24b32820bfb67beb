import { join } from 'path';
import { describeWithMongo } from './installed';
import { MONGOSH } from './mongo-programs';
import { MongoServer } from './mongo-server';
import { Ended, RunningProgram } from './running-program';
import { Processes } from '../cluster/processes';
import { folder } from '../support/folder';

jest.setTimeout(120_000);

const PASSWORD = 'p w:/@"\'$(x)';
const DATA = `
  const [app, other] = ['app', 'other'].map((name) => db.getSiblingDB(name));
  app.carts.insertMany([{ at: new Date('2026-03-24T10:00:00Z'), audit: { at: new Date('2026-03-24T09:00:00Z') }, n: 1 }, { at: new Date('2026-03-24T08:00:00Z'), n: 2 }]);
  app.createCollection('empty');
  other.things.insertOne({ a: 1 });
  db.getSiblingDB('hollow').createCollection('carts');
  const read = (db) => ({ role: 'read', db });
  db.getSiblingDB('admin').runCommand({ createUser: 'look', pwd: ${JSON.stringify(PASSWORD)}, roles: ['app', 'other', 'hollow', 'gone'].map(read) })`;

// SecantusDB is no mongod: what is the verifier's own is shown with it, and the commands that it asks; how mongod plans them is not.
describeWithMongo('what looks at a restored MongoDB', () => {
  let processes: Processes;
  let server: MongoServer;

  beforeAll(async () => {
    processes = new Processes();
    server = await MongoServer.make(processes, 'restored', DATA);
  });
  afterAll(async () => processes.stop());

  function start(more: object, { password = PASSWORD, host = server.host, began = '' } = {}): RunningProgram {
    const asked = { hosts: [host], replicaSet: server.replicaSet, user: 'look', database: 'app', databases: ['app', 'other'], recoveryPoint: '2026-03-24T10:30:00Z', assertions: [], ...more };
    const directory = folder({ 'verification.json': JSON.stringify(asked), password, ...(began && { began }) });
    return new RunningProgram(MONGOSH, 'verify-mongo-restore.js', [], {
      HOME: directory, VERIFICATION: join(directory, 'verification.json'), PASSWORD_FILE: join(directory, 'password'), PAUSE_SECONDS: '1', RESTORE_BEGAN: join(directory, 'began'),
    }, ['--nodb', '--norc', '--quiet']);
  }

  async function verified(more: object, which = {}): Promise<[number | null, string]> {
    const { code, lastLine, terminationMessage, output }: Ended = await start(more, which).end();
    expect([terminationMessage, output.includes(PASSWORD)]).toEqual([lastLine, false]);
    return [code, lastLine];
  }

  const rows = (collection: string, atLeast: number, database = 'app') => ({ assertions: [{ database, collection, atLeast }] });
  const newest = (field: string, withinSeconds: number, collection = 'carts') => ({ assertions: [{ database: 'app', collection, field, withinSeconds }] });

  test.each<[string, object, number, string]>([
    ['a database with documents', {}, 0, 'verified: app has 2 collections, and 0 of 0 assertions hold'],
    ['enough documents', rows('carts', 2), 0, 'verified: app has 2 collections, and 1 of 1 assertions hold'],
    ['documents of another database', rows('things', 1, 'other'), 0, 'verified: app has 2 collections, and 1 of 1 assertions hold'],
    ['too few documents', rows('carts', 3), 12, 'not true in app: app.carts has 3 documents at least, but 2'],
    ['a collection that is not there', rows('nothing', 1), 12, 'not true in app: app.nothing has 1 documents at least, but 0'],
    ['a young newest document', newest('at', 1800), 0, 'verified: app has 2 collections, and 1 of 1 assertions hold'],
    ['a young newest document by a field within a field', newest('audit.at', 5400), 0, 'verified: app has 2 collections, and 1 of 1 assertions hold'],
    ['an old newest document', newest('at', 1799), 14,
      'the newest document in app is too old, by 1 s beyond the 1799 s before 2026-03-24T10:30:00.000Z: carts.at is 2026-03-24T10:00:00.000Z'],
    ['a newest that is no date', newest('n', 1800), 14, 'there is no newest document in app: no n of carts is a date'],
    ['a newest of no documents', newest('at', 1800, 'empty'), 14, 'there is no newest document in app: no at of empty is a date'],
    ['collections without a document', { database: 'hollow', databases: ['hollow'] }, 11, 'hollow has 1 collections, and no document: it was restored from before its data'],
    ['nothing', { database: 'gone', databases: ['gone'] }, 11, 'gone holds no collection: it was restored from before its data, or from another database'],
    ['another server\'s databases', { database: 'gone', databases: ['gone', 'other'] }, 15,
      'there is no database gone, but other: this is another server\'s backup, or from before gone was written to'],
    ['what it may not ask', rows('things', 1, 'secret'), 13, expect.stringMatching(/^failed: the collections of secret: not authorized/) as unknown as string],
  ])('%s', async (_, more, code, line) => {
    expect(await verified(more)).toEqual([code, line]);
  });

  test('where recovery went as far as the archive, the newest document is compared with now', async () => {
    expect((await verified({ ...newest('at', 60), recoveryPoint: 'now' }))[0]).toBe(14);
  });

  test('it is compared with when the restore began, where that is known', async () => {
    const began = '2026-03-24T10:01:00Z\n';
    expect((await verified({ ...newest('at', 60), recoveryPoint: 'now' }, { began }))[0]).toBe(0);
    expect((await verified({ ...newest('at', 59), recoveryPoint: 'now' }, { began }))[0]).toBe(14);
  });

  test('while the user has another password it waits, and stopped it has no verdict', async () => {
    const program = start({}, { password: 'another' });
    await program.said(/^waiting for 127\.0\.0\.1:\d+: authentication failed/mi);
    program.signal('SIGTERM');
    const { code, lastLine } = await program.end();
    expect([code, lastLine]).toEqual([1, expect.stringMatching(/^stopped before the end; the last answer was: .*authentication failed/i)]);
  });

  test('while nobody answers it waits', async () => {
    const program = start({}, { host: '127.0.0.1:1' });
    await program.said(/^waiting for 127\.0\.0\.1:1: .*ECONNREFUSED/m);
    program.signal('SIGTERM');
    expect((await program.end()).code).toBe(1);
  });
});
