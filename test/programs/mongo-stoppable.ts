import { execFile } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import { promisify } from 'util';
import { MONGO_PYTHON, mongoPath } from './mongo-programs';
import { freePorts, Processes } from '../cluster/processes';
import { until } from '../cluster/until';
import { folder } from '../support/folder';

const run = promisify(execFile);
let servers = 0;

/** Of all users, with what a connection string, a shell and YAML trip over. */
export const STOPPABLE_PASSWORD = 'p@ss\'w:r/d % "$x';
const ROLES: Record<string, unknown[]> = {
  root: ['root'],
  app: [{ role: 'readWrite', db: 'shop' }, { role: 'readWrite', db: 'app' }, { role: 'readWrite', db: 'other' }],
  // what a target's user needs
  move: [{ role: 'readWrite', db: 'app' }, { role: 'dbAdmin', db: 'app' }],
};

/** A server that speaks MongoDB's protocol, whose writes can be stopped; what it lacks of a mongod, and what is in its place, is said in mongo-stoppable.py. */
export class MongoStoppable {
  public static async start(processes: Processes, name: string, { ttlSeconds }: { ttlSeconds?: number } = {}): Promise<MongoStoppable> {
    const { port } = await freePorts('port');
    const server = new MongoStoppable(processes, port, name, ttlSeconds);
    await server.launch();
    return server;
  }

  public readonly uri: string;
  private readonly data = folder({});
  private readonly pid = join(this.data, 'pid');

  private constructor(
    private readonly processes: Processes, private readonly port: number, private readonly name: string, private readonly ttlSeconds?: number,
  ) {
    this.uri = `mongodb://127.0.0.1:${port}/?directConnection=true&authSource=admin`;
  }

  /** What JavaScript prints, as JSON. */
  public async ask(script: string, { user = 'root', database = 'shop' } = {}): Promise<any> {
    const path = await mongoPath();
    const uri = this.uri.replace('://', `://${user}:${encodeURIComponent(STOPPABLE_PASSWORD)}@`).replace('/?', `/${database}?`);
    const { stdout } = await run(join(path, 'mongosh'), ['--quiet', '--norc', uri, '--eval', script], {
      env: { PATH: process.env.PATH, HOME: this.data }, maxBuffer: 64 << 20,
    });
    return stdout.trimEnd().split('\n').pop()!;
  }

  /** Runs a script of programs/ as an administrator does. */
  public async script(file: string, before: string): Promise<string> {
    const path = await mongoPath();
    const uri = this.uri.replace('://', `://root:${encodeURIComponent(STOPPABLE_PASSWORD)}@`);
    const args = ['--quiet', '--norc', uri, '--eval', before, '--file', join(__dirname, '../../programs', file)];
    return run(join(path, 'mongosh'), args, { env: { PATH: process.env.PATH, HOME: this.data } }).then(({ stdout }) => stdout, (error) => `${error.stdout}${error.stderr}`);
  }

  /** Ends it at once, and starts it again. */
  public async restart(): Promise<void> {
    await this.end();
    await this.launch();
  }

  public async end(): Promise<void> {
    const pid = Number(readFileSync(this.pid, 'utf8'));
    process.kill(pid, 'SIGKILL');
    await until('the end of the server', async () => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    }, { seconds: 20, every: 50 });
  }

  private async launch(): Promise<void> {
    const users = Object.entries(ROLES).map(([user, roles]) => ({ createUser: user, pwd: STOPPABLE_PASSWORD, roles }));
    this.processes.start({
      name: `mongo-stoppable-${++servers}`,
      command: 'sh',
      args: ['-c', 'echo $$ >"$0"; exec "$@"', this.pid, MONGO_PYTHON, join(__dirname, 'mongo-stoppable.py'), String(this.port), join(this.data, 'data'), this.name, JSON.stringify(users),
        ...(this.ttlSeconds ? [String(this.ttlSeconds)] : [])],
    });
    await until('the server', () => this.ask('print(db.hello().ok)').then((ok) => ok === '1', () => false), { seconds: 60 });
  }
}
