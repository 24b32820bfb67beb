/** What a client may do. */
export enum ConnectAccess {
  /** It reads and writes. */
  READ_WRITE = 'read-write',
  /** It reads, at the replicas where that can be said. */
  READ_ONLY = 'read-only',
}

/** Options of `grantConnect`. */
export interface GrantConnectOptions {
  /**
   * What the client may do.
   * @default ConnectAccess.READ_WRITE
   */
  readonly access?: ConnectAccess;

  /**
   * Role (PostgreSQL) or user (MySQL, MongoDB) that the client logs in with. One that the database does not have is made. In MySQL and MongoDB it reads one
   * database, or reads and writes it. In PostgreSQL it is a member of pg_read_all_data, and for read-write of pg_write_all_data, so that it may change rows
   * and not tables; both reach every database of the cluster, so that where there are several the role has to be declared.
   * @default - for read-only `<database>_readonly`; for read-write in PostgreSQL the owner of the database, in MySQL the user that is named like the
   * database, otherwise `<database>_readwrite`, and in MongoDB the user that is named like the database
   */
  readonly role?: string;

  /**
   * Database that the client connects to.
   * @default - the first database
   */
  readonly database?: string;

  /**
   * Whether the client goes through PgBouncer. PostgreSQL only: MySQL's clients always go through its proxy, and MongoDB's drivers pool by themselves.
   * @default false
   */
  readonly pooled?: boolean;

  /**
   * Text before the names of the environment variables, for a client of several databases. Only without it does libpq read them by itself.
   * @default - none: in PostgreSQL PGHOST, PGPORT, PGDATABASE, PGUSER, PGSSLMODE, PGSSLROOTCERT, PGPASSWORD_FILE, PGSERVICE and PGSERVICEFILE; the others' are
   * those that their `grantConnect` lists
   */
  readonly prefix?: string;

  /**
   * Whether the client's side gets a NetworkPolicy that lets it out to this database and to DNS. As with every policy, the client may
   * then go out only where some policy lets it: set it to false for a client that no egress policy restricts and that goes elsewhere, too.
   * @default true - both sides
   */
  readonly clientPolicy?: boolean;
}
