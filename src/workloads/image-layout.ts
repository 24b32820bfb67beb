import { DatabaseImage } from '../checklist/readers/database-image';

/** Where an image keeps its data unless told otherwise. */
export interface ImageLayout {
  readonly data: string;
  /** What it declares a VOLUME. */
  readonly volumes: readonly string[];
  /** Variables that move the data, and what it adds to them. */
  readonly variables: readonly string[];
  readonly below?: string;
}

/** Until 17, and from 18 on (docker-library/postgres, Dockerfile-debian.template; docker-library/docs, postgres, PGDATA). */
const POSTGRES_TO_17: ImageLayout = { data: '/var/lib/postgresql/data', volumes: ['/var/lib/postgresql/data'], variables: ['PGDATA'] };
const postgresFrom18 = (major: number): ImageLayout => ({ data: `/var/lib/postgresql/${major}/docker`, volumes: ['/var/lib/postgresql'], variables: ['PGDATA'] });

/** Images that are made from the official one and take its layout over (their Dockerfiles' FROM). */
const FROM_POSTGRES = /(^|\/)(postgis\/postgis|pgvector\/pgvector|timescale\/timescaledb|citusdata\/citus)$/;

/** The documentation of each image: docker-library/docs, github.com/bitnami/containers, and the vendors' own. */
const LAYOUTS: ReadonlyArray<readonly [RegExp, ImageLayout]> = [
  [/(^|\/)library\/(mysql|mariadb|percona)$|^(mysql|mariadb|percona)$|(^|\/)mysql\/(mysql|community|enterprise)-server$|(^|\/)percona\/percona-(server|xtradb-cluster)$/,
    { data: '/var/lib/mysql', volumes: ['/var/lib/mysql'], variables: [] }],
  [/(^|\/)timescale\/timescaledb-ha$/, { data: '/home/postgres/pgdata/data', volumes: [], variables: ['PGDATA'] }],
  [/(^|\/)library\/mongo$|^mongo$/, { data: '/data/db', volumes: ['/data/db', '/data/configdb'], variables: [] }],
  [/(^|\/)(mongodb\/mongodb-(community|enterprise)-server|percona\/percona-server-mongodb)$/, { data: '/data/db', volumes: [], variables: [] }],
  [/(^|\/)library\/redis$|^redis$|(^|\/)redis\/redis-stack(-server)?$|(^|\/)valkey\/valkey(-bundle)?$|^valkey$/, { data: '/data', volumes: ['/data'], variables: ['REDIS_DATA_DIR'] }],
  [/(^|\/)(library|elasticsearch)\/elasticsearch(-oss)?$|^elasticsearch$/, { data: '/usr/share/elasticsearch/data', volumes: [], variables: [] }],
  [/(^|\/)opensearchproject\/opensearch$|^opensearch$/, { data: '/usr/share/opensearch/data', volumes: [], variables: [] }],
  [/(^|\/)library\/cassandra$|^cassandra$/, { data: '/var/lib/cassandra/data', volumes: ['/var/lib/cassandra'], variables: [] }],
  [/(^|\/)bitnami\w*\/postgresql(-ha|-repmgr)?$/, { data: '/bitnami/postgresql/data', volumes: [], variables: ['POSTGRESQL_DATA_DIR', 'PGDATA'] }],
  [/(^|\/)bitnami\w*\/mysql$/, { data: '/bitnami/mysql/data', volumes: [], variables: ['MYSQL_DATA_DIR'] }],
  [/(^|\/)bitnami\w*\/mariadb(-galera)?$/, { data: '/bitnami/mariadb/data', volumes: [], variables: ['MARIADB_DATA_DIR'] }],
  [/(^|\/)bitnami\w*\/mongodb(-sharded)?$/, { data: '/bitnami/mongodb/data/db', volumes: [], variables: ['MONGODB_DATA_DIR'], below: '/db' }],
  [/(^|\/)bitnami\w*\/redis(-cluster)?$/, { data: '/bitnami/redis/data', volumes: [], variables: ['REDIS_DATA_DIR'] }],
  [/(^|\/)bitnami\w*\/valkey(-cluster)?$/, { data: '/bitnami/valkey/data', volumes: [], variables: ['VALKEY_DATA_DIR'] }],
  [/(^|\/)bitnami\w*\/elasticsearch$/, { data: '/bitnami/elasticsearch/data', volumes: [], variables: ['ELASTICSEARCH_DATA_DIR'] }],
  [/(^|\/)bitnami\w*\/opensearch$/, { data: '/bitnami/opensearch/data', volumes: [], variables: ['OPENSEARCH_DATA_DIR'] }],
  [/(^|\/)bitnami\w*\/cassandra$/, { data: '/bitnami/cassandra/data', volumes: [], variables: ['CASSANDRA_DATA_DIR'] }],
];

/** The layouts that an image may have: several where that is up to a version that it does not name, none where it is not known. */
export function layoutsOf({ repository, version }: DatabaseImage): readonly ImageLayout[] {
  if (/(^|\/)library\/postgres$|^postgres$/.test(repository) || FROM_POSTGRES.test(repository)) {
    if (version === undefined) return [POSTGRES_TO_17, postgresFrom18(18)];
    const major = Number(version.split('.')[0]);
    return [major < 18 ? POSTGRES_TO_17 : postgresFrom18(major)];
  }
  return LAYOUTS.filter(([name]) => name.test(repository)).map(([, layout]) => layout);
}
