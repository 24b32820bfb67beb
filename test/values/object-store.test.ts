import { ObjectStore, ObjectStoreProvider } from '../../src/values/object-store';
import { ObjectStoreCredentials } from '../../src/values/object-store-credentials';
import { SecretKeyRef } from '../../src/values/secret-key-ref';
import { SecretRef } from '../../src/values/secret-ref';

const credentials = ObjectStoreCredentials.secret(SecretRef.of('store'));
const s3 = (more: object) => () => ObjectStore.s3({ bucket: 'backups', credentials, ...more });

describe('every database has a path of its own', () => {
  test.each<[string, ObjectStore, string]>([
    ['S3', ObjectStore.s3({ bucket: 'backups', credentials }), 's3://backups/shop/orders'],
    ['S3 with a prefix', ObjectStore.s3({ bucket: 'backups', prefix: 'prod/pg', credentials }), 's3://backups/prod/pg/shop/orders'],
    ['Google Cloud Storage', ObjectStore.gcs({ bucket: 'backups', prefix: 'prod', credentials }), 'gs://backups/prod/shop/orders'],
    ['Azure Blob', ObjectStore.azureBlob({ account: 'acme1', container: 'pg-1', credentials }), 'https://acme1.blob.core.windows.net/pg-1/shop/orders'],
  ])('in %s', (_, store, path) => {
    expect(store.pathOf('shop', 'orders')).toBe(path);
  });
});

test.each<[string | undefined, number]>([
  [undefined, 443],
  ['https://s3.example.com', 443],
  ['http://s3.example.com/', 80],
  ['https://s3.example.com:9000', 9000],
  ['HTTPS://S3.EXAMPLE.COM:65535', 65535],
])('the store at %p answers on port %d', (endpoint, port) => {
  expect(s3({ endpoint })().port).toBe(port);
});

test('an endpoint may have a CA of its own', () => {
  const store = ObjectStore.s3({ bucket: 'backups', credentials, endpoint: 'HTTPS://s3.example.com', endpointCa: SecretKeyRef.of('ca', 'ca.crt') });
  expect(store).toMatchObject({ provider: ObjectStoreProvider.S3, endpointCa: { name: 'ca', key: 'ca.crt' } });
});

describe('credentials', () => {
  test('are a Secret, one that is made from the secret store, or the identity of the ServiceAccount', () => {
    expect(credentials).toMatchObject({ secretName: 'store', remoteKey: undefined, serviceAccountAnnotations: undefined });
    expect(ObjectStoreCredentials.secretStore('databases/store')).toMatchObject({ secretName: 'object-store-credentials', remoteKey: 'databases/store' });
    expect(ObjectStoreCredentials.workloadIdentity({})).toMatchObject({ secretName: undefined, serviceAccountAnnotations: {} });
  });

  test.each<[string, () => unknown, string]>([
    ['from an empty key', () => ObjectStoreCredentials.secretStore(' '),
      'remoteKey must not be empty, got " "; name the key in the secret store that holds the credentials'],
    ['of an empty identity', () => ObjectStoreCredentials.workloadIdentity({ 'eks.amazonaws.com/role-arn': '' }),
      'annotations["eks.amazonaws.com/role-arn"] must not be empty, got ""; name the identity that may write the backups'],
    ['under a malformed annotation', () => ObjectStoreCredentials.workloadIdentity({ 'role arn': 'x' }),
      'annotations must have keys in Kubernetes\' form, got "role arn"; correct the key'],
  ])('%s are refused', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});

describe('a wrong place is refused', () => {
  const bucket = (got: string) => `bucket must be 3 to 63 lower-case letters, digits, ".", "_" and "-", got ${got}; give the bare name, without s3:// or a path`;
  const account = (got: string) => `account must be 3 to 24 lower-case letters and digits, got ${got}; give the name of the storage account`;
  const container = (got: string) => `container must be 3 to 63 lower-case letters and digits with single "-" between, got ${got}; `
    + 'give the bare name of the container';
  const prefix = (got: string) => `prefix must be path parts joined by "/", without one at the start or end, got ${got}; write for example "prod/postgres"`;
  const endpoint = (got: string) => `endpoint must be a URL of scheme, host and port, got ${got}; write for example "https://s3.example.com:9000"`;
  const azure = (more: object) => () => ObjectStore.azureBlob({ account: 'acme1', container: 'postgres', credentials, ...more });
  const ca = SecretKeyRef.of('ca', 'ca.crt');

  test.each<[string, () => unknown, string]>([
    ['no bucket', s3({ bucket: undefined }), bucket('nothing')],
    ['an empty bucket', s3({ bucket: '' }), bucket('""')],
    ['a bucket that is too short', s3({ bucket: 'ab' }), bucket('"ab"')],
    ['a bucket that is too long', s3({ bucket: 'a'.repeat(64) }), bucket(`"${'a'.repeat(64)}"`)],
    ['a bucket with its scheme', s3({ bucket: 's3://backups' }), bucket('"s3://backups"')],
    ['a bucket with capitals', s3({ bucket: 'Backups' }), bucket('"Backups"')],
    ['a bucket beyond ASCII', s3({ bucket: 'bäckups' }), bucket('"bäckups"')],
    ['a bucket with an empty label', s3({ bucket: 'a..b' }), bucket('"a..b"')],
    ['a bucket of Google\'s with capitals', () => ObjectStore.gcs({ bucket: 'B', credentials }), bucket('"B"')],
    ['no account', azure({ account: undefined }), account('nothing')],
    ['an account with a dash', azure({ account: 'acme-1' }), account('"acme-1"')],
    ['an account that is too long', azure({ account: 'a'.repeat(25) }), account(`"${'a'.repeat(25)}"`)],
    ['no container', azure({ container: undefined }), container('nothing')],
    ['a container with what only buckets may have', azure({ container: 'post_gres.1' }), container('"post_gres.1"')],
    ['a container with two dashes', azure({ container: 'a--b' }), container('"a--b"')],
    ['a container that is too long', azure({ container: 'a'.repeat(64) }), container(`"${'a'.repeat(64)}"`)],
    ['an empty prefix', s3({ prefix: '' }), prefix('""')],
    ['a prefix that starts with a slash', s3({ prefix: '/prod' }), prefix('"/prod"')],
    ['a prefix that leads out of itself', s3({ prefix: 'prod/..' }), prefix('"prod/.."')],
    ['a prefix beyond ASCII', s3({ prefix: 'größe' }), prefix('"größe"')],
    ['a region with capitals', s3({ region: 'EU-West-1' }), 'region must be lower-case letters, digits and "-", got "EU-West-1"; write for example "ap-northeast-2"'],
    ['an endpoint without a scheme', s3({ endpoint: 's3.example.com' }), endpoint('"s3.example.com"')],
    ['an endpoint with a path', s3({ endpoint: 'https://s3.example.com/backups' }), endpoint('"https://s3.example.com/backups"')],
    ['an endpoint with a password', s3({ endpoint: 'https://me:you@s3.example.com' }), endpoint('"https://me:you@s3.example.com"')],
    ['an endpoint on port 0', s3({ endpoint: 'https://s3.example.com:0' }), endpoint('"https://s3.example.com:0"')],
    ['an endpoint on a port too many', s3({ endpoint: 'https://s3.example.com:65536' }), endpoint('"https://s3.example.com:65536"')],
    ['a CA for Amazon\'s own endpoint', s3({ endpointCa: ca }),
      'endpointCa must go with an https endpoint, got nothing; set endpoint to an https URL or leave endpointCa out'],
    ['a CA for an endpoint without TLS', s3({ endpointCa: ca, endpoint: 'http://s3.example.com' }),
      'endpointCa must go with an https endpoint, got "http://s3.example.com"; set endpoint to an https URL or leave endpointCa out'],
    ['no credentials', s3({ credentials: undefined }),
      'credentials must be given, got nothing; use ObjectStoreCredentials.secret, secretStore or workloadIdentity'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});

test.each([
  ['eks.amazonaws.com/role-arn', 'of another cloud'], ['iam.gke.io/gcp-service-acount', 'misspelt'],
])('an identity %s is refused on Google: it is %s', (key) => {
  expect(() => ObjectStore.gcs({ bucket: 'backups', credentials: ObjectStoreCredentials.workloadIdentity({ [key]: 'x' }) }))
    .toThrow(new Error(`credentials must carry an identity of the store's own cloud (iam.gke.io/gcp-service-account), got "${key}"; correct the annotation`));
});
