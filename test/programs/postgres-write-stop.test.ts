import { describeWithTwoPostgres } from './installed';
import { asked, OldServers, REFUSED, ROLE, script } from './old-servers';
import { PsqlSession } from './psql-session';
import { until } from '../cluster/until';

describeWithTwoPostgres('a stop of writes by the administrator\'s script', () => {
  const servers = new OldServers();
  beforeAll(() => servers.start());
  afterEach(() => PsqlSession.closeAll());
  afterAll(() => servers.stop());

  describe.each(['15', '17'])('on PostgreSQL %s', (version) => {
    test('stops every way to write, in sessions that are open and for superusers', async () => {
      const { server, name } = await servers.database(version, `
        CREATE VIEW seen AS SELECT * FROM orders; GRANT ALL ON seen TO app;
        CREATE FUNCTION insert_one() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'INSERT INTO orders (note) VALUES (''f'')'`);
      const [app, prepared, repeatable, superuser] = [new PsqlSession(server, 'app', name), new PsqlSession(server, 'app', name), new PsqlSession(server, 'app', name), new PsqlSession(server, 'postgres', name)];
      await prepared.run('PREPARE p AS INSERT INTO orders (note) VALUES ($1); EXECUTE p (\'before\');');
      await repeatable.run('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM orders;');
      await app.run('CREATE TEMP TABLE mine (i int);');
      expect(await asked(server, 'SELECT cdk8s_migration.stop_writes(\'2 s\')', name)).toBe('0');
      expect(await asked(server, 'SELECT cdk8s_migration.writes_stopped()', name)).toBe('t');

      expect(await prepared.run('EXECUTE p (\'after\');')).toBe(REFUSED);
      expect(await repeatable.run('INSERT INTO orders (note) VALUES (\'r\');')).toBe(REFUSED);
      for (const session of [app, superuser]) {
        for (const statement of [
          'INSERT INTO orders (note) VALUES (\'x\')', 'UPDATE orders SET note = \'x\'', 'DELETE FROM orders', 'TRUNCATE orders CASCADE', 'DELETE FROM lines',
          'BEGIN; SET TRANSACTION READ WRITE; INSERT INTO orders DEFAULT VALUES; COMMIT',
          'INSERT INTO seen (note) VALUES (\'x\')', 'UPDATE seen SET note = \'x\'', 'SELECT insert_one()', 'WITH w AS (DELETE FROM orders RETURNING 1) SELECT * FROM w',
          'INSERT INTO events VALUES (\'2026-05-01\', 1)', 'INSERT INTO "Events 2026" VALUES (\'2026-05-01\', 1)', 'TRUNCATE "Events 2026"', 'INSERT INTO cache VALUES (\'x\')',
          'INSERT INTO "of Other\'s" VALUES (1)', 'INSERT INTO orders (id) VALUES (1) ON CONFLICT DO NOTHING', 'COPY orders (note) FROM PROGRAM \'true\'',
          'MERGE INTO orders o USING (SELECT 1 AS i) s ON o.id = s.i WHEN MATCHED THEN UPDATE SET note = \'m\'',
          'CREATE TABLE t (i int)', 'CREATE TABLE t AS SELECT 1', 'SELECT 1 AS i INTO t', 'ALTER TABLE orders ADD c int', 'DROP TABLE lines', 'ALTER TABLE orders DISABLE TRIGGER ALL',
          'DROP TRIGGER cdk8s_migration_stop ON orders', 'CREATE TABLE e2 PARTITION OF events FOR VALUES FROM (\'2027-01-01\') TO (\'2028-01-01\')', 'DROP SCHEMA cdk8s_migration CASCADE',
        ]) {
          // a superuser, too, would have to switch off the event trigger first, which says what he does
          expect(`${statement}: ${(await session.run(`${statement};`)).split('\n')[0]}`).toBe(`${statement}: ${REFUSED}`);
          await session.run('ROLLBACK;');
        }
      }
      expect(await app.run('INSERT INTO mine VALUES (1); SELECT count(*) FROM mine; SELECT nextval(\'orders_id_seq\') > 0; SELECT note FROM orders WHERE id = 1 FOR UPDATE;')).toBe('1\nt\none');
      expect(await server.sql('SELECT count(*) FROM orders', name)).toBe('2');

      expect(await asked(server, 'SELECT cdk8s_migration.allow_writes()', name)).toBe('');
      expect(await prepared.run('EXECUTE p (\'after\'); SELECT count(*) FROM orders;')).toBe('3');
      expect(await app.run('CREATE TABLE t (i int); DROP TABLE t; INSERT INTO "Events 2026" VALUES (\'2026-05-01\', 1);')).toBe('');
      expect(await server.sql('SELECT count(*) FROM pg_trigger WHERE tgname LIKE \'cdk8s%\'', name)).toBe('0');
    });

    test('each stop is another one, also while somebody reads and keeps the triggers', async () => {
      const { server, name } = await servers.database(version);
      const reader = new PsqlSession(server, 'app', name);
      await reader.run('BEGIN; SELECT count(*) FROM orders;');
      const marks = [];
      for (let i = 0; i < 2; i++) {
        await server.sql('SELECT cdk8s_migration.stop_writes(\'2 s\')', name);
        marks.push(await server.sql('SELECT oid FROM pg_event_trigger WHERE evtname = \'cdk8s_migration_stop\'', name));
        await server.sql('SELECT cdk8s_migration.allow_writes()', name);
      }
      expect(await server.sql('SELECT count(*) FROM pg_trigger WHERE tgname = \'cdk8s_migration_stop\'', name)).toBe('1');
      expect(new Set(marks).size).toBe(2);
    });

    test('ends whoever holds a table longer than the grace, and nobody else', async () => {
      const { server, name } = await servers.database(version);
      const [writer, locker, maker, reader] = [new PsqlSession(server, 'app', name), new PsqlSession(server, 'app', name), new PsqlSession(server, 'app', name), new PsqlSession(server, 'app', name)];
      await writer.run('BEGIN; INSERT INTO orders (note) VALUES (\'open\');');
      await locker.run('BEGIN; LOCK TABLE lines;');
      await maker.run('BEGIN; CREATE TABLE made (i int); INSERT INTO made VALUES (1);');
      await reader.run('BEGIN; SELECT count(*) FROM orders;');
      expect(await asked(server, 'SELECT cdk8s_migration.stop_writes(\'300 ms\')', name)).toBe('3');
      expect(await asked(server, 'SELECT cdk8s_migration.writes_stopped()', name)).toBe('t');
      expect(await server.sql('SELECT count(*) FROM orders', name)).toBe('1');
      expect(await reader.run('SELECT 1;')).toBe('1');
      // what a reader holds keeps nobody from opening it again
      expect(await asked(server, 'SELECT cdk8s_migration.allow_writes()', name)).toBe('');
      expect(await asked(server, 'INSERT INTO orders DEFAULT VALUES RETURNING note IS NULL', name, 'app')).toBe('t');
      expect(await asked(server, 'SELECT cdk8s_migration.stop_writes(\'1 s\'), cdk8s_migration.writes_stopped()', name)).toBe('0|t');
    });

    test('counts a session once that is slow to end', async () => {
      const { server, name } = await servers.database(version);
      const [writer, maker] = [new PsqlSession(server, 'app', name), new PsqlSession(server, 'app', name)];
      await writer.run('BEGIN; INSERT INTO orders (note) VALUES (\'open\');');
      await maker.run('BEGIN; CREATE TABLE made (i int);');
      const pids = await Promise.all([writer, maker].map(async (session) => Number(await session.run('SELECT pg_backend_pid();'))));
      pids.forEach((pid) => process.kill(pid, 'SIGSTOP'));
      const stopped = asked(server, 'SELECT cdk8s_migration.stop_writes(\'300 ms\')', name);
      try {
        // it waits for the lock at least half a second between two looks
        const waits = 'SELECT count(*) FROM pg_stat_activity WHERE query LIKE \'%stop_writes%\' AND pid <> pg_backend_pid() AND clock_timestamp() > query_start + interval \'2 s\'';
        await until('several looks at who holds a table', async () => await server.sql(waits, name) === '1', { seconds: 30 });
      } finally {
        pids.forEach((pid) => process.kill(pid, 'SIGCONT'));
      }
      expect(await stopped).toBe('2');
    });

    test('opens at once what somebody uses, and stops it again for whoever wrote meanwhile', async () => {
      const { server, name } = await servers.database(version);
      const [holder, open, kept] = [new PsqlSession(server, 'app', name), new PsqlSession(server, 'app', name), new PsqlSession(server, 'app', name)];
      await kept.run('PREPARE p AS INSERT INTO orders (note) VALUES (\'kept\');');
      await asked(server, 'SELECT cdk8s_migration.stop_writes(\'1 s\')', name);
      // as VACUUM and CREATE INDEX CONCURRENTLY do
      await holder.run('BEGIN; LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE;');
      await open.run('BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT count(*) FROM orders; SAVEPOINT s;');
      expect(await open.run('INSERT INTO orders (note) VALUES (\'refused\');')).toBe(REFUSED);
      expect(await kept.run('EXECUTE p;')).toBe(REFUSED);

      expect(await asked(server, 'SET statement_timeout = \'5s\'; SELECT cdk8s_migration.allow_writes(), cdk8s_migration.writes_stopped()', name)).toBe('|f');
      expect(await server.sql('SELECT tgrelid::regclass FROM pg_trigger WHERE tgname LIKE \'cdk8s%\'', name)).toBe('orders');
      // also in the transaction that saw the stop
      expect(await open.run('ROLLBACK TO s; INSERT INTO orders (note) VALUES (\'open\'); COMMIT;')).toBe('');
      expect(await kept.run('EXECUTE p;')).toBe('');
      expect(await asked(server, 'INSERT INTO lines DEFAULT VALUES; CREATE TABLE t (i int)', name, 'app')).toBe('');
      await script(server, 'postgres-administrator.sql', name);
      expect(await kept.run('EXECUTE p;')).toBe('');
      await holder.run('ROLLBACK;');

      await open.run('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM orders;');
      expect(await asked(server, 'SELECT cdk8s_migration.stop_writes(\'1 s\'), cdk8s_migration.writes_stopped()', name)).toBe('0|t');
      expect(await open.run('INSERT INTO orders (note) VALUES (\'too late\');')).toBe(REFUSED);
      expect(await kept.run('EXECUTE p;')).toBe(REFUSED);
      expect(await server.sql('SELECT count(*) FROM orders', name)).toBe('4');
    });

    test('a stop sees the transaction that writes by a trigger which lets everything through', async () => {
      const { server, name } = await servers.database(version);
      const [holder, writer] = [new PsqlSession(server, 'app', name), new PsqlSession(server, 'app', name)];
      await asked(server, 'SELECT cdk8s_migration.stop_writes(\'1 s\')', name);
      await holder.run('BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE;');
      await asked(server, 'SELECT cdk8s_migration.allow_writes()', name);
      await writer.run('BEGIN; INSERT INTO orders (note) VALUES (\'open\');');
      expect(await asked(server, 'SELECT cdk8s_migration.stop_writes(\'300 ms\')', name)).toBe('1');
      expect(await server.sql('SELECT count(*) FROM orders', name)).toBe('1');
    });

    test('what stays of a stop that is over is removed with the rest', async () => {
      const { server, name } = await servers.database(version);
      const reader = new PsqlSession(server, 'app', name);
      await asked(server, 'SELECT cdk8s_migration.stop_writes(\'1 s\')', name);
      await reader.run('BEGIN; SELECT count(*) FROM orders;');
      await asked(server, 'SELECT cdk8s_migration.allow_writes()', name);
      await expect(script(server, 'postgres-administrator-remove.sql', name)).rejects.toThrow('canceling statement due to lock timeout');
      await reader.run('ROLLBACK;');
      await script(server, 'postgres-administrator-remove.sql', name);
      expect(await server.sql('SELECT (SELECT count(*) FROM pg_trigger WHERE tgname LIKE \'cdk8s%\'), (SELECT count(*) FROM pg_namespace WHERE nspname = \'cdk8s_migration\')', name)).toBe('0|0');
    });

    test('nobody else can keep it from stopping and opening', async () => {
      const { server, name } = await servers.database(version);
      const other = new PsqlSession(server, 'app', name);
      await other.run('SELECT pg_advisory_lock(hashtext(\'cdk8s_migration\'));');
      expect(await asked(server, 'BEGIN; LOCK TABLE cdk8s_migration.made IN ACCESS SHARE MODE', name, 'app')).toBe('ERROR:  42501');
      expect(await asked(server, 'BEGIN; LOCK TABLE cdk8s_migration.made IN ROW EXCLUSIVE MODE', name)).toBe('ERROR:  42501');
      expect(await asked(server, 'SET statement_timeout = \'5s\'; SELECT cdk8s_migration.stop_writes(\'1 s\')', name)).toBe('0');
      expect(await asked(server, 'SET statement_timeout = \'5s\'; SELECT cdk8s_migration.allow_writes()', name)).toBe('');
    });

    test('ends sessions of others only while writes are stopped', async () => {
      const { server, name } = await servers.database(version);
      const other = new PsqlSession(server, 'app', name);
      const sessions = `SELECT count(*) FROM pg_stat_activity WHERE datname = '${name}' AND usename = 'app'`;
      await other.run('SELECT 1;');
      expect(await asked(server, 'SELECT cdk8s_migration.end_sessions()', name)).toBe('0');
      expect(await other.run('SELECT 2;')).toBe('2');
      await asked(server, 'SELECT cdk8s_migration.stop_writes(\'1 s\')', name);
      expect(await asked(server, 'SELECT cdk8s_migration.end_sessions()', name)).toBe('1');
      await until('the end of the session', async () => await server.sql(sessions) === '0', { seconds: 20, every: 20 });
    });

    test('waits within the grace for a transaction that ends, and closes the table that it made', async () => {
      const { server, name } = await servers.database(version);
      const maker = new PsqlSession(server, 'app', name);
      await maker.run('BEGIN; INSERT INTO orders (note) VALUES (\'kept\'); CREATE TABLE made (i int);');
      const stop = new PsqlSession(server, ROLE, name);
      const stopped = stop.begin('SELECT cdk8s_migration.stop_writes(\'20 s\');');
      await until('the wait', async () => (await server.sql('SELECT count(*) FROM pg_locks WHERE NOT granted', name)) !== '0', { seconds: 20, every: 20 });
      await maker.run('COMMIT;');
      expect(await stopped()).toBe('0');
      expect(await maker.run('INSERT INTO made VALUES (1);')).toBe(REFUSED);
      expect(await server.sql('SELECT count(*) FROM orders', name)).toBe('2');
    });

    test('changes nothing when it is ended half way', async () => {
      const { server, name } = await servers.database(version);
      const writer = new PsqlSession(server, 'app', name);
      await writer.run('BEGIN; INSERT INTO events VALUES (\'2026-05-01\', 1);');
      const stop = new PsqlSession(server, ROLE, name);
      stop.begin('SELECT cdk8s_migration.stop_writes(\'60 s\');');
      await until('the wait', async () => (await server.sql('SELECT count(*) FROM pg_locks WHERE NOT granted', name)) !== '0', { seconds: 20, every: 20 });
      await server.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${ROLE}' AND datname = '${name}'`);
      await writer.run('COMMIT;');
      expect(await asked(server, 'INSERT INTO orders (note) VALUES (\'on\') RETURNING note', name, 'app')).toBe('on');
      expect(await server.sql('SELECT count(*) FROM pg_trigger WHERE tgname LIKE \'cdk8s%\'', name)).toBe('0');
    });

    test('a prepared transaction and a subscription are refused by words', async () => {
      const { server, name } = await servers.database(version);
      await server.sql('BEGIN; INSERT INTO orders DEFAULT VALUES; PREPARE TRANSACTION \'two phases\'', name);
      await expect(server.sql('SELECT cdk8s_migration.stop_writes(\'1 s\')', name)).rejects.toThrow(
        'ERROR:  prepared transactions are open and would write after the stop: \'two phases\'; commit them or roll them back');
      await server.sql('COMMIT PREPARED \'two phases\'', name);
      await server.sql(`CREATE SUBSCRIPTION theirs_${name} CONNECTION 'host=nobody' PUBLICATION p WITH (connect = false)`, name);
      await server.sql(`ALTER SUBSCRIPTION theirs_${name} ENABLE`, name);
      await expect(server.sql('SELECT cdk8s_migration.stop_writes(\'1 s\')', name)).rejects.toThrow(
        `ERROR:  subscriptions write into this database and would do so after the stop: theirs_${name}; disable them`);
      expect(await server.sql('SELECT cdk8s_migration.writes_stopped()', name)).toBe('f');
      await server.sql(`ALTER SUBSCRIPTION theirs_${name} DISABLE; ALTER SUBSCRIPTION theirs_${name} SET (slot_name = NONE)`, name);
      await server.sql(`DROP SUBSCRIPTION theirs_${name}`, name);
    });
  });
});
