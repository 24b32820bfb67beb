import { Duration } from 'cdk8s';
import { describeWithPostgres } from './installed';
import { PostgresServer } from './postgres-server';
import { Ended, RunningProgram } from './running-program';
import { PitrRestore, RecoveryPoint, RestoreAssertion, RestoreVerification } from '../../src';
import { Processes } from '../cluster/processes';
import { folder } from '../support/folder';
import { orders } from '../support/production';
import { ofKind } from '../support/written';

interface Assertion {
  readonly sql: string;
  readonly database?: string;
  readonly within?: number;
}

/** What the Job mounts. */
function directory(assertions: readonly Assertion[], { database = 'app', point = 'now', owner }: { database?: string; point?: string; owner?: string } = {}): string {
  const files = assertions.flatMap(({ sql, database: of = database, within }, i): Array<[string, string]> => {
    const number = String(i + 1).padStart(3, '0');
    return [[`${number}.sql`, sql], [`${number}.database`, of], ...(within === undefined ? [] : [[`${number}.within`, String(within)] as [string, string]])];
  });
  return folder({ 'database': database, 'recovery-point': point, ...(owner === undefined ? {} : { owner }), ...Object.fromEntries(files) });
}

const ODD_NAME = 'my-shop.eu "größe" \'x\' = $HOME `id` %s';

describeWithPostgres('verify-restore.sh', () => {
  const processes = new Processes();
  let server: PostgresServer;

  beforeAll(async () => {
    server = await (await PostgresServer.make(processes, 'restored')).start();
    await server.sql('CREATE ROLE restore_verifier LOGIN IN ROLE pg_read_all_data');
    for (const name of ['app', 'empty', ODD_NAME]) await server.sql(`CREATE DATABASE ${quoted(name)}`);
    await server.sql(`CREATE TABLE orders (id int PRIMARY KEY, at timestamptz NOT NULL, note text);
      INSERT INTO orders SELECT i, timestamptz '2026-03-24T10:00:00Z' + i * interval '1 second', 'note' FROM generate_series(1, 600) i;
      CREATE SCHEMA "Größe"; CREATE TABLE "Größe"."a-b.c ""d"" e" (at timestamptz); INSERT INTO "Größe"."a-b.c ""d"" e" VALUES (now());
      CREATE TABLE nothing (at timestamptz)`, 'app');
    await server.sql('CREATE TABLE t (i int)', ODD_NAME);
  });
  afterAll(() => processes.stop());

  function launch(path: string, env: Record<string, string> = {}, of = server): RunningProgram {
    return new RunningProgram('bash', 'verify-restore.sh', [path], { ...of.client('restore_verifier'), PAUSE_SECONDS: '0.1', ...env });
  }

  function verify(assertions: readonly Assertion[], more: Parameters<typeof directory>[1] = {}, env: Record<string, string> = {}): Promise<Ended> {
    return launch(directory(assertions, more), env).end();
  }

  /** Exit code and last line of one statement, asked of the database `app`. */
  async function verdict(sql: string, more: Partial<Assertion> = {}, point = 'now'): Promise<[number | null, string]> {
    const { code, lastLine, terminationMessage } = await verify([{ sql, ...more }], { point });
    expect(terminationMessage).toBe(lastLine);
    return [code, lastLine];
  }

  test('says what holds, and how much', async () => {
    const { code, output } = await verify([{ sql: 'SELECT count(*) = 600 FROM orders' }, { sql: 'SELECT true', database: 'empty' }]);
    expect([code, output]).toEqual([0, 'holds: app has 3 tables\nholds: app: SELECT count(*) = 600 FROM orders\nholds: empty: SELECT true\n'
      + 'verified: app has 3 tables, and 2 of 2 assertions hold\n']);
  });

  test('a database without assertions must hold a table', async () => {
    expect(await verify([])).toMatchObject({ code: 0, lastLine: 'verified: app has 3 tables, and 0 of 0 assertions hold' });
    const line = 'empty holds no table: it was restored from before its data, or from another database';
    expect(await verify([], { database: 'empty' })).toMatchObject({ code: 11, lastLine: line, terminationMessage: line });
  });

  test('tables that an extension brought are none', async () => {
    await server.sql('CREATE DATABASE extended');
    await server.sql('CREATE TABLE IF NOT EXISTS spatial (i int); ALTER EXTENSION plpgsql ADD TABLE spatial', 'extended');
    expect(await verify([], { database: 'extended' })).toMatchObject({ code: 11 });
  });

  test.each<[string, string, number, string]>([
    ['false', 'SELECT count(*) > 600 FROM orders', 12, 'not true in app (false): SELECT count(*) > 600 FROM orders'],
    ['null', 'SELECT max(id) > 1 FROM orders WHERE id < 0', 12, 'not true in app (null): SELECT max(id) > 1 FROM orders WHERE id < 0'],
    ['no row', 'SELECT true FROM nothing', 12, 'not true in app (null): SELECT true FROM nothing'],
    ['wrong syntax', 'SELEC true', 13, 'failed in app: ERROR:  syntax error at or near "true": SELEC true'],
    ['an open comment', 'SELECT true /* open', 13, expect.stringContaining('unterminated /* comment') as any],
    ['a table that is not there', 'SELECT count(*) > 0 FROM gone', 13, 'failed in app: ERROR:  relation "gone" does not exist: SELECT count(*) > 0 FROM gone'],
    ['more than one row', 'SELECT id > 0 FROM orders', 13, 'failed in app: ERROR:  more than one row returned by a subquery used as an expression: SELECT id > 0 FROM orders'],
    ['more than one column', 'SELECT true, true', 13, 'failed in app: ERROR:  subquery must return only one column: SELECT true, true'],
    ['no boolean', 'SELECT now()', 13, 'failed in app: ERROR:  cannot cast type timestamp with time zone to boolean: SELECT now()'],
  ])('%s is told apart', async (_, sql, code, line) => {
    expect(await verdict(sql)).toEqual([code, line]);
  });

  test('nothing after a semicolon runs, nothing writes, and nothing runs for ever', async () => {
    await server.sql('GRANT ALL ON orders TO restore_verifier', 'app');
    const smuggled = 'SELECT true) AS ok) AS a; DELETE FROM orders; SELECT \'true\' FROM (SELECT (SELECT true';
    const balanced = `${smuggled}) AS ok`;
    for (const sql of [smuggled, 'SELECT true; DELETE FROM orders', 'SELECT true; COMMIT; DELETE FROM orders; SELECT true', balanced]) expect((await verdict(sql))[0]).toBe(13);
    expect(await verdict('SELECT true) AS ok) AS a; BEGIN READ WRITE; DELETE FROM orders; COMMIT; SELECT \'true\' FROM (SELECT (SELECT true')).toEqual([13,
      'failed in app: ERROR:  cannot open multi-query plan as cursor: SELECT true) AS ok) AS a; BEGIN READ WRITE; DELETE FROM orders; COMMIT; SELECT \'true\' FROM (SELECT (SELECT true']);
    expect(await verdict('WITH gone AS (DELETE FROM orders RETURNING id) SELECT count(*) > 0 FROM gone')).toEqual([13,
      'failed in app: ERROR:  WITH clause containing a data-modifying statement must be at the top level: '
      + 'WITH gone AS (DELETE FROM orders RETURNING id) SELECT count(*) > 0 FROM gone']);
    await server.sql('CREATE FUNCTION drain() RETURNS boolean LANGUAGE sql VOLATILE AS \'DELETE FROM orders; SELECT true\'', 'app');
    expect(await verdict('SELECT drain()')).toEqual([13, 'failed in app: ERROR:  cannot execute DELETE in a read-only transaction: SELECT drain()']);
    expect((await verdict('SELECT set_config(\'transaction_read_only\', \'off\', false) = \'off\' AND drain()'))[0]).toBe(13);
    const slow = await verify([{ sql: 'SELECT pg_sleep(60) IS NOT NULL' }], {}, { STATEMENT_TIMEOUT: '200ms' });
    expect(slow).toMatchObject({ code: 13, lastLine: 'failed in app: ERROR:  canceling statement due to statement timeout: SELECT pg_sleep(60) IS NOT NULL' });
    expect(await server.sql('SELECT count(*) FROM orders', 'app')).toBe('600');
  });

  test.each([
    ['over several lines with a comment at the end', 'SELECT count(*) = 600\n  FROM orders -- all\n  WHERE note = \'note\' -- of them'],
    ['with a comment at the end alone', 'SELECT true -- so it is'],
    ['with percent signs and backslashes', 'SELECT \'%s %d 100%\' LIKE \'%\\%\' AND E\'a\\tb\' = \'a\' || chr(9) || \'b\' AND \'\\\' = chr(92) AND \'\\dt\' <> \'\''],
    ['with dollar quotes', 'SELECT $$a$$ = \'a\' AND $x$$HOME$x$ = chr(36) || \'HOME\' AND $verify_restore$x$verify_restore$ = \'x\''],
    ['with backticks and what the shell would run', 'SELECT \'`id` $(id) ${HOME} !! ~ * "\' <> \'\' AND length(\'`id`$(id)\') = 9'],
    ['with what psql would take for a variable', 'SELECT \':HOME :\'\'asked\'\'\' = chr(58) || \'HOME \' || chr(58) || chr(39) || \'asked\' || chr(39)'],
    ['with names that need quotes', 'SELECT count(*) = 1 FROM "Größe"."a-b.c ""d"" e"'],
    ['that ends in a newline', 'SELECT true\n'],
    ['without SELECT', 'VALUES (true)'],
  ])('a statement %s is the database\'s alone', async (_, sql) => {
    const shown = sql.replace(/\n$/, '').replace(/\n/g, ' ');
    const { code, output } = await verify([{ sql }]);
    expect([code, output]).toEqual([0, `holds: app has 3 tables\nholds: app: ${shown}\nverified: app has 3 tables, and 1 of 1 assertions hold\n`]);
  });

  test('a statement of several lines that does not hold is one line', async () => {
    expect(await verdict('SELECT false\n  -- 100% `id`\n  AND true')).toEqual([12, 'not true in app (false): SELECT false   -- 100% `id`   AND true']);
  });

  test('a database may have any name, and a name is no connection string', async () => {
    const first = { database: ODD_NAME };
    expect(await verify([{ sql: 'SELECT count(*) = 0 FROM t' }], first)).toMatchObject({ code: 0, lastLine: `verified: ${ODD_NAME} has 1 tables, and 1 of 1 assertions hold` });
    expect(await verify([{ sql: 'SELECT true', database: 'dbname=app' }])).toMatchObject({ code: 15 });
    expect(await verify([{ sql: 'SELECT false' }], first)).toMatchObject({ code: 12, lastLine: `not true in ${ODD_NAME} (false): SELECT false` });
  });

  test.each<[string, string, Parameters<typeof verify>]>([
    ['the first database is not there', 'there is no database gone: this is another server\'s backup', [[], { database: 'gone' }]],
    ['an assertion\'s database is not there', 'there is no database gone: this is another server\'s backup', [[{ sql: 'SELECT true', database: 'gone' }]]],
    ['the first database belongs to another role', 'app belongs to postgres and not to app: this is another server\'s backup', [[], { owner: 'app' }]],
  ])('when %s, it is another server\'s backup', async (_, line, asked) => {
    expect(await verify(...asked)).toMatchObject({ code: 15, lastLine: line, terminationMessage: line });
  });

  test('the owner is as it must be, and is not asked for where nobody says who it is', async () => {
    expect(await verify([], { owner: 'postgres' })).toMatchObject({ code: 0 });
  });

  test('words of a statement about a database that is not there are no other server\'s', async () => {
    expect(await verdict('SELECT has_database_privilege(\'gone\', \'CONNECT\')')).toEqual([13,
      'failed in app: ERROR:  database "gone" does not exist: SELECT has_database_privilege(\'gone\', \'CONNECT\')']);
  });

  test('a connection that does not come about, or is lost, is no verdict', async () => {
    await server.sql('CREATE DATABASE shut ALLOW_CONNECTIONS false');
    expect(await verify([{ sql: 'SELECT true', database: 'shut' }])).toMatchObject({
      code: 1, lastLine: expect.stringMatching(/^no connection to shut: psql: error: .* FATAL: {2}database "shut" is not currently accepting connections$/),
    });
    const lost = await verify([{ sql: 'SELECT pg_terminate_backend(pg_backend_pid())' }]);
    expect(lost).toMatchObject({ code: 1, lastLine: expect.stringMatching(/^no connection to app: .*terminating connection due to administrator command/) });
  });

  test('a warning of the server is no answer', async () => {
    // as after a restore onto another C library
    await server.sql('CREATE DATABASE moved TEMPLATE app');
    await server.sql('UPDATE pg_database SET datcollversion = \'0\' WHERE datname = \'moved\'');
    const { code, output } = await verify([{ sql: 'SELECT count(*) = 600 FROM orders' }], { database: 'moved' });
    expect([code, output]).toEqual([0, expect.stringContaining('verified: moved has 3 tables, and 1 of 1 assertions hold')]);
  });

  describe('the newest row', () => {
    const sql = 'SELECT max(at) FROM orders';
    const newest = '2026-03-24T10:10:00Z';

    test.each([
      ['at the recovery point', newest],
      ['just old enough', '2026-03-24T10:11:00Z'],
      ['after it, as the log goes on within a second', '2026-03-24T10:09:59.5+00:00'],
    ])('%s holds', async (_, point) => {
      expect((await verdict(sql, { within: 60 }, point))[0]).toBe(0);
    });

    test('that is too old is told with its distance', async () => {
      expect(await verdict(sql, { within: 60 }, '2026-03-24T10:12:30Z')).toEqual([14,
        `the newest row in app is too old, by 00:01:30 beyond the 60 s before 2026-03-24T10:12:30Z: ${sql}`]);
      expect((await verdict(sql, { within: 60 }))[1]).toMatch(/^the newest row in app is too old, by \d+ days [\d:.]+ beyond the 60 s before \d{4}-\d\d-\d\dT[\d:]{8}Z: SELECT max\(at\) FROM orders$/);
    });

    test('is missing from an empty table', async () => {
      expect(await verdict('SELECT max(at) FROM nothing', { within: 60 })).toEqual([14, 'there is no newest row in app: SELECT max(at) FROM nothing']);
    });

    test('is compared with the moment when it began where the newest was asked for', async () => {
      expect((await verdict('SELECT max(at) FROM "Größe"."a-b.c ""d"" e"', { within: 3600 }))[0]).toBe(0);
    });

    test('is no older for what was waited for', async () => {
      const running = launch(directory([{ sql: 'SELECT max(at) FROM fresh', within: 60 }]), { PGUSER: 'later' });
      await running.said(/waiting for .*role "later" does not exist/);
      await server.sql('CREATE TABLE fresh AS SELECT clock_timestamp() - interval \'60 seconds\' AS at', 'app');
      await server.sql('CREATE ROLE later LOGIN IN ROLE pg_read_all_data');
      const { code } = await running.end();
      await server.sql('DROP TABLE fresh', 'app');
      expect(code).toBe(0);
    });

    test('must be a time', async () => {
      expect(await verdict('SELECT max(note) FROM orders', { within: 60 })).toEqual([13,
        'failed in app: ERROR:  operator does not exist: text >= timestamp with time zone: SELECT max(note) FROM orders']);
    });
  });

  test('what the constructs write holds', async () => {
    const { app, chart, database } = orders({ databases: [{ name: 'empty' }] });
    const assertions = [
      RestoreAssertion.rows({ table: 'orders', atLeast: 600 }), RestoreAssertion.sql('SELECT true -- 100% `$HOME`', { database: 'empty' }),
      RestoreAssertion.newest({ table: 'orders', column: 'at', within: Duration.minutes(1) }),
    ];
    new PitrRestore(chart, 'Rewind', {
      source: database, name: 'orders-2', to: RecoveryPoint.time('2026-03-24T10:10:30Z'), verification: RestoreVerification.of({ assertions }),
    });
    const { data } = ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith('orders-2-verify'));
    expect(await launch(folder(data)).end()).toMatchObject({ code: 0, lastLine: 'verified: app has 3 tables, and 3 of 3 assertions hold' });
  });

  test('a message longer than a kubelet keeps is cut between two characters', async () => {
    const sql = `SELECT '${'ö'.repeat(3000)}' = ''`;
    const { code, lastLine, terminationMessage } = await verify([{ sql }]);
    expect([code, lastLine]).toEqual([12, `not true in app (false): ${sql}`]);
    const bytes = Buffer.byteLength(terminationMessage);
    expect([bytes > 4090 && bytes <= 4096, lastLine.startsWith(terminationMessage)]).toEqual([true, true]);
  });

  test('no termination log, or no directory, hides no verdict', async () => {
    expect(await verify([{ sql: 'SELECT false' }], {}, { TERMINATION_MESSAGE: '/gone/log' })).toMatchObject({ code: 12, terminationMessage: '' });
    const path = folder({});
    expect(await launch(path).end()).toMatchObject({ code: 1, lastLine: `there is no file ${path}/database` });
  });

  describe('while nothing can be said, it waits', () => {
    test('for a role that is not made yet', async () => {
      const running = launch(directory([]), { PGUSER: 'late' });
      await running.said(/waiting for .*role "late" does not exist/);
      await server.sql('CREATE ROLE late LOGIN IN ROLE pg_read_all_data');
      expect(await running.end()).toMatchObject({ code: 0 });
    });

    test('for a server that is away, then a replica, then promoted', async () => {
      const standby = await server.standby('standby');
      const running = launch(directory([{ sql: 'SELECT NOT pg_is_in_recovery()' }]), {}, standby);
      await running.said(/waiting for .*No such file or directory/);
      standby.launch();
      await running.said(/waiting for .*: t\n/);
      await standby.promote();
      expect(await running.end()).toMatchObject({ code: 0, lastLine: 'verified: app has 3 tables, and 1 of 1 assertions hold' });
    });

    test('until it is told to stop, and says for what', async () => {
      const running = launch(directory([]), { PGUSER: 'nobody' });
      await running.said(/waiting for/);
      running.signal('SIGTERM');
      const { code, lastLine, terminationMessage } = await running.end();
      expect([code, lastLine, terminationMessage]).toEqual([1, expect.stringMatching(/^stopped before the end; the last answer was: .*role "nobody" does not exist$/), lastLine]);
    });

    test('also in the middle of an assertion', async () => {
      const running = launch(directory([{ sql: 'SELECT pg_sleep(600) IS NOT NULL' }]));
      await running.said(/holds: app has/);
      running.signal('SIGTERM');
      expect(await running.end()).toMatchObject({ code: 1, lastLine: 'stopped before the end; the last answer was: none' });
    });
  });
});

function quoted(name: string): string {
  return `"${name.replace(/"/g, '""')}"`;
}
