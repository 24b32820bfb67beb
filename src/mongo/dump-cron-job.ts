import { communityUserOf } from './community';
import { DumpSettings } from './dump-settings';
import { endpointsOf, MONGO_PORT } from './endpoints-of';
import { memberLabels } from './instance-labels';
import { MongoSettings } from './mongo-settings';
import { serverSecretName } from './server-certificate';
import { Manifest } from '../checklist/manifests';
import { dumpCronJob, Dumper, dumperLabels, dumpsName, DUMP_PATHS, UPLOADING } from '../parts/dump-cron-job';
import { fixedConfigMap } from '../parts/job';
import { networkPolicy, NOBODY, tcp, toDns } from '../parts/network-policy';
import { toObjectStores } from '../parts/object-store-egress';
import { programs } from '../parts/program';
import { DUMP_UPLOADER } from '../values/logical-dumps';

/** Who dumps; Percona's has the same name, which no application's user may have. */
export const DUMP_USER = 'backup';
/** MongoDB manual 8.0, Built-In Roles: `backup` is what mongodump needs, with --oplog, too; `clusterMonitor` has replSetGetConfig, which tells replica sets apart. */
export const DUMP_ROLES = ['backup', 'clusterMonitor'];
/** What a dump is of: the whole replica set, because --oplog goes with nothing less. */
export const DUMP_NAME = 'replica-set';

/** Docker's own image, which has mongosh and the database tools beside mongod (docker-library/mongo, 7.0/Dockerfile and 8.0/Dockerfile); the operator's has neither. */
export const TOOLS_IMAGES: Readonly<Record<string, string>> = { '7.0': 'mongo:7.0.30', '8.0': 'mongo:8.0.19' };
/** The user `mongodb` of that image. */
export const TOOLS_USER = 999;
/** As many as Percona's operator would keep, however old they are: the newest ones are never deleted. */
const KEEP_AT_LEAST = 3;
const DEADLINE_SECONDS = 24 * 60 * 60;
const PATHS = { ca: '/etc/ca', login: '/etc/login', scratch: '/scratch' };
const [DUMP, MEMBER] = ['dump-mongo.sh', 'mongo-member.js'];

/** Name of the Secret with the password of who dumps. */
export function dumpSecret(name: string): string {
  return `${name}-backup`;
}

export function dumpUser(name: string): object {
  return communityUserOf(DUMP_USER, dumpSecret(name), DUMP_ROLES.map((role) => ({ name: role, db: 'admin' })));
}

export function dumpsMap(of: MongoSettings): Manifest {
  return fixedConfigMap(dumpsName(of.name), of.namespace, programs(DUMP, MEMBER, ...UPLOADING));
}

/** The whole replica set into the object store, from a secondary and through a pipe, with what is written meanwhile (docs/decisions/012-mongodb-by-two-operators.md). */
export function dumpsCronJob(of: MongoSettings, { schedule, days }: DumpSettings, map: string): Manifest {
  const store = of.platform.backups!;
  return dumpCronJob({
    database: of.name,
    namespace: of.namespace,
    schedule,
    deadlineSeconds: DEADLINE_SECONDS,
    // a member that went away, or a collection that was renamed, ends a dump of which the next one knows nothing; these are there the next time, too
    finalCodes: [13, 14],
    user: TOOLS_USER,
    serviceAccount: store.credentials.serviceAccountAnnotations && dumpsName(of.name),
    programs: map,
    dumper: {
      image: TOOLS_IMAGES[of.series],
      command: ['bash', `${DUMP_PATHS.programs}/${DUMP}`, DUMP_PATHS.exchange],
      env: login(of, DUMP_USER),
      ...loginVolumes(of, { name: dumpSecret(of.name), key: 'password' }),
    },
    store,
    uploader: DUMP_UPLOADER,
    names: [DUMP_NAME],
    told: { PROGRAMS: 'mongosh mongodump' },
    retentionDays: days,
    keepAtLeast: KEEP_AT_LEAST,
    mebibytes: of.dataMebibytes,
  });
}

/** Lets the pods out to the members, the object store and DNS alone. */
export function dumpsPolicy(of: MongoSettings): Manifest {
  const { platform: { network, backups } } = of;
  return networkPolicy({
    name: dumpsName(of.name),
    namespace: of.namespace,
    podSelector: { matchLabels: dumperLabels(of.name) },
    ingress: NOBODY,
    egress: [
      { to: [{ podSelector: { matchLabels: memberLabels(of) } }], ports: tcp(MONGO_PORT) },
      toDns(network.nodeLocalDns),
      ...toObjectStores([{ store: backups!, credentials: backups!.credentials }], network),
    ],
  });
}

/** What mongo-member.js is told. */
export function login(of: MongoSettings, user: string): Record<string, string> {
  return {
    MEMBERS: endpointsOf(of).members.map(({ host, port }) => `${host}:${port}`).join(' '),
    REPLICA_SET: of.replicaSet,
    MONGO_USER: user,
    PASSWORD_FILE: `${PATHS.login}/password`,
    OPTIONS: `tls=true&tlsCAFile=${PATHS.ca}/ca.crt`,
    SCRATCH: PATHS.scratch,
  };
}

/** Only the CA: the Secret holds the server's key, too. */
export function loginVolumes(of: MongoSettings, password: { readonly name: string; readonly key: string }): Pick<Dumper, 'mounts' | 'volumes'> {
  return {
    mounts: [
      { name: 'ca', mountPath: PATHS.ca, readOnly: true }, { name: 'login', mountPath: PATHS.login, readOnly: true }, { name: 'scratch', mountPath: PATHS.scratch },
    ],
    volumes: [
      { name: 'ca', secret: { secretName: serverSecretName(of), items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { name: 'login', secret: { secretName: password.name, defaultMode: 0o440, items: [{ key: password.key, path: 'password' }] } },
      // the password as mongodump reads it, and mongosh's logs
      { name: 'scratch', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
    ],
  };
}
