import { Construct } from 'constructs';
import { IDatabase } from '../contracts/database';
import { IRestorable, RestoreOptions } from '../contracts/restorable';
import { RecoveryPoint } from '../values/recovery-point';
import { refuse } from '../values/refusal';

/** Properties of `PitrRestore`. */
export interface PitrRestoreProps extends RestoreOptions {
  /** What is restored: a database of the app, or for one that is gone its archive: a `PostgresArchive`, a `MySqlArchive` or a `MongoArchive`. */
  readonly source: IRestorable;
}

/**
 * A new database beside the old one, from its backups, as it was at a recovery point. The old one and its archive are only read. What it is made of
 * (version, image, volumes, parameters, roles and their passwords, archive and the name in it) follows from the source. PostgreSQL archives to a path of
 * its own and can be restored itself; MySQL and MongoDB archive their log again when the database is kept as one of its own.
 *
 * Manifests that patches made of the source (`addJsonPatch`) are not followed.
 */
export class PitrRestore extends Construct {
  /** The restored database. */
  public readonly database: IDatabase;
  /** What to do at three in the morning, step by step, with the names of this restore: Markdown to be put beside the manifests. */
  public readonly runbook: string;

  /**
   * Makes the restored database and everything that belongs to it, and a Job that verifies it.
   * @throws when it cannot work: no backups, a name that is the source's, a smaller volume, a recovery point without the base backup that it needs
   */
  constructor(scope: Construct, id: string, props: PitrRestoreProps) {
    super(scope, id);
    const { source, ...options } = props;
    if (typeof source?._restore !== 'function') {
      refuse('source', 'be a database that can be restored, or the archive of one', (source as object | undefined)?.constructor.name, 'give a PostgresCluster, a MySqlCluster or a MongoReplicaSet');
    }
    if (!(props.to instanceof RecoveryPoint)) refuse('to', 'be a RecoveryPoint', props.to, 'choose one, for example RecoveryPoint.latest() or RecoveryPoint.time("2026-03-24T10:30:00Z")');
    const restored = source._restore(this, 'Database', options);
    this.database = restored.database;
    this.runbook = restored.runbook;
  }
}
