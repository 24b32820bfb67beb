import { Write, WriteLoad } from './write-load';

/** Runs a query as a superuser, and gives what it printed. */
export type Ask = (query: string) => Promise<string>;

/** What a database says of the writes that clients asked for. */
export interface LedgerVerdict {
  readonly acknowledged: number;
  readonly unknown: number;
  readonly found: number;
  /** Writes that are missing, came twice, or that nobody asked for, in words. */
  readonly wrong: string[];
}

/** Compares a database with the clients' ledger, by the journal and by what each write did. */
export async function judge(load: WriteLoad, ask: Ask): Promise<LedgerVerdict> {
  const journal = new Map<string, number>();
  for (const line of (await ask('SELECT by_session || \' \' || n || \' \' || kind || \'=\' || count(*) FROM journal GROUP BY by_session, n, kind')).split('\n').filter(Boolean)) {
    const [key, count] = line.split('=');
    journal.set(key, Number(count));
  }
  const wrong: string[] = [];
  for (const write of load.ledger) {
    const count = journal.get(keyOf(write)) ?? 0;
    journal.delete(keyOf(write));
    const [least, most] = { acknowledged: [1, 1], unknown: [0, 1], refused: [0, 0] }[write.outcome];
    if (count < least || count > most) wrong.push(`${keyOf(write)}, ${write.outcome} by port ${write.port}, is there ${count} times`);
  }
  for (const [key, count] of journal) wrong.push(`${key} was asked for by nobody, and is there ${count} times`);
  for (const [what, query] of Object.entries(EFFECTS)) {
    const differing = await ask(query);
    if (differing !== '') wrong.push(`${what}: ${differing.split('\n').slice(0, 5).join('; ')}`);
  }
  return { acknowledged: load.count('acknowledged'), unknown: load.count('unknown'), found: load.ledger.length, wrong: wrong.slice(0, 20) };
}

/** Each gives no row where every write did the whole of what it is, once. */
export const EFFECTS = {
  'orders': doneOnce('order', 'SELECT by_session, n FROM orders'),
  'order lines': 'SELECT o.id FROM orders o LEFT JOIN "Sales Data"."Order Lines" l ON l."Order" = o.id GROUP BY o.id HAVING count(l."Order") <> 3',
  'transfers': doneOnce('transfer', 'SELECT by_session, n FROM transfers'),
  'balances': `SELECT a.id FROM accounts a WHERE balance <> 1000 - coalesce((SELECT sum(amount) FROM transfers WHERE "from" = a.id), 0)
    + coalesce((SELECT sum(amount) FROM transfers WHERE "to" = a.id), 0)`,
  'a trigger\'s rows': 'SELECT count(*) FROM account_changes HAVING count(*) <> (SELECT 2 * count(*) FROM transfers)',
  'customers': doneOnce('profile', 'SELECT profile->>\'by\', (profile->>\'n\')::integer FROM customers WHERE profile ? \'by\''),
  'events': doneOnce('event', 'SELECT by_session, n FROM events WHERE n > 0'),
  'notes': doneOnce('note', 'SELECT replace(body, \'kept of \', \'\'), weight::integer FROM notes WHERE body LIKE \'kept of %\''),
  'notes rewritten': 'SELECT body FROM notes WHERE body LIKE \'of %\' GROUP BY body HAVING count(*) <> 1',
  'progress': 'SELECT by_session FROM progress p WHERE n <> coalesce((SELECT max(n) FROM journal j WHERE j.by_session = p.by_session AND kind = \'progress\'), 0) OR length(big) <> 16000',
  'last orders': 'SELECT id FROM customers c WHERE last_order IS NOT NULL AND NOT EXISTS (SELECT FROM orders o WHERE o.id = c.last_order AND o.customer = c.id)',
};

function doneOnce(kind: string, effects: string): string {
  return `SELECT coalesce(j.by_session, e.by_session) || ' ' || coalesce(j.n, e.n) FROM (SELECT by_session, n, count(*) AS c FROM journal WHERE kind = '${kind}' GROUP BY 1, 2) AS j
    FULL JOIN (SELECT by_session, n, count(*) AS c FROM (${effects}) AS of (by_session, n) GROUP BY 1, 2) AS e USING (by_session, n) WHERE j.c IS DISTINCT FROM e.c`;
}

function keyOf({ session, n, kind }: Write): string {
  return `${session} ${n} ${kind}`;
}

/** A sum over each table, made by nothing of the product: rows as text in no order. */
export async function sums(ask: Ask): Promise<Record<string, string>> {
  const tables = (await ask(`SELECT format('%I.%I', nspname, relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND relpersistence = 'p' AND nspname IN ('public', 'Sales Data') ORDER BY 1`)).split('\n');
  const found: Record<string, string> = {};
  for (const table of tables) {
    found[table] = await ask(`SET extra_float_digits = 3; SET timezone = 'UTC'; SET intervalstyle = 'postgres';
      SELECT count(*) || ' ' || coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint), 0) FROM ${table} AS t`);
  }
  return found;
}

/** Sequences with what they would give next. */
export async function sequences(ask: Ask): Promise<Record<string, { readonly next: number; readonly by: number }>> {
  const lines = await ask('SELECT format(\'%I.%I\', schemaname, sequencename) || \'=\' || coalesce(last_value + increment_by, start_value) || \'=\' || increment_by FROM pg_sequences WHERE schemaname IN (\'public\', \'Sales Data\')');
  return Object.fromEntries(lines.split('\n').map((line) => line.split('=')).map(([name, next, by]) => [name, { next: Number(next), by: Number(by) }]));
}
