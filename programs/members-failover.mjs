// What a failover drill looks at where the members are pods of a StatefulSet, and the primary is who acknowledges the probe's writes: what an operator says
// of it is as old as its last round.
import { End, requireRecent } from './failover-judgement.mjs';

/** The probe writes ten times a second: after this without an answer something goes on. */
const FRESH_SECONDS = 5;

/** Pod of the primary; undefined before the first write. Throws the End of a drill of a database that takes no writes at the moment. */
export function writerOf(name, writes, now) {
  const last = writes.at(-1);
  if (last === undefined) return undefined;
  const age = Math.round(now - last.seconds);
  if (age > FRESH_SECONDS) throw new End('unhealthy', `refused: ${name} is not fully healthy: no write was acknowledged for ${age} s`);
  if (last.host === undefined) throw new End('unhealthy', `refused: ${name} is not fully healthy: nobody says who acknowledges writes`);
  return last.host;
}

/** The pod that acknowledged last in the place of the one that went; that one when none did. It may have taken its place again by now. */
export function successorOf(_object, { from, failedAt }, writes) {
  return writes.findLast(({ seconds, host }) => seconds > failedAt && host !== undefined && host !== from)?.host ?? from;
}

/** Why the pod that went is not back; undefined when it is. */
export async function absence(kubernetes, { namespace }, { from, uid }) {
  const pod = await kubernetes.get({ api: 'v1', namespace, kind: 'pods', name: from });
  if (!pod) return `there is no pod ${from}`;
  if (pod.metadata.uid === uid) return `pod ${from} has not gone yet`;
  const ready = pod.status?.conditions?.find(({ type }) => type === 'Ready');
  return ready?.status === 'True' && pod.metadata.deletionTimestamp === undefined ? undefined : `pod ${from} is not ready again`;
}

/** Throws the End of a drill of a database that is not healthy, or has one member only. */
export function requireMembers(Kind, name, object, membersOf, ailment) {
  if (!object) throw new End('unhealthy', `refused: there is no ${Kind} ${name}`);
  const members = membersOf(object);
  if (members < 2) throw new End('too-few-instances', `refused: ${name} has ${members} instance, and nothing to fail over to`);
  const found = ailment(object);
  if (found) throw new End('unhealthy', `refused: ${name} is not fully healthy: ${found}`);
}

/** When the last backup ended. Throws the End of a drill of a database with a backup that runs, or whose last one is older than it may be. */
export function requireBackups(name, backups, { done, over }, backupSeconds, now) {
  const running = backups.find(({ status }) => !over.includes(status?.state));
  if (running) throw new End('backup-running', `refused: a backup of ${name} runs (${running.metadata.name})`);
  const ends = backups.filter(({ status }) => status.state === done && status.completed).map(({ status }) => status.completed);
  if (ends.length === 0) throw new End('stale-backup', `refused: there is no backup of ${name}`);
  const last = ends.reduce((newest, end) => (Date.parse(end) > Date.parse(newest) ? end : newest));
  requireRecent(name, last, backupSeconds, now);
  return last;
}
