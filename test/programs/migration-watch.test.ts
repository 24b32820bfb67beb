import { writeFileSync } from 'fs';
import { join } from 'path';
import { describeWithTwoPostgres } from './installed';
import { ReplicatingServers } from './replicating-servers';
import { RunningProgram } from './running-program';
import { StateCluster } from './state-cluster';
import { freePorts, Processes } from '../cluster/processes';
import { until } from '../cluster/until';

jest.setTimeout(180_000);

describeWithTwoPostgres('the watcher of a migration', () => {
  const processes = new Processes();
  let servers: ReplicatingServers;
  let cluster: StateCluster;
  let program: RunningProgram;
  let url: string;
  beforeAll(async () => {
    servers = await ReplicatingServers.make(processes);
    await servers.onBoth('CREATE TABLE orders (id int PRIMARY KEY, v text)');
    await servers.source.sql('INSERT INTO orders SELECT i, \'v\' FROM generate_series(1, 100) i');
    await servers.replicate('orders');
    cluster = new StateCluster(processes.folder);
    cluster.data.state = JSON.stringify({ done: { prepare: 'then' }, current: { phase: 'replicate', status: 'running' } });
    await cluster.start();
    const { port } = await freePorts('port');
    url = `http://127.0.0.1:${port}`;
    const settings = join(processes.folder, 'watch.json');
    writeFileSync(settings, JSON.stringify(servers.settings));
    program = new RunningProgram(process.execPath, 'migration-watch.mjs', [settings, servers.exchange], { ...cluster.env, PORT: String(port) });
  });
  afterAll(async () => {
    await processes.stop();
    await cluster.stop();
  });

  const metrics = async (): Promise<Record<string, number>> => Object.fromEntries(
    (await (await fetch(`${url}/metrics`)).text()).split('\n').filter((line) => line && !line.startsWith('#'))
      .map((line) => [line.slice('database_migration_'.length, line.lastIndexOf(' ')).replace('migration="move"', '').replace('{}', '').replace('{,', '{'), Number(line.slice(line.lastIndexOf(' ') + 1))]));
  const soon = async (what: string, is: (values: Record<string, number>) => boolean) => until(what, async () => {
    const values = await metrics();
    return is(values) ? values : undefined;
  }, { seconds: 90, every: 100 });

  test('tells how far the target is, and compares while it follows', async () => {
    const values = await soon('a comparison', ({ compared_rows_total: rows, last_comparison_timestamp_seconds: at }) => rows >= 200 && at === Date.parse(cluster.comparison?.ended) / 1000);
    expect(values).toEqual({
      'source_up': 1,
      'target_up': 1,
      'target_writes_stopped': 0,
      'clients_at_target': 0,
      'slot_active': 1,
      'slot_lost': 0,
      'writes_stopped': 0,
      'mismatched_rows': 0,
      'unsettled_rows': 0,
      'phase{phase="replicate",status="running"}': 1,
      'tables{state="waiting"}': 0,
      'tables{state="copying"}': 0,
      'tables{state="copied"}': 0,
      'tables{state="synchronized"}': 0,
      'tables{state="ready"}': 1,
      'lag_bytes': expect.any(Number),
      'lag_seconds': expect.any(Number),
      'held_wal_bytes': expect.any(Number),
      'compared_rows_total': expect.any(Number),
      'last_comparison_timestamp_seconds': expect.any(Number),
    });
    expect(cluster.comparison).toMatchObject({ complete: true, mismatches: 0, rows: 100, tables: [{ table: 'public.orders', rows: 100, mismatched: 0 }] });
    expect([...new Set(cluster.patches.flatMap(({ data }) => Object.keys(data)))]).toEqual(['comparison']);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test('tells what is behind, and for how long', async () => {
    await servers.target.sql('ALTER SUBSCRIPTION move DISABLE');
    await servers.source.sql('INSERT INTO orders SELECT i, \'v\' FROM generate_series(101, 5000) i');
    await soon('the lag', (of) => of.lag_bytes > 100_000 && of.lag_seconds > 4 && of.held_wal_bytes >= of.lag_bytes && of.slot_active === 0);
    await servers.target.sql('ALTER SUBSCRIPTION move ENABLE');
    await soon('the target', (of) => of.lag_seconds === 0 && of.slot_active === 1);
  });

  test('tells what differs', async () => {
    await servers.target.sql('DELETE FROM orders WHERE id = 7');
    await soon('the mismatch', (of) => of.mismatched_rows === 1);
    expect(cluster.comparison.tables[0].examples).toEqual(['id=7 is missing on the target']);
    await servers.target.sql('INSERT INTO orders VALUES (7, \'v\')');
    await soon('the end of it', (of) => of.mismatched_rows === 0);
  });

  test('lives on without a server, and says so', async () => {
    await servers.target.stop();
    expect(await soon('the target to be gone', (of) => of.target_up === 0)).not.toHaveProperty(['tables{state="ready"}']);
    await servers.target.start();
    await servers.source.stop();
    expect(await soon('the source to be gone', (of) => of.source_up === 0 && of.target_up === 1)).not.toHaveProperty('lag_bytes');
    await servers.source.start();
    const { compared_rows_total: before } = await metrics();
    await soon('both', (of) => of.source_up === 1 && of.target_up === 1 && of.compared_rows_total > before);
  });

  test('tells that writes are stopped, and watches the way back instead of comparing after the switch', async () => {
    await servers.source.sql('CREATE SCHEMA cdk8s_migration; CREATE FUNCTION cdk8s_migration.writes_stopped() RETURNS boolean LANGUAGE sql AS \'SELECT true\'; GRANT USAGE ON SCHEMA cdk8s_migration TO cdk8s_migration');
    await servers.target.sql('SELECT pg_create_logical_replication_slot(\'move_back\', \'pgoutput\')');
    cluster.data.state = JSON.stringify({ done: { switch: 'then' }, current: { phase: 'switch', status: 'done' } });
    await soon('the way back', (of) => of.writes_stopped === 1 && of.way_back_slot_active === 0 && of.way_back_held_wal_bytes >= 0 && of['phase{phase="switch",status="done"}'] === 1);
    await servers.target.sql('INSERT INTO orders SELECT i, \'v\' FROM generate_series(6001, 9000) i');
    const { compared_rows_total: before } = await metrics();
    await soon('the lag of the way back', (of) => of.way_back_lag_bytes > 100_000);
    expect(await metrics()).toMatchObject({ compared_rows_total: before });
  });

  test('ends when it is told to', async () => {
    const began = Date.now();
    program.signal('SIGTERM');
    expect((await program.end()).code).toBe(0);
    expect(Date.now() - began).toBeLessThan(2000);
  });
});
