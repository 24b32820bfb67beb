import { readFileSync } from 'fs';
import { BIG_NAMES, BIG_ROWS, BIG_TABLES, HARD_NAMES, HARD_ROWS, HARD_TABLES, LOAD } from './hard-tables';
import { describeWithTwoPostgres } from './installed';
import { ReplicatingServers } from './replicating-servers';
import { Processes } from '../cluster/processes';
import { say } from '../cluster/progress';
import { until } from '../cluster/until';

jest.setTimeout(300_000);

const WITHOUT_MILLION = { excludedTables: ['public.million'] };
const EXACT = { mismatches: 0, unsettled: 0, complete: true };

describeWithTwoPostgres('a comparison', () => {
  const processes = new Processes();
  let servers: ReplicatingServers;
  beforeAll(async () => {
    servers = await ReplicatingServers.make(processes);
    await servers.onBoth(HARD_TABLES + BIG_TABLES);
    await servers.source.sql(HARD_ROWS);
    await servers.source.sql(BIG_ROWS);
    await servers.replicate(`${HARD_NAMES}, ${BIG_NAMES}`);
  });
  afterAll(async () => processes.stop());

  /** What is found while the source is written to. */
  async function underLoad<T>(work: () => Promise<T>): Promise<T> {
    // alone, as a transaction around it would keep it from committing
    const load = servers.source.sql(LOAD).catch((error) => error.message as string);
    try {
      return await work();
    } finally {
      await servers.source.sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE \'/* the load */%\'');
      expect(await load).toMatch(/terminating connection due to administrator command/);
      await servers.caughtUp();
    }
  }

  const sizes = (found: any) => Object.fromEntries(found.tables.map(({ table, rows, ranges }: any) => [table, [rows, ranges]]));
  const wrong = (found: any) => found.tables.filter(({ mismatched, words }: any) => mismatched > 0 || words)
    .map(({ rows, ranges, unsettled, ...rest }: any) => rest);

  test('finds hard types equal, each row of each published table', async () => {
    const found = await servers.found('compare');
    expect(found).toMatchObject({ ...EXACT, tables: expect.any(Array) });
    expect(sizes(found)).toEqual({
      'public.empty': [0, 1],
      'public.nothing_in_it': [5, 1],
      '"Odd Schema"."A ""quoted"".name of $1 \\d"': [20, 1],
      'public.kinds': [11, 1],
      'public.padded': [300, 1],
      'public.by_index': [400, 1],
      'public.keyless': [510, 1],
      'public.worded': [1000, 1],
      'public.lines': [1001, 1],
      'public.orders': [2003, 1],
      'public.parts': [8000, 1],
      'public.numbers': [110000, 3],
      'public.codes': [12000, 256],
      'public.bag': [12000, 256],
      'public.rooted': [12000, 1],
      'public.moods': [12000, 256],
    });
  });

  test('raises no false alarm while all is written to', async () => {
    const rounds: any[] = [];
    const began = await servers.source.sql('SELECT sum(xact_commit) FROM pg_stat_database');
    await underLoad(async () => { for (let i = 0; i < 2; i++) rounds.push(await servers.found('compare')); });
    const commits = Number(await servers.source.sql('SELECT sum(xact_commit) FROM pg_stat_database')) - Number(began);
    say(`${rounds.length} rounds of ${rounds.map(({ began: from, ended }) => Date.parse(ended) - Date.parse(from)).join(', ')} ms, ${commits} transactions, unsettled ${rounds.map(({ unsettled }) => unsettled).join(', ')}`);
    expect(rounds.map(wrong)).toEqual(rounds.map(() => []));
    expect(rounds.map(({ mismatches, unsettled, complete }) => ({ mismatches, unsettled, complete }))).toEqual(rounds.map(() => EXACT));
  });

  describe('names what is another on the target', () => {
    const CHANGES = `SET session_replication_role = replica;
      UPDATE numbers SET v = 'another' WHERE id = 60001; DELETE FROM numbers WHERE id = 109999; INSERT INTO numbers VALUES (-1, 0, 'x'), (9999999999999, 0, 'x');
      UPDATE codes SET n = NULL WHERE code = 'c-11'; DELETE FROM codes WHERE code = 'c-13'; INSERT INTO codes VALUES ('it''s \\', 1, '');
      UPDATE bag SET v = '' WHERE ctid = (SELECT min(ctid) FROM bag WHERE a = 3001); INSERT INTO bag SELECT * FROM bag WHERE a = 3003 LIMIT 1;
      UPDATE rooted SET v = NULL WHERE id = 7; UPDATE moods SET v = v || ' ' WHERE id = 5;
      UPDATE orders SET note = '' WHERE note IS NULL AND id = 3; DELETE FROM lines WHERE order_id = -11; UPDATE kinds SET f8 = '0' WHERE f8 = 0 AND f8::text = '-0';
      UPDATE worded SET n = n + 1 WHERE n = 1; INSERT INTO padded VALUES ('zz', 'sad', 1); DELETE FROM parts WHERE id = 4001; INSERT INTO keyless VALUES (NULL, '');
      DELETE FROM nothing_in_it WHERE ctid = (SELECT min(ctid) FROM nothing_in_it); INSERT INTO empty VALUES (1, 'secret'); UPDATE by_index SET c = 'C' WHERE a = 3;`;

    test('by key, in each way of comparing, and while all is written to', async () => {
      await servers.target.sql(CHANGES);
      const zero = await servers.source.sql('SELECT id FROM kinds WHERE f8 = 0 AND f8::text = \'-0\'');
      const found = await underLoad(async () => servers.found('compare'));
      expect(Object.fromEntries(wrong(found).map(({ table, mismatched, examples }: any) => [table, [mismatched, ...[...examples].sort().map((line: string) => line.replace(/[0-9a-f]{32}/, 'HASH'))]]))).toEqual({
        'public.numbers': [4, 'id=-1 is on the target only', 'id=109999 is missing on the target', 'id=60001 differs', 'id=9999999999999 is on the target only'],
        'public.codes': [3, 'code=c-11 differs', 'code=c-13 is missing on the target', 'code=it\'s \\ is on the target only'],
        'public.bag': [3, 'row without a key with MD5 HASH is there 0 times on the source and 1 times on the target',
          'row without a key with MD5 HASH is there 3 times on the source and 2 times on the target', 'row without a key with MD5 HASH is there 3 times on the source and 4 times on the target'],
        'public.rooted': [1, 'day=2026-01-08, id=7 differs'],
        'public.moods': [1, 'm=ok, id=5 differs'],
        'public.orders': [1, 'id=3 differs'],
        'public.lines': [1, 'order_id=-11, line=1, day=2025-12-21 is missing on the target'],
        'public.kinds': [1, `id=${zero} differs`],
        'public.worded': [1, 'code=B 1\'"\\ differs'],
        'public.padded': [1, 'code=zz, kind=sad is on the target only'],
        'public.parts': [1, 'id=4001, at=2026-06-16 17:00:00 is missing on the target'],
        'public.keyless': [1, 'row without a key with MD5 HASH is there 1 times on the source and 2 times on the target'],
        'public.nothing_in_it': [1, expect.stringMatching(/^row without a key with MD5 HASH is there \d+ times on the source and \d+ times on the target$/)],
        'public.empty': [1, 'id=1 is on the target only'],
        'public.by_index': [1, 'b=2026-01-01 00:00:03 differs'],
      });
      expect([found.mismatches, found.complete]).toEqual([22, true]);
      // a key may be told, what is in the row never
      expect(JSON.stringify(found)).not.toContain('secret');
    });

    test('at once when nothing is written any more', async () => {
      const found = await servers.found('finalCheck', { seconds: 60 });
      expect([found.mismatches, found.covered, found.complete]).toEqual([22, { whole: 16, newest: 0, not: 0 }, true]);
    });
  });
});

describeWithTwoPostgres('a comparison of tables', () => {
  const processes = new Processes();
  let servers: ReplicatingServers;
  beforeAll(async () => {
    servers = await ReplicatingServers.make(processes);
    await servers.onBoth('CREATE TABLE million (id bigint PRIMARY KEY, at timestamptz, v text); CREATE TABLE hot (id int PRIMARY KEY, n int)');
    await servers.source.sql('INSERT INTO million SELECT i, now(), md5(i::text) FROM generate_series(1, 1000000) i; INSERT INTO hot SELECT i, 0 FROM generate_series(1, 3) i; ANALYZE');
    await servers.replicate('million, hot');
  });
  afterAll(async () => processes.stop());

  test('of a million rows is exact', async () => {
    const began = Date.now();
    const found = await servers.found('compare');
    say(`a million rows in ${Date.now() - began} ms`);
    expect(found).toMatchObject({ ...EXACT, rows: 1000003, tables: [{ table: 'public.hot', ranges: 1 }, { table: 'public.million', ranges: 21 }] });
  });

  test('has no time for all at the end, and looks at the newest rows', async () => {
    const began = Date.now();
    const good = await servers.found('finalCheck', { seconds: 7 });
    say(`the final check of 7 s in ${Date.now() - began} ms`);
    expect(good).toMatchObject({ mismatches: 0, complete: false, covered: { whole: 1, newest: 1, not: 0 }, rows: 10003 });
    await servers.target.sql('UPDATE million SET v = \'\' WHERE id = 999000; INSERT INTO million VALUES (1000001)');
    const bad = await servers.found('finalCheck', { seconds: 7 });
    expect(bad.tables.find(({ mismatched }: any) => mismatched > 0)).toEqual({
      table: 'public.million', rows: 10000, ranges: 1, mismatched: 2, examples: expect.arrayContaining(['id=999000 differs', 'id=1000001 is on the target only']),
    });
    await servers.target.sql('UPDATE million SET v = md5(id::text) WHERE id = 999000; DELETE FROM million WHERE id = 1000001');
  });

  test('waits for what is on its way instead of calling it a mismatch', async () => {
    await servers.target.sql('ALTER SUBSCRIPTION move DISABLE');
    await servers.source.sql('ALTER ROLE cdk8s_migration SET log_statement = \'all\'');
    await servers.source.sql('UPDATE million SET v = \'later\' WHERE id % 100 = 0; DELETE FROM million WHERE id = 500; INSERT INTO million VALUES (2000000); UPDATE hot SET n = 1');
    // the source is then behind the header of a new file, which nobody confirms
    await servers.source.sql('SELECT pg_switch_wal()');
    const [found] = await Promise.all([
      servers.found('compare'),
      until('the comparison to wait', async () => (readFileSync(processes.log('source-1'), 'utf8').match(/confirmed_flush_lsn/g) ?? []).length > 2, { seconds: 100 })
        .then(async () => servers.target.sql('ALTER SUBSCRIPTION move ENABLE')),
    ]);
    expect(found).toMatchObject(EXACT);
  });

  test('calls a row unsettled that changes at every look', async () => {
    await servers.target.sql('DELETE FROM hot WHERE id = 2');
    const load = servers.source.sql('/* the load */ DO $$ BEGIN LOOP UPDATE hot SET n = n + 1; COMMIT; PERFORM pg_sleep(0.01); END LOOP; END $$').catch((error) => error.message as string);
    const found = await servers.found('compare', {}, WITHOUT_MILLION);
    await servers.source.sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE \'/* the load */%\'');
    expect(await load).toMatch(/terminating connection/);
    expect(found).toMatchObject({ mismatches: 0, complete: false });
    expect(found.unsettled).toBeGreaterThan(0);
    await servers.caughtUp();
    expect((await servers.found('compare', {}, WITHOUT_MILLION)).tables[0]).toMatchObject({ table: 'public.hot', mismatched: 1, examples: ['id=2 is missing on the target'] });
    await servers.target.sql('INSERT INTO hot SELECT 2, n FROM hot WHERE id = 1');
  });

  test('says which is another table on the target, and which cannot be read', async () => {
    await servers.source.sql(`CREATE TABLE absent (id int PRIMARY KEY); CREATE TABLE "Skip.ped" (id int); CREATE TABLE left_out (id int);
      CREATE TABLE other (id int PRIMARY KEY, a int, b text); CREATE TABLE hidden (id int PRIMARY KEY); ALTER TABLE hidden ENABLE ROW LEVEL SECURITY; ALTER TABLE hidden FORCE ROW LEVEL SECURITY`);
    await servers.target.sql('CREATE TABLE other (id int PRIMARY KEY, a bigint, c text); CREATE TABLE hidden (id int PRIMARY KEY)');
    const found = await servers.found('compare', {}, { excludedTables: ['public.Skip.ped', 'public.left_out', 'public.million'] });
    expect(found.tables.filter(({ words }: any) => words).map(({ table, mismatched, words }: any) => [table, mismatched, words])).toEqual([
      ['public.absent', 1, 'is not on the target, or not as a table that keeps its rows'],
      ['public.hidden', 0, expect.stringContaining('query would be affected by row-level security policy for table "hidden"')],
      ['public.other', 1, 'has other columns: a is integer on the source and bigint on the target; b is text on the source and not there on the target; c is not there on the source and text on the target'],
    ]);
    expect([found.mismatches, found.complete]).toEqual([2, false]);
  });

  test('refuses a source without tables', async () => {
    await servers.source.sql('DROP TABLE million, hot, absent, "Skip.ped", left_out, other, hidden');
    await expect(servers.found('compare')).rejects.toThrow('there is no table on the source that could be compared: the connection is to another database, or all of them are excluded');
  });
});
