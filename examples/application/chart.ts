import { App, Chart, Size } from 'cdk8s';
import { Capability, ContainerSecurityContextProps, Cpu, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { acmePlatform } from './platform';
import { Compute, ConnectAccess, DatabasePlatform, PoolerType, PostgresCluster, PostgresVersion, Waiver, Workload } from 'cdk8s-databases';

/** What Pod Security's level `restricted` asks of a container, which the databases' namespace enforces. */
const RESTRICTED: ContainerSecurityContextProps = {
  capabilities: { drop: [Capability.ALL] },
  seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT },
};

/** The database and its platform. */
export class DatabaseChart extends Chart {
  public readonly shop: PostgresCluster;

  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'database' });
    const platform: DatabasePlatform = acmePlatform(this);
    this.shop = new PostgresCluster(this, 'Shop', {
      platform,
      name: 'shop',
      version: PostgresVersion.V17,
      compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(4) }),
      storage: Size.gibibytes(50),
      workload: Workload.of({ dataSize: Size.gibibytes(30), iops: 3000 }),
      database: 'shop',
      poolers: [{ type: PoolerType.READ_WRITE }],
      waivers: ['failover-drill', 'restore-drill'].map((rule) => Waiver.of({ rule, reason: 'rehearsed by hand each quarter' })),
    });
  }
}

export interface ApplicationChartProps {
  readonly namespace: string;
  readonly database: PostgresCluster;
}

/** A web shop that writes through the pooler, and reports that read from the replicas. */
export class ApplicationChart extends Chart {
  constructor(scope: Construct, id: string, props: ApplicationChartProps) {
    super(scope, id, { namespace: props.namespace });
    const web = new Deployment(this, 'Web', {
      metadata: { name: 'web' },
      containers: [{ name: 'web', image: 'registry.example.com/shop/web:2.3.0', portNumber: 8080, securityContext: RESTRICTED }],
    });
    props.database.grantConnect(web, { role: 'shop_web', pooled: true });

    const reports = new Deployment(this, 'Reports', {
      metadata: { name: 'reports' },
      containers: [{ name: 'reports', image: 'registry.example.com/shop/reports:1.0.4', securityContext: RESTRICTED }],
    });
    // reports also call other services, and no egress policy restricts them
    props.database.grantConnect(reports, { access: ConnectAccess.READ_ONLY, clientPolicy: false });
  }
}

/** The shop once beside its database, and once in a namespace of its own. */
export function applicationCharts(app: App): void {
  const { shop } = new DatabaseChart(app, 'database');
  new ApplicationChart(app, 'same-namespace', { namespace: 'database', database: shop });
  new ApplicationChart(app, 'other-namespace', { namespace: 'shop', database: shop });
}
