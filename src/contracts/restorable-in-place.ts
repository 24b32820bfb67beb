import { Construct } from 'constructs';
import { RecoveryPoint } from '../values/recovery-point';

/** What an operator puts back over a living database. */
export interface InPlaceRestoreOptions {
  /**
   * Name of the operator's Backup object that it starts from: a PerconaXtraDBClusterBackup or a PerconaServerMongoDBBackup of this very database, beside
   * it, which has succeeded. Percona XtraDB Cluster operator 1.20 does not look whose backup it is: that of another database would replace this one's data.
   */
  readonly backup: string;

  /**
   * What is brought back: the backup as it is, a moment, or the newest that is archived. Both operators stop before the second that is named. Of MySQL a moment
   * has to lie after the backup's end: the operator does not look, and brings the backup back as it is.
   */
  readonly to: RecoveryPoint;
}

/** What an operator can restore over itself. */
export interface IRestorableInPlace {
  /**
   * Adds the operator's object that asks for the restore, and gives its name. `InPlaceRestore` calls it.
   * @internal
   */
  _restoreInPlace(scope: Construct, id: string, options: InPlaceRestoreOptions): string;
}
