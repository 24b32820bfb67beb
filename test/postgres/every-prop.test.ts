import { DatabasePlatformProps, DatabaseStorageClass, PostgresVersion, ReclaimPolicy, SecretStore } from '../../src';
import { DATABASE, manifestsOfEveryProp } from '../support/every-prop';
import { schemaErrors } from '../support/schema-check';

/** What each leaves, and what takes its place where it cannot be left out alone. */
const PLATFORM_TRACES: Record<keyof DatabasePlatformProps, [trace: string, instead?: Partial<DatabasePlatformProps>]> = {
  storageClass: ['"trace-data"', { storageClass: DatabaseStorageClass.existing('other') }],
  walStorageClass: ['"trace-wal"'],
  // the class of a tablespace has no twin
  drillStorageClass: ['trace-scratch', { drillStorageClass: DatabaseStorageClass.existing('other', { reclaimPolicy: ReclaimPolicy.DELETE }) }],
  backups: ['"s3://trace-bucket/trace-namespace/trace-name"'],
  secrets: ['"trace-vault"', { secrets: SecretStore.cluster('other') }],
  issuer: ['"trace-issuer"'],
  nodes: ['"nodeSelector":{"trace":"node"}', { tuning: undefined }],
  tuning: ['"trace-tuning"'],
  network: ['"10.99.0.0/28"'],
  monitoring: ['"trace":"prometheus"'],
  logs: ['"trace":"alloy"'],
  operators: ['trace operators'],
  snapshots: ['"trace-snapshots"'],
  priority: ['"priorityClassName":"trace-priority"'],
  createNamespaces: ['"kind":"Namespace","metadata":{"annotations"', { createNamespaces: false }],
};

const DATABASE_TRACES: Record<keyof typeof DATABASE, string[]> = {
  name: ['"name":"trace-name"'],
  namespace: ['"namespace":"trace-namespace"'],
  version: [],
  image: ['"imageName":"registry.example.com/trace:16.4"'],
  instances: ['"instances":4'],
  compute: ['"cpu":"1234m"', '"memory":"4567Mi"'],
  storage: ['"size":"123Gi"'],
  walStorage: ['"size":"45Gi"'],
  workload: ['\\"dataMebibytes\\":6789', '\\"logMebibytesPerDay\\":4321'],
  objectives: [
    '\\"recoveryPointSeconds\\":5432', '\\"recoveryTimeSeconds\\":65432', '\\"restoreMebibytesPerSecond\\":76', '\\"replayMebibytesPerSecond\\":87',
    '\\"replicaMebibytesPerSecond\\":98', '\\"startSeconds\\":109',
  ],
  tablespaces: ['"name":"trace_space"', '"size":"67Gi"', '"storageClass":"trace-space-class"', '"owner":{"name":"trace_role"}'],
  replication: ['"number":2', '"dataDurability":"preferred"'],
  database: ['"database":"trace_database"'],
  owner: ['"owner":"trace_owner"', '"inRoles":["pg_monitor"]', '"connectionLimit":89'],
  databases: ['"name":"trace_more","owner":"trace_role"', '"extensions":[{"name":"trace_extension"}]', '"schemas":[{"name":"trace_schema"'],
  roles: ['databases/trace-namespace/trace-name/trace_role'],
  poolers: ['"type":"ro"', '"poolMode":"session"', '"instances":3', '"max_client_conn":"987"', '"cpu":"321m"', '"memory":"222Mi"'],
  parameters: ['"trace_parameter":"trace value"'],
  backup: ['"schedule":"0 56 4 * * *"', '"retentionPolicy":"77d"', '--retention-days=66', '--keep=55', '"schedule":"0 44 4 * * *"',
    '"schedule":"43 5 * * *"', '"name":"RETENTION_DAYS","value":"19"', '"name":"KEEP_AT_LEAST","value":"7"',
    '"name":"DATABASES","value":"trace_more"', '"activeDeadlineSeconds":39240', '"image":"registry.example.com/trace-uploader:1"'],
  restoreDrill: ['"namespace":"trace-drills"', '"schedule":"54 3 * * 2"', '\\"recoveryTimeSeconds\\": 19260', '\\"recoveryPointSeconds\\": 98765'],
  waivers: ['storage-headroom', 'trace reason', '2099-12-31'],
};

const TEXT = JSON.stringify(manifestsOfEveryProp());

function expectTrace(text: string, trace: string, there: boolean): void {
  // not toContain, which would print all manifests
  expect({ trace, there: text.includes(trace) }).toEqual({ trace, there });
}

test.each(Object.entries(PLATFORM_TRACES))('the platform\'s %s leaves its trace in the manifests, and nothing else does', (prop, [trace, instead]) => {
  expectTrace(TEXT, trace, true);
  expectTrace(JSON.stringify(manifestsOfEveryProp({ [prop]: undefined, ...instead })), trace, false);
});

test.each(Object.entries(DATABASE_TRACES))('the database\'s %s leaves its trace in the manifests', (_, traces) => {
  for (const trace of traces) expectTrace(TEXT, trace, true);
});

test('the version leaves its image where no other is given', () => {
  expectTrace(JSON.stringify(manifestsOfEveryProp({}, { image: undefined })), `"imageName":"${PostgresVersion.V16.image.reference}"`, true);
});

test('what is written with every prop has no error of schema', () => {
  expect(manifestsOfEveryProp().flatMap(schemaErrors)).toEqual([]);
});
