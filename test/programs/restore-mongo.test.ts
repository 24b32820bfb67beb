import { execFileSync } from 'child_process';
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { keysBelow, newPath } from './dump-pod';
import { describeWithMongoTools } from './installed';
import { MongoDumpPod } from './mongo-dump-pod';
import { MongoMember } from './mongo-member';
import { mongoPath, MONGO_PYTHON } from './mongo-programs';
import { MongoRestorePod } from './mongo-restore-pod';
import { BrokenWay, ObjectStoreServer } from './object-store-server';
import { Processes } from '../cluster/processes';
import { folder } from '../support/folder';

/** The identifier that mongo-member.py makes of the name. */
const ID = '73657373696f6e7373657373';
const SUM = 'print(db.orders.countDocuments() + " " + db.orders.find().sort({ _id: 1 }).toArray().map(({ _id, note }) => _id + note).join("").length + " " + db.orders.getIndexes().length)';

describeWithMongoTools('restore-mongo.sh and restore-dump.py', () => {
  const processes = new Processes();
  let store: ObjectStoreServer;
  let path: string;
  /** Below it lies one whole dump of the source, in the middle of which something was written. */
  let at: string;
  let sum: string;
  let dump: string;

  const environment = (env: Record<string, string>) => ({ PATH: `${path}:${process.env.PATH}`, ...env });
  const restore = (to: MongoMember, env: Record<string, string> = {}, from = at) => MongoRestorePod.launch(to, store, from, environment(env));

  beforeAll(async () => {
    let source: MongoMember;
    [source, store, path] = await Promise.all([MongoMember.start(processes), ObjectStoreServer.start(processes), mongoPath()]);
    await source.eval(`db.orders.insertMany(Array.from({ length: 500 }, (_, i) => ({ _id: i, note: "Größe " + i }))); db.orders.createIndex({ note: 1 });
      const { randomBytes } = require("crypto"); db.large.insertMany(Array.from({ length: 320 }, (_, i) => ({ _id: i, x: randomBytes(65536) })));
      db.getSiblingDB("admin").createUser({ user: "fired", pwd: "x", roles: ["root"] });
      db.getSiblingDB("cdk8s_databases").restores.insertOne({ _id: "restore", state: "done", restore: "of the source itself" })`);
    const way = await BrokenWay.to(store.port, 6 << 20, 'stands still');
    const pod = MongoDumpPod.launch([source.address], store, environment({ ENDPOINT: way.endpoint }));
    await way.broken;
    await source.eval('db.orders.insertOne({ _id: 1000, note: "meanwhile" }); db.orders.deleteOne({ _id: 3 })');
    way.release();
    expect(await pod.end()).toMatchObject({ code: 0 });
    way.close();
    at = pod.path;
    [dump] = await pod.keys();
    sum = await source.eval(SUM);
  }, 240_000);
  afterAll(() => processes.stop());

  test('a dump comes back with its indexes and what was written while it was made, without users of the source, and only once', async () => {
    const to = await MongoMember.start(processes, { name: 'restored' });
    const first = await restore(to).end();
    expect([first.code, first.lastLine, first.terminationMessage]).toEqual([0, expect.stringMatching(/^restored .*\.dump, which ended .*Z: \d+ documents, and what was written until it ended$/), first.lastLine]);
    expect(await to.eval(SUM)).toBe(sum);
    expect(await to.eval('print(db.getSiblingDB("admin").getUsers().users.map(({ user }) => user).sort().join())')).toBe('backup,mms-automation,root');
    expect(await to.eval('const { restore, state } = db.getSiblingDB("cdk8s_databases").restores.findOne(); print(restore + " " + state)')).toBe('database/orders done');
    await to.eval('db.orders.insertOne({ _id: 2000, note: "afterwards" })');
    const second = await restore(to).end();
    expect([second.code, second.lastLine]).toEqual([0, expect.stringMatching(/^it was restored on .*Z \(database\/orders\), from a dump that ended .*Z: nothing to do$/)]);
    expect(await to.eval('print(db.orders.countDocuments({ _id: 2000 }))')).toBe('1');
    expect(first.output).not.toMatch(/p@ss|p%40ss/);
  });

  test('who verifies is told when the dump ended that was restored, also by a run that finds it restored when there is a newer one', async () => {
    const to = await MongoMember.start(processes);
    const [from, here] = [newPath(), folder({})];
    for (const name of [dump, `${dump}.sha256`]) {
      await store.get(`${at}/${name}`, join(here, 'copied'));
      await store.putFile(`${from}/${name}`, join(here, 'copied'));
    }
    const [, ended] = /# ended (\w+Z),/.exec(readFileSync(join(here, 'copied'), 'utf8'))!;
    const moment = ended.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
    const pod = restore(to, {}, from);
    expect(await pod.end()).toMatchObject({ code: 0 });
    expect(pod.began).toBe(moment);
    await store.put(`${from}/dumps/replica-set/${ID}/29990324T030000Z.dump`);
    writeFileSync(join(here, 'sum'), `${'0'.repeat(64)}  29990324T030000Z.dump\n# ended 29990324T031000Z, 1 bytes\n`);
    await store.putFile(`${from}/dumps/replica-set/${ID}/29990324T030000Z.dump.sha256`, join(here, 'sum'));
    const again = restore(to, {}, from);
    expect(await again.end()).toMatchObject({ code: 0, lastLine: expect.stringMatching(/: nothing to do$/), output: expect.stringContaining('restores 736573') });
    expect(new Date(again.began)).toEqual(new Date(moment));
  });

  test('a database that is not empty is left as it is', async () => {
    const to = await MongoMember.start(processes);
    await to.eval('db.getSiblingDB("shop").carts.insertOne({ _id: 1 })');
    const { code, lastLine } = await restore(to).end();
    expect([code, lastLine]).toEqual([27, 'it is not empty: it has shop: a restore would overwrite it. Give the restore another name']);
    expect(await to.eval('print(db.getSiblingDB("shop").carts.countDocuments() + " " + db.orders.countDocuments() + " " + db.getSiblingDB("cdk8s_databases").restores.countDocuments())')).toBe('1 0 0');
  });

  test('one that was restored from something else is left as it is, too', async () => {
    const to = await MongoMember.start(processes);
    await to.eval('db.getSiblingDB("cdk8s_databases").restores.insertOne({ _id: "restore", state: "done", restore: "another", at: new Date(0) }); db.carts.insertOne({ _id: 1 })');
    expect(await restore(to).end()).toMatchObject({ code: 27, lastLine: 'it was restored on 1970-01-01T00:00:00.000Z (another): a restore would overwrite it. Give the restore another name' });
    await to.eval('db.getSiblingDB("cdk8s_databases").restores.updateOne({}, { $set: { state: "running" } })');
    expect(await restore(to).end()).toMatchObject({ code: 27, lastLine: 'another restore (another) has begun in it, and did not end: a restore would overwrite it. Give the restore another name' });
    expect(await to.eval('print(db.carts.countDocuments())')).toBe('1');
  });

  describe('which dump', () => {
    let to: MongoMember;
    /** A path with dumps that began and ended then, of so many replica sets. */
    async function dumped(...dumps: ReadonlyArray<readonly [began: string, ended: string, server?: string]>): Promise<string> {
      const below = newPath();
      const sums = folder({});
      for (const [began, ended, server = ID] of dumps) {
        const key = `${below}/dumps/replica-set/${server}/${began}.dump`;
        await store.put(key);
        writeFileSync(join(sums, 'sum'), `${'0'.repeat(64)}  ${began}.dump\n# ended ${ended}, 1 bytes\n`);
        await store.putFile(`${key}.sha256`, join(sums, 'sum'));
      }
      return below;
    }

    beforeAll(async () => { to = await MongoMember.start(processes); }, 60_000);

    test.each<[string, Record<string, string>, number, string | RegExp]>([
      ['none that ended before the moment', { RECOVERY_POINT: '2026-03-24T03:05:00Z' }, 20, /^there is no dump that ended before 2026-03-24T03:05:00Z below prod/],
      ['none of that time', { RECOVERY_POINT: 'latest', BACKUP: '2026-03-01T00:00:00Z' }, 20, /^there is no dump of that time below prod/],
      ['one that is named and ended later', { RECOVERY_POINT: '2026-03-24T03:05:00Z', BACKUP: '2026-03-24T03:00:00Z' }, 28,
        /^.*\/20260324T030000Z\.dump, which ended 2026-03-24T03:10:00Z, holds what was written after 2026-03-24T03:05:00Z$/],
      ['a moment to come', { RECOVERY_POINT: '2999-03-24T03:05:00Z' }, 28, '2999-03-24T03:05:00Z is not over yet: what is written until then is in no dump'],
    ])('%s', async (_, env, code, words) => {
      const from = await dumped(['20260324T030000Z', '20260324T031000Z']);
      const ended = await restore(to, env, from).end();
      expect([ended.code, ended.lastLine]).toEqual([code, typeof words === 'string' ? words : expect.stringMatching(words)]);
    });

    test('the newest one that ended before the moment', async () => {
      const from = await dumped(['20260322T030000Z', '20260322T031000Z'], ['20260323T030000Z', '20260323T031000Z'], ['20260324T030000Z', '20260324T031000Z']);
      const { output } = await restore(to, { RECOVERY_POINT: '2026-03-24T03:05:00Z' }, from).end();
      expect(output).toContain(`restores ${ID}/20260323T030000Z.dump, which ended 2026-03-23T03:10:00Z\n`);
    });

    test('of several replica sets none, unless it is named', async () => {
      const from = await dumped(['20260322T030000Z', '20260322T031000Z', '0'.repeat(24)], ['20260323T030000Z', '20260323T031000Z']);
      const { code, lastLine } = await restore(to, {}, from).end();
      expect([code, lastLine]).toEqual([29, expect.stringMatching(/^several replica sets have had the name, .*0{24}\/20260322T030000Z\.dump, which ended .*; .*20260323T030000Z.*: name a dump/)]);
      expect((await restore(to, { BACKUP: '2026-03-22T03:00:00Z' }, from).end()).output).toContain(`restores ${'0'.repeat(24)}/20260322T030000Z.dump`);
    });

    test('none without its checksum', async () => {
      const from = newPath();
      await store.put(`${from}/dumps/replica-set/${ID}/20260324T030000Z.dump`);
      expect(await restore(to, {}, from).end()).toMatchObject({ code: 20, lastLine: expect.stringMatching(/^there is no dump yet below prod/) });
    });
  });

  test('a dump that is not as it was made is no success, and the next run begins anew', async () => {
    const to = await MongoMember.start(processes);
    const from = newPath();
    const here = folder({});
    for (const name of [dump, `${dump}.sha256`]) await store.get(`${at}/${name}`, join(here, name.split('/').pop()!));
    const [file] = [join(here, dump.split('/').pop()!)];
    const whole = readFileSync(file);
    await store.putFile(`${from}/${dump}.sha256`, `${file}.sha256`);
    for (const [damaged, words] of [
      [whole.subarray(0, whole.length >> 1), /is damaged: Compressed file ended before the end-of-stream marker was reached$/],
      [Buffer.from(whole).fill(0, whole.length >> 1, (whole.length >> 1) + 4096), /is damaged: /],
      [Buffer.concat([whole, Buffer.from('more')]), /is (damaged: |not what was dumped: )/],
    ] as const) {
      writeFileSync(join(here, 'damaged'), damaged);
      await store.putFile(`${from}/${dump}`, join(here, 'damaged'));
      const { code, lastLine } = await restore(to, {}, from).end();
      expect([code, lastLine]).toEqual([24, expect.stringMatching(words)]);
      expect(await to.eval('print(db.getSiblingDB("cdk8s_databases").restores.findOne().state)')).toBe('running');
    }
    await store.putFile(`${from}/${dump}`, file);
    expect(await restore(to, {}, from).end()).toMatchObject({ code: 0 });
    expect(await to.eval(SUM)).toBe(sum);
  }, 300_000);

  test('mongorestore that is killed in the middle is no success, and the next run begins anew', async () => {
    const to = await MongoMember.start(processes);
    const pod = restore(to, { PATIENCE_SECONDS: '3' });
    await pod.restores();
    pod.kill();
    expect(await pod.end()).toMatchObject({ code: 1 });
    expect(await to.eval('print(db.getSiblingDB("cdk8s_databases").restores.findOne().state)')).toBe('running');
    expect(await restore(to).end()).toMatchObject({ code: 0 });
    expect(await to.eval(SUM)).toBe(sum);
  }, 300_000);

  test('a store that is away, and one that refuses', async () => {
    const to = await MongoMember.start(processes);
    expect(await restore(to, { ENDPOINT: 'http://127.0.0.1:1' }).end()).toMatchObject({ code: 22 });
    expect(await restore(to, { AWS_SECRET_ACCESS_KEY: 'wrong' }).end()).toMatchObject({ code: 21 });
    expect(await to.eval('print(db.getSiblingDB("cdk8s_databases").restores.countDocuments())')).toBe('0');
  });

  test('a dump of nothing is no success', async () => {
    const [empty, to] = await Promise.all([MongoMember.start(processes, { name: 'sessions' }), MongoMember.start(processes)]);
    const pod = MongoDumpPod.launch([empty.address], store, environment({}));
    expect(await pod.end()).toMatchObject({ code: 0 });
    const { code, lastLine } = await restore(to, {}, pod.path).end();
    expect([code, lastLine]).toEqual([24, expect.stringMatching(/holds no document: nothing was restored$/)]);
    expect((await keysBelow(store, pod.path)).length).toBe(2);
  });

  test('of the oplog users, roles and marks are left out, in transactions, too', () => {
    const script = `
import bson, json, sys
sys.path.insert(0, sys.argv[1])
from mongo_archive import kept
def of(entry):
    left = kept(bson.encode(entry))
    return left and bson.decode(left)
i = lambda ns, _id=1: {"op": "i", "ns": ns, "o": {"_id": _id, "x": [1.5, None, True, {"y": "z"}]}}
c = lambda o: {"ts": bson.Timestamp(7, 1), "op": "c", "ns": "admin.$cmd", "o": o, "wall": 5}
print(json.dumps([
  of(i("app.orders")) == i("app.orders"),
  of(i("admin.system.users")), of(i("cdk8s_databases.restores")), of(c({"create": "system.roles"})), of({"op": "c", "ns": "cdk8s_databases.$cmd", "o": {"create": "restores"}}),
  of(c({"applyOps": [i("app.orders"), i("admin.system.users"), i("app.orders", 2)], "prepare": True})) == c({"applyOps": [i("app.orders"), i("app.orders", 2)], "prepare": True}),
  of(c({"applyOps": [i("admin.system.users")]})) == c({"applyOps": []}),
  of(c({"applyOps": [i("a.b")]})) == c({"applyOps": [i("a.b")]}),
  of(c({"commitTransaction": 1})) == c({"commitTransaction": 1}),
  of({"op": "n", "ns": "", "o": {"msg": "periodic noop"}}) == {"op": "n", "ns": "", "o": {"msg": "periodic noop"}},
]))`;
    const output = execFileSync(MONGO_PYTHON, ['-B', '-c', script, join(__dirname, '..', '..', 'programs')], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual([true, null, null, null, null, true, true, true, true, true]);
  });
});
