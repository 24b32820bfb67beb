import {
  distinct, makeClientCoherent, makeFailoverCoherent, makeMemorySuffice, makeNodesSuffice, makeOverwrittenCoherent, makePlatformCoherent,
  makeReachCoherent, makeStoreFound,
  makeStoreKeyed, makeVersionCoherent, pick, secret, structsIn,
} from './coherence-common';
import { makeMongoRestoresCoherent } from './mongo-restore-coherence';
import { call, Recipe } from './recipe';

/** A random recipe of a MongoReplicaSet in which what belongs together goes together. */
export function coherentMongo(recipe: Recipe): Recipe {
  const of = structuredClone(recipe) as any;
  makePlatformCoherent(of.platform);
  makeVersionCoherent(of);
  makeMemorySuffice(of);
  const [compute] = of.compute.args;
  if (compute.memoryLimit) compute.memoryLimit = compute.memory;
  makeStoreFound(of.platform);
  makeMembersCoherent(of);
  makeNodesSuffice(of, (of.instances ?? 3) + Number(of.arbiter ?? false));
  if (of.operator?.call === 'MongoOperator.COMMUNITY') makeCommunityCoherent(of);
  else makePerconaCoherent(of);
  makeUsersCoherent(of);
  makeOverwrittenCoherent(of);
  makeMongoRestoresCoherent(of);
  if (of.secretOf) of.secretOf = pick([databaseOf(of), ...(of.users ?? []).map(({ name }: any) => name)], of.secretOf);
  of.grants = of.grants?.filter((grant: any, i: number) => makeGrantCoherent(grant, of, i));
  return of;
}

/** As many as vote, each with a host of its own. */
function makeMembersCoherent(of: any): void {
  if (of.operator?.call === 'MongoOperator.COMMUNITY') {
    delete of.arbiter;
    delete of.loadBalancers;
  }
  if (of.arbiter) {
    of.instances = 4;
    of.name = of.name.slice(0, 40).replace(/-+$/, '');
  }
  const members = (of.instances ?? 3) + Number(of.arbiter ?? false);
  for (const [i, horizon] of (of.horizons ?? []).entries()) {
    horizon.hosts = horizon.hosts.slice(0, members);
    // no name is in two of them
    if (i > 0) horizon.hosts = horizon.hosts.map((host: string, member: number) => host.replace(/^[^:]*/, `m${member}-${i}.example.com`));
  }
  of.horizons = distinct(of.horizons, ({ name }) => name);
  if (!of.horizons?.length) delete of.loadBalancers;
  if (!of.horizons?.length) delete of.horizonOf;
  else if (of.horizonOf) of.horizonOf = pick(of.horizons.map(({ name }: any) => name), of.horizonOf);
}

function makeCommunityCoherent(of: any): void {
  of.platform.issuer ??= call('Issuer.cluster', 'ca', undefined);
  if (!of.platform.secrets) {
    delete of.platform.monitoring;
    delete of.platform.backups;
  }
  if (of.backup) delete of.backup.oplogInterval;
  if (!of.platform.backups) delete of.backup;
  if (of.platform.backups) of.name = of.name.slice(0, 46).replace(/-+$/, '');
  delete of.pmm;
  makeFailoverCoherent(of, of.platform.backups);
  // the CRD that is to be had does not know it
  delete of.platform.network?.args[0]?.clusterDomain;
}

function makePerconaCoherent(of: any): void {
  const { platform } = of;
  of.name = of.name.slice(0, 47).replace(/-+$/, '');
  if (of.backup && !platform.backups) delete of.backup;
  if (!platform.secrets) delete of.pmm;
  makeFailoverCoherent(of, platform.backups);
  // of the annotation with its user's hash
  if (of.failover) of.name = of.name.slice(0, 43).replace(/-+$/, '');
  if (platform.backups?.call !== 'ObjectStore.s3' || structsIn(platform.backups).some(({ endpointCa }) => endpointCa)) makeStoreKeyed(platform);
}

function databaseOf(of: any): string {
  return of.database ?? 'app';
}

function makeUsersCoherent(of: any): void {
  const first = databaseOf(of);
  for (const user of of.users ?? []) {
    user.roles = distinct(user.roles, JSON.stringify);
    if (user.roles.length === 0) user.roles = [call('MongoRole.read', first)];
  }
  of.users = distinct(of.users, ({ name }) => kebab(name), [kebab(first)]);
  if (of.platform.secrets) return;
  of.users = [{ name: first, roles: [call('MongoRole.readWrite', first)] }, ...(of.users ?? [])];
  for (const [i, user] of of.users.entries()) user.password ??= secret(`login-${i}`);
}

function kebab(name: string): string {
  return name.replaceAll('_', '-').replace(/^-+|-+$/g, '');
}

/** False when nothing can make it so. */
function makeGrantCoherent(grant: any, of: any, i: number): boolean {
  makeClientCoherent(grant, i);
  const [first, users] = [databaseOf(of), of.users ?? []];
  const options = grant.options ?? {};
  const readOnly = options.access?.call === 'ConnectAccess.READ_ONLY';
  if (options.pooled) options.pooled = false;
  const databases = [first, ...users.flatMap(({ roles }: any) => roles.map(({ args }: any) => args[0]))];
  if (options.database) options.database = pick(databases, options.database);
  const database = options.database ?? first;
  const fits = ({ roles }: any) => may(roles, database, readOnly ? 'MongoRole.read' : 'MongoRole.readWrite') && (!readOnly || onlyReads(roles));
  const fit = users.filter(fits).map(({ name }: any) => name);
  // a user of its own for each, so that one grant's rights are not another's
  if (options.role) options.role = fit.length > 0 && options.role.length % 2 ? pick(fit, options.role) : `${options.role.slice(0, 58)}_${i}`;
  if (!of.platform.secrets) {
    if (fit.length === 0) return false;
    options.role = pick(fit, options.role ?? '');
  }
  makeReachCoherent(grant, of.platform, users.find(({ name }: any) => name === (options.role ?? database))?.password, options);
  return true;
}

function may(roles: readonly any[], database: string, role: string): boolean {
  return roles.some(({ call: name, args }) => name === role && args[0] === database);
}

function onlyReads(roles: readonly any[]): boolean {
  return roles.every(({ call: name }) => name === 'MongoRole.read');
}
