// How a PerconaXtraDBCluster fails over, for failover-drill.mjs. Fields are those of the operator 1.20.0 (pkg/apis/pxc/v1, pxc_types.go and
// pxc_backup_types.go). Its writer is the pod that the proxy leads to: the one with number 0, and while that is gone another one.
import { absence, requireBackups, requireMembers, successorOf, writerOf } from './members-failover.mjs';

export { successorOf };
export const OBJECT = { api: 'pxc.percona.com/v1', kind: 'perconaxtradbclusters', Kind: 'PerconaXtraDBCluster' };
/** Of a backup: what is over, and what is there (PXCBackupState). A suspended one waits for the instances. */
export const BACKUPS = { done: 'Succeeded', over: ['Succeeded', 'Failed'] };

/** Why it is not fully healthy; undefined when it is. */
export function ailment({ metadata, spec, status = {} }) {
  if (spec.pause) return 'it is paused';
  if (status.observedGeneration !== metadata.generation) return 'the operator has not seen its last change';
  if (status.state !== 'ready') return `its state is "${status.state}"${status.message?.length > 0 ? ` (${status.message.join('; ')})` : ''}`;
  if (status.pxc?.ready !== spec.pxc.size) return `${status.pxc?.ready ?? 0} of ${spec.pxc.size} instances are ready`;
  // the proxies are counted, too
  if (status.ready !== status.size) return `${status.ready} of ${status.size} pods are ready`;
  return undefined;
}

export async function requireFit(kubernetes, { namespace, cluster: name, backupSeconds }, cluster) {
  requireMembers(OBJECT.Kind, name, cluster, ({ spec }) => spec.pxc.size, ailment);
  const backups = await kubernetes.list({ api: OBJECT.api, namespace, kind: 'perconaxtradbclusterbackups' });
  requireBackups(name, backups.filter(({ spec }) => spec.pxcCluster === name), BACKUPS, backupSeconds, Date.now());
}

export function primaryOf(cluster, writes, now) {
  return writerOf(cluster.metadata.name, writes, now);
}

export async function ailmentAfter(kubernetes, settings, cluster, found) {
  return ailment(cluster) ?? absence(kubernetes, settings, found);
}
