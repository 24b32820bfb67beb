import { Manifest } from '../checklist/manifests';
import { RESTORE_DRILL } from '../checklist/readers/drills';
import { Rehearsal, RehearsedDatabase } from '../contracts/rehearsal';
import { fixedConfigMap } from '../parts/job';
import { networkPolicy, NOBODY, toApiServer, toDns, toPushgateway } from '../parts/network-policy';
import { NODE_IMAGE, NODE_USER } from '../parts/node-image';
import { program } from '../parts/program';
import { RESTRICTED_CONTAINER, restrictedPod } from '../parts/restricted';
import { Schedule } from '../values/schedule';

/** A drill, complete. */
export interface DrillSettings {
  readonly name: string;
  readonly namespace: string;
  readonly source: RehearsedDatabase;
  readonly schedule: Schedule;
  readonly recoveryTimeSeconds: number;
  readonly recoveryPointSeconds: number;
}

const DIRECTORY = '/drill';
const PROGRAM = 'restore-drill.mjs';
/** What each removal may take: pods that shut down, and volumes that are unmounted. */
const CLEANING_SECONDS = 300;
/** Codes that a second attempt would end with, too; restore-drill.mjs has them. */
const VERDICTS = [11, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25, 26, 28];

/** Operators make a ServiceAccount and a Role named like the database. */
export function programName(name: string): string {
  return `${name}-program`;
}

/** How long a run may take: what was left is removed, it is restored, and everything is removed. */
export function longestRunSeconds({ recoveryTimeSeconds }: Pick<DrillSettings, 'recoveryTimeSeconds'>): number {
  return recoveryTimeSeconds + 2 * CLEANING_SECONDS + 60;
}

/** The program, and what it makes. */
export function drillMap(of: DrillSettings, { engine, objects, restores, recovery, verification, remains }: Rehearsal): Manifest {
  const { name, namespace, source, recoveryTimeSeconds, recoveryPointSeconds } = of;
  const drill = {
    name,
    namespace,
    source: `${source.namespace}/${source.name}`,
    engine,
    objects,
    restores,
    recovery,
    verification,
    remains,
    recoveryTimeSeconds,
    recoveryPointSeconds,
    cleaningSeconds: CLEANING_SECONDS,
    pushgateway: source.monitoring?.pushgateway,
  };
  const files = [PROGRAM, 'drill.mjs', `${engine}-recovery.mjs`, 'publish.mjs', 'kubernetes.mjs'];
  return fixedConfigMap(programName(name), namespace, { ...Object.fromEntries(files.map((file) => [file, program(file)])), 'drill.json': JSON.stringify(drill, undefined, 2) });
}

export function drillCronJob(of: DrillSettings, map: string): Manifest {
  const { name, namespace, source, schedule } = of;
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace, ...(source.writesArchive ? { annotations: { [RESTORE_DRILL]: `${source.namespace}/${source.name}` } } : {}) },
    spec: {
      schedule: schedule.fiveFields,
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          activeDeadlineSeconds: longestRunSeconds(of),
          // a run whose pod was killed is made again, and removes what that one left
          backoffLimit: 2,
          podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'drill', operator: 'In', values: VERDICTS } }] },
          template: {
            metadata: { labels: programLabels(name) },
            spec: {
              restartPolicy: 'Never',
              serviceAccountName: programName(name),
              automountServiceAccountToken: true,
              // a run that is stopped removes what it made
              terminationGracePeriodSeconds: CLEANING_SECONDS + 30,
              securityContext: restrictedPod(NODE_USER),
              containers: [{
                name: 'drill',
                image: NODE_IMAGE,
                command: ['node', `${DIRECTORY}/${PROGRAM}`, DIRECTORY],
                env: Object.entries({
                  POD_NAME: 'metadata.name',
                  POD_UID: 'metadata.uid',
                  JOB_NAME: 'metadata.labels[\'batch.kubernetes.io/job-name\']',
                  JOB_UID: 'metadata.labels[\'batch.kubernetes.io/controller-uid\']',
                }).map(([variable, fieldPath]) => ({ name: variable, valueFrom: { fieldRef: { fieldPath } } })),
                resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
                securityContext: RESTRICTED_CONTAINER,
                volumeMounts: [{ name: 'drill', mountPath: DIRECTORY, readOnly: true }],
              }],
              volumes: [{ name: 'drill', configMap: { name: map } }],
            },
          },
        },
      },
    },
  };
}

/** Lets the program out to the API server, and to the pushgateway where there is one. */
export function drillPolicy({ name, namespace, source: { network, monitoring } }: DrillSettings): Manifest {
  return networkPolicy({
    name: programName(name),
    namespace,
    podSelector: { matchLabels: programLabels(name) },
    ingress: NOBODY,
    egress: [
      toApiServer(network.apiServer),
      ...toPushgateway(monitoring),
      ...(monitoring?.pushgateway === undefined ? [] : [toDns(network.nodeLocalDns)]),
    ],
  });
}

function programLabels(name: string): Record<string, string> {
  return { 'cdk8s-databases.io/restore-drill': name };
}
