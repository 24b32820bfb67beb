// How a Cluster of CloudNativePG fails over, for failover-drill.mjs. Fields are those of CloudNativePG 1.30 (docs/src/cloudnative-pg.v1.md,
// ClusterStatus) and of the Barman Cloud plugin 0.14 (docs, ObjectStoreStatus).
import { setTimeout as pause } from 'node:timers/promises';
import { End, requireRecent } from './failover-judgement.mjs';

export const OBJECT = { api: 'postgresql.cnpg.io/v1', kind: 'clusters', Kind: 'Cluster' };

/** Why a Cluster is not fully healthy; undefined when it is. */
export function ailment(cluster) {
  const { metadata: { annotations = {} }, spec, status = {} } = cluster;
  const archiving = status.conditions?.find(({ type }) => type === 'ContinuousArchiving');
  const fenced = annotations['cnpg.io/fencedInstances'];
  if (annotations['cnpg.io/hibernation'] === 'on') return 'it is hibernated';
  if (annotations['cnpg.io/reconciliationLoop'] === 'disabled') return 'the operator is told to leave it alone (annotation cnpg.io/reconciliationLoop)';
  if (fenced !== undefined && fenced !== '[]') return `instances are fenced (${fenced})`;
  if (status.currentPrimary !== status.targetPrimary) return `a switchover is under way, from ${status.currentPrimary} to ${status.targetPrimary}`;
  if (status.phase !== 'Cluster in healthy state') return `its phase is "${status.phase}"${status.phaseReason ? ` (${status.phaseReason})` : ''}`;
  if (status.readyInstances !== spec.instances) return `${status.readyInstances ?? 0} of ${spec.instances} instances are ready`;
  if (archiving?.status !== 'True') return `its log is not archived (${archiving ? archiving.message : 'no condition ContinuousArchiving'})`;
  return undefined;
}

/** Throws the End of a drill that must not begin. */
export function requireHealthy(cluster, name) {
  if (!cluster) throw new End('unhealthy', `refused: there is no Cluster ${name}`);
  if (cluster.spec.instances < 2) throw new End('too-few-instances', `refused: ${name} has ${cluster.spec.instances} instance, and nothing to fail over to`);
  const found = ailment(cluster);
  if (found) throw new End('unhealthy', `refused: ${name} is not fully healthy: ${found}`);
  // it would fail with the instance that it runs on (api/v1/cluster_conditions.go, BackupStartingCondition)
  const backup = cluster.status.conditions.find(({ type }) => type === 'LastBackupSucceeded');
  if (backup?.reason === 'BackupStarted') throw new End('backup-running', `refused: a backup of ${name} runs, since ${backup.lastTransitionTime}`);
}

/** Throws the End of a drill of a database whose last backup is older than it may be, or that has none. */
export function requireBackup(store, { objectStore, serverName, backupSeconds }, now) {
  const last = store?.status?.serverRecoveryWindow?.[serverName]?.lastSuccessfulBackupTime;
  if (last === undefined) throw new End('stale-backup', `refused: ObjectStore ${objectStore} knows no backup of ${serverName}`);
  requireRecent(serverName, last, backupSeconds, now);
}

export async function requireFit(kubernetes, settings, cluster) {
  requireHealthy(cluster, settings.cluster);
  const store = await kubernetes.get({ api: 'barmancloud.cnpg.io/v1', namespace: settings.namespace, kind: 'objectstores', name: settings.objectStore });
  requireBackup(store, settings, Date.now());
}

export function primaryOf(cluster) {
  return cluster.status.currentPrimary;
}

export function successorOf(cluster) {
  return cluster.status.currentPrimary;
}

export async function ailmentAfter(_kubernetes, _settings, cluster) {
  return ailment(cluster);
}

/** Asks for a switchover as `kubectl cnpg promote` does (CloudNativePG 1.30, internal/cmd/plugin/promote/promote.go). */
export async function switchOver(kubernetes, settings, from, { begin, signal }) {
  const { namespace, cluster: name } = settings;
  const of = { api: OBJECT.api, kind: OBJECT.kind, namespace, name };
  for (let asked = false; ;) {
    const { metadata: { resourceVersion }, status } = await kubernetes.get(of);
    // asked for already: the answer to it was lost
    if (asked && status.targetPrimary !== from) return;
    const next = [...status.instancesStatus?.healthy ?? []].sort().find((instance) => instance !== from);
    if (!next) throw new End('unhealthy', `refused: ${name} is not fully healthy: no replica is`);
    const now = new Date().toISOString();
    const ready = { type: 'Ready', status: 'False', reason: 'ClusterIsNotReady', message: 'Cluster Is Not Ready', lastTransitionTime: now.replace(/\.\d+/, '') };
    begin();
    asked = true;
    console.log(`${next} is to be promoted`);
    try {
      return await kubernetes.patch({ ...of, part: 'status' }, {
        // whatever changed meanwhile is a conflict
        metadata: { resourceVersion },
        status: {
          targetPrimary: next,
          targetPrimaryTimestamp: now.replace('Z', '000Z'),
          phase: 'Switchover in progress',
          phaseReason: `Switching over to ${next}`,
          conditions: [...status.conditions.filter(({ type }) => type !== 'Ready'), ready],
        },
      });
    } catch (error) {
      if (error.status !== 409) throw error;
      console.log(`the Cluster changed meanwhile: ${error.message}`);
      await pause(500, undefined, { signal });
    }
  }
}
