import { PRUNES_SNAPSHOTS_OF } from './cnpg-labels';
import { ScheduleFacts, StoreFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { listOf } from '../checklist/readers/list';
import { Seen, Unseen } from '../checklist/unseen';

const DEFAULT_CLASS = 'snapshot.storage.kubernetes.io/is-default-class';

/**
 * Snapshots as a backup: they are one where the operator makes them at all, where they do not go with the Cluster, and where they can be restored. Of a hot one the
 * log is a part (CloudNativePG 1.30, docs/src/appendixes/backup_volumesnapshot.md, "Hot and cold backups" and "Persistence of volume snapshot objects").
 */
export function snapshotsOf(cluster: Manifest, { spec }: Manifest, isArchived: boolean): Pick<ScheduleFacts, 'problem' | 'snapshots' | 'store' | 'restoredBy'> {
  const configuration = cluster.spec?.backup?.volumeSnapshot;
  const problem = problemOf();
  return { snapshots: true, ...(configuration && { store: storeName(cluster), restoredBy: 'snapshot' as const }), ...(problem !== undefined && { problem }) };

  function problemOf(): string | undefined {
    if (!configuration) return 'spec.backup.volumeSnapshot of the Cluster is missing, without which no snapshot is made';
    const owner = configuration.snapshotOwnerReference ?? 'none';
    if (owner === 'cluster' || (owner === 'backup' && spec.backupOwnerReference === 'cluster')) {
      return 'its snapshots belong to the Cluster and are deleted with it';
    }
    const online = spec.online ?? configuration.online ?? true;
    return online && !isArchived ? 'its hot snapshots cannot be restored without the log, which is not archived' : undefined;
  }
}

/** The class that they are made with, as a store. */
export function snapshotStoreOf(cluster: Manifest, among: Manifests): Seen<StoreFacts> {
  const name = storeName(cluster);
  const { className } = cluster.spec?.backup?.volumeSnapshot ?? {};
  const snapshotClass = among.ofKind('snapshot.storage.k8s.io', 'VolumeSnapshotClass')
    .find(({ metadata }) => (className ? metadata.name === className : metadata.annotations?.[DEFAULT_CLASS] === 'true'));
  if (!snapshotClass) return new Unseen(`${name}, with which snapshots of Cluster ${cluster.metadata.name} are made, is not in the input; add it.`);
  return { name, path: `driver ${snapshotClass.driver}`, retentionDays: retentionDays(cluster, among) };
}

function storeName(cluster: Manifest): string {
  const { className } = cluster.spec?.backup?.volumeSnapshot ?? {};
  return className ? `VolumeSnapshotClass ${className}` : 'the default VolumeSnapshotClass';
}

/** The operator deletes no snapshot; a CronJob of this library does, and its arguments tell when. */
function retentionDays(cluster: Manifest, among: Manifests): Seen<number> {
  const { namespace = 'default', name } = cluster.metadata;
  const pruner = among.ofKind('batch', 'CronJob')
    .find(({ metadata }) => (metadata.namespace ?? 'default') === namespace && metadata.labels?.[PRUNES_SNAPSHOTS_OF] === name);
  if (!pruner) {
    return new Unseen(`How long snapshots of Cluster ${name} are kept is not in the input: CloudNativePG deletes none. Use backup.snapshots of PostgresCluster, or waive the rule and say what deletes them.`);
  }
  const containers = listOf('containers', pruner.spec?.jobTemplate?.spec?.template?.spec?.containers);
  const args: unknown[] = containers.flatMap((of) => listOf('args', of.args));
  const days = args.map((arg) => /^--retention-days=(\d+)$/.exec(String(arg))?.[1]).find((of) => of !== undefined);
  const idle = pruner.spec?.suspend === true ? 'is suspended' : args.includes('--dry-run') ? 'only tells what it would delete' : days === undefined ? 'has no --retention-days' : undefined;
  return idle === undefined ? Number(days) : new Unseen(`How long snapshots of Cluster ${name} are kept is not certain: CronJob ${pruner.metadata.name} ${idle}.`);
}
