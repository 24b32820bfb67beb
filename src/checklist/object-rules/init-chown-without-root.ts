import { objectRule } from '../object-rule';
import { preparationsOf } from '../readers/preparation';
import { Severity } from '../severity';

export const initChownWithoutRoot = objectRule({
  id: 'init-chown-without-root',
  title: 'An init container changes owners only as root',
  why: 'Only root may give files away: on a new volume chown fails, the init container with it, and the pod never starts; '
    + 'where its failure is not looked at, the server finds files that it cannot write.',
  fix: 'Drop the chown and let fsGroup in the pod\'s securityContext give the volume to the server\'s group; where an owner is needed, '
    + 'set runAsUser: 0 for this init container alone.',
  source: 'chown(2), CAP_CHOWN; Kubernetes docs, Configure a Security Context (fsGroup); Running Databases on Kubernetes guide, Korean edition, MySQL and PostgreSQL StatefulSets',
  severity: Severity.OUTAGE,
  check: (manifest) => preparationsOf(manifest).flatMap(({ container, path, script, user }) => {
    const owners = /^.*\bchown\b.*$/m.exec(script)?.[0];
    if (owners === undefined || user === undefined || user === 0 || /\|\|\s*(true|:|exit 0|echo)|\bsudo\b/.test(owners)) return [];
    return [{ found: `init container ${container.name} runs chown as user ${user}`, path }];
  }),
});
