import { Duration } from 'cdk8s';
import { PostgresBackup } from './postgres-backup';
import type { PostgresClusterProps } from './postgres-cluster-props';
import { DataDurability, SynchronousReplication } from './synchronous-replication';
import { counted } from '../checklist/wording';
import { daily } from '../values/daily';
import { DatabaseStorageClass } from '../values/database-storage-class';
import { requireDnsLabel } from '../values/kubernetes-name';
import { LogicalDumps } from '../values/logical-dumps';
import { refuse } from '../values/refusal';
import { Schedule } from '../values/schedule';
import { SnapshotClass } from '../values/snapshot-class';
import { wholeDays } from '../values/whole-days';

/** How a database is backed up, checked and completed. */
export interface BackupSettings {
  readonly schedule: Schedule;
  readonly retentionDays: number;
  /** Undefined for none. */
  readonly snapshots?: SnapshotSettings;
  /** Undefined for none. */
  readonly dumps?: LogicalDumps;
}

export interface SnapshotSettings {
  readonly className: string;
  readonly online: boolean;
  readonly schedule: Schedule;
  readonly retentionDays: number;
  readonly keepAtLeast: number;
  /** When those that are too old are deleted. */
  readonly pruned: Schedule;
}

export interface Replicated {
  readonly instances: number;
  readonly replication: SynchronousReplication;
}

// a Backup is called <name>-snapshots-20260324130000, and that is the value of a label (CloudNativePG 1.30,
// api/v1/scheduledbackup_funcs.go, BackupName, and pkg/reconciler/backup/volumesnapshot/reconciler.go, enrichSnapshot)
const LONGEST_NAME = 38;

export function backupSettings(props: PostgresClusterProps, namespace: string, replicated: Replicated, databases: readonly string[]): BackupSettings {
  const backup: PostgresBackup = props.backup ?? {};
  if (props.backup && !props.platform.backups) {
    refuse('backup', 'be left out where the platform has no object store', Object.keys(backup).join(', '), 'give the platform `backups`');
  }
  const retentionDays = wholeDays('backup.retention', backup.retention ?? Duration.days(30));
  if (backup.dumps) requireDumps(backup.dumps, props.name, databases);
  return {
    schedule: backup.schedule ?? daily(`${namespace}/${props.name}`, 1),
    retentionDays,
    snapshots: snapshotSettings(props, namespace, retentionDays, replicated),
    dumps: backup.dumps,
  };
}

function snapshotSettings(
  props: PostgresClusterProps, namespace: string, retentionDays: number, replicated: Replicated,
): SnapshotSettings | undefined {
  const snapshots = props.backup?.snapshots;
  if (!snapshots) return undefined;
  const { snapshots: snapshotClass } = props.platform;
  if (!snapshotClass) refuse('backup.snapshots', 'be left out where the platform has no class of snapshots', snapshots.online ? 'hot' : 'cold', 'give the platform `snapshots`');
  if (props.name.length > LONGEST_NAME) {
    refuse('name', `be at most ${LONGEST_NAME} characters with backup.snapshots`, props.name, 'the operator labels each snapshot with the name of its Backup, which would be too long: shorten it');
  }
  if (snapshots.online && snapshots.retentionDays > retentionDays) {
    refuse('backup.snapshots.retention', `be at most backup.retention (${counted(retentionDays, 'day')}) with hot snapshots`, counted(snapshots.retentionDays, 'day'),
      'the log that makes them a database is deleted with the backups in the store: keep those for longer, or use SnapshotBackup.cold');
  }
  requireDriver(props, snapshotClass);
  if (!snapshots.online) requireSpare(replicated);
  return {
    className: snapshotClass.name,
    online: snapshots.online,
    schedule: snapshots.schedule ?? daily(`${namespace}/${props.name}`, 13),
    retentionDays: snapshots.retentionDays,
    keepAtLeast: snapshots.keepAtLeast,
    pruned: daily(`${namespace}/${props.name}/prune`, 18),
  };
}

/** A driver makes no snapshot of another one's volume. */
function requireDriver(props: PostgresClusterProps, { driver }: SnapshotClass): void {
  const { storageClass, walStorageClass } = props.platform;
  const classes = [storageClass, walStorageClass, ...(props.tablespaces ?? []).flatMap((of) => of.storageClass ?? [])];
  const other = classes.find((of) => driver !== undefined && (provisionerOf(of) ?? driver) !== driver);
  if (other) {
    refuse('backup.snapshots', `be of volumes of the snapshot class's driver (${driver})`, `${provisionerOf(other)} of the storage class "${other.name}"`,
      'give storage classes and snapshot class one driver');
  }
}

function provisionerOf(storageClass: DatabaseStorageClass): string | undefined {
  return (storageClass._manifest() as { provisioner: string } | undefined)?.provisioner;
}

/** Whether the database goes on while one instance is stopped for a cold snapshot: a replica, or the primary where there is none (CloudNativePG 1.30, offline.go). */
export function hasSpare({ instances, replication: { number, dataDurability } }: Replicated): boolean {
  return instances > 1 && (dataDurability !== DataDurability.REQUIRED || instances >= number + 2);
}

function requireSpare(replicated: Replicated): void {
  if (hasSpare(replicated)) return;
  const { instances, replication: { number } } = replicated;
  if (instances === 1) {
    refuse('backup.snapshots', 'be hot where there is one instance', 'cold', 'a cold snapshot stops the database: use SnapshotBackup.hot, or have three instances');
  }
  refuse('backup.snapshots', `be hot with fewer than ${number + 2} instances, of which commits wait for ${number}`, `cold, and ${instances} instances`,
    'a replica is stopped meanwhile, and commits would wait for it: use SnapshotBackup.hot, or have more instances');
}

function requireDumps(dumps: LogicalDumps, name: string, databases: readonly string[]): void {
  // a CronJob's name is at most 52 characters: eleven are added for its Jobs (Kubernetes docs, CronJob)
  requireDnsLabel('name with backup.dumps', name, 46);
  const unknown = dumps.databases?.find((of) => !databases.includes(of));
  if (unknown !== undefined) {
    refuse('backup.dumps.databases', `name databases of the cluster (${databases.join(', ')})`, unknown, 'correct the name, or add it to databases');
  }
}
