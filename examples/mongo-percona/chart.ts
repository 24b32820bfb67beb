import { Chart, ChartProps, Duration, Size } from 'cdk8s';
import { Capability, Cpu, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  ClusterNetwork, Compute, ConnectAccess, DatabasePlatform, DatabaseStorageClass, DayOfWeek, FailoverDrill, Issuer, LogCollection, MaintenanceWindow,
  MongoReplicaSet, MongoRole, MongoVersion, Monitoring, NodePool, NodeTuning, Objectives, ObjectStore, ObjectStoreCredentials, Priority, Schedule,
  SecretStore, Workload,
} from 'cdk8s-databases';

/** A platform, a MongoDB replica set run by Percona's operator, and two applications: one writes, one reads. */
export class MongoPerconaChart extends Chart {
  public readonly catalog: MongoReplicaSet;

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
      network: ClusterNetwork.of({ objectStore: ['10.20.0.0/24'] }),
      monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } }),
      logs: LogCollection.attested('Grafana Alloy, a DaemonSet on every node, in namespace logging'),
      priority: Priority.of({ name: 'database' }),
    });

    this.catalog = new MongoReplicaSet(this, 'Catalog', {
      platform,
      name: 'catalog',
      version: MongoVersion.V8_0,
      compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
      storage: Size.gibibytes(100),
      workload: Workload.of({ dataSize: Size.gibibytes(70), iops: 5000, throughput: Size.mebibytes(200), logPerDay: Size.gibibytes(10) }),
      // the throughputs are those that the last restore drill measured
      objectives: Objectives.of({
        recoveryPoint: Duration.minutes(15),
        recoveryTime: Duration.hours(6),
        restoreThroughput: Size.mebibytes(20),
        replayThroughput: Size.mebibytes(10),
      }),
      database: 'catalog',
      users: [{ name: 'indexer', roles: [MongoRole.read('catalog'), MongoRole.readWrite('search')] }],
      backup: { schedule: Schedule.daily('03:00'), retention: Duration.days(35) },
    });

    new FailoverDrill(this, 'FailoverDrill', {
      source: this.catalog,
      window: MaintenanceWindow.of({ schedule: Schedule.weekly(DayOfWeek.TUESDAY, '05:00'), duration: Duration.hours(1) }),
    });

    this.catalog.grantConnect(this.application('shop'));
    this.catalog.grantConnect(this.application('reports'), { access: ConnectAccess.READ_ONLY });
  }

  private application(name: string): Deployment {
    return new Deployment(this, name, {
      metadata: { name, namespace: name },
      replicas: 2,
      containers: [{
        name,
        image: `registry.example.com/${name}:1.4.2`,
        portNumber: 8080,
        securityContext: { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } },
      }],
    });
  }
}
