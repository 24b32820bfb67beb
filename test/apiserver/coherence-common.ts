import { call, Call, constant, isCall, isRecord, Recipe } from './recipe';

/** What belongs together in a platform. */
export function makePlatformCoherent(platform: any): void {
  for (const struct of structsIn(platform.backups)) {
    if (struct.endpointCa && !/^https:/i.test(struct.endpoint ?? '')) delete struct.endpointCa;
    for (const prop of ['credentials', 'readOnlyCredentials'].filter((credentials) => struct[credentials])) {
      const { call: name, args } = struct[prop];
      if (name === 'ObjectStoreCredentials.secretStore' && !platform.secrets) struct[prop] = call('ObjectStoreCredentials.secret', secret('object-store'));
      if (name === 'ObjectStoreCredentials.workloadIdentity') args[0] = ofOneCloud(args[0], CLOUDS[platform.backups.call]);
    }
  }
  // volumes that go with their claims
  for (const args of argumentsOf(platform.drillStorageClass, 'DatabaseStorageClass.existing')) args[1] = { ...args[1], reclaimPolicy: constant('ReclaimPolicy.DELETE') };
  for (const args of argumentsOf(platform.secrets, 'SecretStore.cluster', 'SecretStore.namespaced')) {
    const options = args[1];
    if (options?.prefix && options.separator && options.separator !== '/') options.prefix = options.prefix.replaceAll('/', options.separator);
  }
  if (platform.tuning?.call === 'NodeTuning.daemonSet' && !platform.nodes) delete platform.tuning;
  for (const args of argumentsOf(platform.tuning, 'NodeTuning.daemonSet', 'NodeTuning.attested')) {
    const sysctls = args[0]?.sysctls;
    if (sysctls?.['vm.dirty_background_ratio']) delete sysctls['vm.dirty_bytes'];
  }
}

const CLOUDS: Record<string, string> = { 'ObjectStore.s3': 'eks.amazonaws.com', 'ObjectStore.gcs': 'iam.gke.io', 'ObjectStore.azureBlob': 'azure.workload.identity' };

function ofOneCloud(annotations: Record<string, string>, cloud: string): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !Object.values(CLOUDS).some((other) => other !== cloud && key.startsWith(`${other}/`))));
}

/** % stands for the version that goes with it. */
export function makeVersionCoherent({ version, image }: any): void {
  const [own] = version.args ?? [];
  const release = String(own ?? version.call.split('.V')[1].replace('_', '.'));
  for (const each of [version.args?.[1], image]) if (each) each.args[0] = each.args[0].replace('%', release);
}

/** Nodes for so many pods that each want one of their own. */
export function makeNodesSuffice({ platform }: any, pods: number): void {
  const [pool] = platform.nodes?.args ?? [];
  if (pool?.nodes < pods) pool.nodes = pods;
}

/** A key in the place of an identity, where an operator takes nothing else. */
export function makeStoreKeyed({ backups, secrets }: any): void {
  for (const struct of structsIn(backups)) {
    if (struct.credentials.call === 'ObjectStoreCredentials.workloadIdentity') {
      struct.credentials = secrets ? call('ObjectStoreCredentials.secretStore', 'object-store') : call('ObjectStoreCredentials.secret', secret('object-store'));
    }
  }
}

/** Memory that MySQL and MongoDB fit into. */
export function makeMemorySuffice({ compute: { args: [{ memory }] } }: any): void {
  if (memory.call === 'Size.mebibytes' && memory.args[0] < 1024) memory.args[0] += 1024;
}

/** A name that others do not have, and that Kubernetes takes of its kind. */
export function makeClientCoherent(grant: any, i: number): void {
  // names of other kinds of workload are shorter, which is not ours to say
  const long = ['Client.DEPLOYMENT', 'Client.DAEMON_SET'].includes(grant.client.call);
  grant.name = (long ? `${i}-${grant.name}` : `${i}-${grant.name.replaceAll('.', '-')}`.slice(0, 40)).slice(0, 253).replace(/[^a-z0-9]+$/, '');
}

/** A client of a Secret or a CA that reaches no other namespace lives in the database's. */
export function makeReachCoherent(grant: any, { secrets, issuer, createNamespaces }: any, password: Recipe, options: any): void {
  if (!secrets || password || issuer?.call !== 'Issuer.cluster') grant.here = true;
  if (grant.here && createNamespaces !== false) grant.restricted = true;
  // the same again, under other names
  if (grant.again) grant.again = { ...options, prefix: `AGAIN_${options.prefix ?? ''}` };
  if (options !== grant.options && Object.keys(options).length > 0) grant.options = options;
}

export function pick<T>(from: readonly T[], by: string): T {
  return from[by.length % from.length];
}

export function secret(name: string): Call {
  return call('SecretRef.of', name, undefined);
}

export function distinct(list: any[] | undefined, key: (item: any) => string, taken: readonly string[] = []): any[] | undefined {
  const seen = new Set(taken);
  return list?.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
}

export function argumentsOf(recipe: any, ...names: string[]): any[][] {
  return isCall(recipe) && names.includes(recipe.call) ? [recipe.args as any[]] : [];
}

export function structsIn(recipe: Recipe): any[] {
  return isCall(recipe) ? (recipe.args ?? []).filter(isRecord) : [];
}

/** Percona's programs sign for a region: one has to be told. */
export function makeStoreFound({ backups }: any): void {
  if (backups?.call !== 'ObjectStore.s3') return;
  const [options] = backups.args;
  if (!options.endpoint) options.region ??= 'eu-west-1';
}

/** What Percona's operators can bring back, where there are backups. */
export function makeOverwrittenCoherent(of: any): void {
  if (!of.platform.backups || of.operator?.call === 'MongoOperator.COMMUNITY') delete of.overwritten;
  const to = of.overwritten?.to;
  if (!to || ['RecoveryPoint.latest', 'RecoveryPoint.immediate'].includes(to.call)) return;
  of.overwritten.to = call('RecoveryPoint.time', '2026-03-24T10:30:00Z', to.call === 'RecoveryPoint.time' ? to.args[1] : undefined);
}

/** Of an engine whose operator has no switchover. */
export function makeFailoverCoherent(of: any, drillable: boolean): void {
  if (!drillable) delete of.failover;
  if (of.failover?.by) of.failover.by = constant('FailoverMethod.POD_DELETION');
  makeWindowCoherent(of);
}

/** Whatever opens often is open still. */
export function makeWindowCoherent({ failover }: any): void {
  for (const [options] of argumentsOf(failover?.window, 'MaintenanceWindow.of')) if (options.schedule.call === 'Schedule.cron') options.schedule = call('Schedule.daily', '03:00');
}
