import {
  argumentsOf, distinct, makeClientCoherent, makeNodesSuffice, makePlatformCoherent, makeReachCoherent, makeVersionCoherent, makeWindowCoherent, pick,
  secret, structsIn,
} from './coherence-common';
import { call, isRecord, Recipe } from './recipe';

/**
 * A random recipe in which what belongs together goes together: types cannot say that an owner is a declared role. Without it most recipes
 * would be refused; those that still are, are not counted.
 */
export function coherent(recipe: Recipe): Recipe {
  const of = structuredClone(recipe) as any;
  makePlatformCoherent(of.platform);
  if (!of.version) return of;
  makeVersionCoherent(of);
  makeSizesCoherent(of);
  makeNamesCoherent(of);
  if (of.parameters?.['pg_failover_slots.synchronize_slot_names']) of.parameters.hot_standby_feedback = 'on';
  if (of.backup && !of.platform.backups) delete of.backup;
  if (of.backup?.snapshots) makeSnapshotsCoherent(of);
  for (const [options] of argumentsOf(of.backup?.dumps, 'LogicalDumps.of')) makeDumpsCoherent(options, of);
  if (of.secretOf) of.secretOf = pick([of.owner?.name ?? of.database ?? 'app', ...(of.roles ?? []).map((role: any) => role.name)], of.secretOf);
  makeRestoreCoherent(of);
  makeDrillsCoherent(of);
  of.grants = of.grants?.filter((grant: any, i: number) => makeGrantCoherent(grant, of, i));
  return of;
}

function makeSizesCoherent(of: any): void {
  const [pool] = of.platform.nodes?.args ?? [];
  of.instances = of.instances && Math.min(of.instances, pool?.nodes ?? 99);
  const instances = of.instances ?? 3;
  makeNodesSuffice(of, instances);
  for (const [options] of argumentsOf(of.replication, 'SynchronousReplication.quorum')) if (options?.number >= instances) options.number = instances - 1;
  if (of.replication?.call === 'SynchronousReplication.quorum' && instances < 2) of.replication = call('SynchronousReplication.none');
  if (instances > 1) return;
  of.poolers = of.poolers?.filter((pooler: any) => pooler.type.call !== 'PoolerType.READ_ONLY');
  of.grants = of.grants?.filter((grant: any) => grant.options?.access?.call !== 'ConnectAccess.READ_ONLY');
}

function makeSnapshotsCoherent(of: any): void {
  const { backup, platform, instances = 3, replication } = of;
  if (!platform.snapshots || of.name.length > 38) return void delete backup.snapshots;
  // of whatever driver
  platform.snapshots = call('SnapshotClass.existing', platform.snapshots.args[0].name ?? platform.snapshots.args[0]);
  const [options] = backup.snapshots.args;
  if (options.schedule?.call === 'Schedule.cron' && !/^\s*\d+\s/.test(options.schedule.args[0])) delete options.schedule;
  const waitsFor = replication ? (replication.args?.[0]?.number ?? (replication.call === 'SynchronousReplication.none' ? 0 : 1)) : 1;
  if (instances < waitsFor + 2) backup.snapshots = call('SnapshotBackup.hot', options);
  // the log has to last as long
  if (backup.snapshots.call === 'SnapshotBackup.hot') delete backup.retention;
}

function makeDumpsCoherent(options: any, of: any): void {
  if (of.name.length > 46 || of.restore?.name.length > 46) delete of.backup.dumps;
  const databases = databasesOf(of);
  if (options.databases) options.databases = [...new Set(options.databases.map((name: string) => pick(databases, name)))];
}

/** Names of all its databases. */
function databasesOf(of: any): string[] {
  return [of.database ?? 'app', ...(of.databases ?? []).map((database: any) => database.name)];
}

function makeNamesCoherent(of: any): void {
  const first = of.database ?? 'app';
  const owner = of.owner?.name ?? first;
  of.roles = distinct(of.roles, (role) => role.name.replaceAll('_', '-'), [owner.replaceAll('_', '-')]);
  const roles = [owner, ...(of.roles ?? []).map((role: any) => role.name)];
  of.databases = distinct(of.databases, (database) => database.name.replaceAll('_', '-'));
  for (const database of of.databases ?? []) if (database.owner) database.owner = database.name === first ? owner : pick(roles, database.owner);
  of.tablespaces = distinct(of.tablespaces, (tablespace) => tablespace.name);
  for (const tablespace of of.tablespaces ?? []) if (tablespace.owner) tablespace.owner = pick(roles, tablespace.owner);
  of.poolers = distinct(of.poolers, (pooler) => pooler.type.call);
  // more would leave each no connection
  for (const pooler of of.poolers ?? []) if (pooler.instances > 3) pooler.instances = 3;
  // a password of one's own does not reach other namespaces
  const elsewhere = of.grants?.some((grant: any) => !grant.here);
  if (of.platform.secrets && elsewhere) for (const role of [of.owner ?? {}, ...(of.roles ?? [])]) delete role.password;
  if (of.platform.secrets) return;
  of.owner ??= { name: owner };
  for (const [i, role] of [of.owner, ...(of.roles ?? [])].entries()) role.password ??= secret(`login-${i}`);
}

function makeRestoreCoherent(of: any): void {
  const { restore, platform, tablespaces = [] } = of;
  if (!restore) return;
  if (!platform.backups || restore.name === of.name) return void delete of.restore;
  const nodes = platform.nodes?.args[0].nodes ?? 99;
  if (restore.instances) restore.instances = Math.min(restore.instances, nodes);
  // replicas that its clients, its poolers and its commits wait for
  if (restore.instances < (of.instances ?? 3)) delete restore.instances;
  // parameters that were chosen for other memory
  if (of.parameters) delete restore.compute;
  // never less than its source has
  for (const prop of ['storage', 'walStorage']) if (restore[prop]) restore[prop] = of[prop];
  const kind = restore.to.call;
  if (!['RecoveryPoint.time', 'RecoveryPoint.latest', 'RecoveryPoint.lsn'].includes(kind)) restore.from ??= call('BaseBackup.id', '20240101T000000');
  for (const [options] of argumentsOf(restore.from, 'BaseBackup.snapshot')) {
    if (tablespaces.length === 0) delete options.tablespaces;
    else options.tablespaces = Object.fromEntries(tablespaces.map(({ name }: any) => [name, 'a-tablespace']));
  }
  for (const [options] of argumentsOf(restore.verification, 'RestoreVerification.of')) {
    if (!options) continue;
    const isMoment = ['RecoveryPoint.time', 'RecoveryPoint.latest'].includes(kind);
    options.assertions = options.assertions?.filter((assertion: any) => isMoment || assertion.call !== 'RestoreAssertion.newest');
    options.assertions = distinct(options.assertions, (assertion) => JSON.stringify(assertion));
    makeAssertionsCoherent(options.assertions, of);
  }
}

function makeDrillsCoherent(of: any): void {
  const { platform, failover, instances = 3 } = of;
  if (failover && (!platform.backups || instances < 2)) delete of.failover;
  makeWindowCoherent(of);
  for (const [options] of argumentsOf(of.restoreDrill, 'RestoreDrillPlan.of')) {
    if (!platform.backups || !throwsAway(of)) delete of.restoreDrill;
    else if (options) makeRehearsalCoherent(options, of);
    else if (platform.createNamespaces === false || !isReadElsewhere(platform)) delete of.restoreDrill;
  }
}

function makeRehearsalCoherent(options: any, of: any): void {
  const { platform, namespace } = of;
  if (platform.createNamespaces === false || options.namespace === (namespace ?? 'shop')) options.namespace = 'drills';
  if (!isReadElsewhere(platform)) options.secretsPresent = true;
  // parameters that were chosen for other memory
  if (of.parameters) delete options.compute;
  options.assertions = distinct(options.assertions, (assertion) => JSON.stringify(assertion));
  makeAssertionsCoherent(options.assertions, of);
}

/** Whether what a drill needs to read the archive is not beside the database alone. */
export function isReadElsewhere({ backups, secrets }: any): boolean {
  return structsIn(backups).every(({ credentials, readOnlyCredentials, endpointCa }) => {
    const { call: name } = readOnlyCredentials ?? credentials;
    return !endpointCa && name !== 'ObjectStoreCredentials.secret' && !(name === 'ObjectStoreCredentials.secretStore' && secrets.call === 'SecretStore.namespaced');
  });
}

/** Whether volumes of all its storage classes, or of the platform's own for drills, go with their claims. */
export function throwsAway({ platform, tablespaces = [] }: any): boolean {
  const classes = [platform.storageClass, platform.walStorageClass, ...tablespaces.map(({ storageClass }: any) => storageClass)];
  return platform.drillStorageClass || classes.every((storage) => storage?.call !== 'DatabaseStorageClass.existing' || storage.args[1]?.reclaimPolicy?.call === 'ReclaimPolicy.DELETE');
}

function makeAssertionsCoherent(assertions: readonly any[] | undefined, of: any): void {
  const databases = databasesOf(of);
  for (const { args } of assertions ?? []) {
    for (const arg of args) if (isRecord(arg) && arg.database) arg.database = pick(databases, String(arg.database));
  }
}

/** False when nothing can make it so. */
function makeGrantCoherent(grant: any, of: any, i: number): boolean {
  const { platform, databases = [], poolers = [], roles = [] } = of;
  makeClientCoherent(grant, i);
  const options = grant.options ?? {};
  const readOnly = options.access?.call === 'ConnectAccess.READ_ONLY';
  if (options.database) options.database = pick(databasesOf(of), options.database);
  if (options.pooled) options.pooled = poolers.some((pooler: any) => pooler.type.call === (readOnly ? 'PoolerType.READ_ONLY' : 'PoolerType.READ_WRITE'));
  const owners = [of.owner?.name ?? of.database ?? 'app', ...databases.map((database: any) => database.owner)];
  const readers = roles.map((role: any) => role.name).filter((name: string) => !owners.includes(name));
  const several = databases.some((database: any) => database.name !== (of.database ?? 'app'));
  // a role of its own for each, so that one grant's rights are not another's
  if (options.role || readOnly) options.role = several || !platform.secrets ? pick(readers, options.role ?? '') : `${options.role ?? 'reader'}_${i}`;
  if (readOnly && !options.role) return false;
  if (!options.role) delete options.role;
  const password = [of.owner ?? {}, ...roles].find((role: any) => role.name === (options.role ?? owners[0]))?.password;
  makeReachCoherent(grant, platform, password, options);
  return true;
}
