import { App, Chart, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { DRILLS } from './production';
import { anyPlatform, completePlatform, managedSecret, PlatformRecipe, platformProps } from './random-platform';
import {
  Compute, DataDurability, DatabasePlatform, PoolerType, PoolMode, PostgresCluster, PostgresClusterProps, PostgresPooler, PostgresVersion, Schedule,
  SynchronousReplication, Waiver, Workload,
} from '../../src';

/** A database as data, so that the same one can be made twice and a failing one is printed. Sizes in MiB. */
export interface PostgresRecipe {
  readonly platform: PlatformRecipe;
  readonly namespace: string;
  readonly name: string;
  readonly version: 'V15' | 'V16' | 'V17' | 'V18';
  readonly cpuMillis: number;
  readonly memory: number;
  readonly storage: number;
  readonly walStorage?: number;
  readonly instances?: number;
  readonly replication?: { readonly number: number; readonly preferred: boolean };
  readonly database?: string;
  readonly owner?: RoleRecipe;
  readonly roles?: RoleRecipe[];
  readonly databases?: Array<{ readonly name: string; readonly extensions?: string[]; readonly schemas?: string[] }>;
  readonly tablespaces?: Array<{ readonly name: string; readonly storage: number }>;
  readonly poolers?: PostgresPooler[];
  readonly parameters?: Record<string, string>;
  readonly backup?: { readonly cron?: string; readonly days?: number };
}

interface RoleRecipe {
  readonly name: string;
  readonly memberOf?: string[];
  readonly connectionLimit?: number;
  readonly givenSecret?: boolean;
}

const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });
const label = (most: number) => fc.stringMatching(new RegExp(`^[a-z]([a-z0-9-]{0,${most - 2}}[a-z0-9])?$`));
const mostly = <T>(good: fc.Arbitrary<T>, ...bad: T[]) =>
  fc.oneof({ weight: 29, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...bad) });
const word = mostly(
  fc.oneof({ weight: 4, arbitrary: fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/) }, { weight: 1, arbitrary: fc.stringMatching(/^_?[a-z][a-z0-9_-]{0,61}$/) }),
  'pg_monitor', 'postgres', 'template1', 'streaming_replica', 'cnpg_x', 'information_schema', '_', 'Orders', 'größe', '',
);
const spaceName = mostly(fc.stringMatching(/^[a-z][a-z0-9_]{0,20}[a-z0-9]$/), 'pg_hot', 'hot_', 'HOT');
const words = (most: number) => fc.array(word, { maxLength: most });

const role: fc.Arbitrary<RoleRecipe> = fc.record({
  name: word,
  memberOf: optional(fc.uniqueArray(fc.constantFrom('pg_read_all_data', 'pg_monitor', 'pg_signal_backend'), { maxLength: 2 })),
  connectionLimit: optional(fc.integer({ min: 1, max: 500 })),
  givenSecret: fc.boolean(),
});

const megabytes = (min: number, max: number) => fc.integer({ min, max }).map((amount) => `${amount}MB`);
const parameters = {
  'max_connections': mostly(fc.integer({ min: 20, max: 400 }).map(String), '10', '1e3', '20000'),
  'work_mem': mostly(megabytes(1, 8), '4', '0MB', '64GB'),
  'max_wal_size': mostly(megabytes(512, 1600), '2PB', '63MB', '1TB'),
  'min_wal_size': mostly(megabytes(32, 400), '31MB', '2TB'),
  'wal_keep_size': mostly(megabytes(0, 1600), '1TB'),
  'archive_timeout': mostly(fc.constantFrom('0', '60s', '10min'), '300', ''),
  'hot_standby_feedback': mostly(fc.constantFrom('on', 'off'), 'maybe'),
  'wal_level': mostly(fc.constantFrom('logical', 'replica'), 'minimal'),
  'log_min_duration_statement': fc.constantFrom('1s', '250ms', '-1'),
  'pg_stat_statements.track': fc.constantFrom('all', 'top'),
};
const sharedBuffers = { shared_buffers: mostly(fc.constantFrom('128MB', '131072kB', '0.2 GB', '150MB'), '1TB', '-1', '128') };
/** Parameters of which most can be. */
export const chosenParameters = fc.record({ ...parameters, ...sharedBuffers }, { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>;

const gibibytes = (min: number, max: number) => fc.integer({ min, max }).map((amount) => amount * 1024);

const common = {
  namespace: label(20),
  name: fc.oneof({ weight: 5, arbitrary: label(20) }, { weight: 1, arbitrary: label(50) }),
  version: fc.constantFrom('V15', 'V16', 'V17', 'V18'),
  cpuMillis: fc.integer({ min: 100, max: 64_000 }),
  storage: gibibytes(20, 16_000),
  walStorage: optional(gibibytes(20, 500)),
  database: optional(word),
  owner: optional(role),
  roles: optional(fc.array(role, { maxLength: 3 })),
  databases: optional(fc.array(fc.record({ name: word, extensions: optional(words(2)), schemas: optional(words(2)) }), { maxLength: 3 })),
  tablespaces: optional(fc.array(fc.record({ name: spaceName, storage: gibibytes(20, 200) }), { maxLength: 2 })),
  poolers: optional(fc.array(fc.record({
    type: fc.constantFrom(PoolerType.READ_WRITE, PoolerType.READ_ONLY),
    mode: optional(fc.constantFrom(PoolMode.SESSION, PoolMode.TRANSACTION)),
    instances: optional(fc.integer({ min: 1, max: 5 })),
    maxClientConnections: optional(fc.integer({ min: 1, max: 5000 })),
  }), { maxLength: 2 })),
  // too small shared_buffers are a finding
  parameters: optional(fc.record(parameters, { requiredKeys: [] })),
};

/** Databases that are fit for production, or impossible. */
export const productionPostgres = fc.record({
  ...common,
  platform: completePlatform,
  memory: fc.integer({ min: 512, max: 262_144 }),
  instances: optional(fc.integer({ min: 3, max: 7 })),
  replication: optional(fc.record({ number: fc.integer({ min: 0, max: 3 }), preferred: fc.boolean() })),
  backup: optional(fc.record({ cron: optional(fc.constantFrom('0 3 * * *', '*/30 * * * *', '15 2,14 * * *')), days: optional(fc.integer({ min: 30, max: 400 })) })),
}) as fc.Arbitrary<PostgresRecipe>;

/** Databases of any kind, on platforms of any kind. */
export const anyPostgres = fc.record({
  ...common,
  platform: anyPlatform,
  parameters: optional(mostly<Record<string, string>>(chosenParameters, { ssl: 'off' }, { Port: '5433' }, { größe: '1' })),
  name: mostly(label(50), 'a'.repeat(51), 'Orders', '1orders', 'orders-', ''),
  memory: mostly(fc.integer({ min: 512, max: 16_384 }), 0, 511),
  storage: mostly(fc.integer({ min: 1024, max: 100_000 }), 0, 1023),
  walStorage: optional(mostly(fc.integer({ min: 2048, max: 50_000 }), 0, 2047)),
  instances: optional(mostly(fc.integer({ min: 1, max: 9 }), 0, 100, 1.5)),
  replication: optional(fc.record({ number: fc.integer({ min: 0, max: 3 }), preferred: fc.boolean() })),
  backup: optional(fc.record({
    cron: optional(mostly(fc.constantFrom('0 3 * * 0', '0 3 1 * *', '30 2 * * mon-fri'), '0 0 L * *', '0 3 * *', '0 24 * * *')),
    days: optional(mostly(fc.integer({ min: 1, max: 40 }), 0, 0.5)),
  })),
}) as fc.Arbitrary<PostgresRecipe>;

/** Makes the database in an app of its own. */
export function make(recipe: PostgresRecipe): App {
  const app = new App();
  const chart = new Chart(app, 'chart');
  const platform = new DatabasePlatform(chart, 'Platform', platformProps(recipe.platform));
  new PostgresCluster(chart, 'Database', { ...propsOf(recipe), platform });
  return app;
}

function propsOf(of: PostgresRecipe): Omit<PostgresClusterProps, 'platform'> {
  const roleOf = ({ givenSecret, ...more }: RoleRecipe) => ({ ...more, password: givenSecret ? managedSecret(`password-of-${more.name.replace(/_/g, '-')}-0`) : undefined });
  const data = Math.ceil((of.storage + (of.tablespaces ?? []).reduce((sum, tablespace) => sum + tablespace.storage, 0)) / 2);
  return {
    name: of.name,
    namespace: of.namespace,
    version: PostgresVersion[of.version],
    compute: Compute.of({ cpu: Cpu.millis(of.cpuMillis), memory: Size.mebibytes(of.memory) }),
    storage: Size.mebibytes(of.storage),
    walStorage: of.walStorage === undefined ? undefined : Size.mebibytes(of.walStorage),
    // what io2's throughput is, the table of limits does not say
    workload: Workload.of({ dataSize: Size.mebibytes(data), iops: 3000, throughput: of.platform.storageClass === 'io2' ? undefined : Size.mebibytes(100) }),
    instances: of.instances,
    replication: of.replication && replicationOf(of.replication),
    database: of.database,
    owner: of.owner && roleOf(of.owner),
    roles: of.roles?.map(roleOf),
    databases: of.databases,
    tablespaces: of.tablespaces?.map(({ name, storage }) => ({ name, storage: Size.mebibytes(storage) })),
    poolers: of.poolers,
    parameters: of.parameters,
    backup: of.backup && {
      schedule: of.backup.cron === undefined ? undefined : Schedule.cron(of.backup.cron),
      retention: of.backup.days === undefined ? undefined : Duration.days(of.backup.days),
    },
    waivers: canDrill(of.platform) ? DRILLS : [...DRILLS, Waiver.of({ rule: 'restore-drill', reason: 'what it needs exists beside the database alone' })],
  };
}

/** Whether a database there is restored by a drill of its own. */
function canDrill({ storageClass, backups, secrets }: PlatformRecipe): boolean {
  const isEnteredByIdentity = ['irsa', 'podIdentity', 'gke', 'azureIdentity'].includes(backups ?? '');
  return storageClass !== 'existing' && backups !== undefined && backups !== 'minio' && (isEnteredByIdentity || secrets === 'cluster');
}

function replicationOf({ number, preferred }: { number: number; preferred: boolean }): SynchronousReplication {
  if (number === 0) return SynchronousReplication.none();
  return SynchronousReplication.quorum({ number, dataDurability: preferred ? DataDurability.PREFERRED : DataDurability.REQUIRED });
}
