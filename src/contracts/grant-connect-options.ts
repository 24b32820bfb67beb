/** What a client may do. */
export enum ConnectAccess {
  /** It reads and writes, at the primary. */
  READ_WRITE = 'read-write',
  /** It reads, at the replicas. */
  READ_ONLY = 'read-only',
}

/** Options of `PostgresCluster.grantConnect`. */
export interface GrantConnectOptions {
  /**
   * What the client may do.
   * @default ConnectAccess.READ_WRITE
   */
  readonly access?: ConnectAccess;

  /**
   * Role that the client logs in with. One that the database does not have is made: a member of pg_read_all_data, and for read-write of
   * pg_write_all_data, so that it may change rows and not tables. Both reach every database of the cluster: where there are several, the
   * role has to be declared.
   * @default - the owner of the database for read-write, `<database>_readonly` for read-only
   */
  readonly role?: string;

  /**
   * Database that the client connects to.
   * @default - the first database
   */
  readonly database?: string;

  /**
   * Whether the client goes through the pooler.
   * @default false
   */
  readonly pooled?: boolean;

  /**
   * Text before the names of the environment variables, for a client of several databases. Only without it does libpq read them by itself.
   * @default - none: PGHOST, PGPORT, PGDATABASE, PGUSER, PGSSLMODE, PGSSLROOTCERT, PGSERVICE and PGSERVICEFILE
   */
  readonly prefix?: string;

  /**
   * Whether the client's side gets a NetworkPolicy that lets it out to this database and to DNS. As with every policy, the client may
   * then go out only where some policy lets it: set it to false for a client that no egress policy restricts and that goes elsewhere, too.
   * @default true - both sides
   */
  readonly clientPolicy?: boolean;
}
