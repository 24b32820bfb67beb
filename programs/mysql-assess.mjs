// Looks at a MySQL database that shall be moved, and at where it shall go: read-only, and with a report for whoever moves it.
import { advisory, assessment, blocking, blockingFirst } from './migration-findings.mjs';
import { administratorFix, findingsOf, versionFindings } from './mysql-assess-findings.mjs';
import { largestValues, otherBytes, serverFacts, sourceFacts, unknownZones } from './mysql-assess-queries.mjs';
import { reportOf } from './mysql-assess-report.mjs';
import { unserved } from './mysql-certificate.mjs';
import { targetAccounts } from './mysql-definers.mjs';
import { MySqlTarget } from './mysql-emptying.mjs';
import { missingRights } from './mysql-rights.mjs';
import { MySqlScratch } from './mysql-scratch.mjs';
import { ident, literal, MySqlSql, numberOf } from './mysql-sql.mjs';
import { tablesOf } from './mysql-table-sums.mjs';

const SAMPLE_BYTES = 64 * 2 ** 20;
const WRITE_SECONDS = 5;
const LARGEST_SECONDS = 120;
/** Nobody is let in, into no such database, by no such certificate, or by a plugin that the client has not: as MariaDB asks for one. */
const SHUT = new Set(['1044', '1045', '1049', '2026', '2059', '2061', '3159']);

export async function run({ settings, shell, state }) {
  const sql = new MySqlSql(shell);
  await state.step('asking source and target');
  const at = new Date().toISOString();
  const first = await shut(sql, settings) ?? versionFindings(await sql.run('source', 'SELECT VERSION();'), settings);
  // other servers, and older ones, do not know what is asked
  const stops = first.some(({ id }) => id !== 'target-older');
  const facts = stops ? undefined : await factsOf(sql, shell, settings, state);
  const findings = stops ? blockingFirst(first) : findingsOf(facts, settings);
  if (facts) {
    const { measured, tables } = facts;
    await state.step('judged', { figures: { bytes: measured.bytes, tables: tables.length, copySeconds: Math.ceil(measured.copySeconds), logBytesPerSecond: Math.round(measured.logPerSecond) } });
  }
  return assessment(findings, { settings, at, report: reportOf(facts, findings, settings, at) });
}

/** Why nobody is let in to either server; undefined when somebody is. */
async function shut(sql, settings) {
  for (const server of ['source', 'target']) {
    try {
      await sql.run(server, 'SELECT 1;');
    } catch (error) {
      if (!SHUT.has(numberOf(error) ?? '')) throw error;
      const [fix] = [
        server === 'target' && 'See the user and the database of the target.',
        numberOf(error) === '2026' && 'Have the source show a certificate of the CA that was given, with the host\'s name in it.',
        numberOf(error) === '2059' && 'MariaDB cannot be moved; on MySQL, ALTER USER … IDENTIFIED WITH caching_sha2_password.',
        administratorFix(settings),
      ].filter(Boolean);
      return [blocking(`${server}-shut`, true, `the ${server} lets nobody in: ${error.errors.split('\n').pop().slice(0, 300)}`, fix)];
    }
  }
  return undefined;
}

async function factsOf(sql, shell, settings, state) {
  const { database } = settings.source;
  const [source, target] = [await serverFacts(sql, 'source'), await serverFacts(sql, 'target')];
  Object.assign(source, await sourceFacts(sql, database));
  target.otherBytes = await otherBytes(sql, settings.target.database);
  const there = await sql.run('source', 'SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = \'cdk8s_migration\' AND ROUTINE_NAME IN (\'stop_writes\', \'allow_writes\', \'end_sessions\', \'writes_stopped\');') === '4';
  const tables = await tablesOf(sql, 'source', database, { excludedTables: settings.excludedTables });
  const place = new MySqlTarget({ sql, settings });
  const mark = await place.mark();
  const objects = (await place.objects()).map(({ is }) => is);
  return {
    source, target, there, tables, objects,
    isOurs: mark?.migration === settings.name && objects.every((name) => mark.made.includes(name)),
    excluded: tables.filter(({ excluded }) => excluded).map(({ name }) => name),
    done: state.known.done,
    stopped: there && await sql.run('source', 'SELECT cdk8s_migration.writes_stopped();') === '1',
    lacking: await missingRights(sql, database),
    users: there ? await sql.lines('source', 'CALL cdk8s_migration.accounts();') : [],
    accounts: await targetAccounts(sql),
    zones: await unknownZones(sql, source.zones),
    values: await largestValues(sql, database, tables.filter(({ excluded }) => !excluded), LARGEST_SECONDS),
    measured: await measure(sql, database, tables),
    tls: await tlsFindings(shell, settings, { source, target }),
  };
}

/** How fast the largest table is read, and how much the source writes meanwhile. */
async function measure(sql, database, tables) {
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  const [first] = tables;
  let bytesPerSecond;
  if (first?.rows > 0) {
    const rows = Math.max(1, Math.ceil(SAMPLE_BYTES / (first.bytes / first.rows)));
    const [before, after] = (await sql.run('source', `SELECT UNIX_TIMESTAMP(SYSDATE(6));
      SELECT COUNT(*), SUM(LENGTH(CONCAT_WS(',', ${first.columns.map(({ name }) => `COALESCE(LENGTH(${ident(name)}), 0)`).join(', ')}))) FROM (SELECT * FROM ${ident(database, first.name)} LIMIT ${rows}) AS sample;
      SELECT UNIX_TIMESTAMP(SYSDATE(6));`)).split('\n').filter((line) => !line.includes('\t')).map(Number);
    bytesPerSecond = Math.min(first.bytes, SAMPLE_BYTES) / Math.max(after - before, 0.001);
  }
  const written = 'SELECT VARIABLE_VALUE FROM performance_schema.global_status WHERE VARIABLE_NAME = \'Innodb_os_log_written\';';
  const [from, , to] = (await sql.run('source', `${written} SELECT SLEEP(${WRITE_SECONDS}); ${written}`)).split('\n').map(Number);
  return { bytes, bytesPerSecond, copySeconds: bytesPerSecond ? bytes / bytesPerSecond : 0, logPerSecond: (to - from) / WRITE_SECONDS };
}

/** Whether both servers have the front's names in their certificates, which clients will ask for. */
async function tlsFindings(shell, { front, ...settings }, facts) {
  const findings = [];
  for (const server of ['source', 'target']) {
    const { host, port } = settings[server];
    if (!facts[server].encrypted) {
      findings.push(advisory(`${server}-not-encrypted`, true, `the connection to the ${server} is not encrypted, so that its certificate was not looked at`, 'Have it use TLS, and see that its certificate names the front.'));
      continue;
    }
    if (front.dnsNames.length === 0) continue;
    const ca = await new MySqlScratch(shell).ca(server);
    const refused = await unserved(host, port, ca || undefined, front.dnsNames).catch((error) => front.dnsNames.map((name) => `${name}: ${error.message}`));
    findings.push(blocking(`${server}-front-names`, refused.length > 0, `the certificate of the ${server} does not serve ${refused.length} of ${front.dnsNames.length} names by which clients will connect`,
      server === 'source' ? 'Give the source a certificate with these names, too.' : 'Add the names to the target\'s certificate.', refused));
  }
  return findings;
}
