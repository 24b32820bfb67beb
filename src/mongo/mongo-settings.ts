import { Size } from 'cdk8s';
import { BackupSettings, backupSettings } from './backup-settings';
import { DumpSettings, dumpSettings } from './dump-settings';
import { HorizonSettings, horizonSettings, loadBalancersOf } from './horizon-settings';
import { kebab, LONGEST_ANNOTATION, requireDatabaseName, requireDistinct, requireUserName } from './identifiers';
import { membership } from './membership';
import type { MongoImage } from './mongo-image';
import type { MongoLoadBalancers } from './mongo-load-balancers';
import { MongoOperator } from './mongo-operator';
import type { MongoReplicaSetProps } from './mongo-replica-set-props';
import { MongoRole } from './mongo-role';
import { MongoUser } from './mongo-user';
import { mongodConfiguration } from './parameters';
import type { MongoRecoverySettings } from './recovery-settings';
import { RESERVED_USERS } from './system-users';
import type { DatabasePlatform } from '../platform/database-platform';
import { Compute } from '../values/compute';
import { DatabaseStorageClass } from '../values/database-storage-class';
import { requireDnsLabel, requireNamespace } from '../values/kubernetes-name';
import { Objectives } from '../values/objectives';
import { Pmm } from '../values/pmm';
import { refuse } from '../values/refusal';
import { SecretRef } from '../values/secret-ref';
import { volumeMebibytes } from '../values/volume-size';
import { Workload } from '../values/workload';

/** A user with the Secret that holds its password. */
export interface UserSettings {
  readonly name: string;
  readonly secretName: string;
  readonly given?: SecretRef;
  readonly roles: readonly MongoRole[];
}

/** A database's props, checked and completed: what the writers write. */
export interface MongoSettings {
  readonly platform: DatabasePlatform;
  readonly operator: MongoOperator;
  readonly name: string;
  readonly namespace: string;
  /** Name of the replica set in MongoDB. */
  readonly replicaSet: string;
  /** Name of the headless Service of its members. */
  readonly service: string;
  /** Names of the pods of members with data. */
  readonly pods: readonly string[];
  /** Reference of the image; undefined for the one that the operator has. */
  readonly image?: string;
  /** Version of the server. */
  readonly server: string;
  /** Its series, for example `8.0`. */
  readonly series: string;
  /** Members with data. */
  readonly instances: number;
  /** Whether one more votes, and keeps no data. */
  readonly arbiter: boolean;
  readonly horizons: readonly HorizonSettings[];
  /** Undefined where the operator makes none. */
  readonly loadBalancers?: MongoLoadBalancers;
  readonly compute: Compute;
  readonly storageClass: DatabaseStorageClass;
  readonly dataMebibytes: number;
  readonly workload?: Workload;
  readonly objectives?: Objectives;
  readonly database: string;
  /** Databases that users have roles on, the first one included. */
  readonly databases: readonly string[];
  readonly users: readonly UserSettings[];
  /** mongod.conf as a tree. */
  readonly configuration: Record<string, any>;
  /** Undefined where nothing is backed up. */
  readonly backup?: BackupSettings;
  readonly pmm?: Pmm;
  /** Undefined where nothing is dumped. */
  readonly dumps?: DumpSettings;
  /** What it is restored from; undefined for a database that begins empty. */
  readonly recovery?: MongoRecoverySettings;
}

// mongod with the smallest cache (256 MiB), its connections and a sort in memory; an estimate
const MIN_MEMORY = 1024;
/** The only one that this library writes. */
export const REPLSET = 'rs0';
// Percona Operator for MongoDB 1.22.0, CheckNSetDefaults: 50 with the name of the replica set
const LONGEST_PERCONA = 50 - REPLSET.length;
// a StatefulSet's revision is a label of its pods: ten letters and a dash besides the name (kubernetes/kubernetes#64023)
const LONGEST_COMMUNITY = 52;

export function mongoSettings(props: MongoReplicaSetProps, namespace: string): MongoSettings {
  const operator = operatorOf(props);
  const isPercona = operator === MongoOperator.PERCONA;
  requireDnsLabel('name', props.name, isPercona ? LONGEST_PERCONA : LONGEST_COMMUNITY);
  requireNamespace('namespace', namespace);
  for (const prop of ['platform', 'version', 'compute', 'storage'] as const) {
    if (props[prop] === undefined) refuse(prop, 'be given', undefined, 'no default of it is safe');
  }
  const { platform, compute, name } = props;
  // one of MySQL has a series 8.0, too
  if (props.version.image?.server === undefined) refuse('version', 'be a MongoVersion', props.version.image?.reference, 'give for example MongoVersion.V8_0');
  if (!isPercona && !platform.issuer) {
    refuse('platform.issuer', 'be given with MongoOperator.COMMUNITY, which makes no certificates of its own', undefined, 'give the platform Issuer.cluster');
  }
  const { instances, arbiter } = membership(props, operator);
  const dataMebibytes = volumeMebibytes('storage', props.storage, 1024);
  platform.storageClass._checkVolume('storage', props.storage);
  requireCompute(compute);
  const image = props.image ?? props.version.image;
  if (image.series !== props.version.series) {
    refuse('image', `be of MongoDB ${props.version.series}, as version says`, image.reference, 'change the version or the image');
  }
  requireServerOf(operator, image);
  const database = props.database ?? 'app';
  requireDatabaseName('database', database);
  const users = usersOf(props, { name, operator }, database);
  const statefulSet = isPercona ? `${name}-${REPLSET}` : name;
  return {
    platform,
    operator,
    name,
    namespace,
    replicaSet: isPercona ? REPLSET : name,
    service: isPercona ? statefulSet : `${name}-svc`,
    pods: Array.from({ length: instances }, (_, i) => `${statefulSet}-${i}`),
    image: isPercona || props.image ? image.reference : undefined,
    server: image.server,
    series: image.series,
    instances,
    arbiter,
    horizons: horizonSettings(props, instances + Number(arbiter)),
    loadBalancers: loadBalancersOf(props, operator),
    compute,
    storageClass: platform.storageClass,
    dataMebibytes,
    workload: props.workload,
    objectives: props.objectives,
    database,
    databases: [...new Set([database, ...users.flatMap(({ roles }) => roles.map((role) => role.database))])],
    users,
    configuration: mongodConfiguration(oplogMebibytes(props, dataMebibytes), props.parameters ?? {}),
    backup: backupSettings(props, operator, namespace),
    pmm: pmmOf(props, isPercona),
    dumps: dumpSettings(props, operator, namespace),
    recovery: props._recovery,
  };
}

/** A user's settings; also used when a grant adds one. */
export function userSettings(prop: string, { name: database, operator }: Pick<MongoSettings, 'name' | 'operator'>, user: MongoUser): UserSettings {
  requireUserName(`${prop}.name`, user.name, RESERVED_USERS);
  const longest = LONGEST_ANNOTATION - `${database}--hash`.length;
  if (operator === MongoOperator.PERCONA && user.name.length > longest) {
    refuse(`${prop}.name`, `be at most ${longest} characters for a database named "${database}"`, user.name,
      'shorten one of them: the operator keeps a hash in the annotation percona.com/<database>-<user>-hash');
  }
  if (!Array.isArray(user.roles) || user.roles.length === 0) {
    // Percona Operator for MongoDB 1.22.0, validateUser
    refuse(`${prop}.roles`, 'name one role at least', user.roles, 'give for example [MongoRole.readWrite("orders")]');
  }
  requireDistinct(`${prop}.roles`, user.roles.map((role) => `${role.name} on ${role.database}`), 'remove the second one');
  return { name: user.name, secretName: user.password?.name ?? `${database}-user-${kebab(user.name)}`, given: user.password, roles: user.roles };
}

/** The same user of another database. */
export function userOf(database: Pick<MongoSettings, 'name' | 'operator'>, { name, roles, given }: UserSettings): UserSettings {
  return userSettings('user', database, { name, roles: [...roles], password: given });
}

/** Whether a user can write nothing. */
export function onlyReads({ roles }: Pick<UserSettings, 'roles'>): boolean {
  return roles.every(({ name }) => name === 'read');
}

/** What mongod can run with; also asked of a drill's. */
export function requireCompute(compute: Compute): void {
  if (compute.memoryMebibytes < MIN_MEMORY) {
    refuse('compute.memory', `be at least ${MIN_MEMORY} MiB`, `${compute.memoryMebibytes} MiB`, 'mongod does not fit into less');
  }
  if (compute.memoryLimitMebibytes !== compute.memoryMebibytes) {
    refuse('compute.memoryLimit', `be compute.memory (${compute.memoryMebibytes} MiB)`, `${compute.memoryLimitMebibytes} MiB`,
      'leave it out: the cache follows from the limit, and what is beyond the request is not there when the node is full');
  }
}

function operatorOf({ operator = MongoOperator.PERCONA }: MongoReplicaSetProps): MongoOperator {
  if (!Object.values(MongoOperator).includes(operator)) refuse('operator', `be one of ${Object.values(MongoOperator).join(', ')}`, operator, 'use MongoOperator.PERCONA');
  return operator;
}

function pmmOf({ pmm, platform }: MongoReplicaSetProps, isPercona: boolean): Pmm | undefined {
  if (!pmm) return undefined;
  if (!isPercona) refuse('pmm', 'be left out with MongoOperator.COMMUNITY, which runs no client of it', pmm.serverHost, 'leave it out: the exporter tells Prometheus');
  if (!platform.secrets) refuse('pmm', 'be left out where the platform has no secret store, in which its token lies', pmm.serverHost, 'give the platform `secrets`');
  return pmm;
}

/** Of images that everybody knows; what a mirror calls its own cannot be told. */
const COMMUNITY_IMAGE = /(^|\/)(library\/mongo|mongodb-(community|enterprise)-server|bitnami(legacy)?\/mongodb):/;

function requireServerOf(operator: MongoOperator, { reference }: MongoImage): void {
  if (operator === MongoOperator.PERCONA && COMMUNITY_IMAGE.test(reference)) {
    refuse('image', 'be of Percona Server for MongoDB with MongoOperator.PERCONA, whose encryption and backups no other has', reference,
      'leave it out, or name a mirror of percona/percona-server-mongodb');
  }
}

function usersOf(props: MongoReplicaSetProps, of: Pick<MongoSettings, 'name' | 'operator'>, database: string): UserSettings[] {
  const more = props.users ?? [];
  const first: MongoUser[] = more.some(({ name }) => name === database) ? [] : [{ name: database, roles: [MongoRole.readWrite(database)] }];
  const users = [
    ...first.map((user) => userSettings('database', of, user)),
    ...more.map((user, i) => userSettings(`users[${i}]`, of, user)),
  ];
  requireDistinct('users', users.map(({ name }) => name), 'give one user both roles');
  // two names may lead to one: a_b and a-b
  requireDistinct('users', users.map(({ secretName }) => secretName), 'rename one: their Secrets would be the same');
  return users;
}

/** MongoDB refuses an oplog of less than 990 MB (manual 8.0, replSetResizeOplog). */
const MIN_OPLOG = 990;

function oplogMebibytes({ oplog }: MongoReplicaSetProps, dataMebibytes: number): number {
  const mebibytes = volumeMebibytes('oplog', oplog ?? Size.mebibytes(Math.min(51_200, Math.max(MIN_OPLOG, Math.floor(dataMebibytes / 20)))), MIN_OPLOG);
  if (oplog === undefined && mebibytes > dataMebibytes / 2) {
    refuse('storage', `be at least ${2 * MIN_OPLOG} MiB`, `${dataMebibytes} MiB`, `half of it is left for data beside the smallest oplog (${MIN_OPLOG} MiB)`);
  }
  if (mebibytes > dataMebibytes / 2) {
    refuse('oplog', `be at most half of storage (${Math.floor(dataMebibytes / 2)} MiB)`, `${mebibytes} MiB`, 'lower it or raise storage');
  }
  return mebibytes;
}
