import { describeWithArchives } from './installed';
import { below, Found, LaidBackup, listed, Objects, put, pxcBackup, pxcLog, UUID } from './lost-backups';
import { ObjectStoreServer } from './object-store-server';
import { Processes } from '../cluster/processes';

const [BEFORE, NIGHT] = ['carts-2026-03-23-03:00:00-full', 'carts-2026-03-24-03:00:00-full'];
const POINT = '2026-03-24T10:30:00Z';

/** Folders with what Percona's operator 1.20.0 and xbcloud leave there; the store is a real one. */
describeWithArchives('what a store has of a MySqlCluster that is gone', () => {
  const processes = new Processes();
  let store: ObjectStoreServer;
  let last = 0;

  beforeAll(async () => { store = await ObjectStoreServer.start(processes); });
  afterAll(() => processes.stop());

  /** One backup that ended at 03:20, and the log from before it until 11:00. */
  const night = (more: Partial<LaidBackup> = {}, name = NIGHT) => below('backups', pxcBackup(name, { end: `${name.slice(6, 16)} 03:20:00`, ...more }));
  const log = (...pieces: Objects[]) => below('binlogs', ...pieces);
  const [AROUND, MORNING, NOON] = [
    pxcLog(7, `${UUID}:90-110`, ['2026-03-24T02:59:00Z', '2026-03-24T03:30:00Z']),
    pxcLog(8, `${UUID}:111-200`, ['2026-03-24T03:30:05Z', '2026-03-24T10:00:00Z']),
    pxcLog(9, `${UUID}:201-210`, ['2026-03-24T10:00:05Z', '2026-03-24T11:00:00Z']),
  ];
  const WHOLE = log(AROUND, MORNING, NOON);

  async function found(objects: Objects, env: Record<string, string> = {}): Promise<Found> {
    const path = `shop/${++last}/carts`;
    await put(store, below(path, objects));
    return listed('list-mysql-backups.py', store, path, { CLUSTER: 'carts', SERIES: '8.4', ...env });
  }

  test('is its whole backups, each with its end, and how far the log follows the one that is taken', async () => {
    const { code, backups, lastLine } = await found({ ...night(), ...night({}, BEFORE), ...WHOLE }, { RECOVERY_POINT: POINT });
    expect(backups).toEqual([
      { name: BEFORE, completed: '2026-03-23T03:20:00Z' },
      { name: NIGHT, completed: '2026-03-24T03:20:00Z', latestRestorableTime: '2026-03-24T11:00:00Z' },
    ]);
    expect([code, lastLine]).toEqual([0, `2 backups in s3://backups/shop/${last}/carts`]);
  });

  test('is nothing where there is nothing', async () => {
    expect(await found({ 'something/else': 'x' })).toMatchObject({ code: 0, backups: [], lastLine: `0 backups in s3://backups/shop/${last}/carts` });
  });

  test('is none of another database whose name begins alike', async () => {
    const { backups } = await found({ ...night(), ...below('backups', pxcBackup('carts-eu-2026-03-25-03:00:00-full', { end: '2026-03-25 03:20:00' })) });
    expect(backups!.map(({ name }) => name)).toEqual([NIGHT]);
  });

  test.each<[string, RegExp, string]>([
    ['its list of chunks', /\.md5$/, 'it is half, without the .md5 that is written at its end'],
    ['a chunk', /ibdata1\.0+1$/, '1 of its 3 chunks are missing, ibdata1.00000000000000000001 among them'],
    ['what says when it ended', /xtrabackup_info/, 'xtrabackup_info.00000000000000000000 is missing'],
    ['what the donor said', /sst_info/, 'sst_info.00000000000000000000 is missing'],
  ])('leaves out a backup without %s, and takes the one before it', async (_, without, why) => {
    const { code, backups, output } = await found({ ...night({ without }), ...night({}, BEFORE) });
    expect([code, backups!.map(({ name }) => name)]).toEqual([0, [BEFORE]]);
    expect(output).toContain(`left out: ${NIGHT}: ${why}\n`);
  });

  test('leaves out a backup that is compressed in a way that it cannot read', async () => {
    const broken = { [`backups/${NIGHT}/xtrabackup_info.00000000000000000000`]: 'zstd' };
    const { backups, output } = await found({ ...night(), ...broken });
    expect(backups).toEqual([]);
    expect(output).toContain(`left out: ${NIGHT}: xtrabackup_info is no chunk of xbstream\n`);
  });

  test('takes none that is named and half, and no other one for it', async () => {
    const { backups } = await found({ ...night({ without: /ibdata1\.0+1$/ }), ...night({}, BEFORE) }, { BACKUP: NIGHT });
    expect(backups).toEqual([{ name: BEFORE, completed: '2026-03-23T03:20:00Z' }]);
  });

  test('judges the one that ended before the moment, whatever began before it', async () => {
    const { backups } = await found({ ...night({ end: '2026-03-24 10:30:01' }), ...night({}, BEFORE), ...log(pxcLog(1, `${UUID}:90-120`, ['2026-03-23T02:00:00Z', '2026-03-24T10:31:00Z'])) }, { RECOVERY_POINT: POINT });
    expect(backups!.map(({ latestRestorableTime }) => latestRestorableTime)).toEqual(['2026-03-24T10:31:00Z', undefined]);
  });

  test('refuses a backup of another release series', async () => {
    expect(await found(night({ server: '8.0.42-33' }))).toMatchObject({
      code: 24, lastLine: `backup ${NIGHT} was made of a server 8.0.42-33, and the new database is of 8.4: give version as the lost database had it`,
    });
  });

  test('refuses to choose between the lost database and one that was made anew under its name, unless one is named', async () => {
    const anew = night({ cluster: 'c0000000-0a4e-11f1-9c1f-0242ac120002' });
    const both = { ...anew, ...night({}, BEFORE) };
    expect(await found(both)).toMatchObject({
      code: 29,
      lastLine: `several databases have written here under one name, and which one is meant cannot be told; the newest backup of each: ${BEFORE}, ${NIGHT}. Name one by BaseBackup.id; what was restored in place counts as another`,
    });
    expect((await found(both, { BACKUP: BEFORE })).code).toBe(0);
    expect((await found(both, { RECOVERY_POINT: '2026-03-24T02:00:00Z' })).code).toBe(0);
  });

  const notReady = (message: string) => [{ type: 'PITRReady', status: 'False', message }];
  const passedOver = (gtids: string, whole: string) => notReady(`transactions ${gtids} would not be replayed, no binary log that is there has them in its turn. The log is whole up to ${whole}: `
    + 'RecoveryPoint.time can name that moment. When the database never had them, docs/restoring.md (code 28 for a hole) says how to go on over it');
  const gap = async (pieces: Objects[], { more = {}, point = POINT }: { more?: Partial<LaidBackup>; point?: string } = {}) => (
    (await found({ ...night(more), ...log(...pieces) }, { RECOVERY_POINT: point })).backups![0].conditions);

  test('tells a piece of the log that is missing, up to when the log is whole, and where nothing of it reaches back to the backup', async () => {
    expect(await gap([AROUND, NOON])).toEqual(passedOver(`${UUID}:111-200`, '2026-03-24T03:30:00Z'));
    expect(await gap([MORNING, NOON])).toEqual(passedOver(`${UUID}:101-110`, '2026-03-24T03:20:00Z'));
    expect(await gap([AROUND, MORNING, NOON])).toBeUndefined();
    // one that ends where the next one begins need not be there
    expect(await gap([pxcLog(8, `${UUID}:101-300`, ['2026-03-24T03:21:00Z', '2026-03-24T11:00:00Z'])])).toBeUndefined();
  });

  test('tells no gap that lies behind the moment, and each one to the newest', async () => {
    const after = pxcLog(11, `${UUID}:400-410`, ['2026-03-24T12:00:00Z', '2026-03-24T12:10:00Z']);
    expect(await gap([AROUND, MORNING, NOON, after], { point: '2026-03-24T11:00:00Z' })).toBeUndefined();
    expect(await gap([AROUND, MORNING, NOON, after], { point: '2026-03-24T11:00:01Z' })).toEqual(passedOver(`${UUID}:211-399`, '2026-03-24T11:00:00Z'));
    expect(await gap([AROUND, MORNING, NOON, after], { point: 'latest' })).toEqual(passedOver(`${UUID}:211-399`, '2026-03-24T11:00:00Z'));
  });

  test('tells what the operator leaves out although it is there: it goes no further back than to the first piece that reaches into the backup', async () => {
    const scattered = pxcLog(9, `${UUID}:99:201-210`, ['2026-03-24T10:00:05Z', '2026-03-24T11:00:00Z']);
    expect(await gap([AROUND, MORNING, scattered])).toEqual(passedOver(`${UUID}:101-200`, '2026-03-24T03:20:00Z'));
  });

  test('tells what the operator leaves out because none of the cluster\'s own transactions is beside it', async () => {
    const source = '0a000000-0a4e-11f1-9c1f-0242ac120002';
    const piece = (number: number, gtids: string, hour: string) => pxcLog(number, gtids, [`2026-03-24T${hour}:00:00Z`, `2026-03-24T${hour}:59:00Z`]);
    const of = (second: string) => [piece(7, `${source}:1-20,\n${UUID}:90-101`, '03'), piece(8, second, '05'), piece(9, `${source}:31-40,\n${UUID}:103-104`, '10')];
    const more = { gtids: `${source}:1-10,\n${UUID}:1-100` };
    expect(await gap(of(`${source}:21-30,\n${UUID}:102`), { more })).toBeUndefined();
    expect(await gap(of(`${source}:21-30`), { more })).toEqual(passedOver(`${source}:21-30`, '2026-03-24T03:59:00Z'));
    expect(await gap([piece(8, `${source}:11-30`, '05')], { more, point: 'latest' })).toEqual(passedOver(`${source}:11-30`, '2026-03-24T03:20:00Z'));
  });

  test('knows the pieces of two servers, which end at different transactions', async () => {
    const others = pxcLog(3, `${UUID}:80-130`, ['2026-03-24T01:00:00Z', '2026-03-24T05:00:00Z']);
    const rest = pxcLog(4, `${UUID}:131-300`, ['2026-03-24T05:00:05Z', '2026-03-24T11:00:00Z']);
    expect(await gap([AROUND, others, rest])).toBeUndefined();
  });

  test('knows a piece that was uploaded again while it grew', async () => {
    const grown = pxcLog(9, `${UUID}:201-205`, ['2026-03-24T10:00:05Z', '2026-03-24T10:20:00Z']);
    expect((await found({ ...night(), ...log(AROUND, MORNING, grown, NOON) })).backups).toEqual([{ name: NIGHT, completed: '2026-03-24T03:20:00Z', latestRestorableTime: '2026-03-24T11:00:00Z' }]);
  });

  test('takes no piece whose set of GTIDs has not come, and none of another cluster', async () => {
    const unfinished = Object.fromEntries(Object.entries(NOON).filter(([key]) => !key.endsWith('-gtid-set')));
    const others = pxcLog(3, '00000000-0a4e-11f1-9c1f-0242ac120002:1-5', ['2026-03-24T12:00:00Z', '2026-03-24T13:00:00Z']);
    expect((await found({ ...night(), ...log(AROUND, MORNING, unfinished, others) })).backups![0].latestRestorableTime).toBe('2026-03-24T10:00:00Z');
  });

  test('counts an event that is cut off as none', async () => {
    const cut = pxcLog(9, `${UUID}:201-210`, ['2026-03-24T10:00:05Z', '2026-03-24T11:00:00Z'], 3);
    expect((await found({ ...night(), ...log(AROUND, MORNING, cut) })).backups![0].latestRestorableTime).toBe('2026-03-24T10:00:05Z');
  });

  test('tells the gap that the operator has found somewhere, and up to a moment looks whether it is before that', async () => {
    const objects = { ...night(), ...WHOLE, [`backups/${NIGHT}.pitr-not-ready`]: '' };
    expect((await found(objects)).backups![0].conditions).toEqual(notReady('the operator found a gap'));
    expect((await found(objects, { RECOVERY_POINT: POINT })).backups![0].conditions).toBeUndefined();
  });

  test('asks for no log where a backup alone is restored', async () => {
    expect((await found({ ...night(), ...log(MORNING) }, { RECOVERY_POINT: 'immediate', BACKUP: NIGHT })).backups).toEqual([{ name: NIGHT, completed: '2026-03-24T03:20:00Z' }]);
  });

  test('is told with a code of its own where the store refuses the key, and where it does not answer', async () => {
    const asked = (of: Pick<ObjectStoreServer, 'credentials' | 'endpoint'>) => listed('list-mysql-backups.py', of, 'shop/carts', { CLUSTER: 'carts', SERIES: '8.4' });
    expect(await asked({ endpoint: store.endpoint, credentials: { ...store.credentials, AWS_SECRET_ACCESS_KEY: 'wrong' } })).toMatchObject({ code: 21, terminationMessage: expect.stringContaining('SignatureDoesNotMatch') });
    expect(await asked({ endpoint: 'http://127.0.0.1:1', credentials: store.credentials })).toMatchObject({ code: 22, terminationMessage: expect.stringContaining('Could not connect') });
  });
});
