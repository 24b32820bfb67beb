import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { atLength, describeWithMongoTools } from './installed';
import { MongoPhase } from './mongo-phase';
import { MongoStoppable, STOPPABLE_PASSWORD } from './mongo-stoppable';
import { Processes } from '../cluster/processes';

jest.setTimeout(300_000);

const ADMINISTRATOR = `globalThis.passwordPrompt = () => ${JSON.stringify(STOPPABLE_PASSWORD)}; const database = "shop"`;

/** All that BSON has, and what names of fields and collections may be. */
const HARD = `
  db.types.insertMany([
    { _id: 1, nan: NaN, inf: -Infinity, zero: -0, int: Int32(7), long: Long('9007199254740993'), double: Double(7), decimal: Decimal128('-0.10'), nanDecimal: Decimal128('NaN') },
    { _id: Long('2'), before: new Date(-62135596800000), date: new Date(-1), stamp: Timestamp(5, 6), min: MinKey(), max: MaxKey(), nothing: null, re: /^a.b$/im, code: Code('function() {}'), scoped: Code('x', { x: 1 }) },
    { _id: 'three', generic: BinData(0, 'AAEC'), old: BinData(2, 'AwAAAAABAg=='), uuid: UUID('12345678-1234-1234-1234-123456789012'), md5: BinData(5, 'AAEC'), own: BinData(128, '/w=='), empty: BinData(0, '') },
    { _id: ObjectId('65f000000000000000000001'), nested: [[[1, [2, []]], {}], [null, [{ a: [] }]]], '': 'an empty key', ' ': 1, 'ключ 鍵 🗝': 'ünï\\u0000code' },
    { _id: { b: 1, a: [1, 2] }, b: 1, a: 2, 10: 'ten', 9: 'nine' }, { _id: new Date(0) }, { _id: null }, { _id: true }, { _id: UUID('12345678-1234-1234-1234-123456789012') }, { _id: Decimal128('1.5') },
  ]);
  db.types.insertOne({ _id: 'dotted', 'a.b': 1, '$c': 2, deep: { 'x.y': { '$z': 1 } } });
  db.createCollection('ordered', { capped: true, size: 65536, max: 10 });
  for (let i = 15; i > 0; i--) db.ordered.insertOne({ _id: i });
  db.createCollection('checked', { validator: { $jsonSchema: { required: ['name'], properties: { 10: { bsonType: 'int' }, 9: { bsonType: 'string' } } } }, validationLevel: 'moderate', validationAction: 'error', collation: { locale: 'de', strength: 2 } });
  db.checked.insertMany([{ name: 'a' }, { name: 'Ä' }]);
  db.runCommand({ insert: 'checked', documents: [{ _id: 'of before the validator' }], bypassDocumentValidation: true });
  db.createView('names', 'checked', [{ $match: { name: { $gt: 'A' } } }, { $project: { 2: '$name', 1: '$_id' } }], { collation: { locale: 'de' } });
  db.createCollection('empty');
  const odd = db.getCollection('a/b%c "d" ünï.x');
  odd.insertOne({ _id: 1 });
  odd.createIndex({ 2: 1, 1: -1 }, { name: 'by numbers', unique: true });
  odd.createIndex({ p: 1 }, { partialFilterExpression: { p: { $gt: 5 } }, sparse: false });
  odd.createIndex({ h: 1, i: -1, j: 1 }, { hidden: true, collation: { locale: 'fr' } });
  odd.createIndex({ '$**': 1 }, { name: 'wild' });
  odd.createIndex({ place: '2dsphere' });
  db.large.insertMany([1, 2, 3].map((_id) => ({ _id, text: 'x'.repeat(5 * 1024 * 1024) })));
  db.sessions.insertMany([{ _id: 1, at: new Date(0) }, { _id: 2, at: new Date('2100-01-01') }]);
  db.many.insertMany(Array.from({ length: 3000 }, (_, _id) => ({ _id, text: 'some words' })));`;
const EXPIRING = 'db.sessions.createIndex({ at: 1 }, { expireAfterSeconds: 3600, name: "expires" })';

// The servers are SecantusDB with a stand-in for setUserWriteBlockMode (mongo-stoppable.py), and no mongod: text and hashed indexes are not there.
describeWithMongoTools('a MongoDB database that moves by a dump', () => {
  const processes = new Processes();
  let source: MongoStoppable;
  let target: MongoStoppable;
  let move: MongoPhase;

  beforeAll(async () => {
    [source, target] = await Promise.all([MongoStoppable.start(processes, 'old', { ttlSeconds: 0.3 }), MongoStoppable.start(processes, 'new', { ttlSeconds: 0.3 })]);
    await source.script('mongo-administrator.js', ADMINISTRATOR);
  });
  beforeEach(async () => {
    await source.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: false }); db.dropDatabase()');
    await target.ask('db.dropDatabase()', { database: 'app' });
    move = await MongoPhase.open(source, target);
  });
  afterEach(() => move.end());
  afterAll(() => processes.stop());

  const fill = (script = 'db.orders.insertMany([{ _id: 1, n: 1 }, { _id: 2, n: Int32(1) }]); db.things.insertOne({ _id: "a" })') => source.ask(script);
  const onTarget = (script: string) => target.ask(`print(${script})`, { database: 'app' });

  test('arrives whole, whatever is in it, while nobody can write', async () => {
    await fill(HARD);
    const { gave, thrown, steps } = await move.call([
      ['requireOurs'], ['requireCopyable'], ['stop', 5], ['isStopped'], ['copy', { last: true }], ['isStopped'], ['openTarget'], ['settle'],
    ]);
    expect([thrown, steps, gave[3], gave[5]]).toEqual([undefined, ['dumping', 'restoring', 'verifying', 'verified'], true, true]);
    const measured = { dumpBytes: expect.any(Number), copySeconds: expect.any(Number), sourceBytes: expect.any(Number) };
    expect(gave[4]).toMatchObject({ tables: 8, rows: 3030, ...measured });
    await expect(source.ask('db.orders.insertOne({})', { user: 'app' })).rejects.toThrow('User writes blocked');
    expect(await onTarget('db.names.countDocuments()')).toBe('2');
    expect(await onTarget('db.ordered.find().toArray().map((one) => one._id).join()')).toBe('10,9,8,7,6,5,4,3,2,1');
    const first = 'EJSON.stringify(db.types.findOne({ _id: 1 }), { relaxed: false })';
    expect(await onTarget(first)).toBe(await source.ask(`print(${first})`));
    await target.ask('db.late.insertOne({ _id: 1 })', { user: 'app', database: 'app' });
  });

  atLength('what expires is deleted on the target after all was compared, and not before', async () => {
    await fill('db.sessions.insertMany([{ _id: 1, at: new Date("2100-01-01") }])');
    // it would be gone within a third of a second; nothing is deleted while writes are stopped
    await source.ask(EXPIRING);
    await source.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: true }); db.sessions.insertOne({ _id: 2, at: new Date(0) })');
    const { thrown, gave } = await move.call([['stop', 5], ['copy', { last: true }]]);
    expect([thrown, gave[1].rows]).toEqual([undefined, 2]);
    expect(await onTarget('EJSON.stringify(db.sessions.getIndexes().find(({ name }) => name === "expires").expireAfterSeconds)')).toBe('3600');
    // and again, over what expired meanwhile
    expect((await move.call([['requireOurs'], ['copy', { last: true }]])).thrown).toBeUndefined();
  });

  atLength('in a rehearsal nothing expires on the target', async () => {
    await fill(`db.sessions.insertOne({ _id: 1, at: new Date("2100-01-01") }); ${EXPIRING}`);
    expect((await move.call([['copy', { last: false }]])).thrown).toBeUndefined();
    expect(await onTarget('EJSON.stringify(db.sessions.getIndexes().find(({ name }) => name === "expires").expireAfterSeconds)')).toBe('null');
    expect(await onTarget('db.cdk8s_migration.getIndexes().length')).toBe('1');
  });

  atLength('is copied again and again, also over what was begun', async () => {
    await fill();
    expect((await move.call([['copy', { last: false }], ['requireOurs'], ['copy', { last: false }]])).thrown).toBeUndefined();
    await source.ask('db.orders.drop(); db.later.insertOne({ _id: 1 })');
    expect((await move.call([['requireOurs'], ['copy', { last: false }]])).thrown).toBeUndefined();
    expect(await onTarget('db.getCollectionNames().sort().join()')).toBe('cdk8s_migration,later,things');
  });

  atLength.each<[string, () => boolean | Promise<boolean>]>([
    ['while it dumps', () => existsSync(join(move.scratch, 'dump', 'shop')) && readdirSync(join(move.scratch, 'dump', 'shop')).length > 0],
    ['while it restores', async () => await onTarget('db.getCollectionNames().includes("many")') === 'true'],
  ])('a pod that is killed %s leaves what the next one takes up', async (_, when) => {
    await fill('db.large.insertMany([1, 2, 3, 4].map((_id) => ({ _id, text: "x".repeat(5 * 1024 * 1024) }))); for (let i = 0; i < 20; i++) db.many.insertMany(Array.from({ length: 3000 }, (_, j) => ({ _id: i * 3000 + j, text: "some words" })))');
    await move.killedWhen(async () => when());
    const { thrown, gave } = await move.call([['requireOurs'], ['stop', 5], ['copy', { last: true }]]);
    expect([thrown, gave[2].rows]).toEqual([undefined, 60_004]);
  });

  test('a document that is changed, lost or added on the target is found', async () => {
    await fill();
    for (const change of ['db.orders.updateOne({ _id: 2 }, { $set: { n: Long("1") } })', 'db.orders.deleteOne({ _id: 1 })', 'db.orders.insertOne({ _id: 3 })']) {
      await target.ask('db.dropDatabase()', { database: 'app' });
      expect((await move.call([['copy', { last: false }]])).thrown).toBeUndefined();
      await target.ask(change, { database: 'app' });
      expect((await move.call([['requireOurs']])).thrown).toBe('refused: the collection orders of the target was written since it was copied: take it away, or name an empty database');
    }
  });

  atLength('what is restored otherwise than it was is no success', async () => {
    await fill();
    // somebody writes into what has just been restored
    const meddling = (async () => {
      while (await onTarget('db.orders.countDocuments()') !== '2');
      await target.ask('db.orders.updateOne({ _id: 2 }, { $set: { n: Long("1") } })', { database: 'app' });
    })();
    const slow = await MongoPhase.open(source, target, { settings: { copy: { jobs: 1 } } });
    await source.ask('for (let i = 0; i < 20; i++) db.zoo.insertMany(Array.from({ length: 3000 }, (_, j) => ({ _id: i * 3000 + j, text: "some words" })))');
    const { thrown } = await slow.call([['stop', 5], ['copy', { last: true }]]);
    await meddling;
    slow.end();
    expect(thrown).toBe('refused: 1 collections differ: orders should have 2 documents and has 2 on the target, with other contents');
  });

  test('what others have in the target is refused, and kept', async () => {
    await fill();
    await target.ask('db.theirs.insertOne({ _id: 1 })', { database: 'app' });
    const words = 'refused: the target has the collection theirs, which no copy of this migration made: take it away, or name an empty database';
    expect((await move.call([['requireOurs']])).thrown).toBe(words);
    expect((await move.call([['copy', { last: false }]])).thrown).toBe(words);
    expect(await onTarget('db.theirs.countDocuments() + " " + db.getCollectionNames().length')).toBe('1 1');
    await target.ask('db.theirs.drop()', { database: 'app' });
    expect((await move.call([['copy', { last: false }]])).thrown).toBeUndefined();
    // one of the same name, made anew
    await target.ask('db.orders.drop(); db.orders.insertMany([{ _id: 1 }, { _id: 2 }])', { database: 'app' });
    expect((await move.call([['copy', { last: false }]])).thrown).toBe('refused: the collection orders of the target is another one than a copy of this migration made: take it away, or name an empty database');
    expect(await onTarget('db.orders.countDocuments()')).toBe('2');
    const other = await MongoPhase.open(source, target, { settings: { name: 'another' } });
    expect((await other.call([['requireOurs']])).thrown).toBe('refused: the target\'s database was copied by the migration database/move: name an empty one');
    other.end();
  });

  atLength('source and target that are the same server are refused', async () => {
    await fill();
    const same = await MongoPhase.open(source, source, { variables: { TARGET_MONGODB_USER: 'root' } });
    expect((await same.call([['requireOurs']])).thrown).toBe('refused: source and target are the same server: what is there would be taken away');
    same.end();
  });

  atLength('a rehearsal while all is written compares with the dump, and counts what changed', async () => {
    await fill('db.quiet.insertOne({ _id: 1 }); db.busy.insertOne({ _id: 0 })');
    let over = false;
    const load = (async () => {
      while (!over) await source.ask('for (let i = 0; i < 200; i++) { db.busy.insertOne({}); db.busy.updateOne({ _id: 0 }, { $inc: { n: 1 } }); }', { user: 'app' });
    })();
    const { thrown, gave, logged } = await move.call([['copy', { last: false }]]);
    over = true;
    await load;
    expect([thrown, gave[0].uncomparedTables, gave[0].tables]).toEqual([undefined, 1, 2]);
    expect(logged[2]).toBe('1 collections changed while they were copied, and were compared with the dump alone: busy');
  });

  atLength('a source that is written past the stop is refused', async () => {
    await fill();
    const { thrown, gave } = await move.call([['stop', 5], ['gates']], { objects: {} });
    expect([thrown, gave[1]['nobody writes past a stop']]).toEqual([undefined, '1 users may, and none is connected']);
    const path = source.ask('for (const end = Date.now() + 25000; Date.now() < end;) { db.orders.insertOne({}); sleep(50); }');
    const ended = await move.call([['copy', { last: true }]]);
    await path;
    expect(ended.thrown).toMatch(/^refused: (a stop would not stop root@admin from 127\.0\.0\.1:\d+ \(mongosh [\d.]+\)|1 collections differ: orders should have)/);
  });

  atLength('what is excluded is left out, and must be there', async () => {
    await fill();
    const without = await MongoPhase.open(source, target, { settings: { excludedTables: ['things'] } });
    expect((await without.call([['requireCopyable'], ['stop', 5], ['copy', { last: true }]])).thrown).toBeUndefined();
    expect(await onTarget('db.getCollectionNames().sort().join()')).toBe('cdk8s_migration,orders');
    without.end();
    const absent = await MongoPhase.open(source, target, { settings: { excludedTables: ['nothing'] } });
    expect((await absent.call([['requireCopyable']])).thrown).toBe('refused: excludedTables must name collections of the source, got nothing');
    absent.end();
  });

  atLength('what cannot be carried over is refused before anything is done', async () => {
    await fill('db.createCollection("measured", { timeseries: { timeField: "at" } }); db.orders.insertOne({})');
    expect((await move.call([['requireCopyable']])).thrown).toBe('refused: measured: it is a time series, whose buckets each server makes for itself: exclude them, or change them on the source');
  });

  atLength('an empty source is no success', async () => {
    expect((await move.call([['copy', { last: true }]])).thrown).toBe('refused: the source has no collection that is copied: it is another database, or all of them are excluded');
  });

  describe('the stop', () => {
    atLength('holds for open sessions and after the server is started anew, and is taken back', async () => {
      await fill();
      expect((await move.call([['isStopped'], ['stop', 5], ['stop', 5], ['isStopped']])).gave).toEqual([false, null, null, true]);
      await source.restart();
      expect((await move.call([['isStopped']])).gave).toEqual([true]);
      await expect(source.ask('db.orders.insertOne({})', { user: 'app' })).rejects.toThrow('User writes blocked');
      expect((await move.call([['allowWrites'], ['allowWrites'], ['isStopped']])).gave).toEqual([null, null, false]);
      await source.ask('db.orders.insertOne({})', { user: 'app' });
    });

    atLength('ends a transaction that it waits for, whose writes are not there', async () => {
      await fill();
      const open = source.ask('const s = db.getMongo().startSession(); s.startTransaction(); s.getDatabase("shop").orders.insertOne({ _id: 9 }); sleep(12000); try { s.commitTransaction(); print("committed") } catch (e) { print(e.codeName) }', { user: 'app' });
      await new Promise((resolve) => setTimeout(resolve, 2500));
      const { thrown, logged } = await move.call([['stop', 2], ['isStopped']]);
      expect([thrown, logged]).toEqual([undefined, ['the source was not stopped within 2 s: 1 transactions were ended']]);
      expect(await open).toBe('NoSuchTransaction');
      expect(await source.ask('print(db.orders.countDocuments({ _id: 9 }))')).toBe('0');
    });

    atLength('that is given up half way leaves the source open', async () => {
      await fill();
      const open = source.ask('const s = db.getMongo().startSession(); s.startTransaction(); s.getDatabase("shop").orders.insertOne({ _id: 9 }); sleep(15000); s.commitTransaction(); print("committed")', { user: 'app' });
      await new Promise((resolve) => setTimeout(resolve, 2500));
      // another pod's, of which nothing is left but what waits in the server
      const lost = source.ask('try { db.adminCommand({ setUserWriteBlockMode: 1, global: true, maxTimeMS: 60000 }); print("stopped") } catch (e) { print(e.codeName) }');
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect((await move.call([['allowWrites'], ['isStopped']])).gave).toEqual([null, false]);
      expect([await lost, await open]).toEqual(['Interrupted', 'committed']);
      await source.ask('db.orders.insertOne({})', { user: 'app' });
    });
  });

  atLength('no process gets the password as an argument', async () => {
    await fill('for (let i = 0; i < 5; i++) db.many.insertMany(Array.from({ length: 3000 }, (_, j) => ({ _id: i * 3000 + j, text: "some words" })))');
    const seen: string[] = [];
    let over = false;
    const looking = (async () => {
      while (!over) {
        for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
          try {
            const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
            if (/mongo(dump|restore)/.test(text)) seen.push(text);
          } catch {
            // it has ended
          }
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    expect((await move.call([['copy', { last: false }]])).thrown).toBeUndefined();
    over = true;
    await looking;
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((text) => text.includes('w:r/d') || text.includes(encodeURIComponent(STOPPABLE_PASSWORD)))).toEqual([]);
  });
});
