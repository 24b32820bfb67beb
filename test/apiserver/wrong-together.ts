import { call, constant, Recipe } from './recipe';

/** Props that are right each by itself, and not together. */
export const WRONG_TOGETHER: Readonly<Record<string, (of: any) => Recipe>> = {
  'PostgresPooler.type: replicas that are not there': (of) => ({
    ...alone(of), instances: 1, poolers: [{ type: constant('PoolerType.READ_ONLY') }],
  }),
  'PostgresPooler.instances: more than connections': (of) => ({ ...alone(of), parameters: { max_connections: '20' }, poolers: [{ type: constant('PoolerType.READ_WRITE'), instances: 99 }] }),
  'ComputeOptions.cpuLimit: below what is guaranteed': (of) => ({
    ...alone(of), compute: call('Compute.of', { cpu: call('Cpu.units', 2), cpuLimit: call('Cpu.units', 1), memory: call('Size.gibibytes', 8) }),
  }),
  'PostgresCase.storage: below the smallest volume of the class': (of) => onPlatform({ ...alone(of), storage: call('Size.gibibytes', 2) }, {
    storageClass: call('DatabaseStorageClass.gcpPdSsd', { name: 'pd' }),
  }),
  'GcpHyperdiskBalancedOptions.throughput: too little for the IOPS': (of) => onPlatform(alone(of), {
    storageClass: call('DatabaseStorageClass.gcpHyperdiskBalanced', { name: 'hyper', iops: 80_000, throughput: call('Size.mebibytes', 200) }),
  }),
  'S3ObjectStoreOptions.endpointCa: no endpoint': (of) => onPlatform(alone(of), {
    backups: call('ObjectStore.s3', {
      bucket: 'backups', credentials: call('ObjectStoreCredentials.secretStore', 'key'), endpointCa: call('SecretKeyRef.of', 'ca', 'ca.crt'),
    }),
  }),
  'PostgresCase.backup: nowhere to go': (of) => ({ ...alone(of), backup: { retention: call('Duration.days', 30) } }),
  'PostgresBackup.snapshots: no class of them': (of) => snapshotted(alone(of), {}, { snapshots: undefined }),
  'PostgresBackup.snapshots: volumes of another driver': (of) => snapshotted(alone(of), {}, {
    storageClass: call('DatabaseStorageClass.gcpPdSsd', { name: 'pd' }), snapshots: call('SnapshotClass.of', { name: 'snapshots', driver: 'ebs.csi.aws.com' }),
  }),
  'PostgresBackup.snapshots: a name that is too long for them': (of) => snapshotted({ ...alone(of), name: 'o'.repeat(39) }),
  'PostgresBackup.snapshots: for longer than the log': (of) => snapshotted(alone(of), { retention: call('Duration.days', 7) }),
  'PostgresBackup.snapshots: cold ones of a single instance': (of) => snapshotted({ ...alone(of), instances: 1 }, { snapshots: COLD }),
  'PostgresBackup.snapshots: cold ones of a replica that commits wait for': (of) => snapshotted({ ...alone(of), instances: 2 }, { snapshots: COLD }),
  'PostgresBackup.dumps: a name that is too long for them': (of) => dumped({ ...alone(of), name: 'o'.repeat(47) }, {}),
  'PostgresBackup.dumps: of a database that is not there': (of) => dumped(alone(of), { databases: ['nowhere'] }),
  'PostgresBackup.dumps: with a role of its name': (of) => dumped({ ...alone(of), roles: [{ name: 'logical_dumper' }] }, {}),
  'PostgresBackup.dumps: of a replica without feedback': (of) => dumped({ ...alone(of), instances: 3, parameters: { hot_standby_feedback: 'off' } }, {}),
  'PostgresBackup.snapshots: many in an hour': (of) => snapshotted(alone(of), {
    snapshots: call('SnapshotBackup.hot', { retention: call('Duration.days', 8), schedule: call('Schedule.cron', '*/10 * * * *') }),
  }),
  'S3ObjectStoreOptions.credentials: of another cloud': (of) => onPlatform(alone(of), {
    backups: call('ObjectStore.s3', { bucket: 'backups', credentials: call('ObjectStoreCredentials.workloadIdentity', { 'iam.gke.io/gcp-service-account': 'x' }) }),
  }),
  'S3ObjectStoreOptions.readOnlyCredentials: of another cloud': (of) => onPlatform(alone(of), {
    backups: call('ObjectStore.s3', {
      bucket: 'backups',
      credentials: call('ObjectStoreCredentials.secretStore', 'key'),
      readOnlyCredentials: call('ObjectStoreCredentials.workloadIdentity', { 'iam.gke.io/gcp-service-account': 'x' }),
    }),
  }),
  'PostgresCase.parameters: maintenance memory above the memory': (of) => ({ ...alone(of), parameters: { maintenance_work_mem: '4GB' } }),
  'PostgresRole.password: no secret store': (of) => onPlatform(alone(of), { secrets: undefined, backups: undefined }),
  'RestoreOptions.name: its source\'s': (of) => restored(of, { name: of.name }),
  'RestoreOptions.storage: less than its source\'s': (of) => restored(of, { storage: call('Size.gibibytes', 99) }),
  'RestoreOptions.from: no backup to begin with': (of) => restored(of, { to: call('RecoveryPoint.immediate') }),
  'RestoreOptions.from: a backup of another engine': (of) => restored(of, { from: call('BaseBackup.id', 'carts-2026-03-24-03:00:00-full') }),
  'RestoreOptions.from: a backup from after the moment': (of) => restored(of, {
    to: call('RecoveryPoint.time', '2026-03-24T10:30:00Z', undefined), from: call('BaseBackup.id', '20260324T103001'),
  }),
  'RestoreOptions.from: a snapshot without a tablespace\'s': (of) => restored(
    { ...of, tablespaces: [{ name: 'hot', storage: call('Size.gibibytes', 20) }] }, { from: call('BaseBackup.snapshot', { data: 'a', wal: 'b' }) }),
  'RestoreOptions.from: a snapshot of a tablespace that there is not': (of) => restored({ ...of, tablespaces: undefined }, { from: call('BaseBackup.snapshot', { data: 'a', wal: 'b', tablespaces: { hot: 'c' } }) }),
  'RestoreOptions.compute: too little for what its source was given': (of) => restored(of, {
    compute: call('Compute.of', { cpu: call('Cpu.units', 1), memory: call('Size.gibibytes', 1) }),
  }, { parameters: { work_mem: '8MB' } }),
  'RestoreOptions.verification: a database that there is not': (of) => restored(of, {
    verification: call('RestoreVerification.of', { assertions: [call('RestoreAssertion.sql', 'SELECT true', { database: 'nowhere' })] }),
  }),
  'RestoreOptions.verification: newest rows and no moment': (of) => restored(of, {
    to: call('RecoveryPoint.lsn', '0/3000028', undefined),
    verification: call('RestoreVerification.of', { assertions: [call('RestoreAssertion.newest', { table: 'a', column: 'b', within: call('Duration.minutes', 5) })] }),
  }),
  'RestoreOptions.verification: a role of its source': (of) => restored(of, {}, { roles: [{ name: 'restore_verifier' }] }),
  'PostgresCase.restore: of what has no backups': (of) => onPlatform(restored(of, {}), { backups: undefined }),
  'FailoverRehearsal.window: missing': (of) => rehearsed(of, { window: undefined }),
  'FailoverRehearsal.by: no method': (of) => rehearsed(of, { by: 'kill -9' }),
  'PostgresCase.failover: of a single instance': (of) => rehearsed(of, {}, { instances: 1 }),
  'PostgresCase.failover: of more instances than can be named': (of) => rehearsed(of, {}, { instances: 2 ** 31 }),
  'PostgresCase.failover: of what has no backups': (of) => onPlatform(rehearsed(of, {}), { backups: undefined }),
  'PostgresCase.failover: of what has its role': (of) => rehearsed(of, {}, { roles: [{ name: 'failover_drill' }] }),
  'MaintenanceWindowOptions.duration: until it opens again': (of) => rehearsed(of, {
    window: call('MaintenanceWindow.of', { schedule: call('Schedule.cron', '0 * * * *'), duration: call('Duration.hours', 2) }),
  }),
  'RestoreDrillOptions.namespace: its database\'s': (of) => drilled({ ...of, namespace: 'here' }, { namespace: 'here' }),
  'RestoreDrillOptions.namespace: missing where none is made': (of) => onPlatform(drilled(of, {}), { createNamespaces: false }),
  'PostgresCase.restoreDrill: of volumes that stay': (of) => onPlatform(drilled(of, {}), { storageClass: call('DatabaseStorageClass.existing', 'fast', undefined) }),
  'PostgresCase.restoreDrill: by a Secret that is not there': (of) => onPlatform(drilled(of, {}), {
    backups: call('ObjectStore.s3', { bucket: 'backups', credentials: call('ObjectStoreCredentials.secret', call('SecretRef.of', 'store', undefined)) }),
  }),
  'DatabasePlatformProps.drillStorageClass: one that keeps': (of) => onPlatform(alone(of), { drillStorageClass: call('DatabaseStorageClass.existing', 'fast', undefined) }),
  'Grant.restricted: no container': (of) => granted(alone(of), { restricted: undefined }),
  'Grant.here: no namespace': (of) => granted(alone(of), { here: undefined }),
  'PostgresRole.name: a Secret that is another role\'s': (of) => ({ ...alone(of), owner: { name: 'a_b' }, roles: [{ name: 'a-b' }] }),
  'PostgresRole.name: the owner\'s': (of) => ({ ...alone(of), owner: { name: 'a' }, roles: [{ name: 'a' }] }),
  'PostgresRole.memberOf: itself': (of) => ({ ...alone(of), roles: [{ name: 'a', memberOf: ['a'] }] }),
  'PostgresDatabase.owner: not that of the first database': (of) => ({ ...alone(of), database: 'first', databases: [{ name: 'first', owner: 'b' }], roles: [{ name: 'b' }] }),
  'PostgresDatabase.name: an object that is another\'s': (of) => ({ ...alone(of), databases: [{ name: 'a_b' }, { name: 'a-b' }] }),
  'PostgresCase.parameters: slots that are kept without feedback': (of) => ({ ...alone(of), parameters: { 'pg_failover_slots.synchronize_slot_names': 'x', 'hot_standby_feedback': 'off' } }),
  'PostgresCase.parameters: neither on nor off': (of) => ({ ...alone(of), parameters: { hot_standby_feedback: 'maybe' } }),
  'PostgresCase.parameters: replicas without what they are rewound by': (of) => ({ ...alone(of), parameters: { wal_log_hints: 'off' } }),
  'PostgresCase.parameters: shared buffers above the memory': (of) => ({ ...alone(of), parameters: { shared_buffers: '999GB' } }),
  'PostgresCase.parameters: work memory above the memory': (of) => ({ ...alone(of), parameters: { work_mem: '999GB' } }),
  'PostgresCase.parameters: less than PostgreSQL starts with': (of) => ({ ...alone(of), parameters: { work_mem: '1kB' } }),
  'SecretStoreOptions.separator: not that of the prefix': (of) => onPlatform(alone(of), { secrets: call('SecretStore.cluster', 'vault', { prefix: 'a/b', separator: '-' }) }),
  'DatabasePlatformProps.tuning: no nodes to tune': (of) => onPlatform(alone(of), { tuning: call('NodeTuning.daemonSet', undefined), nodes: undefined }),
  'DatabasePlatformProps.backups: credentials of no secret store': (of) => onPlatform({ ...alone(of), owner: { name: 'a', password: call('SecretRef.of', 'login', undefined) } }, {
    secrets: undefined, backups: call('ObjectStore.s3', { bucket: 'backups', credentials: call('ObjectStoreCredentials.secretStore', 'key') }),
  }),
  'PostgresCase.namespace: one that Kubernetes keeps': (of) => onPlatform({ ...alone(of), namespace: 'kube-shop' }, { createNamespaces: true }),
  'Grant.here: a namespace that the Secret does not reach': (of) => onPlatform(granted({ ...alone(of), owner: { name: 'a', password: call('SecretRef.of', 'login', undefined) } }, { here: false }), { }),
  'Grant.here: a role without a secret store': (of) => onPlatform(granted({ ...alone(of), owner: { name: 'a', password: call('SecretRef.of', 'login', undefined) } }, { here: false, options: { role: 'b' } }), {
    secrets: undefined, backups: undefined,
  }),
  'Grant.here: a namespace that the CA does not reach': (of) => onPlatform(granted(alone(of), { here: false }), { secrets: SECRETS, issuer: undefined }),
  'Grant.restricted: not where the platform makes the namespace': (of) => onPlatform(granted(alone(of), { here: true, restricted: false }), { createNamespaces: true }),
  'GrantConnectOptions.pooled: no such pooler': (of) => granted({ ...alone(of), poolers: [] }, { options: { pooled: true } }),
  'GrantConnectOptions.access: no replicas': (of) => granted({ ...alone(of), instances: 1 }, { options: { access: READ_ONLY } }),
  'GrantConnectOptions.role: an owner that only reads': (of) => granted({ ...alone(of), owner: { name: 'a' }, instances: 2 }, { options: { access: READ_ONLY, role: 'a' } }),
  'GrantConnectOptions.role: not declared where there are several databases': (of) => granted({ ...alone(of), databases: [{ name: 'a' }, { name: 'b' }] }, { options: { role: 'newcomer' } }),
  'GrantConnectOptions.role: one that another grant has made': (of) => granted({ ...alone(of), instances: 2 }, {
    options: { role: 'newcomer' }, again: { role: 'newcomer', prefix: 'A_', access: READ_ONLY },
  }),
  'GrantConnectOptions.prefix: one that is taken': (of) => granted(alone(of), { again: {} }),
  'GrantConnectOptions.prefix: a directory that is taken': (of) => granted(alone(of), { options: { prefix: 'AB' }, again: { prefix: 'A_B' } }),
};

const READ_ONLY = constant('ConnectAccess.READ_ONLY');
const COLD = call('SnapshotBackup.cold', { retention: call('Duration.days', 8) });
/** Of what has snapshots. */
const MOST_NAME = 38;
const SECRETS = call('SecretStore.cluster', 'vault', undefined);

/** With nothing that might be refused first: also no name that is too long for what is added. */
export function alone({ name, namespace, version }: any): any {
  return {
    platform: { storageClass: call('DatabaseStorageClass.existing', 'fast', undefined), secrets: SECRETS },
    name: name.length > MOST_NAME ? 'orders' : name,
    namespace,
    version,
    compute: call('Compute.of', { cpu: call('Cpu.units', 2), memory: call('Size.gibibytes', 8) }),
    storage: call('Size.gibibytes', 100),
  };
}

function restored(of: any, restore: object, more: object = {}): any {
  const backups = call('ObjectStore.s3', { bucket: 'backups', credentials: call('ObjectStoreCredentials.secretStore', 'key') });
  const tablespaces = of.tablespaces?.map(({ name, storage }: any) => ({ name, storage }));
  return { ...onPlatform({ ...alone(of), tablespaces, ...more }, { backups }), restore: { name: 'restored', to: call('RecoveryPoint.latest'), ...restore } };
}

export function rehearsed(of: any, failover: object, more: object = {}): any {
  const window = call('MaintenanceWindow.of', { schedule: call('Schedule.daily', '03:00'), duration: call('Duration.hours', 1) });
  const backups = call('ObjectStore.s3', { bucket: 'backups', region: 'eu-central-1', credentials: call('ObjectStoreCredentials.secretStore', 'key') });
  return { ...onPlatform({ ...alone(of), instances: 3, ...more }, { backups }), failover: { window, ...failover } };
}

function drilled(of: any, options: object): any {
  const backups = call('ObjectStore.s3', { bucket: 'backups', credentials: call('ObjectStoreCredentials.secretStore', 'key') });
  return { ...onPlatform(alone(of), { backups, storageClass: call('DatabaseStorageClass.gcpPdSsd', { name: 'pd' }) }), restoreDrill: call('RestoreDrillPlan.of', options) };
}

export function onPlatform(of: any, platform: object): any {
  return { ...of, platform: { ...of.platform, ...platform } };
}

function snapshotted(of: any, backup: object = {}, platform: object = {}): any {
  const backups = call('ObjectStore.s3', { bucket: 'backups', credentials: call('ObjectStoreCredentials.secretStore', 'key') });
  const snapshots = call('SnapshotBackup.hot', { retention: call('Duration.days', 8) });
  return onPlatform({ ...of, backup: { snapshots, ...backup } }, { backups, snapshots: call('SnapshotClass.existing', 'snapshots'), ...platform });
}

function dumped(of: any, options: object): any {
  const backups = call('ObjectStore.s3', { bucket: 'backups', credentials: call('ObjectStoreCredentials.secretStore', 'key') });
  const dumps = call('LogicalDumps.of', { schedule: call('Schedule.daily', '04:00'), retention: call('Duration.days', 7), ...options });
  return onPlatform({ ...of, backup: { dumps } }, { backups });
}

export function granted(of: any, grant: object): any {
  return { ...of, grants: [{ client: constant('Client.DEPLOYMENT'), name: 'client', here: true, restricted: true, ...grant }] };
}
