import { Duration } from 'cdk8s';
import { PoolerType, PostgresCluster, PostgresVersion, Waiver, Workload } from 'cdk8s-databases';
import { Construct } from 'constructs';
import { AcmePlatform } from './acme-platform';
import { AcmeSize, SIZES } from './acme-size';

export interface AcmePostgresProps {
  /** Name of the database. */
  readonly name: string;
  /** Namespace of the team. */
  readonly team: string;
  readonly size: AcmeSize;
}

/** A PostgreSQL database by Acme's rules: three instances, a pooler, nightly backups for 45 days. A team chooses name and size. */
export class AcmePostgres extends PostgresCluster {
  constructor(scope: Construct, id: string, props: AcmePostgresProps) {
    const { compute, storage, data, iops } = SIZES[props.size];
    super(scope, id, {
      platform: AcmePlatform.in(scope),
      name: props.name,
      namespace: props.team,
      version: PostgresVersion.V17,
      compute,
      storage,
      workload: Workload.of({ dataSize: data, iops }),
      database: props.name,
      poolers: [{ type: PoolerType.READ_WRITE }],
      backup: { retention: Duration.days(45) },
      waivers: [
        Waiver.of({ rule: 'failover-drill', reason: 'Acme rehearses failovers each quarter, runbook DB-7' }),
        Waiver.of({ rule: 'restore-drill', reason: 'Acme restores one database of each team each month, runbook DB-9' }),
      ],
    });
  }
}
