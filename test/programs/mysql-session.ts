import { ChildProcess, spawn } from 'child_process';
import { mysqlProgram } from './mysql-programs';
import { MySqlServer } from './mysql-server';
import { until } from '../cluster/until';

/** A session with a MySQL server that stays open, as that of a client does. */
export class MySqlSession {
  /** Ends all that are open. */
  public static closeAll(): void {
    MySqlSession.open.splice(0).forEach((session) => session.close());
  }

  private static readonly open: MySqlSession[] = [];
  private output = '';
  private asked = 0;
  private readonly child: ChildProcess;

  constructor(server: MySqlServer, database: string, user = 'root') {
    // errors of one statement are answers, and not the end
    const [command, args] = mysqlProgram('usr/bin/mysql', '--no-defaults', `--socket=${server.socket}`, `--user=${user}`, '--batch', '--skip-column-names', '--unbuffered', '--force', '--skip-reconnect', database);
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout!, this.child.stderr!]) stream.setEncoding('utf8').on('data', (text) => { this.output += text; });
    MySqlSession.open.push(this);
    this.child.stdin!.on('error', () => undefined);
  }

  /** What statements printed; errors are `ERROR <number>`. */
  public async run(statements: string): Promise<string> {
    return this.begin(statements)();
  }

  /** Sends statements, and gives a function that waits for what they print. */
  public begin(statements: string): () => Promise<string> {
    const mark = `-- ${++this.asked} --`;
    const from = this.output.length;
    this.child.stdin!.write(`${statements}\nSELECT '${mark}';\n`);
    return async () => {
      const { text } = await until(`the answer to ${statements}`, async () => {
        const printed = this.output.slice(from);
        return (printed.includes(`${mark}\n`) || this.child.exitCode !== null || / at line .*(2006|2013)|ERROR (2006|2013|4031)/.test(printed)) && { text: printed };
      }, { seconds: 60, every: 10 });
      return text.replaceAll(mark, '').replace(/^(ERROR \d+) .*$/gm, '$1').trim();
    };
  }

  /** Ends it as a lost client does. */
  public close(): void {
    this.child.kill('SIGKILL');
  }
}
