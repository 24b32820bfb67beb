import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { archiveSettings } from './archive-settings';
import { PostgresCluster } from './postgres-cluster';
import { PostgresClusterProps } from './postgres-cluster-props';
import { postgresSettings } from './postgres-settings';
import { IRestorable, Restored, RestoreOptions } from '../contracts/restorable';
import type { DatabasePlatform } from '../platform/database-platform';
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
    const { store, destinationPath, serverName, ...props } = this.props;
    const namespace = props.namespace ?? Chart.of(scope).namespace;
    if (namespace === undefined) refuse('source.namespace', 'be given', undefined, 'name the namespace that the lost database had: its backups lie under it');
    if (store) requireEntry(store, props.platform);
    const archive = archiveSettings(props, postgresSettings(props, namespace), { store, destinationPath, serverName });
    return PostgresCluster._restoreFrom(archive, scope, id, options);
  }
}

/** A pod has one ServiceAccount: what writes its own backups has to read the source's, too. And a Secret has to come from somewhere. */
function requireEntry({ credentials }: ObjectStore, { backups, secrets }: DatabasePlatform): void {
  const [own, source] = [backups?.credentials.serviceAccountAnnotations, credentials.serviceAccountAnnotations];
  if (own && source && JSON.stringify(own) !== JSON.stringify(source)) {
    refuse('store', 'be entered with the identity of the platform\'s own object store', JSON.stringify(source),
      'give that identity the right to read it, or use ObjectStoreCredentials.secret');
  }
  if (credentials.remoteKey !== undefined && !secrets) {
    refuse('store.credentials', 'come from where the platform has a secret store', 'ObjectStoreCredentials.secretStore',
      'give the platform `secrets`, or use ObjectStoreCredentials.secret');
  }
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
