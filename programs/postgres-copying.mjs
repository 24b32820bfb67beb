// Carries the whole database over and proves that it arrived: dump, restore, and the checksum of each table on both sides.
import { close, empty } from './postgres-emptying.mjs';
import { Clock } from './migration-clock.mjs';
import { Refused } from './migration-state.mjs';
import { PostgresLook } from './postgres-look.mjs';
import { restoreList } from './postgres-restore-list.mjs';
import { Scratch, verdictOf } from './postgres-scratch.mjs';
import { largeObjectsOf, sumsOf, tablesWithRows } from './postgres-table-sums.mjs';

/** A table was emptied or rewritten while its old rows were counted: what an old snapshot sees of it is nothing (PostgreSQL docs, "Caveats" of MVCC). */
export class Overtaken extends Error {}

/**
 * Figures of a copy: seconds of each part, bytes, tables, rows; and the server that has it, by the time of its start. All that is compared is compared
 * with the snapshot that was dumped.
 */
export async function copyAll({ settings, shell, sql, state, signal, log }) {
  const { jobs } = settings.copy;
  const scratch = new Scratch(shell);
  const look = new PostgresLook(sql, { signal });
  const clock = new Clock();
  await scratch.room();
  await state.step('dumping');
  const held = scratch.hold();
  try {
    const snapshot = await scratch.snapshot(held);
    const tables = await tablesWithRows(sql, 'source', settings, snapshot);
    const copied = tables.filter(({ excluded }) => !excluded);
    if (copied.length === 0) throw new Refused('the source has no table that is copied: the connection is to another database, or all of them are excluded');
    const dumpBytes = await scratch.dump(jobs, snapshot, tables.filter(({ excluded }) => excluded).map(({ pattern }) => pattern));
    await state.step('restoring', { figures: { dumpSeconds: clock.lap(), dumpBytes } });
    log(`dumped: ${dumpBytes} bytes`);

    const started = await startOf(sql);
    await empty(sql);
    const list = await restoreList(sql, await scratch.list());
    const [shall] = await Promise.all([
      Promise.all([sumsOf(look, 'source', copied, { jobs, snapshot }), largeObjectsOf(look, 'source', { snapshot })]).then(async (sums) => {
        await scratch.release();
        return sums;
      }),
      scratch.restore(jobs, list),
    ]);
    await close(sql);
    await state.step('verifying', { figures: { restoreSeconds: clock.lap() } });
    log('restored');

    const rows = await requireEqual({ sql, look, settings, tables, copied, shall, jobs });
    // a server without statistics plans blindly; these are rough, and ready in a moment
    await sql.run('target', 'SET default_statistics_target = 1; SET client_min_messages = error; ANALYZE;');
    if (await startOf(sql) !== started) throw new Error('the target is another server now, or was started anew, and may not have all of it');
    const figures = { verifySeconds: clock.lap(), tables: copied.length, rows, sourceBytes: await sizeOf(sql), copySeconds: clock.total(), targetStarted: started };
    await state.step('verified', { figures });
    return { ...state.known.current.figures };
  } finally {
    // whatever became of it, the snapshot holds back vacuum on the source
    await new Scratch(shell.with(undefined)).release().catch((error) => log(`the snapshot is not given back: ${error.message}`));
  }
}

export async function startOf(sql) {
  return (await sql.row('target', 'SELECT pg_postmaster_start_time()::text || pg_is_in_recovery() AS started')).started;
}

/** Bytes of the source's database, which say how a dump grows. */
export async function sizeOf(sql) {
  return Number((await sql.row('source', 'SELECT pg_database_size(current_database())::text AS bytes')).bytes);
}

/** Throws a verdict when a table differs. How many rows were compared. */
async function requireEqual({ sql, look, settings, tables, copied, shall: [shall, largeObjects], jobs }) {
  const there = await tablesWithRows(sql, 'target', { ...settings, excludedTables: [] });
  const names = new Set(tables.map(({ quoted }) => quoted));
  const others = there.filter(({ quoted }) => !names.has(quoted));
  if (others.length > 0) throw new Refused(`the target has tables that the source has not, such as ${others[0].quoted}`);
  const have = new Set(there.map(({ quoted }) => quoted));
  const missing = tables.filter(({ quoted }) => !have.has(quoted));
  if (missing.length > 0) throw new Refused(`the target has not all tables of the source, such as ${missing[0].quoted}`);
  // asked as the target has its columns: one that is not there cannot be the same
  const excluded = new Set(tables.filter((table) => table.excluded).map(({ quoted }) => quoted));
  const is = await sumsOf(look, 'target', there.filter(({ quoted }) => !excluded.has(quoted)), { jobs }).catch((error) => { throw verdictOf(error); });
  const differing = copied.filter(({ quoted }) => shall.get(quoted).join() !== is.get(quoted).join());
  if (differing.length > 0) {
    const files = new Map((await tablesWithRows(sql, 'source', settings)).map(({ quoted, file }) => [quoted, file]));
    const words = differing.slice(0, 5).map(({ quoted }) => `${quoted} has ${shall.get(quoted)[0]} rows in the dump's snapshot and ${is.get(quoted)[0]} on the target`).join('; ');
    if (differing.every(({ quoted, file }) => files.get(quoted) !== file)) throw new Overtaken(`${words}: it was emptied or rewritten meanwhile`);
    throw new Refused(`${differing.length} tables differ: ${words}${differing.some(({ quoted }) => shall.get(quoted)[0] === is.get(quoted)[0]) ? ', with other contents' : ''}`);
  }
  const loaded = await largeObjectsOf(look, 'target');
  if (loaded.join() !== largeObjects.join()) throw new Refused(`large objects differ: ${largeObjects[0]} in the dump's snapshot, ${loaded[0]} on the target, or other contents`);
  return [...shall.values()].reduce((rows, [count]) => rows + count, 0);
}
