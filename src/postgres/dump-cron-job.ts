import { POSTGRES_PORT, toStores } from './cnpg-network';
import { DUMPER } from './dumper';
import { PostgresSettings } from './postgres-settings';
import { Manifest } from '../checklist/manifests';
import { dumpCronJob, dumperLabels, dumpsName, DUMP_PATHS, UPLOADING } from '../parts/dump-cron-job';
import { fixedConfigMap } from '../parts/job';
import { networkPolicy, NOBODY, tcp, toDns } from '../parts/network-policy';
import { programs } from '../parts/program';
import { LogicalDumps } from '../values/logical-dumps';
import { SecretKeyRef } from '../values/secret-key-ref';

/** The user `postgres` of CloudNativePG's images and of the plugin's sidecar (their Dockerfiles). */
const POSTGRES_USER = 26;
const PATHS = { ca: '/etc/ca', identity: '/etc/identity' };
const DUMP = 'dump-databases.sh';

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
  return fixedConfigMap(dumpsName(of.name), of.namespace, programs(DUMP, ...UPLOADING));
}

/** Each database into the object store, through a pipe: nothing lies on a disk, whatever its size (docs/decisions/009-logical-dumps.md). */
export function dumpsCronJob(of: PostgresSettings, dumps: LogicalDumps, map: string, ca: SecretKeyRef): Manifest {
  const store = of.backups!;
  return dumpCronJob({
    database: of.name,
    namespace: of.namespace,
    schedule: dumps.schedule,
    deadlineSeconds: dumps.deadlineSeconds,
    // what another try does not mend is not tried again: each is a dump of everything
    finalCodes: [11, 13, 14],
    user: POSTGRES_USER,
    // the cloud gives the identity to this name, whether its token is mounted or not
    serviceAccount: store.credentials.serviceAccountAnnotations && of.name,
    programs: map,
    dumper: {
      image: of.image,
      command: ['bash', `${DUMP_PATHS.programs}/${DUMP}`, DUMP_PATHS.exchange],
      env: connection(of),
      mounts: [{ name: 'ca', mountPath: PATHS.ca, readOnly: true }, { name: 'identity', mountPath: PATHS.identity, readOnly: true }],
      volumes: [
        { name: 'ca', secret: { secretName: ca.name, items: [{ key: ca.key, path: 'ca.crt' }] } },
        // libpq takes a key that others can read from nobody but root (PostgreSQL docs, libpq, "Client Certificates")
        { name: 'identity', secret: { secretName: `${dumperName(of.name)}-client-cert`, defaultMode: 0o440 } },
      ],
    },
    store,
    uploader: dumps.image,
    names: dumps.databases ?? of.databases.map(({ name }) => name),
    retentionDays: dumps.retentionDays,
    keepAtLeast: dumps.keepAtLeast,
    mebibytes: of.dataMebibytes + of.tablespaces.reduce((sum, { mebibytes }) => sum + mebibytes, 0),
  });
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
