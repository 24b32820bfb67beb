// What has to hold of the servers before the clients are moved.
import { requireBackups } from './members-failover.mjs';
import { Refused } from './migration-state.mjs';
import { ailment, BACKUPS, OBJECT } from './mysql-failover.mjs';

export async function targetHealthy(kubernetes, { target: { namespace, name } }) {
  const cluster = await kubernetes.get({ api: OBJECT.api, namespace, kind: OBJECT.kind, name });
  if (!cluster) throw new Refused(`there is no ${OBJECT.Kind} ${name}`);
  const found = ailment(cluster);
  if (found) throw new Refused(found);
  return `${cluster.status.pxc.ready} instances`;
}

/**
 * When the last backup ended, which may not be long ago; undefined where there need not be any (`target.backedUp`). Behind one that runs definitions of tables
 * would wait (LOCK INSTANCE FOR BACKUP).
 */
export async function lastBackup(kubernetes, { target: { namespace, name, backedUp }, limits: { backupAgeSeconds } }) {
  if (backedUp === false) return undefined;
  const backups = await kubernetes.list({ api: OBJECT.api, namespace, kind: 'perconaxtradbclusterbackups' });
  return requireBackups(name, backups.filter(({ spec }) => spec.pxcCluster === name), BACKUPS, backupAgeSeconds, Date.now());
}

/** It holds its locks until somebody ends it, whatever becomes of its session, and can be committed after a stop. */
export async function nothingPrepared(sql) {
  const prepared = (await sql.run('source', 'XA RECOVER CONVERT XID;')).split('\n').filter(Boolean);
  if (prepared.length > 0) throw new Refused(`the source has ${prepared.length} prepared XA transactions, such as ${prepared[0].split('\t').pop()}: commit them or roll them back`);
  return 'none';
}
