import { readFileSync } from 'fs';
import { describeWithTwoPostgres } from './installed';
import { asked, OldServers, REFUSED, ROLE, script } from './old-servers';
import { PsqlSession } from './psql-session';
import { until } from '../cluster/until';

describeWithTwoPostgres('the administrator\'s script', () => {
  const servers = new OldServers();
  beforeAll(() => servers.start());
  afterEach(() => PsqlSession.closeAll());
  afterAll(() => servers.stop());

  describe.each(['15', '17'])('on PostgreSQL %s', (version) => {
    test('can be run again, also while writes are stopped, and changes nothing by that', async () => {
      const { server, name } = await servers.database(version);
      await script(server, 'postgres-administrator.sql', name);
      await asked(server, 'SELECT cdk8s_migration.stop_writes(\'1 s\')', name);
      await script(server, 'postgres-administrator.sql', name);
      expect(await asked(server, 'SELECT cdk8s_migration.writes_stopped()', name)).toBe('t');
      expect(await asked(server, 'INSERT INTO orders DEFAULT VALUES', name, 'app')).toBe(REFUSED);
    });

    test('nobody else may call its functions, or make something in its schema', async () => {
      const { server, name } = await servers.database(version);
      for (const call of ['stop_writes(\'1 s\')', 'allow_writes()', 'publish(\'x\', \'{}\')', 'writes_stopped()', 'advance_sequences(\'[]\')', 'lock_table(\'a\', \'b\', now(), now(), \'{}\')']) {
        expect(await asked(server, `SELECT cdk8s_migration.${call}`, name, 'app')).toBe('ERROR:  42501');
      }
      expect(await asked(server, 'CREATE TABLE cdk8s_migration.t (i int)', name)).toBe('ERROR:  42501');
      expect(await asked(server, 'SELECT cdk8s_migration.lock_table(\'a\', \'b\', now(), now(), \'{}\')', name)).toBe('ERROR:  42501');
      expect(await server.sql(`SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = '${ROLE}'`)).toBe('f|f|f');
    });

    test('publishes every table but those that are excluded, unlogged or roots of partitions, and again what is new', async () => {
      const { server, name } = await servers.database(version);
      expect(await asked(server, 'SELECT cdk8s_migration.publish(\'move\', \'{public.lines}\')', name)).toBe('3');
      const published = 'SELECT string_agg(tablename, \',\' ORDER BY tablename) FROM pg_publication_tables';
      expect(await server.sql(published, name)).toBe('Events 2026,of Other\'s,orders');
      await server.sql('CREATE TABLE later (id int PRIMARY KEY)', name);
      expect(await asked(server, 'SELECT cdk8s_migration.publish(\'move\', \'{public.lines}\')', name)).toBe('4');
      expect(await server.sql(published, name)).toBe('Events 2026,later,of Other\'s,orders');
      await server.sql('SELECT cdk8s_migration.unpublish(\'move\')', name);
      expect(await server.sql('SELECT count(*) FROM pg_publication', name)).toBe('0');
    });

    test('publishes nothing whose rows could not be updated any more, and touches no publication of others', async () => {
      const { server, name } = await servers.database(version, 'CREATE TABLE nokey (a int); CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE); CREATE PUBLICATION theirs FOR TABLE orders');
      await expect(server.sql('SELECT cdk8s_migration.publish(\'move\', \'{}\')', name)).rejects.toThrow(
        'ERROR:  published, these tables could be neither updated nor deleted from, because they have no replica identity: public.deferred, public.nokey');
      await expect(server.sql('SELECT cdk8s_migration.publish(\'move\', \'{public.none}\')', name)).rejects.toThrow('ERROR:  excluded must name tables, and no partitions, got public.none');
      await expect(server.sql('SELECT cdk8s_migration.publish(\'move\', \'{"public.Events 2026"}\')', name)).rejects.toThrow(
        'ERROR:  excluded must name tables, and no partitions, got public.Events 2026');
      await expect(server.sql('SELECT cdk8s_migration.publish(\'theirs\', \'{}\')', name)).rejects.toThrow(
        'ERROR:  there is a publication theirs already, which is not the migration\'s: give the migration another name');
      await server.sql('SELECT cdk8s_migration.unpublish(\'theirs\')', name);
      expect(await server.sql('SELECT string_agg(pubname, \',\') FROM pg_publication', name)).toBe('theirs');
    });

    test('sequences go forward, and never back', async () => {
      const { server, name } = await servers.database(version, 'CREATE SEQUENCE down INCREMENT -1; SELECT nextval(\'down\'); CREATE SEQUENCE "Sm all" AS smallint');
      const to = (sequence: string, value: number) => ({ schema: 'public', name: sequence, value });
      const advance = async (...all: object[]) => asked(server, `SELECT cdk8s_migration.advance_sequences('${JSON.stringify(all)}')`, name);
      expect(await advance(to('orders_id_seq', 100), to('down', -50), to('Sm all', 99999))).toBe('3');
      expect(await advance(to('orders_id_seq', 7), to('down', -2), to('Sm all', 1))).toBe('0');
      expect(await server.sql('SELECT nextval(\'orders_id_seq\'), nextval(\'down\'), (SELECT last_value FROM "Sm all")', name)).toBe('101|-51|32767');
      await expect(server.sql('SELECT cdk8s_migration.advance_sequences(\'[{"schema":"public","name":"absent","value":1}]\')', name)).rejects.toThrow('ERROR:  there is no sequence public.absent');
    });

    test('is taken away, but never opens what is stopped', async () => {
      const { server, name } = await servers.database(version);
      await server.sql('SELECT cdk8s_migration.publish(\'move\', \'{}\')', name);
      await server.sql('SELECT pg_create_logical_replication_slot(\'move\', \'pgoutput\')', name);
      await server.sql('SELECT cdk8s_migration.stop_writes(\'1 s\')', name);
      expect(await script(server, 'postgres-administrator-remove.sql', name)).toContain(
        'NOTICE:  writes stay stopped, and the schema cdk8s_migration stays for that. To open this database: SELECT cdk8s_migration.allow_writes(); and run this again');
      expect(await asked(server, 'INSERT INTO orders DEFAULT VALUES', name, 'app')).toBe(REFUSED);
      expect(await server.sql(`SELECT (SELECT count(*) FROM pg_publication), (SELECT count(*) FROM pg_replication_slots WHERE database = '${name}')`, name)).toBe('0|0');
      await server.sql('SELECT cdk8s_migration.allow_writes()', name);
      await script(server, 'postgres-administrator-remove.sql', name);
      expect(await server.sql('SELECT count(*) FROM pg_namespace WHERE nspname = \'cdk8s_migration\'', name)).toBe('0');
      expect(await asked(server, 'INSERT INTO orders DEFAULT VALUES', name, 'app')).toBe('');
      await script(server, 'postgres-administrator-remove.sql', name);
    });

    test('is refused for a superuser\'s role, from no superuser, and over a schema of somebody else', async () => {
      const server = servers.of[version];
      const name = servers.named('db');
      await server.sql(`CREATE DATABASE ${name}`);
      await expect(script(server, 'postgres-administrator.sql', name, 'postgres', { role: 'postgres' })).rejects.toThrow('the role postgres must not be a superuser: name another one by -v role=NAME');
      await expect(script(server, 'postgres-administrator.sql', name, 'app')).rejects.toThrow('a superuser must run this, and app is none');
      await server.sql('CREATE SCHEMA cdk8s_migration AUTHORIZATION app', name);
      await expect(script(server, 'postgres-administrator.sql', name)).rejects.toThrow(
        'the schema cdk8s_migration, or something in it, belongs to a role that is no superuser: look at it, and drop it');
    });
  });

  test('the way back is reached, begun and taken away, and its password is in no log', async () => {
    const old = await servers.database('15');
    const target = servers.of[17];
    const name = servers.named('back');
    await target.sql(`CREATE DATABASE ${name}`);
    await target.sql('CREATE TABLE orders (id bigint PRIMARY KEY, note text); CREATE PUBLICATION move_back FOR TABLE orders', name);
    const way = { back_name: 'move_back', back_host: target.socket, back_port: '5432', back_database: name, back_user: 'postgres', back_root: '/etc/ssl/certs/it\'s.pem' };
    const copied = (password: string, of = 'move_back') => `BEGIN;\nCOPY cdk8s_migration.secret (password) FROM STDIN;\n${password}\n\\.\nSELECT cdk8s_migration.prepare_way_back('${of}');\nCOMMIT;`;
    const session = new PsqlSession(old.server, ROLE, old.name);
    await old.server.sql('SELECT cdk8s_migration.stop_writes(\'1 s\')', old.name);
    await script(old.server, 'postgres-administrator.sql', old.name, 'postgres', { ...way, back_database: 'none' });
    expect(await session.run(copied('hunter22'))).toBe('ERROR:  08000');
    await script(old.server, 'postgres-administrator.sql', old.name, 'postgres', way);
    expect(await session.run('SELECT cdk8s_migration.way_back();')).toBe(`(move_back,${target.socket},5432,${name},postgres,/etc/ssl/certs/it's.pem)`);
    // a password that would lead elsewhere, if it were let
    expect(await session.run(copied('hunter22\' host=elsewhere \\\\\' dbname=none'))).toBe('1');
    expect(await old.server.sql('SELECT subconninfo FROM pg_subscription', old.name)).toBe(`host='${target.socket}' port='5432' dbname='${name}' user='postgres' `
      + 'password=\'hunter22\\\' host=elsewhere \\\\\\\' dbname=none\' sslmode=\'verify-full\' sslrootcert=\'/etc/ssl/certs/it\\\'s.pem\' connect_timeout=\'10\' application_name=\'move_back\'');
    // again, as a phase that is resumed does
    expect(await session.run(copied('hunter22'))).toBe('1');
    expect(await session.run('SELECT cdk8s_migration.prepare_way_back(\'move_back\');')).toBe('ERROR:  P0001');
    await target.sql('SELECT pg_create_logical_replication_slot(\'move_back\', \'pgoutput\')', name);
    // as a slot that a failover has set back: what lies before the place is not sent again
    await target.sql('INSERT INTO orders VALUES (999, \'came from here\')', name);
    const place = await target.sql('SELECT pg_current_wal_lsn()');
    expect(await session.run(`SELECT cdk8s_migration.start_way_back('move_back', '${place}');`)).toBe('');
    await target.sql('INSERT INTO orders VALUES (1000, \'new side\')', name);
    await until('the row on the old side', async () => (await old.server.sql('SELECT note FROM orders WHERE id = 1000', old.name)) === 'new side', { seconds: 30 });
    expect(await old.server.sql('SELECT count(*) FROM orders WHERE id = 999', old.name)).toBe('0');
    await expect(script(old.server, 'postgres-administrator-remove.sql', old.name)).rejects.toThrow('the way back move_back is active: confirm the migration, or return, first');
    expect(await session.run('SELECT cdk8s_migration.stop_way_back(\'move_back\'); SELECT cdk8s_migration.stop_way_back(\'move_back\'); SELECT count(*) FROM pg_subscription;')).toBe('0');
    expect(await old.server.sql('SELECT cdk8s_migration.writes_stopped()', old.name)).toBe('t');
    expect(readFileSync(servers.processes.log('old-15-1'), 'utf8')).not.toContain('hunter22');
  });

  test('the way back leads where the administrator said, and nowhere else', async () => {
    const { server, name } = await servers.database('17');
    const way = { back_name: 'move_back', back_host: 'orders-back.example.com', back_port: '5432', back_database: 'app', back_user: 'move_back', back_root: '/etc/ssl/certs/orders.pem' };
    const none = (of: string) => `ERROR:  the administrator of this server named no way back ${of}: have postgres-administrator.sql run again with the values that the assessment gives`;
    const prepare = (of: string) => server.sql(`SET ROLE ${ROLE}; INSERT INTO cdk8s_migration.secret (password) VALUES ('x'); SELECT cdk8s_migration.prepare_way_back('${of}')`, name);
    await expect(prepare('move_back')).rejects.toThrow(none('move_back'));
    await script(server, 'postgres-administrator.sql', name, 'postgres', way);
    await expect(prepare('other')).rejects.toThrow(none('other'));
    await expect(server.sql('SELECT cdk8s_migration.start_way_back(\'other\', \'0/1000\')', name)).rejects.toThrow(none('other'));
    for (const statement of ['UPDATE cdk8s_migration.way SET host = \'mine\'', 'INSERT INTO cdk8s_migration.made VALUES (\'subscription\', \'x\')', 'SELECT cdk8s_migration.require_way_back(\'move_back\')']) {
      expect(await asked(server, statement, name)).toBe('ERROR:  42501');
    }
    // run again without, there is none any more
    await script(server, 'postgres-administrator.sql', name);
    await expect(prepare('move_back')).rejects.toThrow(none('move_back'));
    const { back_root: root, ...some } = way;
    await expect(script(server, 'postgres-administrator.sql', name, 'postgres', some)).rejects.toThrow(
      'back_name, back_host, back_port, back_database, back_user and back_root go together: give all of them, or none');
    await expect(script(server, 'postgres-administrator.sql', name, 'postgres', { back_root: root })).rejects.toThrow('go together');
  });
});
