import { Chart, ChartProps, Duration, Size } from 'cdk8s';
import { Capability, Cpu, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  ClusterNetwork, Compute, DatabasePlatform, DatabaseStorageClass, DayOfWeek, FailoverDrill, IDatabase, Issuer, LogCollection, MaintenanceWindow,
  MongoReplicaSet, MongoVersion, Monitoring, MySqlCluster, MySqlVersion, NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials,
  OperatorAvailability, PostgresCluster, PostgresVersion, Priority, Schedule, SecretStore, Workload,
} from 'cdk8s-databases';

/** One platform, a database of each engine in a namespace of its own, and one application that uses all three. */
export class AllThreeChart extends Chart {
  public readonly databases: IDatabase[];

  constructor(scope: Construct, id: string, props: ChartProps = {}) {
    super(scope, id, props);

    const platform = new DatabasePlatform(this, 'Platform', {
      storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'fast-ssd', iops: 6000, throughput: Size.mebibytes(250) }),
      backups: ObjectStore.s3({
        bucket: 'acme-db-backups',
        prefix: 'production',
        region: 'ap-northeast-2',
        credentials: ObjectStoreCredentials.secretStore('databases/object-store'),
      }),
      secrets: SecretStore.cluster('aws-secrets-manager'),
      issuer: Issuer.cluster('internal-ca'),
      nodes: NodePool.dedicated({
        label: 'node-type=database',
        taint: 'dedicated=database:NoSchedule',
        zones: ['ap-northeast-2a', 'ap-northeast-2b', 'ap-northeast-2c'],
        nodes: 9,
      }),
      tuning: NodeTuning.daemonSet(),
      network: ClusterNetwork.of({ apiServer: ['10.0.0.0/28'], objectStore: ['10.20.0.0/24'] }),
      monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } }),
      logs: LogCollection.attested('Grafana Alloy, a DaemonSet on every node, in namespace logging'),
      operators: OperatorAvailability.attested('the platform team: each operator with two replicas apart'),
      priority: Priority.of({ name: 'database' }),
    });

    // the same words for each engine
    const same = {
      platform,
      compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
      storage: Size.gibibytes(200),
      workload: Workload.of({ dataSize: Size.gibibytes(100), iops: 5000, throughput: Size.mebibytes(200), logPerDay: Size.gibibytes(5) }),
    };
    const orders = new PostgresCluster(this, 'Orders', { ...same, namespace: 'orders', name: 'orders', version: PostgresVersion.V17 });
    const carts = new MySqlCluster(this, 'Carts', { ...same, namespace: 'carts', name: 'carts', version: MySqlVersion.V8_4 });
    const catalog = new MongoReplicaSet(this, 'Catalog', { ...same, namespace: 'catalog', name: 'catalog', version: MongoVersion.V8_0 });
    this.databases = [orders, carts, catalog];

    // one after the other, when the shop is quiet
    [orders, carts, catalog].forEach((source, i) => new FailoverDrill(this, `FailoverDrill-${source.name}`, {
      source,
      window: MaintenanceWindow.of({ schedule: Schedule.weekly(DayOfWeek.TUESDAY, `0${3 + i}:00`), duration: Duration.hours(1) }),
    }));

    const shop = new Deployment(this, 'Shop', {
      metadata: { name: 'shop', namespace: 'shop' },
      replicas: 2,
      containers: [{
        name: 'shop',
        image: 'registry.example.com/shop:1.4.2',
        portNumber: 8080,
        securityContext: { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } },
      }],
    });
    this.databases.forEach((database) => database.grantConnect(shop));
  }
}
