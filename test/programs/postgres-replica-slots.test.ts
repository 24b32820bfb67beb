import { execFile } from 'child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { promisify } from 'util';
import { describeWithTwoPostgres } from './installed';
import { POSTGRES_17_PROGRAMS } from './postgres-17-programs';
import { PostgresServer } from './postgres-server';
import { PsqlSession } from './psql-session';
import { freePorts, Processes } from '../cluster/processes';
import { until } from '../cluster/until';

jest.setTimeout(180_000);
const PROGRAMS = join(__dirname, '..', '..', 'programs');
const SLOT = "SELECT failover || ' ' || synced || ' ' || temporary FROM pg_replication_slots WHERE slot_name = 'move_back'";

describeWithTwoPostgres('the slot of a way back on replicas', () => {
  const processes = new Processes();
  let old: PostgresServer;
  let primary: PostgresServer;
  let exchange: string;
  beforeAll(async () => {
    const { port } = await freePorts('port');
    old = await PostgresServer.make(processes, 'old', POSTGRES_17_PROGRAMS);
    old.port = port;
    // both have the same port: a replica is seen at the address by which it goes to 127.0.0.2
    old.configure(`port = ${port}`, "listen_addresses = '127.0.0.1'", 'wal_level = logical', 'hot_standby_feedback = on', 'sync_replication_slots = on');
    await old.start();
    await old.sql("SELECT pg_create_physical_replication_slot('_cnpg_orders_2')");
    primary = await old.standby('primary');
    primary.port = port;
    primary.configure("listen_addresses = '127.0.0.2'");
    follow(primary, `host=127.0.0.1 port=${port}`, '_cnpg_orders_2');
    await primary.start();
    await old.sql("SELECT pg_create_logical_replication_slot('move_back', 'pgoutput', false, false, true)");
    await keptUp(old, primary);
    // as CloudNativePG does it: the old one ends, and comes back as a replica
    await old.stop();
    await primary.promote();
    await until('the promotion', async () => await primary.sql('SELECT pg_is_in_recovery()') === 'f', { seconds: 30 });
    await primary.sql("SELECT pg_create_physical_replication_slot('_cnpg_orders_1')");
    writeFileSync(join(old.data, 'standby.signal'), '');
    follow(old, `host=127.0.0.2 port=${port}`, '_cnpg_orders_1');
    await old.start();
    exchange = join(processes.folder, 'exchange');
    mkdirSync(exchange);
    processes.start({
      name: 'clients',
      command: 'bash',
      args: [join(PROGRAMS, 'client-shell.sh'), exchange, PROGRAMS],
      env: {
        PATH: `${POSTGRES_17_PROGRAMS}:${process.env.PATH!}`,
        WAYBACK_PGHOST: 'localhost',
        WAYBACK_PGHOSTADDR: '127.0.0.2',
        WAYBACK_PGPORT: String(port),
        WAYBACK_PGUSER: 'postgres',
        WAYBACK_PGDATABASE: 'postgres',
      },
    });
  });
  afterAll(async () => processes.stop());

  /** In the file that pg_basebackup has written, too, and that comes after all others. */
  const follow = (server: PostgresServer, where: string, slot: string) => appendFileSync(
    join(server.data, 'postgresql.auto.conf'), `primary_conninfo = '${where} user=postgres dbname=postgres'\nprimary_slot_name = '${slot}'\n`);

  /** Until the replica has it, and would have it as the primary. */
  async function keptUp(leading: PostgresServer, replica: PostgresServer): Promise<void> {
    await until('the slot on the replica', async () => {
      // stands for the way back, which reads what is written
      await leading.sql("SELECT pg_log_standby_snapshot(); SELECT pg_replication_slot_advance('move_back', pg_current_wal_lsn())");
      return await replica.sql(SLOT) === 'true true false';
    }, { seconds: 60, every: 500 });
  }

  /** A line of the configuration, from now on. */
  const set = async (server: PostgresServer, line: string) => {
    await server.sql(`ALTER SYSTEM SET ${line}`);
    await server.sql('SELECT pg_reload_conf()');
  };

  const does = async (what: 'dropFormer' | 'keep' | 'requireKept', ...more: string[]) => {
    await promisify(execFile)(process.execPath, [join(__dirname, 'replica-slots.mjs'), exchange, what, ...more]);
  };

  test('is dropped on the former primary, on which it is kept up again from then on', async () => {
    await until('the replica', async () => await primary.sql('SELECT count(*) FROM pg_stat_replication WHERE client_addr IS NOT NULL') === '1', { seconds: 30 });
    expect(await old.sql(SLOT)).toBe('true false false');
    await does('dropFormer');
    await keptUp(primary, old);
  });

  test('stays where the primary keeps it up, and on the primary', async () => {
    await does('dropFormer');
    expect([await old.sql(SLOT), await primary.sql(SLOT)]).toEqual(['true true false', 'true true false']);
  });

  test.each(['another one was left', 'there was none'])('is kept by the replica before anybody reads it where %s', async (where) => {
    if (where === 'there was none') {
      await primary.sql("SELECT pg_drop_replication_slot('move_back')");
      await until('the end of the replica\'s', async () => await old.sql(SLOT) === '', { seconds: 60 });
    }
    await does('keep', '120');
    expect([await old.sql(SLOT), await primary.sql(SLOT)]).toEqual(['true true false', 'true false false']);
    // nothing that was committed before is sent
    expect(await primary.sql("SELECT pg_current_wal_lsn() - confirmed_flush_lsn < 16 * 1024 FROM pg_replication_slots WHERE slot_name = 'move_back'")).toBe('t');
  });

  test('that a replica does not keep is refused, and the replica named', async () => {
    await set(old, 'sync_replication_slots = off');
    await expect(does('keep', '3')).rejects.toThrow(
      'a failover of the target would end the way back: within 3 s its replicas did not all keep the replication slot move_back: _cnpg_orders_1 does not keep it');
    await set(old, 'sync_replication_slots = on');
  });

  test('waits for a replica that is away, where the primary does', async () => {
    await set(primary, "synchronized_standby_slots = '_cnpg_orders_1, \"_cnpg_orders_3\"'");
    // the other one may be on its way
    await expect(does('keep', '3')).rejects.toThrow(/did not all keep the replication slot move_back: .*_cnpg_orders_3 is away/);
    await expect(does('requireKept', '1')).rejects.toThrow('the replication slot move_back of the target does not move on, for which all its replicas have to be there: ');
    await set(primary, "synchronized_standby_slots = '_cnpg_orders_1'");
    await does('keep', '120');
    await does('requireKept', '10');
  });

  test('is not made while a transaction is open, which is said', async () => {
    const open = new PsqlSession(primary, 'postgres', 'postgres');
    await open.run('BEGIN; SELECT txid_current();');
    await expect(does('keep', '2')).rejects.toThrow('the replication slot move_back was not made within 2 s: it waits for the transactions that are open on the target, in all databases; end them');
    open.close();
  });

  test('of a target without a replica is refused', async () => {
    await set(primary, "synchronized_standby_slots = ''");
    await old.stop();
    await until('the replica\'s end', async () => await primary.sql('SELECT count(*) FROM pg_stat_replication') === '0', { seconds: 30 });
    await expect(does('keep', '1')).rejects.toThrow('the replication slot move_back: _cnpg_orders_1 is away');
    await primary.sql("SELECT pg_drop_replication_slot('_cnpg_orders_1')");
    await expect(does('keep', '1')).rejects.toThrow('the replication slot move_back: the target has no replica');
  });
});
