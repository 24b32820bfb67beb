import { Product } from './database-image';
import { valueAt } from './server-images';
import { FieldPath } from '../field';
import { groupOf, Manifest } from '../manifests';

/** A version that an operator's object names in a field of its own. */
export interface ServerVersion {
  readonly product: Product;
  readonly version: string;
  /** Field and value, in words. */
  readonly what: string;
  readonly path: FieldPath;
}

const FIELDS: Readonly<Record<string, readonly [Product, FieldPath]>> = {
  'acid.zalan.do/postgresql': ['postgresql', ['spec', 'postgresql', 'version']],
  'postgres-operator.crunchydata.com/PostgresCluster': ['postgresql', ['spec', 'postgresVersion']],
  'pgv2.percona.com/PerconaPGCluster': ['postgresql', ['spec', 'postgresVersion']],
  'mongodbcommunity.mongodb.com/MongoDBCommunity': ['mongodb', ['spec', 'version']],
  'elasticsearch.k8s.elastic.co/Elasticsearch': ['elasticsearch', ['spec', 'version']],
  'k8ssandra.io/K8ssandraCluster': ['cassandra', ['spec', 'cassandra', 'serverVersion']],
  'cassandra.datastax.com/CassandraDatacenter': ['cassandra', ['spec', 'serverVersion']],
};

/** Versions that stand in fields and not in an image's tag. */
export function serverVersionsOf(manifest: Manifest): ServerVersion[] {
  const kind = `${groupOf(manifest)}/${manifest.kind}`;
  if (!Object.hasOwn(FIELDS, kind)) return [];
  const [product, path] = FIELDS[kind];
  const value = valueAt(manifest, path);
  const version = /^v?(\d+(\.\d+)*)/.exec(String(value ?? ''))?.[1];
  // DataStax Enterprise counts its own way
  const ours = valueAt(manifest, [...path.slice(0, -1), 'serverType']);
  return version === undefined || (ours !== undefined && ours !== 'cassandra') ? [] : [{ product, version, what: `${path.join('.')} ${value}`, path }];
}
