// A logical slot of the target on its replicas: whether they keep it up, so that it outlives the primary, and what an earlier primary has left.
import { literal } from './postgres-sql.mjs';

/**
 * Drops the slot on the instance that was the primary when it was made, and is a replica by now. PostgreSQL leaves it there as the server's own: nobody reads it, it
 * holds the log, and as long as it is there no slot is kept up on that replica ("same name slot … already exists on the standby", slotsync.c of PostgreSQL 17 and 18).
 * What the primary keeps up on a replica, and what a server that takes writes has, stays.
 */
export async function dropFormerSlots(sql, name) {
  const failed = [];
  for (const { address } of (await replicasOf(sql)).filter((replica) => replica.address)) {
    try {
      await on(sql, address, `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ${literal(name)} AND NOT synced AND NOT active AND pg_is_in_recovery();`);
    } catch (error) {
      failed.push(`${address}: ${error.message}`);
    }
  }
  if (failed.length > 0) throw new Error(failed.join('; '));
}

/**
 * What would not have the slot after a promotion, in words; empty when every replica would. A slot that is temporary goes with a promotion, and one that is not as far as
 * the primary's was `made` at is what is left of an earlier one.
 */
export async function replicasWithout(sql, name, made) {
  const replicas = await replicasOf(sql);
  if (replicas.length === 0) return ['the target has no replica'];
  const words = await Promise.all(replicas.map(async ({ replica, address }) => {
    if (!address) return `${replica} is away`;
    try {
      const kept = await on(sql, address, `SELECT count(*) FROM pg_replication_slots WHERE slot_name = ${literal(name)} AND synced AND NOT temporary
        AND wal_status <> 'lost' AND confirmed_flush_lsn >= ${literal(made)};`);
      return kept.split('\n').pop() === '1' ? [] : `${replica} does not keep it`;
    } catch (error) {
      return `${replica} does not answer (${error.message})`;
    }
  }));
  return words.flat();
}

/**
 * By their slots on the primary: those that it waits for before it sends anything that is to outlive it, which the operator keeps in step with the instances
 * (CloudNativePG 1.30, synchronizeLogicalDecoding), or else all. One that is away has no address.
 */
async function replicasOf(sql) {
  const waitedFor = "coalesce(current_setting('synchronized_standby_slots', true), '')";
  return sql.rows('wayback', `SELECT w.name AS replica, host(r.client_addr) AS address
    FROM (SELECT translate(name, ' "', '') AS name FROM unnest(string_to_array(${waitedFor}, ',')) AS name
      UNION SELECT slot_name FROM pg_replication_slots WHERE slot_type = 'physical' AND NOT temporary AND ${waitedFor} = '') AS w
    LEFT JOIN pg_replication_slots s ON s.slot_name = w.name LEFT JOIN pg_stat_replication r ON r.pid = s.active_pid WHERE w.name <> '' ORDER BY 1`);
}

async function on(sql, address, statements) {
  // the name stays, which the certificate has
  return sql.run('wayback', `\\connect -reuse-previous=on "hostaddr=${address}"\n${statements}`);
}
