import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  CaDistribution, ClusterNetwork, Compute, Dashboards, DatabasePlatform, DatabasePlatformProps, DatabaseStorageClass, DataDurability, Issuer,
  LogCollection, Monitoring, NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials, PoolerType, PoolMode, PostgresCluster,
  PostgresClusterProps, PostgresImage, PostgresVersion, Priority, Schedule, SecretStore, SnapshotClass, SynchronousReplication, Waiver, Workload,
} from '../../src';
import { shop } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { written } from '../support/written';

// Required<…>: a new prop stops the compilation of this file until it is here, with what it leaves in the manifests
const PLATFORM: Required<DatabasePlatformProps> = {
  storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'trace-data', iops: 6000 }),
  walStorageClass: DatabaseStorageClass.awsEbsIo2BlockExpress({ name: 'trace-wal', iops: 7000 }),
  backups: ObjectStore.s3({ bucket: 'trace-bucket', credentials: ObjectStoreCredentials.secretStore('trace/store') }),
  secrets: SecretStore.cluster('trace-vault'),
  issuer: Issuer.cluster('trace-issuer', { distribution: CaDistribution.certificate() }),
  nodes: NodePool.dedicated({ label: 'trace=node', taint: 'trace=taint:NoSchedule' }),
  tuning: NodeTuning.daemonSet({ namespace: 'trace-tuning' }),
  network: ClusterNetwork.of({ apiServer: ['10.99.0.0/28'] }),
  monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { trace: 'prometheus' }, dashboards: Dashboards.configMap({ trace: 'grafana' }) }),
  logs: LogCollection.podLogs({ trace: 'alloy' }),
  snapshots: SnapshotClass.of({ name: 'trace-snapshots', driver: 'ebs.csi.aws.com' }),
  priority: Priority.of({ name: 'trace-priority' }),
  createNamespaces: true,
};

/** What each leaves, and what takes its place where it cannot be left out alone. */
const PLATFORM_TRACES: Record<keyof DatabasePlatformProps, [trace: string, instead?: Partial<DatabasePlatformProps>]> = {
  storageClass: ['"trace-data"', { storageClass: DatabaseStorageClass.existing('other') }],
  walStorageClass: ['"trace-wal"'],
  backups: ['"s3://trace-bucket/trace-namespace/trace-name"'],
  secrets: ['"trace-vault"', { secrets: SecretStore.cluster('other') }],
  issuer: ['"trace-issuer"'],
  nodes: ['"nodeSelector":{"trace":"node"}', { tuning: undefined }],
  tuning: ['"trace-tuning"'],
  network: ['"10.99.0.0/28"'],
  monitoring: ['"trace":"prometheus"'],
  logs: ['"trace":"alloy"'],
  snapshots: ['"trace-snapshots"'],
  priority: ['"priorityClassName":"trace-priority"'],
  createNamespaces: ['"kind":"Namespace","metadata":{"annotations"', { createNamespaces: false }],
};

const DATABASE: Omit<Required<PostgresClusterProps>, 'platform'> = {
  name: 'trace-name',
  namespace: 'trace-namespace',
  version: PostgresVersion.V16,
  image: PostgresImage.of('registry.example.com/trace:16.4'),
  instances: 4,
  compute: Compute.of({ cpu: Cpu.millis(1234), memory: Size.mebibytes(4567) }),
  storage: Size.gibibytes(123),
  walStorage: Size.gibibytes(45),
  workload: Workload.of({ dataSize: Size.mebibytes(6789) }),
  tablespaces: [{ name: 'trace_space', storage: Size.gibibytes(67), storageClass: DatabaseStorageClass.existing('trace-space-class'), owner: 'trace_role' }],
  replication: SynchronousReplication.quorum({ number: 2, dataDurability: DataDurability.PREFERRED }),
  database: 'trace_database',
  owner: { name: 'trace_owner', memberOf: ['pg_monitor'], connectionLimit: 89 },
  databases: [{ name: 'trace_more', owner: 'trace_role', extensions: ['trace_extension'], schemas: ['trace_schema'] }],
  roles: [{ name: 'trace_role' }],
  poolers: [{
    type: PoolerType.READ_ONLY,
    mode: PoolMode.SESSION,
    instances: 3,
    maxClientConnections: 987,
    compute: Compute.of({ cpu: Cpu.millis(321), memory: Size.mebibytes(222) }),
  }],
  parameters: { trace_parameter: 'trace value' },
  backup: { schedule: Schedule.daily('04:56'), retention: Duration.days(77) },
  waivers: [Waiver.of({ rule: 'restore-drill', reason: 'trace reason', expires: '2099-12-31' })],
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
  workload: ['6789'],
  tablespaces: ['"name":"trace_space"', '"size":"67Gi"', '"storageClass":"trace-space-class"', '"owner":{"name":"trace_role"}'],
  replication: ['"number":2', '"dataDurability":"preferred"'],
  database: ['"database":"trace_database"'],
  owner: ['"owner":"trace_owner"', '"inRoles":["pg_monitor"]', '"connectionLimit":89'],
  databases: ['"name":"trace_more","owner":"trace_role"', '"extensions":[{"name":"trace_extension"}]', '"schemas":[{"name":"trace_schema"'],
  roles: ['databases/trace-namespace/trace-name/trace_role'],
  poolers: ['"type":"ro"', '"poolMode":"session"', '"instances":3', '"max_client_conn":"987"', '"cpu":"321m"', '"memory":"222Mi"'],
  parameters: ['"trace_parameter":"trace value"'],
  backup: ['"schedule":"0 56 4 * * *"', '"retentionPolicy":"77d"'],
  waivers: ['restore-drill', 'trace reason', '2099-12-31'],
};

/** The manifests of a database with these props on a platform with these. */
function manifests(platform: Partial<DatabasePlatformProps> = {}, database: Partial<typeof DATABASE> = {}): any[] {
  const { app, chart } = shop();
  const on = { ...PLATFORM, ...platform };
  // refused without a store to write to
  const backup = on.backups && DATABASE.backup;
  new PostgresCluster(chart, 'Database', { ...DATABASE, backup, platform: new DatabasePlatform(chart, 'Platform', on), ...database });
  return written(app);
}

const TEXT = JSON.stringify(manifests());

function expectTrace(text: string, trace: string, there: boolean): void {
  // not toContain, which would print all manifests
  expect({ trace, there: text.includes(trace) }).toEqual({ trace, there });
}

test.each(Object.entries(PLATFORM_TRACES))('the platform\'s %s leaves its trace in the manifests, and nothing else does', (prop, [trace, instead]) => {
  expectTrace(TEXT, trace, true);
  expectTrace(JSON.stringify(manifests({ [prop]: undefined, ...instead })), trace, false);
});

test.each(Object.entries(DATABASE_TRACES))('the database\'s %s leaves its trace in the manifests', (_, traces) => {
  for (const trace of traces) expectTrace(TEXT, trace, true);
});

test('the version leaves its image where no other is given', () => {
  expectTrace(JSON.stringify(manifests({}, { image: undefined })), `"imageName":"${PostgresVersion.V16.image.reference}"`, true);
});

test('what is written with every prop has no error of schema', () => {
  expect(manifests().flatMap(schemaErrors)).toEqual([]);
});
