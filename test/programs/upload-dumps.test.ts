import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { join } from 'path';
import { DumpPod, dumpNamed, keysBelow, newPath } from './dump-pod';
import { describeWithObjectStore } from './installed';
import { BrokenWay, ObjectStoreServer } from './object-store-server';
import { PostgresServer } from './postgres-server';
import { Ended } from './running-program';
import { Processes } from '../cluster/processes';
import { until } from '../cluster/until';
import { folder } from '../support/folder';

describeWithObjectStore('dump-databases.sh and upload-dumps.py', () => {
  const processes = new Processes();
  let server: PostgresServer;
  let store: ObjectStoreServer;
  /** The system identifier of `server`. */
  let id: string;

  beforeAll(async () => {
    [server, store] = await Promise.all([
      PostgresServer.make(processes, 'source').then((of) => of.start()), ObjectStoreServer.start(processes),
    ]);
    await server.sql('CREATE ROLE logical_dumper LOGIN IN ROLE pg_read_all_data');
    id = await server.sql('SELECT system_identifier FROM pg_control_system()');
    for (const name of ['app', 'more-data', 'large', 'restored', 'hidden', 'objects']) await server.sql(`CREATE DATABASE "${name}"`);
    await server.sql(`CREATE TABLE orders (id int PRIMARY KEY, note text); INSERT INTO orders SELECT i, 'Größe ' || i FROM generate_series(1, 1000) i;
      CREATE TABLE customers (id int PRIMARY KEY); INSERT INTO customers SELECT generate_series(1, 300)`, 'app');
    await server.sql('CREATE TABLE t (i int)', 'more-data');
    // some 40 MB that cannot be made much smaller
    await server.sql('CREATE TABLE t AS SELECT md5(random()::text) || md5(random()::text) AS x FROM generate_series(1, 600000)', 'large');
  });
  afterAll(() => processes.stop());

  function launch(databases: string, env: Record<string, string> = {}, from: Pick<PostgresServer, 'client'> = server, path?: string): DumpPod {
    return DumpPod.launch(databases, from, store, env, path);
  }

  test('each database is dumped with its checksum, and one table can be restored from it', async () => {
    const pod = launch('app more-data');
    const { code, lastLine, terminationMessage } = await pod.end();
    expect([code, lastLine, terminationMessage]).toEqual([0, expect.stringMatching(/^dumped: 2 databases, \d+ bytes; pruned: 0 old dumps$/), lastLine]);
    const there = await pod.keys();
    expect(there).toEqual([
      expect.stringMatching(`^dumps/app/${id}/\\d{8}T\\d{6}Z\\.dump$`), `${there[0]}.sha256`,
      expect.stringMatching(`^dumps/more-data/${id}/\\d{8}T\\d{6}Z\\.dump$`), `${there[2]}.sha256`,
    ]);
    const here = folder({});
    for (const key of there.slice(0, 2)) await store.get(`${pod.path}/${key}`, join(here, key.split('/').pop()!));
    expect(execFileSync('sha256sum', ['-c', `${there[0].split('/').pop()}.sha256`], { cwd: here, encoding: 'utf8' })).toMatch(/: OK\n$/);
    const env = { ...process.env, ...server.client('postgres') };
    execFileSync('pg_restore', ['--dbname=restored', '--table=orders', '--no-owner', '--exit-on-error', join(here, there[0].split('/').pop()!)], { env });
    const sum = 'SELECT count(*), md5(string_agg(id || note, \',\' ORDER BY id)) FROM orders';
    expect(await server.sql(sum, 'restored')).toBe(await server.sql(sum, 'app'));
    expect(await server.sql('SELECT count(*) FROM pg_tables WHERE schemaname = \'public\'', 'restored')).toBe('1');
  });

  test('a dump in many parts is in the store as it was written', async () => {
    const pod = launch('large');
    expect(await pod.end()).toMatchObject({ code: 0 });
    const [dump, sum] = await pod.keys();
    const here = folder({});
    await store.get(`${pod.path}/${dump}`, join(here, 'dump'));
    await store.get(`${pod.path}/${sum}`, join(here, 'sum'));
    const bytes = readFileSync(join(here, 'dump'));
    expect([bytes.length > 15 << 20, readFileSync(join(here, 'sum'), 'utf8').split(' ')[0]]).toEqual([true, createHash('sha256').update(bytes).digest('hex')]);
    const list = execFileSync('pg_restore', ['--list', join(here, 'dump')], { env: { ...process.env, ...server.client('postgres') }, encoding: 'utf8' });
    expect(list).toContain('TABLE DATA public t');
  });

  test('a dump is of one moment, whatever is written meanwhile', async () => {
    await server.sql('CREATE DATABASE bank');
    await server.sql(`CREATE TABLE a (i int); CREATE TABLE z (i int); INSERT INTO a VALUES (500); INSERT INTO z VALUES (500);
      CREATE TABLE m AS SELECT md5(i::text) x FROM generate_series(1, 300000) i`, 'bank');
    let writes = true;
    const writing = (async () => { while (writes) await server.sql('BEGIN; UPDATE a SET i = i - 1; UPDATE z SET i = i + 1; COMMIT', 'bank'); })();
    const pod = launch('bank');
    expect(await pod.end()).toMatchObject({ code: 0 });
    writes = false;
    await writing;
    const here = folder({});
    await store.get(`${pod.path}/${(await pod.keys())[0]}`, join(here, 'dump'));
    const env = { ...process.env, ...server.client('postgres') };
    execFileSync('pg_restore', ['--dbname=restored', '--table=a', '--table=z', '--exit-on-error', join(here, 'dump')], { env });
    expect(await server.sql('SELECT (SELECT i FROM a) + (SELECT i FROM z)', 'restored')).toBe('1000');
  });

  test('a replica is dumped as its primary is', async () => {
    const standby = await (await server.standby('replica')).start();
    const pod = launch('app', {}, standby);
    expect(await pod.end()).toMatchObject({ code: 0 });
    expect(await pod.keys()).toEqual([expect.stringMatching(`^dumps/app/${id}/.*\\.dump$`), expect.stringMatching(`^dumps/app/${id}/.*\\.sha256$`)]);
  });

  test('a database whose search_path finds another function first says which server it is by PostgreSQL\'s own', async () => {
    await server.sql('CREATE DATABASE trapped');
    await server.sql(`CREATE SCHEMA trap; CREATE FUNCTION trap.pg_control_system(OUT system_identifier bigint) LANGUAGE sql AS 'SELECT 1::bigint';
      ALTER DATABASE trapped SET search_path = trap, pg_catalog`, 'trapped');
    expect(await server.sql('SELECT system_identifier FROM pg_control_system()', 'trapped')).toBe('1');
    const pod = launch('trapped');
    expect(await pod.end()).toMatchObject({ code: 0 });
    expect((await pod.keys())[0]).toContain(`dumps/trapped/${id}/`);
  });

  test('a database that cannot be dumped is told, and the others are dumped', async () => {
    const pod = launch('gone app');
    const { code, lastLine } = await pod.end();
    expect([code, lastLine]).toEqual([11, expect.stringMatching(
      /^failed for 1 of 2 databases: gone: psql failed with exit code 2: psql: error: connection to server .* FATAL: database "gone" does not exist$/)]);
    expect((await pod.keys()).map((key) => key.split('/')[1])).toEqual(['app', 'app']);
    expect(await store.uploads()).toEqual([]);
  });

  test('a server that is away is told apart, because it may come back', async () => {
    const away = { client: (user: string) => ({ ...server.client(user), PGHOST: '/gone' }) };
    const pod = launch('app', {}, away);
    const { code, lastLine } = await pod.end();
    expect([code, lastLine]).toEqual([15, expect.stringMatching(/^failed for 1 of 1 databases: app: psql failed with exit code 2: .*No such file or directory/)]);
    expect(await pod.keys()).toEqual([]);
  });

  test('what the role may not see is a failure, and no dump without it', async () => {
    await server.sql('CREATE TABLE secret (i int); ALTER TABLE secret ENABLE ROW LEVEL SECURITY', 'hidden');
    await server.sql('SELECT lo_from_bytea(0, \'x\')', 'objects');
    const pod = launch('hidden objects');
    const { code, output, lastLine } = await pod.end();
    expect([code, lastLine]).toEqual([11, expect.stringMatching(/^failed for 2 of 2 databases: hidden: .*; objects: .*$/)]);
    expect(output).toContain('query would be affected by row-level security policy for table "secret"');
    expect(output).toContain('permission denied for large object');
    expect(await pod.keys()).toEqual([]);
  });

  test('wrong credentials, a bucket that is not there and a store that is away are told, and pg_dump is not asked', async () => {
    const closed = await BrokenWay.to(store.port, 0, 'ends');
    closed.close();
    for (const [env, says] of [
      [{ AWS_SECRET_ACCESS_KEY: 'wrong' }, /^failed for 1 of 1 databases: app: the object store refuses: ClientError: .*SignatureDoesNotMatch.*$/],
      [{ DESTINATION: 's3://gone/x' }, /^failed for 1 of 1 databases: app: the object store refuses: NoSuchBucket: .*$/],
      [{ ENDPOINT: 'http://127.0.0.1:1' }, /^failed for 1 of 1 databases: app: the object store refuses: EndpointConnectionError: Could not connect to the endpoint URL: .*$/],
    ] as Array<[Record<string, string>, RegExp]>) {
      const pod = launch('app', env);
      const { code, lastLine, output } = await pod.end();
      expect([code, lastLine]).toEqual([12, expect.stringMatching(says)]);
      expect(output).not.toContain('secret-of-the-store');
    }
  });

  describe('no half dump is ever listed', () => {
    const HALF = 8 << 20;

    const END_THEM = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = \'logical-dump\'';

    function dumping(): Promise<boolean> {
      const query = 'SELECT count(*) FROM pg_stat_activity WHERE query LIKE \'COPY public.t%\' AND state = \'active\'';
      return until('the dump', async () => (await server.sql(query)) === '1', { seconds: 30, every: 10 }) as Promise<boolean>;
    }

    async function nothingListed(pod: DumpPod): Promise<void> {
      expect(await pod.keys()).toEqual([]);
    }

    test('when the store goes away in the middle', async () => {
      const way = await BrokenWay.to(store.port, HALF, 'ends');
      const pod = launch('large app', { ENDPOINT: way.endpoint });
      const { code, lastLine } = await pod.end();
      expect([code, lastLine]).toEqual([12, expect.stringMatching(/^failed for 2 of 2 databases: large: the object store refuses: .*; app: the object store refuses: .*$/)]);
      await nothingListed(pod);
    });

    test('when the run is stopped in the middle', async () => {
      const way = await BrokenWay.to(store.port, HALF, 'stands still');
      const pod = launch('large', { ENDPOINT: way.endpoint });
      await way.broken;
      pod.uploads.signal('SIGTERM');
      const { code, lastLine } = await pod.end();
      way.close();
      expect([code, lastLine]).toEqual([1, 'stopped before the end: the dump that was under way is not in the store']);
      await nothingListed(pod);
    });

    test('when the uploader is killed in the middle; the next run clears away what it left', async () => {
      const way = await BrokenWay.to(store.port, HALF, 'stands still');
      const pod = launch('large', { ENDPOINT: way.endpoint });
      await way.broken;
      pod.uploads.signal('SIGKILL');
      await pod.end();
      way.close();
      await nothingListed(pod);
      const left = (await store.uploads()).filter((key) => key.startsWith(pod.path));
      expect(left).toHaveLength(1);
      const next = launch('large', { DEADLINE_SECONDS: '-60' }, server, pod.path);
      expect(await next.end()).toMatchObject({ code: 0 });
      expect(await pod.keys()).toHaveLength(2);
      expect((await store.uploads()).filter((key) => key.startsWith(pod.path))).toEqual([]);
    });

    test('when pg_dump\'s container is killed in the middle', async () => {
      const pod = launch('large');
      await dumping();
      pod.dumps.signal('SIGKILL');
      // its pg_dump goes with it, as its container's processes do
      await server.sql(END_THEM);
      const { code, lastLine } = await pod.end();
      expect([code, lastLine]).toEqual([11, 'failed for 1 of 1 databases: large: pg_dump\'s container was killed']);
      await nothingListed(pod);
    });

    test('when the server ends the dump in the middle', async () => {
      const pod = launch('large');
      await dumping();
      await server.sql(END_THEM);
      const { code, lastLine } = await pod.end();
      expect([code, lastLine]).toEqual([11, expect.stringMatching(/^failed for 1 of 1 databases: large: pg_dump failed with exit code 1: .*(PQgetCopyData|terminating connection)/)]);
      await nothingListed(pod);
      expect((await store.uploads()).filter((key) => key.startsWith(pod.path))).toEqual([]);
    });

    test('when pg_dump\'s container does not run', async () => {
      const pod = launch('app', { PATIENCE_SECONDS: '3' });
      pod.dumps.signal('SIGKILL');
      expect(await pod.end()).toMatchObject({ code: 11, lastLine: 'failed for 1 of 1 databases: app: nobody takes the request: pg_dump\'s container does not run' });
    });
  });

  describe('what is old is pruned', () => {
    /** Dumps of so many days ago that are still there after a run that ended with this code. */
    async function left(
      days: readonly number[], env: Record<string, string> = {}, also: readonly string[] = [],
    ): Promise<{ days: number[]; others: string[]; ended: Ended }> {
      const path = newPath();
      const names = new Map(days.map((of) => [dumpNamed(of), of]));
      await store.put(...[...names.keys()].flatMap((name) => [name, `${name}.sha256`]).concat(also).map((name) => `${path}/dumps/app/${id}/${name}`));
      const ended = await launch('app', env, server, path).end();
      const there = (await keysBelow(store, path)).map((key) => key.slice(`dumps/app/${id}/`.length));
      const kept = [...names].filter(([name]) => there.includes(name) && there.includes(`${name}.sha256`)).map(([, of]) => of);
      return { days: kept, others: also.filter((name) => there.includes(name)), ended };
    }

    test('with its checksum, and nothing else', async () => {
      const also = ['keep.txt', '20200101T000000Z.dump.bak', '20200101T000000.dump', 'sub/20200101T000000Z.dump'];
      const { days, others, ended } = await left([1, 2, 29, 31, 40], {}, also);
      expect([days, others, ended.lastLine]).toEqual([[1, 2, 29], also, expect.stringMatching(/pruned: 2 old dumps$/)]);
    });

    test('but never the newest ones', async () => {
      expect((await left([1, 40, 50, 60], { RETENTION_DAYS: '1', KEEP_AT_LEAST: '3' })).days).toEqual([1, 40]);
      expect((await left([0.5, 40], { RETENTION_DAYS: '1', KEEP_AT_LEAST: '1' })).days).toEqual([0.5]);
    });

    test('and nothing when the newest is older than twice the gap', async () => {
      expect((await left([3, 40, 50, 60], { KEEP_AT_LEAST: '1' })).days).toEqual([3, 40, 50, 60]);
      expect((await left([1.9, 40, 50, 60], { KEEP_AT_LEAST: '1' })).days).toEqual([1.9]);
    });

    test('and nothing of a database that could not be dumped', async () => {
      const path = newPath();
      await store.put(...[1, 40, 50, 60].map((days) => `${path}/dumps/gone/${id}/${dumpNamed(days)}`));
      expect(await launch('gone', {}, server, path).end()).toMatchObject({ code: 11 });
      expect(await keysBelow(store, path)).toHaveLength(4);
    });

    test('the checksum of a dump that never came, too', async () => {
      const orphan = `${dumpNamed(2)}.sha256`;
      expect((await left([1], {}, [orphan])).others).toEqual([]);
    });
  });
});
