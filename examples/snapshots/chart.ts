import { Chart, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  BaseBackup, ClusterNetwork, Compute, DatabasePlatform, DatabaseStorageClass, DayOfWeek, Issuer, LogCollection, LogicalDumps, Monitoring, NodePool,
  NodeTuning, ObjectStore, ObjectStoreCredentials, OperatorAvailability, PitrRestore, PostgresCluster, PostgresVersion, Priority, RecoveryPoint,
  Schedule, SecretStore, SnapshotBackup, SnapshotClass, Waiver, Workload,
} from 'cdk8s-databases';

/** A database that is too large to be copied from the object store in a night, and one that is restored from its snapshots. */
export class SnapshotsChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'ledger' });

    const platform = new DatabasePlatform(this, 'Platform', {
      storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'ledger-ssd', iops: 12000, throughput: Size.mebibytes(500) }),
      backups: ObjectStore.s3({
        bucket: 'acme-db-backups', prefix: 'production', region: 'eu-central-1', credentials: ObjectStoreCredentials.secretStore('databases/object-store'),
      }),
      secrets: SecretStore.cluster('aws-secrets-manager', { prefix: 'databases' }),
      issuer: Issuer.cluster('internal-ca'),
      nodes: NodePool.dedicated({
        label: 'node-type=ledger', taint: 'dedicated=ledger:NoSchedule', zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
      }),
      tuning: NodeTuning.attested({ by: 'machine image db-node-2026-10', sysctls: { 'vm.swappiness': '1', 'vm.dirty_background_bytes': '314572800' } }),
      network: ClusterNetwork.of({ apiServer: ['10.0.0.0/28'] }),
      monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } }),
      logs: LogCollection.attested('Grafana Alloy, a DaemonSet on every node, in namespace logging'),
      operators: OperatorAvailability.attested('the app platform/operators, by CloudNativePgOperator and BarmanCloudPlugin'),
      // of the same driver as the volumes
      snapshots: SnapshotClass.of({ name: 'ledger-snapshots', driver: 'ebs.csi.aws.com' }),
      priority: Priority.existing('database'),
    });

    const ledger = new PostgresCluster(this, 'Ledger', {
      platform,
      name: 'ledger',
      version: PostgresVersion.V17,
      compute: Compute.of({ cpu: Cpu.units(8), memory: Size.gibibytes(32) }),
      storage: Size.tebibytes(3),
      walStorage: Size.gibibytes(100),
      workload: Workload.of({ dataSize: Size.tebibytes(2), iops: 9000, throughput: Size.mebibytes(300) }),
      backup: {
        // one base backup a day to the store, which the snapshots need for their log, and which keeps what they do not
        schedule: Schedule.daily('01:30'),
        retention: Duration.days(35),
        snapshots: SnapshotBackup.hot({ schedule: Schedule.cron('15 */6 * * *'), retention: Duration.days(7), keepAtLeast: 4 }),
        // for one table, or for leaving: whole copies, which no log can be replayed on
        dumps: LogicalDumps.of({ schedule: Schedule.weekly(DayOfWeek.SATURDAY, '08:00'), retention: Duration.days(28) }),
      },
      waivers: ['failover-drill', 'restore-drill'].map((rule) =>
        Waiver.of({ rule, reason: 'rehearsed by hand each quarter, runbook DB-12: a restore of 2 TiB costs a day of two nodes' })),
    });

    new PitrRestore(this, 'Rewind', {
      source: ledger,
      name: 'ledger-1120',
      // volumes from the snapshots, and the log from the store up to that moment
      from: BaseBackup.snapshot({ data: 'ledger-snapshots-20261120061500', wal: 'ledger-snapshots-20261120061500-wal' }),
      to: RecoveryPoint.time('2026-11-20T08:30:00Z'),
    });
  }
}
