import { PostgresArchiveSettings } from './archive-settings';
import type { PostgresSettings } from './postgres-settings';
import { RestoreOptions } from '../contracts/restorable';
import { BaseBackup, IDS } from '../values/base-backup';
import { ObjectStore } from '../values/object-store';
import { ObjectStoreCredentials } from '../values/object-store-credentials';
import { RecoveryPoint, RecoveryPointKind } from '../values/recovery-point';
import { refuse } from '../values/refusal';
import { RestoreVerification } from '../values/restore-verification';

/** What a restored database is made from. */
export interface RecoverySettings {
  readonly archive: PostgresArchiveSettings;
  readonly to: RecoveryPoint;
  readonly from?: BaseBackup;
  readonly verification: RestoreVerification;
  /** How the archive is entered. */
  readonly credentials: ObjectStoreCredentials;
  /** Whether the database is there to be looked at, and thrown away. */
  readonly thrownAway?: boolean;
}

/** Role of the Job that verifies a restore; it logs in with a certificate of the operator's. */
export const VERIFIER = 'restore_verifier';

export function recoverySettings(archive: PostgresArchiveSettings, { to, from, verification }: RestoreOptions): RecoverySettings {
  requireBaseBackup(to, from);
  if (from?.dataSnapshot !== undefined) requireSnapshots(archive.settings, from);
  const { settings } = archive;
  const verified = verification ?? RestoreVerification.of();
  for (const { database } of verified.assertions) {
    if (database !== undefined && !settings.databases.some((of) => of.name === database)) {
      refuse('verification.assertions', `name a database of the source (${settings.databases.map((of) => of.name).join(', ')})`, database, 'correct the name');
    }
  }
  if (verified.assertions.some((of) => of.withinSeconds !== undefined) && ![RecoveryPointKind.TIME, RecoveryPointKind.LATEST].includes(to.kind)) {
    refuse('verification.assertions', 'have no RestoreAssertion.newest with a recovery point that is no moment', to.kind, 'compare with a time of your own by RestoreAssertion.sql');
  }
  return { archive, to, from, verification: verified, credentials: readingCredentials(archive.store) };
}

/** A pod has one identity, and a database that is restored needs it to write its own backups. */
export function readingCredentials({ credentials, readOnlyCredentials }: ObjectStore): ObjectStoreCredentials {
  return readOnlyCredentials.serviceAccountAnnotations ? credentials : readOnlyCredentials;
}

/** CloudNativePG 1.30, validateRecoveryTarget, and what the plugin finds by itself (docs/src/recovery.md, "Recovery targets"). */
function requireBaseBackup(to: RecoveryPoint, from: BaseBackup | undefined): void {
  const needsOne = [RecoveryPointKind.IMMEDIATE, RecoveryPointKind.TRANSACTION, RecoveryPointKind.RESTORE_POINT];
  if (from === undefined && needsOne.includes(to.kind)) {
    refuse('from', `be given with a recovery point of kind ${to.kind}, for which no backup can be found by itself`, undefined,
      'name the base backup by BaseBackup.id or BaseBackup.snapshot');
  }
  if (from?.backupId !== undefined && !IDS.postgres.test(from.backupId)) {
    refuse('from', 'be a backup of PostgreSQL', from.backupId, 'give status.backupId of the Backup, for example "20260324T030000"');
  }
  if (to.kind === RecoveryPointKind.TIME && from?.backupId !== undefined && stampOf(to.value!) < from.backupId) {
    refuse('from', `be a backup from before the recovery point (${to.value})`, from.backupId, 'name an earlier one, or leave it out: the last one before the point is found');
  }
}

/** A time as Barman writes it into the id of a backup, which is when it began. */
function stampOf(time: string): string {
  return time.slice(0, 19).replace(/[-:]/g, '');
}

/** All volumes of one moment, or PostgreSQL finds half a database. */
function requireSnapshots({ tablespaces }: PostgresSettings, from: BaseBackup): void {
  const [wanted, given] = [tablespaces.map(({ name }) => name), Object.keys(from.tablespaceSnapshots ?? {})];
  const missing = wanted.find((name) => !given.includes(name));
  if (missing !== undefined) refuse(`from.tablespaces.${missing}`, 'be given: the source has that tablespace', undefined, 'name the snapshot of its volume');
  const unknown = given.find((name) => !wanted.includes(name));
  if (unknown !== undefined) refuse('from.tablespaces', `name tablespaces of the source (${wanted.join(', ') || 'it has none'})`, unknown, 'remove it');
}
