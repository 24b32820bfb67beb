import { ChildProcess, spawn, spawnSync } from 'child_process';
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { until } from '../cluster/until';
import { folder } from '../support/folder';

const PROGRAMS = join(__dirname, '..', '..', 'programs');

/** What a program left when it ended. */
export interface Ended {
  readonly code: number | null;
  readonly lastLine: string;
  /** The pod's. */
  readonly terminationMessage: string;
  readonly output: string;
}

/** A program of `programs`, as it runs in its container. */
export class RunningProgram {
  private output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;
  private readonly message = join(folder({}), 'termination-log');

  constructor(interpreter: string, program: string, args: readonly string[], env: Record<string, string>, before: readonly string[] = []) {
    this.child = spawn(interpreter, [...before, join(PROGRAMS, program), ...args], {
      // what the image sets, and nothing of the shell that runs the tests
      env: { PATH: process.env.PATH, TERMINATION_MESSAGE: this.message, ...env }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) stream.setEncoding('utf8').on('data', (text) => { this.output += text; });
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** Until it has printed a line like this. */
  public async said(line: RegExp): Promise<void> {
    await until(`${line}`, async () => {
      if (line.test(this.output)) return true;
      throw new Error(`it said "${this.output}"`);
    }, { seconds: 120, every: 20 });
  }

  public signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it and all that it started, as a container's end does. */
  public killAll(): void {
    const children = (pid: number): number[] => spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).stdout
      .split('\n').filter(Boolean).map(Number).flatMap((child) => [child, ...children(child)]);
    for (const pid of [this.child.pid!, ...children(this.child.pid!)]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        // it ended meanwhile
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  }

  public async end(): Promise<Ended> {
    const code = await this.ended;
    return {
      code,
      lastLine: this.output.trimEnd().split('\n').pop()!,
      terminationMessage: existsSync(this.message) ? readFileSync(this.message, 'utf8') : '',
      output: this.output,
    };
  }
}
