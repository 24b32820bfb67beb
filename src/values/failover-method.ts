/** How a drill makes a database fail over. */
export enum FailoverMethod {
  /** The primary's pod is deleted, as on a failure. */
  POD_DELETION = 'pod-deletion',
  /** The operator is asked for a switchover: the primary stops in order, and hands over. Of a `PostgresCluster` only. */
  SWITCHOVER = 'switchover',
}
