import { Chart, ChartProps, Duration, Size } from 'cdk8s';
import { Capability, Cpu, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  ClusterNetwork, Compute, DatabasePlatform, DatabaseStorageClass, DayOfWeek, FailoverDrill, Issuer, LogCollection, MaintenanceWindow, Monitoring,
  MySqlCluster, MySqlPrivilege, MySqlProxy, MySqlVersion, NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials, OperatorAvailability, Priority,
  Schedule, SecretStore, Workload,
} from 'cdk8s-databases';

/** A platform, a MySQL database that meets the production checklist, and an application that uses it. */
export class MySqlChart extends Chart {
  public readonly carts: MySqlCluster;

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
      network: ClusterNetwork.of({ apiServer: ['10.0.0.0/28'] }),
      monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } }),
      logs: LogCollection.attested('Grafana Alloy, a DaemonSet on every node, in namespace logging'),
      operators: OperatorAvailability.attested('the platform team: Percona Operator for MySQL and cert-manager, two replicas each'),
      priority: Priority.of({ name: 'database' }),
    });

    this.carts = new MySqlCluster(this, 'Carts', {
      platform,
      name: 'carts',
      version: MySqlVersion.V8_4,
      compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
      storage: Size.gibibytes(100),
      proxy: MySqlProxy.haproxy(),
      workload: Workload.of({ dataSize: Size.gibibytes(70), iops: 5000, throughput: Size.mebibytes(200), logPerDay: Size.gibibytes(10) }),
      databases: ['carts'],
      // what deploys the schema may do more than the application
      users: [{
        name: 'migrations',
        privileges: [
          MySqlPrivilege.SELECT, MySqlPrivilege.INSERT, MySqlPrivilege.UPDATE, MySqlPrivilege.DELETE, MySqlPrivilege.CREATE, MySqlPrivilege.ALTER,
          MySqlPrivilege.INDEX, MySqlPrivilege.DROP, MySqlPrivilege.REFERENCES,
        ],
      }],
      backup: { schedule: Schedule.daily('03:00'), retention: Duration.days(35) },
    });

    new FailoverDrill(this, 'FailoverDrill', {
      source: this.carts,
      window: MaintenanceWindow.of({ schedule: Schedule.weekly(DayOfWeek.TUESDAY, '05:00'), duration: Duration.hours(1) }),
    });

    const backend = new Deployment(this, 'Backend', {
      metadata: { name: 'backend', namespace: 'shop' },
      replicas: 2,
      containers: [{
        name: 'backend',
        image: 'registry.example.com/backend:1.4.2',
        portNumber: 8080,
        securityContext: { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } },
      }],
    });
    this.carts.grantConnect(backend);
  }
}
