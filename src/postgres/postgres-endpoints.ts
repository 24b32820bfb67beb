/** A Service of a database, and its port. */
export class Endpoint {
  /** @internal */
  public constructor(
    /** Host name inside the cluster: `<service>.<namespace>.svc`. It stands in the server certificate. */
    public readonly host: string,
    /** Port. */
    public readonly port: number,
  ) {}
}

/** Where a `PostgresCluster` answers. */
export class PostgresEndpoints {
  /** @internal */
  public constructor(
    /** The primary. */
    public readonly readWrite: Endpoint,
    /** The replicas. */
    public readonly readOnly: Endpoint,
    /** Any instance. */
    public readonly read: Endpoint,
    /** The pooler to the primary; undefined when there is none. */
    public readonly pooledReadWrite?: Endpoint,
    /** The pooler to the replicas; undefined when there is none. */
    public readonly pooledReadOnly?: Endpoint,
  ) {}
}
