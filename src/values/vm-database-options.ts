import { SecretKeyRef } from './secret-key-ref';
import { SecretRef } from './secret-ref';

/** Where a database on a machine is, and how the migration gets in. */
export interface VmDatabaseOptions {
  /** DNS name or address of the machine. The server's certificate must carry it: it is verified. */
  readonly host: string;

  /**
   * Port of the server.
   * @default - the engine's own: 5432, 3306, 27017
   */
  readonly port?: number;

  /** Name of the database on the machine, as it is there: it may have capitals and dashes. */
  readonly database: string;

  /** Secret in the target's namespace with the key `password`: that of `user`. */
  readonly credentials: SecretRef;

  /**
   * Who the migration works as: the administrator's script makes it (programs/postgres-administrator.sql, programs/mysql-administrator.sql, programs/mongo-administrator.js), and it is no superuser.
   * @default cdk8s_migration
   */
  readonly user?: string;

  /**
   * The CA that signed the server's certificate, in a Secret in the target's namespace.
   * @default - has to be given, unless the source is `unencrypted`
   */
  readonly ca?: SecretKeyRef;

  /**
   * Why passwords and rows may cross the network readable. It stands in the report of the target and on the migration's state.
   * @default - they may not: TLS, and the server's certificate verified for `host`
   */
  readonly unencrypted?: string;

  /**
   * Addresses of the machine, or CIDRs: a NetworkPolicy knows no names. Migration and target get out to these, and only these get in for the way back.
   * @default - the host, where that is an address; otherwise they have to be given
   */
  readonly addresses?: string[];
}

/** Options of `VmDatabase.postgres`. */
export interface VmPostgresOptions extends VmDatabaseOptions {
  /**
   * Major version of the server, 12 or later.
   * @default - not known: only the phase ASSESS finds out whether the target is older
   */
  readonly version?: number;
}

/** Options of `VmDatabase.mysql`. */
export interface VmMySqlOptions extends VmDatabaseOptions {
  /**
   * Release series of the server: `8.0` or later.
   * @default - not known: only the phase ASSESS finds out whether the target is older
   */
  readonly version?: string;

  /**
   * Other databases of the server. Writes are stopped on all of it, and stay so after the switch: name those that nobody writes any more.
   * @default - none: the phase ASSESS blocks where another one was written since the server was started
   */
  readonly alsoStopped?: string[];
}

/** Options of `VmDatabase.mongo`. */
export interface VmMongoOptions extends VmDatabaseOptions {
  /**
   * Major version of the server, 6 or later.
   * @default - not known: only the phase ASSESS finds out whether the target is older
   */
  readonly version?: number;

  /**
   * Name of the replica set that the server is a member of. Its members send clients on to each other: `addresses` has all of theirs.
   * @default - this server is asked alone, which has to be the only member of its replica set: without one MongoDB stops no writes
   */
  readonly replicaSet?: string;

  /**
   * Other databases of the server. Writes are stopped on all of it, and stay so after the switch: name those that nobody writes any more.
   * @default - none: the phase ASSESS blocks where there is another one
   */
  readonly alsoStopped?: string[];
}
