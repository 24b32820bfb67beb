import { Construct } from 'constructs';
import { InPlaceRestoreOptions, IRestorableInPlace } from '../contracts/restorable-in-place';
import { isDnsSubdomain } from '../values/kubernetes-name';
import { RecoveryPoint } from '../values/recovery-point';
import { refuse } from '../values/refusal';

/** Properties of `InPlaceRestore`. */
export interface InPlaceRestoreProps extends InPlaceRestoreOptions {
  /** The database that is overwritten: a `MySqlCluster`, or a `MongoReplicaSet` of Percona's operator. */
  readonly source: IRestorableInPlace;
}

/**
 * Overwrites a living database with one of its backups: what was written after the recovery point is lost, and there is no way back but another restore.
 * `PitrRestore`, which makes a database beside it, loses nothing; this is for where there is no room or no time for one.
 *
 * The operator does it as soon as the object is applied, once: the object is called after what it asks for, so that the same one applied again does
 * nothing, and another backup or moment is another object. Take it out of the code when it is done. Deleted in the cluster while it is still in the code
 * or in Git, it is made again, and so overwrites again what was written since; in a cluster that was built anew it fails, because its backup is not there.
 *
 * Stop whatever applies the database meanwhile, as Argo CD and Flux do: MySQL's operator stops the database and changes its size, and would be undone in the
 * middle. Stop the clients, too: MongoDB goes on serving them. Make a backup at once afterwards: moments after the restore are covered from then on.
 * docs/restoring.md has the steps.
 */
export class InPlaceRestore extends Construct {
  /** Name of the operator's object that asks for the restore. */
  public readonly name: string;

  /**
   * Makes the object that asks for the restore.
   * @throws when the database cannot be restored in place or has no backups, the backup is another database's, or the recovery point is none of its engine's
   */
  constructor(scope: Construct, id: string, props: InPlaceRestoreProps) {
    super(scope, id);
    const { source, ...options } = props;
    if (typeof source?._restoreInPlace !== 'function') {
      refuse('source', 'be a database that its operator restores in place', (source as object | undefined)?.constructor.name,
        'give a MySqlCluster or a MongoReplicaSet of Percona\'s operator, or use PitrRestore, which makes a new database beside it');
    }
    if (!isDnsSubdomain(options.backup)) {
      refuse('backup', 'be the name of the operator\'s object of a backup', options.backup, 'kubectl get pxc-backup, or psmdb-backup, lists them; what it is called in the store is another name');
    }
    if (!(options.to instanceof RecoveryPoint)) refuse('to', 'be a RecoveryPoint', options.to, 'choose a RecoveryPoint, for example RecoveryPoint.immediate() for the backup as it is');
    this.name = source._restoreInPlace(this, 'Resource', options);
  }
}
