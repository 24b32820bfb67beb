import { App, Chart, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  ClusterNetwork, Compute, DatabasePlatform, DatabasePlatformProps, DatabaseStorageClass, Issuer, LogCollection, Monitoring, NodePool, NodeTuning,
  ObjectStore, ObjectStoreCredentials, OperatorAvailability, PostgresCluster, PostgresClusterProps, PostgresVersion, Priority, SecretStore,
  SnapshotClass, Waiver, Workload,
} from '../../src';

/** A platform that lacks nothing. */
export const PLATFORM = {
  storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'fast', iops: 6000, throughput: Size.mebibytes(250) }),
  backups: ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-west-1', credentials: ObjectStoreCredentials.secretStore('databases/object-store') }),
  secrets: SecretStore.cluster('vault'),
  issuer: Issuer.cluster('internal-ca'),
  nodes: NodePool.dedicated({ label: 'node-type=database', taint: 'dedicated=database:NoSchedule', zones: ['a', 'b', 'c'], nodes: 9 }),
  tuning: NodeTuning.daemonSet(),
  network: ClusterNetwork.of({ apiServer: ['10.0.0.0/28'] }),
  monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'prometheus' } }),
  logs: LogCollection.attested('Alloy, a DaemonSet in namespace logging'),
  operators: OperatorAvailability.attested('the platform team, in cnpg-system, two replicas each'),
  snapshots: SnapshotClass.of({ name: 'database-snapshots', driver: 'ebs.csi.aws.com' }),
  priority: Priority.of({ name: 'database' }),
} satisfies DatabasePlatformProps;

/** The rule that nothing fulfils yet. */
export const DRILLS = [Waiver.of({ rule: 'failover-drill', reason: 'rehearsed by hand each quarter' })];

/** A database that passes the checklist on such a platform. */
export const ORDERS = {
  name: 'orders',
  version: PostgresVersion.V17,
  compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
  storage: Size.gibibytes(100),
  walStorage: Size.gibibytes(20),
  workload: Workload.of({ dataSize: Size.gibibytes(70), iops: 5000, throughput: Size.mebibytes(200) }),
  waivers: DRILLS,
} satisfies Partial<PostgresClusterProps>;

/** An app with one chart in namespace `shop`. */
export function shop(): { app: App; chart: Chart } {
  const app = new App();
  return { app, chart: new Chart(app, 'chart', { namespace: 'shop' }) };
}

export function platformOf(chart: Chart, more: Partial<DatabasePlatformProps> = {}): DatabasePlatform {
  return new DatabasePlatform(chart, 'Platform', { ...PLATFORM, ...more });
}

export interface Orders {
  readonly app: App;
  readonly chart: Chart;
  readonly database: PostgresCluster;
}

/** The database on the platform, in an app of its own. */
export function orders(more: Partial<PostgresClusterProps> = {}, platform: Partial<DatabasePlatformProps> = {}): Orders {
  const { app, chart } = shop();
  const database = new PostgresCluster(chart, 'Orders', { ...ORDERS, platform: platformOf(chart, platform), ...more });
  return { app, chart, database };
}
