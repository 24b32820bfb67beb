// A logical slot of the target on its replicas: whether they keep it up, so that it outlives the primary, and what an earlier primary has left.
import { literal } from './postgres-sql.mjs';

/**
 * Drops the slot on the instance that was the primary when it was made, and is a replica by now. PostgreSQL leaves it there as the server's own: nobody reads it, it
 * holds the log, and as long as it is there no slot is kept up on that replica ("same name slot … already exists on the standby", slotsync.c of PostgreSQL 17 and 18).
 * What the primary keeps up on a replica, and what a server that takes writes has, stays.
 */
export async function dropFormerSlots(sql, name) {
  const failed = [];
  for (const address of await replicasOf(sql)) {
    try {
      await on(sql, address, `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ${literal(name)} AND NOT synced AND NOT active AND pg_is_in_recovery();`);
    } catch (error) {
      failed.push(`${address}: ${error.message}`);
    }
  }
  if (failed.length > 0) throw new Error(failed.join('; '));
}

/**
 * Addresses of the replicas that would not have the slot as the primary; undefined when there is no replica. One that is temporary goes with a promotion, and one that is not
 * as far as the slot was `made` at is what is left of an earlier one.
 */
export async function replicasWithout(sql, name, made) {
  const replicas = await replicasOf(sql);
  if (replicas.length === 0) return undefined;
  const kept = await Promise.all(replicas.map(async (address) => {
    const found = await on(sql, address, `SELECT count(*) FROM pg_replication_slots WHERE slot_name = ${literal(name)} AND synced AND NOT temporary
      AND wal_status <> 'lost' AND confirmed_flush_lsn >= ${literal(made)};`);
    return found.split('\n').pop() === '1';
  }));
  return replicas.filter((_, index) => !kept[index]);
}

/** Addresses of all that follow the primary by a slot of their own. */
async function replicasOf(sql) {
  const found = await sql.rows('wayback', `SELECT DISTINCT host(r.client_addr) AS address FROM pg_stat_replication r JOIN pg_replication_slots s ON s.active_pid = r.pid
    WHERE s.slot_type = 'physical' AND NOT s.temporary AND r.client_addr IS NOT NULL`);
  return found.map(({ address }) => address);
}

async function on(sql, address, statements) {
  // the name stays, which the certificate has
  return sql.run('wayback', `\\connect -reuse-previous=on "hostaddr=${address}"\n${statements}`);
}
