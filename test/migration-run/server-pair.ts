import { execFile } from 'node:child_process';
import { chownSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { freePorts, Processes } from '../cluster/processes';
import { until } from '../cluster/until';
import { POSTGRES_17_PROGRAMS } from '../programs/postgres-17-programs';
import { PostgresServer } from '../programs/postgres-server';

const run = promisify(execFile);

export const FRONT_NAMES = ['orders-front.database.svc', 'orders-front.database.svc.cluster.local'];
/** A name that the machine resolves: the assessment looks it up. */
export const SERVER_NAME = 'localhost';

/** One of the two servers, on the network, with TLS. */
export class MigrationServer {
  public static async make(processes: Processes, name: string, dnsNames: readonly string[], programs?: string): Promise<MigrationServer> {
    const server = await PostgresServer.make(processes, name, programs);
    const { port } = await freePorts('port');
    const made = new MigrationServer(server, processes, name, port);
    await made.secure(dnsNames);
    server.configure(
      'max_connections = 60', `port = ${port}`, 'listen_addresses = \'127.0.0.1\'', 'wal_level = logical', 'ssl = on', 'ssl_cert_file = \'tls.crt\'', 'ssl_key_file = \'tls.key\'',
      'password_encryption = scram-sha-256', 'wal_receiver_timeout = 15s', 'wal_sender_timeout = 15s', 'wal_retrieve_retry_interval = 500ms', 'max_wal_size = 2GB',
      'log_connections = off', 'jit = off', 'shared_buffers = 128MB', 'log_line_prefix = \'%m %u %a \'', 'max_logical_replication_workers = 10', 'max_worker_processes = 20',
    );
    server.port = port;
    await server.start();
    return made;
  }

  /** Path of the certificate, which signed itself. */
  public readonly certificate: string;

  private constructor(public readonly server: PostgresServer, processes: Processes, public readonly name: string, public readonly port: number) {
    this.certificate = join(processes.folder, `${name}.crt`);
  }

  public sql(statements: string, database?: string): Promise<string> {
    return this.server.sql(statements, database);
  }

  /** Runs a file of psql as the superuser, or in another role. */
  public async psqlFile(file: string, database: string, { role = 'postgres', ...variables }: Record<string, string> = {}): Promise<string> {
    const set = Object.entries({ ...variables, ON_ERROR_STOP: '1' }).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
    const { stdout } = await run('psql', ['-X', '-q', ...set, '-c', `SET ROLE ${role}`, '-f', file], { env: { ...process.env, ...this.server.client('postgres'), PGDATABASE: database } });
    return stdout;
  }

  /** Takes away what an earlier migration left: names of slots are the server's, not a database's. */
  public async clear(): Promise<void> {
    for (const line of (await this.sql('SELECT subname || \' \' || datname FROM pg_subscription JOIN pg_database d ON d.oid = subdbid')).split('\n').filter(Boolean)) {
      const [name, database] = line.split(' ');
      // also where a switch has stopped what changes a schema
      const all = 'SET session_replication_role = replica';
      for (const what of ['DISABLE', 'SET (slot_name = NONE)']) await this.sql(`${all}; ALTER SUBSCRIPTION ${name} ${what}`, database);
      await this.sql(`${all}; DROP SUBSCRIPTION ${name}`, database);
    }
    await until('the slots\' end', async () => {
      await this.sql('SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active');
      await this.sql('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active');
      return await this.sql('SELECT count(*) FROM pg_replication_slots') === '0';
    }, { seconds: 20 });
  }

  /** Ends it as a lost machine does, and waits until it is gone. */
  public async crash(): Promise<void> {
    const pid = Number(readFileSync(join(this.server.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
    await until(`the end of ${this.name}`, async () => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    }, { seconds: 60, every: 20 });
  }

  public async restart(): Promise<void> {
    await this.server.start();
  }

  private async secure(dnsNames: readonly string[]): Promise<void> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: this.name }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'subjectAltName', altNames: dnsNames.map((value) => ({ type: 2 as const, value })) },
      ],
    });
    const { uid, gid } = statSync(this.server.data);
    for (const [file, text] of Object.entries({ 'tls.crt': cert, 'tls.key': key, 'pg_hba.conf': 'local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n' })) {
      writeFileSync(join(this.server.data, file), text, { mode: 0o600 });
      chownSync(join(this.server.data, file), uid, gid);
    }
    copyFileSync(join(this.server.data, 'tls.crt'), this.certificate);
  }
}

/** The old server, and the new one of a later version. */
export class ServerPair {
  public static async make(): Promise<ServerPair> {
    const processes = new Processes();
    try {
      const [source, target] = await Promise.all([
        MigrationServer.make(processes, 'source', [SERVER_NAME, ...FRONT_NAMES]),
        MigrationServer.make(processes, 'target', [SERVER_NAME, ...FRONT_NAMES], POSTGRES_17_PROGRAMS),
      ]);
      return new ServerPair(processes, source, target);
    } catch (error) {
      await processes.stop();
      throw error;
    }
  }

  private constructor(public readonly processes: Processes, public readonly source: MigrationServer, public readonly target: MigrationServer) {}

  public async stop(): Promise<void> {
    await this.processes.stop();
  }
}
