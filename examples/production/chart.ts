import { Chart, ChartProps, Duration, Size } from 'cdk8s';
import { Capability, Cpu, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  ClusterNetwork, Compute, DatabasePlatform, DatabaseStorageClass, DayOfWeek, FailoverDrill, Issuer, LogCollection, MaintenanceWindow, Monitoring,
  NodePool, NodeTuning, Objectives, ObjectStore, ObjectStoreCredentials, OperatorAvailability, PoolerType, PostgresCluster, PostgresVersion, Priority,
  Schedule, SecretStore, SnapshotClass, Workload,
} from 'cdk8s-databases';

/** A platform, a PostgreSQL database that meets the production checklist, and an application that uses it. */
export class ProductionChart extends Chart {
  public readonly orders: PostgresCluster;

  constructor(scope: Construct, id: string, props: ChartProps = {}) {
    super(scope, id, { namespace: 'database', ...props });

    const platform = new DatabasePlatform(this, 'Platform', {
      storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'fast-ssd', iops: 6000, throughput: Size.mebibytes(250) }),
      backups: ObjectStore.s3({
        bucket: 'acme-db-backups',
        prefix: 'production',
        region: 'ap-northeast-2',
        credentials: ObjectStoreCredentials.secretStore('databases/object-store'),
      }),
      secrets: SecretStore.cluster('aws-secrets-manager', { prefix: 'databases' }),
      issuer: Issuer.cluster('internal-ca'),
      nodes: NodePool.dedicated({
        label: 'node-type=database',
        taint: 'dedicated=database:NoSchedule',
        zones: ['ap-northeast-2a', 'ap-northeast-2b', 'ap-northeast-2c'],
        nodes: 6,
      }),
      tuning: NodeTuning.daemonSet(),
      network: ClusterNetwork.of({ apiServer: ['10.0.0.0/28'] }),
      monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } }),
      logs: LogCollection.attested('Grafana Alloy, a DaemonSet on every node, in namespace logging'),
      operators: OperatorAvailability.attested('the app platform/operators, by CloudNativePgOperator and BarmanCloudPlugin'),
      snapshots: SnapshotClass.of({ name: 'database-snapshots', driver: 'ebs.csi.aws.com' }),
      priority: Priority.of({ name: 'database' }),
    });

    this.orders = new PostgresCluster(this, 'Orders', {
      platform,
      name: 'orders',
      version: PostgresVersion.V17,
      compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
      storage: Size.gibibytes(100),
      walStorage: Size.gibibytes(20),
      workload: Workload.of({ dataSize: Size.gibibytes(70), iops: 5000, throughput: Size.mebibytes(200), logPerDay: Size.gibibytes(20) }),
      // nothing is measured yet: what docs/objectives.md assumes leaves an hour
      objectives: Objectives.of({ recoveryPoint: Duration.minutes(15), recoveryTime: Duration.hours(4) }),
      database: 'orders',
      databases: [{ name: 'orders', extensions: ['pg_trgm'], schemas: ['billing'] }],
      poolers: [{ type: PoolerType.READ_WRITE }],
      backup: { schedule: Schedule.daily('03:00'), retention: Duration.days(35) },
    });

    new FailoverDrill(this, 'FailoverDrill', {
      source: this.orders,
      window: MaintenanceWindow.of({ schedule: Schedule.weekly(DayOfWeek.TUESDAY, '05:00'), duration: Duration.hours(1) }),
    });

    const backend = new Deployment(this, 'Backend', {
      metadata: { name: 'backend', namespace: 'shop' },
      replicas: 2,
      containers: [{
        name: 'backend',
        image: 'registry.example.com/backend:1.4.2',
        portNumber: 8080,
        securityContext: { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } },
      }],
    });
    this.orders.grantConnect(backend, { pooled: true });
  }
}
