import { atLength, describeWithMySql } from './installed';
import { HARD_CODE, HARD_ROWS, HARD_TABLES } from './mysql-hard-tables';
import { administer, MySqlMigration } from './mysql-migration';
import { MySqlServer } from './mysql-server';
import { MySqlSession } from './mysql-session';
import { Processes } from '../cluster/processes';
import { until } from '../cluster/until';

describeWithMySql('a copy of a MySQL database', () => {
  const processes = new Processes();
  const moves: MySqlMigration[] = [];
  let source: MySqlServer;
  let target: MySqlServer;

  beforeAll(async () => {
    [source, target] = await Promise.all(['source', 'target'].map((name) => MySqlServer.make(processes, name)));
    for (const server of [source, target]) await server.sql('CREATE USER app@\'%\'; GRANT ALL ON *.* TO app@\'%\'');
  });
  afterEach(async () => {
    MySqlSession.closeAll();
    moves.splice(0).forEach((move) => move.end());
    if (await source.sql('SELECT @@read_only') === '1') await source.sql('CALL cdk8s_migration.allow_writes()');
    for (const server of [source, target]) await server.sql('DROP DATABASE IF EXISTS app; DROP DATABASE IF EXISTS cdk8s_migration');
  });
  afterAll(() => processes.stop());

  async function migration(statements: string, settings: Record<string, any> = {}): Promise<MySqlMigration> {
    await source.sql('CREATE DATABASE IF NOT EXISTS app CHARACTER SET latin1');
    await target.sql('CREATE DATABASE app');
    await source.sql(`USE app; ${statements}`);
    await administer(source, 'app');
    const made = new MySqlMigration({ source, target, database: 'app', settings });
    moves.push(made);
    return made;
  }

  test('carries all that is hard, and events begin to run with the move', async () => {
    const move = await migration(`${HARD_TABLES} ${HARD_ROWS} ${HARD_CODE}`, { excludedTables: ['app.cache'] });
    const end = await move.calls(['stop', 2], ['isStopped'], ['copy', { last: true }], ['requireOurs']);
    expect(end.thrown).toBeUndefined();
    expect(end.results[1]).toBe(true);
    expect(end.results[2]).toMatchObject({ tables: 15, uncomparedTables: 0 });
    expect(end.steps).toEqual(['dumping', 'restoring', 'verifying', 'verified']);
    const rows = 'SELECT (SELECT COUNT(*) FROM app.log WHERE what = \'tick;\') > 0, (SELECT COUNT(*) FROM app.orders), (SELECT COUNT(*) FROM app.cache)';
    expect(await target.sql('SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = \'app\' AND STATUS = \'ENABLED\'')).toBe('0');
    expect(await target.sql('SELECT f * 1e0 FROM app.floats WHERE id = 1; SELECT f * 1e0 FROM app.kinds WHERE id = 2')).toBe('0.1428571492433548\n16777216');
    for (const server of [source, target]) expect(await server.sql('SELECT ROUTINE_DEFINITION LIKE \'%/* ; */\\r\\n -- kept\\r\\n%\' FROM information_schema.ROUTINES WHERE ROUTINE_NAME = \'note\'')).toBe('1');
    await target.sql('TRUNCATE app.log');
    expect((await move.calls(['openTarget'], ['openTarget'], ['settle'])).thrown).toBeUndefined();
    await until('the event', async () => (await target.sql(rows)) === '1\t2004\t0', { seconds: 20, every: 100 });
    expect(await target.sql('SELECT EVENT_NAME, STATUS, DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = \'app\' ORDER BY 1'))
      .toBe('later\tENABLED\troot@localhost\noff ENABLE DO\tDISABLED\troot@localhost\ntick\tENABLED\tapp@%');
  });

  test('copies again over what it left, and what it did not make is refused and stays', async () => {
    const move = await migration('CREATE TABLE t (id int PRIMARY KEY, v varchar(9)); INSERT INTO t VALUES (1, "a"), (2, "b"); CREATE VIEW w AS SELECT id FROM t; CREATE PROCEDURE p() SELECT 1');
    expect((await move.calls(['requireOurs'], ['copy', { last: false }], ['copy', { last: false }], ['requireOurs'])).thrown).toBeUndefined();

    await target.sql('UPDATE app.t SET v = "c" WHERE id = 2');
    expect(await move.calls(['requireOurs'])).toMatchObject({
      verdict: 'refused', thrown: 'the target has rows that no copy of this migration made, such as in t: take them away by dropping what is in the database, or name an empty one',
    });
    await target.sql('CREATE TABLE app.theirs (id int PRIMARY KEY); INSERT INTO app.theirs VALUES (1)');
    for (const call of [['requireOurs'], ['copy', { last: false }]] as Array<[string]>) {
      expect(await move.calls(call)).toMatchObject({ verdict: 'refused', thrown: 'the target has the table theirs, which no copy of this migration made: take it away, or name an empty database' });
    }
    expect(await target.sql('SELECT (SELECT COUNT(*) FROM app.theirs), (SELECT v FROM app.t WHERE id = 2)')).toBe('1\tc');
    await target.sql('DROP TABLE app.theirs');
    expect((await move.calls(['copy', { last: false }], ['requireOurs'])).thrown).toBeUndefined();
    expect(await target.sql('SELECT v FROM app.t WHERE id = 2')).toBe('b');
  });

  atLength('a database with somebody\'s table, and the source itself, are no target', async () => {
    const move = await migration('CREATE TABLE t (id int PRIMARY KEY)');
    await target.sql('CREATE TABLE app.t (id int PRIMARY KEY); INSERT INTO app.t VALUES (7)');
    expect(await move.calls(['copy', { last: false }])).toMatchObject({ verdict: 'refused', thrown: 'the target has the table t, which no copy of this migration made: take it away, or name an empty database' });
    expect(await target.sql('SELECT id FROM app.t')).toBe('7');
    const circle = new MySqlMigration({ source, target: source, database: 'app' });
    moves.push(circle);
    expect(await circle.calls(['requireOurs'])).toMatchObject({ verdict: 'refused', thrown: 'source and target are the same server: what is there would be taken away' });
    const other = new MySqlMigration({ source, target, database: 'app', settings: { name: 'other' } });
    moves.push(other);
    await target.sql('DROP TABLE app.t');
    expect((await move.calls(['copy', { last: false }])).thrown).toBeUndefined();
    expect((await other.calls(['requireOurs'])).thrown).toMatch(/^the target's database holds a copy of .*\/app by the migration move: drop what is in it, or name an empty database$/);
  });

  test('goes on after it was killed while it dumped, and while it restored', async () => {
    const move = await migration(`CREATE TABLE big (id int PRIMARY KEY AUTO_INCREMENT, v varchar(200)); INSERT INTO big (v) VALUES (REPEAT('x', 200));
      ${'INSERT INTO big (v) SELECT v FROM big; '.repeat(17)} CREATE TABLE small (id int PRIMARY KEY); INSERT INTO small VALUES (1)`);
    const middles: Array<[MySqlServer, string]> = [
      [source, 'SELECT COUNT(*) FROM performance_schema.threads WHERE PROCESSLIST_INFO LIKE \'SELECT /*!40001 SQL_NO_CACHE */ %\';'],
      [target, 'SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = \'app\' AND TABLE_NAME = \'big\';'],
    ];
    for (const [server, seen] of middles) {
      const looker = new MySqlSession(server, 'mysql');
      const killed = new MySqlMigration({ source, target, database: 'app' });
      const ended = killed.calls(['copy', { last: false }]);
      await until('the middle of it', async () => await looker.run(seen) !== '0', { seconds: 60, every: 1 });
      killed.end();
      killed.abandon();
      await ended;
    }
    expect((await target.sql('SELECT JSON_EXTRACT(made, \'$\'), sums IS NULL FROM cdk8s_migration.copies'))).toBe('["table big", "table small"]\t1');
    const end = await move.calls(['requireOurs'], ['copy', { last: false }], ['requireOurs']);
    expect(end.thrown).toBeUndefined();
    expect(end.results[1]).toMatchObject({ tables: 2, rows: 131073, uncomparedTables: 0 });
  });

  test('a table that is written meanwhile is not compared, and all others are', async () => {
    const move = await migration('CREATE TABLE busy (id int PRIMARY KEY AUTO_INCREMENT, v int); CREATE TABLE calm (id int PRIMARY KEY); INSERT INTO busy (v) VALUES (1); INSERT INTO calm VALUES (1)');
    const writer = new MySqlSession(source, 'app');
    await writer.run(`DELIMITER //
      CREATE PROCEDURE writes() BEGIN WHILE (SELECT COUNT(*) FROM calm) < 2 DO INSERT INTO busy (v) VALUES (2); DO SLEEP(0.005); END WHILE; END//
      DELIMITER ;`);
    writer.begin('CALL writes();');
    await until('writes', async () => Number(await source.sql('SELECT COUNT(*) FROM app.busy')) > 5, { seconds: 20, every: 20 });
    const end = await move.calls(['copy', { last: false }]);
    expect(end.thrown).toBeUndefined();
    expect(end.results[0]).toMatchObject({ tables: 2, uncomparedTables: 1 });
    expect(end.logs).toContain('not compared, because they were written meanwhile: busy');
    expect(await move.calls(['copy', { last: true }])).toMatchObject({ verdict: 'refused', thrown: 'the source can be written, or would be after a restart' });
    const last = await move.calls(['stop', 1], ['copy', { last: true }]);
    expect(last.results[1]).toMatchObject({ uncomparedTables: 0 });
    expect(await target.sql('SELECT COUNT(*), SUM(v) FROM app.busy')).toBe(await source.sql('SELECT COUNT(*), SUM(v) FROM app.busy'));
  });

  atLength('a source that somebody opened for a moment is refused', async () => {
    const move = await migration(`CREATE TABLE big (id int PRIMARY KEY AUTO_INCREMENT, v varchar(200)); INSERT INTO big (v) VALUES (REPEAT('x', 200));
      ${'INSERT INTO big (v) SELECT v FROM big; '.repeat(15)} CREATE TABLE small (id int PRIMARY KEY); INSERT INTO small VALUES (1)`);
    const looker = new MySqlSession(target, 'mysql');
    const ended = move.calls(['stop', 1], ['copy', { last: true }]);
    await until('the restore', async () => await looker.run('SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = \'app\' AND TABLE_NAME = \'big\';') !== '0', { seconds: 60, every: 1 });
    await source.sql('SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF; INSERT INTO app.small VALUES (2); DELETE FROM app.small WHERE id = 2; SET GLOBAL super_read_only = ON');
    expect(await ended).toMatchObject({ verdict: 'refused', thrown: 'something was written on the source while writes were stopped' });
  });

  test('what was written is seen without a binary log, too, and nothing of what is read', async () => {
    const bare = await MySqlServer.make(processes, 'bare', ['skip-log-bin']);
    await bare.sql('CREATE DATABASE app; CREATE TABLE app.t (id int PRIMARY KEY AUTO_INCREMENT, v varchar(40)); INSERT INTO app.t (v) VALUES (UUID()), (UUID())');
    await administer(bare, 'app');
    const move = new MySqlMigration({ source: bare, target: bare, database: 'app' });
    moves.push(move);
    const position = async () => (await move.calls(['position'])).results[0];
    await move.calls(['stop', 1]);
    const stopped = await position();
    await bare.sql('SET SESSION tmp_table_size = 1024; SELECT v, COUNT(*) FROM app.t GROUP BY v ORDER BY 2');
    expect(await position()).toBe(stopped);
    await bare.sql('SET GLOBAL super_read_only = OFF; UPDATE app.t SET v = \'by an administrator\' WHERE id = 1; SET GLOBAL super_read_only = ON');
    expect(await position()).not.toBe(stopped);
  });

  test('digits that a document would lose are refused', async () => {
    const move = await migration('CREATE TABLE docs (id int PRIMARY KEY, doc json); INSERT INTO docs VALUES (1, JSON_OBJECT("a", 1.50))');
    const end = await move.calls(['copy', { last: false }]);
    expect(end.logs).toContain('decimals in documents are numbers now, without zeros at their end: docs');
    await source.sql('INSERT INTO app.docs VALUES (2, JSON_OBJECT("a", 12345678901234567.891))');
    expect(await move.calls(['copy', { last: false }])).toMatchObject({ verdict: 'refused', thrown: '1 tables differ: docs has 2 rows on the source and 2 on the target, with other contents' });
    // left out then, its rows are those of the copy before
    await source.sql('CREATE TABLE app.kept (id int PRIMARY KEY)');
    const without = new MySqlMigration({ source, target, database: 'app', settings: { excludedTables: ['docs'] } });
    moves.push(without);
    expect((await without.calls(['requireOurs'], ['copy', { last: false }], ['requireOurs'])).thrown).toBeUndefined();
    await target.sql('INSERT INTO app.docs VALUES (3, NULL)');
    expect((await without.calls(['requireOurs'])).thrown).toContain('the target has rows in the excluded table docs');
  });

  test('any value that is another one on the target is found', async () => {
    const move = await migration(`${HARD_TABLES} ${HARD_ROWS}`);
    expect((await move.calls(['copy', { last: false }])).thrown).toBeUndefined();
    await target.sql('SET sql_mode = \'\'; CREATE DATABASE kept; CREATE TABLE kept.kinds SELECT * FROM app.kinds');
    for (const change of ['f = f * 1.0000002', 'ff = 1234.568', 'd = d * (1 + 4e-16)', 'b = b\'100\'', 'g = ST_GeomFromText(\'LINESTRING(0.1 0.2, 3 4)\', 3857)', 'p = ST_GeomFromText(\'POINT(8.7 50.1)\', 4326)', 'e = \'a\'', 's = \'x\'', 'y = 2027',
      't = \'-838:59:58\'', 'dt = NULL', 'ts = ts + INTERVAL 1 MICROSECOND', 'da = \'1000-01-02\'', 'j = JSON_SET(j, \'$.a[1]\', 2.6)', 'la = \'grun\'', 'u16 = NULL', 'bi = X\'00FE\'', 'tb = \'\'', 'lt = CONCAT(lt, \'u\')', 'n = \'a\'', 'z = 43', 'bo = 2']) {
      await target.sql(`SET sql_mode = ''; UPDATE app.kinds SET ${change} WHERE id = 1`);
      expect([change, (await move.calls(['requireOurs'])).thrown]).toEqual([change, expect.stringContaining('such as in kinds')]);
      await target.sql('SET sql_mode = \'\'; REPLACE INTO app.kinds SELECT * FROM kept.kinds');
    }
    for (const change of ['UPDATE app.kinds SET lt = \'\' WHERE id = 3', 'UPDATE app.kinds SET e = NULL WHERE id = 2', 'DELETE FROM app.kinds WHERE id = 4']) {
      await target.sql(`SET sql_mode = ''; ${change}`);
      expect([change, (await move.calls(['requireOurs'])).thrown]).toEqual([change, expect.stringContaining('such as in kinds')]);
      await target.sql('SET sql_mode = \'\'; REPLACE INTO app.kinds SELECT * FROM kept.kinds');
    }
    expect((await move.calls(['requireOurs'])).thrown).toBeUndefined();
    await target.sql('DROP DATABASE kept');
  }, 300_000);

  describe('as the phases copy and switch', () => {
    const healthy = {
      'perconaxtradbclusters/orders': { metadata: { generation: 1 }, spec: { pxc: { size: 3 } }, status: { observedGeneration: 1, state: 'ready', pxc: { ready: 3 }, ready: 6, size: 6 } },
      'perconaxtradbclusterbackups/last': { spec: { pxcCluster: 'orders' }, status: { state: 'Succeeded', completed: new Date().toISOString() } },
      'perconaxtradbclusterbackups/other': { spec: { pxcCluster: 'other' }, status: { state: 'Failed' } },
      'endpointslices/front-source': { endpoints: [{ addresses: ['10.0.0.9'] }] },
    };
    const tables = 'CREATE TABLE t (id int PRIMARY KEY, v varchar(9)); INSERT INTO t VALUES (1, "a"), (2, "b")';

    async function prepared(): Promise<MySqlMigration> {
      const move = await migration(tables);
      Object.assign(move.objects, healthy, { 'services/front': { metadata: {}, spec: { selector: move.settings.front.toSource, ports: [{ name: 'mysql', port: 3306 }] } } });
      return move;
    }

    atLength('moves the clients, and leaves the source stopped', async () => {
      const move = await prepared();
      const copied = await move.phase('copy');
      expect(copied.words).toMatch(/^1 tables with 2 rows are copied and equal to what was dumped; a write stop of about/);
      await source.sql('INSERT INTO app.t VALUES (3, "c")');
      const end = await move.phase('switch', { known: { done: {}, history: [], copied: copied.known.copied } });
      expect(end.thrown).toBeUndefined();
      expect(end.words).toMatch(/^the clients are moved; nobody could write for [\d.]+ s$/);
      expect(end.objects['services/front'].spec.selector).toEqual(move.settings.front.toTarget);
      expect(await target.sql('SELECT GROUP_CONCAT(v) FROM app.t')).toBe('a,b,c');
      expect(await source.sql('SELECT cdk8s_migration.writes_stopped()')).toBe('1');
      Object.assign(move.objects, end.objects);
      expect((await move.phase('confirm')).words).toBe('the mark on the target is gone; the source stays, and takes no writes: turn it off, or clean it up as the runbook says');
      expect(await target.sql('SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = \'cdk8s_migration\'')).toBe('0');
    });

    atLength.each([
      ['a table that nobody copied', 'CREATE TABLE app.theirs (id int PRIMARY KEY)', 'target takes the copy: the target has the table theirs, which no copy of this migration made: take it away, or name an empty database'],
      ['rows that nobody copied', 'INSERT INTO app.t VALUES (9, "x")', 'target takes the copy: the target has rows that no copy of this migration made, such as in t: take them away by dropping what is in the database, or name an empty one'],
    ])('with %s there, nothing is stopped', async (_, statement, words) => {
      const move = await prepared();
      const { known } = await move.phase('copy');
      await target.sql(statement);
      const end = await move.phase('switch', { known: { done: {}, history: [], copied: known.copied } });
      expect(end).toMatchObject({ verdict: 'refused', thrown: words });
      expect(await source.sql('SELECT @@read_only, (SELECT COUNT(*) FROM cdk8s_migration.stopped)')).toBe('0\t0');
    });

    test.each([
      ['another machine than the source', ['10.0.0.8'], 'clients are led to 10.0.0.8, and the source is at 10.0.0.9: they would go on writing to a machine that nobody stops; set the phase to prepare'],
      ['several machines', ['10.0.0.8', '10.0.0.9'], 'localhost is at several addresses (10.0.0.8, 10.0.0.9), and one machine is stopped: give the source the address of that one'],
    ])('where clients are led to %s, nothing is stopped', async (_, addresses, words) => {
      const move = await prepared();
      const { known } = await move.phase('copy');
      move.objects['endpointslices/front-source'] = { endpoints: [{ addresses }] };
      Object.assign(move.settings.front, { addresses: addresses.length > 1 ? addresses : ['10.0.0.9'] });
      const end = await move.phase('switch', { known: { done: {}, history: [], copied: known.copied } });
      expect(end).toMatchObject({ verdict: 'refused', thrown: `front leads to the source: ${words}` });
      expect(await source.sql('SELECT @@read_only, (SELECT COUNT(*) FROM cdk8s_migration.stopped)')).toBe('0\t0');
    });

    atLength('with an unhealthy target, no backup, a prepared transaction and an event that is due, nothing is stopped', async () => {
      const move = await prepared();
      const { known } = await move.phase('copy');
      await source.sql('CREATE EVENT app.soon ON SCHEDULE AT NOW() + INTERVAL 5 MINUTE DO DO 1; XA START \'x\'; INSERT INTO app.t VALUES (7, "x"); XA END \'x\'; XA PREPARE \'x\'');
      move.objects['perconaxtradbclusters/orders'] = { ...healthy['perconaxtradbclusters/orders'], status: { observedGeneration: 1, state: 'initializing' } };
      delete move.objects['perconaxtradbclusterbackups/last'];
      const end = await move.phase('switch', { known: { done: {}, history: [], copied: known.copied } });
      expect(end.thrown).toBe('target is healthy: its state is "initializing"; target is backed up: there is no backup of orders; no prepared transaction: the source has 1 prepared XA transactions, such as 0x78: commit them or '
        + 'roll them back; no event is due: the event soon ends or is due within 660 s, and would be lost: wait for it, or drop it');
      expect(await source.sql('XA ROLLBACK \'x\'; SELECT @@read_only')).toBe('0');
    });

    atLength.each([
      ['runs, behind which definitions of tables would wait', { state: 'Running' }, /^target is backed up: a backup of orders runs \(last\)$/],
      ['is too old', { state: 'Succeeded', completed: '2026-01-01T00:00:00Z' }, /^target is backed up: the last backup of orders is \d+ s old, more than 3600 s \(2026-01-01T00:00:00Z\)$/],
    ])('with a backup that %s, nothing is stopped', async (_, status, words) => {
      const move = await prepared();
      const { known } = await move.phase('copy');
      move.objects['perconaxtradbclusterbackups/last'] = { metadata: { name: 'last' }, spec: { pxcCluster: 'orders' }, status };
      const end = await move.phase('switch', { known: { done: {}, history: [], copied: known.copied } });
      expect(end).toMatchObject({ verdict: 'refused', thrown: expect.stringMatching(words) });
      expect(await source.sql('SELECT @@read_only, (SELECT COUNT(*) FROM cdk8s_migration.stopped)')).toBe('0\t0');
    });

    atLength('what fails while writes are stopped is taken back, and the source is written again', async () => {
      const move = await prepared();
      const { known } = await move.phase('copy');
      await source.sql('CREATE TABLE app.n (id int PRIMARY KEY, doc json); INSERT INTO app.n VALUES (1, JSON_OBJECT("a", 12345678901234567.891))');
      const end = await move.phase('switch', { known: { done: {}, history: [], copied: known.copied } });
      expect(end).toMatchObject({ verdict: 'undone', thrown: '1 tables differ: n has 1 rows on the source and 1 on the target, with other contents; the source is written' });
      expect(await source.sql('INSERT INTO app.t VALUES (4, "d"); SELECT @@read_only, (SELECT COUNT(*) FROM performance_schema.persisted_variables)')).toBe('0\t0');
      expect(end.objects['services/front'].spec.selector).toEqual(move.settings.front.toSource);
    });
  });
});
