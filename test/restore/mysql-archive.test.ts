import { Size } from 'cdk8s';
import {
  BaseBackup, DatabasePlatformProps, MongoVersion, MySqlArchive, MySqlArchiveProps, MySqlVersion, ObjectStore, ObjectStoreCredentials, PitrRestore,
  PitrRestoreProps, RecoveryPoint,
  RestoreDrill, RestoreVerification, SecretKeyRef, SecretRef,
} from '../../src';
import { CARTS, carts } from '../mysql/carts';
import { platformOf, shop } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { findings, ofKind, theOne, written } from '../support/written';

const POINT = '2026-03-24T10:30:00Z';
const OLD = ObjectStore.s3({ bucket: 'old-backups', endpoint: 'https://s3.old.example.com:9000', credentials: ObjectStoreCredentials.secretStore('databases/old-store') });

function comeback(archive: Partial<MySqlArchiveProps> = {}, more: Partial<PitrRestoreProps> = {}, platform: Partial<DatabasePlatformProps> = {}) {
  const { app, chart } = shop();
  const source = MySqlArchive.of({ ...CARTS, platform: platformOf(chart, platform), ...archive });
  const restore = new PitrRestore(chart, 'Comeback', { source, name: 'carts-2', to: RecoveryPoint.time(POINT), ...more });
  return { app, chart, restore };
}

type Made = ReturnType<typeof comeback>;

const jobOf = ({ app }: Pick<Made, 'app'>) => ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith('carts-2-restore-'));
const podOf = (made: Made) => jobOf(made).spec.template.spec;
const mapOf = ({ app }: Pick<Made, 'app'>) => ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith('carts-2-restore-')).data;
const told = (made: Made) => JSON.parse(mapOf(made)['restore.json']);

function variables({ env }: any): Record<string, any> {
  return Object.fromEntries(env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom.secretKeyRef]));
}

test('what is restored from an archive passes the checklist and the schemas, and is all that is made', () => {
  const { app } = comeback();
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
  expect(ofKind(app, 'PerconaXtraDBCluster').map(({ metadata }) => metadata.name)).toEqual(['carts-2']);
});

test('the new database is what a restore of the living one would be', () => {
  const spec = (app: Made['app']) => theOne(app, 'PerconaXtraDBCluster', 'carts-2').spec;
  const { app, chart, database } = carts();
  new PitrRestore(chart, 'Rewind', { source: database, name: 'carts-2', to: RecoveryPoint.time(POINT) });
  expect(spec(comeback().app)).toEqual(spec(app));
});

test('it writes to a path of its own, and has the passwords of the lost one, also of the operator\'s users', () => {
  const { app } = comeback();
  const { storages, pitr } = theOne(app, 'PerconaXtraDBCluster', 'carts-2').spec.backup;
  expect([pitr, Object.values<any>(storages).map(({ s3 }) => s3.bucket)]).toEqual([{ enabled: false }, ['acme-backups/shop/carts-2/backups', 'acme-backups/shop/carts-2/binlogs']]);
  const keys = (name: string) => theOne(app, 'ExternalSecret', name).spec.data.map(({ remoteRef }: any) => remoteRef.key);
  expect(keys('carts-2-user-app')).toEqual(['databases/shop/carts/app']);
  expect(keys('carts-2-secrets').sort()).toEqual(['monitor', 'operator', 'proxyadmin', 'replication', 'root', 'xtrabackup'].map((user) => `databases/shop/carts/${user}`));
});

describe('the Job', () => {
  test('looks for the backups first, in the archive and with the key that only reads', () => {
    const backups = ObjectStore.s3({
      bucket: 'acme-backups', region: 'eu-west-1', credentials: ObjectStoreCredentials.secretStore('databases/object-store'), readOnlyCredentials: ObjectStoreCredentials.secretStore('databases/reads'),
    });
    const made = comeback({}, {}, { backups });
    const [list, restore] = podOf(made).initContainers;
    expect([list.name, restore.name, podOf(made).containers.map(({ name }: any) => name)]).toEqual(['list', 'restore', ['verify']]);
    expect(list.command).toEqual(['python3', '/restore/list-mysql-backups.py']);
    expect(variables(list)).toEqual({
      DESTINATION: 's3://acme-backups/shop/carts',
      BACKUPS_FILE: '/restored/backups.json',
      RECOVERY_POINT: POINT,
      SERIES: '8.4',
      CLUSTER: 'carts',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: { name: 'carts-2-source', key: 'AWS_ACCESS_KEY_ID' },
      AWS_SECRET_ACCESS_KEY: { name: 'carts-2-source', key: 'AWS_SECRET_ACCESS_KEY' },
    });
    expect(theOne(made.app, 'ExternalSecret', 'carts-2-source').spec.data[0]).toEqual({ secretKey: 'AWS_ACCESS_KEY_ID', remoteRef: { key: 'databases/reads', property: 'ACCESS_KEY_ID' } });
    expect(variables(restore).BACKUPS_FILE).toBe('/restored/backups.json');
    for (const file of [list, restore].flatMap(({ command }) => command.filter((of: string) => of.startsWith('/restore/')))) expect(Object.keys(mapOf(made))).toContain(file.split('/').pop());
    expect(Object.keys(mapOf(made))).toEqual(expect.arrayContaining(['mysql_archive.py', 'backup_catalog.py', 'object_store.py']));
  });

  test('is told where they lie, and enters them as the new database can', () => {
    const place = { storage_type: 's3', verifyTLS: true, s3: { region: 'eu-west-1', endpointUrl: 'https://s3.eu-west-1.amazonaws.com', credentialsSecret: 'object-store-credentials-percona' } };
    expect(told(comeback()).recovery).toMatchObject({
      source: { namespace: 'shop', name: 'carts' },
      to: { kind: 'time', value: POINT },
      backups: { ...place, s3: { ...place.s3, bucket: 'acme-backups/shop/carts/backups' } },
      binlogs: { ...place, s3: { ...place.s3, bucket: 'acme-backups/shop/carts/binlogs' } },
    });
  });

  test('may do nothing in the namespace that the lost one had', () => {
    const { app } = comeback({ namespace: 'lost' }, { namespace: 'shop' });
    expect(written(app).filter(({ metadata }) => metadata.namespace === 'lost')).toEqual([]);
    const { app: living, chart, database } = carts();
    new PitrRestore(chart, 'Rewind', { source: database, name: 'carts-2', to: RecoveryPoint.time(POINT) });
    const roles = (of: Made['app']) => ofKind(of, 'Role').filter(({ metadata }) => metadata.name.startsWith('carts-2-restore')).length;
    expect([roles(app), roles(living)]).toEqual([1, 2]);
  });

  test('gets out to the archive\'s store, and is not tried again where that refuses', () => {
    const made = comeback({ store: OLD });
    const egress = JSON.stringify(theOne(made.app, 'NetworkPolicy', 'carts-2-restore').spec.egress);
    expect([egress.includes('"port":9000'), egress.includes('"port":53')]).toEqual([true, true]);
    expect(jobOf(made).spec.podFailurePolicy.rules[0].onExitCodes).toEqual({ containerName: 'list', operator: 'In', values: [21, 24, 29] });
    expect(JSON.stringify(theOne(made.app, 'NetworkPolicy', 'carts-2-backups').spec.egress)).toContain('"port":9000');
  });

  test('looks and restores where nothing verifies', () => {
    const { initContainers, containers } = podOf(comeback({}, { verification: RestoreVerification.none() }));
    expect([initContainers.map(({ name }: any) => name), containers.map(({ name }: any) => name)]).toEqual([['list'], ['restore']]);
  });

  test('is another one for another archive: what one has restored the other does not take for its own', () => {
    const name = (made: Made) => told(made).restores[0].manifest.metadata.name;
    expect(new Set([comeback(), comeback({ destinationPath: 's3://acme-backups/elsewhere' }), comeback({}, { to: RecoveryPoint.latest() })].map(name)).size).toBe(3);
  });
});

describe('the archive', () => {
  test('is found where it is said to be, with its own credentials', () => {
    const made = comeback({ store: OLD, destinationPath: 's3://old-backups/mysql/carts' });
    expect(told(made).recovery.backups.s3).toEqual({
      bucket: 'old-backups/mysql/carts/backups', credentialsSecret: 'carts-2-source', region: 'us-east-1', endpointUrl: 'https://s3.old.example.com:9000',
    });
    expect(variables(podOf(made).initContainers[0])).toMatchObject({ DESTINATION: 's3://old-backups/mysql/carts', ENDPOINT: 'https://s3.old.example.com:9000', AWS_DEFAULT_REGION: 'us-east-1' });
    expect(theOne(made.app, 'ExternalSecret', 'carts-2-source').spec.data[0].remoteRef).toEqual({ key: 'databases/old-store', property: 'ACCESS_KEY_ID' });
    expect(findings(made.app)).toEqual([]);
    expect(written(made.app).flatMap(schemaErrors)).toEqual([]);
  });

  test('is entered in Google\'s store by the protocol of S3, as the operator enters it', () => {
    const store = ObjectStore.gcs({ bucket: 'old-backups', credentials: ObjectStoreCredentials.secretStore('databases/old-store') });
    const made = comeback({ store });
    expect(variables(podOf(made).initContainers[0])).toMatchObject({ DESTINATION: 's3://old-backups/shop/carts', ENDPOINT: 'https://storage.googleapis.com', AWS_DEFAULT_REGION: 'auto' });
    expect(told(made).recovery.backups.s3.bucket).toBe('old-backups/shop/carts/backups');
    expect(written(made.app).flatMap(schemaErrors)).toEqual([]);
  });

  test('is read with the CA that signed the store\'s certificate', () => {
    const store = ObjectStore.s3({ ...OLD, bucket: 'old-backups', endpointCa: SecretKeyRef.of('store-ca', 'ca.pem') });
    const made = comeback({ store });
    const { initContainers: [list], volumes } = podOf(made);
    expect(variables(list).AWS_CA_BUNDLE).toBe('/etc/store/ca.pem');
    expect(list.volumeMounts).toContainEqual({ name: 'store-ca', mountPath: '/etc/store', readOnly: true });
    expect(volumes).toContainEqual({ name: 'store-ca', secret: { secretName: 'store-ca', defaultMode: 0o440, items: [{ key: 'ca.pem', path: 'ca.pem' }] } });
    expect(told(made).recovery.backups.s3.caBundle).toEqual({ name: 'store-ca', key: 'ca.pem' });
  });

  test('is restored from a backup that is named', () => {
    const made = comeback({}, { from: BaseBackup.id('carts-2026-03-24-03:00:00-full'), to: RecoveryPoint.immediate() });
    expect(variables(podOf(made).initContainers[0])).toMatchObject({ BACKUP: 'carts-2026-03-24-03:00:00-full', RECOVERY_POINT: 'immediate' });
    expect(told(made).recovery.from).toBe('carts-2026-03-24-03:00:00-full');
  });

  test('has a runbook that asks the store, and no object that is gone', () => {
    const { runbook } = comeback().restore;
    expect(runbook).toContain('aws s3 ls s3://acme-backups/shop/carts/backups/');
    expect(runbook).not.toContain('get pxc-backup -o');
  });
});

const KEYS = ObjectStoreCredentials.secretStore('databases/old-store');

test.each<[string, () => unknown, string]>([
  ['the lost one\'s name where its bucket of Google\'s is entered by the other protocol', () => comeback({
    store: ObjectStore.gcs({ bucket: 'acme-backups', credentials: ObjectStoreCredentials.secretStore('databases/old-store') }),
  }, { name: 'carts' }),
  'name must be such that the new database does not write into the archive (gs://acme-backups/shop/carts), where its own backups would lie in s3://acme-backups/shop/carts, got "carts"; '
    + 'choose another name, or give the platform a prefix of its own for backups'],
  ['a path that is no URL', () => comeback({ destinationPath: 'acme-backups/shop' }),
    'destinationPath must be the URL of a folder, without a slash at its end, got "acme-backups/shop"; give the path that the lost database had, for example "s3://acme-db-backups/database/carts"'],
  ['an empty path', () => comeback({ destinationPath: '' }),
    'destinationPath must be the URL of a folder, without a slash at its end, got ""; give the path that the lost database had, for example "s3://acme-db-backups/database/carts"'],
  ['a path with a slash at its end', () => comeback({ destinationPath: 's3://acme-backups/shop/' }),
    'destinationPath must be the URL of a folder, without a slash at its end, got "s3://acme-backups/shop/"; give the path that the lost database had, for example "s3://acme-db-backups/database/carts"'],
  ['a path that climbs', () => comeback({ destinationPath: 's3://acme-backups/shop/../carts' }),
    'destinationPath must be the URL of a folder, without a slash at its end, got "s3://acme-backups/shop/../carts"; give the path that the lost database had, for example "s3://acme-db-backups/database/carts"'],
  ['a path that is not ASCII', () => comeback({ destinationPath: 's3://acme-backups/schränke' }),
    'destinationPath must be the URL of a folder, without a slash at its end, got "s3://acme-backups/schränke"; give the path that the lost database had, for example "s3://acme-db-backups/database/carts"'],
  ['no path', () => comeback({ destinationPath: 5 as never }),
    'destinationPath must be the URL of a folder, without a slash at its end, got 5; give the path that the lost database had, for example "s3://acme-db-backups/database/carts"'],
  ['a path of another provider\'s', () => comeback({ destinationPath: 'gs://acme-backups/shop/carts' }),
    'destinationPath must begin with s3://, as all paths in its store do, got "gs://acme-backups/shop/carts"; correct it, or give the store that it lies in'],
  ['a store of Azure\'s', () => comeback({ store: ObjectStore.azureBlob({ account: 'acmebackups', container: 'mysql', credentials: KEYS }) }),
    'store must speak the protocol of S3 for a MySqlArchive: in Azure\'s, nothing that is written last tells a whole backup from a half one, got "ObjectStore.azureBlob"; restore by hand (docs/restoring.md)'],
  ['a store without a region', () => comeback({ store: ObjectStore.s3({ bucket: 'old-backups', credentials: KEYS }) }),
    'store must have a region where it is Amazon\'s: Percona XtraDB Cluster operator 1.20 takes us-east-1, and its backups look elsewhere, got nothing; give ObjectStore.s3 the region of the bucket'],
  ['a store that is entered with an identity', () => comeback({ store: ObjectStore.s3({ bucket: 'old-backups', region: 'eu-west-1', credentials: ObjectStoreCredentials.workloadIdentity({}) }) }),
    'store must have credentials in a Secret: Percona XtraDB Cluster operator 1.20 reads the key for the binary log from nowhere else, got "workload identity"; '
      + 'give the platform of this database ObjectStoreCredentials.secretStore or .secret'],
  ['a store whose key nothing brings', () => comeback(
    { store: OLD, systemUsers: SecretRef.of('system'), users: [{ name: 'app', password: SecretRef.of('login') }] }, {}, { secrets: undefined, backups: undefined },
  ), 'store.credentials must come from where the platform has a secret store, got "ObjectStoreCredentials.secretStore"; give the platform `secrets`, or use ObjectStoreCredentials.secret'],
  ['no store at all', () => comeback({}, {}, { backups: undefined }),
    'source must have backups: its platform has no object store, got "carts"; a database that was never backed up cannot be restored; give the platform `backups`'],
  ['a version of MongoDB\'s', () => comeback({ version: MongoVersion.V8_0 as never }),
    'version must be a MySqlVersion, got "MongoVersion"; give the one that the lost database had, for example MySqlVersion.V8_4'],
  ['a name that is not ASCII', () => comeback({ name: 'körbe' }),
    'name must be a DNS label (lower-case letters, digits and "-", starting with a letter, ending with a letter or digit), got "körbe"; choose such a name'],
  ['a name that is the lost one\'s', () => comeback({}, { name: 'carts' }),
    'name must be such that the new database does not write into the archive (s3://acme-backups/shop/carts), where its own backups would lie in s3://acme-backups/shop/carts, got "carts"; '
      + 'choose another name, or give the platform a prefix of its own for backups'],
  ['a path that the new database would write to', () => comeback({ destinationPath: 's3://acme-backups/shop/carts-2' }),
    'name must be such that the new database does not write into the archive (s3://acme-backups/shop/carts-2), where its own backups would lie in s3://acme-backups/shop/carts-2, got "carts-2"; '
      + 'choose another name, or give the platform a prefix of its own for backups'],
  ['a path above the one that the new database would write to', () => comeback({ destinationPath: 's3://acme-backups/shop' }),
    'name must be such that the new database does not write into the archive (s3://acme-backups/shop), where its own backups would lie in s3://acme-backups/shop/carts-2, got "carts-2"; '
      + 'choose another name, or give the platform a prefix of its own for backups'],
  ['a smaller volume', () => comeback({}, { storage: Size.gibibytes(50) }),
    'storage must be at least the source\'s (102400 MiB), got "51200 MiB"; what fills more than the volume cannot be restored: leave it out for as much'],
  ['a backup of another database', () => comeback({}, { from: BaseBackup.id('orders-2026-03-24-03:00:00-full') }),
    'from must be a backup of carts, got "orders-2026-03-24-03:00:00-full"; give the last part of status.destination of its PerconaXtraDBClusterBackup, for example "carts-2026-03-24-03:00:00-full"'],
  ['a backup from after the moment', () => comeback({}, { from: BaseBackup.id('carts-2026-03-25-03:00:00-full') }),
    `from must be a backup from before the recovery point (${POINT}), got "carts-2026-03-25-03:00:00-full"; name an earlier one, or leave it out: the last one before the point is found`],
  ['a place in a log that MySQL does not have', () => comeback({}, { to: RecoveryPoint.lsn('16/B374D848') }),
    'to must be a moment, the newest, or the end of a backup for MySQL, got "lsn"; use RecoveryPoint.time, RecoveryPoint.latest or RecoveryPoint.immediate'],
  ['a volume for the log', () => comeback({}, { walStorage: Size.gibibytes(5) }), 'walStorage must be left out for MySQL, got "5120 MiB"; its log lies on the data volume: enlarge storage'],
  ['a drill', () => {
    const { app, chart } = shop();
    new RestoreDrill(chart, 'Drill', { source: MySqlArchive.of({ ...CARTS, version: MySqlVersion.V8_4, platform: platformOf(chart) }) });
    return app;
  }, 'source must be a MySqlCluster in a RestoreDrill, which finds backups by the operator\'s objects of them, got "MySqlArchive"; '
    + 'rehearse it by a PitrRestore in a namespace of its own, and remove that afterwards'],
])('%s is refused', (_, refused, message) => {
  expect(refused).toThrow(new Error(message));
});
