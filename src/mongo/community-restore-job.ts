import { login, loginVolumes, TOOLS_IMAGES, TOOLS_USER } from './dump-cron-job';
import { MONGO_PORT } from './endpoints-of';
import { memberLabels } from './instance-labels';
import { MongoSettings } from './mongo-settings';
import { MongoRecoverySettings } from './recovery-settings';
import { Manifest } from '../checklist/manifests';
import { ThrownAway } from '../contracts/rehearsal';
import { DUMP_PATHS, OBJECT_STORE } from '../parts/dump-cron-job';
import { fixedConfigMap, oneTimeJob } from '../parts/job';
import { networkPolicy, NOBODY, tcp, toDns } from '../parts/network-policy';
import { toObjectStores } from '../parts/object-store-egress';
import { storeEntrance, storeEnv, storeFile } from '../parts/object-store-env';
import { programs } from '../parts/program';
import { RESTRICTED_CONTAINER, restrictedPod } from '../parts/restricted';
import { restorerLabels, restorerName, RestoreVerifier } from '../restore/restore-job';
import { DUMP_UPLOADER } from '../values/logical-dumps';
import { ObjectStore } from '../values/object-store';
import { RecoveryPointKind } from '../values/recovery-point';

const [RESTORE, MARK, READ, ARCHIVE] = ['restore-mongo.sh', 'restore-mongo.js', 'restore-dump.py', 'mongo_archive.py'];
/** Who may make users and roles, and has a password before anybody else (MongoDB Controllers for Kubernetes 1.10.0, pkg/util/constants, AgentName and AgentPasswordKey). */
const AGENT = 'mms-automation';
/** Codes that a second attempt would end with, too; restore-dump.py has them. */
const VERDICTS = [20, 21, 24, 27, 28, 29];
/** Where restore-dump.py leaves when the dump ended, for who verifies. */
const BEGAN = `${DUMP_PATHS.exchange}/began`;

export function restoreProgramsMap(of: MongoSettings): Manifest {
  return fixedConfigMap(restorerName(of.name), of.namespace, programs(RESTORE, MARK, READ, ARCHIVE, OBJECT_STORE));
}

export interface CommunityRestore {
  /** ConfigMap with the programs. */
  readonly map: string;
  /** Secret that the source's store is entered with; undefined for an identity. */
  readonly secret?: string;
  /** Who looks at the restored database; undefined when nobody does. */
  readonly verifier?: RestoreVerifier;
}

/** The source's dump into the new database, once; and somebody who looks at what came of it. */
export function communityRestoreJob(of: MongoSettings, from: MongoRecoverySettings, { map, secret, verifier }: CommunityRestore): Manifest {
  const { store } = from.archive;
  const { provider, endpointCa, readOnlyCredentials: { serviceAccountAnnotations } } = store;
  const entered = { provider, endpointCa, credentials: { secretName: secret, serviceAccountAnnotations } };
  const file = storeFile(entered);
  const { mounts, volumes } = loginVolumes(of, { name: `${of.name}-agent-password`, key: 'password' });
  const shared = [{ name: 'programs', mountPath: DUMP_PATHS.programs, readOnly: true }, { name: 'exchange', mountPath: DUMP_PATHS.exchange }];
  const reader = {
    name: 'restore',
    image: DUMP_UPLOADER,
    command: ['python3', `${DUMP_PATHS.programs}/${READ}`, DUMP_PATHS.exchange],
    env: [...variables(told(from)), ...storeEnv(store), ...storeEntrance(entered, DUMP_PATHS.store)],
    // what comes is unpacked and looked through in pieces of a megabyte, and a document has 16 at most; an estimate
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [...shared, ...(file ? [{ name: 'store', mountPath: DUMP_PATHS.store, readOnly: true }] : [])],
  };
  const verdicts = (containerName: string, values: number[]) => ({ action: 'FailJob', onExitCodes: { containerName, operator: 'In', values } });
  return oneTimeJob({
    name: restorerName(of.name),
    namespace: of.namespace,
    spec: {
      // a pod that is evicted, or a member that goes away, is no verdict: the next one begins anew
      backoffLimit: 6,
      podFailurePolicy: { rules: [verdicts('restore', VERDICTS), ...(verifier ? [verdicts('verify', [11, 12, 13, 14, 15])] : [])] },
      template: {
        metadata: { labels: podLabels(of, store) },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          ...(serviceAccountAnnotations ? { serviceAccountName: restorerName(of.name) } : {}),
          securityContext: restrictedPod(TOOLS_USER),
          initContainers: [
            {
              // beside the other ones, and ended with them
              name: 'mongorestore',
              image: TOOLS_IMAGES[of.series],
              restartPolicy: 'Always',
              command: ['bash', `${DUMP_PATHS.programs}/${RESTORE}`, DUMP_PATHS.exchange],
              env: [
                ...variables({ ...login(of, AGENT), RESTORE: restoreId(of, from) }),
                { name: 'JOB', valueFrom: { fieldRef: { fieldPath: 'metadata.labels[\'batch.kubernetes.io/job-name\']' } } },
              ],
              // it holds some batches of documents of each collection; an estimate
              resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
              securityContext: RESTRICTED_CONTAINER,
              volumeMounts: [...shared, ...mounts],
            },
            ...(verifier ? [reader] : []),
          ],
          containers: [verifier ? verifying(verifier) : reader],
          volumes: [
            { name: 'programs', configMap: { name: map } },
            // a pipe, and what mongorestore says when it fails
            { name: 'exchange', emptyDir: { sizeLimit: '16Mi' } },
            ...volumes,
            ...(file ? [{ name: 'store', ...file }] : []),
            // both have the CA
            ...(verifier?.volumes ?? []).filter((volume: any) => volume.name !== 'ca'),
          ],
        },
      },
    },
  });
}

/** Likewise, of a drill, by a name without a hash: what an older version of the drill left is removed, too. */
export function communityDrillJob(of: MongoSettings, from: MongoRecoverySettings, restore: CommunityRestore): ThrownAway['manifest'] {
  const job = communityRestoreJob(of, from, restore);
  return { ...job, metadata: { ...job.metadata, name: restorerName(of.name) } };
}

/** Lets the Job's pods out to the members, the source's store and DNS alone. */
export function communityRestorePolicy(of: MongoSettings, { archive: { store } }: MongoRecoverySettings): Manifest {
  const { network } = of.platform;
  return networkPolicy({
    name: restorerName(of.name),
    namespace: of.namespace,
    podSelector: { matchLabels: restorerLabels(of.name) },
    ingress: NOBODY,
    egress: [
      { to: [{ podSelector: { matchLabels: memberLabels(of) } }], ports: tcp(MONGO_PORT) },
      toDns(network.nodeLocalDns),
      ...toObjectStores([{ store, credentials: store.readOnlyCredentials }], network),
    ],
  });
}

/** What a newest document is measured from is the dump. */
function verifying({ container }: RestoreVerifier): object {
  return {
    ...container,
    env: [...container.env, { name: 'RESTORE_BEGAN', value: BEGAN }],
    volumeMounts: [...container.volumeMounts, { name: 'exchange', mountPath: DUMP_PATHS.exchange, readOnly: true }],
  };
}

/** What tells this restore from every other one: only what it has left itself is removed by it. */
function restoreId({ namespace, name }: MongoSettings, { source, archive: { lost, path }, to, from }: MongoRecoverySettings): string {
  return `${namespace}/${name} from ${lost ? path : `${source.namespace}/${source.name}`}, ${[to.kind, to.value, from?.backupId].filter((part) => part !== undefined).join(' ')}`;
}

function told({ archive: { store, path }, to, from }: MongoRecoverySettings): Record<string, string> {
  return {
    DESTINATION: path,
    RECOVERY_POINT: to.kind === RecoveryPointKind.TIME ? to.value! : 'latest',
    ...(from?.backupId === undefined ? {} : { BACKUP: from.backupId }),
    ...(store.endpoint ? { ENDPOINT: store.endpoint } : {}),
    ...(store.endpointCa ? { AWS_CA_BUNDLE: `${DUMP_PATHS.store}/${store.endpointCa.key}` } : {}),
  };
}

function podLabels({ name }: MongoSettings, { readOnlyCredentials: { serviceAccountAnnotations: identity } }: ObjectStore): Record<string, string> {
  return { ...restorerLabels(name), ...(identity && 'azure.workload.identity/client-id' in identity ? { 'azure.workload.identity/use': 'true' } : {}) };
}

function variables(of: Readonly<Record<string, string>>): object[] {
  return Object.entries(of).map(([name, value]) => ({ name, value }));
}
