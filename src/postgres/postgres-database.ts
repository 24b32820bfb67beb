/** A database inside a `PostgresCluster`. */
export interface PostgresDatabase {
  /** Name of the database. */
  readonly name: string;

  /**
   * Role that owns it; declared in `roles`, or the owner of the first database.
   * @default - the owner of the cluster's first database
   */
  readonly owner?: string;

  /**
   * Extensions that it has. The image must hold them.
   * @default - none but pg_stat_statements, which every database gets
   */
  readonly extensions?: string[];

  /**
   * Schemas that it has besides `public`, owned by its owner.
   * @default - none
   */
  readonly schemas?: string[];
}
