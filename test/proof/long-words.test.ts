import { objectReport } from '../../src/checklist/inspect';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { readDatabases } from '../../src/validation/read-databases';
import { READERS } from '../../src/validation/readers';
import { EXAMPLES_DAY } from '../support/examples';

const KIB = 1024;
/** Of processor time, which other work on the machine does not lengthen as it does the clock's; what grows with the square of the length takes several times as long. */
const LONGEST_MILLISECONDS = 8000;
/** Length of each run in KiB; `WORDS_KIB` makes them longer. */
const LENGTH = Number(process.env.WORDS_KIB ?? 8) * KIB;

const IMAGES = ['postgres:17', 'mysql:8.4', 'mariadb:11.4', 'mongo:8.0', 'redis:7.4', 'elasticsearch:8.15.0', 'cassandra:5.0'];
const FILES = ['postgresql.conf', 'pg_hba.conf', 'my.cnf', 'mongod.conf', 'redis.conf', 'users.acl', 'elasticsearch.yml'];

function object(apiVersion: string, kind: string, name: string, rest: object): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: 'shop' }, ...rest };
}

/** One text wherever people write what a pattern is looked for in. */
function manifestsWith(text: string): Manifest[] {
  const container = (image: string) => ({ name: 'db', image, args: [text], env: [{ name: 'POSTGRES_PASSWORD', value: text }] });
  const configured = (image: string) => ({
    ...container(image),
    args: ['--config', ...FILES.map((file) => `/etc/db/${file}`), '--aclfile', '/etc/db/users.acl', text],
    env: [{ name: 'POSTGRES_PASSWORD', value: text }, { name: 'DATABASE_URL', value: text }, { name: text, value: 'x' }, { name: 'REDIS_ARGS', value: text }],
    volumeMounts: [{ name: 'config', mountPath: '/etc/db' }, { name: 'data', mountPath: `/data/${text}` }],
    readinessProbe: { exec: { command: ['sh', '-c', text] } },
  });
  const template = (image: string) => ({
    metadata: { labels: { app: 'db' } },
    spec: {
      initContainers: [{ name: 'first', image: 'busybox:1.37', command: ['sh', '-c', `sysctl cp chown ${text}`] }],
      containers: [image.startsWith('postgres') || image.startsWith('redis') ? configured(image) : container(image)],
      volumes: [{ name: 'config', configMap: { name: 'config' } }, { name: 'data', emptyDir: {} }],
    },
  });
  const dump = { name: 'dump', image: 'example.com/dump:1', command: ['sh', '-c', `pg_dump mysqldump mongodump nodetool snapshot --rdb ${text}`], env: [{ name: 'PGHOST', value: text }] };
  return [
    ...IMAGES.map((image) => object('apps/v1', 'StatefulSet', image.replace(/\W/g, '-'), { spec: { selector: { matchLabels: { app: 'db' } }, template: template(image) } })),
    object('v1', 'ConfigMap', 'config', { data: Object.fromEntries(FILES.map((file) => [file, file === 'pg_hba.conf' ? `host all ${text} all md5` : text])) }),
    object('v1', 'Secret', 'postgres', { stringData: { password: text }, data: { password: text } }),
    object('batch/v1', 'CronJob', 'dump', { spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec: { containers: [dump] } } } } } }),
    object('postgresql.cnpg.io/v1', 'Cluster', 'orders', {
      spec: {
        instances: 3,
        storage: { size: '1Gi' },
        postgresql: { parameters: { shared_buffers: text, log_line_prefix: text } },
        bootstrap: { initdb: { postInitSQL: [text] } },
        backup: { barmanObjectStore: { destinationPath: `s3://${text}`, endpointURL: text } },
      },
    }),
    object('acid.zalan.do/v1', 'postgresql', 'acid-orders', {
      spec: { teamId: 'acid', numberOfInstances: 2, volume: { size: '1Gi' }, postgresql: { version: '17' }, patroni: { pg_hba: [`host all "${text} all md5`] }, env: [{ name: 'A', value: text }] },
    }),
    object('pxc.percona.com/v1', 'PerconaXtraDBCluster', 'pxc', { spec: { pxc: { image: 'percona/percona-xtradb-cluster:8.4', configuration: text } } }),
    object('monitoring.coreos.com/v1', 'PrometheusRule', 'alerts', { spec: { groups: [{ name: 'a', rules: [{ alert: 'A', expr: `pg_up{a="${text}` }] }] } }),
  ];
}

function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function milliseconds(text: string): number {
  const manifests = manifestsWith(text);
  const among = new Manifests(manifests);
  return processorTime(() => {
    expect(readDatabases(among, READERS, EXAMPLES_DAY)).toHaveLength(IMAGES.length + 3);
    for (const manifest of manifests) objectReport(manifest, among, EXAMPLES_DAY);
  });
}

/** What patterns begin and go on with. */
const UNITS = [
  'a', '-', '=', '$', '/', '7', '.', '_', '"', '\'', ':', '@', ',', '(', '[', '{', '<', '%', '#', '\\', '+', '*', '|', '&', ';', ' ', '\t', '\n', '\n\n-',
  'a.', 'a-', 'a_', 'a=', 'a/', 'a:', 'a ', 'a\n', '--a=', '/a', '${a', '@$a:', '[[a', '"\'', '\\"', '"a', 'a://', 'a@b:', '1.',
  'postgres', 'postgres_', 'mysql-', 'mysql+', 'mariadb-', 'mongo.', 'redis-', 'redis-cli ', 'jdbc:a', 'mongodb://', 'mysql://a:', 'pwd=\'', 'password=', 'PGPASSWORD=', 'DB_PASS',
  'KEEP', 'KEEPDAYS', 'RETENTION', 'kubectl exec ', 'kubectl/exec/', 'nodetool ', 'host=', '-h ', '--host=', 'http://', 'cp -a ', 'sysctl ', 'net.', 'chown ', 'kernel.a=', '-mtime ',
  'CREATE USER ', 'CREATE SUBSCRIPTION CONNECTION ', 'GRANT IDENTIFIED BY ', 'createUser({', 'user ', '--user ', 'include ', 'sslmode=', 's3://', 'secret/a', 'vault:', '1Gi', '/data', 'WALG_',
];

/** The end of a run decides whether what was taken is given back. */
function run(unit: string, length: number): string {
  return `${unit.repeat(Math.ceil(length / unit.length))}!`;
}

const TOGETHER = 8;
const GROUPS = Array.from({ length: Math.ceil(UNITS.length / TOGETHER) }, (_, i) => UNITS.slice(i * TOGETHER, (i + 1) * TOGETHER));

test.each(GROUPS.map((units) => [JSON.stringify(units), units] as const))('wherever runs of %s stand, what is read takes time with their length and not with its square', (_, units) => {
  expect(milliseconds(units.map((unit) => run(unit, LENGTH)).join('\n'))).toBeLessThan(LONGEST_MILLISECONDS);
}, 600_000);

test.each(['a', '$', 'mariadb-', 'KEEP', 'kubectl/exec/'])('a word of 400 KB of %j in a command is read in time', (unit) => {
  const command = ['sh', '-c', `pg_dump ${run(unit, 400 * KIB)}`];
  const spec = { template: { spec: { containers: [{ name: 'db', image: 'postgres:17', args: [run(unit, 400 * KIB)] }] } } };
  const dump = { schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec: { containers: [{ name: 'dump', image: 'example.com/dump:1', command }] } } } } };
  const among = new Manifests([object('apps/v1', 'StatefulSet', 'db', { spec }), object('batch/v1', 'CronJob', 'dump', { spec: dump })]);
  expect(processorTime(() => {
    readDatabases(among, READERS, EXAMPLES_DAY);
    for (const manifest of among.all) objectReport(manifest, among, EXAMPLES_DAY);
  })).toBeLessThan(LONGEST_MILLISECONDS);
}, 600_000);
