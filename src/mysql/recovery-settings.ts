import type { MySqlArchiveSettings } from './archive-settings';
import { RestoreOptions } from '../contracts/restorable';
import { BaseBackup, IDS } from '../values/base-backup';
import { ObjectStore } from '../values/object-store';
import { ObjectStoreCredentials } from '../values/object-store-credentials';
import { RecoveryPoint, RecoveryPointKind } from '../values/recovery-point';
import { refuse } from '../values/refusal';
import { RestoreVerification } from '../values/restore-verification';

/** What a restored database is made from. */
export interface RecoverySettings {
  readonly archive: MySqlArchiveSettings;
  readonly to: RecoveryPoint;
  readonly from?: BaseBackup;
  readonly verification: RestoreVerification;
  /** How the archive is entered. */
  readonly credentials: ObjectStoreCredentials;
  /** Whether the database is there to be looked at, and thrown away. */
  readonly thrownAway?: boolean;
}

/** What the operator's Restore can be told (PITR in pxc_prestore_types.go, 1.20), and a backup without a log. */
const KINDS = [RecoveryPointKind.TIME, RecoveryPointKind.LATEST, RecoveryPointKind.IMMEDIATE];

export function recoverySettings(archive: MySqlArchiveSettings, { to, from, verification }: RestoreOptions): RecoverySettings {
  const { settings } = archive;
  if (!KINDS.includes(to.kind)) {
    refuse('to', 'be a moment, the newest, or the end of a backup for MySQL', to.kind, 'use RecoveryPoint.time, RecoveryPoint.latest or RecoveryPoint.immediate');
  }
  if (settings.recovery && to.kind === RecoveryPointKind.TIME) {
    refuse('to', 'be the newest or the end of a backup where the source is a PitrRestore itself, which uploads no binary log', to.value,
      `use RecoveryPoint.latest, or restore ${settings.recovery.archive.settings.name} once more, under another name`);
  }
  requireBaseBackup(settings.name, to, from);
  const verified = verification ?? RestoreVerification.of();
  for (const { database } of verified.assertions) {
    if (database !== undefined && !settings.databases.includes(database)) {
      refuse('verification.assertions', `name a database of the source (${settings.databases.join(', ')})`, database, 'correct the name');
    }
  }
  if (verified.assertions.some((of) => of.withinSeconds !== undefined) && to.kind === RecoveryPointKind.IMMEDIATE) {
    refuse('verification.assertions', 'have no RestoreAssertion.newest with a recovery point that is no moment', to.kind, 'compare with a time of your own by RestoreAssertion.sql');
  }
  return { archive, to, from, verification: verified, credentials: readingCredentials(archive.store) };
}

/** The operator enters a store with a key from a Secret, and with nothing else. */
export function readingCredentials({ credentials, readOnlyCredentials }: ObjectStore): ObjectStoreCredentials {
  return readOnlyCredentials.secretName === undefined ? credentials : readOnlyCredentials;
}

function requireBaseBackup(source: string, to: RecoveryPoint, from: BaseBackup | undefined): void {
  const example = `${source}-2026-03-24-03:00:00-full`;
  if (from === undefined) {
    if (to.kind !== RecoveryPointKind.IMMEDIATE) return;
    refuse('from', 'be given with a recovery point of kind immediate, for which no backup can be found by itself', undefined,
      `name the backup by BaseBackup.id, for example "${example}"`);
  }
  const id = from.backupId;
  if (id === undefined) refuse('from', 'be a backup in the object store for MySQL', 'BaseBackup.snapshot', `name one by BaseBackup.id, for example "${example}"`);
  // the operator names the folder after the cluster and the time at which the Backup was made (pkg/controller/pxcbackup/controller.go, 1.20)
  if (!IDS.mysql.test(id) || id.length !== example.length || !id.startsWith(`${source}-`)) {
    refuse('from', `be a backup of ${source}`, id, `give the last part of status.destination of its PerconaXtraDBClusterBackup, for example "${example}"`);
  }
  if (to.kind === RecoveryPointKind.TIME && stampOf(to.value!) <= id.slice(source.length + 1, -'-full'.length)) {
    refuse('from', `be a backup from before the recovery point (${to.value})`, id, 'name an earlier one, or leave it out: the last one before the point is found');
  }
}

/** A time as the operator writes it into the name of a backup, which is when it began. */
function stampOf(time: string): string {
  return time.slice(0, 19).replace('T', '-');
}
