import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { MongoOperator } from './mongo-operator';
import { MongoReplicaSet } from './mongo-replica-set';
import { MongoReplicaSetProps } from './mongo-replica-set-props';
import { MongoSettings, mongoSettings } from './mongo-settings';
import { requireRestorable } from './recovery-settings';
import { RestoredSource } from './restored-props';
import { Rehearsal, RehearsalOptions, RehearsedDatabase } from '../contracts/rehearsal';
import { IRestorable, Restored, RestoreOptions } from '../contracts/restorable';
import { ArchivePlace, requireApart, requireDestinationPath, requireSchemeOf } from '../restore/archive-place';
import { ObjectStore, ObjectStoreProvider } from '../values/object-store';
import { refuse } from '../values/refusal';

/** Properties of `MongoArchive`: those of the database that is gone, and where its backups lie when that does not follow from them. */
export interface MongoArchiveProps extends MongoReplicaSetProps {
  /**
   * Object store that holds the archive. With Percona's operator it is entered with keys that write: the agents mark a store as theirs, and write nothing else.
   * @default - the platform's
   */
  readonly store?: ObjectStore;

  /**
   * Path in the store: what Percona Backup for MongoDB has written, or the folder `dumps` of `MongoOperator.COMMUNITY`, lies below it.
   * @default - the one of a `MongoReplicaSet` with these props: `<store>/<namespace>/<name>`
   */
  readonly destinationPath?: string;
}

/**
 * The archive of a MongoDB database that is gone with its Kubernetes objects, or that lives in another Kubernetes cluster: a source of `PitrRestore`. Its
 * props are the lost database's, best taken from the code that made it: the passwords of its users lie under its name in the secret store. Which backups
 * there are is looked up in the store when it is restored. The key that encrypted the lost volumes is not needed: backups are logical. Nothing is made of it.
 */
export class MongoArchive implements IRestorable {
  /**
   * The archive of a database with these props.
   * @throws when a prop cannot be
   */
  public static of(props: MongoArchiveProps): MongoArchive {
    if (props.destinationPath !== undefined) requireDestinationPath(props.destinationPath, 's3://acme-db-backups/database/catalog');
    return new MongoArchive(props);
  }

  private constructor(private readonly props: MongoArchiveProps) {}

  /**
   * Makes a new database from the archive.
   * @internal
   */
  public _restore(scope: Construct, id: string, options: RestoreOptions): Restored {
    const archive = this.archiveIn(scope);
    const { platform, namespace } = archive.settings;
    requireApart(archive.lost, platform.backups!.pathOf(options.namespace ?? namespace, options.name), options.name);
    return MongoReplicaSet._restoreFrom(archive, scope, id, options);
  }

  /**
   * What a drill would have to know of it.
   * @internal
   */
  public _rehearsed(): RehearsedDatabase {
    refuse('source', 'be a MongoReplicaSet in a RestoreDrill, which finds backups by the operator\'s objects of them', 'MongoArchive',
      'rehearse it by a PitrRestore in a namespace of its own, and remove that afterwards');
  }

  /**
   * A drill has none.
   * @internal
   */
  public _rehearse(_scope: Construct, _id: string, _options: RehearsalOptions): Rehearsal {
    return this._rehearsed() as never;
  }

  private archiveIn(scope: Construct): RestoredSource & { readonly lost: ArchivePlace } {
    const { store: given, destinationPath, ...props } = this.props;
    const namespace = props.namespace ?? Chart.of(scope).namespace;
    if (namespace === undefined) refuse('source.namespace', 'be given', undefined, 'name the namespace that the lost database had: its backups lie under it');
    const settings = mongoSettings(props, namespace);
    requireRestorable(settings);
    const store = given ?? settings.platform.backups!;
    const lost = { store, path: destinationPath ?? store.pathOf(namespace, settings.name) };
    requireSchemeOf(lost);
    requireReadable(settings, store, given === undefined ? 'platform.backups' : 'store');
    return { props, settings, lost };
  }
}

/** What Percona's operator and its agents, and what looks for the backups, can enter. */
function requireReadable({ operator }: MongoSettings, { credentials, endpointCa, provider, region, endpoint }: ObjectStore, prop: string): void {
  // a dump needs nothing but what it was made with
  if (operator === MongoOperator.COMMUNITY) return;
  if (credentials.secretName === undefined) {
    refuse(`${prop}.credentials`, 'come from a Secret for a MongoArchive', 'ObjectStoreCredentials.workloadIdentity',
      'use ObjectStoreCredentials.secretStore: who looks for the backups before the database is there has no identity');
  }
  if (endpointCa) {
    refuse(`${prop}.endpointCa`, 'be left out where a MongoReplicaSet is restored: Percona\'s operator 1.22.0 knows no CA of one\'s own when it restores', endpointCa.name,
      'give the endpoint a certificate of a public CA, or restore by hand (docs/restoring.md)');
  }
  if (provider === ObjectStoreProvider.S3 && region === undefined && endpoint === undefined) {
    refuse(prop, 'have a region or an endpoint for a MongoArchive', region, 'give ObjectStore.s3 the bucket\'s region: Percona Backup for MongoDB would sign for us-east-1');
  }
}
