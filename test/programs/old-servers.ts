import { execFile } from 'child_process';
import { join } from 'path';
import { promisify } from 'util';
import { POSTGRES_PROGRAMS } from './installed';
import { POSTGRES_17_PROGRAMS } from './postgres-17-programs';
import { PostgresServer } from './postgres-server';
import { PsqlSession } from './psql-session';
import { Processes } from '../cluster/processes';

const PROGRAMS = join(__dirname, '../../programs');
/** SQLSTATE of a write that is stopped. */
export const REFUSED = 'ERROR:  25006';
/** The role that the script makes. */
export const ROLE = 'cdk8s_migration';

/** Runs a script of `programs` as the superuser; gives all that it said. */
export async function script(server: PostgresServer, file: string, database = 'postgres', user = 'postgres', variables: Record<string, string> = {}): Promise<string> {
  const given = Object.entries({ role: ROLE, ...variables }).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
  const { stdout, stderr } = await promisify(execFile)('psql', ['-X', '-q', '-A', '-t', ...given, '-f', join(PROGRAMS, file)], {
    env: { ...process.env, ...server.client(user), PGDATABASE: database },
  });
  return `${stdout}${stderr}`.trim();
}

/** What a session of the role says to one statement. */
export async function asked(server: PostgresServer, statement: string, database: string, user = ROLE): Promise<string> {
  const session = new PsqlSession(server, user, database);
  try {
    return await session.run(`${statement};`);
  } finally {
    session.close();
  }
}

/** Old servers of two versions, and databases on them in which the script was run. */
export class OldServers {
  public readonly processes = new Processes();
  public readonly of: Record<string, PostgresServer> = {};
  private count = 0;

  public async start(): Promise<void> {
    for (const [version, programs] of [['15', POSTGRES_PROGRAMS!], ['17', POSTGRES_17_PROGRAMS!]]) {
      const server = await PostgresServer.make(this.processes, `old-${version}`, programs);
      server.configure('wal_level = logical', 'max_prepared_transactions = 5', 'max_connections = 50', 'deadlock_timeout = 200ms');
      this.of[version] = await server.start();
      await server.sql('CREATE ROLE app LOGIN; GRANT pg_execute_server_program TO app; CREATE ROLE other LOGIN');
    }
  }

  public stop(): void {
    this.processes.stop();
  }

  /** A name that no other database has. */
  public named(prefix: string): string {
    return `${prefix}${++this.count}`;
  }

  /** A database with tables, in which the script was run. */
  public async database(version: string, statements = ''): Promise<{ server: PostgresServer; name: string }> {
    const server = this.of[version];
    const name = this.named('db');
    await server.sql(`CREATE DATABASE ${name}`);
    await server.sql(`GRANT ALL ON SCHEMA public TO app, other; SET ROLE app;
      CREATE TABLE orders (id bigserial PRIMARY KEY, note text);
      CREATE TABLE lines (id bigserial PRIMARY KEY, orders_id bigint REFERENCES orders ON DELETE CASCADE);
      INSERT INTO orders (note) VALUES ('one'); INSERT INTO lines (orders_id) VALUES (1);
      CREATE TABLE events (at date, n integer, PRIMARY KEY (at, n)) PARTITION BY RANGE (at);
      CREATE TABLE "Events 2026" PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      CREATE UNLOGGED TABLE cache (k text PRIMARY KEY);
      RESET ROLE; CREATE TABLE "of Other's" (id integer PRIMARY KEY); GRANT ALL ON "of Other's" TO app; ${statements}`, name);
    await script(server, 'postgres-administrator.sql', name);
    return { server, name };
  }
}
