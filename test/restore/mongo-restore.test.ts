import { Duration, Size } from 'cdk8s';
import {
  BaseBackup, DatabasePlatformProps, IRestorable, MongoReplicaSetProps, MongoRole, ObjectStore, ObjectStoreCredentials, PitrRestore,
  PitrRestoreProps, RecoveryPoint, RestoreAssertion, RestoreDrill, RestoreDrillPlan, RestoreVerification, Schedule, SecretKeyRef, VeleroLocation,
  VeleroSchedule,
} from '../../src';
import { Sessions, sessions } from '../support/mongo';
import { schemaErrors } from '../support/schema-check';
import { findings, ofKind, theOne, written } from '../support/written';

const POINT = '2026-03-24T10:30:00.75Z';
const NAME = 'sessions-0324';
const store = (more: object) => ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-west-1', credentials: ObjectStoreCredentials.secretStore('databases/object-store'), ...more });
const ROWS = RestoreAssertion.rows({ table: 'carts', atLeast: 1000 });

interface Rewound extends Sessions {
  readonly restore: PitrRestore;
}

function rewound(more: Partial<PitrRestoreProps> = {}, ...given: Parameters<typeof sessions>): Rewound {
  const made = sessions(...given);
  return { ...made, restore: new PitrRestore(made.chart, 'Rewind', { source: made.database, name: NAME, to: RecoveryPoint.time(POINT), ...more }) };
}

function specOf({ app }: Sessions, name = NAME): any {
  return theOne(app, 'PerconaServerMongoDB', name).spec;
}

/** What the program reads, or the verification. */
function told({ app }: Sessions, prefix: string, file: string): any {
  return JSON.parse(ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(prefix)).data[file]);
}

const restoring = (made: Sessions) => told(made, `${NAME}-restore-`, 'restore.json');
const drill = (made: Sessions) => told(made, 'sessions-restore-drill-program-', 'drill.json');

test('a restore of a production database passes the checklist and the schemas', () => {
  const { app } = rewound();
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

describe('the restored database', () => {
  test('writes nowhere as long as it is a restore: its agents may have the source\'s store for their own', () => {
    const { backup } = specOf(rewound());
    expect([backup.enabled, backup.pitr, backup.tasks, backup.storages['object-store'].s3.prefix]).toEqual([true, { enabled: false }, [], 'shop/sessions-0324']);
  });

  test('is what its source is, but for its name, its backups and who verifies it', () => {
    const made = rewound({}, { instances: 5, database: 'carts', users: [{ name: 'indexer', roles: [MongoRole.read('search')] }] });
    const spec = (name: string) => JSON.parse(JSON.stringify(specOf(made, name)).replaceAll(NAME, 'sessions'));
    const { backup, users: [verifier, ...users], ...restored } = spec(NAME);
    const { backup: of, users: original, ...source } = spec('sessions');
    expect([restored, users]).toEqual([source, original]);
    expect(verifier.roles).toEqual([{ name: 'read', db: 'carts' }, { name: 'read', db: 'search' }]);
  });

  test('has the passwords of its source: its users come back with the data, the operator\'s too', () => {
    const { app } = rewound();
    const remote = (name: string) => theOne(app, 'ExternalSecret', name).spec.data.map(({ remoteRef }: any) => remoteRef.key);
    expect(remote(`${NAME}-users`)).toEqual(remote('sessions-users'));
    expect(remote(`${NAME}-user-app`)).toEqual(['databases/shop/sessions/app']);
  });

  test('is not kept by Velero: it has no backups of its own', () => {
    const { chart, restore } = rewound();
    expect(() => new VeleroSchedule(chart, 'Velero', { name: 'nightly', databases: [restore.database], location: VeleroLocation.existing('default') }))
      .toThrow(/^databases must have backups of their own/);
  });

  test('has no alert on backups that it does not make', () => {
    const { app } = rewound();
    const alerts = (name: string) => theOne(app, 'PrometheusRule', name).spec.groups[0].rules.map(({ alert }: any) => alert).filter((alert: string) => /Backup|PointInTime/.test(alert));
    expect([alerts(NAME), alerts('sessions').length > 0]).toEqual([[], true]);
  });
});

describe('the Job that restores', () => {
  test.each<[string, Partial<PitrRestoreProps>, object]>([
    ['a moment, in whole seconds', {}, { to: 'time', date: '2026-03-24 10:30:00' }],
    ['the newest', { to: RecoveryPoint.latest() }, { to: 'latest' }],
    ['the end of a backup', { to: RecoveryPoint.immediate(), from: BaseBackup.id('2026-03-24T03:00:00Z') }, { to: 'immediate', backup: '2026-03-24T03:00:00Z' }],
  ])('is told %s', (_, more, point) => {
    expect(restoring(rewound(more)).recovery).toEqual({
      source: { name: 'sessions', namespace: 'shop', storage: 'object-store' }, credentialsSecret: 'object-store-credentials-percona', marker: 'sessions-0324-restored', ...point,
    });
  });

  test('asks for the same restore by the same name, and for another by another', () => {
    const name = (more: Partial<PitrRestoreProps> = {}) => restoring(rewound(more)).restores[0].manifest.metadata.name;
    expect(name()).toBe(name({ verification: RestoreVerification.none() }));
    expect(name()).not.toBe(name({ to: RecoveryPoint.latest() }));
  });

  test('may read backups where the source is, and nothing else there', () => {
    const { app } = rewound({ namespace: 'elsewhere' });
    expect(ofKind(app, 'Role').filter(({ metadata }) => metadata.namespace === 'shop' && metadata.name.includes(NAME)).map(({ rules }) => rules)).toEqual([
      [{ apiGroups: ['psmdb.percona.com'], resources: ['perconaservermongodbbackups'], verbs: ['list'] }],
    ]);
  });

  test('verifies with the password that is in the secret store, which no manifest has', () => {
    const made = rewound({ verification: RestoreVerification.of({ assertions: [ROWS, RestoreAssertion.newest({ table: 'carts', column: 'audit.at', within: Duration.hours(1) })] }) });
    const { user, ...asked } = told(made, `${NAME}-verify-`, 'verification.json');
    expect(asked).toEqual({
      hosts: [0, 1, 2].map((i) => `sessions-0324-rs0-${i}.sessions-0324-rs0.shop.svc.cluster.local:27017`),
      replicaSet: 'rs0',
      database: 'app',
      databases: ['app'],
      recoveryPoint: '2026-03-24T10:30:00.75Z',
      assertions: [{ database: 'app', collection: 'carts', atLeast: 1000 }, { database: 'app', collection: 'carts', field: 'audit.at', withinSeconds: 3600 }],
    });
    expect(specOf(made).users[0]).toEqual({
      name: user, db: 'admin', passwordSecretRef: { name: 'sessions-0324-users', key: 'MONGODB_CLUSTER_MONITOR_PASSWORD' }, roles: [{ name: 'read', db: 'app' }],
    });
  });

  test('does not verify where nothing is to be looked at', () => {
    const made = rewound({ verification: RestoreVerification.none() });
    const { spec } = ofKind(made.app, 'Job').find(({ metadata }) => metadata.name.startsWith(NAME));
    expect([spec.template.spec.containers.map(({ name }: any) => name), spec.activeDeadlineSeconds, specOf(made).users.map(({ name }: any) => name)]).toEqual([['restore'], undefined, ['app']]);
  });
});

test.each<[string, Partial<PitrRestoreProps>, string]>([
  ['its source\'s name', { name: 'sessions' }, 'name must differ from the source\'s in its namespace, got "sessions"; a restore is a database of its own, which would otherwise overwrite its source: choose for example "sessions-restored"'],
  ['a name that is too long', { name: 'a'.repeat(41) }, `name must be at most 40 characters, got "${'a'.repeat(41)}"; shorten it by 1`],
  ['a place in a log that MongoDB does not have', { to: RecoveryPoint.lsn('16/B374D848') }, 'to must be RecoveryPoint.time, latest or immediate with MongoDB, whose oplog has no lsn, got "16/B374D848"; give the moment by RecoveryPoint.time'],
  ['the end of a backup that is not named', { to: RecoveryPoint.immediate() }, 'from must be given with a recovery point of kind immediate, for which no backup can be found by itself, got nothing; name the base backup by BaseBackup.id'],
  ['a backup from after the moment', { from: BaseBackup.id('2026-03-24T10:30:00Z') }, 'from must be a backup from before the recovery point (2026-03-24T10:30:00.75Z), got "2026-03-24T10:30:00Z"; name an earlier one, or leave it out: the last one before the point is found'],
  ['a backup of PostgreSQL', { from: BaseBackup.id('20260324T030000') }, 'from must be a backup of MongoDB, got "20260324T030000"; give status.pbmName of the PerconaServerMongoDBBackup, or the time in the name of a dump, for example "2026-03-24T03:00:00Z"'],
  ['snapshots', { from: BaseBackup.snapshot({ data: 'd', wal: 'w' }) }, 'from must be a backup in the object store with MongoDB, got "d"; name it by BaseBackup.id, or leave it out: the last one before the point is found'],
  ['SQL', { verification: RestoreVerification.of({ assertions: [RestoreAssertion.sql('SELECT true')] }) }, 'verification.assertions must be RestoreAssertion.rows or newest with MongoDB, which knows no SQL, got "SELECT true"; name a collection, and a field with a date'],
  ['an operator for a field', { verification: RestoreVerification.of({ assertions: [RestoreAssertion.newest({ table: 'carts', column: '$where', within: Duration.hours(1) })] }) }, 'verification.assertions must name a field, or a path of fields with "." between, got "$where"; write for example "createdAt" or "audit.at"'],
  ['a database that the source does not have', { verification: RestoreVerification.of({ assertions: [RestoreAssertion.rows({ table: 'carts', database: 'nowhere' })] }) }, 'verification.assertions must name a database of the source (app), got "nowhere"; correct the name'],
  ['a smaller volume', { storage: Size.gibibytes(50) }, 'storage must be at least the source\'s (102400 MiB), got "51200 MiB"; what fills more than the volume cannot be restored: leave it out for as much'],
  ['a volume for a log', { walStorage: Size.gibibytes(50) }, 'walStorage must be left out with MongoDB, whose log lies on the data volume, got "51200 MiB"; give storage instead'],
])('a restore is refused with %s', (_, more, message) => {
  expect(() => rewound(more)).toThrow(new Error(message));
});

test.each<[string, Partial<MongoReplicaSetProps>, Partial<DatabasePlatformProps>, string]>([
  ['without backups', {}, { backups: undefined }, 'source must have backups: its platform has no object store, got "sessions"; a database that was never backed up cannot be restored; give the platform `backups`'],
  ['with a CA of its store\'s own', {}, { backups: store({ endpoint: 'https://s3.example.com', endpointCa: SecretKeyRef.of('store-ca', 'ca.crt') }) }, 'platform.backups.endpointCa must be left out where a MongoReplicaSet is restored: Percona\'s operator '
    + '1.22.0 knows no CA of one\'s own when it restores, got "store-ca"; give the endpoint a certificate of a public CA, or restore by hand (docs/restoring.md)'],
])('a database %s is refused, to a restore and to a drill', (_, database, platform, message) => {
  expect(() => rewound({}, database, platform)).toThrow(new Error(message));
  expect(() => { const { chart, database: source } = sessions(database, platform); new RestoreDrill(chart, 'Drill', { source, name: 'second' }); }).toThrow(new Error(message));
});

test('a restore is no source: it makes no backups', () => {
  const { chart, restore } = rewound();
  const source = restore.database as unknown as IRestorable;
  const message = 'source must be kept as a MongoReplicaSet before it is restored itself: as a PitrRestore it makes no backups, got "sessions-0324"; restore sessions once more, under another name';
  expect(() => new PitrRestore(chart, 'Again', { source, name: 'again', to: RecoveryPoint.latest() })).toThrow(new Error(message));
  expect(() => new RestoreDrill(chart, 'Drill', { source })).toThrow(new Error(message));
});

describe('the runbook', () => {
  test('names this very restore, and has no placeholder', () => {
    const { restore, app } = rewound();
    const job = ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith(NAME)).metadata.name;
    for (const name of [job, 'sessions-0324', 's3://acme-backups/shop/sessions', 'what was committed before the second 2026-03-24T10:30:00Z began']) expect({ name, there: restore.runbook.includes(name) }).toEqual({ name, there: true });
    expect(restore.runbook).not.toMatch(/undefined|<[a-z]+>/);
  });

  test('says that it is kept before anybody writes to it, with the keys to copy', () => {
    const { runbook } = rewound().restore;
    expect(runbook.indexOf('Keep it, before anybody writes to it')).toBeLessThan(runbook.indexOf('Move the applications'));
    expect(runbook).toContain('`databases/shop/sessions/app` to `databases/shop/sessions-0324/app`');
  });
});

describe('a drill', () => {
  test('is there by default, meets the checklist and the schemas', () => {
    const made = sessions();
    expect(findings(made.app)).toEqual([]);
    const { objects, restores, verification } = drill(made);
    expect([...objects, ...restores, ...verification].flatMap(({ manifest }: any) => schemaErrors(manifest))).toEqual([]);
    expect(written(made.app).flatMap(schemaErrors)).toEqual([]);
  });

  test('restores the backup alone, and knows of no store that it could write to', () => {
    const { recovery, objects: [{ manifest: { spec } }] } = drill(sessions());
    expect(recovery).toEqual({ source: { name: 'sessions', namespace: 'shop', storage: 'object-store' }, to: 'immediate', credentialsSecret: 'sessions-restore-drill-source' });
    expect([spec.backup.storages, spec.backup.pitr, spec.backup.tasks]).toEqual([{ scratch: { main: true, type: 'filesystem', filesystem: { path: '/scratch' } } }, { enabled: false }, []]);
    expect(spec.replsets[0].sidecarVolumes).toEqual([{ name: 'scratch', emptyDir: {} }]);
  });

  test('restores into one member, with volumes that go, and no finalizer that would delete passwords or wait', () => {
    const { objects: [{ manifest: { metadata, spec } }] } = drill(sessions());
    const [{ size, volumeSpec }] = spec.replsets;
    expect([size, spec.unsafeFlags, volumeSpec.persistentVolumeClaim.storageClassName, metadata.finalizers, spec.users.length])
      .toEqual([1, { replsetSize: true }, 'fast-drill', undefined, 1]);
  });

  test('may delete one claim and one Secret beside what it makes, and read no Secret and all Jobs of nobody', () => {
    const { app } = sessions();
    const { rules } = ofKind(app, 'Role').find(({ metadata }) => metadata.namespace === 'shop-drills');
    const rulesOn = (resource: string) => rules.filter(({ resources }: any) => resources.includes(resource));
    const on = (resource: string) => rulesOn(resource).map(({ verbs, resourceNames }: any) => [verbs, resourceNames]);
    expect(on('secrets')).toEqual([[['delete'], ['internal-sessions-restore-drill-users']]]);
    expect(on('persistentvolumeclaims')).toEqual([[['list'], undefined], [['delete'], ['mongod-data-sessions-restore-drill-rs0-0']]]);
    expect(on('jobs')).toEqual([[['create'], undefined], [['get', 'delete'], ['sessions-restore-drill-verify']]]);
    expect(rules.filter(({ resourceNames }: any) => resourceNames?.length === 0)).toEqual([]);
  });

  test('enters the store with what may only read, where the store has that', () => {
    const { app } = sessions({}, { backups: store({ readOnlyCredentials: ObjectStoreCredentials.secretStore('databases/reads') }) });
    expect(theOne(app, 'ExternalSecret', 'sessions-restore-drill-source').spec.data.map(({ secretKey, remoteRef }: any) => [secretKey, remoteRef.key]))
      .toEqual([['AWS_ACCESS_KEY_ID', 'databases/reads'], ['AWS_SECRET_ACCESS_KEY', 'databases/reads']]);
  });

  test('is not there by default where the store is entered by an identity, and refused where it is asked for', () => {
    const backups = store({ credentials: ObjectStoreCredentials.workloadIdentity({ 'eks.amazonaws.com/role-arn': 'writer' }) });
    expect(ofKind(sessions({}, { backups }).app, 'CronJob')).toEqual([]);
    expect(() => sessions({ restoreDrill: RestoreDrillPlan.of() }, { backups })).toThrow(new Error('backups.readOnlyCredentials must be keys where restoring a MongoReplicaSet is rehearsed, got "ObjectStoreCredentials.workloadIdentity"; '
      + 'the operator\'s own pod looks into the store before it restores, and that identity is the database\'s: use ObjectStoreCredentials.secretStore as readOnlyCredentials'));
  });

  test('looks at documents that are as old as a backup can be', () => {
    const newest = (within: Duration) => RestoreDrillPlan.of({ assertions: [RestoreAssertion.newest({ table: 'carts', column: 'at', within })] });
    const backup = { schedule: Schedule.daily('03:00') };
    expect(() => sessions({ backup, restoreDrill: newest(Duration.hours(1)) })).toThrow(new Error(
      'assertions must allow the time between two backups (86400 s) in a drill of MongoDB, which restores no oplog, got "RestoreAssertion.newest within 3600 s"; give that time, and what a backup takes, as `within`'));
    expect(told(sessions({ backup, restoreDrill: newest(Duration.hours(26)) }), 'sessions-restore-drill-verify-', 'verification.json').assertions).toEqual([{ database: 'app', collection: 'carts', field: 'at', withinSeconds: 93600 }]);
  });
});
