import { execFile, execFileSync } from 'child_process';
import { appendFileSync, chmodSync, chownSync, mkdirSync } from 'fs';
import { join } from 'path';
import { promisify } from 'util';
import { POSTGRES_PROGRAMS } from './installed';
import { Processes } from '../cluster/processes';
import { until } from '../cluster/until';

const run = promisify(execFile);

/** A PostgreSQL server on a socket in a folder of its own, which ends with its processes. */
export class PostgresServer {
  /**
   * Makes an empty one, not started.
   * @param programs folder of the programs of its version; left out, the machine's
   */
  public static async make(processes: Processes, name: string, programs = POSTGRES_PROGRAMS!): Promise<PostgresServer> {
    const server = new PostgresServer(processes, name, programs);
    await server.asOwner('initdb', ['--no-sync', '--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C.UTF-8', '-D', server.data]);
    server.configure('fsync = off', 'max_connections = 20', 'port = 5432', 'listen_addresses = \'\'');
    return server;
  }

  public readonly data: string;
  public readonly socket: string;
  /** Where it answers on the network if it does, and which its socket has in its name. */
  public port = 5432;
  private starts = 0;

  private constructor(private readonly processes: Processes, private readonly name: string, private readonly programs: string) {
    // the server's user has to get through
    chmodSync(processes.folder, 0o755);
    this.socket = join(processes.folder, name);
    this.data = join(this.socket, 'data');
    mkdirSync(this.socket);
    if (OWNER) chownSync(this.socket, OWNER.uid, OWNER.gid);
  }

  /** libpq's variables for a client. */
  public client(user: string): Record<string, string> {
    return { PATH: `${this.programs}:${process.env.PATH}`, PGHOST: this.socket, PGPORT: String(this.port), PGUSER: user };
  }

  /** A standby of this one, not started. */
  public async standby(name: string): Promise<PostgresServer> {
    const standby = new PostgresServer(this.processes, name, this.programs);
    await this.asOwner('pg_basebackup', ['--no-sync', '-h', this.socket, '-p', String(this.port), '-U', 'postgres', '-D', standby.data, '--write-recovery-conf', '--checkpoint=fast']);
    return standby;
  }

  /** Adds lines to its configuration. */
  public configure(...lines: string[]): void {
    appendFileSync(join(this.data, 'postgresql.conf'), lines.map((line) => `${line}\n`).join(''));
  }

  public launch(): void {
    // a server that listens on the network, too, says so in its configuration
    const args = ['-D', this.data, '-k', this.socket];
    const [command, ...rest] = asOwner(join(this.programs, 'postgres'), args);
    this.processes.start({ name: `${this.name}-${++this.starts}`, command, args: rest });
  }

  public async start(): Promise<this> {
    this.launch();
    await until(`the server ${this.name}`, async () => (await this.sql('SELECT 1')) === '1', { seconds: 60, every: 50 });
    return this;
  }

  /** Ends it as an administrator does, with what is open rolled back, and waits until it is gone. */
  public async stop(): Promise<void> {
    await this.asOwner('pg_ctl', ['stop', '--mode=fast', '-D', this.data]);
  }

  public async promote(): Promise<void> {
    await this.asOwner('pg_ctl', ['promote', '-D', this.data]);
  }

  /** Runs statements as the superuser, one after the other, and gives what the last one returned. */
  public async sql(statements: string, database = 'postgres'): Promise<string> {
    const { stdout } = await run('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', statements], {
      env: { ...process.env, ...this.client('postgres'), PGDATABASE: database },
    });
    return stdout.trim();
  }

  private async asOwner(program: string, args: string[]): Promise<void> {
    const [command, ...rest] = asOwner(join(this.programs, program), args);
    await run(command, rest, { cwd: '/' });
  }
}

/** Whom the server runs as where the suite runs as root, which initdb and postgres refuse. */
const OWNER = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined;

function idOf(flag: string): number {
  // made by Debian's package
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

function asOwner(program: string, args: string[]): string[] {
  if (!OWNER) return [program, ...args];
  // programs below root's own folder can be read
  const reads = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  return ['setpriv', `--reuid=${OWNER.uid}`, `--regid=${OWNER.gid}`, '--clear-groups', ...reads, program, ...args];
}
