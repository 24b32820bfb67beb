import { Construct } from 'constructs';
import type { MongoSettings } from './mongo-settings';
import { InPlaceRestoreOptions } from '../contracts/restorable-in-place';
import { addPerconaRestore, perconaPoint, requireOwnBackup } from '../parts/percona-restore';
import { refuse } from '../values/refusal';

/** Has the operator put a backup over the database; written for Percona Operator for MongoDB 1.22.0, deploy/backup/restore.yaml. */
export function restoreInPlace(scope: Construct, id: string, of: MongoSettings, { backup, to }: InPlaceRestoreOptions): string {
  const { name, namespace, backup: backups, recovery } = of;
  if (recovery) refuse('source', 'be kept as a MongoReplicaSet before it is restored in place: as a PitrRestore it makes no backups', name, `restore ${recovery.source.name} once more`);
  if (!backups) refuse('source', 'have backups, which Percona\'s operator makes and MongoDB\'s own does not', name, 'use MongoOperator.PERCONA and give its platform `backups`');
  // BackupFromTask in pkg/psmdb/backup/job.go
  requireOwnBackup(backup, name, new RegExp(`^cron-${name.slice(0, 16)}-[0-9]{14}-[0-9a-z]+$`));
  const pitr = perconaPoint(to);
  return addPerconaRestore(scope, id, {
    apiVersion: 'psmdb.percona.com/v1',
    kind: 'PerconaServerMongoDBRestore',
    namespace,
    database: name,
    spec: { clusterName: name, backupName: backup, ...(pitr ? { pitr } : {}) },
  });
}
