// What has to hold of the servers before the clients are moved, whatever the method.
import { Refused } from './migration-state.mjs';
import { ailment, requireBackup } from './postgres-failover.mjs';

export async function targetHealthy(kubernetes, { target }) {
  const cluster = await kubernetes.get({ api: 'postgresql.cnpg.io/v1', namespace: target.namespace, kind: 'clusters', name: target.name });
  if (!cluster) throw new Refused(`there is no Cluster ${target.name}`);
  const found = ailment(cluster);
  if (found) throw new Refused(found);
  return `${cluster.status.readyInstances} instances`;
}

/** When the last backup ended, which may not be long ago; undefined where there need not be any. */
export async function lastBackup(kubernetes, { target, limits }) {
  const { namespace, objectStore, serverName } = target;
  if (objectStore === undefined) return undefined;
  const store = await kubernetes.get({ api: 'barmancloud.cnpg.io/v1', namespace, kind: 'objectstores', name: objectStore });
  requireBackup(store, { objectStore, serverName, backupSeconds: limits.backupAgeSeconds }, Date.now());
  return store.status.serverRecoveryWindow[serverName].lastSuccessfulBackupTime;
}

/** It holds its locks until somebody ends it, whatever becomes of its session. */
export async function nothingPrepared(sql) {
  const prepared = await sql.rows('source', 'SELECT gid FROM pg_prepared_xacts WHERE database = current_database()');
  if (prepared.length > 0) throw new Refused(`the source has ${prepared.length} prepared transactions, such as ${prepared[0].gid}: commit them or roll them back`);
}
