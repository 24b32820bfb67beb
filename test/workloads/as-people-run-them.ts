// Databases as guides and charts run them, in the shape that is applied; only what matters to a reader of them is kept.
const KIND: Record<string, string> = { StatefulSet: 'apps/v1', Deployment: 'apps/v1', Pod: 'v1' };

export interface RunAs {
  readonly kind?: string;
  readonly name: string;
  readonly labels?: Record<string, string>;
  readonly replicas?: number;
  readonly container: object;
  readonly others?: object[];
  readonly init?: object[];
  readonly volumes?: object[];
  readonly claims?: Record<string, string>;
}

/** A workload of Kubernetes' own. */
export function run({ kind = 'StatefulSet', name, labels = { app: name }, replicas = 1, container, others = [], init, volumes, claims = {} }: RunAs): any {
  const volumeClaimTemplates = Object.entries(claims).map(([claim, storage]) => ({ metadata: { name: claim }, spec: { storageClassName: 'standard', resources: { requests: { storage } } } }));
  return {
    apiVersion: KIND[kind],
    kind,
    metadata: { name, namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      ...(kind === 'StatefulSet' && { serviceName: `${name}-headless`, volumeClaimTemplates }),
      template: { metadata: { labels }, spec: { ...(init && { initContainers: init }), containers: [{ name, ...container }, ...others], volumes } },
    },
  };
}

export function configMap(name: string, data: Record<string, string>): any {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data };
}

export function secret(name: string, stringData: Record<string, string>): any {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'default' }, stringData };
}

export function service(name: string, selector: Record<string, string>, headless = false): any {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec: { selector, ...(headless && { clusterIP: 'None' }) } };
}

export const fromSecret = (name: string, of: string, key = name) => ({ name, valueFrom: { secretKeyRef: { name: of, key } } });
export const from = (claim: string, mountPath: string) => ({ name: claim, mountPath });
const LIMITED = { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1', memory: '2Gi' } };

/** A guide's MySQL 8.0: the file is copied into the init container's own filesystem, and mounted once more where the server reads it. */
export const GUIDE_MYSQL = [
  configMap('mysql-config', { 'MYSQL_USER': 'appuser', 'my.cnf': '[mysqld]\nmax_connections = 200\ninnodb_buffer_pool_size = 256M\ninnodb_log_file_size = 128M\n[client]\nport = 1\n' }),
  secret('mysql-secret', { MYSQL_ROOT_PASSWORD: 'x', MYSQL_PASSWORD: 'y' }),
  service('mysql', { app: 'mysql' }),
  run({
    name: 'mysql',
    container: {
      image: 'mysql:8.0',
      env: [fromSecret('MYSQL_ROOT_PASSWORD', 'mysql-secret'), { name: 'MYSQL_USER', valueFrom: { configMapKeyRef: { name: 'mysql-config', key: 'MYSQL_USER' } } }, fromSecret('MYSQL_PASSWORD', 'mysql-secret')],
      ports: [{ name: 'mysql', containerPort: 3306 }],
      volumeMounts: [{ ...from('data', '/var/lib/mysql'), subPath: 'mysql' }, from('config', '/etc/mysql/conf.d')],
      resources: LIMITED,
    },
    init: [{ name: 'init', image: 'busybox:1.36', command: ['sh', '-c'], args: ['cp /given/my.cnf /etc/mysql/my.cnf'], volumeMounts: [from('config', '/given'), from('data', '/var/lib/mysql')] }],
    volumes: [{ name: 'config', configMap: { name: 'mysql-config', items: [{ key: 'my.cnf', path: 'my.cnf' }] } }],
    claims: { data: '10Gi' },
  }),
];

/** A guide's PostgreSQL 15: the file is mounted where scripts are run once, and copied beside the data directory. */
export const GUIDE_POSTGRES = [
  configMap('postgres-config', { 'postgresql.conf': 'shared_buffers = 128MB\nmax_connections = 100\n' }),
  secret('postgres-secret', { POSTGRES_PASSWORD: 'x' }),
  run({
    name: 'postgres',
    container: {
      image: 'postgres:15-alpine',
      env: [{ name: 'POSTGRES_USER', value: 'appuser' }, fromSecret('POSTGRES_PASSWORD', 'postgres-secret'), { name: 'PGDATA', value: '/var/lib/postgresql/data/pgdata' }],
      volumeMounts: [from('data', '/var/lib/postgresql/data'), from('config', '/docker-entrypoint-initdb.d')],
      resources: LIMITED,
    },
    init: [{
      name: 'init',
      image: 'busybox:1.36',
      command: ['sh', '-c'],
      args: ['cp /given/postgresql.conf /var/lib/postgresql/data/postgresql.conf'],
      volumeMounts: [from('config', '/given'), from('data', '/var/lib/postgresql/data')],
    }],
    volumes: [{ name: 'config', configMap: { name: 'postgres-config' } }],
    claims: { data: '10Gi' },
  }),
];

const BITNAMI = (component: string) => ({ 'app.kubernetes.io/instance': 'shop', 'app.kubernetes.io/name': 'postgresql', 'app.kubernetes.io/component': component });

const bitnamiPostgres = (component: string, replicas: number, env: object[]) => run({
  name: `shop-postgresql-${component}`,
  labels: BITNAMI(component),
  replicas,
  container: {
    image: 'registry-1.docker.io/bitnami/postgresql:17.5.0-debian-12-r3',
    env: [
      { name: 'PGDATA', value: '/bitnami/postgresql/data' }, { name: 'POSTGRES_USER', value: 'shop' },
      { name: 'POSTGRES_PASSWORD_FILE', value: '/opt/bitnami/postgresql/secrets/password' }, { name: 'POSTGRES_POSTGRES_PASSWORD_FILE', value: '/opt/bitnami/postgresql/secrets/postgres-password' },
      { name: 'POSTGRESQL_SHARED_PRELOAD_LIBRARIES', value: 'pgaudit' }, ...env,
    ],
    ports: [{ name: 'tcp-postgresql', containerPort: 5432 }],
    volumeMounts: [from('empty-dir', '/tmp'), from('data', '/bitnami/postgresql'), from('postgresql-password', '/opt/bitnami/postgresql/secrets/'), { name: 'dshm', mountPath: '/dev/shm' }],
  },
  others: [{
    name: 'metrics',
    image: 'docker.io/bitnami/postgres-exporter:0.17.1',
    ports: [{ name: 'http-metrics', containerPort: 9187 }],
    env: [{ name: 'DATA_SOURCE_URI', value: '127.0.0.1:5432/postgres?sslmode=disable' }, { name: 'DATA_SOURCE_PASS_FILE', value: '/opt/bitnami/postgresql/secrets/password' }],
    volumeMounts: [from('postgresql-password', '/opt/bitnami/postgresql/secrets/')],
  }],
  volumes: [{ name: 'empty-dir', emptyDir: {} }, { name: 'postgresql-password', secret: { secretName: 'shop-postgresql' } }, { name: 'dshm', emptyDir: { medium: 'Memory' } }],
  claims: { data: '8Gi' },
});

/** A chart's primary with two read replicas, its budget, its policy and its monitor. */
export const CHART_POSTGRES = [
  bitnamiPostgres('primary', 1, [{ name: 'POSTGRES_REPLICATION_MODE', value: 'master' }]),
  bitnamiPostgres('read', 2, [{ name: 'POSTGRES_REPLICATION_MODE', value: 'slave' }, { name: 'POSTGRES_MASTER_HOST', value: 'shop-postgresql-primary' }]),
  secret('shop-postgresql', { 'password': 'x', 'postgres-password': 'y' }),
  service('shop-postgresql-primary', BITNAMI('primary')),
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'shop-postgresql', namespace: 'default' },
    spec: { minAvailable: 1, selector: { matchLabels: { 'app.kubernetes.io/instance': 'shop', 'app.kubernetes.io/name': 'postgresql' } } },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'shop-postgresql', namespace: 'default' },
    spec: { podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'shop' } }, policyTypes: ['Ingress', 'Egress'], egress: [{}], ingress: [{ ports: [{ port: 5432 }, { port: 9187 }] }] },
  },
];

/** A chart's MongoDB replica set, which begins by a script from a ConfigMap. */
export const CHART_MONGODB = [
  configMap('shop-mongodb-scripts', { 'setup.sh': '#!/bin/bash\nexec /opt/bitnami/scripts/mongodb/entrypoint.sh /opt/bitnami/scripts/mongodb/run.sh\n' }),
  run({
    name: 'shop-mongodb',
    replicas: 3,
    container: {
      image: 'bitnamilegacy/mongodb:7.0.14',
      command: ['/scripts/setup.sh'],
      env: [{ name: 'MONGODB_REPLICA_SET_NAME', value: 'rs0' }, fromSecret('MONGODB_ROOT_PASSWORD', 'shop-mongodb'), fromSecret('MONGODB_REPLICA_SET_KEY', 'shop-mongodb')],
      volumeMounts: [from('datadir', '/bitnami/mongodb'), { name: 'scripts', mountPath: '/scripts/setup.sh', subPath: 'setup.sh' }],
      resources: LIMITED,
    },
    volumes: [{ name: 'scripts', configMap: { name: 'shop-mongodb-scripts' } }],
    claims: { datadir: '8Gi' },
  }),
];

/** A tutorial's Cassandra ring. */
export const TUTORIAL_CASSANDRA = [run({
  name: 'cassandra',
  replicas: 3,
  container: {
    image: 'gcr.io/google-samples/cassandra:v13',
    ports: [{ containerPort: 7000, name: 'intra-node' }, { containerPort: 9042, name: 'cql' }],
    env: [{ name: 'MAX_HEAP_SIZE', value: '512M' }, { name: 'CASSANDRA_SEEDS', value: 'cassandra-0.cassandra.default.svc.cluster.local' }],
    resources: { limits: { cpu: '500m', memory: '1Gi' }, requests: { cpu: '500m', memory: '1Gi' } },
    volumeMounts: [from('cassandra-data', '/cassandra_data')],
  },
  claims: { 'cassandra-data': '1Gi' },
})];

/** Three nodes of Elasticsearch 8, as its documentation runs it without the operator. */
export const ELASTICSEARCH = [run({
  name: 'es',
  replicas: 3,
  container: {
    image: 'docker.elastic.co/elasticsearch/elasticsearch:8.15.0',
    env: [
      { name: 'discovery.seed_hosts', value: 'es-headless' }, { name: 'cluster.initial_master_nodes', value: 'es-0,es-1,es-2' }, { name: 'ES_JAVA_OPTS', value: '-Xms1500m -Xmx1500m' },
      { name: 'xpack.security.enabled', value: 'false' },
    ],
    resources: { limits: { memory: '2Gi' }, requests: { cpu: '1' } },
    volumeMounts: [from('data', '/usr/share/elasticsearch/data')],
  },
  claims: { data: '30Gi' },
})];

/** A tutorial's MySQL behind a blog: a Deployment on one claim. */
export const TUTORIAL_MYSQL = [
  { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'mysql-pv' }, spec: { storageClassName: 'manual', capacity: { storage: '20Gi' }, hostPath: { path: '/mnt/data' } } },
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'mysql-claim', namespace: 'default' }, spec: { storageClassName: 'manual', resources: { requests: { storage: '20Gi' } } } },
  run({
    kind: 'Deployment',
    name: 'mysql',
    container: { image: 'mysql:8.4', env: [{ name: 'MYSQL_ROOT_PASSWORD', value: 'changed' }], volumeMounts: [from('kept', '/var/lib/mysql')] },
    volumes: [{ name: 'kept', persistentVolumeClaim: { claimName: 'mysql-claim' } }],
  }),
];

/** A cache that keeps nothing and asks nobody. */
export const CACHE = [run({ kind: 'Deployment', name: 'cache', container: { image: 'redis:7.2', args: ['--maxmemory', '200mb', '--save', ''], resources: { limits: { memory: '256Mi', cpu: '1' } } } })];

/** Data on the node's own disk. */
export const ON_NODE = [run({
  kind: 'Deployment', name: 'mongo', container: { image: 'mongo:7', volumeMounts: [from('data', '/data/db')] }, volumes: [{ name: 'data', hostPath: { path: '/srv/mongo' } }],
})];
