import { drillerLabels, FailoverDrillSettings } from './failover-drill-settings';
import { DIRECTORY, LEDGER, RehearsedFailover } from './rehearsed-failover';
import { Manifest } from '../checklist/manifests';
import { FAILOVER_DRILL } from '../checklist/readers/drills';
import { accountVolume, ACCOUNT_DIRECTORY } from '../parts/account-volume';
import { fixedConfigMap } from '../parts/job';
import { NODE_IMAGE } from '../parts/node-image';
import { program } from '../parts/program';
import { RESTRICTED_CONTAINER, restrictedPod } from '../parts/restricted';

const PROGRAMS = ['failover-drill.mjs', 'failover-judgement.mjs', 'maintenance-window.mjs', 'publish.mjs', 'kubernetes.mjs'];
// images, what settles, the probe's first writes, watching and reading back (settlingSeconds, PROBE_SECONDS, watchSeconds and READ_BACK_SECONDS of failover-drill.mjs)
const BESIDES_SECONDS = 600;

/** When a run is ended that has not ended by itself. */
export function longestRunSeconds({ recoverySeconds }: FailoverDrillSettings): number {
  return recoverySeconds + BESIDES_SECONDS;
}

/** The programs, and what they have to know. */
export function drillMap(of: RehearsedFailover, drill: FailoverDrillSettings): Manifest {
  const settings = {
    engine: of.engine,
    namespace: of.namespace,
    cluster: of.name,
    method: drill.by,
    pods: of.pods,
    ...of.recovery,
    window: { schedule: drill.window.schedule.fiveFields, seconds: drill.window.seconds },
    settlingSeconds: 60,
    unavailabilitySeconds: drill.unavailabilitySeconds,
    healthySeconds: drill.recoverySeconds,
    pushgateway: of.monitoring?.pushgateway,
  };
  const files = [...PROGRAMS, `${of.engine}-failover.mjs`, ...of.programs];
  return fixedConfigMap(drill.name, of.namespace, {
    ...Object.fromEntries(files.map((file) => [file, program(file)])), 'settings.json': JSON.stringify(settings),
  });
}

/** Begins when the window opens, at most once at a time, and never tries again by itself: clients notice each try. */
export function drillCronJob(of: RehearsedFailover, drill: FailoverDrillSettings, map: string): Manifest {
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
          template: { metadata: { labels: drillerLabels(of.name) }, spec: podOf(of, drill, map) },
        },
      },
    },
  };
}

function podOf({ probe }: RehearsedFailover, { name }: FailoverDrillSettings, map: string): object {
  const mount = (volume: string, mountPath: string) => ({ name: volume, mountPath, readOnly: true });
  const common = (memory: string) => ({
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory } }, securityContext: RESTRICTED_CONTAINER,
  });
  const ledger = { name: 'ledger', mountPath: LEDGER };
  return {
    restartPolicy: 'Never',
    serviceAccountName: name,
    // the probe gets no token
    automountServiceAccountToken: false,
    securityContext: restrictedPod(probe.user),
    containers: [
      {
        name: 'drill',
        image: NODE_IMAGE,
        command: ['node', `${DIRECTORY}/failover-drill.mjs`, `${DIRECTORY}/settings.json`, LEDGER],
        ...common('256Mi'),
        volumeMounts: [mount('programs', DIRECTORY), mount('account', ACCOUNT_DIRECTORY), ledger],
      },
      {
        name: 'probe',
        image: probe.image,
        command: probe.command,
        env: [
          ...Object.entries(probe.env).map(([variable, value]) => ({ name: variable, value })),
          { name: 'RUN', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        ],
        ...common(probe.memory ?? '256Mi'),
        volumeMounts: [
          mount('programs', DIRECTORY),
          ...probe.volumes.map(({ name: volume, mountPath, secret }) => (secret ? mount(volume, mountPath) : { name: volume, mountPath })),
          ledger,
        ],
      },
    ],
    volumes: [
      { name: 'programs', configMap: { name: map } },
      { name: 'ledger', emptyDir: { sizeLimit: '64Mi' } },
      ...probe.volumes.map(({ mountPath: _, ...volume }) => volume),
      accountVolume(),
    ],
  };
}
