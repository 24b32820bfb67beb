import { ChildProcess, spawn } from 'child_process';
import { PostgresServer } from './postgres-server';
import { until } from '../cluster/until';

/** A session with a server that stays open, as that of a client does. */
export class PsqlSession {
  /** Ends all that are open. */
  public static closeAll(): void {
    PsqlSession.open.splice(0).forEach((session) => session.close());
  }

  private static readonly open: PsqlSession[] = [];
  private output = '';
  private asked = 0;
  private readonly child: ChildProcess;

  constructor(server: PostgresServer, user = 'postgres', database = 'postgres') {
    this.child = spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'VERBOSITY=sqlstate'], {
      env: { ...process.env, ...server.client(user), PGDATABASE: database, PGOPTIONS: '-c client_min_messages=error' }, stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) stream.setEncoding('utf8').on('data', (text) => { this.output += text; });
    PsqlSession.open.push(this);
    this.child.stdin!.on('error', () => undefined);
  }

  /** What statements printed; errors are `ERROR:  <SQLSTATE>`. */
  public async run(statements: string): Promise<string> {
    const end = this.begin(statements);
    return end();
  }

  /** Sends statements, and gives a function that waits for what they print. */
  public begin(statements: string): () => Promise<string> {
    const mark = `-- ${++this.asked} --`;
    const from = this.output.length;
    this.child.stdin!.write(`${statements}\n\\echo '${mark}'\n\\warn '${mark}'\n`);
    return async () => {
      const printed = await until(`the answer to ${statements}`, async () => {
        const text = this.output.slice(from);
        return (text.split(mark).length === 3 || this.child.exitCode !== null) && { text };
      }, { seconds: 60, every: 10 });
      return printed.text.replaceAll(mark, '').trim();
    };
  }

  /** Ends it as a lost client does. */
  public close(): void {
    this.child.kill('SIGKILL');
  }
}
