// How a MongoDBCommunity fails over, for failover-drill.mjs. Fields are those of MongoDB Controllers for Kubernetes 1.10 (mongodb-kubernetes-operator 0.13.0,
// api/v1, MongoDBCommunityStatus): they do not change when a pod goes, so that its StatefulSet is asked, too, whose readiness is the agents'. The
// operator makes no backups: the CronJob of its dumps says when the last one ended.
import { absence, requireMembers, successorOf, writerOf } from './members-failover.mjs';
import { End, requireRecent } from './failover-judgement.mjs';

export { successorOf };
export const OBJECT = { api: 'mongodbcommunity.mongodb.com/v1', kind: 'mongodbcommunity', Kind: 'MongoDBCommunity' };

/** Why it is not fully healthy, as far as the operator says; undefined when it is. */
export function ailment({ spec, status = {} }) {
  if (status.phase !== 'Running') return `its phase is "${status.phase}"${status.message ? ` (${status.message})` : ''}`;
  if (status.currentMongoDBMembers !== spec.members) return `${status.currentMongoDBMembers} of ${spec.members} instances are members`;
  return undefined;
}

/** Likewise, as far as its StatefulSet says. */
export function ailmentOfPods(set, { spec: { members } }) {
  if (!set) return 'there is no StatefulSet of it';
  const { metadata: { generation }, status: { observedGeneration, readyReplicas = 0, updatedReplicas = 0 } } = set;
  if (observedGeneration !== generation) return 'its StatefulSet has just changed';
  if (readyReplicas !== members) return `${readyReplicas} of ${members} instances are ready`;
  if (updatedReplicas !== members) return `${updatedReplicas} of ${members} instances are of the last change`;
  return undefined;
}

async function setOf(kubernetes, { namespace, cluster: name }) {
  return kubernetes.get({ api: 'apps/v1', namespace, kind: 'statefulsets', name });
}

export async function requireFit(kubernetes, settings, database) {
  const { cluster: name } = settings;
  requireMembers(OBJECT.Kind, name, database, ({ spec }) => spec.members, ailment);
  const found = ailmentOfPods(await setOf(kubernetes, settings), database);
  if (found) throw new End('unhealthy', `refused: ${name} is not fully healthy: ${found}`);
  const { namespace, dumps, backupSeconds } = settings;
  requireDump(name, dumps, await kubernetes.get({ api: 'batch/v1', namespace, kind: 'cronjobs', name: dumps }), backupSeconds, Date.now());
}

/** When the last dump ended. Throws the End of a drill of a database with one that runs, whose last one is older than it may be, or that has none. */
export function requireDump(name, dumps, cronJob, backupSeconds, now) {
  if (!cronJob) throw new End('stale-backup', `refused: there is no CronJob ${dumps}, which makes the backups of ${name}`);
  const { active = [], lastSuccessfulTime } = cronJob.status ?? {};
  // the member that it is made of may be the one that goes
  if (active.length > 0) throw new End('backup-running', `refused: a backup of ${name} runs (${active[0].name})`);
  if (!lastSuccessfulTime) throw new End('stale-backup', `refused: there is no backup of ${name}`);
  requireRecent(name, lastSuccessfulTime, backupSeconds, now);
  return lastSuccessfulTime;
}

export function primaryOf(database, writes, now) {
  return writerOf(database.metadata.name, writes, now);
}

export async function ailmentAfter(kubernetes, settings, database, found) {
  return ailment(database) ?? ailmentOfPods(await setOf(kubernetes, settings), database) ?? absence(kubernetes, settings, found);
}
