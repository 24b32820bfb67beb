import { Manifest } from '../../src/checklist/manifests';
import { isDatabaseWorkload } from '../../src/workloads/database-workload';

function workload(kind: string, containers: object[], rest: { metadata?: object; volumes?: object[] } = {}): Manifest {
  const spec = { containers, volumes: rest.volumes ?? [] };
  return {
    apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1', kind, metadata: { name: 'some', ...rest.metadata }, spec: kind === 'Pod' ? spec : { template: { metadata: { labels: {} }, spec } },
  };
}

test.each([
  'postgres:16-alpine', 'docker.io/bitnami/postgresql:17', 'bitnamilegacy/postgresql:16', 'mysql:8.0', 'percona/percona-server:8.4', 'mariadb:11.4', 'mongo:7', 'redis:7.2-alpine',
  'valkey/valkey:8', 'docker.elastic.co/elasticsearch/elasticsearch:8.15.0', 'opensearchproject/opensearch:2', 'cassandra:5', 'gcr.io/google-samples/cassandra:v13',
  'harbor.example.com:5000/mirror/library/postgres@sha256:' + '0'.repeat(64),
])('a StatefulSet of %s is a database', (image) => expect(isDatabaseWorkload(workload('StatefulSet', [{ name: 'a', image }]))).toBe(true));

test.each([
  'quay.io/prometheuscommunity/postgres-exporter:v0.17', 'oliver006/redis_exporter', 'percona/mongodb_exporter:0.40', 'bitnami/pgbouncer:1', 'edoburu/pgbouncer', 'pgpool/pgpool',
  'proxysql/proxysql:2', 'haproxy:3', 'dpage/pgadmin4:8', 'adminer:4', 'phpmyadmin:5', 'mongo-express:1', 'rediscommander/redis-commander', 'prodrigestivill/postgres-backup-local:16',
  'databack/mysql-backup', 'ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0', 'percona/percona-xtradb-cluster-operator:1.15.0', 'percona/pmm-server:2', 'kibana:8', 'nginx:1', 'registry.example.com/shop/web',
])('a StatefulSet of %s is none', (image) => expect(isDatabaseWorkload(workload('StatefulSet', [{ name: 'a', image }]))).toBe(false));

const POSTGRES = { name: 'db', image: 'postgres:16' };
const CLAIM = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };

test.each<[string, Manifest, boolean]>([
  ['a Deployment', workload('Deployment', [POSTGRES]), true],
  ['a Pod', workload('Pod', [POSTGRES]), true],
  ['a DaemonSet', workload('DaemonSet', [POSTGRES]), false],
  ['what a StatefulSet or an operator made', workload('Pod', [POSTGRES], { metadata: { ownerReferences: [{ kind: 'StatefulSet', controller: true }] } }), false],
  ['a chart\'s test', workload('Pod', [POSTGRES], { metadata: { annotations: { 'helm.sh/hook': 'test' } } }), false],
  ['a client', workload('Deployment', [{ ...POSTGRES, command: ['sh', '-c', 'while true; do pg_dump -h db > /backup/dump; sleep 3600; done'] }]), false],
  ['a server started by a script', workload('Deployment', [{ ...POSTGRES, command: ['sh', '-c', '/scripts/start.sh'] }]), true],
  ['a router', workload('Deployment', [{ name: 'a', image: 'mongo:7', command: ['mongos', '--configdb', 'a/b'] }]), false],
  ['an arbiter', workload('StatefulSet', [{ name: 'a', image: 'bitnami/mongodb:7', env: [{ name: 'MONGODB_REPLICA_SET_MODE', value: 'arbiter' }] }]), false],
  ['a sentinel', workload('Deployment', [{ name: 'a', image: 'redis:7', command: ['redis-sentinel', '/etc/sentinel.conf'] }]), false],
  ['a sentinel by its variable', workload('Deployment', [{ name: 'a', image: 'registry.k8s.io/redis:v1', env: [{ name: 'SENTINEL', value: 'true' }] }]), false],
  ['a Redis of nodes that sentinels watch', workload('StatefulSet', [{ name: 'a', image: 'bitnami/redis:7', env: [{ name: 'REDIS_SENTINEL_HOST', value: 'b' }] }]), true],
  ['an application\'s scratch cache', workload('Deployment', [{ name: 'web', image: 'shop/web' }, { name: 'cache', image: 'redis:7' }]), false],
  ['a second container whose data is kept',
    workload('Deployment', [{ name: 'web', image: 'shop/web' }, { ...POSTGRES, volumeMounts: [{ name: 'data', mountPath: '/var/lib/postgresql/data' }] }], CLAIM), true],
])('%s is judged for what it is', (_, manifest, is) => expect(isDatabaseWorkload(manifest)).toBe(is));
