// Whether the target has what the source has: each row of each published table, or as much of it as there is time for.
import { ALL, list, range, since, sum } from './postgres-checksum.mjs';
import { PostgresLook } from './postgres-look.mjs';
import { SMALL_BYTES, STATEMENT_FAILED, TableComparison, example, settle } from './postgres-table-comparison.mjs';
import { tablesOf } from './postgres-tables.mjs';

/** Tables that are asked about at once, as each question is a connection. */
const BATCH = 25;
const BATCH_BYTES = 1024 * 1024;
/** The newest rows of a table that there is no time to read whole, in the final check. */
const NEWEST_ROWS = 10_000;
const LISTED_BYTES = 16 * 1024 * 1024;
/** What one core reads and hashes in a second at least; what is there decides after the first batch. */
const BYTES_PER_SECOND = 20 * 1024 * 1024;

/** Compares all while writes go on. `report({ rows })` is called for each part; a round that is not complete proves nothing. */
export async function compare(sql, settings, { signal, report = () => undefined } = {}) {
  const began = new Date().toISOString();
  const look = new PostgresLook(sql, { signal });
  const all = (await tablesOf(look, settings)).map((table) => new TableComparison(look, settings, table, report));
  for (const one of all.filter(({ table }) => table.words)) one.differs(one.table.words);
  const rest = all.filter(({ table }) => !table.words);
  const small = rest.filter(({ table }) => table.bytes <= BATCH_BYTES);
  for (let i = 0; i < small.length; i += BATCH) await batch(look, settings, small.slice(i, i + BATCH));
  for (const one of rest.slice(small.length)) await one.attempt(() => one.run());
  return {
    began, ended: new Date().toISOString(), complete: all.every(({ complete }) => complete),
    tables: all.map(({ result }) => result), ...totals(all.map(({ result }) => result)), unsettled: all.reduce((sofar, { found }) => sofar + found.unsettled, 0),
  };
}

async function batch(look, settings, comparisons) {
  let looks;
  try {
    looks = await comparisons[0].paced(() => look.both(comparisons.map(({ table }) => sum(table, ALL))));
  } catch (error) {
    if (error.code !== STATEMENT_FAILED) throw error;
    // which one failed is seen when each is asked alone
    for (const one of comparisons) await one.attempt(() => one.run());
    return;
  }
  for (const [i, one] of comparisons.entries()) await one.attempt(() => one.judge(looks[0][i], looks[1][i], ALL));
  await settle(look, settings, comparisons);
}

/**
 * Compares what there is time for when nothing is written any more and the target has all: the smallest tables whole, then the newest rows of the others.
 * What differs is a mismatch at once. `covered` says how much was seen.
 */
export async function finalCheck(sql, settings, { seconds, signal }) {
  const began = Date.now();
  const left = () => seconds - (Date.now() - began) / 1000;
  const look = new PostgresLook(sql, { signal });
  const all = await tablesOf(look, settings);
  const tables = all.filter(({ words }) => words).map(({ quoted, words }) => ({ table: quoted, rows: 0, ranges: 0, mismatched: 1, examples: [], words }));
  const rest = all.filter(({ words }) => !words);
  let speed = BYTES_PER_SECOND;
  let whole = 0;
  while (whole < rest.length) {
    let bytes = 0;
    let next = whole;
    while (next < rest.length && next - whole < BATCH && (bytes + rest[next].bytes) / speed < left() / 2) bytes += rest[next++].bytes;
    if (next === whole) break;
    const from = Date.now();
    const some = rest.slice(whole, next);
    const looks = await inTime(left, () => look.both(some.map((table) => sum(table, ALL)), { seconds: left() }));
    if (!looks) break;
    for (const [i, table] of some.entries()) tables.push(await verdict(look, table, looks[0][i], looks[1][i], ALL));
    if (bytes > SMALL_BYTES) speed = bytes / ((Date.now() - from) / 1000);
    whole = next;
  }
  let newest = 0;
  const big = rest.slice(whole).filter(({ ordered }) => ordered);
  for (let i = 0; i < big.length && left() > 0; i += BATCH) {
    const some = big.slice(i, i + BATCH);
    const looks = await inTime(left, async () => {
      const source = await look.lines('source', some.map((table) => range(table, ALL, NEWEST_ROWS, { last: true })), { seconds: left(), indexed: true });
      const wheres = source.map(([, , key], at) => (key ? since(some[at], key) : ALL));
      return { source, wheres, target: await look.lines('target', some.map((table, at) => sum(table, wheres[at])), { seconds: left(), indexed: true }) };
    });
    if (!looks) break;
    for (const [at, table] of some.entries()) tables.push(await verdict(look, table, looks.source[at], looks.target[at], looks.wheres[at]));
    newest += some.length;
  }
  return {
    began: new Date(began).toISOString(), ended: new Date().toISOString(), complete: whole === rest.length, tables, ...totals(tables),
    covered: { whole, newest, not: rest.length - whole - newest },
  };
}

/** What work gives; undefined when the time was over. */
async function inTime(left, work) {
  try {
    return await work();
  } catch (error) {
    if (error.code === STATEMENT_FAILED && left() <= 0) return undefined;
    throw error;
  }
}

async function verdict(look, table, [rows, hash], target, where) {
  const found = { table: table.quoted, rows, ranges: 1, mismatched: 0, examples: [] };
  if (rows === target[0] && hash === target[1]) return found;
  if (where === ALL && table.bytes > LISTED_BYTES) return { ...found, mismatched: Math.max(1, Math.abs(rows - target[0])), words: `${rows} rows on the source and ${target[0]} on the target, or other ones` };
  const [[source], [other]] = await look.both([list(table, where)], { indexed: where !== ALL });
  const [shall, is] = [source, other].map((of) => new Map(of.map(([name, key, value]) => [name, { key, value }])));
  const names = [...new Set([...shall.keys(), ...is.keys()])].filter((name) => shall.get(name)?.value !== is.get(name)?.value);
  const examples = names.slice(0, 5).map((name) => example(table, name, (shall.get(name) ?? is.get(name)).key, shall.get(name), is.get(name)));
  // they did differ, whatever is there now
  return { ...found, mismatched: Math.max(1, names.length), examples };
}

function totals(tables) {
  const of = (what) => tables.reduce((sofar, table) => sofar + table[what], 0);
  return { mismatches: of('mismatched'), rows: of('rows') };
}
