import { Chart, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  Compute, DatabasePlatform, DatabaseStorageClass, Issuer, LogCollection, MigrationMethod, MigrationPhase, Monitoring, NodePool, NodeTuning,
  ObjectStore, ObjectStoreCredentials, OperatorAvailability, PostgresCluster, PostgresVersion, SecretKeyRef, SecretRef, SecretStore, VmDatabase,
  VmMigration, Waiver, Workload,
} from 'cdk8s-databases';

/** Properties of `MigrationChart`. */
export interface MigrationChartProps {
  /** How far the migration is to go: the one line that each commit changes. */
  readonly phase: MigrationPhase;
}

/** The database `myapp` of a machine on its way into `orders`, by logical replication and with a way back. */
export class MigrationChart extends Chart {
  public readonly migration: VmMigration;

  constructor(scope: Construct, id: string, { phase }: MigrationChartProps) {
    super(scope, id, { namespace: 'database' });

    const orders = new PostgresCluster(this, 'Orders', {
      platform: this.platform(),
      name: 'orders',
      // as on the machine: clients name it, and are moved without being asked
      database: 'myapp',
      version: PostgresVersion.V17,
      compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
      storage: Size.gibibytes(100),
      workload: Workload.of({ dataSize: Size.gibibytes(70), iops: 5000, throughput: Size.mebibytes(200) }),
      waivers: [Waiver.of({ rule: 'failover-drill', reason: 'rehearsed once the clients are here' })],
    });

    this.migration = new VmMigration(this, 'Move', {
      name: 'move',
      source: VmDatabase.postgres({
        host: 'vm-db.example.com',
        addresses: ['10.20.0.7'],
        database: 'myapp',
        version: 15,
        // both are in the namespace `database`, and filled by whoever fills the others
        credentials: SecretRef.of('vm-db'),
        ca: SecretKeyRef.of('vm-db-ca', 'ca.crt'),
      }),
      target: orders,
      method: MigrationMethod.LOGICAL_REPLICATION,
      phase,
      front: { name: 'orders-front' },
      wayBack: {
        host: 'orders-back.example.com',
        rootCertificate: '/etc/ssl/certs/orders-ca.pem',
        annotations: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' },
      },
      excludedTables: ['public.sessions'],
    });
  }

  private platform(): DatabasePlatform {
    return new DatabasePlatform(this, 'Platform', {
      storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'fast-ssd', iops: 6000, throughput: Size.mebibytes(250) }),
      backups: ObjectStore.s3({
        bucket: 'acme-db-backups',
        region: 'eu-central-1',
        credentials: ObjectStoreCredentials.secretStore('databases/object-store'),
      }),
      secrets: SecretStore.cluster('aws-secrets-manager'),
      issuer: Issuer.cluster('internal-ca'),
      nodes: NodePool.dedicated({ label: 'node-type=database', taint: 'dedicated=database:NoSchedule', zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'] }),
      tuning: NodeTuning.daemonSet(),
      monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } }),
      logs: LogCollection.attested('Grafana Alloy, a DaemonSet on every node, in namespace logging'),
      operators: OperatorAvailability.attested('the app platform/operators, by CloudNativePgOperator and BarmanCloudPlugin'),
    });
  }
}
