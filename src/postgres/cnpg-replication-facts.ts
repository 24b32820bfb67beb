import { isOff } from './booleans';
import { ReplicationFacts } from '../checklist/objective-facts';

/** Whether commits wait for replicas: `synchronous`, or minSyncReplicas and maxSyncReplicas, which ask for fewer when fewer are there (docs/src/replication.md, 1.30). */
export function readReplication({ postgresql = {}, maxSyncReplicas = 0 }: any, instances: number): ReplicationFacts {
  const { synchronous, parameters = {} } = postgresql;
  const waits = instances > 1 && !isLocal(parameters.synchronous_commit);
  if (!waits) return { waitsFor: 0, required: false };
  if (!synchronous) return { waitsFor: maxSyncReplicas, required: false };
  return { waitsFor: synchronous.number ?? 0, required: synchronous.dataDurability !== 'preferred' };
}

/** A commit that is acknowledged before a replica has it, whatever else is set. */
export function isLocal(synchronousCommit: unknown): boolean {
  return synchronousCommit !== undefined && (isOff(String(synchronousCommit)) || /^local$/i.test(String(synchronousCommit)));
}
