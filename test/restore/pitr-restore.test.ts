import { Duration, Size } from 'cdk8s';
import { Capability, Cpu, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import {
  BaseBackup, Compute, FailoverDrill, IRestorable, MaintenanceWindow, ObjectStore, ObjectStoreCredentials, PitrRestore, PitrRestoreProps,
  PostgresArchive, PostgresCluster, PostgresVersion, RecoveryPoint, RestoreAssertion, RestoreVerification, Schedule, SecretRef, Waiver,
} from '../../src';
import { ORDERS, orders, Orders, PLATFORM, platformOf, shop } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { SEED } from '../support/seed';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const POINT = '2026-03-24T10:30:00Z';
const EPOCH = process.env.SOURCE_DATE_EPOCH;
beforeAll(() => { process.env.SOURCE_DATE_EPOCH = String(Date.parse('2026-03-25T00:00:00Z') / 1000); });
afterAll(() => { if (EPOCH === undefined) delete process.env.SOURCE_DATE_EPOCH; else process.env.SOURCE_DATE_EPOCH = EPOCH; });

interface Rewound extends Orders {
  readonly restore: PitrRestore;
}

function rewound(more: Partial<PitrRestoreProps> = {}, ...given: Parameters<typeof orders>): Rewound {
  const made = orders(...given);
  const restore = new PitrRestore(made.chart, 'Rewind', { source: made.database, name: 'orders-0324', to: RecoveryPoint.time(POINT), ...more });
  return { ...made, restore };
}

function recovery(more: Partial<PitrRestoreProps> = {}): any {
  return theOne(rewound(more).app, 'Cluster', 'orders-0324').spec.bootstrap.recovery;
}

test('a restore of a production database passes the checklist and the schemas', () => {
  const { app } = rewound();
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

describe('the restored database', () => {
  test('reads the archive of its source by the name under which that writes, and from an ObjectStore that deletes nothing', () => {
    const { app } = rewound();
    expect(theOne(app, 'Cluster', 'orders-0324').spec.externalClusters).toEqual([{
      name: 'orders', plugin: { name: 'barman-cloud.cloudnative-pg.io', parameters: { barmanObjectName: 'orders-0324-source', serverName: 'orders-pg17' } },
    }]);
    const { spec } = theOne(app, 'ObjectStore', 'orders-0324-source');
    expect(spec).not.toHaveProperty('retentionPolicy');
    expect(spec.configuration).toEqual(theOne(app, 'ObjectStore', 'orders-backups').spec.configuration);
  });

  test('archives to a path of its own', () => {
    const { app } = rewound();
    expect(theOne(app, 'Cluster', 'orders-0324').spec.plugins[0].parameters).toEqual({ barmanObjectName: 'orders-0324-backups', serverName: 'orders-0324-pg17' });
    expect(theOne(app, 'ObjectStore', 'orders-0324-backups').spec.configuration.destinationPath).toBe('s3://acme-backups/shop/orders-0324');
  });

  test('is what its source is, but for its name and where it comes from', () => {
    const source = { instances: 5, parameters: { 'work_mem': '5MB', 'auto_explain.log_min_duration': '1s' }, tablespaces: [{ name: 'hot', storage: Size.gibibytes(20) }] };
    const { app } = rewound({}, source);
    const spec = (name: string) => JSON.parse(JSON.stringify(theOne(app, 'Cluster', name).spec).replaceAll('orders-0324', 'orders'));
    const { bootstrap, externalClusters, postgresql: { pg_hba, ...postgresql }, ...restored } = spec('orders-0324');
    const { bootstrap: initdb, postgresql: { pg_hba: hba, ...parameters }, ...original } = spec('orders');
    expect({ ...restored, postgresql }).toEqual({ ...original, postgresql: parameters });
    expect(pg_hba).toEqual([...hba, 'hostssl all restore_verifier all cert']);
    expect([Object.keys(bootstrap), Object.keys(initdb)]).toEqual([['recovery'], ['initdb']]);
  });

  test('has the passwords of its source, under names of its own', () => {
    const { app } = rewound({}, { roles: [{ name: 'reporting', password: SecretRef.of('reporting-password', { managedBy: 'Vault Agent' }) }] });
    expect(theOne(app, 'ExternalSecret', 'orders-0324-role-app').spec.data[0].remoteRef.key).toBe('databases/shop/orders/app');
    const passwords = theOne(app, 'Cluster', 'orders-0324').spec.managed.roles.map((role: any) => [role.name, role.passwordSecret.name]);
    expect(passwords).toEqual([['app', 'orders-0324-role-app'], ['reporting', 'reporting-password']]);
  });

  test('has the roles of its source\'s clients, whether they were let in before or after the restore was written', () => {
    const { app, chart, database, restore } = rewound();
    database.grantConnect(client(chart, 'after'), { role: 'late' });
    expect(theOne(app, 'Cluster', 'orders-0324').spec.managed.roles.map((role: any) => role.name)).toEqual(['app', 'late']);
    restore.database.grantConnect(client(chart, 'moved'), { role: 'late' });
    expect(theOne(app, 'Cluster', 'orders-0324').spec.managed.roles.map((role: any) => role.name)).toEqual(['app', 'late']);
    expect(theOne(app, 'ExternalSecret', 'orders-0324-role-late').spec.data[0].remoteRef.key).toBe('databases/shop/orders/late');
  });

  test('lets clients in from other namespaces, with the source\'s password', () => {
    const { app, chart, restore } = rewound();
    restore.database.grantConnect(client(chart, 'backend', 'web'));
    expect(theOne(app, 'ExternalSecret', 'orders-0324-role-app', 'web').spec.data[0].remoteRef.key).toBe('databases/shop/orders/app');
  });

  test('says what it was restored from', () => {
    const { annotations } = theOne(rewound({}, { backup: { retention: Duration.days(45) } }).app, 'Cluster', 'orders-0324').metadata;
    expect(JSON.parse(annotations['cdk8s-databases.io/restored'])).toEqual({ from: 'shop/orders', retentionDays: 45 });
  });

  test('can be restored itself', () => {
    const { app, chart, restore } = rewound();
    new PitrRestore(chart, 'Again', { source: restore.database as PostgresCluster, name: 'orders-0325', to: RecoveryPoint.latest() });
    expect(theOne(app, 'Cluster', 'orders-0325').spec.externalClusters[0].plugin.parameters.serverName).toBe('orders-0324-pg17');
    expect(theOne(app, 'ExternalSecret', 'orders-0325-role-app').spec.data[0].remoteRef.key).toBe('databases/shop/orders/app');
    expect(findings(app)).toEqual([]);
  });

  test('may be smaller in CPU and memory, and still replays what its source wrote', () => {
    const { app } = rewound({ compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(6) }) });
    const { parameters } = theOne(app, 'Cluster', 'orders-0324').spec.postgresql;
    expect(parameters.max_connections).toBe(theOne(app, 'Cluster', 'orders').spec.postgresql.parameters.max_connections);
    expect(parameters.shared_buffers).toBe('1536MB');
  });

  test('waives what its source waives, or what it says', () => {
    const waivers = [Waiver.notForProduction('a look at old data')];
    expect(failedRules(rewound({ waivers, instances: 1 }).app)).toEqual([]);
    expect(failedRules(rewound({ instances: 1 }).app)).toContain('three-instances');
  });
});

describe('the recovery target', () => {
  const FROM = BaseBackup.id('20260324T030000');
  test.each<[string, Partial<PitrRestoreProps>, object | undefined]>([
    ['a moment', { to: RecoveryPoint.time(POINT) }, { targetTime: POINT }],
    ['a moment without what happened in it', { to: RecoveryPoint.time(POINT, { inclusive: false }) }, { targetTime: POINT, exclusive: true }],
    ['the newest', { to: RecoveryPoint.latest() }, undefined],
    ['the newest from a backup', { to: RecoveryPoint.latest(), from: FROM }, { backupID: '20260324T030000' }],
    ['a place in the log', { to: RecoveryPoint.lsn('0/3000028') }, { targetLSN: '0/3000028' }],
    ['the end of a backup', { to: RecoveryPoint.immediate(), from: FROM }, { backupID: '20260324T030000', targetImmediate: true }],
    ['a transaction', { to: RecoveryPoint.transaction('735', { inclusive: false }), from: FROM }, { backupID: '20260324T030000', targetXID: '735', exclusive: true }],
    ['a restore point', { to: RecoveryPoint.restorePoint('before'), from: FROM }, { backupID: '20260324T030000', targetName: 'before' }],
  ])('is %s', (_, more, target) => {
    expect(recovery(more).recoveryTarget).toEqual(target);
  });

  test('may start from snapshots of all volumes, with the log from the archive', () => {
    const from = BaseBackup.snapshot({ data: 'orders-1', wal: 'orders-1-wal', tablespaces: { hot: 'orders-1-tbs-hot' } });
    const { app } = rewound({ from, to: RecoveryPoint.immediate() }, { tablespaces: [{ name: 'hot', storage: Size.gibibytes(20) }] });
    const snapshot = (name: string) => ({ apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name });
    expect(theOne(app, 'Cluster', 'orders-0324').spec.bootstrap.recovery).toMatchObject({
      source: 'orders',
      volumeSnapshots: { storage: snapshot('orders-1'), walStorage: snapshot('orders-1-wal'), tablespaceStorage: { hot: snapshot('orders-1-tbs-hot') } },
      recoveryTarget: { targetImmediate: true },
    });
  });

  test('that is still to come fails the synth', () => {
    expect(failedRules(rewound({ to: RecoveryPoint.time('2026-03-25T00:00:01Z') }).app)).toEqual(['recovery-window']);
  });

  test('from before what the source keeps fails the synth, unless somebody waives it with a reason', () => {
    const old = { to: RecoveryPoint.time('2026-02-22T00:00:00Z') };
    expect(failedRules(rewound(old).app)).toEqual(['recovery-window']);
    const waivers = [...ORDERS.waivers, Waiver.of({ rule: 'recovery-window', reason: 'the bucket keeps versions for a year' })];
    expect(failedRules(rewound({ ...old, waivers }).app)).toEqual([]);
  });
});

test('a source with a failover drill is restored without one, and says so', () => {
  const { app, chart, database } = orders({ waivers: [] });
  const window = MaintenanceWindow.of({ schedule: Schedule.daily('03:00'), duration: Duration.hours(1) });
  new FailoverDrill(chart, 'FailoverDrill', { source: database, window });
  new PitrRestore(chart, 'Rewind', { source: database, name: 'orders-0324', to: RecoveryPoint.latest() });
  expect(failedRules(app)).toEqual([]);
  const [, restored] = ofKind(app, 'Cluster');
  expect(restored.metadata.annotations['cdk8s-databases.io/waivers']).toContain('restored from orders; rehearsed when it is kept, as a PostgresCluster');
});

describe('a restore is refused', () => {
  test.each<[string, Partial<PitrRestoreProps>, string]>([
    ['under its source\'s name', { name: 'orders' },
      'name must differ from the source\'s in its namespace, got "orders"; a restore is a database of its own, which archives under its own name: choose for example "orders-restored"'],
    ['without a recovery point', { to: undefined }, 'to must be a RecoveryPoint, got nothing; choose one, for example RecoveryPoint.latest() or RecoveryPoint.time("2026-03-24T10:30:00Z")'],
    ['without a source', { source: undefined },
      'source must be a database that can be restored, or the archive of one, got nothing; give a PostgresCluster, a MySqlCluster or a MongoReplicaSet'],
    ['of something else', { source: {} as IRestorable },
      'source must be a database that can be restored, or the archive of one, got "Object"; give a PostgresCluster, a MySqlCluster or a MongoReplicaSet'],
    ['into less data', { storage: Size.gibibytes(99) },
      'storage must be at least the source\'s (102400 MiB), got "101376 MiB"; what fills more than the volume cannot be restored: leave it out for as much'],
    ['into less log', { walStorage: Size.gibibytes(19) },
      'walStorage must be at least the source\'s (20480 MiB), got "19456 MiB"; what fills more than the volume cannot be restored: leave it out for as much'],
    ['to the end of a backup that is not named', { to: RecoveryPoint.immediate() },
      'from must be given with a recovery point of kind immediate, for which no backup can be found by itself, got nothing; name the base backup by BaseBackup.id or BaseBackup.snapshot'],
    ['to a transaction without a backup', { to: RecoveryPoint.transaction('735') },
      'from must be given with a recovery point of kind transaction, for which no backup can be found by itself, got nothing; name the base backup by BaseBackup.id or BaseBackup.snapshot'],
    ['to a restore point without a backup', { to: RecoveryPoint.restorePoint('a') },
      'from must be given with a recovery point of kind restore-point, for which no backup can be found by itself, got nothing; name the base backup by BaseBackup.id or BaseBackup.snapshot'],
    ['from a backup that was made later', { from: BaseBackup.id('20260324T103001') },
      `from must be a backup from before the recovery point (${POINT}), got "20260324T103001"; name an earlier one, or leave it out: the last one before the point is found`],
    ['from a snapshot of a tablespace that there is not', { from: BaseBackup.snapshot({ data: 'a', wal: 'b', tablespaces: { hot: 'c' } }) },
      'from.tablespaces must name tablespaces of the source (it has none), got "hot"; remove it'],
    ['with an assertion on another\'s database', { verification: RestoreVerification.of({ assertions: [RestoreAssertion.rows({ table: 'a', database: 'b' })] }) },
      'verification.assertions must name a database of the source (app), got "b"; correct the name'],
    ['with newest rows and no moment', {
      to: RecoveryPoint.lsn('0/3000028'),
      verification: RestoreVerification.of({ assertions: [RestoreAssertion.newest({ table: 'a', column: 'b', within: Duration.minutes(1) })] }),
    }, 'verification.assertions must have no RestoreAssertion.newest with a recovery point that is no moment, got "lsn"; compare with a time of your own by RestoreAssertion.sql'],
    ['with more instances than nodes', { instances: 10 },
      'instances must be at most the number of nodes in the platform\'s pool (9), got 10; each instance wants a node of its own: add nodes'],
    ['with a name beyond ASCII', { name: 'größe' },
      'name must be a DNS label (lower-case letters, digits and "-", starting with a letter, ending with a letter or digit), got "größe"; choose such a name'],
    ['with a name that the pods of its Job could not carry', { name: 'r'.repeat(48) }, `name must be at most 47 characters, got "${'r'.repeat(48)}"; shorten it by 1`],
    ['with a name that the pods of its Job could not carry, from a snapshot', { name: 'r'.repeat(44), from: BaseBackup.snapshot({ data: 'a', wal: 'b' }) },
      `name must be at most 43 characters, got "${'r'.repeat(44)}"; shorten it by 1`],
  ])('%s', (_, more, message) => {
    expect(() => rewound(more)).toThrow(new Error(message));
  });

  test('where the source has no backups', () => {
    expect(() => rewound({}, {}, { backups: undefined })).toThrow(new Error('source must have backups: its platform has no object store, got "orders"; '
      + 'a database that was never backed up cannot be restored; give the platform `backups`'));
  });

  test('where a tablespace of the source has no snapshot', () => {
    expect(() => rewound({ from: BaseBackup.snapshot({ data: 'a', wal: 'b' }) }, { tablespaces: [{ name: 'hot', storage: Size.gibibytes(20) }] }))
      .toThrow(new Error('from.tablespaces.hot must be given: the source has that tablespace, got nothing; name the snapshot of its volume'));
  });

  test('with too little memory for what its source was given', () => {
    const compute = Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(2) });
    expect(() => rewound({ compute }, { parameters: { work_mem: '8MB' } })).toThrow(new Error('compute must carry the parameters of the source, with which its log has to be replayed, '
      + 'got "2048 MiB"; give more memory or leave it out (parameters.max_connections must be at most 192: each may use work_mem (8MB) of the 1536 MiB that compute.memory leaves beside '
      + 'shared_buffers, got 256; lower it or work_mem, give more memory, or put a pooler in front)'));
  });

  test('where the source has the role of the verification', () => {
    expect(() => rewound({}, { roles: [{ name: 'restore_verifier' }] }))
      .toThrow(new Error('roles must not name restore_verifier, which verifies restores, got "restore_verifier"; rename it in the source, or restore with RestoreVerification.none()'));
  });

  test('twice under one name', () => {
    const { chart, database } = rewound();
    expect(() => new PitrRestore(chart, 'Again', { source: database, name: 'orders-0324', to: RecoveryPoint.latest() })).toThrow('name must lead to names that are unique in the app');
  });
});

describe('the verification', () => {
  const ASSERTIONS = [
    RestoreAssertion.sql('SELECT count(*) > 10 FROM orders'),
    RestoreAssertion.newest({ table: 'billing.invoices', column: 'at', within: Duration.minutes(5), database: 'app' }),
  ];

  test('is a Job that is another one when it asks something else, and the same one otherwise', () => {
    const job = (...assertions: RestoreAssertion[]) => ofKind(rewound({ verification: RestoreVerification.of({ assertions }) }).app, 'Job')[0].metadata.name;
    expect(job(...ASSERTIONS)).toBe(job(...ASSERTIONS));
    expect(job(...ASSERTIONS)).not.toBe(job());
    expect(job()).toMatch(/^orders-0324-verify-[0-9a-z]{5}$/);
  });

  test('asks what it is told, of the database and the moment that it is about', () => {
    const { app } = rewound({ verification: RestoreVerification.of({ assertions: ASSERTIONS }) });
    const [{ data, metadata }] = ofKind(app, 'ConfigMap').filter((map) => map.metadata.name.startsWith('orders-0324-verify-'));
    expect(data).toMatchObject({
      'database': 'app',
      'recovery-point': POINT,
      '001.sql': 'SELECT count(*) > 10 FROM orders',
      '001.database': 'app',
      '002.sql': 'SELECT max("at") FROM "billing"."invoices"',
      '002.database': 'app',
      '002.within': '300',
    });
    expect(data).not.toHaveProperty('001.within');
    expect(ofKind(app, 'Job')[0].spec.template.spec.volumes).toContainEqual({ name: 'verification', configMap: { name: metadata.name } });
  });

  test('compares with now where the newest is restored', () => {
    const [{ data }] = ofKind(rewound({ to: RecoveryPoint.latest() }).app, 'ConfigMap').filter((map) => map.metadata.name.startsWith('orders-0324-verify-'));
    expect(data['recovery-point']).toBe('now');
  });

  test('logs in as a role that only reads, with a certificate and no password', () => {
    const { app } = rewound();
    expect(theOne(app, 'DatabaseRole', 'orders-0324-verifier').spec).toMatchObject({
      cluster: { name: 'orders-0324' }, name: 'restore_verifier', inRoles: ['pg_read_all_data'], clientCertificate: { enabled: true }, databaseRoleReclaimPolicy: 'delete',
    });
  });

  test('is let in and out by NetworkPolicies of its own', () => {
    const { app } = rewound();
    expect(theOne(app, 'NetworkPolicy', 'orders-0324-verify').spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    // the API server would drop an empty list, and see a change at each apply
    expect(theOne(app, 'NetworkPolicy', 'orders-0324-verify').spec).not.toHaveProperty('ingress');
    const labels = { 'cdk8s-databases.io/verifies': 'orders-0324' };
    expect(ofKind(app, 'Job')[0].spec.template.metadata.labels).toEqual(labels);
    expect(theOne(app, 'NetworkPolicy', 'orders-0324-verify').spec.podSelector.matchLabels).toEqual(labels);
    expect(theOne(app, 'NetworkPolicy', 'orders-0324').spec.ingress).toContainEqual({ from: [{ podSelector: { matchLabels: labels } }], ports: [{ port: 5432, protocol: 'TCP' }] });
  });

  test('may be left out', () => {
    const { app } = rewound({ verification: RestoreVerification.none() });
    expect([...ofKind(app, 'Job'), ...ofKind(app, 'DatabaseRole')]).toEqual([]);
    expect(theOne(app, 'Cluster', 'orders-0324').spec.postgresql.pg_hba).toEqual(['hostnossl all all all reject']);
    expect(findings(app)).toEqual([]);
  });
});

describe('the archive of a database that is gone', () => {
  function recovered(more: object = {}, platform: Parameters<typeof platformOf>[1] = {}) {
    const { app, chart } = shop();
    const source = PostgresArchive.of({ ...ORDERS, platform: platformOf(chart, platform), ...more });
    const restore = new PitrRestore(chart, 'Recovery', { source, name: 'orders-2', to: RecoveryPoint.latest() });
    return { app, chart, restore };
  }

  test('is found where a database with these props would have left it', () => {
    const { app } = recovered();
    expect(theOne(app, 'ObjectStore', 'orders-2-source').spec.configuration.destinationPath).toBe('s3://acme-backups/shop/orders');
    expect(theOne(app, 'Cluster', 'orders-2').spec.externalClusters[0].plugin.parameters.serverName).toBe('orders-pg17');
    expect(ofKind(app, 'Cluster')).toHaveLength(1);
    expect(findings(app)).toEqual([]);
    expect(written(app).flatMap(schemaErrors)).toEqual([]);
  });

  test('is found where it is said to be, with its own credentials', () => {
    const store = ObjectStore.s3({ bucket: 'old-backups', endpoint: 'https://s3.old.example.com:9000', credentials: ObjectStoreCredentials.secretStore('databases/old-store') });
    const { app } = recovered({ store, destinationPath: 's3://old-backups/pg', serverName: 'shop-db', version: PostgresVersion.V16 });
    const { configuration } = theOne(app, 'ObjectStore', 'orders-2-source').spec;
    expect(configuration).toMatchObject({ destinationPath: 's3://old-backups/pg', endpointURL: 'https://s3.old.example.com:9000', s3Credentials: { accessKeyId: { name: 'orders-2-source' } } });
    expect(theOne(app, 'ExternalSecret', 'orders-2-source').spec.data[0].remoteRef).toEqual({ key: 'databases/old-store', property: 'ACCESS_KEY_ID' });
    expect(theOne(app, 'Cluster', 'orders-2').spec.externalClusters[0].plugin.parameters.serverName).toBe('shop-db');
    // both stores' ports
    expect(JSON.stringify(theOne(app, 'NetworkPolicy', 'orders-2').spec.egress)).toContain('"port":9000');
    expect(findings(app)).toEqual([]);
  });

  test('lies under the namespace that the database had, wherever it is restored', () => {
    const { app } = recovered({ namespace: 'old-shop' });
    expect(theOne(app, 'Cluster', 'orders-2').metadata.namespace).toBe('old-shop');
    const { app: other, chart } = shop();
    const source = PostgresArchive.of({ ...ORDERS, platform: platformOf(chart), namespace: 'old-shop' });
    new PitrRestore(chart, 'Recovery', { source, name: 'orders', namespace: 'shop', to: RecoveryPoint.latest() });
    expect(theOne(other, 'ObjectStore', 'orders-source').spec.configuration.destinationPath).toBe('s3://acme-backups/old-shop/orders');
    expect(theOne(other, 'ObjectStore', 'orders-backups').spec.configuration.destinationPath).toBe('s3://acme-backups/shop/orders');
  });

  test.each([
    [{ serverName: '' }, 'serverName must not be empty, got ""; name the folder that holds base and wals'],
    [{ serverName: 'a/b' }, 'serverName must be the name of one folder, got "a/b"; give the folder below destinationPath that holds base and wals'],
    [{ destinationPath: 'acme-backups/shop' },
      'destinationPath must be the URL of a folder, got "acme-backups/shop"; give destinationPath of the ObjectStore that the database had, for example "s3://acme-db-backups/database/orders"'],
    [{ storage: Size.gibibytes(0) }, 'storage must be whole MiB, at least 1024, got "0 MiB"; give for example Size.gibibytes(100)'],
  ])('with %p is refused', (more, message) => {
    expect(() => recovered(more)).toThrow(new Error(message));
  });

  test('whose store is entered with another identity than the new backups is refused', () => {
    const identity = (role: string) => ObjectStoreCredentials.workloadIdentity({ 'eks.amazonaws.com/role-arn': `arn:aws:iam::111122223333:role/${role}` });
    const store = ObjectStore.s3({ bucket: 'old-backups', credentials: identity('old') });
    const backups = ObjectStore.s3({ bucket: 'new-backups', credentials: identity('new') });
    expect(() => recovered({ store }, { backups })).toThrow('store must be entered with the identity of the platform\'s own object store, got ');
    expect(findings(recovered({ store: ObjectStore.s3({ bucket: 'old-backups', credentials: identity('new') }) }, { backups }).app)).toEqual([]);
  });

  test('whose store is entered with a Secret that nothing brings is refused', () => {
    const store = ObjectStore.s3({ bucket: 'old-backups', credentials: ObjectStoreCredentials.secretStore('databases/old-store') });
    const given = { secrets: undefined, backups: undefined };
    expect(() => recovered({ store, owner: { name: 'app', password: SecretRef.of('login') } }, given)).toThrow(new Error('store.credentials must come from where '
      + 'the platform has a secret store, got "ObjectStoreCredentials.secretStore"; give the platform `secrets`, or use ObjectStoreCredentials.secret'));
  });

  test('may not be written into by what is restored from it', () => {
    const { chart } = shop();
    const source = PostgresArchive.of({ ...ORDERS, platform: platformOf(chart) });
    expect(() => new PitrRestore(chart, 'Recovery', { source, name: 'orders', to: RecoveryPoint.latest() })).toThrow('name must differ from the source\'s in its namespace');
  });
});

describe('the runbook', () => {
  test('names what there is: databases, path, server and Job', () => {
    const { app, restore } = rewound();
    for (const text of ['orders-0324', 's3://acme-backups/shop/orders', 'orders-pg17', ofKind(app, 'Job')[0].metadata.name, POINT, 'kubectl -n shop get objectstore orders-backups']) {
      expect(restore.runbook).toContain(text);
    }
  });

  test('has no step for a verification that there is not', () => {
    expect(rewound({ verification: RestoreVerification.none() }).restore.runbook).not.toContain('See whether it is right');
  });
});

test('no two databases of an app write to one place, whatever is restored from what', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'a-pg17', 'a-b', 'shop', 'b-pg17'), { minLength: 2, maxLength: 5 });
  fc.assert(fc.property(names, fc.infiniteStream(fc.nat()), fc.constantFrom(undefined, 'shop', 'shop/a', 'x'), (all, picks, prefix) => {
    const { app, chart } = shop();
    const platform = platformOf(chart, { backups: ObjectStore.s3({ bucket: 'acme-backups', prefix, credentials: PLATFORM.backups.credentials }) });
    const databases: PostgresCluster[] = [];
    for (const name of all) {
      const pick = picks.next().value;
      const namespace = ['shop', 'a', 'b'][pick % 3];
      databases.push(databases.length === 0 || pick % 2 === 0
        ? new PostgresCluster(chart, `Db-${name}`, { ...ORDERS, platform, name, namespace })
        : new PitrRestore(chart, `Db-${name}`, { source: databases[pick % databases.length], name, namespace, to: RecoveryPoint.latest() }).database as PostgresCluster);
    }
    const places = ofKind(app, 'Cluster').map(({ metadata, spec }) => {
      const { barmanObjectName, serverName } = spec.plugins[0].parameters;
      return `${theOne(app, 'ObjectStore', barmanObjectName, metadata.namespace).spec.configuration.destinationPath}/${serverName}`;
    });
    expect(new Set(places).size).toBe(all.length);
    expect(places.some((place) => places.some((other) => other !== place && other.startsWith(`${place}/`)))).toBe(false);
  }), { numRuns: 12, seed: SEED });
});

function client(chart: Orders['chart'], name: string, namespace = 'shop'): Deployment {
  return new Deployment(chart, `Client-${name}`, {
    metadata: { name, namespace },
    containers: [{
      image: 'registry.example.com/client:1',
      securityContext: { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } },
    }],
  });
}
