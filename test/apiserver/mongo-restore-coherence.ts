import { argumentsOf, distinct, pick, structsIn } from './coherence-common';
import { call, isRecord } from './recipe';

/** A restore, and a drill, of a random MongoReplicaSet that has what they need; otherwise there is none. */
export function makeMongoRestoresCoherent(of: any): void {
  if (of.restore || of.restoreDrill) structsIn(of.platform.backups).forEach((store) => delete store.endpointCa);
  if (of.operator?.call === 'MongoOperator.COMMUNITY') delete of.restore;
  if (!canBeRestored(of)) {
    delete of.restore;
    for (const _ of argumentsOf(of.restoreDrill, 'RestoreDrillPlan.of')) delete of.restoreDrill;
    return;
  }
  makeRestoreCoherent(of);
  makeDrillCoherent(of);
}

function canBeRestored({ platform: { backups, secrets } }: any): boolean {
  return backups && secrets && structsIn(backups).every(({ endpointCa }) => !endpointCa);
}

function makeRestoreCoherent(of: any): void {
  const { restore } = of;
  if (!restore) return;
  const longest = Math.max(...[databaseOf(of), ...(of.users ?? []).map(({ name }: any) => name)].map(({ length }) => length));
  restore.name = restore.name.slice(0, Math.min(40, 57 - longest)).replace(/-+$/, '');
  if (longest > 56 || restore.name === of.name) return void delete of.restore;
  delete restore.walStorage;
  // never less than its source has
  if (restore.storage) restore.storage = of.storage;
  if (restore.compute) restore.compute = of.compute;
  if (restore.instances) restore.instances = of.instances ?? 3;
  if (!['RecoveryPoint.time', 'RecoveryPoint.latest', 'RecoveryPoint.immediate'].includes(restore.to.call)) restore.to = call('RecoveryPoint.latest');
  const isMoment = restore.to.call !== 'RecoveryPoint.immediate';
  if (restore.from || !isMoment) restore.from = call('BaseBackup.id', '2000-01-01T03:00:00Z');
  for (const [options] of argumentsOf(restore.verification, 'RestoreVerification.of')) makeAssertionsCoherent(options, of, (newest) => isMoment && newest);
}

function makeDrillCoherent(of: any): void {
  const { platform, namespace = 'shop' } = of;
  const isPercona = of.operator?.call !== 'MongoOperator.COMMUNITY';
  const isHere = !isReadElsewhere(platform) || (!isPercona && platform.issuer.call === 'Issuer.namespaced');
  for (const [options] of argumentsOf(of.restoreDrill, 'RestoreDrillPlan.of')) {
    if (!throwsAway(platform)) platform.drillStorageClass = call('DatabaseStorageClass.gcpPdSsd', { name: 'drills' });
    // an identity is not the operator's
    if (isPercona && readingOf(platform).call === 'ObjectStoreCredentials.workloadIdentity') storeOf(platform).readOnlyCredentials = call('ObjectStoreCredentials.secretStore', 'reads');
    const needsMore = platform.createNamespaces === false || isHere;
    if (!options && needsMore) delete of.restoreDrill;
    if (options) {
      if (platform.createNamespaces === false || options.namespace === namespace) options.namespace = 'drills';
      if (isHere) options.secretsPresent = true;
      if (options.compute) options.compute = of.compute;
      makeAssertionsCoherent(options, of, (newest) => newest);
      // as old as a backup may be
      for (const [newest] of argumentsOfAll(options.assertions, 'RestoreAssertion.newest')) newest.within = call('Duration.days', 5000);
    }
  }
}

function makeAssertionsCoherent(options: any, of: any, keepsNewest: (newest: boolean) => boolean): void {
  if (!options?.assertions) return;
  const databases = [databaseOf(of), ...(of.users ?? []).flatMap(({ roles }: any) => roles.map(({ args }: any) => args[0]))];
  options.assertions = options.assertions.filter((assertion: any) => assertion.call === 'RestoreAssertion.rows' || (assertion.call === 'RestoreAssertion.newest' && keepsNewest(true)));
  for (const [asked] of argumentsOfAll(options.assertions, 'RestoreAssertion.rows', 'RestoreAssertion.newest')) {
    if (!isRecord(asked)) continue;
    if (asked.database) asked.database = pick(databases, String(asked.database));
    asked.table = `c${String(asked.table).replace(/\$/g, '_').slice(0, 40)}`.replace(/^csystem/, 'c');
    if (asked.column) asked.column = `c${String(asked.column).replace(/[$.]/g, '_').slice(0, 40)}`;
  }
  options.assertions = distinct(options.assertions, (assertion) => JSON.stringify(assertion));
}

function argumentsOfAll(recipes: readonly any[] | undefined, ...names: string[]): any[][] {
  return (recipes ?? []).flatMap((recipe) => argumentsOf(recipe, ...names));
}

function databaseOf(of: any): string {
  return of.database ?? 'app';
}

function storeOf({ backups }: any): any {
  return structsIn(backups).find(({ credentials }) => credentials);
}

function readingOf(platform: any): any {
  const { credentials, readOnlyCredentials } = storeOf(platform);
  return readOnlyCredentials ?? credentials;
}

/** Whether what a drill needs to read the store is not beside the database alone. */
function isReadElsewhere(platform: any): boolean {
  return readingOf(platform).call !== 'ObjectStoreCredentials.secret' && platform.secrets.call !== 'SecretStore.namespaced';
}

/** Whether volumes of its storage class, or of the platform's own for drills, go with their claims. */
function throwsAway({ drillStorageClass, storageClass }: any): boolean {
  return drillStorageClass || storageClass?.call !== 'DatabaseStorageClass.existing' || storageClass.args[1]?.reclaimPolicy?.call === 'ReclaimPolicy.DELETE';
}
