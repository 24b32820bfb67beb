import { objectRule } from '../object-rule';
import { DatabaseContainer, databaseContainersOf } from '../readers/database-container';
import { isRecord, listIn } from '../readers/pod-template';
import { Severity } from '../severity';

/** In the incidents a recovery of a minute (sapcc/openstack-helm#64) and of more than 130 s (cagriekin/charts#141) never ended. */
const ENOUGH_SECONDS = 300;

export const livenessBeforeRecovery = objectRule({
  id: 'liveness-before-recovery',
  title: 'A database has time to recover before a probe kills it',
  why: 'After a crash the server replays its log and turns clients away until it is done. A liveness probe that takes this for death kills it, '
    + 'the replay begins anew, and the database never comes back.',
  fix: 'Add a startupProbe with the same check that allows for the longest recovery (failureThreshold × periodSeconds of an hour, as CloudNativePG does), or leave livenessProbe out.',
  source: 'sapcc/openstack-helm#64 (450 restarts), cagriekin/charts#141; CloudNativePG 1.30 docs, Instance manager, startDelay (3600 s); '
    + 'PostgreSQL 18 docs, pg_isready (exit status 1 during startup)',
  severity: Severity.OUTAGE,
  check: (manifest) => databaseContainersOf(manifest).flatMap((server) => {
    const { container: { name, livenessProbe, startupProbe }, path } = server;
    if (!isRecord(livenessProbe) || isRecord(startupProbe) || !failsInRecovery(server)) return [];
    const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 } = livenessProbe;
    const seconds = Number(initialDelaySeconds) + Number(periodSeconds) * Number(failureThreshold);
    return seconds < ENOUGH_SECONDS
      ? [{ found: `container ${name} is killed ${seconds} s after its start when it is still recovering: no startupProbe`, path: [...path, 'livenessProbe'] }]
      : [];
  }),
});

/** PostgreSQL opens its port before it has recovered, MySQL and MariaDB after. */
function failsInRecovery({ image: { engine }, container: { livenessProbe } }: DatabaseContainer): boolean {
  const command = runBy(listIn(livenessProbe.exec?.command).map(String));
  // what ends well whatever the server says
  if (/\|\|\s*(true|exit 0)/.test(command)) return false;
  if (engine === 'postgresql') return /\b(pg_isready|psql)\b/.test(command);
  return (engine === 'mysql' || engine === 'mariadb') && (/\b(mysqladmin|mariadb-admin|mysql|mariadb|healthcheck\.sh)\b/.test(command) || isRecord(livenessProbe.tcpSocket));
}

/** A shell takes the word after -c for its script, and what follows for arguments of it. */
function runBy(words: readonly string[]): string {
  const isScript = /(^|\/)(ba|da|a)?sh$/.test(words[0] ?? '') && /^-\w*c$/.test(words[1] ?? '');
  return isScript ? words[2] ?? '' : words.join(' ');
}
