import { objectRule } from '../object-rule';
import { givenOptionsOf } from '../readers/given-options';
import { isGone } from '../readers/removed-options';
import { Severity } from '../severity';

/** By product: the version whose users have to leave, and where they go. */
const NEXT: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'mysql': ['8.0', '8.4'],
  'percona-server': ['8.0', '8.4'],
};

export const optionGoing = objectRule({
  id: 'option-going',
  title: 'The options survive the next upgrade',
  why: 'MySQL 8.0 has had no fixes since April 2026, and 8.4 does not start with options that 8.0 only warned of: the upgrade that is due ends in a crash loop.',
  fix: 'Replace the option now, while the old version still takes the new one (authentication_policy for default-authentication-plugin, binlog_expire_logs_seconds for expire_logs_days).',
  source: 'docker-library/mysql#1051, FriendsOfREDAXO/redaxo-mit-docker#45; MySQL 8.4 manual, Options and Variables Removed in MySQL 8.4',
  severity: Severity.HYGIENE,
  check: (manifest, among) => givenOptionsOf(manifest, among).flatMap(({ option, image, path }) => {
    const [from, to] = NEXT[image.product] ?? [];
    const now = image.version === from || image.version?.startsWith(`${from}.`);
    return now && !isGone(option, image) && isGone(option, { version: to })
      ? [{ found: `${option.name} is gone in ${image.product} ${to}, the next version after ${image.version}`, path }]
      : [];
  }),
});
