import { Endpoint } from '../contracts/endpoint';

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
