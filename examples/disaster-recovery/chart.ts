import { Chart, ChartProps, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  Compute, DatabasePlatform, DatabaseStorageClass, Issuer, LogCollection, Monitoring, NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials,
  OperatorAvailability, PitrRestore, PostgresArchive, PostgresVersion, RecoveryPoint, RestoreAssertion, RestoreVerification, SecretStore, Waiver,
  Workload,
} from 'cdk8s-databases';

/** A database whose Kubernetes cluster is gone, with all its volumes, brought back in another region from what is in the object store. */
export class DisasterRecoveryChart extends Chart {
  public readonly restore: PitrRestore;

  constructor(scope: Construct, id: string, props: ChartProps = {}) {
    super(scope, id, { namespace: 'database', ...props });

    // the lost region's bucket was copied to this one; the new cluster has a prefix of its own for what it writes
    const lost = ObjectStore.s3({ ...this.bucket(), prefix: 'frankfurt' });
    const platform = new DatabasePlatform(this, 'Platform', {
      storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'fast-ssd', iops: 6000, throughput: Size.mebibytes(250) }),
      backups: ObjectStore.s3({ ...this.bucket(), prefix: 'stockholm' }),
      secrets: SecretStore.cluster('aws-secrets-manager'),
      issuer: Issuer.cluster('internal-ca'),
      nodes: NodePool.dedicated({ label: 'node-type=database', taint: 'dedicated=database:NoSchedule', zones: ['eu-north-1a', 'eu-north-1b', 'eu-north-1c'] }),
      tuning: NodeTuning.daemonSet(),
      monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } }),
      logs: LogCollection.attested('Grafana Alloy, a DaemonSet on every node, in namespace logging'),
      operators: OperatorAvailability.attested('the app platform/operators, by CloudNativePgOperator and BarmanCloudPlugin'),
    });

    // the props that the lost database had, from the code that made it
    const archive = PostgresArchive.of({
      platform,
      store: lost,
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

    this.restore = new PitrRestore(this, 'Orders', {
      source: archive,
      name: 'orders-2',
      to: RecoveryPoint.latest(),
      verification: RestoreVerification.of({ assertions: [RestoreAssertion.rows({ table: 'invoices', atLeast: 1_000_000 })] }),
    });
  }

  private bucket() {
    return { bucket: 'acme-db-backups-eu-north-1', region: 'eu-north-1', credentials: ObjectStoreCredentials.secretStore('databases/object-store') };
  }
}
