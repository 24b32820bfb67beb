import { sidecarEnv } from './cnpg-backup';
import { POSTGRES_PORT, toStores } from './cnpg-network';
import { DUMPER, DUMPS_OF, dumpsName } from './dumper';
import { PostgresSettings } from './postgres-settings';
import { Manifest } from '../checklist/manifests';
import { fixedConfigMap } from '../parts/job';
import { networkPolicy, NOBODY, tcp, toDns } from '../parts/network-policy';
import { program } from '../parts/program';
import { RESTRICTED_CONTAINER, restrictedPod } from '../parts/restricted';
import { LogicalDumps } from '../values/logical-dumps';
import { ObjectStore, ObjectStoreProvider } from '../values/object-store';
import { SecretKeyRef } from '../values/secret-key-ref';

/** The user `postgres` of CloudNativePG's images and of the plugin's sidecar (their Dockerfiles). */
const POSTGRES_USER = 26;
const PATHS = { programs: '/programs', exchange: '/exchange', ca: '/etc/ca', identity: '/etc/identity', store: '/etc/store' };
const [DUMP, UPLOAD] = ['dump-databases.sh', 'upload-dumps.py'];
// of Amazon S3, "Multipart upload limits": 10,000 parts, none below 5 MiB but the last, an object of at most 5 TiB
const MOST_PARTS = 9000;
const [LEAST_PART, LARGEST_PART] = [16, 600];

/** Labels of the pods that dump a database. */
export function dumperLabels(cluster: string): Record<string, string> {
  return { 'cdk8s-databases.io/dumps': cluster };
}

/** Name of the DatabaseRole, and of what else belongs to it. */
export function dumperName(cluster: string): string {
  return `${cluster}-dumper`;
}

/** The role, which reads everything and has no password. */
export function dumperManifest(of: PostgresSettings): Manifest {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'DatabaseRole',
    metadata: { name: dumperName(of.name), namespace: of.namespace },
    spec: {
      cluster: { name: of.name },
      name: DUMPER,
      login: true,
      connectionLimit: 4,
      // pg_control_system(), which tells the servers apart, may be called by anyone (PostgreSQL, system_functions.sql revokes it from nobody)
      inRoles: ['pg_read_all_data'],
      clientCertificate: { enabled: true },
      databaseRoleReclaimPolicy: 'delete',
    },
  };
}

export function dumpsMap(of: PostgresSettings): Manifest {
  return fixedConfigMap(dumpsName(of.name), of.namespace, { [DUMP]: program(DUMP), [UPLOAD]: program(UPLOAD) });
}

/** Each database into the object store, through a pipe: nothing lies on a disk, whatever its size (docs/decisions/009-logical-dumps.md). */
export function dumpsCronJob(of: PostgresSettings, dumps: LogicalDumps, map: string, ca: SecretKeyRef): Manifest {
  const store = of.backups!;
  const identity = store.credentials.serviceAccountAnnotations;
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: dumpsName(of.name), namespace: of.namespace, annotations: { [DUMPS_OF]: of.name } },
    spec: {
      schedule: dumps.schedule.fiveFields,
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        metadata: { labels: dumperLabels(of.name) },
        spec: {
          // some ten minutes for a replica or a store that is away; what another try does not mend is not tried again: each is a dump of everything
          backoffLimit: 6,
          podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'upload', operator: 'In', values: [11, 13, 14] } }] },
          activeDeadlineSeconds: dumps.deadlineSeconds,
          template: {
            metadata: {
              labels: { ...dumperLabels(of.name), ...(identity && 'azure.workload.identity/client-id' in identity ? { 'azure.workload.identity/use': 'true' } : {}) },
            },
            spec: {
              restartPolicy: 'Never',
              automountServiceAccountToken: false,
              // the cloud gives the identity to this name, whether its token is mounted or not
              ...(identity ? { serviceAccountName: of.name } : {}),
              securityContext: restrictedPod(POSTGRES_USER),
              // beside the uploader and ended with it, whatever becomes of either: the uploader's exit code is the pod's
              initContainers: [{
                name: 'dump',
                image: of.image,
                restartPolicy: 'Always',
                command: ['bash', `${PATHS.programs}/${DUMP}`, PATHS.exchange],
                env: variables(connection(of)),
                // pg_dump holds the definitions of all tables, and nothing of their rows; an estimate
                resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } },
                securityContext: RESTRICTED_CONTAINER,
                volumeMounts: mounts('programs', 'exchange', 'ca', 'identity'),
              }],
              containers: [{
                name: 'upload',
                image: dumps.image,
                command: ['python3', `${PATHS.programs}/${UPLOAD}`, PATHS.exchange],
                env: [...variables(what(of, dumps, store)), ...sidecarEnv(store), ...entrance(store)],
                // a part is held twice, while it is collected and sent; Python with a client of a store takes the rest; an estimate
                resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: `${256 + 3 * partMebibytes(of)}Mi` } },
                securityContext: RESTRICTED_CONTAINER,
                volumeMounts: mounts('programs', 'exchange', ...(storeVolume(store) ? ['store' as const] : [])),
              }],
              volumes: [
                { name: 'programs', configMap: { name: map } },
                // a pipe, and what pg_dump says when it fails
                { name: 'exchange', emptyDir: { sizeLimit: '16Mi' } },
                { name: 'ca', secret: { secretName: ca.name, items: [{ key: ca.key, path: 'ca.crt' }] } },
                // libpq takes a key that others can read from nobody but root (PostgreSQL docs, libpq, "Client Certificates")
                { name: 'identity', secret: { secretName: `${dumperName(of.name)}-client-cert`, defaultMode: 0o440 } },
                ...(storeVolume(store) ? [storeVolume(store)!] : []),
              ],
            },
          },
        },
      },
    },
  };
}

/** Lets the pods out to the database, the object store and DNS alone. */
export function dumpsPolicy(of: PostgresSettings): Manifest {
  return networkPolicy({
    name: dumpsName(of.name),
    namespace: of.namespace,
    podSelector: { matchLabels: dumperLabels(of.name) },
    ingress: NOBODY,
    egress: [
      { to: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': of.name, 'cnpg.io/podRole': 'instance' } } }], ports: tcp(POSTGRES_PORT) },
      toDns(of.platform.network.nodeLocalDns),
      ...toStores({ backups: of.backups, platform: of.platform }),
    ],
  });
}

function connection(of: PostgresSettings): Record<string, string> {
  return {
    // a replica where there is one: a dump reads everything once, and holds back no vacuum but by hot_standby_feedback
    PGHOST: `${of.name}-${of.instances > 1 ? 'ro' : 'rw'}.${of.namespace}.svc`,
    PGPORT: String(POSTGRES_PORT),
    PGUSER: DUMPER,
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: `${PATHS.ca}/ca.crt`,
    PGSSLCERT: `${PATHS.identity}/tls.crt`,
    PGSSLKEY: `${PATHS.identity}/tls.key`,
  };
}

function what(of: PostgresSettings, dumps: LogicalDumps, store: ObjectStore): Record<string, string> {
  return {
    DESTINATION: store.pathOf(of.namespace, of.name),
    DATABASES: (dumps.databases ?? of.databases.map(({ name }) => name)).join(' '),
    RETENTION_DAYS: String(dumps.retentionDays),
    KEEP_AT_LEAST: String(dumps.keepAtLeast),
    GAP_SECONDS: String(dumps.schedule.longestGapSeconds),
    DEADLINE_SECONDS: String(dumps.deadlineSeconds),
    PART_MEBIBYTES: String(partMebibytes(of)),
    ...(store.endpoint ? { ENDPOINT: store.endpoint } : {}),
    ...(store.endpointCa ? { AWS_CA_BUNDLE: `${PATHS.store}/${store.endpointCa.key}` } : {}),
  };
}

/** So that what fills the volumes, and does not get smaller in a dump, still is an object. */
function partMebibytes(of: PostgresSettings): number {
  const all = of.dataMebibytes + of.tablespaces.reduce((sum, { mebibytes }) => sum + mebibytes, 0);
  return Math.min(LARGEST_PART, Math.max(LEAST_PART, Math.ceil(all / MOST_PARTS)));
}

/** As whom to enter the store: the variables that the providers' libraries read. */
function entrance({ provider, credentials: { secretName, serviceAccountAnnotations } }: ObjectStore): object[] {
  if (serviceAccountAnnotations) return [];
  const from = (name: string, key: string) => ({ name, valueFrom: { secretKeyRef: { name: secretName, key } } });
  switch (provider) {
    case ObjectStoreProvider.S3: return [from('AWS_ACCESS_KEY_ID', 'ACCESS_KEY_ID'), from('AWS_SECRET_ACCESS_KEY', 'SECRET_ACCESS_KEY')];
    case ObjectStoreProvider.GCS: return [{ name: 'GOOGLE_APPLICATION_CREDENTIALS', value: `${PATHS.store}/gcsCredentials` }];
    case ObjectStoreProvider.AZURE: return [from('AZURE_STORAGE_ACCOUNT', 'AZURE_STORAGE_ACCOUNT'), from('AZURE_STORAGE_KEY', 'AZURE_STORAGE_KEY')];
  }
}

/** What the uploader reads as a file. */
function storeVolume({ provider, credentials, endpointCa }: ObjectStore): object | undefined {
  const secret = (secretName: string | undefined, key: string) => ({ name: 'store', secret: { secretName, defaultMode: 0o440, items: [{ key, path: key }] } });
  if (endpointCa) return secret(endpointCa.name, endpointCa.key);
  return provider === ObjectStoreProvider.GCS && !credentials.serviceAccountAnnotations ? secret(credentials.secretName, 'gcsCredentials') : undefined;
}

function mounts(...names: Array<keyof typeof PATHS>): object[] {
  return names.map((name) => ({ name, mountPath: PATHS[name], ...(name === 'exchange' ? {} : { readOnly: true }) }));
}

function variables(of: Record<string, string>): object[] {
  return Object.entries(of).map(([name, value]) => ({ name, value }));
}
