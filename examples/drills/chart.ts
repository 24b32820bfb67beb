import { Chart, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  ClusterNetwork, Compute, DatabasePlatform, DatabaseStorageClass, DayOfWeek, FailoverDrill, FailoverMethod, Issuer, LogCollection, MaintenanceWindow,
  Monitoring, NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials, OperatorAvailability, PostgresCluster, PostgresVersion, Priority,
  RestoreAssertion, RestoreDrillPlan, Schedule, SecretStore, SnapshotClass, Workload,
} from 'cdk8s-databases';

/** A database whose restore is rehearsed each Sunday, and whose failover each Tuesday. */
export class DrillsChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'billing' });

    const platform = new DatabasePlatform(this, 'Platform', {
      storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'billing-ssd', iops: 6000, throughput: Size.mebibytes(250) }),
      backups: ObjectStore.s3({
        bucket: 'acme-db-backups',
        prefix: 'billing',
        region: 'eu-central-1',
        credentials: ObjectStoreCredentials.secretStore('databases/object-store'),
        // drills never write: an identity that may only read
        readOnlyCredentials: ObjectStoreCredentials.secretStore('databases/object-store-reader'),
      }),
      secrets: SecretStore.cluster('aws-secrets-manager', { prefix: 'databases' }),
      issuer: Issuer.cluster('internal-ca'),
      nodes: NodePool.dedicated({
        label: 'node-type=billing', taint: 'dedicated=billing:NoSchedule', zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'], nodes: 4,
      }),
      tuning: NodeTuning.attested({ by: 'machine image db-node-2026-10', sysctls: { 'vm.swappiness': '1', 'vm.dirty_background_bytes': '314572800' } }),
      network: ClusterNetwork.of({ apiServer: ['10.0.0.0/28'] }),
      monitoring: Monitoring.prometheus({
        namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' }, pushgateway: 'http://pushgateway.monitoring.svc:9091',
      }),
      logs: LogCollection.attested('Grafana Alloy, a DaemonSet on every node, in namespace logging'),
      operators: OperatorAvailability.attested('the app platform/operators, by CloudNativePgOperator and BarmanCloudPlugin'),
      snapshots: SnapshotClass.of({ name: 'billing-snapshots', driver: 'ebs.csi.aws.com' }),
      priority: Priority.existing('database'),
    });

    const billing = new PostgresCluster(this, 'Billing', {
      platform,
      name: 'billing',
      version: PostgresVersion.V17,
      compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
      storage: Size.gibibytes(100),
      workload: Workload.of({ dataSize: Size.gibibytes(70), iops: 5000, throughput: Size.mebibytes(200) }),
      // a drill is there by default; this one also says what must be true of what comes back, and how fast
      restoreDrill: RestoreDrillPlan.of({
        schedule: Schedule.weekly(DayOfWeek.SUNDAY, '10:20'),
        recoveryTime: Duration.hours(3),
        recoveryPoint: Duration.hours(1),
        assertions: [
          RestoreAssertion.rows({ table: 'invoices', atLeast: 1_000_000 }),
          RestoreAssertion.newest({ table: 'invoices', column: 'created_at', within: Duration.minutes(30) }),
        ],
      }),
    });

    // clients notice it: it needs a window that somebody declares
    new FailoverDrill(this, 'FailoverDrill', {
      source: billing,
      window: MaintenanceWindow.of({ schedule: Schedule.weekly(DayOfWeek.TUESDAY, '05:00'), duration: Duration.hours(1) }),
      by: FailoverMethod.SWITCHOVER,
      unavailability: Duration.seconds(30),
    });
  }
}
