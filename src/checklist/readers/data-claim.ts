import { DatabaseContainer } from './database-container';
import { isRecord, listIn } from './pod-template';
import { DatabaseFacts } from '../facts';
import { FieldPath } from '../field';

/** A PersistentVolumeClaim by name that a server keeps its data on. */
export interface DataClaim {
  readonly claim: string;
  readonly path: FieldPath;
}

/** Where images keep their data: the official ones', Bitnami's, and those that a variable moves. */
const DIRECTORIES: Readonly<Record<DatabaseFacts['engine'], readonly string[]>> = {
  postgresql: ['/var/lib/postgresql', '/bitnami/postgresql', '/pgdata', '/home/postgres/pgdata'],
  mysql: ['/var/lib/mysql', '/bitnami/mysql'],
  mariadb: ['/var/lib/mysql', '/bitnami/mariadb'],
  mongodb: ['/data/db', '/bitnami/mongodb'],
  redis: ['/data', '/bitnami/redis', '/bitnami/valkey'],
  elasticsearch: ['/usr/share/elasticsearch/data', '/usr/share/opensearch/data', '/bitnami/elasticsearch'],
  cassandra: ['/var/lib/cassandra', '/cassandra_data', '/bitnami/cassandra'],
};

/** The claims that a server keeps its data on; none of a template's own, of which each pod gets its own. */
export function dataClaimsOf({ container, image, template }: DatabaseContainer): DataClaim[] {
  const directories = [...DIRECTORIES[image.engine], ...listIn(container.env).flatMap((of) => (of?.name === 'PGDATA' && of.value ? [String(of.value)] : []))];
  // with an expression each pod has a directory of its own
  const mounted = listIn(container.volumeMounts).filter((mount) => isRecord(mount) && mount.readOnly !== true && mount.subPathExpr === undefined
    && directories.some((directory) => within(String(mount.mountPath), directory)));
  return mounted.flatMap((mount) => {
    const index = listIn(template.spec.volumes).findIndex((volume) => volume?.name === mount.name);
    const claim = template.spec.volumes?.[index]?.persistentVolumeClaim?.claimName;
    return typeof claim === 'string' ? [{ claim, path: [...template.path, 'spec', 'volumes', index, 'persistentVolumeClaim', 'claimName'] }] : [];
  });
}

/** Whether one of two directories holds the other. */
function within(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => `${path.replace(/\/+$/, '')}/`);
  return one.startsWith(other) || other.startsWith(one);
}
