import { App, Chart } from 'cdk8s';
import { DatabasePlatformProps, IDatabase, MongoOperator, MongoReplicaSet, MySqlCluster, PostgresCluster, Waiver } from '../../src';
import { CARTS } from '../mysql/carts';
import { COMMUNITY_WAIVERS, SESSIONS } from '../support/mongo';
import { ORDERS, platformOf, shop } from '../support/production';

/** What each engine is called differently. */
export interface Engine {
  /** Kind and group of its operator's object. */
  readonly resource: readonly [plural: string, kind: string];
  /** Variables of a granted client. */
  readonly variables: { readonly first: string; readonly user: string; readonly password: string };
  make(scope: Chart, id: string, props: Made): IDatabase;
}

export interface Made {
  readonly platform: ReturnType<typeof platformOf>;
  readonly name?: string;
  readonly waivers?: Waiver[];
}

const MONGO = { first: 'MONGODB_HOSTS', user: 'MONGODB_USER', password: 'MONGODB_PASSWORD_FILE' };

/** Every engine, and every operator of one, on the same platform. */
export const ENGINES: Readonly<Record<string, Engine>> = {
  'PostgreSQL': {
    resource: ['clusters.postgresql.cnpg.io', 'Cluster'],
    variables: { first: 'PGHOST', user: 'PGUSER', password: 'PGPASSWORD_FILE' },
    make: (scope, id, props) => new PostgresCluster(scope, id, { ...ORDERS, ...props }),
  },
  'MySQL': {
    resource: ['perconaxtradbclusters.pxc.percona.com', 'PerconaXtraDBCluster'],
    variables: { first: 'MYSQL_HOST', user: 'MYSQL_USER', password: 'MYSQL_PASSWORD_FILE' },
    make: (scope, id, props) => new MySqlCluster(scope, id, { ...CARTS, ...props }),
  },
  'MongoDB by Percona\'s operator': {
    resource: ['perconaservermongodbs.psmdb.percona.com', 'PerconaServerMongoDB'],
    variables: MONGO,
    make: (scope, id, props) => new MongoReplicaSet(scope, id, { ...SESSIONS, ...props }),
  },
  'MongoDB by its own operator': {
    resource: ['mongodbcommunity.mongodbcommunity.mongodb.com', 'MongoDBCommunity'],
    variables: MONGO,
    make: (scope, id, props) => new MongoReplicaSet(scope, id, {
      ...SESSIONS, operator: MongoOperator.COMMUNITY, waivers: COMMUNITY_WAIVERS, ...props,
    }),
  },
};

export interface OfEngine {
  readonly app: App;
  readonly chart: Chart;
  readonly database: IDatabase;
}

/** A database of an engine on a platform that lacks nothing, in an app of its own. */
export function databaseOf(engine: Engine, props: Partial<Made> = {}, platform: Partial<DatabasePlatformProps> = {}): OfEngine {
  const { app, chart } = shop();
  return { app, chart, database: engine.make(chart, 'Database', { platform: platformOf(chart, platform), ...props }) };
}
