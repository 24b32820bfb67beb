import { writeFileSync } from 'fs';
import { join } from 'path';
import { Duration } from 'cdk8s';
import { describeWithMySql } from './installed';
import { MySqlServer } from './mysql-server';
import { Ended, RunningProgram } from './running-program';
import { RestoreAssertion } from '../../src';
import { Processes } from '../cluster/processes';
import { folder } from '../support/folder';

interface Assertion {
  readonly sql: string;
  readonly database?: string;
  readonly within?: number;
}

/** What the Job mounts. */
function directory(assertions: readonly Assertion[], { database = 'app', point = 'now' }: { database?: string; point?: string } = {}): string {
  const files = assertions.flatMap(({ sql, database: of = database, within }, i): Array<[string, string]> => {
    const number = String(i + 1).padStart(3, '0');
    return [[`${number}.sql`, sql], [`${number}.database`, of], ...(within === undefined ? [] : [[`${number}.within`, String(within)] as [string, string]])];
  });
  return folder({ 'database': database, 'recovery-point': point, ...Object.fromEntries(files) });
}

describeWithMySql('verify-mysql-restore.sh', () => {
  const processes = new Processes();
  let server: MySqlServer;

  beforeAll(async () => {
    server = await MySqlServer.make(processes, 'restored', ['default_time_zone=+09:00']);
    await server.sql(`CREATE DATABASE app; CREATE DATABASE bare; CREATE DATABASE other;
      CREATE TABLE app.orders (id INT PRIMARY KEY, at TIMESTAMP NOT NULL, note TEXT);
      SET time_zone = '+00:00';
      INSERT INTO app.orders WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) SELECT i, TIMESTAMP'2026-03-24 10:00:00' + INTERVAL i SECOND, 'note' FROM n;
      CREATE TABLE app.nothing (at TIMESTAMP NULL); CREATE TABLE app.\`größe "x" y\` (i INT); CREATE TABLE other.t (i INT); CREATE VIEW bare.v AS SELECT 1 AS one`);
    await server.sql('CREATE USER verifier IDENTIFIED BY \'s3cret\'; GRANT SELECT ON app.* TO verifier; GRANT SELECT ON bare.* TO verifier; GRANT SELECT ON other.* TO verifier; GRANT SELECT ON gone.* TO verifier');
  });
  afterAll(() => processes.stop());

  function launch(path: string, env: Record<string, string> = {}, user = 'verifier'): RunningProgram {
    return new RunningProgram('bash', 'verify-mysql-restore.sh', [path], { ...server.client(user, 's3cret'), PAUSE_SECONDS: '0.1', ...env });
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
    const { code, output } = await verify([{ sql: 'SELECT count(*) = 600 FROM orders' }, { sql: 'SELECT true', database: 'other' }]);
    expect([code, output]).toEqual([0, 'holds: app has 3 tables\nholds: app: SELECT count(*) = 600 FROM orders\nholds: other: SELECT true\n'
      + 'verified: app has 3 tables, and 2 of 2 assertions hold\n']);
  });

  test('a database without assertions must hold a table, and a view is none', async () => {
    expect(await verify([])).toMatchObject({ code: 0, lastLine: 'verified: app has 3 tables, and 0 of 0 assertions hold' });
    const line = 'bare holds no table: it was restored from before its data, or from another database';
    expect(await verify([], { database: 'bare' })).toMatchObject({ code: 11, lastLine: line, terminationMessage: line });
  });

  test.each<[string, string, number, string]>([
    ['false', 'SELECT count(*) > 600 FROM orders', 12, 'not true in app (false): SELECT count(*) > 600 FROM orders'],
    ['null', 'SELECT max(id) > 1 FROM orders WHERE id < 0', 12, 'not true in app (null): SELECT max(id) > 1 FROM orders WHERE id < 0'],
    ['no row', 'SELECT true FROM nothing', 12, 'not true in app (null): SELECT true FROM nothing'],
    ['a number of rows', 'SELECT count(*) FROM orders', 12, 'not true in app (600): SELECT count(*) FROM orders'],
    ['wrong syntax', 'SELEC true', 13, expect.stringMatching(/^failed in app: ERROR 1064 \(42000\): You have an error in your SQL syntax; .*: SELEC true$/) as any],
    ['an open comment', 'SELECT true /* open', 13, expect.stringMatching(/^failed in app: ERROR 1064 /) as any],
    ['a table that is not there', 'SELECT count(*) > 0 FROM gone', 13, 'failed in app: ERROR 1146 (42S02): Table \'app.gone\' doesn\'t exist: SELECT count(*) > 0 FROM gone'],
    ['more than one row', 'SELECT id > 0 FROM orders', 13, 'failed in app: ERROR 1242 (21000): Subquery returns more than 1 row: SELECT id > 0 FROM orders'],
    ['more than one column', 'SELECT true, true', 13, 'failed in app: ERROR 1241 (21000): Operand should contain 1 column(s): SELECT true, true'],
  ])('%s is told apart', async (_, sql, code, line) => {
    expect(await verdict(sql)).toEqual([code, line]);
  });

  test('nothing after a semicolon runs, nothing writes, and nothing runs for ever', async () => {
    await server.sql('CREATE USER mighty IDENTIFIED BY \'s3cret\'; GRANT ALL ON *.* TO mighty');
    const asMighty = async (sql: string, env: Record<string, string> = {}) => {
      const { code, lastLine } = await launch(directory([{ sql }]), env, 'mighty').end();
      return [code, lastLine];
    };
    for (const sql of ['SELECT true; DELETE FROM orders', 'SELECT true) AS ok) AS a; DELETE FROM orders; SELECT (SELECT (SELECT true', 'SELECT true; COMMIT; DELETE FROM orders; SELECT true']) {
      expect(await asMighty(sql)).toEqual([13, expect.stringMatching(/^failed in app: ERROR 1064 \(42000\)/)]);
    }
    expect(await asMighty('SELECT count(*) > 0 FROM orders WHERE sleep(1) = 0', { STATEMENT_MILLISECONDS: '200' })).toEqual([13,
      'failed in app: ERROR 3024 (HY000): Query execution was interrupted, maximum statement execution time exceeded: SELECT count(*) > 0 FROM orders WHERE sleep(1) = 0']);
    expect(await server.sql('SELECT count(*) FROM app.orders')).toBe('600');
  });

  test.each([
    ['over several lines with a comment at the end', 'SELECT count(*) = 600\n  FROM orders -- all\n  WHERE note = \'note\' -- of them'],
    ['with a comment at the end alone', 'SELECT true -- so it is'],
    ['with percent signs and backslashes', 'SELECT \'%s 100%\' LIKE \'%\\%\' AND length(\'a\\tb\') = 3'],
    ['with backticks and what the shell would run', 'SELECT \'`id` $(id) ${HOME} !! ~ * "\' <> \'\' AND length(\'`id`$(id)\') = 9'],
    ['with what the client would take for a command or a delimiter', 'SELECT \'\\\\q\ndelimiter //\nsource /etc/passwd\' <> \'\''],
    ['with names in double quotes', 'SELECT count(*) = 0 FROM "größe ""x"" y"'],
    ['with names in backticks', 'SELECT count(*) = 0 FROM `größe "x" y`'],
    ['that ends in a newline', 'SELECT true\n'],
    ['without SELECT', 'VALUES ROW(true)'],
  ])('a statement %s is the database\'s alone', async (_, sql) => {
    const shown = sql.replace(/\n$/, '').replace(/\n/g, ' ');
    const { code, output } = await verify([{ sql }]);
    expect([code, output]).toEqual([0, `holds: app has 3 tables\nholds: app: ${shown}\nverified: app has 3 tables, and 1 of 1 assertions hold\n`]);
  });

  test('what the library writes for PostgreSQL holds as it is', async () => {
    for (const { statement, withinSeconds } of [
      RestoreAssertion.rows({ table: 'orders', atLeast: 600 }),
      RestoreAssertion.rows({ table: 'app.orders', atLeast: 1 }),
      RestoreAssertion.newest({ table: 'orders', column: 'at', within: Duration.minutes(10) }),
    ]) {
      expect((await verdict(statement, { within: withinSeconds }, '2026-03-24T10:10:00Z'))[0]).toBe(0);
    }
  });

  test('a database that is not there is another server\'s', async () => {
    const line = 'there is no database gone: this is another server\'s backup';
    expect(await verify([], { database: 'gone' })).toMatchObject({ code: 15, lastLine: line, terminationMessage: line });
    expect(await verify([{ sql: 'SELECT true', database: 'gone' }])).toMatchObject({ code: 15, lastLine: line });
  });

  test('a connection that is lost is no verdict', async () => {
    const running = launch(directory([{ sql: 'SELECT count(*) > 0 FROM orders WHERE sleep(60) = 0' }]));
    const connection = async () => server.sql('SELECT id FROM information_schema.processlist WHERE info LIKE \'EXECUTE%\' OR (info LIKE \'%sleep(60)%\' AND user = \'verifier\')');
    let id = '';
    while (id === '') id = await connection();
    await server.sql(`KILL ${id}`);
    expect(await running.end()).toMatchObject({ code: 1, lastLine: expect.stringMatching(/^no connection to app: ERROR 20\d\d /) });
  });

  describe('the newest row', () => {
    const sql = 'SELECT max(at) FROM orders';

    test.each([
      ['at the recovery point', '2026-03-24T10:10:00Z'],
      ['just old enough', '2026-03-24T10:11:00Z'],
      ['after it, as the log goes on within a second', '2026-03-24T10:09:59.5Z'],
    ])('%s holds', async (_, point) => {
      expect((await verdict(sql, { within: 60 }, point))[0]).toBe(0);
    });

    test('that is too old is told with its distance', async () => {
      expect(await verdict(sql, { within: 60 }, '2026-03-24T10:12:30Z')).toEqual([14,
        `the newest row in app is too old, by 90 s beyond the 60 s before 2026-03-24T10:12:30Z: ${sql}`]);
      expect((await verdict(sql, { within: 60 }))[1]).toMatch(/^the newest row in app is too old, by \d+ s beyond the 60 s before \d{4}-\d\d-\d\dT[\d:]{8}Z: SELECT max\(at\) FROM orders$/);
    });

    test('is compared with when the restore began, where the newest was asked for', async () => {
      const began = join(folder({ began: '2026-03-24T10:11:00Z' }), 'began');
      expect(await verify([{ sql, within: 60 }], {}, { RESTORE_BEGAN: began })).toMatchObject({ code: 0 });
      expect(await verify([{ sql, within: 59 }], {}, { RESTORE_BEGAN: began })).toMatchObject({ code: 14 });
    });

    test('is missing from an empty table', async () => {
      expect(await verdict('SELECT max(at) FROM nothing', { within: 60 })).toEqual([14, 'there is no newest row in app: SELECT max(at) FROM nothing']);
    });

    test('that is no time does not hold', async () => {
      expect((await verdict('SELECT max(id) FROM orders', { within: 60 }))[0]).not.toBe(0);
    });
  });

  test('waits for a server that does not answer, and for a user that it does not know yet', async () => {
    const running = launch(directory([]), {}, 'later');
    await running.said(/waiting for the server: ERROR 1045 \(28000\): Access denied for user 'later'@'localhost' \(using password: YES\)\n/);
    await server.sql('CREATE USER later IDENTIFIED BY \'s3cret\'');
    await running.said(/waiting for the server: ERROR 1044 \(42000\): Access denied for user 'later'@'%' to database 'app'\n/);
    await server.sql('GRANT SELECT ON app.* TO later');
    expect(await running.end()).toMatchObject({ code: 0 });
  });

  test('waits for the password, which the operator makes', async () => {
    const file = join(folder({}), 'password');
    const running = launch(directory([]), { MYSQL_PASSWORD_FILE: file });
    await running.said(/^waiting for the password of verifier\n/);
    writeFileSync(file, 's3cret');
    expect(await running.end()).toMatchObject({ code: 0 });
  });

  test('says what it was told last when it is stopped', async () => {
    const running = launch(directory([]), { MYSQL_UNIX_PORT: '/nowhere.sock', MYSQL_HOST: 'localhost' });
    await running.said(/waiting for localhost: ERROR 2002 /);
    running.signal('SIGTERM');
    const { code, lastLine, terminationMessage } = await running.end();
    expect([code, lastLine]).toEqual([1, expect.stringMatching(/^stopped before the end; the last answer was: ERROR 2002 \(HY000\): Can't connect to local MySQL server/)]);
    expect(terminationMessage).toBe(lastLine);
  });

  test('a message that is too long is cut between characters', async () => {
    const { terminationMessage } = await verify([{ sql: `SELECT false -- ${'ß€😀'.repeat(500)}` }]);
    expect([...terminationMessage].length).toBe(1000);
    expect(Buffer.byteLength(terminationMessage)).toBeLessThanOrEqual(4096);
    expect(terminationMessage).not.toContain('�');
  });
});
