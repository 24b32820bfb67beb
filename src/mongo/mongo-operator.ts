/** Who runs a `MongoReplicaSet`. */
export enum MongoOperator {
  /** Percona Operator for MongoDB 1.22: backups with point-in-time recovery, encryption at rest. */
  PERCONA = 'percona',
  /** MongoDB Controllers for Kubernetes 1.10, kind MongoDBCommunity: it makes no backups, and nothing of it can be restored but what somebody else copies. */
  COMMUNITY = 'community',
}
