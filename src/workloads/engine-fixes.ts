import { Engine } from './engines';

/** What the rules that each engine meets in its own way ask for; the options are those of the engine's own documentation and of its images. */
export interface EngineFixes {
  /** How servers copy from each other. */
  readonly replication: string;
  readonly backup: string;
  readonly log: string;
  readonly tls: string;
  readonly privilege: string;
  readonly exporter: string;
  readonly insight: string;
  readonly parameters: string;
}

const CERTIFICATE = 'from the Secret of a cert-manager Certificate with the dnsNames of its Services';

/** PostgreSQL 18 docs; docker-library/docs, postgres. */
const POSTGRESQL: EngineFixes = {
  replication: 'standbys made by pg_basebackup that follow a primary (primary_conninfo), and something that promotes one, such as Patroni',
  backup: 'pg_dump or pg_basebackup',
  log: 'Start the server with archive_mode=on and an archive_command that copies each segment to a bucket which it names, or set up pgBackRest or WAL-G.',
  tls: `Start the server with ssl=on and ssl_cert_file and ssl_key_file ${CERTIFICATE}, and with an hba_file of yours, pg_hba.conf, whose lines for the network are all hostssl, or reject.`,
  privilege: 'Give applications roles of their own without SUPERUSER, CREATEROLE, CREATEDB, REPLICATION and BYPASSRLS, and reject the superuser, which the image makes of '
    + 'POSTGRES_USER, over the network: in a pg_hba.conf of yours (hba_file), the line "host all <superuser> all reject" before the others.',
  exporter: 'postgres_exporter',
  insight: 'Start the server with shared_preload_libraries=pg_stat_statements, and its exporter (postgres_exporter) with --collector.stat_statements.',
  parameters: 'Set shared_buffers, work_mem and the others that are named, in arguments or in a postgresql.conf that it reads, to values that limits.memory of its container can pay.',
};

/** MySQL 8.4 reference, mysqlbinlog and require_secure_transport; docker-library/docs, mysql; mysqld_exporter 0.17. */
const MYSQL: EngineFixes = {
  replication: 'group replication or replicas with a source, and something that promotes one',
  backup: 'mysqldump or xtrabackup',
  log: 'Copy the binary log to a bucket all the time, by a container beside the server: mysqlbinlog --read-from-remote-server --raw --stop-never.',
  tls: `Start the server with require_secure_transport=ON and with ssl_cert, ssl_key and ssl_ca ${CERTIFICATE}.`,
  privilege: 'Set MYSQL_ROOT_HOST: localhost, and give applications a user of their own (MYSQL_USER with MYSQL_DATABASE); of a volume that exists, drop root@\'%\' by SQL, too.',
  exporter: 'mysqld_exporter',
  insight: 'Leave performance_schema on, and start its exporter (mysqld_exporter) with --collect.perf_schema.eventsstatements.',
  parameters: 'Set innodb_buffer_pool_size, max_connections and the others that are named, in arguments or in a .cnf file that it reads, to values that limits.memory of its container can pay.',
};

/** MariaDB docs, Performance Schema (off by default) and Galera; docker-library/docs, mariadb. */
const MARIADB: EngineFixes = {
  ...MYSQL,
  replication: 'Galera or replicas with a primary, and something that promotes one',
  backup: 'mariadb-dump or mariadb-backup',
  log: 'Copy the binary log (log_bin) to a bucket all the time, by a container beside the server: mysqlbinlog --read-from-remote-server --raw --stop-never.',
  privilege: 'Set MARIADB_ROOT_HOST: localhost, and give applications a user of their own (MARIADB_USER with MARIADB_DATABASE); of a volume that exists, drop root@\'%\' by SQL, too.',
  insight: 'Start the server with performance_schema=ON, and its exporter (mysqld_exporter) with --collect.perf_schema.eventsstatements.',
};

/** MongoDB manual 8.0, Configuration File Options and Localhost Exception; Percona Backup for MongoDB docs; docker-library/docs, mongo. */
const MONGODB: EngineFixes = {
  replication: 'one replica set (--replSet, and rs.initiate with all members)',
  backup: 'mongodump or Percona Backup for MongoDB (pbm)',
  log: 'Run pbm-agent of Percona Backup for MongoDB beside each member with point-in-time recovery on, which archives the oplog.',
  tls: `Set net.tls.mode: requireTLS and net.tls.certificateKeyFile in its configuration, certificate and key in one file ${CERTIFICATE} (additionalOutputFormats: CombinedPEM).`,
  privilege: 'Start with --auth, in a replica set with --keyFile, and give applications users with readWrite on their own database. What MONGO_INITDB_ROOT_USERNAME makes has role root: '
    + 'make the administrators through the localhost exception instead, or waive the rule with who holds that password.',
  exporter: 'mongodb_exporter',
  insight: 'Slow operations stand in its log: have a collector keep the logs of its pods (PodLogs, Flow or DaemonSet), or attest who does.',
  parameters: 'Set limits.memory of its container, by which it sizes its cache, or wiredTigerCacheSizeGB to what that limit can pay.',
};

/** Redis docs, ACL and TLS; redis_exporter 1.67 and later. */
const REDIS: EngineFixes = {
  replication: 'replicas (replicaof) with Sentinel, or a cluster (cluster-enabled yes)',
  backup: 'redis-cli --rdb',
  log: 'Nothing: it has no log that could be archived.',
  tls: `Start the server with port 0, tls-port 6379, and tls-cert-file, tls-key-file and tls-ca-cert-file ${CERTIFICATE}.`,
  privilege: 'Name an aclfile from a Secret in which user default is off and each application has a user with its own keys and commands (user app on #<hash> ~app:* +@read +@write).',
  exporter: 'redis_exporter',
  insight: 'Start its exporter (redis_exporter) with -slowlog-history-enabled.',
  parameters: 'Set maxmemory to what limits.memory of its container can pay.',
};

/** Elasticsearch reference, Security settings and Heap size; OpenSearch docs, Configuring TLS certificates. */
const ELASTICSEARCH: EngineFixes = {
  replication: 'one cluster (discovery.seed_hosts, and the first nodes that may lead it), with replicas of every index',
  backup: 'a call of its _snapshot API, or a policy of its snapshot management,',
  log: 'Nothing: it has no log that could be archived.',
  tls: `Set xpack.security.http.ssl.enabled: true with certificate and key (in OpenSearch plugins.security.ssl.http.enabled, pemcert_filepath and pemkey_filepath) ${CERTIFICATE}.`,
  privilege: 'Leave its security on (no xpack.security.enabled: false; in OpenSearch no DISABLE_SECURITY_PLUGIN), give applications users with roles of their own, and waive the rule '
    + 'with who holds the password of the administrator, who may always log in.',
  exporter: 'elasticsearch_exporter',
  insight: 'Set the slow logs of each index by its API, and waive the rule with where they are seen.',
  parameters: 'Set the JVM\'s heap (-Xms and -Xmx in ES_JAVA_OPTS or OPENSEARCH_JAVA_OPTS) to half of limits.memory of its container at most.',
};

/** Cassandra 5.0 docs, cassandra.yaml, Security and Commit Log Archiving. */
const CASSANDRA: EngineFixes = {
  replication: 'one ring (seeds of two nodes at least), with keyspaces of replication factor 3',
  backup: 'nodetool snapshot or Medusa',
  log: 'Set archive_command in commitlog_archiving.properties so that each segment goes to a bucket, and waive the rule with where that stands, because the check does not read this file.',
  tls: `Set client_encryption_options in cassandra.yaml: enabled: true, optional: false and a keystore ${CERTIFICATE} (keystores.jks).`,
  privilege: 'Set authenticator: PasswordAuthenticator and authorizer: CassandraAuthorizer in cassandra.yaml, and give applications roles that are no superusers.',
  exporter: 'cassandra_exporter',
  insight: 'Slow queries stand in its own debug.log (slow_query_log_timeout): waive the rule with where this file is kept.',
  parameters: 'Set MAX_HEAP_SIZE to what limits.memory of its container can pay.',
};

const FIXES: Readonly<Record<Engine['id'], EngineFixes>> = {
  postgresql: POSTGRESQL, mysql: MYSQL, mariadb: MARIADB, mongodb: MONGODB, redis: REDIS, elasticsearch: ELASTICSEARCH, cassandra: CASSANDRA,
};

export function engineFixes({ id }: Engine): EngineFixes {
  return FIXES[id];
}
