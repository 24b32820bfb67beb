import { join } from 'path';
import { check } from '../../src/validation/check';
import { looksLikeDatabase } from '../../src/validation/look-alikes';
import { folder } from '../support/folder';

function kindsThatLook(...kinds: string[]): string[] {
  return kinds.filter((of) => {
    const [kind, ...group] = of.split('.');
    return looksLikeDatabase({ apiVersion: [...(group.length > 0 ? [group.join('.')] : []), 'v1'].join('/'), kind, metadata: { name: 'a' } });
  });
}

test('kinds of databases look like databases', () => {
  const kinds = [
    'InnoDBCluster.mysql.oracle.com', 'PerconaXtraDBCluster.pxc.percona.com', 'PerconaServerMySQL.ps.percona.com', 'MySQLCluster.moco.cybozu.com',
    'MariaDB.k8s.mariadb.com', 'PerconaServerMongoDB.psmdb.percona.com', 'MongoDBCommunity.mongodbcommunity.mongodb.com', 'MongoDB.mongodb.com',
    'PerconaPGCluster.pgv2.percona.com', 'SGCluster.stackgres.io', 'Postgres.kubedb.com', 'postgresql.acid.zalan.do', 'PostgresCluster.postgres-operator.crunchydata.com',
    'RedisFailover.databases.spotahome.com', 'RedisCluster.redis.redis.opstreelabs.in', 'RedisReplication.redis.redis.opstreelabs.in', 'Redis.redis.redis.opstreelabs.in',
    'CassandraDatacenter.cassandra.datastax.com', 'K8ssandraCluster.k8ssandra.io', 'ScyllaCluster.scylla.scylladb.com',
    'Elasticsearch.elasticsearch.k8s.elastic.co', 'OpenSearchCluster.opensearch.opster.io', 'ClickHouseInstallation.clickhouse.altinity.com',
    'CouchbaseCluster.couchbase.com', 'ArangoDeployment.database.arangodb.com', 'Dragonfly.dragonflydb.io', 'Cluster.postgresql.k8s.enterprisedb.io',
  ];
  expect(kindsThatLook(...kinds)).toEqual(kinds);
});

test('what belongs to databases, and what has nothing to do with them, does not', () => {
  expect(kindsThatLook(
    'Backup.postgresql.cnpg.io', 'Pooler.postgresql.cnpg.io', 'Database.postgresql.cnpg.io', 'ScheduledBackup.postgresql.cnpg.io', 'MySQLBackup.mysql.oracle.com',
    'MySQLUser.k8s.mariadb.com', 'MongoDBUser.mongodb.com', 'PerconaServerMongoDBBackup.psmdb.percona.com', 'PerconaServerMongoDBRestore.psmdb.percona.com',
    'RedisSentinel.redis.redis.opstreelabs.in', 'PostgresOpsRequest.ops.kubedb.com', 'PostgresVersion.catalog.kubedb.com', 'ElasticsearchAutoscaler.autoscaling.k8s.elastic.co',
    'Kibana.kibana.k8s.elastic.co', 'Cluster.cluster.x-k8s.io', 'Cluster.provisioning.cattle.io', 'CustomResourceDefinition.apiextensions.k8s.io',
    'StatefulSet.apps', 'Service', 'Kafka.kafka.strimzi.io', 'RabbitmqCluster.rabbitmq.com', 'Application.argoproj.io', 'HelmRelease.helm.toolkit.fluxcd.io',
  )).toEqual([]);
});

test('one that nothing here can read is listed with its line, and changes no exit code', () => {
  const files = folder({ 'a.yaml': 'a: b\n---\napiVersion: k8s.mariadb.com/v1alpha1\nkind: MariaDB\nmetadata:\n  name: orders\n' });
  expect(check([files], [], new Date(0)).unread).toEqual([{
    file: join(files, 'a.yaml'), line: 3, reason: 'MariaDB default/orders (k8s.mariadb.com) looks like a database of a kind that is not known here', broken: false,
  }]);
});
