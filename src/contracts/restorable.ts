import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { IDatabase } from './database';
import { Rehearsal, RehearsalOptions, RehearsedDatabase } from './rehearsal';
import { BaseBackup } from '../values/base-backup';
import { Compute } from '../values/compute';
import { RecoveryPoint } from '../values/recovery-point';
import { RestoreVerification } from '../values/restore-verification';
import { Waiver } from '../values/waiver';

/** What a restore may say; everything else comes from what is restored. */
export interface RestoreOptions {
  /**
   * Name of the restored database in Kubernetes: another one than the source's. PostgreSQL: at most 47 characters (43 from a snapshot), which the operator's Job
   * leaves; MySQL: at most 22; MongoDB: at most 40.
   */
  readonly name: string;

  /** What is brought back. */
  readonly to: RecoveryPoint;

  /**
   * What the restore starts from.
   * @default - the last backup before the recovery point
   */
  readonly from?: BaseBackup;

  /**
   * Namespace of the restored database.
   * @default - the source's
   */
  readonly namespace?: string;

  /**
   * Number of instances.
   * @default - the source's
   */
  readonly instances?: number;

  /**
   * CPU and memory of each instance.
   * @default - the source's
   */
  readonly compute?: Compute;

  /**
   * Size of each data volume, at least the source's.
   * @default - the source's
   */
  readonly storage?: Size;

  /**
   * Size of each volume of the log, at least the source's. PostgreSQL only: the others' log lies on the data volume.
   * @default - the source's
   */
  readonly walStorage?: Size;

  /**
   * What is looked at when the restore is done.
   * @default RestoreVerification.of() - that the database is up, is no replica any more, and its first database holds tables
   */
  readonly verification?: RestoreVerification;

  /**
   * Rules of the production checklist that the restored database does not follow, in place of the source's. The failover drill is waived besides: a
   * database that is kept becomes one of its own, and has one.
   * @default - the source's
   */
  readonly waivers?: Waiver[];
}

/** A restored database. */
export interface Restored {
  /** The database. */
  readonly database: IDatabase;
  /** What to do at three in the morning, step by step, as Markdown. */
  readonly runbook: string;
}

/** What can be restored: a database of the app, or the archive of one that is gone. */
export interface IRestorable {
  /**
   * Makes a new database from the backups of this one. `PitrRestore` calls it.
   * @internal
   */
  _restore(scope: Construct, id: string, options: RestoreOptions): Restored;

  /**
   * What a drill has to know of it. `RestoreDrill` calls it.
   * @internal
   */
  _rehearsed(scope: Construct): RehearsedDatabase;

  /**
   * Makes what belongs to the engine of a drill that restores this one again and again. `RestoreDrill` calls it.
   * @internal
   */
  _rehearse(scope: Construct, id: string, options: RehearsalOptions): Rehearsal;
}
