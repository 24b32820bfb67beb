import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { archiveSettings, PostgresArchiveSettings } from './archive-settings';
import { PostgresCluster } from './postgres-cluster';
import { PostgresClusterProps } from './postgres-cluster-props';
import { postgresSettings } from './postgres-settings';
import { rehearsed } from './rehearsed';
import { Rehearsal, RehearsalOptions, RehearsedDatabase } from '../contracts/rehearsal';
import { IRestorable, Restored, RestoreOptions } from '../contracts/restorable';
import { ObjectStore } from '../values/object-store';
import { refuse, requireText } from '../values/refusal';

/** Properties of `PostgresArchive`: those of the database that is gone, and where its backups lie when that does not follow from them. */
export interface PostgresArchiveProps extends PostgresClusterProps {
  /**
   * Object store that holds the archive.
   * @default - the platform's
   */
  readonly store?: ObjectStore;

  /**
   * Path in the store, as in `destinationPath` of the ObjectStore that the database had.
   * @default - the one of a `PostgresCluster` with these props: `<store>/<namespace>/<name>`
   */
  readonly destinationPath?: string;

  /**
   * Name that the backups were made under: the folder below `destinationPath` that holds `base` and `wals`.
   * @default - the one of a `PostgresCluster` with these props: `<name>-pg<major version>`
   */
  readonly serverName?: string;
}

/**
 * The archive of a PostgreSQL database that is gone, or that lives in another app or Kubernetes cluster: a source of `PitrRestore`. Its props are
 * the lost database's, best taken from the code that made it. Nothing is made of it.
 */
export class PostgresArchive implements IRestorable {
  /**
   * The archive of a database with these props.
   * @throws when a prop cannot be, or the platform has no object store and `store` is not given
   */
  public static of(props: PostgresArchiveProps): PostgresArchive {
    if (props.serverName !== undefined) requireServerName(props.serverName);
    if (props.destinationPath !== undefined) requireDestinationPath(props.destinationPath);
    return new PostgresArchive(props);
  }

  private constructor(private readonly props: PostgresArchiveProps) {}

  /**
   * Makes a new database from the archive.
   * @internal
   */
  public _restore(scope: Construct, id: string, options: RestoreOptions): Restored {
    requireSecretStore(this.props);
    return PostgresCluster._restoreFrom(this.archiveIn(scope), scope, id, options);
  }

  /**
   * What a drill has to know of it.
   * @internal
   */
  public _rehearsed(scope: Construct): RehearsedDatabase {
    const { destinationPath, serverName } = this.props;
    return { ...rehearsed(this.archiveIn(scope).settings), writesArchive: destinationPath === undefined && serverName === undefined };
  }

  /**
   * Makes what a drill that restores it has of this engine.
   * @internal
   */
  public _rehearse(scope: Construct, id: string, options: RehearsalOptions): Rehearsal {
    return new (rehearsals().PostgresRehearsal)(scope, id, { archive: this.archiveIn(scope), options }).rehearsal;
  }

  private archiveIn(scope: Construct): PostgresArchiveSettings {
    const { store, destinationPath, serverName, ...props } = this.props;
    const namespace = props.namespace ?? Chart.of(scope).namespace;
    if (namespace === undefined) refuse('source.namespace', 'be given', undefined, 'name the namespace that the lost database had: its backups lie under it');
    return archiveSettings(props, postgresSettings(props, namespace), { store, destinationPath, serverName });
  }
}

/** A Secret has to come from somewhere. */
function requireSecretStore({ store, platform }: PostgresArchiveProps): void {
  if (store?.readOnlyCredentials.remoteKey !== undefined && !platform.secrets) {
    refuse('store.credentials', 'come from where the platform has a secret store', 'ObjectStoreCredentials.secretStore',
      'give the platform `secrets`, or use ObjectStoreCredentials.secret');
  }
}

/** Loaded with the first drill: keeps the import of the library fast. */
function rehearsals(): typeof import('./postgres-rehearsal') {
  return require('./postgres-rehearsal'); // eslint-disable-line @typescript-eslint/no-require-imports
}

/** A folder of the archive, and no path. */
function requireServerName(serverName: string): void {
  requireText('serverName', serverName, 'name the folder that holds base and wals');
  if (/[/\s]/.test(serverName)) refuse('serverName', 'be the name of one folder', serverName, 'give the folder below destinationPath that holds base and wals');
}

function requireDestinationPath(path: string): void {
  if (typeof path !== 'string' || !/^(s3|gs|https):\/\/[^\s/]+(\/[^\s/]+)*\/?$/.test(path)) {
    refuse('destinationPath', 'be the URL of a folder', path, 'give destinationPath of the ObjectStore that the database had, for example "s3://acme-db-backups/database/orders"');
  }
}
