import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Front } from './front';
import { until } from '../cluster/until';
import { mysqlProgram } from '../programs/mysql-programs';

const run = promisify(execFile);
const PACE_MILLISECONDS = 20;

/** Applications that write all the time, each write by a connection of its own, to wherever the front leads, until it is acknowledged. */
export class MySqlLoad {
  /** Writes as `session n`, in the order in which they were acknowledged. */
  public readonly acknowledged: string[] = [];
  /** Words with which servers refused, each once. */
  public readonly refusals = new Set<string>();
  private readonly times: number[] = [];
  private readonly running: Array<Promise<void>>;
  private stopped = false;

  /** @param sockets of the servers that a port of the front stands for */
  constructor(private readonly front: Front, private readonly sockets: ReadonlyMap<number, string>, sessions = 3) {
    this.running = Array.from({ length: sessions }, (_, i) => this.write(`s${i}`));
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  public async acknowledges(more: number): Promise<void> {
    const before = this.acknowledged.length;
    await until(`${more} writes, refused with ${[...this.refusals].join('; ')}`, async () => this.acknowledged.length >= before + more, { seconds: 60, every: 20 });
  }

  /** The longest time without an acknowledged write, in seconds, since a moment. */
  public longestGap(since: number): number {
    const times = [since, ...this.times.filter((at) => at >= since), Date.now()];
    return Math.max(...times.slice(1).map((at, i) => at - times[i])) / 1000;
  }

  private async write(session: string): Promise<void> {
    for (let n = 1; !this.stopped;) {
      const [port] = await this.front.ports().catch(() => []);
      const outcome = port === undefined ? 'nobody there' : await this.ask(this.sockets.get(port)!, session, n);
      // a write of which nobody heard before
      if (outcome === '' || /Duplicate entry/.test(outcome)) {
        this.acknowledged.push(`${session} ${n}`);
        this.times.push(Date.now());
        n++;
      } else {
        this.refusals.add(outcome);
      }
      await new Promise((resolve) => setTimeout(resolve, PACE_MILLISECONDS));
    }
  }

  /** What the client said when it failed; nothing when it did not. */
  private async ask(socket: string, session: string, n: number): Promise<string> {
    const [command, args] = mysqlProgram('usr/bin/mysql', '--no-defaults', `--socket=${socket}`, '--user=app', 'app', '--execute',
      `START TRANSACTION; UPDATE stock SET sold = sold + 1 WHERE id = ${1 + n % 50}; INSERT INTO journal (session, n, doc) VALUES ('${session}', ${n}, JSON_OBJECT('n', ${n})); COMMIT`);
    return run(command, args, { timeout: 20_000 }).then(() => '', (error) => String(error.stderr || error.message).replace(/^.*?ERROR/s, 'ERROR').replace(/for key.*/s, '').trim());
  }
}
