import { Chart, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  Compute, DatabasePlatformProps, DatabaseStorageClass, IRestorable, Monitoring, Objectives, ObjectStore, ObjectStoreCredentials, PitrRestore,
  PostgresArchive, PostgresCluster, PostgresClusterProps, ReclaimPolicy, RecoveryPoint, RestoreAssertion, RestoreDrill, RestoreDrillPlan,
  RestoreDrillProps, Schedule, SecretRef, SecretStore, SnapshotBackup, Waiver,
} from '../../src';
import { ORDERS, orders, Orders, PLATFORM, platformOf, shop } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const DRILL = 'orders-restore-drill';

/** The database with its drill. */
function drilled(plan?: RestoreDrillPlan, database: Partial<PostgresClusterProps> = {}, platform: Partial<DatabasePlatformProps> = {}): Orders {
  return orders({ restoreDrill: plan, ...database }, platform);
}

/** One without a drill of its own, and an explicit one. */
function explicit(more: Partial<RestoreDrillProps> = {}, ...[database, platform]: Parameters<typeof orders>): Orders {
  const made = orders({ restoreDrill: RestoreDrillPlan.none(), ...database }, platform);
  new RestoreDrill(made.chart, 'Drill', { source: made.database, ...more });
  return made;
}

/** What the program reads. */
function settingsOf({ app }: Orders, name = DRILL): any {
  const map = ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${name}-program-`));
  return JSON.parse(map.data['drill.json']);
}

function clusterOf(made: Orders, name?: string): any {
  return settingsOf(made, name).objects[0].manifest;
}

const SECRET = ObjectStoreCredentials.secret(SecretRef.of('aws-creds'));
const store = (more: object) => ObjectStore.s3({ bucket: 'acme-backups', credentials: ObjectStoreCredentials.secretStore('databases/object-store'), ...more });

test('a database on a platform that lacks nothing has its drill, which meets the checklist and the schemas', () => {
  const made = drilled();
  expect(findings(made.app)).toEqual([]);
  expect(written(made.app).flatMap(schemaErrors)).toEqual([]);
  const { objects, verification } = settingsOf(made);
  expect([...objects, ...verification].flatMap(({ manifest }: any) => schemaErrors(manifest))).toEqual([]);
});

test('a database without a drill fails the checklist', () => {
  expect(failedRules(drilled(RestoreDrillPlan.none()).app)).toEqual(['restore-drill']);
});

describe('what a drill restores into', () => {
  test('is one instance of what the source is, from the newest that its archive has', () => {
    const source = { instances: 5, parameters: { work_mem: '5MB' }, tablespaces: [{ name: 'hot', storage: Size.gibibytes(20) }] };
    const made = drilled(undefined, source);
    const { spec } = clusterOf(made);
    const { spec: original } = theOne(made.app, 'Cluster', 'orders');
    for (const field of ['imageName', 'resources', 'affinity']) expect(spec[field]).toEqual(original[field]);
    expect(spec.postgresql.parameters).toEqual(original.postgresql.parameters);
    expect([spec.instances, spec.storage.size, spec.walStorage.size, spec.tablespaces[0].storage.size]).toEqual([1, original.storage.size, original.walStorage.size, '20Gi']);
    expect(spec.bootstrap.recovery).toEqual({ source: 'orders', database: 'postgres', owner: 'app' });
    expect(spec.externalClusters[0].plugin.parameters.serverName).toBe('orders-pg17');
  });

  test('archives nothing, is backed up by nothing, and has no passwords of the source', () => {
    const { app } = drilled(undefined, { roles: [{ name: 'reporting' }] });
    const { spec } = clusterOf({ app } as Orders);
    expect(spec).not.toHaveProperty('plugins');
    expect(spec.managed).toEqual({ roles: [] });
    expect(ofKind(app, 'ScheduledBackup').map(({ metadata }) => metadata.namespace)).toEqual(['shop']);
    expect(ofKind(app, 'ExternalSecret').filter(({ metadata }) => metadata.namespace === 'shop-drills').map(({ metadata }) => metadata.name)).toEqual([`${DRILL}-source`]);
    expect(ofKind(app, 'ObjectStore').filter(({ metadata }) => metadata.namespace === 'shop-drills').map(({ spec: of }) => of.retentionPolicy)).toEqual([undefined]);
  });

  test('has no budget that would stop a drain, and no monitor', () => {
    const made = drilled();
    expect(clusterOf(made).spec.enablePDB).toBe(false);
    expect(clusterOf(made).spec).not.toHaveProperty('monitoring');
    expect(ofKind(made.app, 'PodMonitor').map(({ metadata }) => metadata.namespace)).toEqual(['shop']);
  });

  test('has volumes that go with their claims', () => {
    const { app } = drilled();
    const { spec } = clusterOf({ app } as Orders);
    expect([spec.storage.storageClass, spec.walStorage.storageClass]).toEqual(['fast-drill', 'fast-drill']);
    const { metadata, reclaimPolicy, ...twin } = theOne(app, 'StorageClass', 'fast-drill');
    const { metadata: own, reclaimPolicy: kept, ...fast } = theOne(app, 'StorageClass', 'fast');
    expect([reclaimPolicy, kept]).toEqual(['Delete', 'Retain']);
    expect(twin).toEqual(fast);
  });

  test('may be smaller in CPU and memory, and still replays what its source wrote', () => {
    const made = drilled(RestoreDrillPlan.of({ compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(6) }) }));
    const { parameters } = clusterOf(made).spec.postgresql;
    expect(parameters.max_connections).toBe(theOne(made.app, 'Cluster', 'orders').spec.postgresql.parameters.max_connections);
    expect(parameters.shared_buffers).toBe('1536MB');
  });

  test('is entered with what may only read, where the store has that', () => {
    const { app } = drilled(undefined, {}, { backups: store({ readOnlyCredentials: ObjectStoreCredentials.secretStore('databases/reads') }) });
    expect(theOne(app, 'ExternalSecret', `${DRILL}-source`).spec.data[0].remoteRef.key).toBe('databases/reads');
    expect(theOne(app, 'ExternalSecret', 'object-store-credentials').spec.data[0].remoteRef.key).toBe('databases/object-store');
  });

  test('has the identity that may only read, where that is one', () => {
    const identity = (role: string) => ObjectStoreCredentials.workloadIdentity({ 'eks.amazonaws.com/role-arn': role });
    const made = drilled(undefined, {}, { backups: store({ credentials: identity('writer'), readOnlyCredentials: identity('reader') }) });
    expect(clusterOf(made).spec.serviceAccountTemplate.metadata.annotations).toEqual({ 'eks.amazonaws.com/role-arn': 'reader' });
    expect(theOne(made.app, 'Cluster', 'orders').spec.serviceAccountTemplate.metadata.annotations).toEqual({ 'eks.amazonaws.com/role-arn': 'writer' });
  });

  test('is no production to whoever checks a living cluster while a drill runs', () => {
    const annotation = clusterOf(drilled()).metadata.annotations['cdk8s-databases.io/waivers'];
    expect(JSON.parse(annotation)).toEqual([{ rule: 'not-for-production', reason: 'thrown away by the restore drill of shop/orders' }]);
  });
});

describe('a drill', () => {
  test('has no right where its database is, and none to change anything', () => {
    const { app } = drilled();
    for (const kind of ['Role', 'RoleBinding', 'ServiceAccount']) {
      expect(ofKind(app, kind).filter(({ metadata }) => metadata.name.startsWith('orders')).map(({ metadata }) => metadata.namespace)).toEqual(['shop-drills']);
    }
    expect(ofKind(app, 'ClusterRole')).toEqual([]);
    const { rules } = theOne(app, 'Role', `${DRILL}-program`);
    expect([...new Set(rules.flatMap(({ verbs }: any) => verbs))].sort()).toEqual(['create', 'delete', 'get', 'list']);
    const nameless = rules.filter(({ resourceNames }: any) => !resourceNames).flatMap(({ verbs, resources }: any) => verbs.map((verb: string) => `${verb} ${resources}`));
    expect(nameless.sort()).toEqual([
      'create clusters', 'create databaseroles', 'create events', 'create jobs', 'get pods/log', 'list jobs', 'list persistentvolumeclaims', 'list pods',
    ]);
  });

  test('does not overlap itself, ends, and has time to clean up', () => {
    const { spec } = theOne(drilled(RestoreDrillPlan.of({ recoveryTime: Duration.hours(2) })).app, 'CronJob', DRILL);
    expect([spec.concurrencyPolicy, spec.jobTemplate.spec.activeDeadlineSeconds, spec.jobTemplate.spec.template.spec.terminationGracePeriodSeconds])
      .toEqual(['Forbid', 7200 + 660, 330]);
  });

  test('has programs that hold what they import', () => {
    const { data } = ofKind(drilled().app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${DRILL}-program-`));
    const imported = Object.values<string>(data).flatMap((text) => [...text.matchAll(/from '\.\/([\w-]+\.mjs)'/g)].map(([, file]) => file));
    expect(new Set(imported)).toEqual(new Set(Object.keys(data).filter((file) => imported.includes(file))));
    expect(data).toHaveProperty(['postgres-recovery.mjs']);
  });

  test('has objectives that follow from the data and the backups, unless it says them', () => {
    const { recoveryTimeSeconds, recoveryPointSeconds } = settingsOf(drilled(undefined, { storage: Size.gibibytes(100), backup: { schedule: Schedule.cron('0 */6 * * *') } }));
    expect([recoveryTimeSeconds, recoveryPointSeconds]).toEqual([3600 + 10260, 6 * 3600 + 3600]);
    const said = settingsOf(drilled(RestoreDrillPlan.of({ recoveryTime: Duration.minutes(30), recoveryPoint: Duration.minutes(15) })));
    expect([said.recoveryTimeSeconds, said.recoveryPointSeconds]).toEqual([1800, 900]);
  });

  describe('of a database that promises something', () => {
    const objectives = Objectives.of({ recoveryPoint: Duration.minutes(15), recoveryTime: Duration.hours(4) });
    const secondsOf = (plan?: RestoreDrillPlan, more: Partial<PostgresClusterProps> = {}) => {
      const { recoveryTimeSeconds, recoveryPointSeconds } = settingsOf(drilled(plan, { objectives, ...more }));
      return [recoveryTimeSeconds, recoveryPointSeconds];
    };

    test('holds it to that time, and not to a recovery point that a night without writes would miss', () => {
      expect(secondsOf()).toEqual([4 * 3600, 25 * 3600]);
    });

    test('says its own instead', () => {
      expect(secondsOf(RestoreDrillPlan.of({ recoveryTime: Duration.minutes(30), recoveryPoint: Duration.minutes(20) }))).toEqual([1800, 1200]);
    });

    test('does not hold its restore from the store to a time that may count on snapshots', () => {
      const [time] = secondsOf(undefined, { backup: { snapshots: SnapshotBackup.hot({ retention: Duration.days(7) }) } });
      expect(time).toBe(settingsOf(drilled()).recoveryTimeSeconds);
    });

    test('holds its archive to that, too', () => {
      const { app, chart } = shop();
      const { waivers, ...props } = ORDERS;
      new RestoreDrill(chart, 'Drill', { source: PostgresArchive.of({ ...props, objectives, platform: platformOf(chart), namespace: 'berlin' }) });
      expect(settingsOf({ app } as Orders)).toMatchObject({ recoveryTimeSeconds: 4 * 3600, recoveryPointSeconds: 25 * 3600 });
    });
  });

  test('says whether it runs and passes, by alerts', () => {
    const { spec } = theOne(drilled().app, 'PrometheusRule', DRILL);
    expect(spec.groups[0].rules.map(({ alert, labels }: any) => [alert, labels.database])).toEqual([['RestoreDrillFailed', 'orders'], ['RestoreDrillOverdue', 'orders']]);
  });

  test('reaches the API server alone, and a pushgateway where there is one', () => {
    const policy = (made: Orders) => theOne(made.app, 'NetworkPolicy', `${DRILL}-program`).spec;
    expect(policy(drilled()).egress).toEqual([{ to: [{ ipBlock: { cidr: '10.0.0.0/28' } }], ports: [{ port: 443, protocol: 'TCP' }, { port: 6443, protocol: 'TCP' }] }]);
    const pushing = drilled(undefined, {}, { monitoring: Monitoring.prometheus({ namespace: 'monitoring', pushgateway: 'http://pushgateway.monitoring.svc:9091' }) });
    expect(policy(pushing).egress[1]).toEqual({ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }], ports: [{ port: 9091, protocol: 'TCP' }] });
    expect(settingsOf(pushing).pushgateway).toBe('http://pushgateway.monitoring.svc:9091');
  });

  test('asks what it is told to, and who owns the database', () => {
    const { app } = drilled(RestoreDrillPlan.of({ assertions: [RestoreAssertion.rows({ table: 'orders' })] }));
    const { data } = ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${DRILL}-verify-`));
    expect([data['001.sql'], data.owner]).toEqual(['SELECT count(*) >= 1 FROM "orders"', 'app']);
  });

  test('of a database with a long name has a name for which all others are short enough', () => {
    const made = drilled(undefined, { name: 'o'.repeat(50) });
    const [{ metadata: { name } }] = ofKind(made.app, 'CronJob');
    expect([name.length, name.slice(0, 27)]).toEqual([47, 'o'.repeat(27)]);
    expect(findings(made.app)).toEqual([]);
  });

  test('of another database elsewhere reads its archive', () => {
    const { app, chart } = shop();
    const { waivers, ...props } = ORDERS;
    new RestoreDrill(chart, 'Drill', { source: PostgresArchive.of({ ...props, platform: platformOf(chart), namespace: 'berlin' }) });
    const cluster = clusterOf({ app } as Orders);
    expect([cluster.metadata.namespace, theOne(app, 'ObjectStore', `${DRILL}-source`).spec.configuration.destinationPath]).toEqual(['berlin-drills', 's3://acme-backups/berlin/orders']);
    expect(theOne(app, 'CronJob', DRILL).metadata.annotations).toEqual({ 'cdk8s-databases.io/restore-drill': 'berlin/orders' });
  });

  test('of an archive elsewhere counts for no database', () => {
    const { app, chart } = shop();
    const { waivers, ...props } = ORDERS;
    const source = PostgresArchive.of({ ...props, platform: platformOf(chart), namespace: 'berlin', destinationPath: 's3://elsewhere/orders', serverName: 'orders' });
    new RestoreDrill(chart, 'Drill', { source });
    expect(theOne(app, 'CronJob', DRILL).metadata).not.toHaveProperty('annotations');
  });

  test('is there for a restored database, too, which then passes the checklist', () => {
    const { app, chart, database } = drilled();
    new PitrRestore(chart, 'Rewind', { source: database, name: 'orders-0324', to: RecoveryPoint.latest() });
    expect(ofKind(app, 'CronJob').map(({ metadata }) => metadata.name)).toEqual([DRILL, 'orders-0324-restore-drill']);
    expect(findings(app)).toEqual([]);
  });

  test('is there for a restored database whose source has one of its own instead', () => {
    const { app, chart, database } = drilled(RestoreDrillPlan.none());
    new RestoreDrill(chart, 'Drill', { source: database });
    new PitrRestore(chart, 'Rewind', { source: database, name: 'orders-0324', to: RecoveryPoint.latest() });
    expect(ofKind(app, 'CronJob').map(({ metadata }) => metadata.name).sort()).toEqual(['orders-0324-restore-drill', DRILL]);
    expect(findings(app)).toEqual([]);
  });
});

describe('when it runs', () => {
  const scheduleOf = (more: Partial<PostgresClusterProps>) => theOne(drilled(undefined, more).app, 'CronJob', `${more.name}-restore-drill`).spec.schedule;

  test('follows from the name, is the same every time, and a hundred databases do not drill at once', () => {
    const schedules = Array.from({ length: 100 }, (_, i) => scheduleOf({ name: `orders-${i}` }));
    expect(scheduleOf({ name: 'orders-7' })).toBe(schedules[7]);
    expect(new Set(schedules).size).toBeGreaterThan(90);
    expect(new Set(schedules.map((cron) => cron.split(' ')[4])).size).toBe(7);
  });

  test('is in no hour in which a backup begins', () => {
    const schedule = Schedule.cron('0 0-9,11-23 * * *');
    const hours = Array.from({ length: 20 }, (_, i) => scheduleOf({ name: `orders-${i}`, backup: { schedule } }).split(' ')[1]);
    expect(new Set(hours)).toEqual(new Set(['10']));
  });

  test('is some hour where backups begin in all', () => {
    expect(scheduleOf({ name: 'orders', backup: { schedule: Schedule.cron('0 * * * *') } })).toMatch(/^\d+ \d+ \* \* [0-6]$/);
  });
});

describe('by default there is none', () => {
  test.each<[string, Partial<DatabasePlatformProps>]>([
    ['without an object store', { backups: undefined }],
    ['where the credentials exist beside the database alone', { backups: store({ credentials: SECRET }) }],
    ['where the store\'s CA does', { backups: store({ endpoint: 'https://s3.example.com', endpointCa: { name: 'ca', key: 'ca.crt' } }) }],
    ['where the secret store does', { secrets: SecretStore.namespaced('vault') }],
    ['where a storage class keeps its volumes and somebody else made it', { storageClass: DatabaseStorageClass.existing('fast', { reclaimPolicy: ReclaimPolicy.RETAIN }) }],
    ['where the platform makes no namespaces', { createNamespaces: false }],
  ])('%s, and the checklist asks for it', (_, platform) => {
    const { app } = drilled(undefined, {}, platform);
    expect(ofKind(app, 'CronJob')).toEqual([]);
    expect(failedRules(app)).toContain('restore-drill');
  });

  test.each([
    ['waives it', Waiver.of({ rule: 'restore-drill', reason: 'rehearsed by hand each quarter' })],
    ['is not for production', Waiver.notForProduction('a preview')],
  ])('for a database that %s', (_, waiver) => {
    expect(ofKind(drilled(undefined, { waivers: [waiver] }).app, 'CronJob')).toEqual([]);
  });

  test('and there is one where somebody says that what it takes is there', () => {
    const platform = { backups: store({ credentials: SECRET }), storageClass: DatabaseStorageClass.existing('fast'), drillStorageClass: DatabaseStorageClass.existing('scratch', { reclaimPolicy: ReclaimPolicy.DELETE }), createNamespaces: false };
    const made = drilled(RestoreDrillPlan.of({ secretsPresent: true, namespace: 'scratch' }), {}, platform);
    // drills of other namespaces may share that one
    const { spec, metadata } = clusterOf(made, 'shop-orders-restore-drill');
    expect([spec.storage.storageClass, metadata.namespace]).toEqual(['scratch', 'scratch']);
    expect(failedRules(made.app)).not.toContain('restore-drill');
  });
});

describe('is refused', () => {
  test.each<[string, Partial<RestoreDrillProps>, Partial<DatabasePlatformProps>, string]>([
    ['without a source', { source: undefined }, {}, 'source must be a database that can be restored, or the archive of one, got nothing; give a PostgresCluster, a MySqlCluster or a MongoReplicaSet'],
    ['of something else', { source: {} as IRestorable }, {}, 'source must be a database that can be restored, or the archive of one, got "Object"; give a PostgresCluster, a MySqlCluster or a MongoReplicaSet'],
    ['without backups', {}, { backups: undefined }, 'source must have backups: its platform has no object store, got "orders"; '
      + 'a database that was never backed up cannot be restored; give the platform `backups`'],
    ['with a Secret that exists beside the database alone', {}, { backups: store({ credentials: SECRET }) },
      'backups.credentials must not be a Secret that somebody makes beside the database, got "aws-creds"; what exists beside the database alone does not exist in the drill\'s namespace: '
      + 'use ObjectStoreCredentials.secretStore or workloadIdentity, at least as readOnlyCredentials, or make it there and say so by secretsPresent'],
    ['with a CA that does', {}, { backups: store({ endpoint: 'https://s3.example.com', endpointCa: { name: 'store-ca', key: 'ca.crt' } }) },
      'backups.endpointCa must not be a Secret that somebody makes beside the database, got "store-ca"; what exists beside the database alone does not exist in the drill\'s namespace: '
      + 'make it there and say so by secretsPresent'],
    ['with a secret store that does', {}, { secrets: SecretStore.namespaced('vault') },
      'platform.secrets must not be a store that somebody makes in each namespace, got "vault"; what exists beside the database alone does not exist in the drill\'s namespace: '
      + 'use SecretStore.cluster, or make it there and say so by secretsPresent'],
    ['with volumes that would be left over', {}, { storageClass: DatabaseStorageClass.existing('fast') },
      'platform.drillStorageClass must be given where a storage class exists and keeps its volumes, got "fast"; each run would leave its volumes behind: '
      + 'name one with reclaimPolicy Delete by DatabaseStorageClass.existing(name, { reclaimPolicy: ReclaimPolicy.DELETE })'],
    ['in the namespace of the database', { namespace: 'shop' }, {},
      'namespace must differ from the database\'s, got "shop"; what may remove databases has no right where a living one is: choose another, or leave it out'],
    ['in a namespace that nobody makes', {}, { createNamespaces: false },
      'namespace must be given where the platform makes no namespaces, got nothing; name one that exists, and is there for drills'],
    ['with a name that is too long', { name: 'd'.repeat(48) }, {}, `name must be at most 47 characters, got "${'d'.repeat(48)}"; shorten it by 1`],
    ['with half a minute', { recoveryTime: Duration.seconds(30) }, {}, 'recoveryTime must be whole minutes, at least one, got "30 s"; give for example Duration.hours(4)'],
    ['with a recovery point of no time', { recoveryPoint: Duration.seconds(0) }, {}, 'recoveryPoint must be whole seconds, at least one, got "0 s"; give for example Duration.minutes(15)'],
    ['with a malformed namespace', { namespace: 'Drills' }, {},
      'namespace must be the name of a namespace (lower-case letters, digits and "-", at most 63 characters), got "Drills"; choose such a name'],
    ['that asks a database that there is not', { assertions: [RestoreAssertion.rows({ table: 'a', database: 'b' })] }, {},
      'verification.assertions must name a database of the source (app), got "b"; correct the name'],
  ])('%s', (_, more, platform, message) => {
    expect(() => explicit(more, {}, platform)).toThrow(new Error(message));
  });

  test('a second one of the same name', () => {
    const { chart, database } = drilled();
    expect(() => new RestoreDrill(chart, 'Drill', { source: database })).toThrow(new Error('source must have one restore drill shop-drills/orders-restore-drill: '
      + 'it has chart/Orders/RestoreDrill, got "orders"; say in its restoreDrill what the drill is to look at: RestoreDrillPlan.of({ assertions }); '
      + 'a second drill has a name of its own, and RestoreDrillPlan.none() takes the first away'));
    expect(() => new RestoreDrill(chart, 'Other', { source: database, name: 'orders-monthly' })).not.toThrow();
  });

  test.each<[string, (chart: Chart, props: PostgresClusterProps) => void]>([
    ['before it', (chart, props) => new PostgresCluster(chart, 'Living', { ...props, name: 'living', namespace: 'shop-drills' })],
    ['as it was asked for', (chart, props) => new PostgresCluster(chart, 'Living', { ...props, name: 'living', restoreDrill: RestoreDrillPlan.of({ namespace: 'shop' }), namespace: 'pay' })],
  ])('where a database lives, made %s', (_, add) => {
    const { chart, database } = drilled();
    expect(() => add(chart, { ...ORDERS, platform: database._settings.platform })).toThrow(/^namespace must have either databases or drills: it has the (drills|databases) of chart\/Orders/);
  });

  test('a storage class of drills that keeps its volumes', () => {
    expect(() => drilled(undefined, {}, { ...PLATFORM, drillStorageClass: DatabaseStorageClass.existing('scratch') })).toThrow(new Error(
      'drillStorageClass must delete its volumes with their claims, got "scratch"; attest it: DatabaseStorageClass.existing(name, { reclaimPolicy: ReclaimPolicy.DELETE })'));
  });
});
