import { execFileSync } from 'child_process';
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { dumpNamed, keysBelow, newPath } from './dump-pod';
import { describeWithMongoTools } from './installed';
import { MongoDumpPod } from './mongo-dump-pod';
import { MongoMember } from './mongo-member';
import { mongoPath } from './mongo-programs';
import { BrokenWay, ObjectStoreServer } from './object-store-server';
import { Processes } from '../cluster/processes';
import { folder } from '../support/folder';

const HALF = 6 << 20;
/** The identifier that mongo-member.py makes of the name. */
const ID = '73657373696f6e7373657373';

describeWithMongoTools('dump-mongo.sh and upload-dumps.py', () => {
  const processes = new Processes();
  let primary: MongoMember;
  let secondary: MongoMember;
  let store: ObjectStoreServer;
  let path: string;

  beforeAll(async () => {
    [primary, secondary, store, path] = await Promise.all([
      MongoMember.start(processes), MongoMember.start(processes, { secondary: true }), ObjectStoreServer.start(processes), mongoPath(),
    ]);
    // they are two servers that know nothing of each other, and so it is told which one was read
    await primary.eval('db.orders.insertMany(Array.from({ length: 20 }, (_, i) => ({ _id: i, of: "primary" })))');
    await secondary.eval('db.orders.insertMany(Array.from({ length: 30 }, (_, i) => ({ _id: i, of: "secondary", note: "Größe" })))');
  }, 120_000);
  afterAll(() => processes.stop());

  function launch(members: readonly MongoMember[], env: Record<string, string> = {}, at?: string): MongoDumpPod {
    return MongoDumpPod.launch(members.map(({ address }) => address), store, { PATH: `${path}:${process.env.PATH}`, ...env }, at);
  }

  /** What a dump holds of the collection. */
  async function dumped(pod: MongoDumpPod): Promise<Buffer> {
    const here = folder({});
    const keys = await pod.keys();
    await store.get(`${pod.path}/${keys[0]}`, join(here, keys[0].split('/').pop()!));
    await store.get(`${pod.path}/${keys[1]}`, join(here, 'sum'));
    expect(execFileSync('sha256sum', ['-c', 'sum'], { cwd: here, encoding: 'utf8' })).toMatch(/: OK\n$/);
    return execFileSync('gzip', ['-dc', join(here, keys[0].split('/').pop()!)], { maxBuffer: 256 << 20 });
  }

  test('a secondary is dumped whole with its oplog, its checksum, and when it ended', async () => {
    const before = Date.now();
    const pod = launch([primary, secondary]);
    const { code, lastLine, terminationMessage, output } = await pod.end();
    expect([code, lastLine, terminationMessage]).toEqual([0, expect.stringMatching(/^dumped: 1 databases, \d+ bytes; pruned: 0 old dumps$/), lastLine]);
    expect(pod.said).toContain(`dumps ${secondary.address}\n`);
    expect(pod.said).toMatch(/dumped \d+ oplog entr/);
    const [dump, sum, ...more] = await pod.keys();
    expect([dump, sum, more]).toEqual([expect.stringMatching(`^dumps/replica-set/${ID}/\\d{8}T\\d{6}Z\\.dump$`), `${dump}.sha256`, []]);
    const text = (await dumped(pod)).toString('latin1');
    expect([text.includes('secondary'), text.includes('primary')]).toEqual([true, false]);
    const here = join(folder({}), 'sum');
    await store.get(`${pod.path}/${sum}`, here);
    const [, ended, bytes] = /^[0-9a-f]{64} {2}\S+\n# ended (\d{8}T\d{6}Z), (\d+) bytes\n$/.exec(readFileSync(here, 'utf8'))!;
    const moment = Date.parse(ended.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
    expect([moment >= before, moment <= Date.now() + 1000, Number(bytes) > 100]).toEqual([true, true, true]);
    expect(output + pod.said).not.toMatch(/p@ss|p%40ss/);
  });

  test('a secondary that is behind is left alone, and the primary dumped instead', async () => {
    const late = await MongoMember.start(processes, { secondary: true, lagSeconds: 3600 });
    const pod = launch([late, primary]);
    expect(await pod.end()).toMatchObject({ code: 0 });
    expect(pod.said).toContain(`dumps the primary ${primary.address}: no secondary is up to date\n`);
    expect((await dumped(pod)).toString('latin1')).toContain('primary');
  });

  test('without a primary nothing is dumped, because a secondary alone may be behind', async () => {
    const pod = launch([secondary]);
    const { code, lastLine } = await pod.end();
    expect([code, lastLine]).toEqual([15, 'failed for 1 of 1 databases: replica-set: mongosh failed with exit code 75: no member is the primary, so that nothing tells which of them is up to date']);
    expect(await pod.keys()).toEqual([]);
  });

  test('a member of another replica set is not dumped', async () => {
    const other = await MongoMember.start(processes, { name: 'orders' });
    const pod = launch([other, primary]);
    const { code, lastLine } = await pod.end();
    expect([code, lastLine]).toEqual([11, `failed for 1 of 1 databases: replica-set: mongosh failed with exit code 1: ${other.address} is a member of orders and not of sessions`]);
    expect(await pod.keys()).toEqual([]);
  });

  test('a database that is being restored is not dumped: half of it would look like all', async () => {
    const half = await MongoMember.start(processes);
    await half.eval('db.getSiblingDB("cdk8s_databases").restores.insertOne({ _id: "restore", state: "running" }); db.orders.insertOne({ _id: 1 })');
    const pod = launch([half]);
    const { code, lastLine } = await pod.end();
    expect([code, lastLine]).toEqual([15, expect.stringMatching(/exit code 75: .*it is being restored: there is nothing whole to be dumped$/)]);
    expect(await pod.keys()).toEqual([]);
  });

  test('a wrong password is told, without the password', async () => {
    const password = join(folder({}), 'password');
    writeFileSync(password, 'another-one');
    const pod = launch([primary, secondary], { PASSWORD_FILE: password });
    const { code, lastLine, output } = await pod.end();
    expect([code, lastLine]).toEqual([11, expect.stringMatching(/^failed for 1 of 1 databases: replica-set: mongosh failed with exit code 1: .*[Aa]uthentication failed/)]);
    expect(output + pod.said).not.toContain('another-one');
    expect(await pod.keys()).toEqual([]);
  });

  describe('with some 16 MB', () => {
    const FILL = `const { randomBytes } = require("crypto");
      for (let i = 0; i < 16; i++) db.large.insertMany(Array.from({ length: 16 }, (_, j) => ({ _id: 16 * i + j, x: randomBytes(65536) })))`;
    let large: MongoMember;

    beforeAll(async () => {
      large = await MongoMember.start(processes);
      await large.eval(FILL);
    }, 120_000);

    test('what is written meanwhile is in the oplog of the dump, and a dump in many parts is in the store as it was written', async () => {
      const way = await BrokenWay.to(store.port, HALF, 'stands still');
      const pod = launch([large], { ENDPOINT: way.endpoint });
      await way.broken;
      await large.eval('db.late.insertOne({ _id: 1, text: "written-meanwhile" })');
      way.release();
      expect(await pod.end()).toMatchObject({ code: 0 });
      way.close();
      const bytes = await dumped(pod);
      expect([bytes.length > 16 << 20, bytes.includes('written-meanwhile')]).toEqual([true, true]);
    });

    test('no half dump is listed when the store goes away in the middle', async () => {
      const way = await BrokenWay.to(store.port, HALF, 'ends');
      const pod = launch([large], { ENDPOINT: way.endpoint });
      const { code, lastLine } = await pod.end();
      expect([code, lastLine]).toEqual([12, expect.stringMatching(/^failed for 1 of 1 databases: replica-set: the object store refuses: /)]);
      expect(await pod.keys()).toEqual([]);
    });

    test('nor when the dumper\'s container is killed in the middle', async () => {
      const way = await BrokenWay.to(store.port, HALF, 'stands still');
      const pod = launch([large], { ENDPOINT: way.endpoint });
      await way.broken;
      pod.kill();
      way.release();
      const { code, lastLine } = await pod.end();
      way.close();
      expect([code, lastLine]).toEqual([11, 'failed for 1 of 1 databases: replica-set: mongodump\'s container was killed']);
      expect(await pod.keys()).toEqual([]);
    });
  });

  test('what is old is pruned, of this replica set alone', async () => {
    const at = newPath();
    const other = '000000000000000000000000';
    const names = [1, 29, 31, 40].map(dumpNamed);
    await store.put(...[ID, other].flatMap((id) => names.map((name) => `${at}/dumps/replica-set/${id}/${name}`)));
    expect(await launch([primary, secondary], { RETENTION_DAYS: '30' }, at).end()).toMatchObject({ code: 0 });
    const left = (await keysBelow(store, at)).map((key) => key.slice('dumps/replica-set/'.length));
    expect(left.filter((key) => key.startsWith(other))).toHaveLength(4);
    expect(left.filter((key) => key.startsWith(ID) && key.endsWith('.dump')).map((key) => key.slice(ID.length + 1)).filter((name) => names.includes(name)).sort())
      .toEqual(names.slice(0, 2).sort());
  });
});
