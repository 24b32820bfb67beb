import { App, Chart } from 'cdk8s';
import {
  MigrationMethod, MigrationPhase, PostgresCluster, SecretKeyRef, SecretRef, VmDatabase, VmMigration, VmMigrationProps, VmPostgresOptions,
} from '../../src';
import { orders } from '../support/production';

/** A source that lacks nothing. */
export const SOURCE = {
  host: 'vm-db.example.com',
  database: 'myapp',
  credentials: SecretRef.of('vm-db'),
  ca: SecretKeyRef.of('vm-db-ca', 'ca.crt'),
  addresses: ['10.20.0.7'],
  version: 14,
} satisfies VmPostgresOptions;

export const WAY_BACK = { host: 'orders-back.example.com', rootCertificate: '/etc/ssl/certs/orders-ca.pem' };

export interface Moved {
  readonly app: App;
  readonly chart: Chart;
  readonly database: PostgresCluster;
  readonly migration: VmMigration;
}

/** A migration into the database of the tests. */
export function moved(more: Partial<VmMigrationProps> = {}, source: Partial<VmPostgresOptions> = {}, ...given: Parameters<typeof orders>): Moved {
  const made = orders(...given);
  const migration = new VmMigration(made.chart, 'Move', { ...props(made.database, source), ...more });
  return { ...made, migration };
}

export function props(target: PostgresCluster, source: Partial<VmPostgresOptions> = {}): VmMigrationProps {
  return {
    name: 'move',
    source: VmDatabase.postgres({ ...SOURCE, ...source }),
    target,
    method: MigrationMethod.LOGICAL_REPLICATION,
    phase: MigrationPhase.ASSESS,
    front: { name: 'orders-front' },
    wayBack: WAY_BACK,
  };
}
