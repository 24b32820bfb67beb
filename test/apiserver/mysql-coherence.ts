import { isReadElsewhere, throwsAway } from './coherence';
import {
  argumentsOf, distinct, makeClientCoherent, makeFailoverCoherent, makeMemorySuffice, makeNodesSuffice, makeOverwrittenCoherent,
  makePlatformCoherent, makeReachCoherent, makeStoreFound, makeStoreKeyed, makeVersionCoherent, pick, secret,
} from './coherence-common';
import { call, constant, made, Recipe } from './recipe';
import { sharedBackupName } from '../../src/mysql/shared-backup-name';
import { cronProblem, shortestCronGapSeconds } from '../../src/values/cron';

/** A random recipe of a MySqlCluster in which what belongs together goes together. */
export function coherentMySql(recipe: Recipe): Recipe {
  const of = structuredClone(recipe) as any;
  makePlatformCoherent(of.platform);
  makeStoreKeyed(of.platform);
  makeStoreFound(of.platform);
  // Pod Security's level restricted admits no ProxySQL
  if (of.proxy?.call === 'MySqlProxy.proxysql') of.platform.createNamespaces = false;
  makeVersionCoherent(of);
  makeMemorySuffice(of);
  const [compute] = of.compute.args;
  if (compute.memoryLimit) compute.memoryLimit = compute.memory;
  makeSizesCoherent(of);
  makeBackupCoherent(of);
  makeUsersCoherent(of);
  makeSitesCoherent(of);
  makeOverwrittenCoherent(of);
  if (follows(of) && of.overwritten) of.overwritten.to = call('RecoveryPoint.immediate');
  makeDrillCoherent(of);
  makeRestoreCoherent(of);
  makeFailoverCoherent(of, of.platform.backups && (of.instances ?? 3) > 1 && !follows(of));
  if (of.secretOf) of.secretOf = pick(userNames(of), of.secretOf);
  of.grants = of.grants?.filter((grant: any, i: number) => makeGrantCoherent(grant, of, i));
  return of;
}

function makeSizesCoherent(of: any): void {
  const [[proxy] = []] = argumentsOf(of.proxy, 'MySqlProxy.haproxy', 'MySqlProxy.proxysql');
  const instances = of.instances ?? 3;
  makeNodesSuffice(of, Math.max(instances, proxy?.instances ?? 3));
  if (instances > 1 && proxy?.instances !== 1) return;
  of.waivers = [...(of.waivers ?? []), call('Waiver.of', { rule: 'three-instances', reason: 'a preview' })];
}

/** Names of their own, which those of a default schedule have. */
function makeBackupCoherent(of: any): void {
  if (of.backup && !of.platform.backups) delete of.backup;
  const { schedule, retention = call('Duration.days', 30) } = of.backup ?? {};
  if (schedule?.call !== 'Schedule.cron' || cronProblem(schedule.args[0]) !== undefined) return;
  const { fiveFields } = made(schedule);
  if (sharedBackupName(fiveFields, Math.ceil(made(retention).toSeconds() / shortestCronGapSeconds(fiveFields)))) delete of.backup.schedule;
}

function makeUsersCoherent(of: any): void {
  const databases = databasesOf(of);
  for (const user of of.users ?? []) {
    if (user.databases) user.databases = [...new Set(user.databases.map((name: string) => pick(databases, name)))];
    if (user.privileges) user.privileges = distinct(user.privileges, JSON.stringify);
    for (const prop of ['databases', 'privileges']) if (user[prop]?.length === 0) delete user[prop];
  }
  of.users = distinct(of.users, ({ name }) => name.replaceAll('_', '-').replace(/-+$/, ''), databases.map((name) => name.replaceAll('_', '-')));
  if (of.platform.secrets) return;
  of.systemUsers ??= secret('system-users');
  const uncovered = ownersOf(of);
  if (uncovered.length > 0) of.users = [...(of.users ?? []), { name: 'all-of-them', databases: uncovered }];
  for (const [i, user] of of.users.entries()) user.password ??= secret(`login-${i}`);
}

function makeDrillCoherent(of: any): void {
  const { platform, namespace, systemUsers } = of;
  for (const [options] of argumentsOf(of.restoreDrill, 'RestoreDrillPlan.of')) {
    const isBeside = systemUsers || (platform.backups && !isReadElsewhere(platform));
    const isDefaultPossible = !isBeside && platform.createNamespaces !== false;
    const isPossible = platform.backups && throwsAway({ platform: { ...platform, walStorageClass: undefined } });
    if (!isPossible || (!options && !isDefaultPossible)) {
      delete of.restoreDrill;
    } else if (options) {
      if (platform.createNamespaces === false || options.namespace === (namespace ?? 'shop')) options.namespace = 'drills';
      if (isBeside) options.secretsPresent = true;
      // its parameters were chosen for other memory
      delete options.compute;
      makeAssertionsCoherent(options, of);
    }
  }
}

function makeRestoreCoherent(of: any): void {
  const { restore, platform } = of;
  if (!restore) return;
  restore.name = restore.name.slice(0, 22).replace(/-+$/, '');
  // whose backups would have the same names
  if (!platform.backups || restore.name.slice(0, 16) === of.name.slice(0, 16)) return void delete of.restore;
  delete restore.instances;
  delete restore.compute;
  delete restore.walStorage;
  if (restore.storage) restore.storage = of.storage;
  if (!['RecoveryPoint.time', 'RecoveryPoint.latest', 'RecoveryPoint.immediate'].includes(restore.to.call)) restore.to = call('RecoveryPoint.latest');
  const isImmediate = restore.to.call === 'RecoveryPoint.immediate';
  if (restore.from || isImmediate) restore.from = call('BaseBackup.id', `${of.name}-2020-01-01-03:00:00-full`);
  for (const [options] of argumentsOf(restore.verification, 'RestoreVerification.of')) {
    if (!options) continue;
    options.assertions = options.assertions?.filter((assertion: any) => !isImmediate || assertion.call !== 'RestoreAssertion.newest');
    makeAssertionsCoherent(options, of);
  }
}

function makeAssertionsCoherent(options: any, of: any): void {
  options.assertions = distinct(options.assertions, (assertion) => JSON.stringify(assertion));
  for (const arg of (options.assertions ?? []).flatMap(({ args }: any) => args)) {
    if (arg?.database) arg.database = pick(databasesOf(of), String(arg.database));
  }
}

function databasesOf(of: any): string[] {
  return of.databases ?? ['app'];
}

function mayUse(user: any, of: any): string[] {
  return user.databases ?? databasesOf(of).slice(0, 1);
}

/** Databases that no declared user may use: each has a user of its name. */
function ownersOf(of: any): string[] {
  return databasesOf(of).filter((database) => !(of.users ?? []).some((user: any) => mayUse(user, of).includes(database)));
}

function userNames(of: any): string[] {
  return [...ownersOf(of), ...(of.users ?? []).map(({ name }: any) => name)];
}

/** False when nothing can make it so. */
function makeGrantCoherent(grant: any, of: any, i: number): boolean {
  makeClientCoherent(grant, i);
  const options = grant.options ?? {};
  if (follows(of)) options.access = constant('ConnectAccess.READ_ONLY');
  const readOnly = options.access?.call === 'ConnectAccess.READ_ONLY';
  if (readOnly && of.instances === 1) return false;
  if (options.pooled) options.pooled = false;
  if (options.database) options.database = pick(databasesOf(of), options.database);
  const database = options.database ?? databasesOf(of)[0];
  const users = (of.users ?? []).filter((user: any) => mayUse(user, of).includes(database) && (!readOnly || onlyReads(user)));
  const fit = users.map(({ name }: any) => name);
  // a user of its own for each, so that one grant's rights are not another's
  if (options.role) options.role = fit.length > 0 && options.role.length % 2 ? pick(fit, options.role) : `${options.role.replace(/^_+/, '').slice(0, 28)}_${i}`;
  if (!of.platform.secrets || follows(of)) {
    if (fit.length === 0) return false;
    options.role = pick(fit, options.role ?? '');
  }
  makeReachCoherent(grant, of.platform, of.users?.find(({ name }: any) => name === options.role)?.password, options);
  return true;
}

function onlyReads({ privileges }: any): boolean {
  return privileges?.every((privilege: any) => ['MySqlPrivilege.SELECT', 'MySqlPrivilege.SHOW_VIEW'].includes(privilege.call)) ?? false;
}

/** Whether it is a replica that has not taken over. */
function follows({ replication }: any): boolean {
  return argumentsOf(replication, 'MySqlReplication.replicaOfHosts').some(([{ promoted }]) => promoted !== true);
}

/** A source that there is, load balancers for each instance, and a CA where the issuer's own is not the other site's. */
function makeSitesCoherent(of: any): void {
  // of the app's own: what makes a replica of it stands beside it
  if (of.replication?.call === 'MySqlReplication.replicaOf') of.replication = call('MySqlReplication.sourceFor', {});
  const ca = call('SecretKeyRef.of', 'other-ca', 'ca.crt');
  for (const [options] of argumentsOf(of.replication, 'MySqlReplication.replicaOfHosts')) {
    if (!options.hosts.length) options.hosts = [call('MySqlSourceHost.of', 'db.example.com', undefined)];
    options.hosts = distinct(options.hosts, ({ args: [host] }) => host);
    if (!options.name) delete options.namespace;
    if (!of.platform.issuer) options.ca ??= ca;
    delete of.replica;
  }
  const [[source] = []] = argumentsOf(of.replication, 'MySqlReplication.sourceFor');
  if (source?.loadBalancers) source.loadBalancers.hosts = source.loadBalancers.hosts.slice(0, of.instances ?? 3);
  if (!of.replica) return;
  of.replication ??= call('MySqlReplication.sourceFor', {});
  if (!source?.loadBalancers) delete of.replica.addresses;
  else of.replica.addresses ??= ['192.0.2.7/32'];
  if (!of.platform.issuer) of.replica.ca ??= ca;
}
