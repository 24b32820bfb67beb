import { Compute } from '../values/compute';

/** Which instances a pooler leads to. */
export enum PoolerType {
  /** The primary. */
  READ_WRITE = 'rw',
  /** The replicas. */
  READ_ONLY = 'ro',
}

/** When a server connection goes back to the pool. */
export enum PoolMode {
  /** At the end of the client's session: every feature of PostgreSQL works. */
  SESSION = 'session',
  /** At the end of each transaction: far more clients, and nothing may outlive a transaction (SET, LISTEN, advisory locks). */
  TRANSACTION = 'transaction',
}

/** PgBouncer in front of a `PostgresCluster`. Its Service is `<cluster>-pooler-<type>`. */
export interface PostgresPooler {
  /** Which instances it leads to; each type at most once. */
  readonly type: PoolerType;

  /**
   * When a server connection goes back to the pool.
   * @default PoolMode.TRANSACTION
   */
  readonly mode?: PoolMode;

  /**
   * Number of PgBouncer pods.
   * @default 2 - one may go at a time
   */
  readonly instances?: number;

  /**
   * Clients that each PgBouncer pod takes.
   * @default 1000
   */
  readonly maxClientConnections?: number;

  /**
   * CPU and memory of each PgBouncer pod.
   * @default - 0.25 CPU and 128 MiB; PgBouncer is one thread and needs about 2 KiB a client (pgbouncer.org/features)
   */
  readonly compute?: Compute;
}
