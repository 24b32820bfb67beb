import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { archiveSettings, MySqlArchiveSettings } from './archive-settings';
import { requireStore } from './backup-settings';
import { MySqlCluster } from './mysql-cluster';
import { MySqlClusterProps } from './mysql-cluster-props';
import { mySqlSettings } from './mysql-settings';
import { MySqlVersion } from './mysql-version';
import { readingCredentials } from './recovery-settings';
import { Rehearsal, RehearsalOptions, RehearsedDatabase } from '../contracts/rehearsal';
import { IRestorable, Restored, RestoreOptions } from '../contracts/restorable';
import { requireApart, requireDestinationPath, requireSchemeOf } from '../restore/archive-place';
import { ObjectStore, ObjectStoreProvider } from '../values/object-store';
import { refuse } from '../values/refusal';

/** Properties of `MySqlArchive`: those of the database that is gone, and where its backups lie when that does not follow from them. */
export interface MySqlArchiveProps extends MySqlClusterProps {
  /**
   * Object store that holds the archive. It speaks the protocol of S3: what tells a whole backup from a half one is written there alone.
   * @default - the platform's
   */
  readonly store?: ObjectStore;

  /**
   * Path in the store: the folders `backups` and `binlogs` lie below it.
   * @default - the one of a `MySqlCluster` with these props: `<store>/<namespace>/<name>`
   */
  readonly destinationPath?: string;
}

/**
 * The archive of a MySQL database that is gone with its Kubernetes objects, or that lives in another Kubernetes cluster: a source of `PitrRestore`. Its
 * props are the lost database's, best taken from the code that made it: backups have its name, and the passwords of its users lie under it in the secret store.
 * Which backups there are is looked up in the store when it is restored. Nothing is made of it.
 */
export class MySqlArchive implements IRestorable {
  /**
   * The archive of a database with these props.
   * @throws when a prop cannot be
   */
  public static of(props: MySqlArchiveProps): MySqlArchive {
    if (props.destinationPath !== undefined) requireDestinationPath(props.destinationPath, 's3://acme-db-backups/database/carts');
    // one of MongoDB has a series 8.0, too
    if (props.version !== undefined && !(props.version instanceof MySqlVersion)) {
      refuse('version', 'be a MySqlVersion', (props.version as object | null)?.constructor.name, 'give the one that the lost database had, for example MySqlVersion.V8_4');
    }
    return new MySqlArchive(props);
  }

  private constructor(private readonly props: MySqlArchiveProps) {}

  /**
   * Makes a new database from the archive.
   * @internal
   */
  public _restore(scope: Construct, id: string, options: RestoreOptions): Restored {
    const archive = this.archiveIn(scope);
    const { settings: { platform, namespace } } = archive;
    requireApart(archive, platform.backups?.pathOf(options.namespace ?? namespace, options.name), options.name);
    return MySqlCluster._restoreFrom(archive, scope, id, options);
  }

  /**
   * What a drill would have to know of it.
   * @internal
   */
  public _rehearsed(): RehearsedDatabase {
    refuse('source', 'be a MySqlCluster in a RestoreDrill, which finds backups by the operator\'s objects of them', 'MySqlArchive',
      'rehearse it by a PitrRestore in a namespace of its own, and remove that afterwards');
  }

  /**
   * A drill has none.
   * @internal
   */
  public _rehearse(_scope: Construct, _id: string, _options: RehearsalOptions): Rehearsal {
    return this._rehearsed() as never;
  }

  private archiveIn(scope: Construct): MySqlArchiveSettings {
    const { store, destinationPath: path, ...props } = this.props;
    const namespace = props.namespace ?? Chart.of(scope).namespace;
    if (namespace === undefined) refuse('source.namespace', 'be given', undefined, 'name the namespace that the lost database had: its backups lie under it');
    const archive = archiveSettings(props, mySqlSettings(props, namespace), { store, path, lost: true });
    requireReadable(archive, store === undefined ? 'platform.backups' : 'store');
    return archive;
  }
}

/** What the operator's programs, and what looks for the backups, can enter. */
function requireReadable(archive: MySqlArchiveSettings, prop: string): void {
  const { store, settings: { platform } } = archive;
  if (store.provider === ObjectStoreProvider.AZURE) {
    refuse(prop, 'speak the protocol of S3 for a MySqlArchive: in Azure\'s, nothing that is written last tells a whole backup from a half one', 'ObjectStore.azureBlob',
      'restore by hand (docs/restoring.md)');
  }
  requireStore(prop, store);
  requireSchemeOf(archive);
  if (readingCredentials(store).remoteKey !== undefined && !platform.secrets) {
    refuse(`${prop}.credentials`, 'come from where the platform has a secret store', 'ObjectStoreCredentials.secretStore', 'give the platform `secrets`, or use ObjectStoreCredentials.secret');
  }
}
