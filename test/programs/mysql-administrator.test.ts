import { describeWithMySql } from './installed';
import { administer, MySqlMigration, REFUSED, script } from './mysql-migration';
import { MySqlServer } from './mysql-server';
import { MySqlSession } from './mysql-session';
import { Processes } from '../cluster/processes';
import { until } from '../cluster/until';

const STOP = 'CALL cdk8s_migration.stop_writes(1)';
const ALLOW = 'CALL cdk8s_migration.allow_writes()';
const STOPPED = 'SELECT cdk8s_migration.writes_stopped()';
const ENDED = /^ERROR (2013|2006|4031)/;
const PERSISTED = 'SELECT COUNT(*) FROM performance_schema.persisted_variables';

describeWithMySql('the administrator\'s script for MySQL', () => {
  const processes = new Processes();
  let server: MySqlServer;
  let move: MySqlMigration | undefined;

  beforeAll(async () => {
    server = await MySqlServer.make(processes, 'old', ['log_bin=binlog', 'server_id=1']);
    await server.sql('CREATE DATABASE app_1; CREATE DATABASE appx1; CREATE TABLE app_1.t (id int PRIMARY KEY AUTO_INCREMENT, v varchar(20)); CREATE TABLE appx1.t (id int PRIMARY KEY); INSERT INTO app_1.t (v) VALUES ("before")');
    await server.sql('CREATE USER app@\'%\'; GRANT ALL ON app_1.* TO app@\'%\'; GRANT CONNECTION_ADMIN ON *.* TO app@\'%\'');
    await administer(server, 'app_1');
  });
  afterEach(async () => {
    MySqlSession.closeAll();
    move?.end();
    move = undefined;
    await server.sql(ALLOW);
  });
  afterAll(() => processes.stop());

  test('may be run again, and gives one user that reads one database and calls what it needs', async () => {
    script(server, 'mysql-administrator.sql', 'SET @migration_database = \'app_1\'');
    expect(await server.sql('SHOW GRANTS FOR cdk8s_migration@\'%\'')).toBe([
      'GRANT PROCESS, SHOW DATABASES, REPLICATION CLIENT ON *.* TO `cdk8s_migration`@`%`',
      'GRANT SHOW_ROUTINE,XA_RECOVER_ADMIN ON *.* TO `cdk8s_migration`@`%`',
      'GRANT SELECT, SHOW VIEW, EVENT, TRIGGER ON `app\\\\_1`.* TO `cdk8s_migration`@`%`',
      'GRANT SELECT ON `performance_schema`.* TO `cdk8s_migration`@`%`',
      'GRANT EXECUTE ON PROCEDURE `cdk8s_migration`.`accounts` TO `cdk8s_migration`@`%`',
      'GRANT EXECUTE ON PROCEDURE `cdk8s_migration`.`allow_writes` TO `cdk8s_migration`@`%`',
      'GRANT EXECUTE ON PROCEDURE `cdk8s_migration`.`end_sessions` TO `cdk8s_migration`@`%`',
      'GRANT EXECUTE ON PROCEDURE `cdk8s_migration`.`stop_writes` TO `cdk8s_migration`@`%`',
      'GRANT EXECUTE ON FUNCTION `cdk8s_migration`.`stopped_at` TO `cdk8s_migration`@`%`',
      'GRANT EXECUTE ON FUNCTION `cdk8s_migration`.`writes_stopped` TO `cdk8s_migration`@`%`',
    ].join('\n'));
    expect(await server.sql('SELECT User, account_locked, ssl_type FROM mysql.user WHERE User LIKE \'cdk8s%\' ORDER BY 1')).toBe('cdk8s_migration\tN\tANY\ncdk8s_migration_owner\tY');
    await expect(server.sql('SELECT 1', 'cdk8s_migration', 'of the migration')).rejects.toThrow('ERROR 1045');
    script(server, 'mysql-administrator.sql', 'SET @migration_database = \'app_1\', @migration_unencrypted = 1');
    expect(await server.sql('SELECT 1', 'cdk8s_migration', 'of the migration')).toBe('1');
    script(server, 'mysql-administrator.sql', 'SET @migration_database = \'app_1\'');
  });

  test.each([
    ['nothing', '', '@migration_database must name a database of this server, got none'],
    ['a name that is none', 'SET @migration_database = \'nobody\'', '@migration_database must name a database of this server, got nobody'],
    ['the server\'s own', 'SET @migration_database = \'mysql\'', '@migration_database must not be a database of the server itself'],
  ])('is refused with %s', (_, init, words) => {
    expect(() => script(server, 'mysql-administrator.sql', init)).toThrow(words);
  });

  test('stops every way to write, in sessions and transactions that are open and for root, and opens all of it', async () => {
    await server.sql('CREATE EVENT app_1.tick ON SCHEDULE EVERY 1 SECOND DO INSERT INTO app_1.t (v) VALUES (\'tick\')');
    const [app, open, own, root, prepared] = ['app', 'app', 'app', 'root', 'app'].map((user) => new MySqlSession(server, 'app_1', user));
    await open.run('BEGIN; INSERT INTO t (v) VALUES (\'open\');');
    const phases = [new MySqlSession(server, 'app_1'), new MySqlSession(server, 'app_1')];
    for (const [i, session] of phases.entries()) await session.run(`XA START 'of ${i}'; INSERT INTO t (v) VALUES ('xa'); XA END 'of ${i}';`);
    await own.run('SET SESSION TRANSACTION READ WRITE; SET SESSION transaction_read_only = 0; START TRANSACTION READ WRITE; SELECT COUNT(*) FROM t;');
    await prepared.run('PREPARE p FROM \'INSERT INTO t (v) VALUES (1)\';');
    await app.run('CREATE TEMPORARY TABLE mine (i int);');
    expect(await server.sql(`${STOP}; ${STOPPED}; SELECT @@super_read_only, @@read_only`)).toBe('3\n1\n1\t1');
    const before = await server.sql('SELECT COUNT(*) FROM app_1.t');

    expect(await open.run('COMMIT;')).toMatch(ENDED);
    // these would not be refused
    expect(await phases[0].run('XA PREPARE \'of 0\';')).toMatch(ENDED);
    expect(await phases[1].run('XA COMMIT \'of 1\' ONE PHASE;')).toMatch(ENDED);
    expect(await own.run('INSERT INTO t (v) VALUES (\'own\');')).toBe(REFUSED);
    expect(await prepared.run('EXECUTE p;')).toBe(REFUSED);
    for (const statement of ['INSERT INTO t (v) VALUES (1)', 'UPDATE t SET v = 2', 'DELETE FROM t', 'TRUNCATE t', 'REPLACE INTO t VALUES (1, 1)', 'CREATE TABLE u (i int)', 'ALTER TABLE t ADD c int', 'DROP TABLE t',
      'CREATE VIEW u AS SELECT 1', 'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DO 1', 'CREATE USER u', 'DROP DATABASE app_1', 'XA START \'x\'; INSERT INTO t (v) VALUES (3)']) {
      expect(`${statement}: ${await root.run(`${statement};`)}`).toBe(`${statement}: ${REFUSED}`);
    }
    await root.run('XA END \'x\'; XA ROLLBACK \'x\';');
    expect(await app.run('INSERT INTO mine VALUES (1); SELECT COUNT(*) FROM mine;')).toBe('1');
    await until('a second of events', async () => Number(await server.sql('SELECT SLEEP(2.2)')) === 0, { seconds: 20, every: 20 });
    expect(await server.sql('SELECT COUNT(*) FROM app_1.t')).toBe(before);
    expect(await server.sql('SELECT COUNT(*) FROM app_1.t WHERE v IN (\'open\', \'own\', \'xa\')')).toBe('0');

    expect(await server.sql(`${STOP}; ${ALLOW}; ${STOPPED}; SELECT @@super_read_only, @@read_only; ${PERSISTED}; ${ALLOW}`)).toBe('0\n0\n0\t0\n0');
    expect(await app.run('INSERT INTO t (v) VALUES (\'after\'); SELECT ROW_COUNT();')).toBe('1');
    await until('an event', async () => Number(await server.sql('SELECT COUNT(*) FROM app_1.t')) > Number(before) + 1, { seconds: 20, every: 50 });
    await server.sql('DROP EVENT app_1.tick');
  });

  test('holds after the server was killed, and leaves what was persisted before', async () => {
    await server.sql('SET PERSIST super_read_only = OFF');
    await server.sql(STOP);
    await server.kill();
    await server.start();
    expect(await server.sql(`${STOPPED}; SELECT @@super_read_only, @@read_only`)).toBe('1\n1\t1');
    await expect(server.sql('INSERT INTO app_1.t (v) VALUES (1)')).rejects.toThrow('ERROR 1290');
    await server.sql(ALLOW);
    expect(await server.sql('SELECT * FROM performance_schema.persisted_variables')).toBe('super_read_only\tOFF');
    await server.kill();
    await server.start();
    expect(await server.sql('INSERT INTO app_1.t (v) VALUES (1); RESET PERSIST super_read_only; SELECT @@read_only')).toBe('0');
  });

  test('ends whoever holds the server\'s locks longer than the grace, root too, and waits for whoever ends within it', async () => {
    const [locker, reader] = [new MySqlSession(server, 'app_1'), new MySqlSession(server, 'app_1')];
    await locker.run('LOCK TABLES t WRITE;');
    await reader.run('BEGIN; SELECT COUNT(*) FROM appx1.t;');
    expect(await server.sql(`${STOP}; ${STOPPED}`)).toBe('1\n1');
    expect(await reader.run('SELECT 1;')).toBe('1');
    await server.sql(ALLOW);

    const patient = new MySqlSession(server, 'app_1');
    await patient.run('LOCK TABLES t WRITE; INSERT INTO t (v) VALUES (\'kept\');');
    const stopping = server.sql(`CALL cdk8s_migration.stop_writes(30); ${STOPPED}`);
    await until('the wait', async () => await server.sql('SELECT COUNT(*) FROM performance_schema.threads WHERE PROCESSLIST_STATE LIKE \'Waiting for global read lock\'') === '1', { seconds: 20, every: 20 });
    await patient.run('UNLOCK TABLES;');
    expect(await stopping).toBe('0\n1');
    expect(await server.sql('SELECT COUNT(*) FROM app_1.t WHERE v = \'kept\'')).toBe('1');
  });

  test('a stop that is still on its way does not close what was opened', async () => {
    const locker = new MySqlSession(server, 'app_1');
    await locker.run('LOCK TABLES t WRITE;');
    const stopping = server.sql('CALL cdk8s_migration.stop_writes(60)').catch((error: Error) => error.message);
    await until('the wait', async () => await server.sql('SELECT COUNT(*) FROM performance_schema.threads WHERE PROCESSLIST_STATE LIKE \'Waiting for global read lock\'') === '1', { seconds: 20, every: 20 });
    await server.sql(ALLOW);
    expect(await stopping).toMatch(/ERROR 2013|ERROR 1317|ERROR 4031/);
    await locker.run('UNLOCK TABLES;');
    expect(await server.sql(`INSERT INTO app_1.t (v) VALUES ('open'); ${STOPPED}; SELECT @@read_only; SELECT COUNT(*) FROM cdk8s_migration.stopped; ${PERSISTED}`)).toBe('0\n0\n0\n0');
  });

  test('prepared transactions, and a server that somebody else closed, are refused', async () => {
    await server.sql('XA START \'two phases\'; INSERT INTO app_1.t (v) VALUES (\'xa\'); XA END \'two phases\'; XA PREPARE \'two phases\'');
    // only when the server has let go of the session that prepared it; who asks more often than every tenth of a second is told the same
    const seen = 'SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id = 0';
    await until('the prepared transaction', async () => await server.sql(seen) === '1', { seconds: 20, every: 200 });
    await expect(server.sql(STOP)).rejects.toThrow('1 prepared XA transactions are open and would be committed after the stop: see XA RECOVER, and commit them or roll them back');
    await until('the rollback', async () => server.sql('XA ROLLBACK \'two phases\'').then(() => true), { seconds: 20, every: 20 });
    expect(await server.sql(`${STOPPED}; SELECT @@read_only`)).toBe('0\n0');
    await server.sql('SET GLOBAL read_only = ON');
    await expect(server.sql(STOP)).rejects.toThrow('the server is read-only already, and this did not do it');
    await expect(server.sql(ALLOW)).rejects.toThrow('the server is read-only, and this did not do it');
    await server.sql('SET GLOBAL read_only = OFF');
  });

  test('ends sessions of the database only while writes are stopped', async () => {
    const [other, elsewhere] = [new MySqlSession(server, 'app_1'), new MySqlSession(server, 'appx1')];
    await Promise.all([other, elsewhere].map((session) => session.run('SELECT 1;')));
    expect(await server.sql('USE appx1; CALL cdk8s_migration.end_sessions(\'app_1\')')).toBe('0');
    expect(await server.sql(`USE appx1; ${STOP}; CALL cdk8s_migration.end_sessions('app_1')`)).toBe('0\n1');
    await until('its end', async () => ENDED.test(await other.run('SELECT 2;')), { seconds: 20, every: 20 });
    expect(await elsewhere.run('SELECT 3;')).toBe('3');
  });

  test('the user stops and opens by TLS, with no more than its rights', async () => {
    move = new MySqlMigration({ source: server, target: server, database: 'app_1' });
    const end = await move.calls(['isStopped'], ['stop', 1], ['stop', 1], ['isStopped'], ['endSessions'], ['allowWrites'], ['allowWrites'], ['isStopped']);
    expect(end).toMatchObject({ results: [false, null, null, true, null, null, null, false] });
  });

  test('one stop is told from another one, also after the server is started anew', async () => {
    const at = 'SELECT cdk8s_migration.stopped_at()';
    expect(await server.sql(at)).toBe('NULL');
    const [first, again] = [await server.sql(`${STOP}; ${at}`), await server.sql(`${STOP}; ${at}`)];
    expect(again).toBe(first);
    await server.kill();
    await server.start();
    expect(await server.sql(at)).toBe(first.split('\n').pop());
    expect(await server.sql(`${ALLOW}; ${STOP}; ${at}`)).not.toBe(first);
  });

  test('removing leaves a stopped server stopped, and takes all away otherwise', async () => {
    await server.sql(STOP);
    expect(() => script(server, 'mysql-administrator-remove.sql')).toThrow('--super-read-only');
    expect(await server.sql(STOPPED)).toBe('1');
    await server.sql(ALLOW);
    script(server, 'mysql-administrator-remove.sql');
    expect(await server.sql('SELECT (SELECT COUNT(*) FROM mysql.user WHERE User LIKE \'cdk8s%\'), (SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = \'cdk8s_migration\')')).toBe('0\t0');
    script(server, 'mysql-administrator-remove.sql');
    await administer(server, 'app_1');
  });
});
