import { Duration } from 'cdk8s';
import {
  DatabasePlatformProps, DatabaseStorageClass, DataDurability, PitrRestore, PostgresCluster, PostgresClusterProps, RecoveryPoint, Schedule,
  SnapshotBackup, SnapshotBackupOptions, SnapshotClass, SynchronousReplication, Waiver,
} from '../../src';
import { ORDERS, orders, Orders } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { findings, theOne, written } from '../support/written';

const WEEK = { retention: Duration.days(7) };

function snapshotted(
  snapshots = SnapshotBackup.hot(WEEK), more: Partial<PostgresClusterProps> = {}, platform: Partial<DatabasePlatformProps> = {},
): Orders {
  return orders({ ...more, backup: { ...more.backup, snapshots } }, platform);
}

const cronJob = (app: Orders['app']) => theOne(app, 'CronJob', 'orders-snapshots').spec;
const pod = (app: Orders['app']) => cronJob(app).jobTemplate.spec.template.spec;

test('a production database with snapshots passes the checklist and the schemas', () => {
  const { app } = snapshotted();
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

test('without them there is no trace of snapshots', () => {
  expect(JSON.stringify(written(orders({}, { snapshots: undefined }).app))).not.toMatch(/snapshot/i);
});

describe('the snapshots', () => {
  test('are of the platform\'s class, hot, with the end of the backup in the archive, and owned by nobody', () => {
    expect(theOne(snapshotted().app, 'Cluster', 'orders').spec.backup).toEqual({
      target: 'prefer-standby',
      volumeSnapshot: {
        className: 'database-snapshots', online: true, onlineConfiguration: { waitForArchive: true, immediateCheckpoint: false }, snapshotOwnerReference: 'none',
      },
    });
  });

  test('are made beside the backups in the store, the first one at once, by Backups that nobody owns', () => {
    const { app } = snapshotted();
    const { schedule, ...spec } = theOne(app, 'ScheduledBackup', 'orders-snapshots').spec;
    expect(schedule).toMatch(/^0 \d+ 1[3-6] \* \* \*$/);
    expect(spec).toEqual({ immediate: true, backupOwnerReference: 'none', cluster: { name: 'orders' }, method: 'volumeSnapshot', online: true, target: 'prefer-standby' });
    expect(theOne(app, 'ScheduledBackup', 'orders-backups').spec.method).toBe('plugin');
  });

  test('are made when somebody says', () => {
    const { app } = snapshotted(SnapshotBackup.hot({ ...WEEK, schedule: Schedule.cron('30 */6 * * *') }));
    expect(theOne(app, 'ScheduledBackup', 'orders-snapshots').spec.schedule).toBe('0 30 */6 * * *');
  });

  test('are cold when somebody says, of a replica', () => {
    const { app } = snapshotted(SnapshotBackup.cold(WEEK));
    expect(theOne(app, 'Cluster', 'orders').spec.backup).toEqual({
      target: 'prefer-standby', volumeSnapshot: { className: 'database-snapshots', online: false, snapshotOwnerReference: 'none' },
    });
    expect(theOne(app, 'ScheduledBackup', 'orders-snapshots').spec).toMatchObject({ online: false, target: 'prefer-standby' });
  });
});

describe('what deletes old ones', () => {
  test('knows how long and how many are kept, and how far apart they are', () => {
    const snapshots = SnapshotBackup.cold({ retention: Duration.hours(48), keepAtLeast: 3, schedule: Schedule.cron('0 1,7 * * *') });
    expect(pod(snapshotted(snapshots).app).containers[0].args).toEqual(['--cluster=orders', '--retention-days=2', '--keep=3', '--gap-seconds=64800']);
    expect(pod(snapshotted().app).containers[0].args).toEqual(['--cluster=orders', '--retention-days=7', '--keep=2', '--gap-seconds=86400']);
  });

  test('runs once a day, alone, and is tried again only where that may help', () => {
    const { schedule, concurrencyPolicy, jobTemplate } = cronJob(snapshotted().app);
    expect(schedule).toMatch(/^\d+ (1[89]|2[01]) \* \* \*$/);
    expect(concurrencyPolicy).toBe('Forbid');
    expect(jobTemplate.spec.podFailurePolicy.rules).toEqual([
      { action: 'FailJob', onExitCodes: { containerName: 'prune', operator: 'In', values: [2, 11, 12, 14] } },
    ]);
  });

  test('runs the programs of the package, which never change under it', () => {
    const { app } = snapshotted();
    const { volumes, containers: [{ command }] } = pod(app);
    const map = theOne(app, 'ConfigMap', volumes[0].configMap.name);
    expect(map.immutable).toBe(true);
    expect(Object.keys(map.data)).toEqual(['kubernetes.mjs', 'prune-snapshots.mjs', 'snapshot-retention.mjs']);
    expect(command).toEqual(['node', '/programs/prune-snapshots.mjs']);
  });

  test('may look at its namespace, delete snapshots and Backups in it, and nothing else', () => {
    const { app } = snapshotted();
    expect(theOne(app, 'Role', 'orders-snapshots').rules).toEqual([
      { apiGroups: ['postgresql.cnpg.io'], resources: ['backups'], verbs: ['list', 'delete'] },
      { apiGroups: ['postgresql.cnpg.io'], resources: ['clusters'], verbs: ['list'] },
      { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots'], verbs: ['get', 'list', 'delete'] },
      { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['list'] },
    ]);
    expect(theOne(app, 'ClusterRole', 'orders-snapshots.shop').rules).toEqual([
      { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshotcontents'], verbs: ['get', 'list', 'patch', 'delete'] },
    ]);
  });

  test('is kept by an admission policy to the snapshots of its database', () => {
    const { app } = snapshotted();
    const { matchConditions, failurePolicy } = theOne(app, 'ValidatingAdmissionPolicy', 'orders-snapshots.shop').spec;
    expect(matchConditions).toEqual([{ name: 'pruner', expression: 'request.userInfo.username == \'system:serviceaccount:shop:orders-snapshots\'' }]);
    expect(failurePolicy).toBe('Fail');
    expect(theOne(app, 'ValidatingAdmissionPolicyBinding', 'orders-snapshots.shop').spec).toEqual({ policyName: 'orders-snapshots.shop', validationActions: ['Deny'] });
  });

  test('reaches the API server and nothing else, and nobody reaches it', () => {
    const { app } = snapshotted();
    const { podSelector, ingress, egress } = theOne(app, 'NetworkPolicy', 'orders-snapshots').spec;
    expect(podSelector.matchLabels).toEqual(cronJob(app).jobTemplate.spec.template.metadata.labels);
    expect(ingress).toBeUndefined();
    expect(egress).toEqual([{ to: [{ ipBlock: { cidr: '10.0.0.0/28' } }], ports: [{ port: 443, protocol: 'TCP' }, { port: 6443, protocol: 'TCP' }] }]);
  });

  test('has a name of its own for each namespace', () => {
    const { app, chart, database } = snapshotted();
    const { platform } = database._settings;
    new PostgresCluster(chart, 'Also', { ...ORDERS, platform, namespace: 'web', backup: { snapshots: SnapshotBackup.hot(WEEK) } });
    expect(theOne(app, 'ClusterRoleBinding', 'orders-snapshots.web').subjects).toEqual([{ kind: 'ServiceAccount', name: 'orders-snapshots', namespace: 'web' }]);
  });
});

describe('a restored database', () => {
  const restored = (snapshots: SnapshotBackup, instances?: number) => {
    const { app, chart, database } = snapshotted(snapshots);
    const waivers = [...ORDERS.waivers, Waiver.notForProduction('a look at old data')];
    new PitrRestore(chart, 'Rewind', { source: database, name: 'orders-0324', to: RecoveryPoint.latest(), instances, waivers });
    return theOne(app, 'Cluster', 'orders-0324').spec.backup?.volumeSnapshot.online;
  };

  test.each<[string, SnapshotBackup, number | undefined, boolean | undefined]>([
    ['hot ones', SnapshotBackup.hot(WEEK), 1, true],
    ['cold ones', SnapshotBackup.cold(WEEK), undefined, false],
    ['none where its source\'s are cold and it has too few instances for that', SnapshotBackup.cold(WEEK), 1, undefined],
    ['none where commits would wait for the instance that is stopped', SnapshotBackup.cold(WEEK), 2, undefined],
  ])('has %s', (_, snapshots, instances, online) => {
    expect(restored(snapshots, instances)).toBe(online);
  });
});

describe('a database with snapshots is refused', () => {
  const hot = SnapshotBackup.hot(WEEK);
  const cold = SnapshotBackup.cold(WEEK);
  test.each<[string, () => unknown, string]>([
    ['on a platform without a class of them', () => snapshotted(hot, {}, { snapshots: undefined }),
      'backup.snapshots must be left out where the platform has no class of snapshots, got "hot"; give the platform `snapshots`'],
    ['on a platform without an object store', () => snapshotted(hot, {}, { backups: undefined }),
      'backup must be left out where the platform has no object store, got "snapshots"; give the platform `backups`'],
    ['under a name that the labels of its snapshots could not hold', () => snapshotted(hot, { name: 'o'.repeat(39) }),
      `name must be at most 38 characters with backup.snapshots, got "${'o'.repeat(39)}"; the operator labels each snapshot with the name of its Backup, which would be too long: shorten it`],
    ['that are kept for longer than the log that they need', () => snapshotted(SnapshotBackup.hot({ retention: Duration.days(31) })),
      'backup.snapshots.retention must be at most backup.retention (30 days) with hot snapshots, got "31 days"; the log that makes them a database is deleted with the backups in the store: '
      + 'keep those for longer, or use SnapshotBackup.cold'],
    ['on volumes that its driver cannot snapshot', () => snapshotted(hot, {}, { walStorageClass: DatabaseStorageClass.gcpPdSsd({ name: 'log' }) }),
      'backup.snapshots must be of volumes of the snapshot class\'s driver (ebs.csi.aws.com), got "pd.csi.storage.gke.io of the storage class \\"log\\""; give storage classes and snapshot class one driver'],
    ['that stop its only instance', () => snapshotted(cold, { instances: 1, replication: SynchronousReplication.none() }),
      'backup.snapshots must be hot where there is one instance, got "cold"; a cold snapshot stops the database: use SnapshotBackup.hot, or have three instances'],
    ['that stop the replica that commits wait for', () => snapshotted(cold, { instances: 2 }),
      'backup.snapshots must be hot with fewer than 3 instances, of which commits wait for 1, got "cold, and 2 instances"; a replica is stopped meanwhile, and commits would wait for it: '
      + 'use SnapshotBackup.hot, or have more instances'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });

  test.each<[string, () => unknown]>([
    ['the longest name that fits', () => snapshotted(hot, { name: 'o'.repeat(38) })],
    ['cold ones for longer than the log', () => snapshotted(SnapshotBackup.cold({ retention: Duration.days(31) }))],
    ['a class that exists, of a driver that is not known', () => snapshotted(hot, {}, { snapshots: SnapshotClass.existing('there') })],
    ['storage classes that exist, of a driver that is not known', () => snapshotted(hot, {}, { walStorageClass: DatabaseStorageClass.existing('there') })],
    ['cold ones of two instances whose commits go on', () => snapshotted(cold, { instances: 2, replication: SynchronousReplication.quorum({ dataDurability: DataDurability.PREFERRED }) })],
  ])('and not with %s', (_, make) => {
    expect(make).not.toThrow();
  });
});

describe('snapshots are refused', () => {
  test.each<[string, Partial<SnapshotBackupOptions>, string]>([
    ['without a retention', { retention: undefined }, 'retention must be whole days, at least one, got nothing; give for example Duration.days(7): the operator deletes no snapshot by itself'],
    ['kept for half a day', { retention: Duration.hours(36) }, 'retention must be whole days, at least one, got "129600 s"; give for example Duration.days(7): the operator deletes no snapshot by itself'],
    ['kept for no time', { retention: Duration.days(0) }, 'retention must be whole days, at least one, got "0 s"; give for example Duration.days(7): the operator deletes no snapshot by itself'],
    ['made twice an hour', { schedule: Schedule.cron('0,30 * * * *') }, 'schedule must come true at most once an hour, got "0,30 * * * *"; name one minute, for example Schedule.cron("15 * * * *")'],
    ['made every ten minutes of one hour', { schedule: Schedule.cron('*/10 3 * * *') }, 'schedule must come true at most once an hour, got "*/10 3 * * *"; name one minute, for example Schedule.cron("15 * * * *")'],
    ['of which none is kept', { keepAtLeast: 0 }, 'keepAtLeast must be a whole number from 1 to 1000, got 0; the newest one always stays'],
  ])('%s', (_, more, message) => {
    expect(() => SnapshotBackup.hot({ ...WEEK, ...more })).toThrow(new Error(message));
    expect(() => SnapshotBackup.cold({ ...WEEK, ...more })).toThrow(new Error(message));
  });

  test('and hourly ones are not', () => {
    expect(() => SnapshotBackup.hot({ ...WEEK, schedule: Schedule.cron('15 * * * *') })).not.toThrow();
  });
});
