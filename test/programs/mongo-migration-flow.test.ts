import { atLength, describeWithMongoTools } from './installed';
import { MongoPhase } from './mongo-phase';
import { MongoStoppable, STOPPABLE_PASSWORD } from './mongo-stoppable';
import { Processes } from '../cluster/processes';

jest.setTimeout(600_000);

const ADMINISTRATOR = `globalThis.passwordPrompt = () => ${JSON.stringify(STOPPABLE_PASSWORD)}; const database = "shop"`;
const FRONT = 'configmaps/front';

// The servers are SecantusDB with a stand-in for setUserWriteBlockMode (mongo-stoppable.py), and no mongod; the API server is a file.
describeWithMongoTools('a MongoDB database from the first look to the end', () => {
  const processes = new Processes();
  let source: MongoStoppable;
  let target: MongoStoppable;
  let move: MongoPhase;

  beforeAll(async () => {
    [source, target] = await Promise.all([MongoStoppable.start(processes, 'old'), MongoStoppable.start(processes, 'new')]);
    await source.script('mongo-administrator.js', ADMINISTRATOR);
  });
  beforeEach(async () => {
    await source.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: false }); db.dropDatabase(); db.orders.insertMany([{ _id: 1 }, { _id: 2 }]); db.things.insertOne({ _id: 1 })');
    await target.ask('db.dropDatabase()', { database: 'app' });
    move = await MongoPhase.open(source, target);
  });
  afterEach(() => move.end());
  afterAll(() => processes.stop());

  const write = (_id: number) => source.ask(`db.orders.insertOne({ _id: ${_id} })`, { user: 'app' });
  const orders = () => target.ask('print(db.orders.find().toArray().map(({ _id }) => _id).sort().join())', { database: 'app' });

  test('moves, with what was written until the stop', async () => {
    expect((await move.flow(['assess', 'prepare', 'copy'])).map(({ words, thrown }) => thrown ?? words)).toEqual([
      expect.stringMatching(/^0 blocking and \d+ advisory findings$/),
      'the target takes the copy; front leads to the source',
      expect.stringMatching(/^2 tables with 3 rows are copied and equal to what was dumped; a write stop of about [\d.]+ s is estimated/),
    ]);
    expect(move.object(FRONT).data).toEqual({ uri: 'mongodb://old.example.com/shop' });
    await write(3);
    expect((await move.flow(['switch'])).map(({ words, thrown }) => thrown ?? words)).toEqual([expect.stringMatching(/^the clients are moved; nobody could write for [\d.]+ s$/)]);
    expect([move.object(FRONT).data, await orders()]).toEqual([{ uri: 'mongodb://orders/app' }, '1,2,3']);
    await expect(write(4)).rejects.toThrow('User writes blocked');
    expect((await move.flow(['copy'])).map(({ thrown }) => thrown)).toEqual([expect.stringMatching(/^refused: the clients were moved at /)]);
    expect((await move.flow(['confirm'])).map(({ thrown }) => thrown)).toEqual([expect.stringMatching(/^refused: target is backed up: the last backup ended at /)]);
    move.change('perconaservermongodbbackups/cron-1', { status: { state: 'ready', completed: new Date().toISOString() } });
    expect((await move.flow(['confirm'])).map(({ words, thrown }) => thrown ?? words)).toEqual([expect.stringMatching(/^what the copy left in the target is gone/)]);
    await expect(write(4)).rejects.toThrow('User writes blocked');
    expect(await target.ask('print(db.getCollectionNames().sort().join())', { database: 'app' })).toBe('orders,things');
  });

  atLength.each(['stopping', 'dumping', 'restoring', 'verified', 'moving'])('a pod that is killed at the step %s is followed by one that moves all', async (step) => {
    await move.flow(['assess', 'prepare', 'copy']);
    expect(await move.flow(['switch'], { dieAt: step })).toEqual([]);
    expect((await move.flow(['switch'])).map(({ words, thrown }) => thrown ?? words)).toEqual([expect.stringMatching(/^the clients are moved/)]);
    expect([move.object(FRONT).data.uri, await orders()]).toEqual(['mongodb://orders/app', '1,2']);
    await expect(write(4)).rejects.toThrow('User writes blocked');
  });

  atLength('a copy that is not equal, or takes too long, is taken back: the source is written, and the front leads there', async () => {
    await move.flow(['assess', 'prepare', 'copy']);
    Object.assign(move.settings.limits, { writeStopSeconds: 1 });
    expect((await move.flow(['switch'])).map(({ thrown }) => thrown)).toEqual([expect.stringMatching(/^refused: write stop is allowed: it takes about \d+ s, and may take 1 s$/)]);
    await write(3);
    await source.ask('for (let i = 0; i < 40; i++) db.more.insertMany(Array.from({ length: 1000 }, (_, j) => ({ _id: i * 1000 + j })))');
    // what was measured is far less than what it takes now
    const state = JSON.parse(move.object('configmaps/move-migration').data.state);
    Object.assign(move.settings.limits, { writeStopSeconds: Math.ceil(state.copied.copySeconds) });
    move.change('configmaps/move-migration', { data: { state: JSON.stringify({ ...state, copied: { ...state.copied, copySeconds: 1, sourceBytes: 10 ** 9 } }) } });
    expect((await move.flow(['switch'])).map(({ thrown }) => thrown)).toEqual([expect.stringMatching(/^undone: the copy was not over within \d+ s; the source is written$/)]);
    await write(4);
    expect(move.object(FRONT).data.uri).toBe('mongodb://old.example.com/shop');
    Object.assign(move.settings.limits, { writeStopSeconds: 600 });
    // done once more when somebody says so, and not by itself
    expect((await move.flow(['switch'])).map(({ thrown }) => thrown)).toEqual([expect.stringMatching(/^refused: attempt 1 was taken back .*: raise attempt to have it done once more$/)]);
    Object.assign(move.settings, { attempt: 2 });
    expect((await move.flow(['switch'])).map(({ words, thrown }) => thrown ?? words)).toEqual([expect.stringMatching(/^the clients are moved/)]);
    expect(await orders()).toBe('1,2,3,4');
  });
});
