import { ApiObject, App, Chart, Size } from 'cdk8s';
import { Capability, Cpu, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { MongoPerconaChart } from '../../examples/mongo-percona/chart';
import { MySqlChart } from '../../examples/mysql/chart';
import {
  ClusterNetwork, Compute, DatabasePlatform, DatabaseStorageClass, Issuer, MongoReplicaSet, MongoReplicaSetProps, MongoVersion, Monitoring,
  MySqlCluster, MySqlProxy, MySqlVersion, Priority, SecretStore,
} from '../../src';

/** Namespaces of the databases whose objects come after the operators' own. */
export const LATE_MYSQL = 'late-mysql';
export const LATE_MONGO = 'late-mongo';

/** The examples, and what they have not: ProxySQL, no issuer, another domain of the cluster, an Issuer of the namespace, an arbiter, clients outside. */
export function engineApps(): App[] {
  return [
    (app: App) => new MySqlChart(app, 'mysql', { namespace: 'mysql' }),
    (app: App) => new MongoPerconaChart(app, 'mongo-percona', { namespace: 'mongo' }),
    (app: App) => mySql(app, 'proxysql', { issuer: Issuer.cluster('internal-ca'), proxy: MySqlProxy.proxysql(), clusterDomain: 'k8s.example.com', admits: 'baseline' }),
    (app: App) => mySql(app, 'mysql-bare', { proxy: MySqlProxy.haproxy() }),
    (app: App) => mongo(app, 'mongo-bare', { clusterDomain: 'k8s.example.com' }),
    (app: App) => mongo(app, 'mongo-arbiter', { issuer: Issuer.cluster('internal-ca') }, {
      instances: 4,
      arbiter: true,
      horizons: [{ name: 'external', hosts: [0, 1, 2, 3, 4].map((i) => `orders-${i}.db.example.com:${27017 + i}`), clients: ['203.0.113.0/24'] }],
      loadBalancers: { annotations: { 'example.com/network': 'internal' } },
    }),
    (app: App) => mySql(app, LATE_MYSQL, { issuer: Issuer.cluster('internal-ca'), proxy: MySqlProxy.haproxy() }),
    (app: App) => mongo(app, LATE_MONGO, { issuer: Issuer.cluster('internal-ca') }),
  ].map((add) => {
    const app = new App();
    add(app);
    return app;
  });
}

interface Variant {
  readonly issuer?: Issuer;
  readonly proxy?: MySqlProxy;
  readonly clusterDomain?: string;
  /** Level of Pod Security of a namespace that the platform does not make. */
  readonly admits?: string;
}

function mySql(app: App, namespace: string, { proxy, ...variant }: Variant): void {
  const chart = new Chart(app, namespace, { namespace });
  if (variant.admits) new ApiObject(chart, 'Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': variant.admits } } });
  const database = new MySqlCluster(chart, 'Orders', {
    ...common(platform(chart, variant)), proxy, version: MySqlVersion.V8_4, databases: ['orders'], users: [{ name: 'orders' }],
  });
  const securityContext = { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } };
  database.grantConnect(new Deployment(chart, 'Client', {
    metadata: { name: 'client', namespace }, replicas: 1, containers: [{ image: 'registry.example.com/client:1.0.0', securityContext }],
  }));
}

function mongo(app: App, namespace: string, variant: Variant, more: Partial<MongoReplicaSetProps> = {}): void {
  const chart = new Chart(app, namespace, { namespace });
  new MongoReplicaSet(chart, 'Orders', { ...common(platform(chart, variant)), version: MongoVersion.V8_0, database: 'orders', ...more });
}

function common(of: DatabasePlatform) {
  return { platform: of, name: 'orders', compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(4) }), storage: Size.gibibytes(20) };
}

function platform(chart: Chart, { issuer, clusterDomain, admits }: Variant): DatabasePlatform {
  return new DatabasePlatform(chart, 'Platform', {
    storageClass: DatabaseStorageClass.existing('fast-ssd-existing'),
    secrets: SecretStore.cluster('aws-secrets-manager', { prefix: chart.namespace }),
    issuer,
    network: ClusterNetwork.of({ clusterDomain }),
    monitoring: Monitoring.prometheus({ namespace: 'monitoring' }),
    priority: Priority.of({ name: 'database' }),
    createNamespaces: admits === undefined,
  });
}
