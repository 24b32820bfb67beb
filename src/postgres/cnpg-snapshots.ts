import { SnapshotSettings } from './backup-settings';
import { PostgresSettings } from './postgres-settings';
import { Manifest } from '../checklist/manifests';

/** Name of a database's ScheduledBackup of snapshots, and of what deletes old ones. */
export function snapshotsName(cluster: string): string {
  return `${cluster}-snapshots`;
}

/** `spec.backup` of the Cluster (CloudNativePG 1.30, docs/src/appendixes/backup_volumesnapshot.md). */
export function snapshotConfiguration({ className, online }: SnapshotSettings): object {
  return {
    target: 'prefer-standby',
    volumeSnapshot: {
      // of all volumes: walClassName and tablespaceClassName follow it
      className,
      online,
      // the end of the backup is in the archive before it counts; a standby cannot wait, and archive_timeout does it (API reference, waitForArchive)
      ...(online ? { onlineConfiguration: { waitForArchive: true, immediateCheckpoint: false } } : {}),
      // with `cluster` they go with the Cluster, with `backup` with the Backup, and that with what owns it
      snapshotOwnerReference: 'none',
    },
  };
}

/**
 * Snapshots on a schedule, the first one as soon as the database is healthy. Its Backups are owned by nobody: they stay when this object goes, from which a restore
 * by name and new replicas start.
 */
export function snapshotScheduleManifest(of: PostgresSettings, { schedule, online }: SnapshotSettings): Manifest {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ScheduledBackup',
    metadata: { name: snapshotsName(of.name), namespace: of.namespace },
    spec: {
      schedule: schedule.sixFields,
      immediate: true,
      backupOwnerReference: 'none',
      cluster: { name: of.name },
      method: 'volumeSnapshot',
      online,
      target: 'prefer-standby',
    },
  };
}
