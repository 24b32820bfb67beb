import { DATABASE_NAMESPACE } from './environment';
import { LivingCluster } from './living-cluster';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';

const NAMESPACE = DATABASE_NAMESPACE;

/** Returns when a base backup has completed; gives its name. */
export async function completedBackup(kubernetes: Kubernetes, seconds: number): Promise<string> {
  return until('a completed backup', async () => {
    const backups = await kubernetes.all('postgresql.cnpg.io/v1', 'Backup', { namespace: NAMESPACE });
    return backups.find(({ spec, status }) => spec.cluster.name === 'orders' && status?.phase === 'completed')?.metadata.name;
  }, { seconds, every: 1000 });
}

/** What the archive can restore, by the plugin's own account. */
export async function recoveryWindow(kubernetes: Kubernetes, serverName: string): Promise<any> {
  return until(`the recovery window of ${serverName}`, async () => {
    const store = await kubernetes.find({ apiVersion: 'barmancloud.cnpg.io/v1', kind: 'ObjectStore', metadata: { namespace: NAMESPACE, name: 'orders-backups' } });
    return store.status?.serverRecoveryWindow?.[serverName];
  }, { seconds: 120, every: 1000 });
}

/** A condition of the Cluster. */
export async function condition(database: LivingCluster, type: string): Promise<string | undefined> {
  const { status } = await database.object();
  return status.conditions?.find((one: any) => one.type === type)?.status;
}

/** Ends the segment that is being written, and returns when the archiver has put it away. */
export async function archiveSegment(database: LivingCluster, seconds: number): Promise<void> {
  const segment = await endSegment(database);
  await until(`${segment} in the archive`, async () => {
    const last = await database.sql('SELECT last_archived_wal FROM pg_stat_archiver');
    return last.slice(8) >= segment.slice(8);
  }, { seconds, every: 1000 });
}

/** Ends the segment that is being written; gives its name. */
export async function endSegment(database: LivingCluster): Promise<string> {
  return database.sql('CREATE TABLE IF NOT EXISTS filler (); DROP TABLE filler; SELECT pg_walfile_name(pg_switch_wal())');
}

/** A backup now, as docs/upgrading.md asks for; returns when it has completed. */
export async function backUp(kubernetes: Kubernetes, name: string, seconds: number, namespace = NAMESPACE): Promise<void> {
  const backup = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Backup', metadata: { namespace, name } };
  await kubernetes.apply({
    ...backup,
    spec: { cluster: { name: 'orders' }, method: 'plugin', pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' } },
  });
  await until(`backup ${name}`, async () => {
    const { status } = await kubernetes.find(backup);
    if (status?.phase === 'failed') throw new Error(status.error);
    return status?.phase === 'completed';
  }, { seconds, every: 1000 });
}
