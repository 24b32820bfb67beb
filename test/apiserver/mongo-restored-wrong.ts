import { call, constant, Recipe } from './recipe';
import { alone, onPlatform } from './wrong-together';

const LATEST = call('RecoveryPoint.latest');
const TIME = call('RecoveryPoint.time', '2026-03-24T10:30:00Z', undefined);
const CREDENTIALS = call('ObjectStoreCredentials.secretStore', 'key');
const STORED = {
  backups: call('ObjectStore.s3', { bucket: 'backups', region: 'eu-west-1', credentials: CREDENTIALS }),
  secrets: call('SecretStore.cluster', 'vault', undefined),
  storageClass: call('DatabaseStorageClass.gcpPdSsd', { name: 'pd' }),
};
const WITH_CA = {
  backups: call('ObjectStore.s3', { bucket: 'backups', credentials: CREDENTIALS, endpoint: 'https://s3.example.com', endpointCa: call('SecretKeyRef.of', 'ca', 'ca.crt') }),
};
const COMMUNITY = { operator: constant('MongoOperator.COMMUNITY') };
const ISSUER = { issuer: call('Issuer.cluster', 'ca', undefined) };
const READ_WRITE = call('MongoRole.readWrite', 'app');
const rows = (options: object) => call('RestoreAssertion.rows', { table: 'carts', ...options });
const newest = (options: object) => call('RestoreAssertion.newest', { table: 'carts', column: 'at', within: call('Duration.hours', 1), ...options });

/** Restores and drills of a MongoReplicaSet whose props are right each by itself, and not together. */
export const MONGO_RESTORED_WRONG: Readonly<Record<string, (of: any) => Recipe>> = {
  'MongoCase.restore: of who makes no backups': (of) => onPlatform(restored({ ...of, ...COMMUNITY }, {}, COMMUNITY), ISSUER),
  'MongoCase.restore: of what has no backups': (of) => onPlatform(restored(of, {}), { backups: undefined }),
  'MongoCase.restore: of a store with a CA': (of) => onPlatform(restored(of, {}), WITH_CA),
  'MongoCase.restore: without a secret store': (of) => onPlatform(restored(of, {}, { users: [{ name: 'app', roles: [READ_WRITE], password: call('SecretRef.of', 'login', undefined) }] }), {
    secrets: undefined, backups: call('ObjectStore.s3', { bucket: 'backups', region: 'eu-west-1', credentials: call('ObjectStoreCredentials.secret', call('SecretRef.of', 'key', undefined)) }),
  }),
  'RestoreOptions.name: its source\'s': (of) => restored(of, { name: of.name }),
  'RestoreOptions.name: too long beside a user\'s': (of) => restored(of, { name: 'r'.repeat(40) }, { name: 'm', users: [{ name: 'u'.repeat(50), roles: [READ_WRITE] }] }),
  'RestoreOptions.name: too long': (of) => restored(of, { name: 'r'.repeat(41) }),
  'RestoreOptions.storage: less than its source\'s': (of) => restored(of, { storage: call('Size.gibibytes', 99) }),
  'RestoreOptions.walStorage: on no volume': (of) => restored(of, { walStorage: call('Size.gibibytes', 99) }),
  'RestoreOptions.to: a place in no log': (of) => restored(of, { to: call('RecoveryPoint.lsn', '0/1', undefined) }),
  'RestoreOptions.from: no backup to begin with': (of) => restored(of, { to: call('RecoveryPoint.immediate') }),
  'RestoreOptions.from: snapshots': (of) => restored(of, { from: call('BaseBackup.snapshot', { data: 'a', wal: 'b' }) }),
  'RestoreOptions.from: of PostgreSQL': (of) => restored(of, { from: call('BaseBackup.id', '20260324T030000') }),
  'RestoreOptions.from: a backup from after the moment': (of) => restored(of, { to: TIME, from: call('BaseBackup.id', '2026-03-25T03:00:00Z') }),
  'RestoreOptions.verification: newest documents and no moment': (of) => restored(of, {
    ...verified(newest({})), to: call('RecoveryPoint.immediate'), from: call('BaseBackup.id', '2026-03-25T03:00:00Z'),
  }),
  'RestoreOptions.verification: SQL': (of) => restored(of, verified(call('RestoreAssertion.sql', 'SELECT true', undefined))),
  'RestoreOptions.verification: a database that there is not': (of) => restored(of, verified(rows({ database: 'nowhere' }))),
  'RestoreOptions.verification: no collection': (of) => restored(of, verified(rows({ table: 'a$b' }))),
  'RestoreOptions.verification: no field': (of) => restored(of, verified(newest({ column: '$at' }))),
  'MongoCase.restoreDrill: of dumps, by an issuer of each namespace': (of) => onPlatform({ ...drilled(of, {}), ...COMMUNITY }, { issuer: call('Issuer.namespaced', 'own') }),
  'MongoCase.restoreDrill: of a store with a CA': (of) => onPlatform(drilled(of, {}), WITH_CA),
  'MongoCase.restoreDrill: of volumes that stay': (of) => onPlatform(drilled(of, {}), { storageClass: call('DatabaseStorageClass.existing', 'fast', undefined), drillStorageClass: undefined }),
  'MongoCase.restoreDrill: of documents that are younger than a backup': (of) => drilled(of, { assertions: [newest({})] }),
  'MongoCase.restoreDrill: with too little memory': (of) => drilled(of, { compute: call('Compute.of', { cpu: call('Cpu.units', 1), memory: call('Size.mebibytes', 512) }) }),
};

function restored(of: any, restore: object, more: object = {}): any {
  return { ...onPlatform({ ...alone(of), ...more }, STORED), restore: { name: 'restored', to: LATEST, ...restore } };
}

function drilled(of: any, options: object): any {
  return { ...onPlatform(alone(of), STORED), restoreDrill: call('RestoreDrillPlan.of', options) };
}

function verified(assertion: Recipe): object {
  return { verification: call('RestoreVerification.of', { assertions: [assertion] }) };
}
