// Where the source's WAL is, and whether the target has all up to there.
import { setTimeout as pause } from 'node:timers/promises';
import { literal } from './postgres-sql.mjs';

const ASK_MILLISECONDS = 200;
/** A target that takes longer is one whose lag is the finding. */
const CATCH_UP_SECONDS = 600;

/**
 * In bytes, behind all that was committed before: a commit that was not waited for (synchronous_commit=off) is inserted but not written yet. At the start of
 * a page that nothing was written to, it is behind the page's header of 24 bytes, or 40 in a new file (src/include/access/xlog_internal.h,
 * SizeOfXLogShortPHD and SizeOfXLogLongPHD), which nobody confirms until something is written; then the page's start is meant.
 */
export const POSITION = `SELECT to_jsonb((at - CASE WHEN at % page = CASE WHEN at % file < page THEN 40 ELSE 24 END THEN at % page ELSE 0 END)::text)
FROM (SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS at, current_setting('wal_block_size')::numeric AS page,
  pg_size_bytes(current_setting('wal_segment_size'))::numeric AS file) AS wal`;

/** Whether the target has flushed all changes up to a position; false when it did not in time. */
export async function caughtUp(look, { method, sqlName }, position) {
  // a dump has no slot: nothing comes after it
  if (method === 'dump') return true;
  const deadline = Date.now() + CATCH_UP_SECONDS * 1000;
  for (;;) {
    const slot = await look.line('source', `SELECT coalesce((SELECT jsonb_build_object('there', s.confirmed_flush_lsn - '0/0'::pg_lsn >= ${position},
      'wal', to_jsonb(s)->>'wal_status') FROM pg_replication_slots s WHERE s.slot_name = ${literal(sqlName)}), 'null')`);
    if (!slot) throw new Error(`the slot ${sqlName} is not on the source`);
    if (slot.wal === 'lost') throw new Error(`the slot ${sqlName} is lost: the source removed WAL that the target has not`);
    if (slot.there) return true;
    if (Date.now() > deadline) return false;
    await pause(ASK_MILLISECONDS, undefined, { signal: look.signal });
  }
}
