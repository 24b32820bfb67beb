import { SecretRef } from '../values/secret-ref';

/**
 * A role that may log in to a `PostgresCluster`. It is never a superuser, and may create neither roles nor databases. One that disappears from
 * the code stays in PostgreSQL with its password: drop it there.
 */
export interface PostgresRole {
  /** Name of the role. */
  readonly name: string;

  /**
   * Roles that it is a member of, for example `pg_read_all_data`.
   * @default - none
   */
  readonly memberOf?: string[];

  /**
   * Secret of type kubernetes.io/basic-auth with its `username` and `password`.
   * @default - made from the platform's secret store, remote key `<prefix>/<namespace>/<cluster>/<role>`, property `password`
   */
  readonly password?: SecretRef;

  /**
   * Connections that it may have at the same time.
   * @default - no limit but max_connections
   */
  readonly connectionLimit?: number;
}
