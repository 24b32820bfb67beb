// How a PerconaServerMongoDB fails over, for failover-drill.mjs. Fields are those of the operator 1.22.0 (pkg/apis/psmdb/v1, psmdb_types.go,
// perconaservermongodbbackup_types.go and perconaservermongodbrestore_types.go).
import { End } from './failover-judgement.mjs';
import { absence, requireBackups, requireMembers, successorOf, writerOf } from './members-failover.mjs';

export { successorOf };
export const OBJECT = { api: 'psmdb.percona.com/v1', kind: 'perconaservermongodbs', Kind: 'PerconaServerMongoDB' };
const REPLSET = 'rs0';
/** Of a backup: what is over, and what is there (BackupState). */
export const BACKUPS = { done: 'ready', over: ['ready', 'error', 'rejected'] };
/** Of a restore (RestoreState). */
const RESTORED = ['ready', 'error', 'rejected'];
const WELL = ['PRIMARY', 'SECONDARY'];

/** Why it is not fully healthy; undefined when it is. */
export function ailment({ metadata, spec, status = {} }) {
  const size = sizeOf({ spec });
  const replset = status.replsets?.[REPLSET];
  if (spec.pause) return 'it is paused';
  if (spec.unmanaged) return 'the operator is told to leave it alone (spec.unmanaged)';
  if (status.observedGeneration !== metadata.generation) return 'the operator has not seen its last change';
  if (status.state !== 'ready') return `its state is "${status.state}"${status.message ? ` (${status.message})` : ''}`;
  if (replset?.ready !== size) return `${replset?.ready ?? 0} of ${size} instances are ready`;
  if (status.ready !== status.size) return `${status.ready} of ${status.size} pods are ready`;
  // filled in by what the primary says of its members (mgo.go, updateConfigMembers)
  const members = Object.entries(replset.members ?? {});
  const ailing = members.find(([, { stateStr }]) => !WELL.includes(stateStr));
  if (ailing) return `member ${ailing[0]} is ${ailing[1].stateStr}`;
  if (members.length !== size) return `${members.length} of ${size} instances are members`;
  return undefined;
}

function sizeOf({ spec }) {
  return spec.replsets.find(({ name }) => name === REPLSET)?.size ?? 0;
}

export async function requireFit(kubernetes, { namespace, cluster: name, backupSeconds }, cluster) {
  requireMembers(OBJECT.Kind, name, cluster, sizeOf, ailment);
  const { api } = OBJECT;
  const of = ({ spec }) => spec.clusterName === name;
  // a logical one leaves the database as it looks, and writes through the primary
  const restore = (await kubernetes.list({ api, namespace, kind: 'perconaservermongodbrestores' })).find((one) => of(one) && !RESTORED.includes(one.status?.state));
  if (restore) throw new End('unhealthy', `refused: ${name} is not fully healthy: it is being restored (${restore.metadata.name})`);
  const backups = await kubernetes.list({ api, namespace, kind: 'perconaservermongodbbackups' });
  requireBackups(name, backups.filter(of), BACKUPS, backupSeconds, Date.now());
}

export function primaryOf(cluster, writes, now) {
  return writerOf(cluster.metadata.name, writes, now);
}

export async function ailmentAfter(kubernetes, settings, cluster, found) {
  return ailment(cluster) ?? absence(kubernetes, settings, found);
}
