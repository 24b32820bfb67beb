import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Compute, ObjectStore, ObjectStoreCredentials, Schedule, SecretRef } from '../../src';
import { orders } from '../support/production';
import { findings, theOne } from '../support/written';

test('backups are made every night at a time that follows from the name, kept for 30 days, and at once the first time', () => {
  const { app } = orders();
  expect(theOne(app, 'ScheduledBackup', 'orders-backups').spec).toMatchObject({ immediate: true, method: 'plugin', cluster: { name: 'orders' } });
  expect(theOne(app, 'ScheduledBackup', 'orders-backups').spec.schedule).toMatch(/^0 \d+ [1-4] \* \* \*$/);
  expect(theOne(app, 'ObjectStore', 'orders-backups').spec.retentionPolicy).toBe('30d');
  const times = ['a', 'b', 'c', 'd'].map((name) => theOne(orders({ name }).app, 'ScheduledBackup', `${name}-backups`).spec.schedule);
  expect(new Set(times).size).toBeGreaterThan(1);
});

test('backups are made when and kept as long as somebody says', () => {
  const { app } = orders({ backup: { schedule: Schedule.cron('30 2,14 * * *'), retention: Duration.hours(60 * 24) } });
  expect(theOne(app, 'ScheduledBackup', 'orders-backups').spec.schedule).toBe('0 30 2,14 * * *');
  expect(theOne(app, 'ObjectStore', 'orders-backups').spec.retentionPolicy).toBe('60d');
});

test('backups go to a path of their own through the plugin, as the write-ahead log does', () => {
  const { app } = orders();
  expect(theOne(app, 'ObjectStore', 'orders-backups').spec.configuration.destinationPath).toBe('s3://acme-backups/shop/orders');
  expect(theOne(app, 'Cluster', 'orders').spec.plugins)
    .toEqual([{ name: 'barman-cloud.cloudnative-pg.io', isWALArchiver: true, parameters: { barmanObjectName: 'orders-backups', serverName: 'orders-pg17' } }]);
});

const identity = (key: string) => ObjectStoreCredentials.workloadIdentity({ [key]: 'id' });
const place = { account: 'acme1', container: 'postgres' };
test.each<[string, ObjectStore, object, string, object | undefined]>([
  ['S3', ObjectStore.s3({ bucket: 'backups', credentials: identity('eks.amazonaws.com/role-arn') }),
    { s3Credentials: { inheritFromIAMRole: true } }, 'eks.amazonaws.com/role-arn', undefined],
  ['Google', ObjectStore.gcs({ bucket: 'backups', credentials: identity('iam.gke.io/gcp-service-account') }),
    { googleCredentials: { gkeEnvironment: true } }, 'iam.gke.io/gcp-service-account', undefined],
  ['Azure', ObjectStore.azureBlob({ ...place, credentials: identity('azure.workload.identity/client-id') }),
    { azureCredentials: { inheritFromAzureAD: true } }, 'azure.workload.identity/client-id', { labels: { 'azure.workload.identity/use': 'true' } }],
])('backups enter %s by the identity of the ServiceAccount', (_, backups, credentials, annotation, inheritedMetadata) => {
  const { app } = orders({}, { backups });
  expect(theOne(app, 'ObjectStore', 'orders-backups').spec.configuration).toMatchObject(credentials);
  const { spec } = theOne(app, 'Cluster', 'orders');
  expect(spec.serviceAccountTemplate).toEqual({ metadata: { annotations: { [annotation]: 'id' } } });
  expect(spec.inheritedMetadata).toEqual(inheritedMetadata);
  expect(findings(app)).toEqual([]);
});

test.each<[string, (credentials: ObjectStoreCredentials) => ObjectStore, object]>([
  ['S3', (credentials) => ObjectStore.s3({ bucket: 'backups', credentials }),
    { s3Credentials: { accessKeyId: { name: 'store', key: 'ACCESS_KEY_ID' }, secretAccessKey: { name: 'store', key: 'SECRET_ACCESS_KEY' } } }],
  ['Google', (credentials) => ObjectStore.gcs({ bucket: 'backups', credentials }), { googleCredentials: { applicationCredentials: { name: 'store', key: 'gcsCredentials' } } }],
  ['Azure', (credentials) => ObjectStore.azureBlob({ ...place, credentials }),
    { azureCredentials: { storageAccount: { name: 'store', key: 'AZURE_STORAGE_ACCOUNT' }, storageKey: { name: 'store', key: 'AZURE_STORAGE_KEY' } } }],
])('backups enter %s by the keys of a Secret', (_, store, credentials) => {
  const { app } = orders({}, { backups: store(ObjectStoreCredentials.secret(SecretRef.of('store'))) });
  expect(theOne(app, 'ObjectStore', 'orders-backups').spec.configuration).toMatchObject(credentials);
});

test.each([[250, 1], [2000, 1], [3999, 1], [4000, 2], [8000, 4], [64000, 4]])('an instance with %i thousandths of a core archives %i segments at once', (cpu, segments) => {
  const { app } = orders({ compute: Compute.of({ cpu: Cpu.millis(cpu), memory: Size.gibibytes(8) }) });
  expect(theOne(app, 'ObjectStore', 'orders-backups').spec.configuration.wal.maxParallel).toBe(segments);
});
