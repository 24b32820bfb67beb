// Looks at a PostgreSQL database that shall be moved, and at where it shall go: read-only, and with a report for whoever moves it.
import { lookup } from 'node:dns/promises';
import { advisory, assessment, blocking } from './migration-findings.mjs';
import { findingsOf } from './postgres-assess-findings.mjs';
import { copied, DEFAULTS, OTHERS, READ_ONLY, SOURCE, TARGET, WITHOUT_OPTIONS } from './postgres-assess-queries.mjs';
import { reportOf } from './postgres-assess-report.mjs';
import { literal, PostgresSql } from './postgres-sql.mjs';
import { isExcluded } from './postgres-table-sums.mjs';

const SAMPLE_BYTES = 64 * 2 ** 20;
const WAL_SECONDS = 5;

export async function run({ settings, shell, state }) {
  const sql = new PostgresSql(shell);
  await state.step('asking source and target');
  const facts = await factsOf(sql, shell, settings);
  facts.done = state.known.done;
  const findings = findingsOf(facts, settings);
  await state.step('judged', { figures: { bytes: facts.source.bytes, tables: facts.source.tables.length, copySeconds: Math.ceil(facts.measured.copySeconds), walBytesPerSecond: Math.round(facts.measured.walPerSecond) } });
  const at = new Date().toISOString();
  return assessment(findings, { settings, at, report: reportOf(facts, findings, settings, at) });
}

async function factsOf(sql, shell, settings) {
  // has_function_privilege of what is not there is an error
  const there = await sql.run('source', `${READ_ONLY}SELECT to_regprocedure('cdk8s_migration.stop_writes(interval)') IS NOT NULL;`) === 't';
  const asked = there ? SOURCE : SOURCE.replace(/to_regprocedure[^,]*, 'USAGE'\)\s*AND [^\n]* AS prepared_by/s, 'false AS prepared_by');
  const source = await sql.row('source', asked, READ_ONLY);
  const copy = await sql.row('source', copied(isExcluded(settings)), READ_ONLY);
  const others = (await sql.row('target', OTHERS, READ_ONLY)).bytes;
  const target = await sql.row('target', TARGET, READ_ONLY);
  for (const [server, facts] of Object.entries({ source, target })) Object.assign(facts, await sql.row(server, DEFAULTS, WITHOUT_OPTIONS));
  const stopped = source.prepared_by_administrator && await sql.run('source', `${READ_ONLY}SELECT cdk8s_migration.writes_stopped();`) === 't';
  const way = source.prepared_by_administrator ? await sql.row('source', 'SELECT * FROM cdk8s_migration.way_back()', READ_ONLY) : undefined;
  return { source, copy, others, target, stopped, way, measured: await measure(sql, source), tls: await tlsFindings(sql, settings, { source, target }) };
}

/** How fast the largest table that may be read is read, and how much the source writes meanwhile. */
async function measure(sql, { largest, table_bytes: all }) {
  const first = largest.find(({ readable }) => readable);
  let bytesPerSecond;
  if (first && first.heap > 0) {
    const rows = first.rows > 0 ? Math.max(1, Math.ceil(SAMPLE_BYTES / (first.heap / first.rows))) : 100_000;
    const [before, after] = (await sql.run('source', `${READ_ONLY}SELECT extract(epoch FROM clock_timestamp());
      \\o /dev/null
      COPY (SELECT * FROM ${first.name} LIMIT ${rows}) TO STDOUT;
      \\o
      SELECT extract(epoch FROM clock_timestamp());`)).split('\n').map(Number);
    bytesPerSecond = (first.rows > 0 ? Math.min(first.heap, SAMPLE_BYTES) : first.heap) / Math.max(after - before, 0.001);
  }
  const wal = Number(await sql.run('source', `${READ_ONLY}SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS before \\gset
    SELECT pg_sleep(${WAL_SECONDS}) \\g /dev/null
    SELECT pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, :'before');`));
  return { bytesPerSecond, copySeconds: bytesPerSecond ? all / bytesPerSecond : 0, walPerSecond: wal / WAL_SECONDS };
}

/** Whether both servers have the front's names in their certificates, which clients will ask for: libpq compares `host`, and connects to `hostaddr`. */
async function tlsFindings(sql, { front, source, target }, facts) {
  const findings = [];
  for (const [server, { host }] of Object.entries({ source, target })) {
    if (!facts[server].encrypted) {
      findings.push(advisory(`${server}-not-encrypted`, true, `the connection to the ${server} is not encrypted, so that its certificate was not looked at`,
        'Have it use TLS, and see that its certificate names the front.'));
      continue;
    }
    const { address } = await lookup(host);
    const refused = [];
    for (const name of front.dnsNames) {
      try {
        await sql.run(server, `\\connect -reuse-previous=on ${literal(`host=${name} hostaddr=${address} sslmode=verify-full`)}\n`);
      } catch (error) {
        refused.push(`${name}: ${error.errors?.split('\n').pop() ?? error.message}`);
      }
    }
    const words = `the certificate of the ${server} does not serve ${refused.length} of ${front.dnsNames.length} names by which clients will connect`;
    findings.push(blocking(`${server}-front-names`, refused.length > 0, words,
      server === 'source' ? 'Give the source a certificate with these names, too.' : 'Add the names to the target\'s certificate.', refused));
  }
  return findings;
}
