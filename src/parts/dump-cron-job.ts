import { storeEntrance, storeEnv, storeFile } from './object-store-env';
import { RESTRICTED_CONTAINER, restrictedPod } from './restricted';
import { Manifest } from '../checklist/manifests';
import { DUMPS_OF } from '../checklist/readers/dumps';
import { ObjectStore } from '../values/object-store';
import { Schedule } from '../values/schedule';

/** Where the containers find what they share. */
export const DUMP_PATHS = { programs: '/programs', exchange: '/exchange', store: '/etc/store' };

/** What knows the providers' stores, for the programs beside it. */
export const OBJECT_STORE = 'object_store.py';

const UPLOAD = 'upload-dumps.py';
/** What puts the dumps into the store, whichever engine's they are. */
export const UPLOADING = [UPLOAD, OBJECT_STORE];

// of Amazon S3, "Multipart upload limits": 10,000 parts, none below 5 MiB but the last, an object of at most 5 TiB
const MOST_PARTS = 9000;
const [LEAST_PART, LARGEST_PART] = [16, 600];

export interface DumpCronJob {
  readonly database: string;
  readonly namespace: string;
  readonly schedule: Schedule;
  readonly deadlineSeconds: number;
  /** Exit codes of the uploader after which nothing is tried again. */
  readonly finalCodes: readonly number[];
  /** Whom both containers run as. */
  readonly user: number;
  /** Who has the identity that the store is entered with; undefined where there is a key. */
  readonly serviceAccount?: string;
  /** ConfigMap with the programs. */
  readonly programs: string;
  readonly dumper: Dumper;
  readonly store: ObjectStore;
  /** Image of the container that uploads. */
  readonly uploader: string;
  /** What it asks for, one dump each. */
  readonly names: readonly string[];
  /** What the uploader is told besides. */
  readonly told?: Readonly<Record<string, string>>;
  readonly retentionDays: number;
  readonly keepAtLeast: number;
  /** What a dump has at most. */
  readonly mebibytes: number;
}

/** The container that reads the database. */
export interface Dumper {
  readonly image: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly object[];
  readonly volumes: readonly object[];
}

/** Labels of the pods that dump a database. */
export function dumperLabels(database: string): Record<string, string> {
  return { 'cdk8s-databases.io/dumps': database };
}

/** Name of the CronJob, and of what else makes the dumps. */
export function dumpsName(database: string): string {
  return `${database}-dumps`;
}

/** Two containers with a pipe between them: one reads the database, the other one writes to the store, and ends with what became of it. */
export function dumpCronJob(of: DumpCronJob): Manifest {
  const { store } = of;
  const labels = dumperLabels(of.database);
  const identity = store.credentials.serviceAccountAnnotations;
  const file = storeFile(store);
  const partMebibytes = Math.min(LARGEST_PART, Math.max(LEAST_PART, Math.ceil(of.mebibytes / MOST_PARTS)));
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: dumpsName(of.database), namespace: of.namespace, annotations: { [DUMPS_OF]: of.database } },
    spec: {
      schedule: of.schedule.fiveFields,
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        metadata: { labels },
        spec: {
          // some ten minutes for a replica or a store that is away
          backoffLimit: 6,
          podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'upload', operator: 'In', values: of.finalCodes } }] },
          activeDeadlineSeconds: of.deadlineSeconds,
          template: {
            metadata: { labels: { ...labels, ...(identity && 'azure.workload.identity/client-id' in identity ? { 'azure.workload.identity/use': 'true' } : {}) } },
            spec: {
              restartPolicy: 'Never',
              automountServiceAccountToken: false,
              ...(of.serviceAccount === undefined ? {} : { serviceAccountName: of.serviceAccount }),
              securityContext: restrictedPod(of.user),
              // beside the uploader and ended with it, whatever becomes of either: the uploader's exit code is the pod's
              initContainers: [{
                name: 'dump',
                image: of.dumper.image,
                restartPolicy: 'Always',
                command: of.dumper.command,
                env: variables(of.dumper.env),
                // it holds the definitions of all tables or some documents of each collection, not the data; an estimate
                resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } },
                securityContext: RESTRICTED_CONTAINER,
                volumeMounts: [...mounts('programs', 'exchange'), ...of.dumper.mounts],
              }],
              containers: [{
                name: 'upload',
                image: of.uploader,
                command: ['python3', `${DUMP_PATHS.programs}/${UPLOAD}`, DUMP_PATHS.exchange],
                env: [...variables(toldOf(of, partMebibytes)), ...storeEnv(store), ...storeEntrance(store, DUMP_PATHS.store)],
                // a part is held twice, while it is collected and sent; Python with a client of a store takes the rest; an estimate
                resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: `${256 + 3 * partMebibytes}Mi` } },
                securityContext: RESTRICTED_CONTAINER,
                volumeMounts: mounts('programs', 'exchange', ...(file ? ['store' as const] : [])),
              }],
              volumes: [
                { name: 'programs', configMap: { name: of.programs } },
                // a pipe, and what the dumper says when it fails
                { name: 'exchange', emptyDir: { sizeLimit: '16Mi' } },
                ...of.dumper.volumes,
                ...(file ? [{ name: 'store', ...file }] : []),
              ],
            },
          },
        },
      },
    },
  };
}

function toldOf(of: DumpCronJob, partMebibytes: number): Record<string, string> {
  const { store } = of;
  return {
    DESTINATION: store.pathOf(of.namespace, of.database),
    DATABASES: of.names.join(' '),
    RETENTION_DAYS: String(of.retentionDays),
    KEEP_AT_LEAST: String(of.keepAtLeast),
    GAP_SECONDS: String(of.schedule.longestGapSeconds),
    DEADLINE_SECONDS: String(of.deadlineSeconds),
    // so that what fills the volumes, and does not get smaller in a dump, still is an object
    PART_MEBIBYTES: String(partMebibytes),
    ...(store.endpoint ? { ENDPOINT: store.endpoint } : {}),
    ...(store.endpointCa ? { AWS_CA_BUNDLE: `${DUMP_PATHS.store}/${store.endpointCa.key}` } : {}),
    ...of.told,
  };
}

function mounts(...names: Array<keyof typeof DUMP_PATHS>): object[] {
  return names.map((name) => ({ name, mountPath: DUMP_PATHS[name], ...(name === 'exchange' ? {} : { readOnly: true }) }));
}

function variables(of: Readonly<Record<string, string>>): object[] {
  return Object.entries(of).map(([name, value]) => ({ name, value }));
}
