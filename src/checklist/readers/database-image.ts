import { ImageReference, imageReference } from './image-reference';
import { DatabaseFacts } from '../facts';

/** An image that runs a database server: no exporter, pooler, operator, backup tool or client. */
export interface DatabaseImage extends ImageReference {
  readonly engine: DatabaseFacts['engine'];
  /** Whose releases it follows, where an engine has forks. */
  readonly product: Product;
  /** The server's version as far as name and tag tell it, for example `16` or `8.0.36`. */
  readonly version?: string;
}

export type Product = 'postgresql' | 'mysql' | 'percona-server' | 'mariadb' | 'mongodb' | 'redis' | 'valkey' | 'elasticsearch' | 'opensearch' | 'cassandra';

const ENGINE: Readonly<Record<Product, DatabaseFacts['engine']>> = {
  'postgresql': 'postgresql',
  'mysql': 'mysql',
  'percona-server': 'mysql',
  'mariadb': 'mariadb',
  'mongodb': 'mongodb',
  'redis': 'redis',
  'valkey': 'redis',
  'elasticsearch': 'elasticsearch',
  'opensearch': 'elasticsearch',
  'cassandra': 'cassandra',
};

/** How a repository ends, behind whatever a mirror puts before it. */
const ENDINGS: ReadonlyArray<readonly [RegExp, Product]> = [
  [/(^|\/)(postgres|postgresql|postgresql-ha|postgresql-repmgr|postgis|crunchy-postgres(-gis)?|percona-distribution-postgresql)$/, 'postgresql'],
  [/(^|\/)(timescaledb(-ha)?|timescaledb-postgis|pgvector|pgvecto-rs|vchord-postgres|citus|spilo(-\d+)?)$/, 'postgresql'],
  [/(^|\/)(mysql|mysql-server|mysql-cluster)$|(^|\/)mysql\/(community|enterprise)-server$/, 'mysql'],
  [/(^|\/)(percona|percona-server|percona-xtradb-cluster)$/, 'percona-server'],
  [/(^|\/)(mariadb|mariadb-galera)$/, 'mariadb'],
  [/(^|\/)(mongo|mongodb|mongodb-sharded|mongodb-(community|enterprise)-server|percona-server-mongodb)$/, 'mongodb'],
  [/(^|\/)(redis|redis-cluster|redis-stack|redis-stack-server)$/, 'redis'],
  [/(^|\/)(valkey|valkey-cluster|valkey-bundle)$/, 'valkey'],
  [/(^|\/)(elasticsearch|elasticsearch-oss)$/, 'elasticsearch'],
  [/(^|\/)opensearch$/, 'opensearch'],
  [/(^|\/)(cassandra|cass-management-api)$/, 'cassandra'],
];

/** What server an image runs, by its name as people have it; undefined when it runs none. */
export function databaseImageOf(image: unknown): DatabaseImage | undefined {
  if (typeof image !== 'string' || image === '') return undefined;
  const reference = imageReference(image);
  const product = ENDINGS.find(([ending]) => ending.test(reference.repository))?.[1];
  if (product === undefined) return undefined;
  const version = versionOf(product, reference);
  return { ...reference, engine: ENGINE[product], product, ...(version !== undefined && { version }) };
}

/** Their own version stands first in the tag, PostgreSQL's behind `pg`. */
const EXTENSION = /(^|\/)(timescaledb|timescaledb-ha|timescaledb-postgis|pgvector|pgvecto-rs|citus)$/;

function versionOf(product: Product, { repository, tag = '' }: ImageReference): string | undefined {
  if (product === 'postgresql') {
    const inName = /spilo-(\d+)$/.exec(repository) ?? /(?:^|-)pg(\d+(?:\.\d+)?)/.exec(tag) ?? /^(?:ubi|centos|rhel)\d+-(\d+(?:\.\d+)*)-/.exec(tag);
    if (inName) return inName[1];
    if (EXTENSION.test(repository) || /spilo$/.test(repository)) return undefined;
  }
  // a date is no version, and v14 somebody's own count
  return /^(?:v(?=\d+\.))?(\d{1,2}(?:\.\d+)*)(?=$|[-_+]|rc|beta|alpha)/.exec(tag)?.[1];
}
