import { execFile } from 'child_process';
import { mkdirSync } from 'fs';
import { connect, createServer, Server, Socket } from 'net';
import { join } from 'path';
import { promisify } from 'util';
import { PYTHON } from './installed';
import { GoProgram } from '../cluster/go-program';
import { freePorts, Processes } from '../cluster/processes';
import { until } from '../cluster/until';

const run = promisify(execFile);

/** An S3 store (Versity's gateway) with a bucket `backups`, on a free port. */
export class ObjectStoreServer {
  public static async start(processes: Processes): Promise<ObjectStoreServer> {
    const program = await new GoProgram('versitygw', 'github.com/versity/versitygw/cmd/versitygw').build();
    const { port } = await freePorts('port');
    const folder = join(processes.folder, 's3');
    mkdirSync(join(folder, 'backups'), { recursive: true });
    const store = new ObjectStoreServer(port);
    processes.start({
      name: 's3',
      command: program,
      args: ['--port', `127.0.0.1:${port}`, 'posix', folder],
      env: { ROOT_ACCESS_KEY: store.credentials.AWS_ACCESS_KEY_ID, ROOT_SECRET_KEY: store.credentials.AWS_SECRET_ACCESS_KEY },
    });
    await until('the object store', async () => (await store.keys()).length === 0, { seconds: 60 });
    return store;
  }

  public readonly credentials = { AWS_ACCESS_KEY_ID: 'access', AWS_SECRET_ACCESS_KEY: 'secret-of-the-store', AWS_DEFAULT_REGION: 'us-east-1' };
  public readonly endpoint: string;

  private constructor(public readonly port: number) {
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  /** All objects that are listed. */
  public async keys(): Promise<string[]> {
    return JSON.parse(await this.client('keys'));
  }

  /** Uploads that were begun and neither committed nor aborted. */
  public async uploads(): Promise<string[]> {
    return JSON.parse(await this.client('uploads'));
  }

  public async get(key: string, file: string): Promise<void> {
    await this.client('get', key, file);
  }

  public async put(...keys: string[]): Promise<void> {
    await this.client('put', ...keys);
  }

  public async putFile(key: string, file: string): Promise<void> {
    await this.client('put-file', key, file);
  }

  /** All files of a folder, under their paths in it. */
  public async putFolder(folder: string): Promise<void> {
    await this.client('put-folder', folder);
  }

  private async client(...args: string[]): Promise<string> {
    const { stdout } = await run(PYTHON!, [join(__dirname, 's3-client.py'), this.endpoint, ...args], { env: { ...process.env, ...this.credentials } });
    return stdout;
  }
}

/** The way to a server, which ends, or stands still, once so many bytes have gone to it; or which does not let a word through. */
export class BrokenWay {
  public static async to(port: number, bytes: number, then: 'ends' | 'stands still', word?: string): Promise<BrokenWay> {
    const way = new BrokenWay(port, bytes, then, word);
    await new Promise<void>((resolve) => way.server.listen(0, '127.0.0.1', resolve));
    return way;
  }

  /** A way that ends each connection on which the word comes. */
  public static async without(port: number, word: string): Promise<BrokenWay> {
    return BrokenWay.to(port, Infinity, 'ends', word);
  }

  /** When the bytes have gone through. */
  public readonly broken: Promise<void>;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(port: number, private left: number, then: 'ends' | 'stands still', word?: string) {
    let isBroken: () => void;
    this.broken = new Promise((resolve) => { isBroken = resolve; });
    this.server = createServer((from) => {
      const to = connect(port, '127.0.0.1');
      [from, to].forEach((socket) => { this.sockets.add(socket); socket.on('error', () => {}); });
      to.pipe(from);
      from.on('data', (data) => {
        if (word !== undefined && data.includes(word)) return void [from, to].forEach((socket) => socket.destroy());
        this.left -= data.length;
        if (this.left > 0) return void to.write(data);
        isBroken();
        if (then === 'ends') this.close();
      });
      from.on('end', () => to.end());
    });
  }

  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as { port: number }).port}`;
  }

  /** Lets through again what comes from now on; what was held back is lost, as its connections are. */
  public release(): void {
    this.left = Infinity;
    this.sockets.forEach((socket) => socket.destroy());
  }

  public close(): void {
    this.server.close();
    this.sockets.forEach((socket) => socket.destroy());
  }
}
