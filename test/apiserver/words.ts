import { isIP } from 'node:net';
import * as fc from 'fast-check';
import { Call, call, Recipe } from './recipe';
import { cronProblem } from '../../src/values/cron';

type Values = fc.Arbitrary<Recipe>;

const rarely = <T>(often: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) => fc.oneof({ weight: 6, arbitrary: often }, { weight: 1, arbitrary: rare });
const matching = (pattern: RegExp) => fc.stringMatching(pattern);
const longest = (length: number) => matching(/^[a-z]{6}$/).map((start) => `${start}${'-long'.repeat(60)}`.slice(0, length - 1).concat('z'));

const label = (most: number) => rarely(matching(/^[a-z]([a-z0-9-]{0,12}[a-z0-9])?$/), longest(most));
const namespace = rarely(matching(/^[a-z0-9]([a-z0-9-]{0,12}[a-z0-9])?$/).filter((name) => !name.startsWith('kube-')), longest(63));
const subdomain = rarely(matching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?(\.[a-z0-9]{1,5}){0,2}$/), longest(63).map((part) => `${part}.${part}.${part}.${part.slice(0, 61)}`));
const identifier = rarely(matching(/^[a-z][a-z0-9_]{0,12}$/), matching(/^_?[a-z][a-z0-9_-]{0,61}$/)).filter((name) => !/^(pg|cnpg)_|^(postgres|template[01])$/.test(name));
const text = rarely(matching(/^[A-Za-z][A-Za-z0-9 ,.-]{0,30}$/), fc.constantFrom('größer als "nötig": {{ .x }} # %s', 'yes', '0x1F', 'two\nlines', '📦 – ∞'));
const zones = fc.uniqueArray(matching(/^[a-z]{2}-[a-z]{4}-[1-3][a-f]$/), { maxLength: 4 });
const labelPair = fc.tuple(
  rarely(matching(/^[a-z]{2,8}(\.[a-z]{2,4}\/[A-Za-z][\w.-]{0,8}[a-z])?$/), fc.constantFrom(`${'d'.repeat(63)}.io/${'k'.repeat(63)}`, 'A_b.c')),
  rarely(matching(/^[A-Za-z0-9]([\w.-]{0,10}[A-Za-z0-9])?$/), longest(63)),
);
const labels = (least: number) => fc.uniqueArray(labelPair, { selector: ([key]) => key, minLength: least, maxLength: 3 }).map(Object.fromEntries);
const given = (values: Record<string, fc.Arbitrary<string>>) => fc.record(values, { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>;
const one = <T>(values: readonly T[]) => fc.constantFrom(...values);
const cidrs = fc.uniqueArray(one(['10.0.0.0/28', 'fd00::1/128', '169.254.20.10/32', '2001:db8::/33', '192.0.2.7/32', '128.0.0.0/1']), { maxLength: 3 });
const someCidrs = fc.uniqueArray(one(['10.0.0.0/28', 'fd00::1/128', '2001:db8::/33', '192.0.2.7/32']), { minLength: 1, maxLength: 3 });
const hostName = subdomain.filter((name) => isIP(name) === 0);
const bucket = rarely(matching(/^[a-z0-9][a-z0-9.-]{1,20}[a-z0-9]$/), longest(63)).filter((name) => !name.includes('..'));
const path = matching(/^[\w-]{1,8}(\/[\w-]{1,8}){0,2}$/);
const sysctls = given({
  'vm.swappiness': one(['0', '10', '200']),
  'vm.max_map_count': one(['65530', '2147483647']),
  'fs.file-max': one(['9000000']),
  'kernel.core_pattern': one(['core']),
  'vm.dirty_bytes': one(['629145600']),
  'vm.dirty_background_ratio': one(['3']),
  'kernel.sched_rt_runtime_us': one(['-1']),
  'vm.overcommit_hugepages': one(['1 2 3']),
});

const gibibytes = (min: number, max: number): Values => fc.integer({ min, max }).chain((amount) => fc.constantFrom(
  call('Size.gibibytes', amount), call('Size.mebibytes', amount * 1024), call('Size.mebibytes', amount * 1024 + 1), call('Size.tebibytes', Math.ceil(amount / 1024)), call('Size.kibibytes', amount * 1024 ** 2),
));
const mebibytes = (min: number, max: number): Values => fc.integer({ min, max }).map((amount) => call('Size.mebibytes', amount));
const seconds = (min: number, max: number): Values => fc.integer({ min, max }).map((amount) => call('Duration.seconds', amount));
const minutes = (min: number, max: number): Values => fc.integer({ min, max }).map((amount) => call('Duration.minutes', amount));
const cpu = (min: number, max: number): Values => fc.integer({ min, max }).chain((millis) => fc.constantFrom(call('Cpu.millis', millis), call('Cpu.units', millis / 1000)));
const time = matching(/^([01][0-9]|2[0-3]):[0-5][0-9]$/);
const field = (least: number, most: number) => {
  const number = fc.integer({ min: least, max: most });
  return rarely(fc.oneof(fc.constant('*'), number.map(String)), fc.oneof(
    fc.tuple(number, number).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`), fc.integer({ min: 1, max: most }).map((step) => `*/${step}`),
    fc.uniqueArray(number, { minLength: 2, maxLength: 4 }).map((list) => list.join()),
  ));
};
// whatever has the characters of one and is taken
const oddField = fc.oneof(fc.constant('*'), matching(/^[0-9*,/-]{1,4}$/), matching(/^[0-9]{1,2}-[0-9]{1,2}\/[0-9]{1,2}$/));
const oddCron = fc.tuple(oddField, oddField, fc.constantFrom('*', '1-5/9', '*,3')).map(([a, b, c]) => `${a} ${b} ${c} * *`)
  .filter((expression) => cronProblem(expression) === undefined);
const cron = fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), fc.oneof(field(0, 6), one(['mon-fri', 'SUN', 'tue,thu']))).map((fields) => fields.join(' '));

const megabytes = (min: number, max: number) => fc.integer({ min, max }).chain((amount) => one([`${amount}MB`, `${amount * 1024}kB`, `${amount * 1024 * 1024}B`, `${amount} MB`]));
/** Of what PostgreSQL knows, what fits any instance of the sizes above. */
const parameters = given({
  'max_connections': fc.integer({ min: 20, max: 60 }).map(String),
  'work_mem': megabytes(1, 4),
  'maintenance_work_mem': megabytes(1, 32),
  'autovacuum_work_mem': one(['-1', '16MB']),
  'shared_buffers': megabytes(1, 200),
  'effective_cache_size': megabytes(1, 400),
  'wal_buffers': one(['-1', '16MB', '32kB']),
  'min_wal_size': megabytes(32, 400),
  'max_wal_size': megabytes(512, 1600),
  'max_slot_wal_keep_size': megabytes(0, 1600),
  'wal_keep_size': megabytes(0, 1600),
  'archive_timeout': one(['0', '60s', '10min', '1h']),
  'checkpoint_timeout': one(['30s', '5min', '1h']),
  'hot_standby_feedback': one(['on', 'off', 'true', 'no', '1']),
  'sync_replication_slots': one(['on', 'off']),
  'wal_log_hints': one(['on', 'yes']),
  'wal_level': one(['logical', 'replica']),
  'synchronous_commit': one(['on', 'remote_apply', 'remote_write']),
  'huge_pages': one(['try', 'off']),
  'max_wal_senders': one(['10', '50']),
  'max_replication_slots': one(['10', '64']),
  'max_worker_processes': one(['8', '100']),
  'superuser_reserved_connections': one(['1', '3']),
  'log_min_duration_statement': one(['1s', '-1', '0']),
  'log_line_prefix': one(['%m [%p] \'%q%u@%d\' ', '%t "#"']).map((prefix) => prefix.trim()),
  'search_path': one(['"$user", public', '\'a b\'']),
  'pg_stat_statements.track': one(['top', 'all']),
  'auto_explain.log_min_duration': one(['10s', '-1']),
  'pgaudit.log': one(['all, -misc', 'none']),
  'pg_failover_slots.synchronize_slot_names': one(['name_like:%']),
  'jit': one(['off', '0']),
  'datestyle': one(['ISO, DMY']),
});

/** Of MySQL, what fits into its smallest memory. */
const mySqlParameters = given({
  max_connections: fc.integer({ min: 20, max: 30 }).map(String),
  innodb_buffer_pool_size: one(['128M', '268435456', '262144k']),
  innodb_redo_log_capacity: one(['8M', '1G']),
  temptable_max_ram: one(['16M', '2097152']),
  innodb_flush_log_at_trx_commit: one(['1']),
  innodb_lock_wait_timeout: fc.integer({ min: 1, max: 1000 }).map(String),
  sql_mode: one(['STRICT_TRANS_TABLES,NO_ZERO_DATE', '"ANSI"']),
  pxc_strict_mode: one(['ENFORCING', 'MASTER']),
  default_time_zone: one(['+01:00']),
  event_scheduler: one(['OFF', 'ON']),
});

/** Of mongod.conf. */
const mongoParameters = given({
  'operationProfiling.slowOpThresholdMs': one(['50', '200']),
  'operationProfiling.mode': one(['slowOp', 'all']),
  'operationProfiling.slowOpSampleRate': one(['0.5', '1.0']),
  'setParameter.notablescan': one(['true', 'false']),
  'setParameter.cursorTimeoutMillis': one(['600000', '-1']),
  'setParameter.logComponentVerbosity': one(['{command: {verbosity: 1}}']),
  'storage.wiredTiger.engineConfig.journalCompressor': one(['snappy', 'zstd']),
  'storage.wiredTiger.collectionConfig.blockCompressor': one(['zlib']),
  'storage.wiredTiger.indexConfig.prefixCompression': one(['false']),
  'storage.journal.commitIntervalMs': one(['100']),
  'auditLog.destination': one(['console']),
  'auditLog.filter': one(['{ "users": [] }']),
  'net.maxIncomingConnections': one(['200', '65536']),
  'net.compression.compressors': one(['zstd,snappy', 'disabled']),
  'systemLog.verbosity': one(['0', '5']),
  'systemLog.component.replication.verbosity': one(['2']),
});

/** Values of what the types say too little of, by struct and prop or factory and parameter, or by the name alone. */
export const WORDS: Readonly<Record<string, Values>> = {
  'name': subdomain,
  'PostgresClusterProps.name': label(50),
  'PostgresCase.name': label(50),
  'MySqlCase.name': label(22),
  'MongoCase.name': label(52),
  'PostgresRole.name': identifier,
  'MySqlUser.name': rarely(matching(/^[a-z][a-z0-9_-]{0,12}$/), longest(32)).filter((name) => !name.startsWith('mysql')),
  'MongoUser.name': identifier,
  'PostgresDatabase.name': identifier,
  'PostgresTablespace.name': rarely(matching(/^[a-z]([a-z0-9_]{0,12}[a-z0-9])?$/), fc.constant('a'.repeat(59))).filter((name) => !name.startsWith('pg_')),
  'PriorityOptions.name': subdomain.filter((name) => !name.startsWith('system-')),
  'secretOf': identifier,
  namespace,
  'cloudNativePgNamespace': namespace,
  'perconaXtraDbClusterNamespace': namespace,
  'perconaServerMongoDbNamespace': namespace,
  'mongoDbKubernetesNamespace': namespace,
  'database': identifier,
  'role': identifier,
  'owner': identifier,
  'extensions': fc.uniqueArray(rarely(one(['pg_trgm', 'uuid-ossp', 'postgis', 'vector', 'pg_stat_statements', 'pgaudit']), identifier), { maxLength: 3 }),
  'schemas': fc.uniqueArray(identifier, { maxLength: 3 }),
  'memberOf': fc.uniqueArray(one(['pg_read_all_data', 'pg_monitor', 'pg_signal_backend', 'readers']), { maxLength: 3 }),
  'connectionLimit': fc.integer({ min: 1, max: 10_000 }),
  parameters,
  'channel': rarely(matching(/^[a-z][a-z0-9_-]{0,12}$/), fc.constant('a'.repeat(64))),
  'host': hostName,
  'port': fc.integer({ min: 1, max: 65_535 }),
  'weight': fc.integer({ min: 1, max: 100 }),
  'addresses': someCidrs,
  'replicas': someCidrs,
  'MySqlSourceLoadBalancers.hosts': fc.uniqueArray(hostName, { minLength: 5, maxLength: 5 }),
  'MySqlSourceLoadBalancers.annotations': given({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': one(['internal']), 'example.com/team': text }),
  'loadBalancerClass': one(['service.k8s.aws/nlb', 'tailscale']),
  'MongoHorizon.name': label(63),
  'MongoHorizon.hosts': fc.uniqueArray(fc.tuple(hostName.filter((name) => !/(^|\.)\d+$/.test(name)), one(['', ':27017', ':30017'])), { minLength: 7, maxLength: 7, selector: ([name]) => name })
    .map((hosts) => hosts.map((host) => host.join(''))),
  'clients': someCidrs,
  'MongoLoadBalancers.annotations': given({ 'service.beta.kubernetes.io/aws-load-balancer-scheme': one(['internal']), 'example.com/team': text }),
  'horizonOf': label(63),
  'MySqlReplicaOfHostsOptions.name': label(22),
  // coherence takes it away
  'MySqlReplicaOptions.source': fc.constant(null),
  'InPlaceRestoreOptions.backup': rarely(matching(/^by-hand-[a-z0-9]{5}$/), subdomain.filter((name) => !name.startsWith('cron-'))),
  'MySqlCase.parameters': mySqlParameters,
  'MongoCase.parameters': mongoParameters,
  'memory': rarely(gibibytes(1, 256), mebibytes(512, 8192)),
  'memoryLimit': gibibytes(1024, 2048),
  'cpu': cpu(1, 64_000),
  'cpuLimit': cpu(64_000, 128_000),
  'storage': gibibytes(100, 16_000),
  'walStorage': gibibytes(100, 500),
  'dataSize': rarely(gibibytes(1, 16_000), fc.constant(call('Size.kibibytes', 1))),
  'instances': rarely(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 7, max: 99 })),
  'MySqlCase.instances': rarely(one([3, 5]), fc.constant(1)),
  'MongoCase.instances': one([3, 5, 7]),
  'HaproxyOptions.instances': rarely(fc.integer({ min: 2, max: 5 }), fc.constant(1)),
  'ProxySqlOptions.instances': rarely(fc.integer({ min: 2, max: 5 }), fc.constant(1)),
  'MySqlCase.databases': fc.uniqueArray(rarely(matching(/^[a-z][a-z0-9_]{0,12}$/), matching(/^[a-z][a-z0-9_]{30}x$/)), { minLength: 1, maxLength: 3 }),
  'MySqlUser.databases': fc.uniqueArray(identifier, { maxLength: 3 }),
  'writeSetCache': mebibytes(128, 25_600),
  'uploadInterval': seconds(10, 3600),
  'serverHost': one(['pmm.example.com', 'monitoring-service.pmm.svc:8443', '10.0.0.7:443', 'pmm']),
  'oplog': mebibytes(990, 51_200),
  'oplogInterval': minutes(1, 60),
  'maxClientConnections': fc.integer({ min: 1, max: 100_000 }),
  'number': fc.integer({ min: 1, max: 4 }),
  // % stands for the major version that goes with it
  'reference': one(['ghcr.io/cloudnative-pg/postgresql:%.4-standard-trixie', 'registry.example.com:5000/a/b/pg_x:%', `r.example.com/pg:%-x@sha256:${'0f'.repeat(32)}`, 'pg.example.com/postgres:%.2']),
  'MySqlVersion.of.series': one(['8.0', '8.4']),
  'MySqlImage.of.reference': one(['registry.example.com:5000/a/b/pxc_x:%', `r.example.com/pxc:%-x@sha256:${'0f'.repeat(32)}`, 'percona/percona-xtradb-cluster:%.4-4.1']),
  'MySqlImage.tag.tag': one(['%.8-8.1', '%', '%-x']),
  'MongoVersion.of.series': one(['7.0', '8.0']),
  'MongoImage.of.reference': one(['registry.example.com:5000/a/b/psmdb_x:%.4', `r.example.com/psmdb:%.4-x@sha256:${'0f'.repeat(32)}`, 'percona/percona-server-mongodb:%.19-7']),
  'tag': one(['%.4', '%.11-202608170816-standard-trixie', '%-bookworm']),
  'digest': one([`sha256:${'a1'.repeat(32)}`]),
  'major': fc.integer({ min: 14, max: 18 }),
  'RestoreOptions.name': label(43),
  'RecoveryPoint.time.time': one(['2026-03-24T10:30:00Z', '2026-03-24 19:30:00.123456+09', '2024-02-29T00:00:00.5-0330']),
  'lsn': one(['0/3000028', '16/B374D848', 'ffffffff/FFFFFFFF']),
  'RecoveryPoint.transaction.id': one(['3', '735', '4294967295']),
  'RecoveryPoint.restorePoint.name': rarely(text, longest(63)).filter((name) => !name.includes('\n') && Buffer.byteLength(name) < 64),
  'BaseBackup.id.id': one(['20240101T000000', '20231231T235959']),
  'data': subdomain,
  'wal': subdomain,
  'tablespaces': fc.constant({}),
  'statement': one(['SELECT true', 'with o as (select 1) select count(*) = 1 from o;', 'SELECT \'größer\' <> \'{{ .x }}\' -- yes', 'TABLE ready']),
  'table': one(['orders', 'billing.invoices', 'Größe "alt".Zeilen']),
  'column': one(['created_at', 'am Tag']),
  'atLeast': fc.integer({ min: 1, max: 1_000_000_000 }),
  'within': fc.integer({ min: 1, max: 100_000 }).chain((amount) => fc.constantFrom<Call>(call('Duration.seconds', amount), call('Duration.hours', amount))),
  'deadline': fc.integer({ min: 1, max: 100_000 }).chain((amount) => fc.constantFrom<Call>(call('Duration.minutes', amount), call('Duration.hours', amount))),
  'LogicalDumpsOptions.databases': fc.uniqueArray(identifier, { minLength: 1, maxLength: 2 }),
  'LogicalDumpsOptions.image': one(['registry.example.com:5000/a/sidecar:v0.14.0', `registry.example.com/sidecar@sha256:${'0f'.repeat(32)}`]),
  'recoveryPoint': seconds(60, 1_000_000),
  'recoveryTime': minutes(1, 10_000),
  'startTime': seconds(1, 1000),
  'unavailability': seconds(1, 3600),
  'recovery': minutes(1, 60),
  'MaintenanceWindowOptions.duration': minutes(10, 1440),
  'pushgateway': one(['http://pushgateway.monitoring.svc:9091', 'https://push.example.com']),
  'logPerDay': gibibytes(1, 1000),
  'restoreThroughput': mebibytes(1, 1000),
  'replayThroughput': mebibytes(1, 1000),
  'replicaThroughput': mebibytes(1, 1000),
  'retention': fc.integer({ min: 1, max: 4000 }).chain((days) => fc.constantFrom<Call>(call('Duration.days', days), call('Duration.hours', days * 24), call('Duration.minutes', days * 1440))),
  // a daily backup's name is its own for so long
  'MySqlBackup.retention': fc.integer({ min: 1, max: 293 }).chain((days) => fc.constantFrom<Call>(call('Duration.days', days), call('Duration.hours', days * 24), call('Duration.minutes', days * 1440))),
  'SnapshotBackupOptions.retention': fc.integer({ min: 1, max: 30 }).map((days) => call('Duration.days', days)),
  'keepAtLeast': fc.integer({ min: 1, max: 1000 }),
  time,
  'expression': rarely(cron, oddCron),
  'rule': one(['restore-drill', 'failover-drill', 'three-instances', 'storage-headroom', 'no-such-rule']),
  'reason': text,
  'expires': one(['2027-03-31', '2028-02-29', '2000-01-01']),
  'by': text,
  'managedBy': text,
  'iops': fc.integer({ min: 3000, max: 30_000 }),
  'WorkloadOptions.iops': fc.integer({ min: 1, max: 1_000_000 }),
  'LocalNvmeOptions.iops': fc.integer({ min: 1, max: 1_000_000 }),
  'ExistingStorageClassOptions.iops': fc.integer({ min: 1, max: 1_000_000 }),
  'throughput': mebibytes(140, 700),
  'kmsKeyId': one(['arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab']),
  'kmsKey': one(['projects/p/locations/l/keyRings/r/cryptoKeys/k']),
  'diskEncryptionSetId': one(['/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d']),
  'provisioner': one(['topolvm.io', 'local.csi.openebs.io', 'rancher.io/local-path', 'Local.CSI.example.com', 'x']),
  'LocalNvmeOptions.parameters': given({ 'topolvm.io/device-class': one(['ssd', '']), 'fsType': one(['xfs']), 'größe': text }),
  bucket,
  'container': matching(/^[a-z0-9]{2,10}(-[a-z0-9]{1,10}){1,3}$/),
  'account': matching(/^[a-z0-9]{3,24}$/),
  'region': one(['eu-west-1', 'us-gov-east-1', 'auto']),
  'prefix': path,
  'SecretStoreOptions.prefix': path,
  'GrantConnectOptions.prefix': matching(/^_?[A-Z][A-Z0-9_]{0,8}$/),
  'separator': one(['/', '-', '_', '.']),
  'endpoint': one(['https://s3.example.com:9000', 'http://minio.storage', 'HTTPS://S3.Example.Com/', 'https://10.0.0.7:65535']),
  'key': matching(/^[\w-][\w.-]{0,20}$/),
  'remoteKey': rarely(path, text),
  'annotations': fc.oneof(given({ 'eks.amazonaws.com/role-arn': one(['arn:aws:iam::111122223333:role/db']), 'eks.amazonaws.com/audience': one(['sts.amazonaws.com']), 'example.com/team': text }),
    given({ 'iam.gke.io/gcp-service-account': one(['db@acme.iam.gserviceaccount.com']) }), given({ 'azure.workload.identity/client-id': one(['b0']), 'azure.workload.identity/tenant-id': text })),
  'refreshInterval': fc.integer({ min: 1, max: 100_000 }).chain((amount) => fc.constantFrom<Call>(call('Duration.seconds', amount), call('Duration.hours', amount), call('Duration.millis', amount * 1000))),
  'label': labelPair.map((pair) => pair.join('=')),
  'taint': fc.tuple(labelPair, fc.boolean(), one(['NoSchedule', 'NoExecute'])).map(([[key, value], empty, effect]) => `${key}=${empty ? '' : value}:${effect}`),
  zones,
  'nodes': fc.integer({ min: 1, max: 200 }),
  'NodeTuningDaemonSetOptions.image': one(['docker.io/library/busybox:1.37.0', 'busybox', 'registry.example.com:5000/tools/sysctl:1@sha256:abc']),
  sysctls,
  'AttestedNodeTuningOptions.sysctls': sysctls.filter((settings) => Object.keys(settings).length > 0),
  'apiServer': cidrs,
  'objectStore': cidrs,
  'nodeLocalDns': cidrs,
  'identityEndpoint': cidrs,
  'clusterDomain': rarely(one(['cluster.local', 'k8s.example.com', 'c']), subdomain),
  'labels': labels(0),
  'Dashboards.configMap.labels': labels(1),
  'instanceLabels': labels(0),
  'driver': one(['ebs.csi.aws.com', 'topolvm.io']),
  'value': fc.integer({ min: 1, max: 1_000_000_000 }),
};
