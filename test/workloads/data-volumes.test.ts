import { configMap, run } from './as-people-run-them';
import { foundIn } from './outcomes';

const CLASS = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'standard' }, provisioner: 'ebs.csi.aws.com', reclaimPolicy: 'Retain' };

interface Given {
  /** Mount paths by the claim that is mounted there. */
  readonly at: Record<string, string>;
  readonly scratch?: string;
  readonly container?: object;
  readonly others?: any[];
}

function retained(image: string, { at, scratch, container = {}, others = [] }: Given): string {
  const volumeMounts = [
    ...Object.entries(at).map(([name, mountPath]) => ({ name, mountPath })), ...(scratch === undefined ? [] : [{ name: 'scratch', mountPath: scratch }]),
    ...others.map(({ metadata: { name } }) => ({ name, mountPath: '/settings' })),
  ];
  const volumes = [{ name: 'scratch', emptyDir: {} }, ...others.map(({ metadata: { name } }) => ({ name, configMap: { name } }))];
  const claims = Object.fromEntries(Object.keys(at).map((name) => [name, '10Gi']));
  return foundIn([run({ name: 'db', container: { image, volumeMounts, ...container }, volumes, claims }), CLASS, ...others])['storage-retained'];
}

const env = (name: string, value: string) => ({ env: [{ name, value }] });

test.each<[string, string, Given, string]>([
  ['a claim for the log alone', 'postgres:17.6', { at: { wal: '/var/lib/postgresql/data/pg_wal' } },
    'fail: no volume is mounted where its data lies (/var/lib/postgresql/data): it goes with the container; volume "wal" is mounted at /var/lib/postgresql/data/pg_wal'],
  ['a claim for the log over an emptyDir', 'mongo:8.0.13', { at: { journal: '/data/db/journal' }, scratch: '/data/db' },
    'fail: its data lies in emptyDir "scratch": it goes with the pod; volume "journal" is mounted at /data/db/journal'],
  ['an emptyDir below a claim', 'mysql:8.4.6', { at: { data: '/var/lib' }, scratch: '/var/lib/mysql' },
    'fail: its data lies in emptyDir "scratch": it goes with the pod; volume "data" is mounted at /var/lib'],
  ['-D to another place', 'postgres:17.6', { at: { data: '/var/lib/postgresql/data' }, container: { args: ['-D', '/srv/pg'] } },
    'fail: no volume is mounted where its data lies (/srv/pg): it goes with the container; volume "data" is mounted at /var/lib/postgresql/data'],
  ['PGDATA to another place', 'postgres:17.6', { at: { data: '/var/lib/postgresql/data' }, container: env('PGDATA', '/srv/pg') },
    'fail: no volume is mounted where its data lies (/srv/pg): it goes with the container; volume "data" is mounted at /var/lib/postgresql/data'],
  ['data_directory, which wins over PGDATA', 'postgres:17.6', { at: { data: '/var/lib/postgresql/data' }, container: { args: ['-c', 'data_directory=/srv/pg'], ...env('PGDATA', '/var/lib/postgresql/data') } },
    'fail: no volume is mounted where its data lies (/srv/pg): it goes with the container; volume "data" is mounted at /var/lib/postgresql/data'],
  ['--datadir', 'mariadb:11.8.3', { at: { data: '/var/lib/mysql' }, container: { args: ['--datadir=/srv/mysql'] } },
    'fail: no volume is mounted where its data lies (/srv/mysql): it goes with the container; volume "data" is mounted at /var/lib/mysql'],
  ['--dbpath', 'mongo:8.0.13', { at: { data: '/data/db' }, container: { command: ['mongod', '--dbpath', '/srv/mongo'] } },
    'fail: no volume is mounted where its data lies (/srv/mongo): it goes with the container; volume "data" is mounted at /data/db'],
  ['storage.dbPath', 'mongo:8.0.13', {
    at: { data: '/data/db' }, container: { args: ['--config', '/settings/mongod.conf'] }, others: [configMap('conf', { 'mongod.conf': 'storage:\n  dbPath: /srv/mongo\n' })],
  }, 'fail: no volume is mounted where its data lies (/srv/mongo): it goes with the container; volume "data" is mounted at /data/db'],
  ['path.data', 'docker.elastic.co/elasticsearch/elasticsearch:9.1.3', { at: { data: '/usr/share/elasticsearch/data' }, container: env('path.data', '/srv/es') },
    'fail: no volume is mounted where its data lies (/srv/es): it goes with the container; volume "data" is mounted at /usr/share/elasticsearch/data'],
  ['dir', 'redis:8.2.1', { at: { data: '/data' }, container: { args: ['--appendonly', 'yes', '--dir', '/srv'] } },
    'fail: no volume is mounted where its data lies (/srv): it goes with the container; volume "data" is mounted at /data'],
  ['PostgreSQL 18 at the place of 17', 'postgres:18.0', { at: { data: '/var/lib/postgresql/data' } },
    'fail: no volume is mounted where its data lies (/var/lib/postgresql/18/docker): it goes with the container; volume "data" is mounted at /var/lib/postgresql/data'],
  ['an image made from it', 'pgvector/pgvector:pg18', { at: { data: '/var/lib/postgresql/data' } },
    'fail: no volume is mounted where its data lies (/var/lib/postgresql/18/docker): it goes with the container; volume "data" is mounted at /var/lib/postgresql/data'],
  ['a claim above the image\'s VOLUME', 'postgres:17.6', { at: { data: '/var/lib/postgresql' } },
    'fail: volume "data" is mounted at /var/lib/postgresql, and its data lies below, in /var/lib/postgresql/data, where the image has a VOLUME of its own (/var/lib/postgresql/data): '
    + 'on containerd that is a directory of the container, and goes with it'],
  ['a claim above it, and data below it', 'mongo:8.0.13', { at: { data: '/data' }, container: { args: ['--dbpath', '/data/db/mine'] } },
    'fail: volume "data" is mounted at /data, and its data lies below, in /data/db/mine, where the image has a VOLUME of its own (/data/db): '
    + 'on containerd that is a directory of the container, and goes with it'],
  ['one of two directories', 'opensearchproject/opensearch:3.2.0', { at: { one: '/srv/one' }, container: env('path.data', '/srv/one,/srv/two') },
    'fail: no volume is mounted where its data lies (/srv/two): it goes with the container; volume "one" is mounted at /srv/one'],
  ['a version that nobody names', 'postgres:alpine', { at: { data: '/var/lib/postgresql/data' } },
    'unknown: Whether postgres:alpine keeps its data in /var/lib/postgresql/data or /var/lib/postgresql/18/docker depends on its version, which the tag does not name; name it'],
])('%s is not kept', (_, image, given, found) => expect(retained(image, given)).toBe(found));

test.each<[string, string, Given]>([
  ['the usual place', 'postgres:17.6', { at: { data: '/var/lib/postgresql/data' } }],
  ['PostgreSQL 18 at its place', 'postgres:18.0-alpine', { at: { data: '/var/lib/postgresql' } }],
  ['PostgreSQL 18 with PGDATA where it was', 'postgres:18.0', { at: { data: '/var/lib/postgresql/data' }, container: env('PGDATA', '/var/lib/postgresql/data') }],
  ['PGDATA of any version on its claim', 'postgres:alpine', { at: { data: '/var/lib/postgresql/data' }, container: env('PGDATA', '/var/lib/postgresql/data/pgdata') }],
  ['PGDATA beside the VOLUME', 'postgres:17.6', { at: { data: '/var/lib/postgresql' }, container: env('PGDATA', '/var/lib/postgresql/17/docker') }],
  ['PGDATA that a script sets', 'postgres:17.6', { at: { data: '/srv' }, container: { command: ['sh', '-c', 'export PGDATA=/srv/pg; exec docker-entrypoint.sh postgres'] } }],
  ['PGDATA with a part for each pod', 'postgres:17.6', { at: { data: '/srv' }, container: env('PGDATA', '/srv/$(POD_NAME)') }],
  ['-D of another program', 'postgres:17.6', { at: { data: '/var/lib/postgresql/data' }, container: { command: ['sh', '-c', 'pg_basebackup -h a -D /tmp/copy; exec docker-entrypoint.sh postgres'] } }],
  ['-D by a variable', 'postgres:17.6', { at: { data: '/srv' }, container: { args: ['-D', '$(WHERE)'], ...env('WHERE', '/srv/pg') } }],
  ['-D by a variable that is not seen', 'postgres:17.6', { at: { data: '/srv' }, container: { args: ['-D', '$(WHERE)'] } }],
  ['-D of a mirrored image', 'registry.example.com/library/postgres:17.6', { at: { data: '/srv' }, container: { command: ['postgres', '-D', '/srv/pg'] } }],
  ['somebody\'s own image', 'registry.example.com/team/postgres:18', { at: { data: '/var/lib/postgresql/data' } }],
  ['--datadir on its claim', 'mysql:8.4.6', { at: { data: '/srv' }, container: { args: ['--datadir=/srv/mysql'] } }],
  ['a relative directory', 'redis:8.2.1', { at: { data: '/data' }, container: { args: ['--dir', './', '--appendonly', 'yes'] } }],
  ['MongoDB\'s chart', 'bitnamilegacy/mongodb:8.0.13', { at: { data: '/bitnami/mongodb' } }],
  ['MongoDB\'s chart with a variable', 'bitnamilegacy/mongodb:8.0.13', { at: { data: '/srv/db' }, container: env('MONGODB_DATA_DIR', '/srv') }],
  ['Cassandra\'s data alone', 'cassandra:5.0.5', { at: { data: '/var/lib/cassandra/data' } }],
  ['a list of directories', 'cassandra:5.0.5', {
    at: { data: '/srv' }, container: { args: ['-Dcassandra.config=/settings/cassandra.yaml'] }, others: [configMap('conf', { 'cassandra.yaml': 'data_file_directories:\n    - /srv/one\n    - /srv/two\n' })],
  }],
  ['a log of its own', 'postgres:17.6', { at: { data: '/var/lib/postgresql/data', wal: '/var/lib/postgresql/data/pg_wal' } }],
  ['Cassandra\'s commit log of its own', 'cassandra:5.0.5', { at: { data: '/var/lib/cassandra/data', log: '/var/lib/cassandra/commitlog' } }],
])('%s is kept', (_, image, given) => expect(retained(image, given)).toBe(`pass: storage class "standard" (${Object.keys(given.at).join(' and ')}) has reclaimPolicy Retain`));

test('the volume of a log that is kept without its data is no room for the data', () => {
  const set = run({ name: 'db', container: { image: 'postgres:17.6', volumeMounts: [{ name: 'wal', mountPath: '/var/lib/postgresql/data/pg_wal' }] }, claims: { wal: '1Gi' } });
  expect(foundIn([set, CLASS])['storage-headroom']).toBe('fail: no persistent volume holds the data');
});
