import { Chart, ChartProps, Duration, Size } from 'cdk8s';
import { Capability, Cpu, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  Compute, DatabasePlatform, DatabaseStorageClass, Issuer, LogCollection, Monitoring, NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials,
  OperatorAvailability, PitrRestore, PostgresCluster, PostgresVersion, RecoveryPoint, RestoreAssertion, RestoreVerification, SecretStore, Waiver,
  Workload,
} from 'cdk8s-databases';

/** A database in which somebody dropped a table at 10:31, and the same database as it was at 10:30, beside it. */
export class PitrChart extends Chart {
  public readonly restore: PitrRestore;

  constructor(scope: Construct, id: string, props: ChartProps = {}) {
    super(scope, id, { namespace: 'database', ...props });

    const orders = new PostgresCluster(this, 'Orders', {
      platform: this.platform(),
      name: 'orders',
      version: PostgresVersion.V17,
      compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
      storage: Size.gibibytes(100),
      workload: Workload.of({ dataSize: Size.gibibytes(70), iops: 5000, throughput: Size.mebibytes(200) }),
      waivers: [
        Waiver.of({ rule: 'failover-drill', reason: 'rehearsed by hand each quarter' }),
        Waiver.of({ rule: 'restore-drill', reason: 'rehearsed by hand each quarter' }),
      ],
    });

    // everything else (version, image, volumes, parameters, roles, passwords, archive) follows from the source
    this.restore = new PitrRestore(this, 'Rewind', {
      source: orders,
      name: 'orders-1120',
      to: RecoveryPoint.time('2026-11-20T10:30:00Z'),
      verification: RestoreVerification.of({
        assertions: [
          RestoreAssertion.rows({ table: 'invoices', atLeast: 1_000_000 }),
          RestoreAssertion.newest({ table: 'invoices', column: 'created_at', within: Duration.minutes(5) }),
          RestoreAssertion.sql('SELECT NOT EXISTS (SELECT FROM invoices LEFT JOIN customers USING (customer_id) WHERE customers.customer_id IS NULL)'),
        ],
        deadline: Duration.hours(8),
      }),
    });

    const backend = new Deployment(this, 'Backend', {
      metadata: { name: 'backend' },
      containers: [{
        name: 'backend',
        image: 'registry.example.com/backend:1.4.2',
        securityContext: { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } },
      }],
    });
    // when the verification has passed, this becomes this.restore.database.grantConnect(backend)
    orders.grantConnect(backend);
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
