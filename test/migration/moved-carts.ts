import { App, Chart, Duration } from 'cdk8s';
import {
  MigrationMethod, MigrationPhase, MySqlCluster, MySqlClusterProps, SecretKeyRef, SecretRef, VmDatabase, VmMigration, VmMigrationProps,
  VmMySqlOptions,
} from '../../src';
import { carts } from '../mysql/carts';

/** A source of MySQL that lacks nothing. */
export const MYSQL_SOURCE = {
  host: 'vm-mysql.example.com',
  database: 'carts',
  credentials: SecretRef.of('vm-mysql'),
  ca: SecretKeyRef.of('vm-mysql-ca', 'ca.crt'),
  addresses: ['10.20.0.8'],
  version: '8.0',
} satisfies VmMySqlOptions;

export interface MovedCarts {
  readonly app: App;
  readonly chart: Chart;
  readonly database: MySqlCluster;
  readonly migration: VmMigration;
}

/** A migration into the MySqlCluster of the tests. */
export function movedCarts(
  more: Partial<VmMigrationProps> = {}, source: Partial<VmMySqlOptions> = {}, cluster: Partial<MySqlClusterProps> = {},
): MovedCarts {
  const made = carts(cluster);
  const migration = new VmMigration(made.chart, 'Move', { ...mysqlProps(made.database, source), ...more });
  return { ...made, migration };
}

export function mysqlProps(target: MySqlCluster, source: Partial<VmMySqlOptions> = {}): VmMigrationProps {
  return {
    name: 'move',
    source: VmDatabase.mysql({ ...MYSQL_SOURCE, ...source }),
    target,
    method: MigrationMethod.DUMP,
    phase: MigrationPhase.ASSESS,
    front: { name: 'carts-front' },
    oneWay: 'the shop is closed at night',
    limits: { writeStop: Duration.hours(2) },
  };
}
