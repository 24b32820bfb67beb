import { isDeepStrictEqual } from 'util';
import { objectRule } from '../object-rule';
import { databaseContainersOf } from '../readers/database-container';
import { isRecord } from '../readers/pod-template';
import { Severity } from '../severity';

/** A port is answered by the kernel, however busy the server is. */
const HANDLERS = ['exec', 'httpGet', 'grpc'] as const;

export const probesIdentical = objectRule({
  id: 'probes-identical',
  title: 'A database is not restarted for what only makes it not ready',
  why: 'A server that is busy, recovering or out of connections fails both probes at once: instead of being left alone until it is done it is killed, '
    + 'and starts its recovery anew.',
  fix: 'Keep the check in readinessProbe, and leave livenessProbe out or let it ask only whether the process is there '
    + '(tcpSocket, or a higher failureThreshold and timeoutSeconds with a check of its own); give the start a startupProbe.',
  source: 'sclorg/postgresql-container#320 and cloudnative-pg/cloudnative-pg#793 (killed under load and in recovery); kube-score, pod-probes-identical; '
    + 'Kubernetes docs, Liveness, Readiness, and Startup Probes',
  severity: Severity.OUTAGE,
  check: (manifest) => databaseContainersOf(manifest).flatMap(({ container: { name, livenessProbe, readinessProbe }, path }) => {
    const same = isRecord(livenessProbe) && isRecord(readinessProbe)
      ? HANDLERS.find((handler) => livenessProbe[handler] !== undefined && isDeepStrictEqual(livenessProbe[handler], readinessProbe[handler]))
      : undefined;
    return same ? [{ found: `livenessProbe and readinessProbe of container ${name} ask the same by ${same}`, path: [...path, 'livenessProbe', same] }] : [];
  }),
});
