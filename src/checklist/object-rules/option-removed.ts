import { objectRule } from '../object-rule';
import { givenOptionsOf } from '../readers/given-options';
import { isGone } from '../readers/removed-options';
import { Severity } from '../severity';

export const optionRemoved = objectRule({
  id: 'option-removed',
  title: 'The server\'s version knows the options that it is given',
  why: 'A server that is given an option it does not know stops at once, and so does every restart: the upgrade ends in a crash loop, often of a data directory that was converted already.',
  fix: 'Remove the option, or replace it by the one that is named, before the image changes.',
  source: 'docker-library/mysql#1051, standardnotes/server#1055, lando/wordpress#107, apecloud/kubeblocks-addons#3085 (MySQL 8.4 stops at unknown variables); MySQL 8.4 and 9.7 manuals, Options Removed; '
    + 'PostgreSQL 13 to 17 release notes; MongoDB 6.1 release notes; Elasticsearch 8.0 migration guide',
  severity: Severity.OUTAGE,
  check: (manifest, among) => givenOptionsOf(manifest, among).filter(({ option, image }) => isGone(option, image)).map(({ option, image, path }) => ({
    found: `${option.name} is gone since ${image.product} ${option.since}, and the image is ${image.version}${option.instead === 'nothing' ? '' : `: ${option.instead} takes its place`}`,
    path,
  })),
});
