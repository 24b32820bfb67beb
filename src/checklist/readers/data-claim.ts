import { DatabaseContainer } from './database-container';
import { commandOf, isRecord, listIn } from './pod-template';
import { DatabaseFacts } from '../facts';
import { FieldPath } from '../field';

/** A PersistentVolumeClaim by name that a server keeps its data on. */
export interface DataClaim {
  readonly claim: string;
  /** The directory on the claim. */
  readonly place: string;
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

/** How arguments move the data: the servers' own options. */
const OPTION = /(?:^|\s)(?:(?:-c\s*|--)data[_-]directory[=\s]|--(?:datadir|dbpath|dir)[=\s]|-Epath\.data=|-D\s*)["']?(\/[^\s"']+)/g;

/** The claims that a server keeps its data on; none of a template's own, of which each pod gets its own. */
export function dataClaimsOf(server: DatabaseContainer): DataClaim[] {
  const { spec, path } = server.template;
  return dataMountsOf(server).flatMap(({ name, place }) => {
    const index = listIn(spec.volumes).findIndex((volume) => volume?.name === name);
    const claim = spec.volumes?.[index]?.persistentVolumeClaim;
    return typeof claim?.claimName === 'string' && claim.readOnly !== true
      ? [{ claim: claim.claimName, place, path: [...path, 'spec', 'volumes', index, 'persistentVolumeClaim', 'claimName'] }] : [];
  });
}

/** A volume that a server keeps its data on, by its name. */
export interface DataMount {
  readonly name: string;
  /** The directory on the volume. */
  readonly place: string;
}

export function dataMountsOf({ container, image }: DatabaseContainer): DataMount[] {
  const told = [
    ...[...commandOf(container).matchAll(OPTION)].map(([, directory]) => directory),
    ...listIn(container.env).flatMap((of) => (of?.name === 'PGDATA' && of.value ? [String(of.value)] : [])),
  ];
  const directories = [...DIRECTORIES[image.engine], ...told];
  // with an expression each pod has a directory of its own
  const mounted = listIn(container.volumeMounts).filter((mount) => isRecord(mount) && mount.readOnly !== true && mount.subPathExpr === undefined
    && directories.some((directory) => within(String(mount.mountPath), directory)));
  return mounted.map(({ name, mountPath, subPath = '' }) => {
    const at = `${String(mountPath).replace(/\/+$/, '')}/`;
    const below = told.find((directory) => `${directory}/`.startsWith(at))?.slice(at.length) ?? '';
    return { name: String(name), place: [subPath, below].map((part) => String(part).replace(/^\/+|\/+$/g, '')).filter(Boolean).join('/') };
  });
}

/** Whether one of two directories holds the other. */
function within(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => `${path.replace(/(?<!\/)\/+$/, '')}/`);
  return one.startsWith(other) || other.startsWith(one);
}
