import { ChildProcess, spawn } from 'node:child_process';

/** How a piece of work ended: `unknown` when the connection went while it was under way. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

/** An open session of psql, which an application's connection is. */
export class PsqlSession {
  /** What the server said last that was no success. */
  public error = '';
  private readonly child: ChildProcess;
  private output = '';
  private asked = 0;
  private waiting?: () => void;
  private ended = false;

  constructor(env: Record<string, string>) {
    this.child = spawn('psql', ['-X', '-A', '-t', '-v', 'VERBOSITY=verbose'], { env: { PATH: process.env.PATH, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdout!.setEncoding('utf8').on('data', (text) => {
      this.output += text;
      this.waiting?.();
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text) => { this.error = `${this.error}${text}`.slice(-2000); });
    this.child.stdin!.on('error', () => {});
    this.child.on('error', () => this.end()).on('close', () => this.end());
  }

  public get alive(): boolean {
    return !this.ended;
  }

  /** Runs statements and gives what they printed, tags of commands and all; undefined when the connection went. */
  public async ask(statements: string): Promise<string | undefined> {
    if (this.ended) return undefined;
    const mark = `asked-${++this.asked}`;
    this.output = '';
    this.error = '';
    this.child.stdin!.write(`${statements}\n\\echo ${mark}\n`);
    for (;;) {
      const at = this.output.indexOf(`${mark}\n`);
      if (at >= 0) return this.output.slice(0, at);
      if (this.ended) return undefined;
      await new Promise<void>((resolve) => { this.waiting = resolve; });
    }
  }

  /** One transaction. */
  public async transact(statements: readonly string[]): Promise<Outcome> {
    const printed = await this.ask(['BEGIN', ...statements, 'COMMIT'].map((statement) => `${statement};`).join('\n'));
    if (printed === undefined) return 'unknown';
    return /^COMMIT$/m.test(printed) ? 'acknowledged' : 'refused';
  }

  public close(): void {
    this.child.kill('SIGKILL');
  }

  private end(): void {
    this.ended = true;
    this.waiting?.();
  }
}
