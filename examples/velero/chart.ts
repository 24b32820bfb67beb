import { App, Chart, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  Compute, DatabasePlatform, DatabaseStorageClass, Issuer, LogCollection, Monitoring, NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials,
  OperatorAvailability, PitrRestore, PostgresCluster, PostgresVersion, ReclaimPolicy, RecoveryPoint, Schedule, SecretStore, VeleroLocation,
  VeleroRestore, VeleroSchedule, Waiver, Workload,
} from 'cdk8s-databases';

/** Where the databases live, in the old Kubernetes cluster as in the new one. */
export class PlatformChart extends Chart {
  public readonly platform: DatabasePlatform;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.platform = new DatabasePlatform(this, 'Platform', {
      storageClass: DatabaseStorageClass.existing('fast-ssd', {
        reclaimPolicy: ReclaimPolicy.RETAIN, allowVolumeExpansion: true, encrypted: true, iops: 6000, throughput: Size.mebibytes(250),
      }),
      backups: ObjectStore.s3({ bucket: 'acme-db-backups', region: 'eu-central-1', credentials: ObjectStoreCredentials.secretStore('databases/object-store') }),
      secrets: SecretStore.cluster('vault'),
      issuer: Issuer.cluster('internal-ca'),
      nodes: NodePool.dedicated({ label: 'node-type=database', taint: 'dedicated=database:NoSchedule', zones: ['a', 'b', 'c'] }),
      tuning: NodeTuning.attested({ by: 'machine image db-node-2026-10', sysctls: { 'vm.swappiness': '1', 'vm.dirty_background_bytes': '314572800' } }),
      monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } }),
      logs: LogCollection.attested('Grafana Alloy, a DaemonSet on every node'),
      operators: OperatorAvailability.attested('the platform team, namespace cnpg-system, two replicas each on nodes of their own'),
    });
  }
}

/** Every day: the database keeps its data, Velero what was declared around it. */
export class DailyChart extends Chart {
  public readonly orders: PostgresCluster;
  public readonly velero: VeleroSchedule;

  constructor(scope: Construct, id: string, platform: DatabasePlatform) {
    super(scope, id, { namespace: 'database' });
    this.orders = new PostgresCluster(this, 'Orders', {
      platform,
      name: 'orders',
      version: PostgresVersion.V17,
      compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
      storage: Size.gibibytes(100),
      workload: Workload.of({ dataSize: Size.gibibytes(60), iops: 3000 }),
      waivers: ['failover-drill', 'restore-drill'].map((rule) => Waiver.of({ rule, reason: 'rehearsed by the on-call team every quarter, last on 2026-10-06' })),
    });
    this.velero = new VeleroSchedule(this, 'Velero', {
      name: 'databases',
      databases: [this.orders],
      location: VeleroLocation.existing('default'),
      schedule: Schedule.daily('01:00'),
      retention: Duration.days(30),
    });
  }
}

/** The day after, in a new Kubernetes cluster: the database comes back from its own archive under a name of its own, the rest from Velero. */
export class ComebackChart extends Chart {
  constructor(scope: Construct, id: string, { orders, velero }: DailyChart) {
    super(scope, id, { namespace: 'database' });
    new VeleroRestore(this, 'Namespaces', { name: 'comeback', schedule: velero });
    new PitrRestore(this, 'Orders', { source: orders, name: 'orders-2', to: RecoveryPoint.latest() });
  }
}

export function veleroCharts(app: App): void {
  const platform = new PlatformChart(app, 'platform');
  const daily = new DailyChart(app, 'daily', platform.platform);
  const comeback = new ComebackChart(app, 'comeback', daily);
  // numbers the files in this order
  daily.addDependency(platform);
  comeback.addDependency(daily);
}
