import { objectRule } from '../object-rule';
import { isTemplated, serverImagesOf } from '../readers/server-images';
import { Severity } from '../severity';

export const imageFloating = objectRule({
  id: 'image-floating',
  title: 'A database\'s image names its version',
  why: 'A node that pulls the image anew brings another major version, and the server refuses the data that the old one wrote: '
    + 'whoever ran postgres:latest on the day of a major release was down.',
  fix: 'Name the version that runs now in image: (for example postgres:17.6), better with its digest (@sha256:…), and change it on purpose.',
  source: 'chatwoot/chatwoot#7927 and docker-library/postgres#766 (postgres:latest across a major release); docker-library/mysql#1051 (mysql:oracle became 8.4); '
    + 'Kubernetes docs, Container images',
  severity: Severity.OUTAGE,
  check: (manifest) => serverImagesOf(manifest).flatMap(({ image: { tag, digest }, name, path }) => {
    if (digest !== undefined || isTemplated(name)) return [];
    if (tag === undefined) return [{ found: `image ${name} has no tag, which means latest`, path }];
    return FLOATING.test(tag) ? [{ found: `image ${name}: the tag ${tag} moves to the next major version`, path }] : [];
  }),
});

/** Tags that say nothing of a version, perhaps with what they are built on. */
const FLOATING = /^(latest|stable|lts|innovation|edge|nightly|main|master|rolling|alpine|bookworm|trixie|bullseye|noble|jammy|oracle|oraclelinux\d+)(-\w+)?$/;
