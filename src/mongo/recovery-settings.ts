import { MongoOperator } from './mongo-operator';
import type { MongoSettings } from './mongo-settings';
import { RestoreOptions } from '../contracts/restorable';
import { ArchivePlace } from '../restore/archive-place';
import { BaseBackup, IDS } from '../values/base-backup';
import { RecoveryPoint, RecoveryPointKind } from '../values/recovery-point';
import { refuse } from '../values/refusal';
import { RestoreAssertion } from '../values/restore-assertion';
import { RestoreVerification } from '../values/restore-verification';

/** What a restored database is made from. */
export interface MongoRecoverySettings {
  readonly source: MongoSettings;
  readonly archive: MongoArchivePlace;
  readonly to: RecoveryPoint;
  readonly from?: BaseBackup;
  readonly verification: RestoreVerification;
  /** Whether the database is there to be looked at, and thrown away. */
  readonly thrownAway?: boolean;
}

/** Where the source's backups lie. */
export interface MongoArchivePlace extends ArchivePlace {
  /** Whether nothing but the store tells which there are: the operator's objects of them are gone, or in another Kubernetes cluster. */
  readonly lost?: boolean;
}

/** What MongoDB's oplog can be stopped at (Percona Operator for MongoDB 1.22.0, PITRestoreSpec); the end of the backup is no oplog at all. */
const POINTS = [RecoveryPointKind.TIME, RecoveryPointKind.LATEST, RecoveryPointKind.IMMEDIATE];

export function mongoRecoverySettings(source: MongoSettings, { to, from, verification }: RestoreOptions, lost?: ArchivePlace): MongoRecoverySettings {
  requireRestorable(source);
  const own = source.platform.backups!;
  const archive = lost ? { ...lost, lost: true } : { store: own, path: own.pathOf(source.namespace, source.name) };
  requirePoint(to, from);
  const verified = verification ?? RestoreVerification.of();
  requireAnswerable(source, verified.assertions);
  if (to.kind === RecoveryPointKind.IMMEDIATE && verified.assertions.some((of) => of.withinSeconds !== undefined)) {
    refuse('verification.assertions', 'have no RestoreAssertion.newest with a recovery point that is no moment', to.kind, 'count documents by RestoreAssertion.rows');
  }
  return { source, archive, to, from, verification: verified };
}

/** What each operator needs, so that its databases can be restored. */
export function requireRestorable({ operator, name, backup, dumps, recovery, platform: { backups, secrets } }: MongoSettings): void {
  if ((!backup && !dumps) || !backups) {
    refuse('source', 'have backups: its platform has no object store', name, 'a database that was never backed up cannot be restored; give the platform `backups`');
  }
  // a dump needs nothing but what it was made with
  if (operator === MongoOperator.COMMUNITY) return;
  if (recovery) {
    refuse('source', 'be kept as a MongoReplicaSet before it is restored itself: as a PitrRestore it makes no backups', name, `restore ${recovery.source.name} once more, under another name`);
  }
  if (backups.endpointCa) {
    // https://github.com/percona/percona-server-mongodb-operator/issues/2257: the operator's pod, which looks into the store first, does not get the CA
    refuse('platform.backups.endpointCa', 'be left out where a MongoReplicaSet is restored: Percona\'s operator 1.22.0 knows no CA of one\'s own when it restores', backups.endpointCa.name,
      'give the endpoint a certificate of a public CA, or restore by hand (docs/restoring.md)');
  }
  if (!secrets) {
    refuse('platform.secrets', 'be given where a MongoReplicaSet is restored: the operator\'s users come back with the passwords of the source', undefined,
      'give the platform `secrets`, or restore by hand (docs/restoring.md)');
  }
}

function requirePoint(to: RecoveryPoint, from: BaseBackup | undefined): void {
  if (!POINTS.includes(to.kind)) {
    refuse('to', `be RecoveryPoint.time, latest or immediate with MongoDB, whose oplog has no ${to.kind}`, to.value, 'give the moment by RecoveryPoint.time');
  }
  if (from?.dataSnapshot !== undefined) {
    refuse('from', 'be a backup in the object store with MongoDB', from.dataSnapshot, 'name it by BaseBackup.id, or leave it out: the last one before the point is found');
  }
  if (from?.backupId !== undefined && !IDS.mongo.test(from.backupId)) {
    refuse('from', 'be a backup of MongoDB', from.backupId, 'give status.pbmName of the PerconaServerMongoDBBackup, or the time in the name of a dump, for example "2026-03-24T03:00:00Z"');
  }
  if (to.kind === RecoveryPointKind.IMMEDIATE && from === undefined) {
    refuse('from', 'be given with a recovery point of kind immediate, for which no backup can be found by itself', undefined, 'name the base backup by BaseBackup.id');
  }
  // it is named by the second in which it was asked for
  if (to.kind === RecoveryPointKind.TIME && from?.backupId !== undefined && to.value!.slice(0, 19) <= from.backupId.slice(0, 19)) {
    refuse('from', `be a backup from before the recovery point (${to.value})`, from.backupId, 'name an earlier one, or leave it out: the last one before the point is found');
  }
}

function requireAnswerable({ databases }: MongoSettings, assertions: readonly RestoreAssertion[]): void {
  for (const { _asked: asked, database, statement } of assertions) {
    if (!asked) refuse('verification.assertions', 'be RestoreAssertion.rows or newest with MongoDB, which knows no SQL', statement, 'name a collection, and a field with a date');
    if (database !== undefined && !databases.includes(database)) {
      refuse('verification.assertions', `name a database of the source (${databases.join(', ')})`, database, 'correct the name');
    }
    // MongoDB manual 8.0, Naming Restrictions
    if (/^system\.|\$/.test(asked.table)) refuse('verification.assertions', 'name a collection', asked.table, 'collections have no "$", and do not begin with "system."');
    if (asked.column !== undefined && asked.column.split('.').some((part) => part === '' || part.startsWith('$'))) {
      refuse('verification.assertions', 'name a field, or a path of fields with "." between', asked.column, 'write for example "createdAt" or "audit.at"');
    }
  }
}
