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

export interface MongoMemberOptions {
  /** Of the replica set. */
  readonly name?: string;
  readonly secondary?: boolean;
  /** How far it says that it is behind. */
  readonly lagSeconds?: number;
}

/** A member of a replica set that speaks MongoDB's protocol and asks for passwords; what it lacks of a mongod is said in mongo-member.py. */
export class MongoMember {
  public static async start(processes: Processes, options: MongoMemberOptions = {}): Promise<MongoMember> {
    const { port } = await freePorts('port');
    const server = new MongoMember(processes, port, options);
    server.launch();
    await until('the server', () => server.isThere(), { seconds: 60 });
    return server;
  }

  public readonly address: string;
  /** Its name. */
  public readonly replicaSet: string;
  private readonly data = folder({});
  private readonly pid = join(this.data, 'pid');

  private constructor(private readonly processes: Processes, private readonly port: number, private readonly options: MongoMemberOptions) {
    this.address = `127.0.0.1:${port}`;
    this.replicaSet = options.name ?? 'sessions';
  }

  /** Runs JavaScript by mongosh and gives the last line that it prints. */
  public async eval(script: string): Promise<string> {
    const path = await mongoPath();
    const { stdout } = await run(join(path, 'mongosh'), ['--quiet', '--norc', `mongodb://root:${encodeURIComponent(PASSWORD)}@${this.address}/app?directConnection=true&authSource=admin`, '--eval', script], {
      env: { PATH: process.env.PATH, HOME: this.data }, maxBuffer: 64 << 20,
    });
    return stdout.trimEnd().split('\n').pop()!;
  }

  /** Ends it at once, as a node that is lost. */
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

  private launch(): void {
    const { secondary, lagSeconds } = this.options;
    const options = [...(secondary ? ['secondary'] : []), ...(lagSeconds === undefined ? [] : [`lags=${lagSeconds}`])];
    const users = Object.entries(USERS).map(([user, roles]) => ({ createUser: user, pwd: PASSWORD, roles }));
    this.processes.start({
      name: `mongo-${++servers}`,
      command: 'sh',
      args: ['-c', 'echo $$ >"$0"; exec "$@"', this.pid, MONGO_PYTHON, join(__dirname, 'mongo-member.py'), String(this.port), join(this.data, 'data'), this.replicaSet, JSON.stringify(users),
        ...options],
    });
  }

  private isThere(): Promise<boolean> {
    return this.eval('db.hello().ok').then((ok) => ok === '1', () => false);
  }
}

/** Of all users, with what has to be written otherwise in a connection string. */
export const PASSWORD = 'p@ss/w:rd%';
const USERS = { 'root': ['root'], 'backup': ['backup', 'clusterMonitor'], 'mms-automation': ['backup', 'clusterAdmin', 'dbAdminAnyDatabase', 'readWriteAnyDatabase', 'restore', 'userAdminAnyDatabase'] };
