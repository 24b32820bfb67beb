import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  Compute, DatabasePlatform, MySqlCluster, MySqlClusterProps, MySqlImage, MySqlPrivilege, MySqlProxy, MySqlReplication, MySqlVersion, Objectives, Pmm,
  RestoreDrillPlan, Schedule, SecretRef, Waiver, Workload,
} from '../../src';
import { PLATFORM } from '../support/every-prop';
import { shop } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { written } from '../support/written';

// Required<…>: a new prop stops the compilation of this file until it is here, with what it leaves in the manifests
const DATABASE: Omit<Required<MySqlClusterProps>, 'platform' | '_recovery'> = {
  name: 'trace-name',
  namespace: 'trace-namespace',
  version: MySqlVersion.V8_0,
  image: MySqlImage.of('registry.example.com/trace:8.0.99'),
  instances: 5,
  compute: Compute.of({ cpu: Cpu.millis(1234), memory: Size.mebibytes(4567) }),
  storage: Size.gibibytes(123),
  proxy: MySqlProxy.haproxy({ instances: 4, compute: Compute.of({ cpu: Cpu.millis(432), memory: Size.mebibytes(543) }) }),
  workload: Workload.of({ dataSize: Size.mebibytes(6789), logPerDay: Size.mebibytes(4321) }),
  objectives: Objectives.of({ recoveryPoint: Duration.seconds(5432), recoveryTime: Duration.seconds(65_432), restoreThroughput: Size.mebibytes(76) }),
  databases: ['trace_database', 'trace_more'],
  users: [
    { name: 'trace_user', databases: ['trace_more'], privileges: [MySqlPrivilege.SHOW_VIEW], password: SecretRef.of('trace-secret') },
    { name: 'trace_other' },
  ],
  systemUsers: SecretRef.of('trace-system-users'),
  parameters: { default_time_zone: 'trace value' },
  writeSetCache: Size.mebibytes(987),
  backup: { schedule: Schedule.daily('04:56'), retention: Duration.days(77), uploadInterval: Duration.seconds(43) },
  replication: MySqlReplication.sourceFor({
    channel: 'trace-channel',
    loadBalancers: {
      hosts: [0, 1, 2, 3, 4].map((i) => `trace-${i}.example.com`), replicas: ['10.98.0.0/16'], annotations: { trace: 'annotation' }, loadBalancerClass: 'trace/class',
    },
  }),
  pmm: Pmm.of({ serverHost: 'trace.example.com' }),
  restoreDrill: RestoreDrillPlan.of({ namespace: 'trace-drills', secretsPresent: true }),
  waivers: [Waiver.of({ rule: 'storage-headroom', reason: 'trace reason', expires: '2099-12-31' })],
};

const TRACES: Record<keyof typeof DATABASE, string[]> = {
  name: ['"kind":"PerconaXtraDBCluster","metadata":{', '"name":"trace-name"'],
  namespace: ['"namespace":"trace-namespace"'],
  version: [],
  image: ['"image":"registry.example.com/trace:8.0.99"'],
  instances: ['"size":5'],
  compute: ['"cpu":"1234m"', '"memory":"4567Mi"'],
  storage: ['"storage":"123Gi"'],
  proxy: ['"size":4', '"cpu":"432m"', '"memory":"543Mi"'],
  workload: ['\\"dataMebibytes\\":6789', '\\"logMebibytesPerDay\\":4321'],
  objectives: ['\\"recoveryPointSeconds\\":5432', '\\"recoveryTimeSeconds\\":65432', '\\"restoreMebibytesPerSecond\\":76'],
  databases: ['"dbs":["trace_database"]', '"dbs":["trace_more"]'],
  users: ['"grants":["SHOW VIEW"]', '"passwordSecretRef":{"key":"password","name":"trace-secret"}', 'databases/trace-namespace/trace-name/trace_other'],
  systemUsers: ['"secretsName":"trace-system-users"'],
  parameters: ['default_time_zone=trace value'],
  writeSetCache: ['gcache.size=987M'],
  backup: ['"schedule":"56 4 * * *"', '"count":77', '"timeBetweenUploads":43'],
  replication: [
    '"replicationChannels":[{"isSource":true,"name":"trace-channel"}]', '"trace-4.example.com"', '"cidr":"10.98.0.0/16"', '"annotations":{"trace":"annotation"}', '"loadBalancerClass":"trace/class"',
  ],
  pmm: ['"serverHost":"trace.example.com"'],
  restoreDrill: ['"kind":"CronJob"', '"namespace":"trace-drills"'],
  waivers: ['storage-headroom', 'trace reason', '2099-12-31'],
};

function manifestsOf(more: Partial<typeof DATABASE> = {}): any[] {
  const { app, chart } = shop();
  new MySqlCluster(chart, 'Database', { ...DATABASE, platform: new DatabasePlatform(chart, 'Platform', PLATFORM), ...more });
  return written(app);
}

const MANIFESTS = manifestsOf();
const TEXT = JSON.stringify(MANIFESTS);

test.each(Object.entries(TRACES))('the database\'s %s leaves its trace in the manifests', (_, traces) => {
  // not toContain, which would print all manifests
  for (const trace of traces) expect({ trace, there: TEXT.includes(trace) }).toEqual({ trace, there: true });
});

test('the version leaves its image where no other is given', () => {
  expect(JSON.stringify(manifestsOf({ image: undefined }))).toContain(`"image":"${MySqlVersion.V8_0.image.reference}"`);
});

test('what is written with every prop has no error of schema', () => {
  expect(MANIFESTS.flatMap(schemaErrors)).toEqual([]);
});
