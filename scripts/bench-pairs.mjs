// One size of scripts/bench.mjs: `node --expose-gc scripts/bench-pairs.mjs <databases> <pairs>` prints the times of each pair in ms as JSON.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { ApiObject, App, Chart, Size } = require('cdk8s');
const { Cpu } = require('cdk8s-plus-28');
const databases = require('cdk8s-databases');
const { parseAllDocuments } = require('yaml');

const [n, pairs] = process.argv.slice(2).map(Number);
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));

function platform(chart) {
  const {
    ClusterNetwork, DatabasePlatform, DatabaseStorageClass, Issuer, LogCollection, Monitoring, NodePool, NodeTuning, ObjectStore, OperatorAvailability,
  } = databases;
  return new DatabasePlatform(chart, 'Platform', {
    storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'database', iops: 6000, throughput: Size.mebibytes(250) }),
    backups: ObjectStore.s3({
      bucket: 'backups', region: 'eu-central-1', credentials: databases.ObjectStoreCredentials.secretStore('databases/object-store'),
    }),
    secrets: databases.SecretStore.cluster('vault'),
    issuer: Issuer.cluster('internal-ca'),
    nodes: NodePool.dedicated({ label: 'node-type=database', taint: 'dedicated=database:NoSchedule', zones: ['a', 'b', 'c'] }),
    tuning: NodeTuning.daemonSet(),
    network: ClusterNetwork.of({ apiServer: ['10.0.0.0/28'] }),
    monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'prometheus' } }),
    logs: LogCollection.attested('a DaemonSet on every node'),
    operators: OperatorAvailability.attested('the platform team'),
    priority: databases.Priority.of({ name: 'database' }),
  });
}

function withLibrary() {
  const { Compute, PostgresCluster, PostgresVersion, Waiver, Workload } = databases;
  const app = new App({ outdir });
  const chart = new Chart(app, 'databases', { namespace: 'database' });
  const shared = platform(chart);
  for (let i = 0; i < n; i++) {
    new PostgresCluster(chart, `Database${i}`, {
      platform: shared,
      name: `orders-${i}`,
      version: PostgresVersion.V17,
      compute: Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
      storage: Size.gibibytes(100),
      workload: Workload.of({ dataSize: Size.gibibytes(70), iops: 3000 }),
      waivers: ['failover-drill', 'restore-drill'].map((rule) => Waiver.of({ rule, reason: 'measured, not run' })),
    });
  }
  app.synth();
}

function raw(manifests) {
  const app = new App({ outdir });
  const chart = new Chart(app, 'databases');
  manifests.forEach((manifest, i) => new ApiObject(chart, `Object${i}`, manifest));
  app.synth();
}

function written() {
  return readdirSync(outdir).map((file) => readFileSync(join(outdir, file), 'utf8')).join();
}

/** Milliseconds of the processor, not of the clock: other programs on the machine do not count. */
function millis(run) {
  globalThis.gc();
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

withLibrary();
const expected = written();
const manifests = parseAllDocuments(expected, { maxAliasCount: -1 }).map((document) => document.toJS());
raw(manifests);
if (written() !== expected) throw new Error('raw ApiObjects must give the same bytes as the library, got others; the two cannot be compared');

const library = () => millis(withLibrary);
const plain = () => millis(() => raw(manifests));
// the compiler's work on code that runs for the first time is no part of either
for (let i = 0; i < Math.min(30, 300 / n); i++) library() && plain();
const runs = Array.from({ length: pairs }, (_, pair) => {
  // who goes first changes from pair to pair
  const [first, second] = pair % 2 === 0 ? [library, plain] : [plain, library];
  const times = [first(), second()];
  return pair % 2 === 0 ? { library: times[0], raw: times[1] } : { library: times[1], raw: times[0] };
});
rmSync(outdir, { recursive: true });
process.stdout.write(JSON.stringify({ objects: manifests.length, runs }));
