import { execFile } from 'child_process';
import { join } from 'path';
import { promisify } from 'util';
import { MONGO_SERVER, MONGOSH } from './mongo-programs';
import { freePorts, Processes } from '../cluster/processes';
import { until } from '../cluster/until';

const run = promisify(execFile);

/** A server that speaks MongoDB's protocol, as the only member of a replica set: no mongod, whose authorization and sorting it follows. */
export class MongoServer {
  /** @param script what mongosh makes of it before anybody has to log in */
  public static async make(processes: Processes, name: string, script: string): Promise<MongoServer> {
    const { open, closed } = await freePorts('open', 'closed');
    const data = join(processes.folder, name);
    // users are made before anybody has to log in
    const first = new Processes();
    const before = new MongoServer(first, open);
    await before.start(`${name}-open`, data);
    await before.mongosh(script);
    await first.stop();
    const server = new MongoServer(processes, closed);
    await server.start(name, data, '--auth');
    return server;
  }

  public readonly replicaSet = 'secantus';

  private constructor(private readonly processes: Processes, private readonly port: number) {}

  public get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  private async start(name: string, data: string, ...args: string[]): Promise<void> {
    this.processes.start({ name, command: MONGO_SERVER, args: ['--port', String(this.port), '--storage-path', data, ...args] });
    await until(`the server ${name}`, async () => { await this.mongosh('db.hello()'); return true; }, { seconds: 60 });
  }

  private async mongosh(script: string): Promise<string> {
    const { stdout } = await run(MONGOSH, ['--quiet', '--norc', `mongodb://${this.host}/?directConnection=true&serverSelectionTimeoutMS=2000`, '--eval', script], { env: { PATH: process.env.PATH, HOME: this.processes.folder } });
    return stdout;
  }
}
