import { objectRule } from '../object-rule';
import { isTemplated, serverImagesOf } from '../readers/server-images';
import { Severity } from '../severity';

export const imageTagMoves = objectRule({
  id: 'image-tag-moves',
  title: 'A database\'s image says more than the major version',
  why: 'A tag of the major version alone moves with every release: instances of one database run different versions, a restart at night is an update that '
    + 'nobody chose, and a base image that moves along brings other collations, which corrupts indexes of text.',
  fix: 'Name the full version in image: (for example postgres:16.10-bookworm), better with its digest (@sha256:…).',
  source: 'FriendsOfREDAXO/redaxo-mit-docker#45 (mysql:8 became 8.4 and did not start); PostgreSQL wiki, Locale data changes; Kubernetes docs, Container images',
  severity: Severity.HYGIENE,
  check: (manifest) => serverImagesOf(manifest).flatMap(({ image: { tag, digest, version }, name, path }) => (
    digest === undefined && tag !== undefined && !isTemplated(name) && moves(tag, version)
      ? [{ found: `image ${name}: the tag ${tag} moves with every release of ${version}`, path }]
      : [])),
});

/** Whether it ends behind the major version; in some images' names that stands elsewhere. */
function moves(tag: string, version: string | undefined): boolean {
  return version !== undefined && /^\d+$/.test(version) && new RegExp(`(^|pg)${version}(?=$|-)`).test(tag);
}
