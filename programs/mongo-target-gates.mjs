// What has to hold of the servers before the clients are moved.
import * as community from './community-failover.mjs';
import { requireBackups } from './members-failover.mjs';
import { Refused } from './migration-state.mjs';
import * as percona from './psmdb-failover.mjs';

/** The operator's word, and where it says little, that of the StatefulSet. */
export async function targetHealthy(kubernetes, { target: { operator, namespace, name } }) {
  const { OBJECT, ailment } = operator === 'percona' ? percona : community;
  const object = await kubernetes.get({ api: OBJECT.api, namespace, kind: OBJECT.kind, name });
  if (!object) throw new Refused(`there is no ${OBJECT.Kind} ${name}`);
  const found = ailment(object) ?? (operator === 'percona' ? undefined : community.ailmentOfPods(await kubernetes.get({ api: 'apps/v1', namespace, kind: 'statefulsets', name }), object));
  if (found) throw new Refused(found);
  return operator === 'percona' ? `${object.status.ready} pods` : `${object.spec.members} instances`;
}

/** When the last backup ended, which may not be long ago; undefined where there need not be any. `dumps` is the CronJob of a target whose operator makes none. */
export async function lastBackup(kubernetes, { target, limits: { backupAgeSeconds } }) {
  const { operator, namespace, name, backedUp, dumps } = target;
  if (!backedUp) return undefined;
  if (operator === 'percona') {
    const backups = await kubernetes.list({ api: percona.OBJECT.api, namespace, kind: 'perconaservermongodbbackups' });
    return requireBackups(name, backups.filter(({ spec }) => spec.clusterName === name), percona.BACKUPS, backupAgeSeconds, Date.now());
  }
  return community.requireDump(name, dumps, await kubernetes.get({ api: 'batch/v1', namespace, kind: 'cronjobs', name: dumps }), backupAgeSeconds, Date.now());
}

/** Users whom a stop does not stop may be there; connected they may write while all is copied, and nobody would know. */
export async function nobodyWritesOn(ask) {
  const { names, connected } = await ask.ask('source', './mongo-write-stop.js', 'bypassing');
  if (connected.length > 0) throw new Refused(`a stop would not stop ${connected.slice(0, 5).join(', ')}: disconnect them, or take their roles with bypassWriteBlockingMode (restore, root)`);
  return `${names.length} users may, and none is connected`;
}
