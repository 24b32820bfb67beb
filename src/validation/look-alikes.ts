import { groupOf, Manifest } from '../checklist/manifests';

/** Engines as the names of kinds and API groups spell them. */
const ENGINE = /postgres|mysql|mariadb|mongo|redis|valkey|dragonfly|cassandra|scylla|elasticsearch|opensearch|clickhouse|cockroach|couchbase|arango|neo4j|influxdb|foundationdb/i;

/**
 * What kinds of databases are called after their engine: `RedisCluster`, `CassandraDatacenter`, `MariaDB`, `MongoDBCommunity`.
 * `RedisSentinel`, `MySQLBackup` and `MongoDBUser` are none.
 */
const DATABASE = /(postgres(ql|s)?|mysql|mariadb|mongodb|redis|valkey|dragonfly|cassandra|elasticsearch|opensearch|clickhouse)$|(cluster|clusterset|community|datacenter|failover|replication|installation|deployment|instance|server|standalone)$/i;

/** Kinds whose names tell no engine, each with the group of its operator. */
const NAMED_OTHERWISE: ReadonlySet<string> = new Set([
  'InnoDBCluster.mysql.oracle.com', 'PerconaXtraDBCluster.pxc.percona.com', 'PerconaPGCluster.pgv2.percona.com', 'PerconaPGCluster.pg.percona.com',
  'SGCluster.stackgres.io', 'SGShardedCluster.stackgres.io', 'Kubegres.kubegres.reactive-tech.io', 'K8ssandraCluster.k8ssandra.io',
  'CrdbCluster.crdb.cockroachlabs.com', 'YBCluster.yugabyte.com', 'TidbCluster.pingcap.com', 'VitessCluster.planetscale.com',
  'Cluster.apps.kubeblocks.io', 'MemsqlCluster.memsql.com', 'SingleInstanceDatabase.database.oracle.com',
]);

/** Kubernetes' own kinds are workloads at most, and readers know those. */
function isCustom(group: string): boolean {
  return group.includes('.') && !group.endsWith('.k8s.io');
}

/** Whether an object is a database by its kind's name. */
export function looksLikeDatabase(manifest: Manifest): boolean {
  const group = groupOf(manifest);
  if (!isCustom(group)) return false;
  if (NAMED_OTHERWISE.has(`${manifest.kind}.${group}`)) return true;
  // a group alone names its operator's backups and users, too
  return DATABASE.test(manifest.kind) && (ENGINE.test(manifest.kind) || (ENGINE.test(group) && /^Cluster$/.test(manifest.kind)));
}
