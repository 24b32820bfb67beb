import { asOf } from '../as-of';
import { FieldPath } from '../field';
import { groupOf, Manifest } from '../manifests';
import { objectRule, Violation } from '../object-rule';
import { endedBefore } from '../readers/end-of-life';
import { imageReference } from '../readers/image-reference';
import { containersOf, podTemplateOf } from '../readers/pod-template';
import { serverImagesOf, valueAt } from '../readers/server-images';
import { serverVersionsOf } from '../readers/server-versions';
import { Severity } from '../severity';

/** Last day of PMM 2 (percona/pmm#4701). */
const PMM_2_UNTIL = '2025-10-31';

export const imageEndOfLife = objectRule({
  id: 'image-end-of-life',
  title: 'A database runs a version that still gets fixes',
  why: 'Nobody mends what is found in it any more, neither a hole that lets strangers in nor a bug that loses data, '
    + 'and the way to a maintained version gets longer with each one that is skipped.',
  fix: 'Upgrade to a maintained version, with a backup that has been restored once and by the engine\'s own way for a major upgrade (a new tag is not enough).',
  source: 'postgresql.org/support/versioning; Oracle Lifetime Support Policy; mariadb.org/about; mongodb.com/legal/support-policy/lifecycles; github.com/redis/redis/security; '
    + 'elastic.co/support/eol; cassandra.apache.org/download; percona/pmm#4701; each read on 2026-11-21',
  severity: Severity.EXPOSURE,
  check: (manifest) => {
    const day = asOf().toISOString().slice(0, 10);
    const images = serverImagesOf(manifest).map(({ image: { product, version }, name, path }) => ({ product, version, what: `image ${name}`, path }));
    return [
      ...[...images, ...serverVersionsOf(manifest)].flatMap(({ product, version, what, path }) => {
        const ended = version === undefined ? undefined : endedBefore(product, version, day);
        return ended ? [{ found: `${what}: ${product} ${ended.cycle} has had no fixes since ${ended.until}`, path }] : [];
      }),
      ...(day > PMM_2_UNTIL ? pmm2Of(manifest) : []),
    ];
  },
});

function pmm2Of(manifest: Manifest): Violation[] {
  const template = podTemplateOf(manifest);
  const paths: FieldPath[] = template ? containersOf(template).map(({ path }) => [...path, 'image']) : clientsOf(manifest);
  return paths.flatMap((path) => {
    const image = valueAt(manifest, path);
    const { repository, tag = '' } = imageReference(typeof image === 'string' ? image : '');
    return /(^|\/)pmm-(server|client)$/.test(repository) && /^2($|\.)/.test(tag)
      ? [{ found: `image ${image}: PMM 2 has had no fixes since ${PMM_2_UNTIL}`, path }]
      : [];
  });
}

/** Percona's operators run a client beside each server. */
function clientsOf(manifest: Manifest): FieldPath[] {
  return groupOf(manifest).endsWith('percona.com') && valueAt(manifest, ['spec', 'pmm', 'enabled']) === true ? [['spec', 'pmm', 'image']] : [];
}
