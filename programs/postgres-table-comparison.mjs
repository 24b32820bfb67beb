// Compares one table while both servers work. What differs at a look may be on its way: it is looked at again when the target has all that the source had.
import { setTimeout as pause } from 'node:timers/promises';
import { ClientError } from './client-shell.mjs';
import { ALL, between, buckets, digitsOf, inBuckets, list, range, sum, withKeys } from './postgres-checksum.mjs';
import { caughtUp, POSITION } from './postgres-position.mjs';

/** Up to here a table is read as a whole. */
export const SMALL_BYTES = 4 * 1024 * 1024;
/** A range is read in about 0.2 s. */
const RANGE_ROWS = 50_000;
const RANGE_BYTES = 64 * 1024 * 1024;
/** For a table that was never analysed. */
const UNKNOWN_RANGE_ROWS = 10_000;
const LISTED_ROWS = 100_000;
const MOST_SUSPECTS = 5000;
const KEYS = 500;
/** A row that changed each time is not judged. */
const LOOKS = 8;
/** psql's exit code for an error of a statement (psql, "Exit Status"). */
export const STATEMENT_FAILED = 3;
const BETWEEN_LOOKS_MILLISECONDS = 150;
/** Who sees so many needs no more of them. */
const MOST_MISMATCHES = 10_000;
/** So few rows are read so often at one look, to see the source's value that the target has a moment later. */
const BUSY_ROWS = 20;
const BUSY_LOOKS = 20;
const MOMENT = 'SELECT \'[]\'::jsonb FROM pg_sleep(0.005)';
const EXAMPLES = 5;
const EXAMPLE_LENGTH = 200;
/** At most this share of time the servers work for it. */
const BUSY_SHARE = 0.5;
const LONGEST_PAUSE_MILLISECONDS = 10_000;

export class TableComparison {
  constructor(look, settings, table, report) {
    Object.assign(this, { look, settings, table, report });
    this.suspects = new Map();
    this.found = { table: table.quoted, rows: 0, ranges: 0, mismatched: 0, unsettled: 0, examples: [] };
  }

  get complete() {
    return this.found.unsettled === 0 && this.unfinished === undefined;
  }

  get result() {
    const { words, ...found } = this.found;
    const said = words ?? this.unfinished;
    return { ...found, ...(said && { words: said }) };
  }

  /** It is another table on the target. */
  differs(words) {
    this.found.mismatched = 1;
    this.found.words = words;
  }

  cannot(words) {
    this.unfinished = words;
  }

  count(rows) {
    this.found.rows += rows;
    this.found.ranges++;
    this.report({ rows });
  }

  async run() {
    const { table } = this;
    if (table.bytes <= SMALL_BYTES) {
      const [[source], [target]] = await this.paced(() => this.look.both([sum(table, ALL)]));
      await this.judge(source, target, ALL);
    } else if (table.ordered) {
      await this.byRanges();
    } else {
      await this.byBuckets();
    }
    await settle(this.look, this.settings, [this]);
  }

  /** A table that cannot be read does not keep the others from being compared; a server that is gone does. */
  async attempt(work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== STATEMENT_FAILED) throw error;
      this.cannot(error.message);
      this.suspects.clear();
    }
  }

  /** After a look at some rows on both servers: [rows, sum] of each. */
  async judge([rows, hash], target, where) {
    this.count(rows);
    if (rows !== target[0] || hash !== target[1]) await this.suspect(where);
  }

  async byRanges() {
    const { table, look } = this;
    const rows = table.rows > 0 ? Math.max(500, Math.min(RANGE_ROWS, Math.floor(RANGE_BYTES / (table.bytes / table.rows)))) : UNKNOWN_RANGE_ROWS;
    for (let after, more = true; more;) {
      await this.paced(async () => {
        const source = await look.line('source', range(table, between(table, after), rows), { indexed: true });
        more = source[0] === rows;
        // the last one has no end, so that what the target has beyond is in it
        const where = between(table, after, more ? source[2] : undefined);
        await this.judge(source, await look.line('target', sum(table, where), { indexed: true }), where);
        after = source[2];
      });
      if (this.enough()) return;
    }
  }

  async byBuckets() {
    const [source, target] = await this.paced(async () => (await this.look.both([buckets(this.table)])).map(([all]) => new Map(all.map(([name, rows, hash]) => [name, { rows, hash }]))));
    const names = [...new Set([...source.keys(), ...target.keys()])];
    this.found.ranges = names.length - 1;
    this.count([...source.values()].reduce((all, { rows }) => all + rows, 0));
    let chunk = [];
    let rows = 0;
    for (const [i, name] of names.entries()) {
      const [is, shall] = [target.get(name), source.get(name)];
      if (is?.hash !== shall?.hash || is?.rows !== shall?.rows) {
        chunk.push(name);
        rows += Math.max(is?.rows ?? 0, shall?.rows ?? 0);
      }
      if (chunk.length > 0 && (rows > LISTED_ROWS || i === names.length - 1)) {
        const where = inBuckets(this.table, chunk);
        await this.paced(() => this.suspect(where));
        if (this.enough()) return;
        [chunk, rows] = [[], 0];
      }
    }
  }

  /** Remembers the rows that differ now. */
  async suspect(where) {
    const [source, target] = await this.listed([where]);
    for (const name of new Set([...source.keys(), ...target.keys()])) {
      const [shall, is] = [source.get(name), target.get(name)];
      if (shall?.value !== is?.value) this.suspects.set(name, { key: (shall ?? is).key, shall, is, had: this.table.keyed ? [shall?.value] : [] });
    }
    if (this.suspects.size > MOST_SUSPECTS) await settle(this.look, this.settings, [this]);
  }

  /** Rows by name on both servers; read several times, each has all values that were seen. */
  async listed(wheres, { times = 1, ...options } = {}) {
    const once = wheres.map((where) => list(this.table, where));
    const statements = Array.from({ length: times }, (_, i) => [...(i > 0 ? [MOMENT] : []), ...once]).flat();
    return (await this.look.both(statements, options)).map((lists) => {
      const rows = new Map();
      for (const [name, key, value, mark] of lists.flat()) rows.set(name, { key, value, mark, seen: [...(rows.get(name)?.seen ?? []), value] });
      return rows;
    });
  }

  /**
   * Looks at the suspects again. It is a mismatch when neither server wrote the row between two looks, with the target caught up in between, and they
   * differ. It is none when the target has what the source has, or had since the first look: a busy row is never the same at the same time.
   */
  async lookAgain(looks) {
    const { suspects } = this;
    const [source, target] = await this.again(looks > 1 && suspects.size <= BUSY_ROWS ? BUSY_LOOKS : 1);
    for (const [name, { key, shall, is, had }] of suspects) {
      const [shallNow, isNow] = [source.get(name), target.get(name)];
      // without a key the value is a number of rows, which a target that lacks one reaches a moment later, too
      const ever = this.table.keyed ? [...had, ...(shallNow?.seen ?? [undefined])] : [shallNow?.value];
      if (isNow?.value === shallNow?.value || (isNow?.seen ?? [undefined]).some((value) => ever.includes(value))) suspects.delete(name);
      else if (unwritten(shall, shallNow) && unwritten(is, isNow)) this.mismatch(name, key, shall, is);
      else suspects.set(name, { key, shall: shallNow, is: isNow, had: ever });
    }
  }

  giveUp() {
    this.found.unsettled += this.suspects.size;
    this.suspects.clear();
  }

  async again(times) {
    const { table, suspects } = this;
    if (table.found) {
      const keys = [...suspects.values()].map(({ key }) => key);
      return this.listed(Array.from({ length: Math.ceil(keys.length / KEYS) }, (_, i) => withKeys(table, keys.slice(i * KEYS, (i + 1) * KEYS))), { indexed: true, times });
    }
    if (table.bytes <= SMALL_BYTES) return this.listed([ALL]);
    return this.listed([inBuckets(table, [...new Set([...suspects.keys()].map((name) => name.slice(0, digitsOf(table))))])]);
  }

  mismatch(name, key, shall, is) {
    this.suspects.delete(name);
    this.found.mismatched++;
    if (this.found.examples.length < EXAMPLES) this.found.examples.push(example(this.table, name, key, shall, is));
  }

  enough() {
    if (this.found.mismatched < MOST_MISMATCHES) return false;
    this.cannot(`${this.found.mismatched} rows differ, and it was looked no further`);
    return true;
  }

  /** Work, and a pause after it that lets others work. */
  async paced(work) {
    const began = Date.now();
    const done = await work();
    const busy = Date.now() - began;
    await pause(Math.min(LONGEST_PAUSE_MILLISECONDS, busy * (1 / BUSY_SHARE - 1)), undefined, { signal: this.look.signal });
    return done;
  }
}

/** Looks at the suspects of tables again until each of them is judged, or was looked at often enough. */
export async function settle(look, settings, comparisons) {
  for (let looks = 1; looks < LOOKS; looks++) {
    const open = comparisons.filter(({ suspects }) => suspects.size > 0);
    if (open.length === 0) return;
    // behind all that was seen
    const position = await look.line('source', POSITION);
    if (!await caughtUp(look, settings, position)) {
      for (const one of open) one.cannot('the target did not catch up with the source');
      break;
    }
    for (const one of open) await one.attempt(() => one.lookAgain(looks));
    await pause(BETWEEN_LOOKS_MILLISECONDS, undefined, { signal: look.signal });
  }
  for (const one of comparisons) one.giveUp();
}

/** The key of a row that differs, and not what is in it. */
export function example(table, name, key, shall, is) {
  const row = key ? table.key.map((column, i) => `${column.name}=${key[i]}`).join(', ') : `row without a key with MD5 ${name}`;
  const how = key
    ? !is ? 'is missing on the target' : !shall ? 'is on the target only' : 'differs'
    : `is there ${shall?.value ?? 0} times on the source and ${is?.value ?? 0} times on the target`;
  return `${row.length > EXAMPLE_LENGTH ? `${row.slice(0, EXAMPLE_LENGTH)}…` : row} ${how}`;
}

function unwritten(before, now) {
  return before?.value === now?.value && before?.mark === now?.mark;
}
