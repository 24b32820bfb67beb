import { Chart, Size } from 'cdk8s';
import {
  ClusterNetwork, DatabasePlatform, DatabaseStorageClass, Issuer, LogCollection, Monitoring, NodePool, NodeTuning, ObjectStore,
  ObjectStoreCredentials, OperatorAvailability, Priority, SecretStore,
} from 'cdk8s-databases';
import { Construct } from 'constructs';

const NAME = 'acme-database-platform';

/** Where Acme's databases live: one chart in an app, made with its first database. */
export class AcmePlatform extends Chart {
  public static in(scope: Construct): DatabasePlatform {
    const { root } = scope.node;
    const chart = root.node.tryFindChild(NAME) as AcmePlatform | undefined ?? new AcmePlatform(root);
    return chart.platform;
  }

  private readonly platform: DatabasePlatform;

  private constructor(app: Construct) {
    super(app, NAME);
    this.platform = new DatabasePlatform(this, 'Platform', {
      storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'acme-database', iops: 6000, throughput: Size.mebibytes(250) }),
      backups: ObjectStore.s3({
        bucket: 'acme-database-backups',
        region: 'eu-central-1',
        credentials: ObjectStoreCredentials.secretStore('databases/object-store'),
      }),
      secrets: SecretStore.cluster('acme-vault'),
      issuer: Issuer.cluster('acme-internal-ca'),
      nodes: NodePool.dedicated({
        label: 'acme.example/pool=database',
        taint: 'acme.example/pool=database:NoSchedule',
        zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
        nodes: 9,
      }),
      tuning: NodeTuning.daemonSet(),
      network: ClusterNetwork.of({ apiServer: ['10.0.0.0/28'] }),
      monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'prometheus' } }),
      logs: LogCollection.attested('Grafana Alloy, a DaemonSet on every node'),
      operators: OperatorAvailability.attested('the app acme/operators, by CloudNativePgOperator and BarmanCloudPlugin'),
      priority: Priority.of({ name: 'acme-database' }),
    });
  }
}
