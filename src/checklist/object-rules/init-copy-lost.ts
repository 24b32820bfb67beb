import { objectRule } from '../object-rule';
import { copiesIn, liesIn, preparationsOf } from '../readers/preparation';
import { Severity } from '../severity';

/** What a server would read; certificates and tools may well be for the init container itself. */
const CONFIGURATION = /\.(cnf|conf|cfg|ini|ya?ml|properties|acl)$/;

export const initCopyLost = objectRule({
  id: 'init-copy-lost',
  title: 'What an init container prepares reaches the server',
  why: 'Each container has a file system of its own: what an init container copies outside a volume is gone when it ends, '
    + 'and the server starts with its defaults while everybody believes that it is configured.',
  fix: 'Copy to an emptyDir that both containers mount, or mount the ConfigMap where the server reads it (mysql: /etc/mysql/conf.d) and drop the init container.',
  source: 'Kubernetes docs, Init Containers (volumes are what they share); Running Databases on Kubernetes guide, Korean edition, MySQL StatefulSet',
  severity: Severity.OUTAGE,
  check: (manifest) => preparationsOf(manifest).flatMap(({ container, path, script, mountPaths }) => copiesIn(script).flatMap(({ from, to }) => {
    const file = /\/$|\/[^/.]+$/.test(to) ? from : to;
    const again = script.indexOf(to) !== script.lastIndexOf(to);
    if (!CONFIGURATION.test(file) || again || liesIn(to, '/tmp') || mountPaths.some((mount) => liesIn(to, mount))) return [];
    return [{ found: `init container ${container.name} copies ${from} to ${to}, which is on no volume and ends with it`, path }];
  })),
});
