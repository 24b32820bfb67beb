import { SnapshotSettings } from './backup-settings';
import { PRUNES_SNAPSHOTS_OF } from './cnpg-labels';
import { snapshotsName } from './cnpg-snapshots';
import { PostgresSettings } from './postgres-settings';
import { Manifest } from '../checklist/manifests';
import { fixedConfigMap } from '../parts/job';
import { networkPolicy, NOBODY, toApiServer } from '../parts/network-policy';
import { NODE_IMAGE, NODE_USER } from '../parts/node-image';
import { program } from '../parts/program';
import { RESTRICTED_CONTAINER, restrictedPod } from '../parts/restricted';

const DIRECTORY = '/programs';
const PROGRAMS = ['prune-snapshots.mjs', 'snapshot-retention.mjs', 'kubernetes.mjs'];
// a verdict that the same run again would not change; 1 is none, such as an API server that does not answer, nor 15: an instance may answer soon
const VERDICTS = [2, 11, 12, 14];
// minutes for each backup that goes, with the storage's answer, and a day's worth of hourly ones
const DEADLINE_SECONDS = 6 * 3600;

/** The programs, in a ConfigMap that never changes. */
export function prunerPrograms(of: PostgresSettings): Manifest {
  return fixedConfigMap(`${snapshotsName(of.name)}-pruner`, of.namespace, Object.fromEntries(PROGRAMS.map((file) => [file, program(file)])));
}

/** Deletes snapshot backups that are older than their retention, every day. `programs` is the name of the ConfigMap. */
export function prunerCronJob(of: PostgresSettings, { pruned, retentionDays, keepAtLeast, schedule }: SnapshotSettings, programs: string): Manifest {
  const name = snapshotsName(of.name);
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace: of.namespace, labels: prunerLabels(of) },
    spec: {
      schedule: pruned.fiveFields,
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      // a control plane that was away for a while must not skip the day
      startingDeadlineSeconds: 6 * 3600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        metadata: { labels: prunerLabels(of) },
        spec: {
          backoffLimit: 3,
          podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'prune', operator: 'In', values: VERDICTS } }] },
          activeDeadlineSeconds: DEADLINE_SECONDS,
          template: {
            metadata: { labels: prunerLabels(of) },
            spec: {
              restartPolicy: 'Never',
              serviceAccountName: name,
              automountServiceAccountToken: true,
              securityContext: restrictedPod(NODE_USER),
              containers: [{
                name: 'prune',
                image: NODE_IMAGE,
                command: ['node', `${DIRECTORY}/${PROGRAMS[0]}`],
                args: [
                  `--cluster=${of.name}`, `--retention-days=${retentionDays}`, `--keep=${keepAtLeast}`, `--gap-seconds=${schedule.longestGapSeconds}`,
                ],
                resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } },
                securityContext: RESTRICTED_CONTAINER,
                volumeMounts: [{ name: 'programs', mountPath: DIRECTORY, readOnly: true }],
              }],
              volumes: [{ name: 'programs', configMap: { name: programs } }],
            },
          },
        },
      },
    },
  };
}

/** Lets its pods out to the API server alone, whose address they know without DNS. */
export function prunerPolicy(of: PostgresSettings): Manifest {
  return networkPolicy({
    name: snapshotsName(of.name),
    namespace: of.namespace,
    podSelector: { matchLabels: prunerLabels(of) },
    ingress: NOBODY,
    egress: [toApiServer(of.platform.network.apiServer)],
  });
}

function prunerLabels({ name }: PostgresSettings): Record<string, string> {
  return { [PRUNES_SNAPSHOTS_OF]: name };
}
