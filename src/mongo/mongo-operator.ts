/** Who runs a `MongoReplicaSet`. */
export enum MongoOperator {
  /** Percona Operator for MongoDB 1.22: backups with point-in-time recovery, encryption at rest. */
  PERCONA = 'percona',
  /** MongoDB Controllers for Kubernetes 1.10, kind MongoDBCommunity: it makes no backups. A CronJob dumps it, and `PitrRestore` restores a dump: to no moment between two. */
  COMMUNITY = 'community',
}
