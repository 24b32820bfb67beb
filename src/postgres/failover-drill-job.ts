import { serverNameOf } from './archive-settings';
import { objectStoreName } from './cnpg-backup';
import { certificateSecret } from './cnpg-certificate-role';
import { POSTGRES_PORT } from './cnpg-network';
import { deletablePods } from './failover-drill-access';
import { DRILLER, drillerLabels, FailoverDrillSettings } from './failover-drill-settings';
import { PostgresSettings } from './postgres-settings';
import { Manifest } from '../checklist/manifests';
import { FAILOVER_DRILL } from '../checklist/readers/drills';
import { fixedConfigMap } from '../parts/job';
import { NODE_IMAGE } from '../parts/node-image';
import { program } from '../parts/program';
import { RESTRICTED_CONTAINER, restrictedPod } from '../parts/restricted';
import { FailoverMethod } from '../values/failover-method';
import { SecretKeyRef } from '../values/secret-key-ref';

/** The user `postgres` of CloudNativePG's images (postgres-containers, Dockerfile); Node.js runs as any. */
const POSTGRES_USER = 26;
const PROGRAMS = ['failover-probe.sh', 'failover-drill.mjs', 'failover-judgement.mjs', 'maintenance-window.mjs', 'publish.mjs', 'kubernetes.mjs'];
const DIRECTORY = '/drill';
const LEDGER = '/ledger';
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
// images, what settles, the probe's first writes, and reading back (settlingSeconds, PROBE_SECONDS and READ_BACK_SECONDS of failover-drill.mjs)
const BESIDES_SECONDS = 600;

/** When a run is ended that has not ended by itself. */
export function longestRunSeconds({ recoverySeconds }: FailoverDrillSettings): number {
  return recoverySeconds + BESIDES_SECONDS;
}

/** The programs, and what they have to know. */
export function drillMap(of: PostgresSettings, drill: FailoverDrillSettings): Manifest {
  const settings = {
    namespace: of.namespace,
    cluster: of.name,
    method: drill.by,
    ...(drill.by === FailoverMethod.POD_DELETION ? { pods: deletablePods(of) } : {}),
    objectStore: objectStoreName(of.name),
    serverName: serverNameOf(of),
    // an hour more, for a backup that takes longer than the one before
    backupSeconds: of.backup.schedule.longestGapSeconds + 3600,
    window: { schedule: drill.window.schedule.fiveFields, seconds: drill.window.seconds },
    settlingSeconds: 60,
    unavailabilitySeconds: drill.unavailabilitySeconds,
    healthySeconds: drill.recoverySeconds,
    pushgateway: of.platform.monitoring?.pushgateway,
  };
  return fixedConfigMap(drill.name, of.namespace, {
    ...Object.fromEntries(PROGRAMS.map((file) => [file, program(file)])), 'settings.json': JSON.stringify(settings),
  });
}

/** Begins when the window opens, at most once at a time, and never tries again by itself: clients notice each try. */
export function drillCronJob(of: PostgresSettings, drill: FailoverDrillSettings, map: string, ca: SecretKeyRef): Manifest {
  const { name, window } = drill;
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace: of.namespace, annotations: { [FAILOVER_DRILL]: `${of.namespace}/${of.name}` } },
    spec: {
      schedule: window.schedule.fiveFields,
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: window.seconds,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          activeDeadlineSeconds: longestRunSeconds(drill),
          template: { metadata: { labels: drillerLabels(of.name) }, spec: podOf(of, drill, map, ca) },
        },
      },
    },
  };
}

function podOf(of: PostgresSettings, { name }: FailoverDrillSettings, map: string, ca: SecretKeyRef): object {
  const mount = (volume: string, mountPath: string) => ({ name: volume, mountPath, readOnly: true });
  const common = { resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } }, securityContext: RESTRICTED_CONTAINER };
  const ledger = { name: 'ledger', mountPath: LEDGER };
  return {
    restartPolicy: 'Never',
    serviceAccountName: name,
    // the probe gets no token
    automountServiceAccountToken: false,
    securityContext: restrictedPod(POSTGRES_USER),
    containers: [
      {
        name: 'drill',
        image: NODE_IMAGE,
        command: ['node', `${DIRECTORY}/failover-drill.mjs`, `${DIRECTORY}/settings.json`, LEDGER],
        ...common,
        volumeMounts: [mount('programs', DIRECTORY), mount('account', ACCOUNT), ledger],
      },
      {
        name: 'probe',
        // the database's own image has bash and psql of its version
        image: of.image,
        command: ['bash', `${DIRECTORY}/failover-probe.sh`, LEDGER],
        env: environment(of),
        ...common,
        volumeMounts: [mount('programs', DIRECTORY), mount('ca', '/etc/ca'), mount('identity', '/etc/identity'), ledger],
      },
    ],
    volumes: [
      { name: 'programs', configMap: { name: map } },
      { name: 'ledger', emptyDir: { sizeLimit: '64Mi' } },
      { name: 'ca', secret: { secretName: ca.name, items: [{ key: ca.key, path: 'ca.crt' }] } },
      // libpq takes a key that others can read from nobody but root (PostgreSQL docs, libpq, "Client Certificates")
      { name: 'identity', secret: { secretName: certificateSecret(name), defaultMode: 0o440 } },
      // what the API server would mount by itself, into both containers (Kubernetes docs, ServiceAccounts, "Bound service account token volume")
      {
        name: 'account',
        projected: {
          sources: [
            { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          ],
        },
      },
    ],
  };
}

function environment(of: PostgresSettings): object[] {
  const values = {
    PGHOST: `${of.name}-rw.${of.namespace}.svc`,
    PGPORT: String(POSTGRES_PORT),
    PGDATABASE: DRILLER,
    PGUSER: DRILLER,
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: '/etc/ca/ca.crt',
    PGSSLCERT: '/etc/identity/tls.crt',
    PGSSLKEY: '/etc/identity/tls.key',
  };
  return [
    ...Object.entries(values).map(([name, value]) => ({ name, value })),
    { name: 'RUN', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ];
}
