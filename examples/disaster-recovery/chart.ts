import { Chart, ChartProps, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  Compute, DatabasePlatform, DatabaseStorageClass, IRestorable, Issuer, LogCollection, MongoArchive, MongoVersion, Monitoring, MySqlArchive,
  MySqlVersion, NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials, OperatorAvailability, PitrRestore, PostgresArchive, PostgresVersion,
  RecoveryPoint, RestoreAssertion, RestoreVerification, SecretStore, Waiver, Workload,
} from 'cdk8s-databases';

/** Databases whose Kubernetes cluster is gone, with all its volumes, brought back in another region from what is in the object store: one of each engine. */
export class DisasterRecoveryChart extends Chart {
  public readonly restores: PitrRestore[];

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
      operators: OperatorAvailability.attested('the app platform/operators, by CloudNativePgOperator, BarmanCloudPlugin and Percona\'s charts'),
    });

    // the props that the lost databases had, from the code that made them
    const had = {
      platform,
      store: lost,
      compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
      storage: Size.gibibytes(100),
      workload: Workload.of({ dataSize: Size.gibibytes(70), iops: 5000, throughput: Size.mebibytes(200) }),
      waivers: ['failover-drill', 'restore-drill'].map((rule) => Waiver.of({ rule, reason: 'rehearsed by hand each quarter' })),
    };
    this.restores = [
      this.newestOf('orders', PostgresArchive.of({ ...had, name: 'orders', version: PostgresVersion.V17 }), 'invoices'),
      this.newestOf('carts', MySqlArchive.of({ ...had, name: 'carts', version: MySqlVersion.V8_4 }), 'carts'),
      this.newestOf('catalog', MongoArchive.of({ ...had, name: 'catalog', version: MongoVersion.V8_0 }), 'products'),
    ];
  }

  private newestOf(name: string, source: IRestorable, table: string): PitrRestore {
    return new PitrRestore(this, name, {
      source,
      name: `${name}-2`,
      to: RecoveryPoint.latest(),
      verification: RestoreVerification.of({ assertions: [RestoreAssertion.rows({ table, atLeast: 1_000_000 })] }),
    });
  }

  private bucket() {
    return { bucket: 'acme-db-backups-eu-north-1', region: 'eu-north-1', credentials: ObjectStoreCredentials.secretStore('databases/object-store') };
  }
}
