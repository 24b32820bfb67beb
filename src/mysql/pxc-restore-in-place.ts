import { Construct } from 'constructs';
import type { MySqlSettings } from './mysql-settings';
import { BACKUPS, BINLOGS } from './pxc-backup';
import { InPlaceRestoreOptions } from '../contracts/restorable-in-place';
import { addPerconaRestore, perconaPoint, requireOwnBackup } from '../parts/percona-restore';
import { RecoveryPointKind } from '../values/recovery-point';
import { refuse } from '../values/refusal';

/** Has the operator put a backup over the database; written for Percona XtraDB Cluster operator 1.20.0, deploy/backup/restore.yaml. */
export function restoreInPlace(scope: Construct, id: string, of: MySqlSettings, { backup, to }: InPlaceRestoreOptions): string {
  const { name, namespace, platform, replica, recovery } = of;
  if (recovery) refuse('source', 'be kept as a MySqlCluster before it is restored in place: its own restore may be under way', name, `restore ${recovery.archive.settings.name} once more`);
  if (!platform.backups) refuse('source', 'have backups', name, 'give its platform `backups`');
  // ScheduledBackupName in pkg/naming/backup.go
  requireOwnBackup(backup, name, new RegExp(`^cron-${name.slice(0, 16)}-${BACKUPS}-[0-9]+-[0-9a-v]+$`));
  if (replica?.follows && to.kind !== RecoveryPointKind.IMMEDIATE) {
    // the operator starts the channel as soon as the first instance runs, which is while the binary log is replayed
    refuse('to', 'be RecoveryPoint.immediate() for a replica of another site', to.kind, 'its source brings it up to date');
  }
  const pitr = perconaPoint(to);
  return addPerconaRestore(scope, id, {
    apiVersion: 'pxc.percona.com/v1',
    kind: 'PerconaXtraDBClusterRestore',
    namespace,
    database: name,
    spec: { pxcCluster: name, backupName: backup, ...(pitr ? { pitr: { ...pitr, backupSource: { storageName: BINLOGS } } } : {}) },
  });
}
