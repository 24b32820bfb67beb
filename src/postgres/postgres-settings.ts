import { Size } from 'cdk8s';
import { BackupSettings, backupSettings } from './backup-settings';
import { isOn } from './booleans';
import { DUMPER } from './dumper';
import { kebab, requireDatabaseName, requireDistinct, requireIdentifier, requireRoleName } from './identifiers';
import { postgresParameters } from './parameters';
import { PoolerSettings, poolerSettings } from './pooler-settings';
import type { PostgresClusterProps } from './postgres-cluster-props';
import { PostgresDatabase } from './postgres-database';
import { PostgresRole } from './postgres-role';
import { RecoverySettings, VERIFIER } from './recovery-settings';
import { SynchronousReplication } from './synchronous-replication';
import type { DatabasePlatform } from '../platform/database-platform';
import { Compute } from '../values/compute';
import { DatabaseStorageClass } from '../values/database-storage-class';
import { requireDnsLabel, requireNamespace } from '../values/kubernetes-name';
import { Monitoring } from '../values/monitoring';
import { ObjectStore } from '../values/object-store';
import { Objectives } from '../values/objectives';
import { refuse, requireInteger } from '../values/refusal';
import { SecretRef } from '../values/secret-ref';
import { volumeMebibytes } from '../values/volume-size';
import { Workload } from '../values/workload';

/** A role with the Secret that holds its password. */
export interface RoleSettings {
  readonly name: string;
  readonly secretName: string;
  readonly given?: SecretRef;
  readonly memberOf: readonly string[];
  readonly connectionLimit?: number;
  /** Whether it may replicate, as the way back of a migration does. */
  readonly replicates?: boolean;
}

export interface TablespaceSettings {
  readonly name: string;
  readonly mebibytes: number;
  readonly storageClass: DatabaseStorageClass;
  readonly owner: string;
}

/** A database's props, checked and completed: what the writer writes. */
export interface PostgresSettings {
  readonly platform: DatabasePlatform;
  /** Where it archives to; undefined for nowhere. */
  readonly backups?: ObjectStore;
  /** Who watches it; undefined for nobody. */
  readonly monitoring?: Monitoring;
  readonly storageClass: DatabaseStorageClass;
  readonly walStorageClass: DatabaseStorageClass;
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly major: number;
  readonly instances: number;
  readonly compute: Compute;
  readonly dataMebibytes: number;
  readonly walMebibytes: number;
  readonly workload?: Workload;
  readonly objectives?: Objectives;
  readonly tablespaces: readonly TablespaceSettings[];
  readonly replication: SynchronousReplication;
  readonly database: string;
  readonly owner: RoleSettings;
  readonly databases: ReadonlyArray<Required<PostgresDatabase>>;
  readonly roles: readonly RoleSettings[];
  readonly poolers: readonly PoolerSettings[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly backup: BackupSettings;
  /** What it is made from; undefined for an empty database. */
  readonly recovery?: RecoverySettings;
  /** Roles that log in with a certificate, and no password. */
  readonly certificateRoles: readonly string[];
}

// half a GiB: PostgreSQL, the instance manager and its checks do not fit into less; an estimate
const MIN_MEMORY = 512;
// groups whose members run programs or read files as the server's user, are superusers, or may replicate everything
const EXCESSIVE = /^(pg_execute_server_program|pg_read_server_files|pg_write_server_files|postgres|streaming_replica|cnpg_.*)$/;
// wal_keep_size (512 MB), max_wal_size and a full segment each have to fit
const MIN_WAL = 2048;

export function postgresSettings(props: PostgresClusterProps, namespace: string): PostgresSettings {
  // CloudNativePG 1.30, validateName: the longest name of an object that the operator derives from it has to fit
  requireDnsLabel('name', props.name, 50);
  requireNamespace('namespace', namespace);
  for (const prop of ['platform', 'version', 'compute', 'storage'] as const) {
    if (props[prop] === undefined) refuse(prop, 'be given', undefined, 'no default of it is safe');
  }
  const { platform, compute } = props;
  const instances = instancesOf(props);
  const replication = replicationOf(props, instances);
  const dataMebibytes = volumeMebibytes('storage', props.storage, 1024);
  platform.storageClass._checkVolume('storage', props.storage);
  const walSize = props.walStorage ?? defaultWal(dataMebibytes, platform.walStorageClass._smallestGibibytes);
  const walMebibytes = volumeMebibytes('walStorage', walSize, MIN_WAL);
  platform.walStorageClass._checkVolume('walStorage', walSize);
  if (compute.memoryMebibytes < MIN_MEMORY) {
    refuse('compute.memory', `be at least ${MIN_MEMORY} MiB`, `${compute.memoryMebibytes} MiB`, 'PostgreSQL and the instance manager do not fit into less');
  }
  const image = props.image ?? props.version.image;
  if (image.major !== props.version.major) {
    refuse('image', `be of PostgreSQL ${props.version.major}, as version says`, image.reference, 'change the version or the image');
  }
  const parameters = postgresParameters(
    { memoryMebibytes: compute.memoryMebibytes, cpuMillis: compute.cpuMillis, walMebibytes, instances }, parametersOf(props, instances));
  const database = props.database ?? 'app';
  requireDatabaseName('database', database);
  const owner = roleSettings('owner', props.name, props.owner ?? { name: database });
  const roles = (props.roles ?? []).map((role, i) => roleSettings(`roles[${i}].name`, props.name, role));
  requireDistinct('roles', [owner, ...roles].map((role) => role.name), 'the owner of the first database is a role already');
  requireDistinct('roles', [owner, ...roles].map((role) => role.secretName), 'names that differ only in "_" and "-" share a Secret; rename one');
  const databases = databasesOf(props, database, owner.name, [owner, ...roles]);
  return {
    platform,
    backups: platform.backups,
    monitoring: platform.monitoring,
    storageClass: platform.storageClass,
    walStorageClass: platform.walStorageClass,
    name: props.name,
    namespace,
    image: image.reference,
    major: props.version.major,
    instances,
    compute,
    dataMebibytes,
    walMebibytes,
    workload: props.workload,
    objectives: props.objectives,
    tablespaces: tablespacesOf(props, [owner, ...roles]),
    replication,
    database,
    owner,
    databases,
    roles,
    poolers: poolerSettings(props, Number(parameters.max_connections), databases.length),
    parameters,
    backup: backupSettings(props, namespace, { instances, replication }, databases.map((of) => of.name)),
    recovery: props._recovery,
    certificateRoles: certificateRolesOf(props, [owner, ...roles]),
  };
}

/** A role's settings; also used when a grant adds one. */
export function roleSettings(prop: string, cluster: string, role: PostgresRole): RoleSettings {
  requireRoleName(prop, role.name);
  const memberOf = role.memberOf ?? [];
  memberOf.forEach((group) => requireIdentifier('roles.memberOf', group));
  requireDistinct('roles.memberOf', memberOf, 'remove the second one');
  const excessive = memberOf.find((group) => EXCESSIVE.test(group));
  if (excessive) {
    refuse('roles.memberOf', 'not lead out of the database', excessive, 'whoever is a member is a superuser, or one in all but name');
  }
  if (memberOf.includes(role.name)) refuse('roles.memberOf', 'not name the role itself', role.name, 'remove it');
  if (role.connectionLimit !== undefined) {
    requireInteger('roles.connectionLimit', role.connectionLimit, 1, 10000, 'give the connections that the role needs, or leave it out');
  }
  return {
    name: role.name, secretName: role.password?.name ?? `${cluster}-role-${kebab(role.name)}`, given: role.password, memberOf, connectionLimit: role.connectionLimit,
  };
}

function certificateRolesOf({ _recovery, backup }: PostgresClusterProps, roles: RoleSettings[]): string[] {
  if (backup?.dumps && roles.some((role) => role.name === DUMPER)) {
    refuse('roles', `not name ${DUMPER}, which makes dumps`, DUMPER, 'rename it, or leave out backup.dumps');
  }
  const dumpers = backup?.dumps ? [DUMPER] : [];
  if (!_recovery?.verification.enabled) return dumpers;
  if (roles.some((role) => role.name === VERIFIER)) {
    refuse('roles', `not name ${VERIFIER}, which verifies restores`, VERIFIER, 'rename it in the source, or restore with RestoreVerification.none()');
  }
  return [VERIFIER, ...dumpers];
}

/** A replica that is dumped without it ends the dump half a minute after a vacuum on the primary (PostgreSQL 18 docs, "Handling Query Conflicts"). */
function parametersOf({ backup, parameters = {} }: PostgresClusterProps, instances: number): Record<string, string> {
  if (!backup?.dumps || instances < 2) return parameters;
  const { hot_standby_feedback: given = 'on' } = parameters;
  if (!isOn(given)) {
    refuse('parameters.hot_standby_feedback', 'be on with backup.dumps, which read a replica', given, 'leave it out: the replica would end a dump when the primary vacuums');
  }
  return { hot_standby_feedback: 'on', ...parameters };
}

function instancesOf(props: PostgresClusterProps): number {
  const instances = props.instances ?? 3;
  requireInteger('instances', instances, 1, 99, 'three survive the loss of one and still replicate');
  const nodes = props.platform.nodes?.nodes;
  if (nodes !== undefined && instances > nodes) {
    refuse('instances', `be at most the number of nodes in the platform's pool (${nodes})`, instances, 'each instance wants a node of its own: add nodes');
  }
  return instances;
}

function replicationOf(props: PostgresClusterProps, instances: number): SynchronousReplication {
  const replication = props.replication ?? (instances > 1 ? SynchronousReplication.quorum() : SynchronousReplication.none());
  if (replication.number >= instances) {
    refuse('replication.number', `be below instances (${instances})`, replication.number, 'a commit cannot wait for more replicas than there are');
  }
  return replication;
}

function databasesOf(props: PostgresClusterProps, first: string, owner: string, roles: RoleSettings[]): Array<Required<PostgresDatabase>> {
  const more = props.databases ?? [];
  const all = more.some((of) => of.name === first) ? more : [{ name: first }, ...more];
  requireDistinct('databases', all.map((of) => of.name), 'remove the second one');
  return all.map((of, at) => {
    // the first one is added where the prop leaves it out
    const i = at - (all.length - more.length);
    requireDatabaseName(`databases[${i}].name`, of.name);
    const ownedBy = of.owner ?? owner;
    if (!roles.some((role) => role.name === ownedBy)) {
      refuse(`databases[${i}].owner`, 'be a declared role', ownedBy, 'add it to roles');
    }
    if (of.name === first && ownedBy !== owner) {
      refuse(`databases[${i}].owner`, `be the owner of the first database (${owner})`, ownedBy, 'set the prop owner instead');
    }
    requireDistinct(`databases[${i}].extensions`, of.extensions ?? [], 'remove the second one');
    (of.extensions ?? []).forEach((name) => requireIdentifier(`databases[${i}].extensions`, name));
    requireDistinct(`databases[${i}].schemas`, of.schemas ?? [], 'remove the second one');
    for (const schema of of.schemas ?? []) {
      requireIdentifier(`databases[${i}].schemas`, schema);
      if (/^(pg_.*|information_schema)$/.test(schema)) {
        refuse(`databases[${i}].schemas`, 'not be reserved by PostgreSQL (pg_*, information_schema)', schema, 'choose another name');
      }
    }
    return { name: of.name, owner: ownedBy, extensions: of.extensions ?? [], schemas: of.schemas ?? [] };
  });
}

function tablespacesOf(props: PostgresClusterProps, roles: RoleSettings[]): TablespaceSettings[] {
  const tablespaces = props.tablespaces ?? [];
  requireDistinct('tablespaces', tablespaces.map((of) => of.name), 'rename one');
  return tablespaces.map((of, i) => {
    // the pod's volume is tbs-<name>, a DNS label (CloudNativePG 1.30, pkg/specs/volumes.go)
    if (typeof of.name !== 'string' || !/^[a-z]([a-z0-9_]*[a-z0-9])?$/.test(of.name) || of.name.length > 59) {
      refuse(`tablespaces[${i}].name`, 'be at most 59 lower-case letters, digits and "_", starting with a letter and ending with a letter or digit',
        of.name, 'choose such a name');
    }
    if (of.name.startsWith('pg_')) refuse(`tablespaces[${i}].name`, 'not start with pg_, which PostgreSQL keeps', of.name, 'choose another name');
    const size = volumeMebibytes(`tablespaces[${i}].storage`, of.storage, 1024);
    const storageClass = of.storageClass ?? props.platform.storageClass;
    storageClass._checkVolume(`tablespaces[${i}].storage`, of.storage);
    const owner = of.owner ?? roles[0].name;
    if (!roles.some((role) => role.name === owner)) refuse(`tablespaces[${i}].owner`, 'be a declared role', owner, 'add it to roles');
    return { name: of.name, mebibytes: size, storageClass, owner };
  });
}

/**
 * A tenth of the data, from 4 to 100 GiB: room for some hours of writes while the archive is away; an estimate. Never less than the
 * storage class makes.
 */
function defaultWal(dataMebibytes: number, smallestGibibytes: number): Size {
  return Size.gibibytes(Math.max(smallestGibibytes, Math.min(100, Math.max(4, Math.ceil(dataMebibytes / 10240)))));
}
