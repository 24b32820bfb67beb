import { LivingCluster } from './living-cluster';
import { until } from '../cluster/until';

/** A slot that a replica would have as the primary. */
export const KEPT = 'kept, reserved';

/** The slot of the way back, on every instance of the target. One that is temporary is being made, and goes with a promotion. */
export async function wayBackSlots(target: LivingCluster): Promise<string[]> {
  return target.everywhere(`SELECT CASE WHEN NOT pg_is_in_recovery() THEN 'primary' WHEN temporary THEN 'not kept yet' WHEN synced THEN 'kept' ELSE 'left over' END || ', ' || wal_status
    FROM pg_replication_slots WHERE slot_name = 'move_back'`);
}

/** Waits until both replicas keep it as the primary has it. */
export async function keptByReplicas(target: LivingCluster): Promise<void> {
  await until('the slot on both replicas', async () => {
    const seen = await wayBackSlots(target);
    if (seen.filter((slot) => slot === KEPT).length === 2) return true;
    throw new Error(seen.join('; '));
  }, { seconds: 180, every: 1000 });
}
