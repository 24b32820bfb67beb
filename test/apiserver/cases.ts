import { App } from 'cdk8s';
import { coherent } from './coherence';
import { mongoAppOf } from './mongo-case';
import { coherentMongo } from './mongo-coherence';
import { MONGO_WRONG_TOGETHER } from './mongo-wrong-together';
import { mySqlAppOf } from './mysql-case';
import { coherentMySql } from './mysql-coherence';
import { MYSQL_WRONG_TOGETHER } from './mysql-wrong-together';
import { appOf, platformAppOf } from './postgres-case';
import { Recipe } from './recipe';
import { WRONG_TOGETHER } from './wrong-together';

/** A construct that gets random inputs. */
export interface Case {
  /** Struct with its props and what goes with them. */
  readonly type: string;
  readonly appOf: (parts: any) => App;
  readonly coherent: (recipe: Recipe) => Recipe;
  /** Part of the inputs of a run. */
  readonly share: number;
  /** Types and values of which none has to occur: another case has them, or this one refuses them. */
  readonly besides: readonly string[];
  /** Valid inputs of which some are spoilt; none of those without. */
  readonly spoilt: number;
  /** Props that are not spoilt: another case's are. */
  readonly unspoilt: readonly string[];
  readonly wrongTogether: Readonly<Record<string, (of: any) => Recipe>>;
}

export const POSTGRES: Case = {
  type: 'PostgresCase', appOf, coherent, share: 1, besides: [], spoilt: 400, unspoilt: [], wrongTogether: WRONG_TOGETHER,
};

export const PLATFORM: Case = { ...POSTGRES, type: 'PlatformCase', appOf: platformAppOf, spoilt: 0 };

/** What else goes on the platform; the drivers or the proxy pool the connections, and their operators have no switchover. */
const ENGINE = { share: 0.15, besides: ['DatabasePlatform', 'GrantConnectOptions.pooled true', 'FailoverMethod.SWITCHOVER'], spoilt: 100 };

/** Recovery points, and what is said of them, that the others do not have. */
const OF_POSTGRES = [
  'RecoveryPointOptions', ...['lsn', 'transaction', 'restorePoint'].flatMap((point) => [`RecoveryPoint.${point}`, `RecoveryPoint.${point}(options) left out`]),
];

/** What a restore of MySQL refuses, and sizes that its parameters might not fit. */
const NOT_OF_MYSQL = [
  'RestoreDrillPlan.of(options) left out', 'RestoreDrillOptions.compute', 'RestoreDrillOptions.secretsPresent false', 'RestoreOptions.instances',
  'RestoreOptions.compute', 'RestoreOptions.walStorage', 'BaseBackup.snapshot', 'SnapshotBaseBackupOptions',
  'SnapshotBaseBackupOptions.data', 'SnapshotBaseBackupOptions.wal', 'SnapshotBaseBackupOptions.tablespaces',
  'SnapshotBaseBackupOptions.tablespaces left out',
];

export const MYSQL: Case = {
  ...ENGINE,
  type: 'MySqlCase',
  // a replica of the app stands beside it
  besides: [...ENGINE.besides, ...OF_POSTGRES, ...NOT_OF_MYSQL, 'MySqlReplication.replicaOf'],
  appOf: mySqlAppOf,
  coherent: coherentMySql,
  unspoilt: unspoilt('MySqlCase'),
  wrongTogether: MYSQL_WRONG_TOGETHER,
};

/** What MongoDB has not: SQL, places in a log, snapshots and a volume of the log. */
const NOT_OF_MONGO = [
  'RestoreDrillPlan.of(options) left out',
  'RestoreAssertion.sql', 'RestoreAssertion.sql(options) left out', 'RestoreAssertionOptions', 'RestoreOptions.walStorage', 'BaseBackup.snapshot',
  'SnapshotBaseBackupOptions',
];

export const MONGO: Case = {
  ...ENGINE, besides: [...ENGINE.besides, ...OF_POSTGRES, ...NOT_OF_MONGO], type: 'MongoCase', appOf: mongoAppOf, coherent: coherentMongo, unspoilt: unspoilt('MongoCase'), wrongTogether: MONGO_WRONG_TOGETHER,
};

/** What stands in annotations alone, and a platform, whose values are spoilt under a PostgreSQL. */
function unspoilt(type: string): string[] {
  return ['platform', 'workload', 'objectives', 'waivers'].map((prop) => `${type}.${prop}`);
}
