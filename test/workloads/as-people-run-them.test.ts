import { CACHE, CHART_MONGODB, CHART_POSTGRES, ELASTICSEARCH, GUIDE_MYSQL, GUIDE_POSTGRES, ON_NODE, TUTORIAL_CASSANDRA, TUTORIAL_MYSQL } from './as-people-run-them';
import { foundIn } from './outcomes';

const UNSEEN_CLASS = 'unknown: StorageClass standard is not in the input; add its manifest, or attest what it does';

test.each<[string, any[], Record<string, string>]>([
  ['a guide\'s MySQL', GUIDE_MYSQL, {
    'storage-retained': UNSEEN_CLASS,
    'three-instances': 'fail: 1 instance, fewer than 3',
    'backup-scheduled': 'fail: no backup is scheduled',
    'log-archived': 'fail: its log is not archived',
    'network-isolated': 'fail: no NetworkPolicy selects its pods',
    'secrets-external': 'fail: MYSQL_ROOT_PASSWORD (Secret "mysql-secret"): Secret default/mysql-secret holds its data in a manifest',
    'tls-required': 'fail: it has no server certificate from an issuer; clients without TLS are let in',
    'least-privilege': 'fail: root may log in from every address (MYSQL_ROOT_HOST is not set)',
    'resources-set': 'pass: "mysql": CPU 250m, memory 512Mi, at most 2Gi',
    'parameters-tuned': 'pass: parameters are set and fit memory, volumes and connections',
    'query-insight': 'fail: performance_schema records its statements, but nothing exports them',
  }],
  ['a guide\'s PostgreSQL, whose configuration is nowhere that the server reads', GUIDE_POSTGRES, {
    'parameters-tuned': 'fail: left to the engine\'s defaults: shared_buffers, effective_cache_size, work_mem, maintenance_work_mem, max_connections, max_wal_size and random_page_cost',
    'least-privilege': 'fail: role "appuser" of POSTGRES_USER is a superuser and may log in over the network',
    'query-insight': 'fail: nothing records its statements',
    'tls-required': 'fail: it has no server certificate from an issuer; clients without TLS are let in',
  }],
  ['a chart\'s PostgreSQL with read replicas', CHART_POSTGRES, {
    'three-instances': 'pass: 3 instances',
    'disruption-budget': 'pass: PodDisruptionBudget shop-postgresql',
    'network-isolated': 'fail: open to everybody: NetworkPolicy shop-postgresql lets everybody in on port 5432 and NetworkPolicy shop-postgresql lets everything out',
    'secrets-external': 'fail: POSTGRES_PASSWORD_FILE (Secret "shop-postgresql"): Secret default/shop-postgresql holds its data in a manifest',
    'least-privilege': 'fail: role postgres has a password (POSTGRES_POSTGRES_PASSWORD_FILE) and may log in over the network',
    'resources-set': 'fail: container "shop-postgresql-primary" has no CPU request, memory request and memory limit; container "metrics" has no CPU request, memory request and memory limit',
  }],
  ['a chart\'s MongoDB', CHART_MONGODB, {
    'three-instances': 'pass: 3 instances',
    'storage-retained': UNSEEN_CLASS,
    'secrets-external': 'unknown: Nothing in the input fills Secret default/shop-mongodb; add the ExternalSecret, SealedSecret or Certificate that does, or attest who manages it',
    'least-privilege': 'fail: the user that MONGODB_ROOT_PASSWORD makes has role root and may log in over the network',
    'parameters-tuned': 'pass: parameters are set and fit memory, volumes and connections',
    'query-insight': 'unknown: Nothing in the input collects the logs of the database\'s pods in namespace default; add the PodLogs, Flow or DaemonSet that does, or attest who collects them.',
  }],
  ['a tutorial\'s Cassandra', TUTORIAL_CASSANDRA, {
    'three-instances': 'pass: 3 instances',
    'storage-retained': UNSEEN_CLASS,
    'least-privilege': 'fail: its authenticator (AllowAllAuthenticator) asks for no password: whoever reaches it may do everything',
    'parameters-tuned': 'pass: parameters are set and fit memory, volumes and connections',
    'secrets-external': 'unknown: no Secret is seen that holds a password of it',
  }],
  ['Elasticsearch without security', ELASTICSEARCH, {
    'three-instances': 'pass: 3 instances',
    'least-privilege': 'fail: its security is switched off: whoever reaches it may do everything',
    'tls-required': 'fail: it has no server certificate from an issuer; clients without TLS are let in',
    'parameters-tuned': 'fail: heap 1500m is more than 50 % of the 2Gi of memory',
    'backup-scheduled': 'unknown: Its snapshots of default/es may be scheduled inside of it, which no manifest shows; add the Job that does so, or waive the rule with where it is seen.',
    'resources-set': 'pass: "es": CPU 1, memory 2Gi, at most 2Gi',
  }],
  ['a tutorial\'s MySQL on a volume that somebody made', TUTORIAL_MYSQL, {
    'storage-retained': 'pass: storage class "manual, PersistentVolume mysql-pv" (kept) has reclaimPolicy Retain',
    'storage-expandable': 'fail: storage class "manual, PersistentVolume mysql-pv" (kept) does not allow volumes to grow',
    'secrets-external': 'fail: MYSQL_ROOT_PASSWORD: container "mysql" has its value in the manifest',
    'parameters-tuned': 'fail: left to the engine\'s defaults: innodb_buffer_pool_size, max_connections and innodb_redo_log_capacity',
  }],
  ['a cache', CACHE, {
    'storage-retained': 'pass: it is a cache: its persistence is switched off (save "", no appendonly)',
    'backup-scheduled': 'pass: it is a cache: its persistence is switched off (save "", no appendonly)',
    'log-archived': 'pass: Redis replays no log to a point in time: its backups are its snapshots',
    'least-privilege': 'fail: it asks for no password: whoever reaches it may do everything',
    'parameters-tuned': 'pass: parameters are set and fit memory, volumes and connections',
    'query-insight': 'fail: SLOWLOG records its statements, but nothing exports them',
  }],
  ['data on a node', ON_NODE, {
    'storage-retained': 'fail: its data lies in hostPath /srv/mongo: it stays behind on one node, and goes with it',
    'least-privilege': 'fail: access control is off (no --auth, no keyFile): whoever reaches it may do everything',
    'resources-set': 'fail: container "mongo" has no CPU request, memory request and memory limit',
  }],
])('%s is told what is true of it', (_, manifests, expected) => expect(foundIn(manifests)).toMatchObject(expected));
