// The slot of the way back on the instance that was the primary when it was made, and is a replica by now. PostgreSQL leaves it there as the server's own: nobody reads it, it
// holds the log, and as long as it is there no slot is kept up on that replica ("same name slot … already exists on the standby", slotsync.c of PostgreSQL 17 and 18).
import { literal } from './postgres-sql.mjs';

/** Drops them on all replicas that are there, each by its own address; what the primary keeps up on a replica, and what a server that takes writes has, stays. */
export async function dropFormerSlots(sql, name) {
  const replicas = await sql.rows('wayback', `SELECT DISTINCT host(r.client_addr) AS address FROM pg_stat_replication r JOIN pg_replication_slots s ON s.active_pid = r.pid
    WHERE s.slot_type = 'physical' AND NOT s.temporary AND r.client_addr IS NOT NULL`);
  const failed = [];
  for (const { address } of replicas) {
    try {
      // the name stays, which the certificate has
      await sql.run('wayback', `\\connect -reuse-previous=on "hostaddr=${address}"
SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ${literal(name)} AND NOT synced AND NOT active AND pg_is_in_recovery();`);
    } catch (error) {
      failed.push(`${address}: ${error.message}`);
    }
  }
  if (failed.length > 0) throw new Error(failed.join('; '));
}
