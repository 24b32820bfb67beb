import { execFile } from 'child_process';
import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { promisify } from 'util';
import { POSTGRES_17_PROGRAMS } from './postgres-17-programs';
import { PostgresServer } from './postgres-server';
import { Processes } from '../cluster/processes';
import { until } from '../cluster/until';

const run = promisify(execFile);
const PROGRAMS = join(__dirname, '..', '..', 'programs');

/** A source and a target of a newer major version, the container with their clients, and the replication from one to the other. */
export class ReplicatingServers {
  public static async make(processes: Processes): Promise<ReplicatingServers> {
    const [source, target] = await Promise.all([PostgresServer.make(processes, 'source'), PostgresServer.make(processes, 'target', POSTGRES_17_PROGRAMS)]);
    for (const server of [source, target]) server.configure('wal_level = logical', 'max_connections = 60', 'wal_receiver_status_interval = 1');
    await Promise.all([source.start(), target.start()]);
    // as postgres-administrator.sql makes it: no superuser, whom row-level security does not touch
    await source.sql('CREATE ROLE cdk8s_migration LOGIN REPLICATION; GRANT pg_monitor, pg_read_all_data TO cdk8s_migration');
    return new ReplicatingServers(processes, source, target);
  }

  public readonly exchange: string;
  public readonly settings = {
    name: 'move',
    namespace: 'database',
    engine: 'postgres',
    method: 'logical-replication',
    phase: 'replicate',
    attempt: 1,
    state: 'move-migration',
    sqlName: 'move',
    excludedTables: [] as string[],
    limits: { comparisonPauseSeconds: 0.1 },
  };

  private constructor(private readonly processes: Processes, public readonly source: PostgresServer, public readonly target: PostgresServer) {
    this.exchange = join(processes.folder, 'exchange');
    mkdirSync(this.exchange);
    const of = (name: string, server: PostgresServer, user: string) => Object.fromEntries(
      Object.entries({ ...server.client(user), PGDATABASE: 'postgres', PGCONNECT_TIMEOUT: '5' }).map(([variable, value]) => [`${name}_${variable}`, value]));
    processes.start({
      name: 'clients',
      command: 'bash',
      args: [join(PROGRAMS, 'client-shell.sh'), this.exchange, PROGRAMS],
      env: { PATH: process.env.PATH!, ...of('SOURCE', source, 'cdk8s_migration'), ...of('TARGET', target, 'postgres') },
    });
  }

  /** Runs statements on both. */
  public async onBoth(statements: string): Promise<void> {
    await Promise.all([this.source.sql(statements), this.target.sql(statements)]);
  }

  /** Replicates these tables, and waits until they are copied. */
  public async replicate(tables: string): Promise<void> {
    await this.source.sql(`CREATE PUBLICATION move FOR TABLE ${tables}`);
    await this.source.sql('SELECT pg_create_logical_replication_slot(\'move\', \'pgoutput\')');
    await this.target.sql(`CREATE SUBSCRIPTION move CONNECTION 'host=${this.source.socket} dbname=postgres user=postgres' PUBLICATION move WITH (create_slot = false, slot_name = move)`);
    await until('the copied tables', async () => (await this.target.sql('SELECT count(*) FILTER (WHERE srsubstate <> \'r\') = 0 AND count(*) > 0 FROM pg_subscription_rel')) === 't', { seconds: 60, every: 100 });
  }

  /** What a function of postgres-compare.mjs finds; it throws with the program's words. */
  public async found(name: 'compare' | 'finalCheck', options: object = {}, settings: object = {}): Promise<any> {
    const file = join(this.processes.folder, 'settings.json');
    writeFileSync(file, JSON.stringify({ ...this.settings, ...settings }));
    const { stdout } = await run(process.execPath, [join(__dirname, 'compare-once.mjs'), this.exchange, file, name, JSON.stringify(options)], { maxBuffer: 64 * 1024 * 1024 });
    return JSON.parse(stdout);
  }

  /** Until the target has all that the source has. */
  public async caughtUp(): Promise<void> {
    const lsn = await this.source.sql('SELECT pg_current_wal_lsn()');
    await until('the target', async () => (await this.source.sql(`SELECT confirmed_flush_lsn >= '${lsn}' FROM pg_replication_slots WHERE slot_name = 'move'`)) === 't', { seconds: 60, every: 50 });
  }
}
