import { SecretRef } from '../values/secret-ref';

/** What a user may do in a database (MySQL 8.4 manual, 8.2.2, Privileges Provided by MySQL). None reaches beyond the databases it is given for. */
export enum MySqlPrivilege {
  /** Read rows. */
  SELECT = 'SELECT',
  /** Add rows. */
  INSERT = 'INSERT',
  /** Change rows. */
  UPDATE = 'UPDATE',
  /** Remove rows. */
  DELETE = 'DELETE',
  /** Call stored routines. */
  EXECUTE = 'EXECUTE',
  /** See how a view is made. */
  SHOW_VIEW = 'SHOW VIEW',
  /** Make tables. */
  CREATE = 'CREATE',
  /** Change tables. */
  ALTER = 'ALTER',
  /** Make and drop indexes. */
  INDEX = 'INDEX',
  /** Drop tables, views and the database. */
  DROP = 'DROP',
  /** Make foreign keys. */
  REFERENCES = 'REFERENCES',
  /** Make views. */
  CREATE_VIEW = 'CREATE VIEW',
  /** Make stored routines. */
  CREATE_ROUTINE = 'CREATE ROUTINE',
  /** Change and drop stored routines. */
  ALTER_ROUTINE = 'ALTER ROUTINE',
  /** Make and drop triggers. */
  TRIGGER = 'TRIGGER',
  /** Make and drop scheduled events. */
  EVENT = 'EVENT',
  /** Make temporary tables. */
  CREATE_TEMPORARY_TABLES = 'CREATE TEMPORARY TABLES',
  /** Lock tables, as a dump does. */
  LOCK_TABLES = 'LOCK TABLES',
}

/**
 * A user of a `MySqlCluster`. It may come from any address that a NetworkPolicy lets in, and only with TLS. One that disappears from the code stays in
 * MySQL with its password, and a privilege that is taken away here stays, too (reconcileCustomUsers of the operator 1.20 only adds): drop and revoke there.
 */
export interface MySqlUser {
  /** Name of the user: at most 32 characters. */
  readonly name: string;

  /**
   * Databases that it may use; they must be declared.
   * @default - the first database
   */
  readonly databases?: string[];

  /**
   * What it may do in them.
   * @default - SELECT, INSERT, UPDATE and DELETE: rows, and not tables
   */
  readonly privileges?: MySqlPrivilege[];

  /**
   * Secret with its `password`.
   * @default - made from the platform's secret store, remote key `<prefix>/<namespace>/<cluster>/<user>`, property `password`
   */
  readonly password?: SecretRef;
}
