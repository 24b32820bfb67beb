import { certificateSecret } from './cnpg-certificate-role';
import { POSTGRES_PORT } from './cnpg-network';
import { verifierName } from './cnpg-recovery';
import { PostgresSettings } from './postgres-settings';
import { RecoverySettings, VERIFIER } from './recovery-settings';
import { Manifest } from '../checklist/manifests';
import { fixedConfigMap, oneTimeJob } from '../parts/job';
import { networkPolicy, NOBODY, tcp, toDns } from '../parts/network-policy';
import { program } from '../parts/program';
import { RESTRICTED_CONTAINER, restrictedPod } from '../parts/restricted';
import { verifierLabels } from '../restore/drill-verification';
import { RecoveryPoint, RecoveryPointKind } from '../values/recovery-point';
import { SecretKeyRef } from '../values/secret-key-ref';

/** The user `postgres` of CloudNativePG's images (postgres-containers, Dockerfile). */
const POSTGRES_USER = 26;
const DIRECTORY = '/verification';
const SCRIPT = 'verify-restore.sh';

/** What the Job asks, and how: the script, and for each assertion a statement, its database, and how old its time may be. */
export function verificationMap(of: PostgresSettings, { verification, to, thrownAway }: RecoverySettings): Manifest {
  const entries = verification.assertions.flatMap(({ statement, database, withinSeconds }, i): Array<[string, string]> => {
    const number = String(i + 1).padStart(3, '0');
    return [
      [`${number}.sql`, statement],
      [`${number}.database`, database ?? of.database],
      ...(withinSeconds === undefined ? [] : [[`${number}.within`, String(withinSeconds)] as [string, string]]),
    ];
  });
  return fixedConfigMap(`${of.name}-verify`, of.namespace, {
    [SCRIPT]: program(SCRIPT),
    'database': of.database,
    'recovery-point': momentOf(to),
    ...Object.fromEntries(entries),
    // until a moment that is long ago, it may have belonged to somebody else
    ...(thrownAway ? { owner: of.owner.name } : {}),
  });
}

/** Waits until the restored database answers, looks at it, and says what it saw. */
export function verificationJob(of: PostgresSettings, { verification }: RecoverySettings, map: string, ca: SecretKeyRef): Manifest {
  return oneTimeJob({
    name: `${of.name}-verify`,
    namespace: of.namespace,
    spec: {
      // a pod that is evicted, or whose node is lost, is no verdict
      backoffLimit: 6,
      podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'verify', operator: 'In', values: [11, 12, 13, 14, 15] } }] },
      activeDeadlineSeconds: verification.deadlineSeconds,
      template: {
        metadata: { labels: verifierLabels(of.name) },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: restrictedPod(POSTGRES_USER),
          containers: [{
            name: 'verify',
            // the database's own image has bash and psql of its version
            image: of.image,
            command: ['bash', `${DIRECTORY}/${SCRIPT}`, DIRECTORY],
            env: Object.entries(environment(of)).map(([name, value]) => ({ name, value })),
            resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
            securityContext: RESTRICTED_CONTAINER,
            volumeMounts: ['verification', 'ca', 'identity'].map((name) => ({ name, mountPath: name === 'verification' ? DIRECTORY : `/etc/${name}`, readOnly: true })),
          }],
          volumes: [
            { name: 'verification', configMap: { name: map } },
            { name: 'ca', secret: { secretName: ca.name, items: [{ key: ca.key, path: 'ca.crt' }] } },
            // libpq takes a key that others can read from nobody but root (PostgreSQL docs, libpq, "Client Certificates")
            { name: 'identity', secret: { secretName: certificateSecret(verifierName(of.name)), defaultMode: 0o440 } },
          ],
        },
      },
    },
  });
}

/** Lets the Job's pods out to the database and to DNS alone. */
export function verificationPolicy(of: PostgresSettings): Manifest {
  return networkPolicy({
    name: `${of.name}-verify`,
    namespace: of.namespace,
    podSelector: { matchLabels: verifierLabels(of.name) },
    ingress: NOBODY,
    egress: [
      { to: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': of.name, 'cnpg.io/podRole': 'instance' } } }], ports: tcp(POSTGRES_PORT) },
      toDns(of.platform.network.nodeLocalDns),
    ],
  });
}

function environment(of: PostgresSettings): Record<string, string> {
  return {
    PGHOST: `${of.name}-rw.${of.namespace}.svc`,
    PGPORT: String(POSTGRES_PORT),
    PGUSER: VERIFIER,
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: '/etc/ca/ca.crt',
    PGSSLCERT: '/etc/identity/tls.crt',
    PGSSLKEY: '/etc/identity/tls.key',
  };
}

/** What a time is compared with: the moment that was restored, or the one at which the restore began. */
function momentOf({ kind, value }: RecoveryPoint): string {
  return kind === RecoveryPointKind.TIME ? value! : 'now';
}
