import { DatabaseFacts } from '../checklist/facts';
import { AlertTopic } from '../checklist/readers/alerts';

/** What is known of an engine that somebody runs by hand. */
export interface Engine {
  readonly id: DatabaseFacts['engine'];
  /** The port that clients connect to. */
  readonly port: number;
  /** The ports that its servers reach each other on. */
  readonly peerPorts: readonly number[];
  /** Where the published images keep the data, unless told otherwise. */
  readonly dataPaths: readonly string[];
  /** Settings that move the data, the one that wins first. */
  readonly dataSettings: readonly string[];
  /** Variables by which some image or other moves them. */
  readonly dataVariables: readonly string[];
  /** Directories and files that its server reads its configuration from by itself. */
  readonly configuration: RegExp;
  /** Words without which no server copies from another. */
  readonly replication: RegExp;
  /** Commands, and images, that make a backup of it. */
  readonly backup: RegExp;
  /** Image names of its exporters, and the port that they serve unless told otherwise. */
  readonly exporter: RegExp;
  readonly exporterPort: number;
  readonly metricPrefix: string;
  /** Why there is no log that could be archived. */
  readonly noLog?: string;
  readonly topics: readonly AlertTopic[];
  readonly lag?: AlertTopic;
}

const POSTGRESQL: Engine = {
  id: 'postgresql',
  port: 5432,
  peerPorts: [5432],
  dataPaths: ['/var/lib/postgresql/data', '/bitnami/postgresql/data', '/home/postgres/pgdata', '/pgdata'],
  // data_directory overrides -D (PostgreSQL 18 docs, File Locations)
  dataSettings: ['data_directory', '-D'],
  dataVariables: ['PGDATA', 'POSTGRESQL_DATA_DIR'],
  configuration: /^\/(opt\/)?bitnami\/(postgresql|repmgr)\/(conf|mounted-conf)\//,
  replication: /replic|standby|basebackup|primary_conninfo|patroni|repmgr|stolon/i,
  backup: /\b(pg_dump(all)?|pg_basebackup|pgbackrest|barman|wal-g|wal-e)\b|(postgres(ql)?|pg)[-_]?(backup|dump)|(backup|dump)[-_](postgres|pg)/i,
  exporter: /(^|\/)(bitnami-)?(postgres(ql)?[-_]?(server[-_])?exporter|pg[-_]?exporter|prometheus-postgres-exporter)$/,
  exporterPort: 9187,
  metricPrefix: 'pg_',
  lag: { topic: 'replication lag', metrics: /^pg_(replication_\w+|stat_replication_\w+|stat_wal_receiver_\w+)$/ },
  topics: [
    { topic: 'connections', metrics: /^pg_(stat_activity_count|stat_database_numbackends|settings_max_connections|locks_count)$/ },
  ],
};

const MYSQL: Engine = {
  id: 'mysql',
  port: 3306,
  peerPorts: [3306],
  dataPaths: ['/var/lib/mysql', '/bitnami/mysql/data'],
  dataSettings: ['datadir'],
  dataVariables: ['MYSQL_DATA_DIR'],
  configuration: /^\/etc\/(my\.cnf|mysql\/my\.cnf|(mysql\/)?(conf|my\.cnf|mysql\.conf|mariadb\.conf)\.d\/[^/]+\.cnf)$|^\/(opt\/)?bitnami\/(mysql|mariadb)\/conf\//,
  replication: /replic|slave|galera|wsrep|xtrabackup|mariabackup|change master|group_seeds/i,
  backup: /\b(mysqldump|mysqlpump|mydumper|xtrabackup|mariadb-dump|mariabackup|mariadb-backup|dumpInstance)\b|(mysql|mariadb)[-_]?(cron[-_])?(backup|dump)|(backup|dump)[-_](mysql|mariadb)/i,
  exporter: /(^|\/)(mysqld?[-_]?(server[-_])?exporter|prometheus-mysql-exporter)$/,
  exporterPort: 9104,
  metricPrefix: 'mysql_',
  lag: { topic: 'replication lag', metrics: /^mysql_(slave|replica)_status_\w+$|^mysql_global_status_wsrep_\w+$|^mysql_perf_schema_replication_\w+$|^mysql_heartbeat_\w+$/ },
  topics: [
    { topic: 'connections', metrics: /^mysql_global_(status_(threads_connected|max_used_connections)|variables_max_connections)$/ },
  ],
};

const MARIADB: Engine = { ...MYSQL, id: 'mariadb', dataPaths: [...MYSQL.dataPaths, '/bitnami/mariadb/data'], dataVariables: ['MARIADB_DATA_DIR'] };

const MONGODB: Engine = {
  id: 'mongodb',
  port: 27017,
  peerPorts: [27017],
  dataPaths: ['/data/db', '/bitnami/mongodb/data', '/bitnami/mongodb/data/db'],
  dataSettings: ['dbpath', 'storage.dbpath'],
  dataVariables: ['MONGODB_DATA_DIR'],
  configuration: /^\/(opt\/)?bitnami\/mongodb\/conf\//,
  replication: /repl_?set|replica_?set/i,
  backup: /\b(mongodump|pbm)\b|mongo(db)?[-_]?(backup|dump)|(backup|dump)[-_]mongo/i,
  exporter: /(^|\/)mongo(db)?[-_]?(server[-_])?exporter$/,
  exporterPort: 9216,
  metricPrefix: 'mongodb_',
  lag: { topic: 'replication lag', metrics: /^mongodb_((mongod_)?replset_\w+|rs_\w+|mongod_replset_\w+)$/ },
  topics: [{ topic: 'connections', metrics: /^mongodb_(ss_|mongod_)?connections\w*$/ }],
};

const REDIS: Engine = {
  id: 'redis',
  port: 6379,
  peerPorts: [6379],
  dataPaths: ['/data', '/bitnami/redis/data', '/bitnami/valkey/data'],
  dataSettings: ['dir'],
  dataVariables: ['REDIS_DATA_DIR', 'VALKEY_DATA_DIR'],
  configuration: /^\/opt\/bitnami\/(redis|valkey)(-cluster)?\/(etc|mounted-etc)\//,
  replication: /replica|slave|cluster-enabled|cluster_enabled|sentinel/i,
  backup: /--rdb\b|\bbgsave\b|redis-dump|dump\.rdb|(redis|valkey)[-_]?(backup|dump)/i,
  exporter: /(^|\/)(redis|valkey)[-_]?exporter$/,
  exporterPort: 9121,
  metricPrefix: 'redis_',
  noLog: 'Redis replays no log to a point in time: its backups are its snapshots',
  lag: { topic: 'replication lag', metrics: /^redis_(master_\w+|slave_\w+|replica_\w+|connected_slaves?\w*|cluster_\w+)$/ },
  topics: [{ topic: 'connections', metrics: /^redis_(connected_clients|rejected_connections_total|config_maxclients|blocked_clients)$/ }],
};

const ELASTICSEARCH: Engine = {
  id: 'elasticsearch',
  port: 9200,
  peerPorts: [9300],
  dataPaths: ['/usr/share/elasticsearch/data', '/usr/share/opensearch/data', '/bitnami/elasticsearch/data', '/bitnami/opensearch/data'],
  dataSettings: ['path.data'],
  dataVariables: ['ELASTICSEARCH_DATA_DIR'],
  configuration: /\/config\/(elasticsearch|opensearch)\.yml$|\/config\/jvm\.options(\.d\/.+)?$|^\/opt\/bitnami\/(elasticsearch|opensearch)\/config\//,
  replication: /discovery[._]|seed_hosts|initial_master|cluster_hosts|initial_cluster_manager/i,
  backup: /_snapshot\b|_slm\b|elasticdump|curator|(elastic(search)?|opensearch)[-_]?(backup|dump|snapshot)/i,
  exporter: /(^|\/)(elastic(search)?|opensearch)[-_]exporter$/,
  exporterPort: 9114,
  metricPrefix: 'elasticsearch_',
  noLog: 'Elasticsearch replays no log to a point in time: its backups are its snapshots',
  lag: { topic: 'unassigned shards', metrics: /^elasticsearch_cluster_health_\w+$/ },
  topics: [{ topic: 'rejected requests', metrics: /^elasticsearch_(thread_pool_\w+|jvm_memory_\w+|breakers_\w+)$/ }],
};

const CASSANDRA: Engine = {
  id: 'cassandra',
  port: 9042,
  peerPorts: [7000],
  dataPaths: ['/var/lib/cassandra', '/bitnami/cassandra', '/cassandra_data', '/opt/cassandra/data'],
  dataSettings: ['data_file_directories'],
  dataVariables: ['CASSANDRA_DATA_DIR', 'CASSANDRA_DATA'],
  configuration: /^\/etc\/cassandra\/|^\/(opt\/)?bitnami\/cassandra\/conf\//,
  replication: /seed/i,
  backup: /\bnodetool\b[^\n]{0,300}\bsnapshot\b|\b(cassandra-)?medusa\b|cassandra[-_]?(backup|snapshot)/i,
  exporter: /(^|\/)cassandra[-_]exporter$/,
  exporterPort: 8080,
  metricPrefix: 'cassandra_',
  lag: { topic: 'nodes that are down', metrics: /^(cassandra|mcac|org_apache_cassandra)_\w*(down|failuredetector|hints?|endpoint)\w*$/i },
  topics: [{ topic: 'connections', metrics: /^(cassandra|mcac|org_apache_cassandra)_\w*(client|native)\w*$/i }],
};

const ENGINES: Readonly<Record<Engine['id'], Engine>> = {
  postgresql: POSTGRESQL, mysql: MYSQL, mariadb: MARIADB, mongodb: MONGODB, redis: REDIS, elasticsearch: ELASTICSEARCH, cassandra: CASSANDRA,
};

export function engineOf(id: Engine['id']): Engine {
  return ENGINES[id];
}
