import { Size } from 'cdk8s';
import {
  BaseBackup, DatabasePlatformProps, MongoArchive, MongoArchiveProps, MongoOperator, MySqlVersion, ObjectStore, ObjectStoreCredentials, PitrRestore,
  PitrRestoreProps, RecoveryPoint,
  RestoreDrill, RestoreVerification, SecretKeyRef,
} from '../../src';
import { COMMUNITY_WAIVERS, SESSIONS, sessions } from '../support/mongo';
import { platformOf, shop } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { findings, ofKind, theOne, written } from '../support/written';

const POINT = '2026-03-24T10:30:00Z';
const KEYS = ObjectStoreCredentials.secretStore('databases/old-store');
const OLD = ObjectStore.s3({ bucket: 'old-backups', endpoint: 'https://s3.old.example.com:9000', credentials: KEYS });
const COMMUNITY = { operator: MongoOperator.COMMUNITY, waivers: COMMUNITY_WAIVERS };
const IDENTITY = ObjectStoreCredentials.workloadIdentity({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/backups' });

function comeback(archive: Partial<MongoArchiveProps> = {}, more: Partial<PitrRestoreProps> = {}, platform: Partial<DatabasePlatformProps> = {}) {
  const { app, chart } = shop();
  const source = MongoArchive.of({ ...SESSIONS, platform: platformOf(chart, platform), ...archive });
  const restore = new PitrRestore(chart, 'Comeback', { source, name: 'sessions-2', to: RecoveryPoint.time(POINT), ...more });
  return { app, chart, restore };
}

type Made = ReturnType<typeof comeback>;

const podOf = ({ app }: Made) => ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith('sessions-2-restore-')).spec.template.spec;
const mapOf = ({ app }: Made) => ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith('sessions-2-restore-')).data;
const told = (made: Made) => JSON.parse(mapOf(made)['restore.json']);

function variables({ env }: any): Record<string, any> {
  return Object.fromEntries(env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom.secretKeyRef]));
}

describe.each([['percona', {}], ['community', COMMUNITY]])('of an archive of MongoOperator.%s', (operator, props) => {
  const kind = operator === 'percona' ? 'PerconaServerMongoDB' : 'MongoDBCommunity';

  test('what is restored passes the checklist and the schemas, and is all that is made', () => {
    const { app } = comeback(props);
    expect(findings(app)).toEqual([]);
    expect(written(app).flatMap(schemaErrors)).toEqual([]);
    expect(ofKind(app, kind).map(({ metadata }) => metadata.name)).toEqual(['sessions-2']);
  });

  test('the new database is what a restore of the living one would be', () => {
    const { app, chart, database } = sessions(props);
    new PitrRestore(chart, 'Rewind', { source: database, name: 'sessions-2', to: RecoveryPoint.time(POINT) });
    expect(theOne(comeback(props).app, kind, 'sessions-2').spec).toEqual(theOne(app, kind, 'sessions-2').spec);
  });

  test('it may do nothing in the namespace that the lost one had', () => {
    const { app } = comeback({ ...props, namespace: 'lost' }, { namespace: 'shop' });
    expect(written(app).filter(({ metadata }) => metadata.namespace === 'lost')).toEqual([]);
  });

  test('it is found where it is said to be, with its own credentials', () => {
    const made = comeback({ ...props, store: OLD, destinationPath: 's3://old-backups/mongo' });
    const reads = podOf(made).initContainers.find(({ name }: any) => ['list', 'restore'].includes(name));
    expect(variables(reads)).toMatchObject({ DESTINATION: 's3://old-backups/mongo', ENDPOINT: 'https://s3.old.example.com:9000' });
    expect(ofKind(made.app, 'ExternalSecret').filter(({ spec }) => spec.data.some(({ remoteRef }: any) => remoteRef.key === 'databases/old-store'))).toHaveLength(1);
    expect(JSON.stringify(theOne(made.app, 'NetworkPolicy', 'sessions-2-restore').spec.egress)).toContain('"port":9000');
    expect(findings(made.app)).toEqual([]);
    expect(written(made.app).flatMap(schemaErrors)).toEqual([]);
  });

  test.each<[string, () => unknown, string]>([
    ['the lost one\'s name', () => comeback(props, { name: 'sessions' }),
      'name must be such that the new database does not write into the archive (s3://acme-backups/shop/sessions), where its own backups would lie in s3://acme-backups/shop/sessions, got "sessions"; '
        + 'choose another name, or give the platform a prefix of its own for backups'],
    ['a path that the new database would write to', () => comeback({ ...props, destinationPath: 's3://acme-backups/shop/sessions-2' }),
      'name must be such that the new database does not write into the archive (s3://acme-backups/shop/sessions-2), where its own backups would lie in s3://acme-backups/shop/sessions-2, '
        + 'got "sessions-2"; choose another name, or give the platform a prefix of its own for backups'],
    ['a path that is not ASCII', () => comeback({ ...props, destinationPath: 's3://acme-backups/schränke' }),
      'destinationPath must be the URL of a folder, without a slash at its end, got "s3://acme-backups/schränke"; give the path that the lost database had, for example "s3://acme-db-backups/database/catalog"'],
    ['an empty path', () => comeback({ ...props, destinationPath: '' }),
      'destinationPath must be the URL of a folder, without a slash at its end, got ""; give the path that the lost database had, for example "s3://acme-db-backups/database/catalog"'],
    ['a path of another provider\'s', () => comeback({ ...props, destinationPath: 'https://acmebackups.blob.core.windows.net/mongo' }),
      'destinationPath must begin with s3://, as all paths in its store do, got "https://acmebackups.blob.core.windows.net/mongo"; correct it, or give the store that it lies in'],
    ['a version of MySQL\'s', () => comeback({ ...props, version: MySqlVersion.V8_0 as never }),
      `version must be a MongoVersion, got "${MySqlVersion.V8_0.image.reference}"; give for example MongoVersion.V8_0`],
    ['no store for the new database', () => comeback({ ...props, store: OLD }, {}, { backups: undefined }),
      'source must have backups: its platform has no object store, got "sessions"; a database that was never backed up cannot be restored; give the platform `backups`'],
    ['a smaller volume', () => comeback(props, { storage: Size.gibibytes(50) }),
      'storage must be at least the source\'s (102400 MiB), got "51200 MiB"; what fills more than the volume cannot be restored: leave it out for as much'],
    ['a place in a log that MongoDB does not have', () => comeback(props, { to: RecoveryPoint.lsn('16/B374D848') }),
      'to must be RecoveryPoint.time, latest or immediate with MongoDB, whose oplog has no lsn, got "16/B374D848"; give the moment by RecoveryPoint.time'],
    ['a drill', () => {
      const { app, chart } = shop();
      new RestoreDrill(chart, 'Drill', { source: MongoArchive.of({ ...SESSIONS, ...props, platform: platformOf(chart) }) });
      return app;
    }, 'source must be a MongoReplicaSet in a RestoreDrill, which finds backups by the operator\'s objects of them, got "MongoArchive"; '
      + 'rehearse it by a PitrRestore in a namespace of its own, and remove that afterwards'],
  ])('%s is refused', (_, refused, message) => {
    expect(refused).toThrow(new Error(message));
  });
});

describe('with Percona\'s operator', () => {
  test('the Job looks for the backups first, with the key that marks a store', () => {
    const made = comeback();
    const [list, restore] = podOf(made).initContainers;
    expect([list.name, list.command, restore.name]).toEqual(['list', ['python3', '/restore/list-mongo-backups.py'], 'restore']);
    expect(variables(list)).toEqual({
      DESTINATION: 's3://acme-backups/shop/sessions',
      BACKUPS_FILE: '/restored/backups.json',
      RECOVERY_POINT: POINT,
      SERIES: '8.0',
      REPLICA_SET: 'rs0',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: { name: 'object-store-credentials-percona', key: 'AWS_ACCESS_KEY_ID' },
      AWS_SECRET_ACCESS_KEY: { name: 'object-store-credentials-percona', key: 'AWS_SECRET_ACCESS_KEY' },
    });
    expect(Object.keys(mapOf(made))).toEqual(expect.arrayContaining(['list-mongo-backups.py', 'backup_catalog.py', 'object_store.py']));
    expect(variables(restore).BACKUPS_FILE).toBe('/restored/backups.json');
  });

  test('it is told where they lie, and restores as the operator\'s own object of a backup has it', () => {
    expect(told(comeback()).recovery).toMatchObject({
      source: { name: 'sessions', namespace: 'shop' },
      listed: {
        path: 's3://acme-backups/shop/sessions',
        store: { type: 's3', s3: { bucket: 'acme-backups', prefix: 'shop/sessions', region: 'eu-west-1', credentialsSecret: 'object-store-credentials-percona' } },
      },
    });
    const { listed } = told(comeback({ store: OLD, destinationPath: 's3://old-backups/mongo' })).recovery;
    expect(listed).toEqual({
      path: 's3://old-backups/mongo',
      store: { type: 's3', s3: { bucket: 'old-backups', prefix: 'mongo', region: 'us-east-1', endpointUrl: 'https://s3.old.example.com:9000', credentialsSecret: 'sessions-2-source' } },
    });
  });

  test('Azure\'s store is entered under the names that its library knows', () => {
    const store = ObjectStore.azureBlob({ account: 'acmebackups', container: 'mongo', credentials: KEYS });
    const made = comeback({ store });
    expect(variables(podOf(made).initContainers[0])).toMatchObject({
      DESTINATION: 'https://acmebackups.blob.core.windows.net/mongo/shop/sessions',
      AZURE_STORAGE_ACCOUNT: { name: 'sessions-2-source', key: 'AZURE_STORAGE_ACCOUNT_NAME' },
      AZURE_STORAGE_KEY: { name: 'sessions-2-source', key: 'AZURE_STORAGE_ACCOUNT_KEY' },
    });
    expect(told(made).recovery.listed.store).toEqual({
      type: 'azure', azure: { endpointUrl: 'https://acmebackups.blob.core.windows.net', container: 'mongo', prefix: 'shop/sessions', credentialsSecret: 'sessions-2-source' },
    });
    expect(written(made.app).flatMap(schemaErrors)).toEqual([]);
  });

  test('the members get out to the archive\'s store, too, and the lost database\'s passwords are the new one\'s', () => {
    const { app } = comeback({ store: OLD });
    expect(JSON.stringify(theOne(app, 'NetworkPolicy', 'sessions-2').spec.egress)).toContain('"port":9000');
    expect(new Set(theOne(app, 'ExternalSecret', 'sessions-2-users').spec.data.map(({ remoteRef }: any) => remoteRef.key.replace(/[^/]+$/, '')))).toEqual(new Set(['databases/shop/sessions/']));
  });

  test('it looks and restores where nothing verifies, and from a backup that is named', () => {
    const { initContainers, containers } = podOf(comeback({}, { verification: RestoreVerification.none(), from: BaseBackup.id('2026-03-24T03:00:00Z') }));
    expect([initContainers.map(({ name }: any) => name), containers.map(({ name }: any) => name)]).toEqual([['list'], ['restore']]);
    expect(variables(initContainers[0]).BACKUP).toBe('2026-03-24T03:00:00Z');
  });

  test('the runbook asks the store, and no object that is gone', () => {
    const { runbook } = comeback().restore;
    expect(runbook).toContain('aws s3 ls s3://acme-backups/shop/sessions/');
    expect(runbook).not.toContain('get psmdb-backup');
  });

  test.each<[string, () => unknown, string]>([
    ['a store that is entered with an identity', () => comeback({ store: ObjectStore.s3({ bucket: 'old-backups', region: 'eu-west-1', credentials: IDENTITY }) }),
      'store.credentials must come from a Secret for a MongoArchive, got "ObjectStoreCredentials.workloadIdentity"; '
        + 'use ObjectStoreCredentials.secretStore: who looks for the backups before the database is there has no identity'],
    ['the platform\'s store that is entered with an identity', () => comeback({}, {}, { backups: ObjectStore.s3({ bucket: 'old-backups', region: 'eu-west-1', credentials: IDENTITY }) }),
      'platform.backups.credentials must come from a Secret for a MongoArchive, got "ObjectStoreCredentials.workloadIdentity"; '
        + 'use ObjectStoreCredentials.secretStore: who looks for the backups before the database is there has no identity'],
    ['a CA of one\'s own', () => comeback({ store: ObjectStore.s3({ ...OLD, bucket: 'old-backups', endpointCa: SecretKeyRef.of('store-ca', 'ca.pem') }) }),
      'store.endpointCa must be left out where a MongoReplicaSet is restored: Percona\'s operator 1.22.0 knows no CA of one\'s own when it restores, got "store-ca"; '
        + 'give the endpoint a certificate of a public CA, or restore by hand (docs/restoring.md)'],
    ['a store without a region', () => comeback({ store: ObjectStore.s3({ bucket: 'old-backups', credentials: KEYS }) }),
      'store must have a region or an endpoint for a MongoArchive, got nothing; give ObjectStore.s3 the bucket\'s region: Percona Backup for MongoDB would sign for us-east-1'],
    ['no secret store', () => comeback({}, {}, { secrets: undefined, backups: ObjectStore.s3({ bucket: 'old', region: 'eu-west-1', credentials: IDENTITY }) }),
      'platform.secrets must be given where a MongoReplicaSet is restored: the operator\'s users come back with the passwords of the source, got nothing; '
        + 'give the platform `secrets`, or restore by hand (docs/restoring.md)'],
  ])('%s is refused', (_, refused, message) => {
    expect(refused).toThrow(new Error(message));
  });
});

describe('with MongoDB\'s own operator', () => {
  test('a dump is restored from there, also with an identity', () => {
    const store = ObjectStore.s3({ bucket: 'old-backups', credentials: IDENTITY });
    const made = comeback({ ...COMMUNITY, store });
    expect(theOne(made.app, 'ServiceAccount', 'sessions-2-restore').metadata.annotations).toEqual(IDENTITY.serviceAccountAnnotations);
    expect(written(made.app).flatMap(schemaErrors)).toEqual([]);
  });

  test('the runbook says where the dumps lie, and two archives are two restores', () => {
    const restores = ['s3://acme-backups/lost', 's3://acme-backups/other'].map((destinationPath) => comeback({ ...COMMUNITY, destinationPath }));
    expect(restores[0].restore.runbook).toContain('s3://acme-backups/lost/dumps/replica-set/');
    const ids = restores.map((made) => variables(podOf(made).initContainers[0]).RESTORE);
    expect(ids).toEqual(['lost', 'other'].map((path) => `shop/sessions-2 from s3://acme-backups/${path}, time ${POINT}`));
  });
});
