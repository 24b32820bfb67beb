import { objectRule } from '../object-rule';
import { imageReference } from '../readers/image-reference';
import { containersOf, podTemplateOf } from '../readers/pod-template';
import { Severity } from '../severity';

interface Operator {
  /** How its image's repository ends. */
  readonly image: RegExp;
  /** What is wrong with a version; undefined when nothing is known to be. */
  ended(tag: string): string | undefined;
}

const OPERATORS: readonly Operator[] = [
  // 1.28 and older had ended on 2026-06-30 (docs/src/supported_releases.md of 2026-08-21, which lists 1.29 and 1.30)
  { image: /(^|\/)cloudnative-pg$/, ended: (tag) => (isBefore(tag, 1, 29) ? `CloudNativePG ${tag} has no support any more; 1.30 has` : undefined) },
  {
    image: /(^|\/)mongodb-kubernetes-operator$/,
    ended: () => 'the MongoDB Community Operator is no longer maintained since the end of 2025; MongoDB Controllers for Kubernetes (mongodb-kubernetes) read the same '
      + 'MongoDBCommunity',
  },
  {
    image: /(^|\/)mongodb-enterprise-operator(-ubi)?$/,
    ended: () => 'the MongoDB Enterprise Operator is deprecated; MongoDB Controllers for Kubernetes (mongodb-kubernetes) have taken its place',
  },
];

export const operatorEndOfLife = objectRule({
  id: 'operator-end-of-life',
  title: 'The operator still gets fixes',
  why: 'An operator fails over, archives and holds the keys of every database; one without support keeps its known holes and data-loss bugs, and the upgrade '
    + 'gets longer with each release that is skipped.',
  fix: 'Upgrade release by release; in YAML: the image and the CRDs of a supported release, for CloudNativePG 1.30.',
  source: 'CloudNativePG docs, Supported releases, as of 2026-08-21; mongodb/mongodb-kubernetes-operator#1712 and mongodb/helm-charts#569',
  severity: Severity.EXPOSURE,
  check: (manifest) => {
    const template = manifest.kind === 'Deployment' ? podTemplateOf(manifest) : undefined;
    return (template ? containersOf(template) : []).filter(({ init }) => !init).flatMap(({ container, path }) => {
      if (typeof container.image !== 'string') return [];
      const { repository, tag = '' } = imageReference(container.image);
      const found = OPERATORS.find(({ image }) => image.test(repository))?.ended(tag);
      return found === undefined ? [] : [{ found, path: [...path, 'image'] }];
    });
  },
});

/** A tag that is no version may be anything. */
function isBefore(tag: string, major: number, minor: number): boolean {
  const version = /^v?(\d+)\.(\d+)(?=\.|$|-)/.exec(tag)?.slice(1).map(Number);
  return version !== undefined && (version[0] < major || (version[0] === major && version[1] < minor));
}
