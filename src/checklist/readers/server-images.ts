import { databaseContainersOf } from './database-container';
import { DatabaseImage, databaseImageOf } from './database-image';
import { isRecord } from './pod-template';
import { FieldPath } from '../field';
import { groupOf, Manifest } from '../manifests';

/** An image that a database runs, and where a manifest names it. */
export interface ServerImage {
  readonly image: DatabaseImage;
  /** As written. */
  readonly name: string;
  readonly path: FieldPath;
}

/** Where operators take their servers' images from, in the fields of their APIs. */
const FIELDS: Readonly<Record<string, readonly FieldPath[]>> = {
  'postgresql.cnpg.io/Cluster': [['spec', 'imageName']],
  'acid.zalan.do/postgresql': [['spec', 'dockerImage']],
  'postgres-operator.crunchydata.com/PostgresCluster': [['spec', 'image']],
  'pgv2.percona.com/PerconaPGCluster': [['spec', 'image']],
  'pxc.percona.com/PerconaXtraDBCluster': [['spec', 'pxc', 'image']],
  'ps.percona.com/PerconaServerMySQL': [['spec', 'mysql', 'image']],
  'psmdb.percona.com/PerconaServerMongoDB': [['spec', 'image']],
  'k8s.mariadb.com/MariaDB': [['spec', 'image']],
  'redis.redis.opstreelabs.in/Redis': [['spec', 'kubernetesConfig', 'image']],
  'redis.redis.opstreelabs.in/RedisCluster': [['spec', 'kubernetesConfig', 'image']],
  'redis.redis.opstreelabs.in/RedisReplication': [['spec', 'kubernetesConfig', 'image']],
  'elasticsearch.k8s.elastic.co/Elasticsearch': [['spec', 'image']],
};

/** Images of the servers that a workload or an operator's object runs. */
export function serverImagesOf(manifest: Manifest): ServerImage[] {
  const paths = FIELDS[`${groupOf(manifest)}/${manifest.kind}`] ?? [];
  return [
    ...databaseContainersOf(manifest).map(({ image, container, path }) => ({ image, name: container.image, path: [...path, 'image'] })),
    ...paths.flatMap((path) => {
      const name = valueAt(manifest, path);
      const image = databaseImageOf(name);
      return image ? [{ image, name: name as string, path }] : [];
    }),
  ];
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(of: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) || Array.isArray(value) ? (value as any)[key] : undefined), of);
}

/** Whether a tag or a version was left for somebody else to fill in. */
export function isTemplated(text: string): boolean {
  return /[${}<>]/.test(text);
}
