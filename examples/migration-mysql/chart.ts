import { Chart, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  Compute, DatabasePlatform, DatabaseStorageClass, Issuer, LogCollection, MigrationMethod, MigrationPhase, Monitoring, MySqlCluster, MySqlVersion,
  NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials, OperatorAvailability, SecretKeyRef, SecretRef, SecretStore, VmDatabase, VmMigration,
  Waiver, Workload,
} from 'cdk8s-databases';

/** Properties of `MigrationChart`. */
export interface MigrationChartProps {
  /** How far the migration is to go: the one line that each commit changes. */
  readonly phase: MigrationPhase;
}

/** The database `shop` of a machine with MySQL 8.0 on its way into `carts`, by a dump that is made while nobody writes. */
export class MigrationChart extends Chart {
  public readonly migration: VmMigration;

  constructor(scope: Construct, id: string, { phase }: MigrationChartProps) {
    super(scope, id, { namespace: 'database' });

    const carts = new MySqlCluster(this, 'Carts', {
      platform: this.platform(),
      name: 'carts',
      version: MySqlVersion.V8_4,
      // as on the machine: clients name it, and are moved without being asked
      databases: ['shop'],
      compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
      storage: Size.gibibytes(100),
      workload: Workload.of({ dataSize: Size.gibibytes(40), iops: 5000, throughput: Size.mebibytes(200) }),
      waivers: [Waiver.of({ rule: 'failover-drill', reason: 'rehearsed once the clients are here' })],
    });

    this.migration = new VmMigration(this, 'Move', {
      name: 'move',
      source: VmDatabase.mysql({
        host: 'vm-mysql.example.com',
        addresses: ['10.20.0.8'],
        database: 'shop',
        version: '8.0',
        // both are in the namespace `database`, and filled by whoever fills the others
        credentials: SecretRef.of('vm-mysql'),
        ca: SecretKeyRef.of('vm-mysql-ca', 'ca.crt'),
      }),
      target: carts,
      method: MigrationMethod.DUMP,
      phase,
      front: { name: 'carts-front' },
      oneWay: 'a shop that is closed at night: what is ordered on the first day can be entered again',
      dump: { volumeSize: Size.gibibytes(60), jobs: 4 },
      // replace it by what your COPY measured, and half of that again
      limits: { writeStop: Duration.minutes(90) },
      excludedTables: ['sessions'],
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
      operators: OperatorAvailability.attested('the platform team: Percona Operator for MySQL and cert-manager, two replicas each'),
    });
  }
}
