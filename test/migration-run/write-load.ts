import { Front } from './front';
import { Outcome, PsqlSession } from './psql-session';
import { until } from '../cluster/until';

/** A write that clients asked for. */
export interface Write {
  readonly session: string;
  readonly n: number;
  readonly kind: string;
  readonly outcome: Outcome;
  readonly port: number;
}

const KINDS = ['order', 'transfer', 'profile', 'event', 'note', 'progress'] as const;
/** Between two writes of one session. */
const PACE_MILLISECONDS = 15;
const RECONNECT_MILLISECONDS = 30;

/** Applications that write all the time, by several sessions, to wherever the front leads, and remember what was acknowledged. */
export class WriteLoad {
  public readonly ledger: Write[];
  /** When a write was acknowledged, in milliseconds. */
  private readonly acknowledged: number[] = [];
  private readonly running: Array<Promise<void>>;
  private stopped = false;
  /** Words with which servers refused, each once. */
  public readonly refusals = new Set<string>();
  private readonly open = new Set<PsqlSession>();

  /**
   * @param client environment of psql, without the port
   * @param earlier writes that the database was asked for before
   */
  constructor(
    private readonly front: Front, private readonly client: Record<string, string>, sessions = 4, private readonly earlier: readonly Write[] = [],
  ) {
    this.ledger = [...this.earlier];
    this.running = Array.from({ length: sessions }, (_, i) => this.run(`s${i}`));
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  /** Waits until so many more writes were acknowledged. */
  public async acknowledges(more: number, seconds = 30): Promise<void> {
    const before = this.acknowledged.length;
    try {
      await until(`${more} writes`, async () => this.acknowledged.length >= before + more, { seconds, every: 20 });
    } catch (error) {
      throw new Error(`${(error as Error).message}; refused with: ${[...this.refusals].join('; ')}; ${this.acknowledged.length - before} came`);
    }
  }

  /** The longest time without an acknowledged write, in seconds, since a moment. */
  public longestGap(since: number): number {
    const times = [since, ...this.acknowledged.filter((at) => at >= since), Date.now()];
    return Math.max(...times.slice(1).map((at, i) => at - times[i])) / 1000;
  }

  public count(outcome: Outcome): number {
    return this.ledger.filter((write) => write.outcome === outcome).length;
  }

  /** Of the last moments: ports that acknowledged a write. */
  public lastPort(): number | undefined {
    return [...this.ledger].reverse().find(({ outcome }) => outcome === 'acknowledged')?.port;
  }

  private async run(session: string): Promise<void> {
    let connection: PsqlSession | undefined;
    let port = 0;
    for (let n = Math.max(0, ...this.earlier.map((write) => write.n)) + 1; !this.stopped; n++) {
      if (!connection?.alive) {
        // the front may lead to more than one, of which kube-proxy takes any
        const ports = await this.front.ports().catch(() => []);
        if (ports.length === 0) {
          await pause(RECONNECT_MILLISECONDS);
          n--;
          continue;
        }
        port = ports[Math.floor(Math.random() * ports.length)];
        connection = new PsqlSession({ ...this.client, PGPORT: String(port) });
        this.open.add(connection);
      }
      const kind = KINDS[n % KINDS.length];
      const outcome = await connection.transact(statements(kind, session, n));
      if (outcome === 'acknowledged') this.acknowledged.push(Date.now());
      this.ledger.push({ session, n, kind, outcome, port });
      if (outcome !== 'acknowledged') {
        const words = connection.error.match(/(?:ERROR|FATAL|error): +(.*)/)?.[1];
        if (words) this.refusals.add(words);
        // as a pool does with a connection that failed
        connection.close();
        connection = undefined;
        await pause(RECONNECT_MILLISECONDS);
      } else {
        await pause(PACE_MILLISECONDS);
      }
    }
    connection?.close();
  }
}

/** A transaction of several tables; what it did is found by session and n, and by its line of the journal. */
function statements(kind: typeof KINDS[number], session: string, n: number): string[] {
  const journal = `INSERT INTO journal VALUES ('${session}', ${n}, '${kind}')`;
  const number = Number(session.slice(1));
  switch (kind) {
    case 'order': {
      const customer = 1 + (n * 7 + number) % 200;
      return [
        `INSERT INTO orders (customer, by_session, n) VALUES (${customer}, '${session}', ${n})`,
        `INSERT INTO "Sales Data"."Order Lines" SELECT currval('orders_id_seq'), i, E'it''s \\\\ "' || i, i + 0.125, ${n}.99 FROM generate_series(1, 3) AS i`,
        `UPDATE customers SET last_order = currval('orders_id_seq') WHERE id = ${customer}`,
        journal,
      ];
    }
    case 'transfer': {
      const [from, to] = [1 + n % 20, 1 + (n + 1 + number) % 20];
      // always the smaller one first, so that sessions do not wait for each other
      const updates = [[from, '-'], [to, '+']].sort(([a], [b]) => Number(a) - Number(b))
        .map(([account, sign]) => `UPDATE accounts SET balance = balance ${sign} ${1 + n % 5} WHERE id = ${account}`);
      return [...updates, `INSERT INTO transfers VALUES (${from}, ${to}, ${1 + n % 5}, '${session}', ${n})`, journal];
    }
    case 'profile':
      return [`INSERT INTO customers (name, profile) VALUES ('New of ${session}', '{"by": "${session}", "n": ${n}}')`, journal];
    case 'event':
      return [`INSERT INTO events (at, by_session, n) VALUES (timestamptz '2024-12-25' + ${n % 600} * interval '1 day', '${session}', ${n})`, journal];
    case 'note':
      return [
        `DELETE FROM notes WHERE body = 'of ${session}'`,
        `INSERT INTO notes VALUES ('of ${session}', clock_timestamp(), ${n} / 7.0)`, `INSERT INTO notes VALUES ('kept of ${session}', NULL, ${n})`, journal,
      ];
    case 'progress':
      // the big value is not written again: the change comes without it
      return [`UPDATE progress SET n = ${n} WHERE by_session = '${session}'`, journal];
  }
}

async function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
