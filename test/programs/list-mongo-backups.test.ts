import { describeWithArchives } from './installed';
import { below, Found, listed, Objects, pbmBackup, pbmPiece, put } from './lost-backups';
import { ObjectStoreServer } from './object-store-server';
import { Processes } from '../cluster/processes';

const [BEFORE, NIGHT] = ['2026-03-23T03:00:00Z', '2026-03-24T03:00:00Z'];

describeWithArchives('what a store has of a MongoReplicaSet that is gone', () => {
  const processes = new Processes();
  let store: ObjectStoreServer;
  let last = 0;

  beforeAll(async () => { store = await ObjectStoreServer.start(processes); });
  afterAll(() => processes.stop());

  async function found(objects: Objects, env: Record<string, string> = {}): Promise<Found> {
    const path = `shop/${++last}/catalog`;
    await put(store, below(path, objects));
    return listed('list-mongo-backups.py', store, path, { REPLICA_SET: 'rs0', SERIES: '8.0', ...env });
  }

  const NIGHTLY = { name: NIGHT, lastWriteAt: '2026-03-24T03:00:09Z', latestRestorableTime: '2026-03-24T03:00:09Z', gap: false };

  test('is its whole backups, each with its end, and how far the oplog follows it', async () => {
    const oplog = { ...pbmPiece('2026-03-24T02:55:00Z', '2026-03-24T03:05:00Z'), ...pbmPiece('2026-03-24T03:05:00Z', '2026-03-24T11:00:00Z') };
    const { code, backups, lastLine } = await found({ ...pbmBackup(NIGHT), ...pbmBackup(BEFORE), ...oplog, '.pbm.init': '2.12.0' });
    expect(backups).toEqual([
      { name: BEFORE, lastWriteAt: '2026-03-23T03:00:09Z', latestRestorableTime: '2026-03-23T03:00:09Z', gap: true },
      { ...NIGHTLY, latestRestorableTime: '2026-03-24T11:00:00Z' },
    ]);
    expect([code, lastLine]).toEqual([0, `2 backups in s3://backups/shop/${last}/catalog`]);
  });

  test('is nothing where there is nothing', async () => {
    expect(await found({ 'something/else': 'x' })).toMatchObject({ code: 0, backups: [] });
  });

  test('has no oplog behind a gap, nor one that begins after the end of the backup', async () => {
    const reach = async (...pieces: Objects[]) => (await found({ ...pbmBackup(NIGHT), ...Object.assign({}, ...pieces) })).backups;
    const [around, later] = [pbmPiece('2026-03-24T02:55:00Z', '2026-03-24T03:05:00Z'), pbmPiece('2026-03-24T03:10:00Z', '2026-03-24T11:00:00Z')];
    expect(await reach(around, later)).toEqual([{ ...NIGHTLY, latestRestorableTime: '2026-03-24T03:05:00Z', gap: true }]);
    expect(await reach(later)).toEqual([{ ...NIGHTLY, gap: true }]);
    expect(await reach(around)).toEqual([{ ...NIGHTLY, latestRestorableTime: '2026-03-24T03:05:00Z' }]);
  });

  test.each<[string, object, RegExp | undefined, string]>([
    ['is under way', { status: 'running' }, undefined, 'it is running'],
    ['failed', { status: 'error' }, undefined, 'it is error'],
    ['is physical', { type: 'physical' }, undefined, 'it is physical, and only logical ones can be restored without the key of the lost volumes'],
    ['holds some collections', { nss: ['app.products'] }, undefined, 'it holds app.products alone'],
    ['is of a sharded cluster', { replsets: [{ name: 'cfg' }, { name: 'rs0' }] }, undefined, 'it is of the replica sets cfg, rs0, and not of rs0'],
    ['lacks a collection', {}, /app\.products/, `1 of its 2 collections are missing, ${NIGHT}/rs0/app.products.s2 among them`],
    ['lacks its list of collections', {}, /rs0\/metadata/, 'its metadata.json is missing'],
    ['lacks its oplog', {}, /rs0\/oplog/, 'its oplog is missing'],
    ['lacks the beginning of its oplog', {}, /oplog\/20260324030000/, 'its oplog ends or has a hole after 2026-03-24T03:00:00Z, before its end at 2026-03-24T03:00:09Z'],
    ['lacks the end of its oplog', {}, /oplog\/20260324030004/, 'its oplog ends or has a hole after 2026-03-24T03:00:04Z, before its end at 2026-03-24T03:00:09Z'],
    ['does not say when it ended', { last_write_ts: undefined }, undefined, 'it is not as Percona Backup for MongoDB 2.12.0 describes one (KeyError: \'last_write_ts\')'],
  ])('leaves out a backup that %s, and takes the one before it', async (_, meta, without, why) => {
    const { code, backups, output } = await found({ ...pbmBackup(NIGHT, meta, without), ...pbmBackup(BEFORE) });
    expect([code, backups!.map(({ name }) => name)]).toEqual([0, [BEFORE]]);
    expect(output).toContain(`left out: ${NIGHT}: ${why}\n`);
  });

  test('leaves out a backup whose description cannot be read', async () => {
    const { backups, output } = await found({ [`${NIGHT}.pbm.json`]: '{"type":' });
    expect(backups).toEqual([]);
    expect(output).toContain(`left out: ${NIGHT}: ${NIGHT}.pbm.json cannot be read\n`);
  });

  test('refuses to choose between the lost database and one that was made anew under its name, unless one is named', async () => {
    const both = { ...pbmBackup(NIGHT, {}, undefined, 'another'), ...pbmBackup(BEFORE) };
    expect(await found(both)).toMatchObject({
      code: 29,
      lastLine: `several databases have written here under one name, and which one is meant cannot be told; the newest backup of each: ${BEFORE}, ${NIGHT}. Name one by BaseBackup.id; what was restored in place counts as another`,
    });
    expect((await found(both, { BACKUP: BEFORE })).code).toBe(0);
    expect((await found(both, { RECOVERY_POINT: '2026-03-24T02:00:00Z' })).code).toBe(0);
  });

  test('refuses the one that would be taken when it is of another release series, and no other one', async () => {
    const both = { ...pbmBackup(NIGHT, { mongodb_version: '7.0.18-11' }), ...pbmBackup(BEFORE) };
    expect(await found(both)).toMatchObject({
      code: 24, lastLine: `backup ${NIGHT} was made of a server 7.0.18-11, and the new database is of 8.0: give version as the lost database had it`,
    });
    expect((await found(both, { RECOVERY_POINT: '2026-03-24T03:00:09Z' })).code).toBe(0);
    expect((await found(both, { BACKUP: BEFORE })).code).toBe(0);
  });

  test('is told with a code of its own where the store refuses the key', async () => {
    const wrong = { endpoint: store.endpoint, credentials: { ...store.credentials, AWS_SECRET_ACCESS_KEY: 'wrong' } };
    expect(await listed('list-mongo-backups.py', wrong, 'shop/catalog', { REPLICA_SET: 'rs0', SERIES: '8.0' })).toMatchObject({ code: 21, terminationMessage: expect.stringContaining('SignatureDoesNotMatch') });
  });
});
