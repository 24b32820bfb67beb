import { execFile } from 'child_process';
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { promisify } from 'util';
import { MYSQL_ROOT, mysqlProgram } from './mysql-programs';
import { Processes } from '../cluster/processes';
import { until } from '../cluster/until';
import { folder } from '../support/folder';

const run = promisify(execFile);

/** A MySQL server on a socket in a folder of its own, and on a port where its options say so; it ends with its processes. */
export class MySqlServer {
  /** @param options lines of `[mysqld]` */
  public static async make(processes: Processes, name: string, options: readonly string[] = []): Promise<MySqlServer> {
    const server = new MySqlServer(processes, name, options);
    await server.mysqld('--initialize-insecure');
    return server.start();
  }

  /** What the server says of these options, whether it would start with them or not. */
  public static async judgement(processes: Processes, name: string, options: readonly string[]): Promise<{ accepted: boolean; said: string }> {
    const server = new MySqlServer(processes, name, options);
    try {
      const { stderr } = await server.mysqld('--validate-config', '--log-error-verbosity=2');
      return { accepted: true, said: stderr };
    } catch (error) {
      return { accepted: false, said: (error as { stderr?: string }).stderr ?? String(error) };
    }
  }

  /** Where it answers, by no network. */
  public readonly socket: string;
  private readonly data: string;
  private readonly file: string;

  private constructor(private readonly processes: Processes, private readonly name: string, private readonly options: readonly string[]) {
    this.socket = join(processes.folder, `${name}.sock`);
    this.data = join(processes.folder, `${name}-data`);
    this.file = join(processes.folder, `${name}.cnf`);
    writeFileSync(this.file, ['[mysqld]', `basedir=${MYSQL_ROOT}/usr`, `lc-messages-dir=${MYSQL_ROOT}/usr/share/mysql`, 'secure_file_priv=NULL', ...options, ''].join('\n'));
  }

  /** Runs statements as root, or as somebody else, one after the other, and gives what they returned. */
  public async sql(statements: string, user = 'root', password?: string): Promise<string> {
    const [command, args] = mysqlProgram('usr/bin/mysql', '--no-defaults', `--socket=${this.socket}`, `--user=${user}`, '--batch', '--skip-column-names', '-e', statements);
    const { stdout } = await run(command, args, { env: { ...process.env, ...(password === undefined ? {} : { MYSQL_PWD: password }) } });
    return stdout.trim();
  }

  /** Environment of a program that runs the clients, as they are on the PATH of the server's image, and reaches this server by its socket. */
  public client(user: string, password: string): Record<string, string> {
    const bin = folder({ password });
    for (const name of ['mysql', 'mysqldump']) {
      const [loader, args] = mysqlProgram(`usr/bin/${name}`);
      writeFileSync(join(bin, name), `#!/bin/sh\nexec ${[loader, ...args].join(' ')} "$@"\n`, { mode: 0o755 });
    }
    return {
      PATH: `${bin}:${process.env.PATH}`, MYSQL_UNIX_PORT: this.socket, MYSQL_USER: user, MYSQL_PASSWORD_FILE: join(bin, 'password'), MYSQL_SSL_MODE: 'PREFERRED',
    };
  }

  /** Ends it as a lost node does, and waits until it is gone. */
  public async kill(): Promise<void> {
    process.kill(Number(readFileSync(`${this.socket}.pid`, 'utf8')), 'SIGKILL');
    await until(`the end of ${this.name}`, async () => this.sql('SELECT 1').then(() => false, () => true), { seconds: 60, every: 20 });
  }

  public async start(): Promise<this> {
    const [command, args] = mysqlProgram('usr/sbin/mysqld', `--defaults-file=${this.file}`, ...this.places());
    this.processes.start({ name: this.name, command, args });
    await until(`the server ${this.name}`, async () => (await this.sql('SELECT 1')) === '1', { seconds: 60, every: 50 });
    return this;
  }

  private places(): string[] {
    // root asks to be told that it is meant
    const user = process.getuid?.() === 0 ? ['--user=root'] : [];
    const network = this.options.some((line) => line.startsWith('port=')) ? [] : ['--skip-networking'];
    return [`--datadir=${this.data}`, `--socket=${this.socket}`, `--pid-file=${this.socket}.pid`, ...network, '--mysqlx=OFF', ...user];
  }

  private async mysqld(...args: string[]): Promise<{ stderr: string }> {
    const [command, all] = mysqlProgram('usr/sbin/mysqld', `--defaults-file=${this.file}`, ...this.places(), ...args);
    return run(command, all);
  }
}
