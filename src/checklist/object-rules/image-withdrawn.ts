import { FieldPath } from '../field';
import { objectRule } from '../object-rule';
import { ImageReference, imageReference } from '../readers/image-reference';
import { containersOf, podTemplateOf } from '../readers/pod-template';
import { serverImagesOf } from '../readers/server-images';
import { Severity } from '../severity';

interface Withdrawn {
  readonly since: string;
  /** Where it is now, and what became of it. */
  readonly what: string;
  is(image: ImageReference): boolean;
}

const WITHDRAWN: readonly Withdrawn[] = [
  {
    since: '2025-09-29',
    what: 'versions were moved from docker.io/bitnami to docker.io/bitnamilegacy, which gets no fixes (bitnami/containers#83267)',
    is: ({ registry, repository, tag, digest }) => registry === 'docker.io' && repository.startsWith('bitnami/') && tag !== 'latest' && !(tag === undefined && !digest),
  },
  {
    since: '2025-08-28',
    what: 'docker.io/bitnamilegacy gets no fixes and is meant for the time of a move (bitnami/containers#83267)',
    is: ({ registry, repository }) => registry === 'docker.io' && repository.startsWith('bitnamilegacy/'),
  },
  {
    since: '2023-04-03',
    what: 'k8s.gcr.io is frozen and gone from most nodes\' reach; the images are on registry.k8s.io (Kubernetes blog, 2023-02-06)',
    is: ({ registry }) => registry === 'k8s.gcr.io',
  },
];

/** Exporters, poolers, backup tools and clients: what a database needs beside its server. */
const OF_DATABASE = /postgres|pg|mysql|mariadb|percona|mongo|redis|valkey|elasticsearch|opensearch|cassandra/i;

export const imageWithdrawn = objectRule({
  id: 'image-withdrawn',
  title: 'The images of a database and of what serves it can be pulled, and get fixes',
  why: 'A pod that moves to a node without the image does not start there: a drained node, and the database stays down. '
    + 'Where it still starts, nobody mends it any more.',
  fix: 'Take the project\'s own image (image: postgres:17.6, registry.k8s.io/…) or a mirror of your own; a Bitnami chart needs its image values changed, too.',
  source: 'bitnami/containers#83267 and kubeflow/pipelines#12170 (images gone); Kubernetes blog, k8s.gcr.io Image Registry Will Be Frozen From the 3rd of April 2023',
  severity: Severity.OUTAGE,
  check: (manifest) => {
    const servers = serverImagesOf(manifest);
    const template = podTemplateOf(manifest);
    const named: ReadonlyArray<{ name: unknown; path: FieldPath }> = template
      ? containersOf(template).map(({ container, path }) => ({ name: container.image, path: [...path, 'image'] }))
      : servers;
    return named.flatMap(({ name, path }) => {
      if (typeof name !== 'string' || !(servers.length > 0 || OF_DATABASE.test(name))) return [];
      const withdrawn = WITHDRAWN.find(({ is }) => is(imageReference(name)));
      return withdrawn ? [{ found: `image ${name}: since ${withdrawn.since} ${withdrawn.what}`, path }] : [];
    });
  },
});
