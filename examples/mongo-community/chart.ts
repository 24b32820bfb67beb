import { Chart, ChartProps, Duration, Size } from 'cdk8s';
import { Capability, Cpu, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  ClusterNetwork, Compute, DatabasePlatform, DatabaseStorageClass, DayOfWeek, FailoverDrill, Issuer, LogCollection, MaintenanceWindow, MongoOperator,
  MongoReplicaSet, MongoVersion, Monitoring, NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials, Priority, Schedule, SecretStore, Waiver,
  Workload,
} from 'cdk8s-databases';

/** A MongoDB replica set run by MongoDB's own operator, for what a day of may be lost: it archives no oplog, and is dumped every night. */
export class MongoCommunityChart extends Chart {
  public readonly sessions: MongoReplicaSet;

  constructor(scope: Construct, id: string, props: ChartProps = {}) {
    super(scope, id, { namespace: 'database', ...props });

    const platform = new DatabasePlatform(this, 'Platform', {
      storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'fast-ssd', iops: 3000, throughput: Size.mebibytes(125) }),
      backups: ObjectStore.s3({
        bucket: 'acme-db-backups', region: 'ap-northeast-2', credentials: ObjectStoreCredentials.secretStore('databases/object-store'),
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
      priority: Priority.of({ name: 'database' }),
    });

    const lost = 'sessions of the shop: who logged in since the last dump logs in again';
    this.sessions = new MongoReplicaSet(this, 'Sessions', {
      platform,
      operator: MongoOperator.COMMUNITY,
      name: 'sessions',
      version: MongoVersion.V8_0,
      compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(4) }),
      storage: Size.gibibytes(40),
      workload: Workload.of({ dataSize: Size.gibibytes(20), iops: 2000 }),
      database: 'sessions',
      waivers: [Waiver.of({ rule: 'log-archived', reason: lost })],
    });

    new FailoverDrill(this, 'FailoverDrill', {
      source: this.sessions,
      window: MaintenanceWindow.of({ schedule: Schedule.weekly(DayOfWeek.TUESDAY, '05:00'), duration: Duration.hours(1) }),
    });

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
    this.sessions.grantConnect(shop);
  }
}
