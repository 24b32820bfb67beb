import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  Compute, DatabasePlatform, MongoImage, MongoOperator, MongoReplicaSet, MongoReplicaSetProps, MongoRole, MongoVersion, Objectives, Pmm,
  RestoreDrillPlan, Schedule, Waiver, Workload,
} from '../../src';
import { PLATFORM } from '../support/every-prop';
import { shop } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { written } from '../support/written';

// Required<…>: a new prop stops the compilation of this file until it is here, with what it leaves in the manifests
const DATABASE: Omit<Required<MongoReplicaSetProps>, 'platform' | '_recovery'> = {
  name: 'trace-name',
  namespace: 'trace-namespace',
  operator: MongoOperator.PERCONA,
  version: MongoVersion.V7_0,
  image: MongoImage.of('registry.example.com/trace:7.0.31'),
  instances: 4,
  arbiter: true,
  horizons: [{ name: 'trace-horizon', hosts: [0, 1, 2, 3, 4].map((i) => `trace-${i}.example.com:27018`), clients: ['198.51.100.0/24'] }],
  loadBalancers: { annotations: { 'example.com/trace': 'trace annotation' }, loadBalancerClass: 'example.com/trace-class' },
  compute: Compute.of({ cpu: Cpu.millis(1234), memory: Size.mebibytes(4567) }),
  storage: Size.gibibytes(123),
  workload: Workload.of({ dataSize: Size.mebibytes(6789), logPerDay: Size.mebibytes(4321) }),
  objectives: Objectives.of({ recoveryPoint: Duration.seconds(5432), recoveryTime: Duration.hours(9) }),
  database: 'trace_database',
  users: [{ name: 'trace_user', roles: [MongoRole.dbAdmin('trace_schema')] }],
  parameters: { 'operationProfiling.slowOpThresholdMs': '321' },
  oplog: Size.mebibytes(12_345),
  backup: { schedule: Schedule.daily('04:56'), retention: Duration.days(77), oplogInterval: Duration.minutes(17) },
  pmm: Pmm.of({ serverHost: 'trace.example.com' }),
  restoreDrill: RestoreDrillPlan.of({ namespace: 'trace-drills', secretsPresent: true }),
  waivers: [Waiver.of({ rule: 'storage-headroom', reason: 'trace reason', expires: '2099-12-31' })],
};

const TRACES: Record<keyof typeof DATABASE, string[]> = {
  name: ['"name":"trace-name"'],
  namespace: ['"namespace":"trace-namespace"'],
  operator: ['"kind":"PerconaServerMongoDB"'],
  version: [],
  image: ['"image":"registry.example.com/trace:7.0.31"'],
  instances: ['"size":4'],
  arbiter: ['"app.kubernetes.io/component":"arbiter"', '"trace-name-arbiter"'],
  horizons: ['"trace-horizon":"trace-4.example.com:27018"', '"trace-4.example.com"', '"cidr":"198.51.100.0/24"'],
  loadBalancers: ['"example.com/trace":"trace annotation"', '"loadBalancerClass":"example.com/trace-class"'],
  compute: ['"cpu":"1234m"', '"memory":"4567Mi"'],
  storage: ['"storage":"123Gi"'],
  workload: ['\\"dataMebibytes\\":6789', '\\"logMebibytesPerDay\\":4321'],
  objectives: ['\\"recoveryPointSeconds\\":5432'],
  database: ['"db":"trace_database"'],
  users: ['databases/trace-namespace/trace-name/trace_user', '"db":"trace_schema","name":"dbAdmin"'],
  parameters: ['slowOpThresholdMs: 321'],
  oplog: ['oplogSizeMB: 12345'],
  backup: ['"schedule":"56 4 * * *"', '"count":77', '"oplogSpanMin":17'],
  pmm: ['"serverHost":"trace.example.com"', 'databases/trace-namespace/trace-name/pmmservertoken'],
  restoreDrill: ['"kind":"CronJob"', '"namespace":"trace-drills"'],
  waivers: ['storage-headroom', 'trace reason', '2099-12-31'],
};

function manifests(more: Partial<typeof DATABASE> = {}): any[] {
  const { app, chart } = shop();
  new MongoReplicaSet(chart, 'Database', { ...DATABASE, platform: new DatabasePlatform(chart, 'Platform', PLATFORM), ...more });
  return written(app);
}

const TEXT = JSON.stringify(manifests());

function expectTrace(text: string, trace: string): void {
  // not toContain, which would print all manifests
  expect({ trace, there: text.includes(trace) }).toEqual({ trace, there: true });
}

test.each(Object.entries(TRACES))('the database\'s %s leaves its trace in the manifests', (_, traces) => {
  for (const trace of traces) expectTrace(TEXT, trace);
});

test('the version leaves its image where no other is given', () => {
  expectTrace(JSON.stringify(manifests({ image: undefined })), `"image":"${MongoVersion.V7_0.image.reference}"`);
});

test('MongoDB\'s own operator is told the same but for PMM, and dumps in the place of backups', () => {
  const text = JSON.stringify(manifests({ operator: MongoOperator.COMMUNITY, instances: 5, arbiter: false, loadBalancers: undefined, backup: { schedule: Schedule.daily('03:21'), retention: Duration.days(77) }, pmm: undefined }));
  for (const trace of ['"kind":"MongoDBCommunity"', '"members":5', '"trace-horizon":"trace-4.example.com:27018"', '"version":"7.0.31"', '"oplogSizeMB":12345', '"slowOpThresholdMs":321', '"image":"registry.example.com/trace:7.0.31"', '"schedule":"21 3 * * *"', '"RETENTION_DAYS","value":"77"', 'mongo:7.0.30', '"namespace":"trace-drills"']) expectTrace(text, trace);
});

test('what is written with every prop has no error of schema', () => {
  expect(manifests().flatMap(schemaErrors)).toEqual([]);
});
