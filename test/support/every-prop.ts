import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { shop } from './production';
import { written } from './written';
import {
  CaDistribution, ClusterNetwork, Compute, Dashboards, DatabasePlatform, DatabasePlatformProps, DatabaseStorageClass, DataDurability, Issuer,
  LogCollection, LogicalDumps, Monitoring, NodePool, NodeTuning, Objectives, ObjectStore, ObjectStoreCredentials, OperatorAvailability, PoolerType,
  PoolMode, PostgresCluster, PostgresClusterProps, PostgresImage, PostgresVersion, Priority, ReclaimPolicy, RestoreDrillPlan, Schedule, SecretStore,
  SnapshotBackup, SnapshotClass, SynchronousReplication, Waiver, Workload,
} from '../../src';

// Required<…>: a new prop stops the compilation of this file until it is here, with what it leaves in the manifests
export const PLATFORM: Required<DatabasePlatformProps> = {
  storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'trace-data', iops: 6000 }),
  walStorageClass: DatabaseStorageClass.awsEbsIo2BlockExpress({ name: 'trace-wal', iops: 7000 }),
  drillStorageClass: DatabaseStorageClass.existing('trace-scratch', { reclaimPolicy: ReclaimPolicy.DELETE }),
  backups: ObjectStore.s3({ bucket: 'trace-bucket', region: 'trace-region', credentials: ObjectStoreCredentials.secretStore('trace/store') }),
  secrets: SecretStore.cluster('trace-vault'),
  issuer: Issuer.cluster('trace-issuer', { distribution: CaDistribution.certificate() }),
  nodes: NodePool.dedicated({ label: 'trace=node', taint: 'trace=taint:NoSchedule' }),
  tuning: NodeTuning.daemonSet({ namespace: 'trace-tuning' }),
  network: ClusterNetwork.of({ apiServer: ['10.99.0.0/28'] }),
  monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { trace: 'prometheus' }, dashboards: Dashboards.configMap({ trace: 'grafana' }) }),
  logs: LogCollection.podLogs({ trace: 'alloy' }),
  operators: OperatorAvailability.attested('trace operators'),
  snapshots: SnapshotClass.of({ name: 'trace-snapshots', driver: 'ebs.csi.aws.com' }),
  priority: Priority.of({ name: 'trace-priority' }),
  createNamespaces: true,
};

export const DATABASE: Omit<Required<PostgresClusterProps>, 'platform' | '_recovery'> = {
  name: 'trace-name',
  namespace: 'trace-namespace',
  version: PostgresVersion.V16,
  image: PostgresImage.of('registry.example.com/trace:16.4'),
  instances: 4,
  compute: Compute.of({ cpu: Cpu.millis(1234), memory: Size.mebibytes(4567) }),
  storage: Size.gibibytes(123),
  walStorage: Size.gibibytes(45),
  workload: Workload.of({ dataSize: Size.mebibytes(6789), logPerDay: Size.mebibytes(4321) }),
  objectives: Objectives.of({
    recoveryPoint: Duration.seconds(5432),
    recoveryTime: Duration.seconds(65_432),
    restoreThroughput: Size.mebibytes(76),
    replayThroughput: Size.mebibytes(87),
    replicaThroughput: Size.mebibytes(98),
    startTime: Duration.seconds(109),
  }),
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
  backup: {
    schedule: Schedule.daily('04:56'),
    retention: Duration.days(77),
    snapshots: SnapshotBackup.hot({ retention: Duration.days(66), keepAtLeast: 55, schedule: Schedule.daily('04:44') }),
    dumps: LogicalDumps.of({
      schedule: Schedule.daily('05:43'),
      retention: Duration.days(19),
      keepAtLeast: 7,
      databases: ['trace_more'],
      deadline: Duration.minutes(654),
      image: 'registry.example.com/trace-uploader:1',
    }),
  },
  restoreDrill: RestoreDrillPlan.of({ namespace: 'trace-drills', schedule: Schedule.cron('54 3 * * 2'), recoveryTime: Duration.minutes(321), recoveryPoint: Duration.seconds(98765) }),
  waivers: [Waiver.of({ rule: 'storage-headroom', reason: 'trace reason', expires: '2099-12-31' })],
};

/** The manifests of a database with these props on a platform with these. */
export function manifestsOfEveryProp(platform: Partial<DatabasePlatformProps> = {}, database: Partial<typeof DATABASE> = {}): any[] {
  const { app, chart } = shop();
  const on = { ...PLATFORM, ...platform };
  // refused without a store to write to, and without a class of snapshots
  const backup = on.backups && { ...DATABASE.backup, snapshots: on.snapshots && DATABASE.backup.snapshots };
  const restoreDrill = on.backups && DATABASE.restoreDrill;
  new PostgresCluster(chart, 'Database', { ...DATABASE, backup, restoreDrill, platform: new DatabasePlatform(chart, 'Platform', on), ...database });
  return written(app);
}
