import { requireInteger } from '../values/refusal';

/** What a commit does when no replica answers. */
export enum DataDurability {
  /** It waits: an acknowledged write is never lost, and writes stop while too few replicas answer. */
  REQUIRED = 'required',
  /** It goes on with the replicas that there are: writes never stop, and a failover in that moment can lose some. */
  PREFERRED = 'preferred',
}

/** Options of `SynchronousReplication.quorum`. */
export interface SynchronousQuorumOptions {
  /**
   * Replicas that must have a write before it is acknowledged.
   * @default 1
   */
  readonly number?: number;

  /**
   * What a commit does when too few replicas answer.
   * @default DataDurability.REQUIRED - no acknowledged write is lost (CloudNativePG 1.30, docs/src/replication.md)
   */
  readonly dataDurability?: DataDurability;
}

/** Whether a commit waits for replicas. */
export class SynchronousReplication {
  /**
   * A commit waits until any `number` of the replicas have it, and a failover is refused where it could lose it.
   * @throws when the number is below 1; more replicas than the database has are refused by `PostgresCluster`
   */
  public static quorum(options: SynchronousQuorumOptions = {}): SynchronousReplication {
    const number = options.number ?? 1;
    requireInteger('replication.number', number, 1, Number.MAX_SAFE_INTEGER, 'give the number of replicas, or use SynchronousReplication.none()');
    return new SynchronousReplication(number, options.dataDurability ?? DataDurability.REQUIRED);
  }

  /** A commit waits for no replica: a failover can lose the last acknowledged writes. */
  public static none(): SynchronousReplication {
    return new SynchronousReplication(0, DataDurability.PREFERRED);
  }

  private constructor(
    /** Replicas that a commit waits for; 0 for none. */
    public readonly number: number,
    /** What a commit does when too few replicas answer. */
    public readonly dataDurability: DataDurability,
  ) {}
}
