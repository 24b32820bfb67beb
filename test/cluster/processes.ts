import { ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A process to start. */
export interface Start {
  readonly name: string;
  readonly command: string;
  readonly args: string[];
  readonly env?: Record<string, string>;
  /** Folder that it runs in; left out, this one's. */
  readonly cwd?: string;
}

/** Processes with a folder of their own, that end with this one, whatever ends it. */
export class Processes {
  /** Folder for their data, certificates and logs. */
  public readonly folder = mkdtempSync(join(tmpdir(), 'cdk8s-databases-test-'));
  private readonly keeper: ChildProcess;
  private readonly gone = new Map<string, string>();

  constructor() {
    this.keeper = fork(join(__dirname, 'keeper.cjs'), [this.folder], { detached: true, execArgv: [] });
    this.keeper.on('message', ({ name, gone }: { name: string; gone: string }) => this.gone.set(name, gone));
    this.keeper.on('exit', (code, signal) => this.gone.set('keeper', signal ?? `exit code ${code}`));
    this.keeper.unref();
    this.keeper.channel?.unref();
  }

  public start(process: Start): void {
    this.keeper.send({ ...process, log: this.log(process.name) });
  }

  /** @throws when a process is gone that should be there, with the last lines that it wrote */
  public check(): void {
    for (const [name, how] of this.gone) {
      const lines = existsSync(this.log(name)) ? readFileSync(this.log(name), 'utf8').split('\n').slice(-15).join('\n') : 'none';
      throw new Error(`${name} is gone (${how}); its last lines:\n${lines}`);
    }
  }

  /** Ends all, and removes the folder. */
  public async stop(): Promise<void> {
    if (!this.keeper.connected) return;
    const ended = new Promise((resolve) => this.keeper.once('exit', resolve));
    this.keeper.ref();
    this.keeper.disconnect();
    await ended;
  }

  public log(name: string): string {
    return join(this.folder, `${name}.log`);
  }
}

/** Ports of the loopback address that nobody listens on. */
export async function freePorts<Name extends string>(...names: Name[]): Promise<Record<Name, number>> {
  // held until all are known, so that they differ
  const servers = await Promise.all(names.map(() => new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(names.map((name, i) => [name, ports[i]])) as Record<Name, number>;
}
