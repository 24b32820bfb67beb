import { App, Chart, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { platformOf, shop } from './production';
import { Compute, DatabasePlatformProps, MongoOperator, MongoReplicaSet, MongoReplicaSetProps, MongoVersion, Waiver, Workload } from '../../src';

const waived = (...rules: string[]) => rules.map((rule) => Waiver.of({ rule, reason: 'there is none yet, and the runbook says what to do by hand' }));

/** A drill that nothing makes for MongoDB yet. */
export const MONGO_DRILLS = waived('failover-drill');

/** And the oplog, which MongoDB's own operator does not archive. */
export const COMMUNITY_WAIVERS = [...MONGO_DRILLS, ...waived('log-archived')];

/** A database that passes the checklist on a good platform. */
export const SESSIONS = {
  name: 'sessions',
  version: MongoVersion.V8_0,
  compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
  storage: Size.gibibytes(100),
  workload: Workload.of({ dataSize: Size.gibibytes(70), iops: 5000, throughput: Size.mebibytes(200) }),
  waivers: MONGO_DRILLS,
} satisfies Partial<MongoReplicaSetProps>;

export interface Sessions {
  readonly app: App;
  readonly chart: Chart;
  readonly database: MongoReplicaSet;
}

/** The database on the platform, in an app of its own. */
export function sessions(more: Partial<MongoReplicaSetProps> = {}, platform: Partial<DatabasePlatformProps> = {}): Sessions {
  const { app, chart } = shop();
  const waivers = more.operator === MongoOperator.COMMUNITY ? COMMUNITY_WAIVERS : MONGO_DRILLS;
  const database = new MongoReplicaSet(chart, 'Sessions', { ...SESSIONS, platform: platformOf(chart, platform), waivers, ...more });
  return { app, chart, database };
}
