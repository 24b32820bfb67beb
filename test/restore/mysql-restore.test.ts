import { Duration, Size } from 'cdk8s';
import { Capability, Cpu, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import {
  BaseBackup, Compute, FailoverDrill, InPlaceRestore, MaintenanceWindow, MySqlCluster, MySqlProxy, Objectives, ObjectStore, ObjectStoreCredentials,
  PitrRestore,
  PitrRestoreProps, RecoveryPoint, RestoreAssertion, RestoreVerification, Schedule, SecretRef, Waiver,
} from '../../src';
import { Carts, carts } from '../mysql/carts';
import { platformOf, PLATFORM, shop } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { findings, ofKind, theOne, written } from '../support/written';

const POINT = '2026-03-24T10:30:00Z';
const BACKUP = 'carts-2026-03-24-03:00:00-full';

interface Rewound extends Carts {
  readonly restore: PitrRestore;
}

function rewound(more: Partial<PitrRestoreProps> = {}, ...given: Parameters<typeof carts>): Rewound {
  const made = carts(...given);
  const restore = new PitrRestore(made.chart, 'Rewind', { source: made.database, name: 'carts-0324', to: RecoveryPoint.time(POINT), ...more });
  return { ...made, restore };
}

/** What the program is told. */
function told(of: Pick<Rewound, 'app'>): any {
  const [map] = ofKind(of.app, 'ConfigMap').filter(({ metadata }) => metadata.name.startsWith('carts-0324-restore-'));
  return JSON.parse(map.data['restore.json']);
}

const clusterOf = ({ app }: Pick<Rewound, 'app'>, name = 'carts-0324') => theOne(app, 'PerconaXtraDBCluster', name);
const jobOf = ({ app }: Pick<Rewound, 'app'>) => ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith('carts-0324-restore-'));

test('a restore of a production database passes the checklist and the schemas', () => {
  const { app } = rewound();
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

describe('the restored database', () => {
  test('writes to a path of its own, and uploads no binary log', () => {
    const { storages, pitr } = clusterOf(rewound()).spec.backup;
    expect(pitr).toEqual({ enabled: false });
    expect(Object.values<any>(storages).map(({ s3 }) => s3.bucket)).toEqual(['acme-backups/shop/carts-0324/backups', 'acme-backups/shop/carts-0324/binlogs']);
  });

  test('is what its source is, but for its name, the log and who verifies it', () => {
    const of = rewound({}, { backup: { schedule: Schedule.daily('03:00') } });
    const spec = (name: string) => JSON.parse(JSON.stringify(clusterOf(of, name).spec).replaceAll('carts-0324', 'carts'));
    const { backup: { pitr, ...backup }, users, ...restored } = spec('carts-0324');
    const { backup: { pitr: log, ...source }, users: own, ...rest } = spec('carts');
    expect({ ...restored, backup }).toEqual({ ...rest, backup: source });
    expect(users).toEqual([...own, { name: 'verifies_carts_0324', dbs: ['app'], hosts: ['%'], grants: ['SELECT'] }]);
    expect([pitr.enabled, log.enabled]).toEqual([false, true]);
  });

  test('has the passwords of its source, also of the operator\'s users', () => {
    const { app } = rewound();
    expect(theOne(app, 'ExternalSecret', 'carts-0324-user-app').spec.data[0].remoteRef.key).toBe('databases/shop/carts/app');
    const keys = theOne(app, 'ExternalSecret', 'carts-0324-secrets').spec.data.map(({ remoteRef }: any) => remoteRef.key);
    expect(new Set(keys)).toEqual(new Set(['root', 'xtrabackup', 'monitor', 'proxyadmin', 'operator', 'replication'].map((user) => `databases/shop/carts/${user}`)));
  });

  test('has the users of its source\'s clients, whether they were let in before or after the restore was written', () => {
    const { app, chart, database, restore } = rewound();
    database.grantConnect(client(chart, 'after'), { role: 'late' });
    restore.database.grantConnect(client(chart, 'moved'), { role: 'late' });
    expect(clusterOf({ app }).spec.users.map(({ name }: any) => name)).toEqual(['app', 'verifies_carts_0324', 'late']);
    expect(theOne(app, 'ExternalSecret', 'carts-0324-user-late').spec.data[0].remoteRef.key).toBe('databases/shop/carts/late');
  });

  test('lets clients in from other namespaces, with the source\'s password', () => {
    const { app, chart, restore } = rewound();
    restore.database.grantConnect(client(chart, 'backend', 'web'), { role: 'app' });
    expect(ofKind(app, 'ExternalSecret').find(({ metadata }) => metadata.namespace === 'web').spec.data[0].remoteRef.key).toBe('databases/shop/carts/app');
  });

  test('is left alone by Flux while the operator writes into it, and its source is not', () => {
    const of = rewound();
    const annotation = 'kustomize.toolkit.fluxcd.io/ssa';
    expect([clusterOf(of).metadata.annotations[annotation], clusterOf(of, 'carts').metadata.annotations[annotation]]).toEqual(['IfNotPresent', undefined]);
  });

  test('says what it was restored from, and why it has no log and no drills', () => {
    const { annotations } = clusterOf(rewound({ waivers: [] })).metadata;
    expect(JSON.parse(annotations['cdk8s-databases.io/restored'])).toEqual({ from: 'shop/carts', retentionDays: 30 });
    const withoutLog = 'restored from carts: what is being restored uploads no binary log; it does when it is kept, as a MySqlCluster';
    const kept = 'restored from carts; rehearsed when it is kept, as a MySqlCluster';
    expect(JSON.parse(annotations['cdk8s-databases.io/waivers'])).toEqual([
      { rule: 'log-archived', reason: withoutLog },
      { rule: 'point-in-time-recovery', reason: withoutLog },
      { rule: 'restore-drill', reason: kept },
      { rule: 'failover-drill', reason: kept },
    ]);
  });

  test('has no alert and no monitor of an upload that there is not', () => {
    const { app } = rewound();
    expect(ofKind(app, 'PodMonitor').map(({ metadata }) => metadata.name)).not.toContain('carts-0324-pitr');
    const alerts = theOne(app, 'PrometheusRule', 'carts-0324-pxc').spec.groups.flatMap(({ rules }: any) => rules).map(({ alert }: any) => alert);
    const source = theOne(app, 'PrometheusRule', 'carts-pxc').spec.groups.flatMap(({ rules }: any) => rules).map(({ alert }: any) => alert);
    expect(source.filter((alert: string) => !alerts.includes(alert))).not.toEqual([]);
    expect(source.filter((alert: string) => !alerts.includes(alert)).every((alert: string) => /Binlog/.test(alert))).toBe(true);
  });

  test('can be restored itself, with the passwords of the first one', () => {
    const { app, chart, restore } = rewound();
    new PitrRestore(chart, 'Again', { source: restore.database as MySqlCluster, name: 'carts-0325', to: RecoveryPoint.latest() });
    expect(theOne(app, 'ExternalSecret', 'carts-0325-user-app').spec.data[0].remoteRef.key).toBe('databases/shop/carts/app');
    expect(() => new PitrRestore(chart, 'ToAMoment', { source: restore.database as MySqlCluster, name: 'carts-0326', to: RecoveryPoint.time(POINT) })).toThrow(new Error(
      `to must be the newest or the end of a backup where the source is a PitrRestore itself, which uploads no binary log, got "${POINT}"; `
      + 'use RecoveryPoint.latest, or restore carts once more, under another name'));
    expect(findings(app)).toEqual([]);
  });

  test('has nothing to waive of what its source alone promises', () => {
    const waivers = ['recovery-time-objective', 'failover-drill'].map((rule) => Waiver.of({ rule, reason: 'measured next quarter' }));
    const objectives = Objectives.of({ recoveryPoint: Duration.hours(1), recoveryTime: Duration.minutes(1) });
    expect(findings(rewound({}, { objectives, waivers }).app)).toEqual([]);
  });

  test('is not drilled before it is kept, and not overwritten', () => {
    const { chart, restore } = rewound();
    const source = restore.database as MySqlCluster;
    const window = MaintenanceWindow.of({ schedule: Schedule.daily('03:00'), duration: Duration.hours(1) });
    expect(() => new FailoverDrill(chart, 'Drill', { source, window })).toThrow(new Error(
      'source must be kept as a MySqlCluster before its failover is rehearsed, got "carts-0324"; leave the drill out as long as it is a PitrRestore'));
    expect(() => new InPlaceRestore(chart, 'Over', { source, backup: 'by-hand', to: RecoveryPoint.immediate() })).toThrow(new Error(
      'source must be kept as a MySqlCluster before it is restored in place: its own restore may be under way, got "carts-0324"; restore carts once more'));
  });

  test('may be smaller and fewer where that is waived', () => {
    const waivers = [Waiver.notForProduction('a look at old data')];
    const compute = Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(2) });
    const { spec } = clusterOf(rewound({ waivers, instances: 1, compute }));
    expect([spec.pxc.size, spec.haproxy.size, spec.pxc.resources.limits.memory]).toEqual([1, 1, '2Gi']);
  });
});

describe('what restores', () => {
  test('is told the source, the moment, where its log lies, and how it is entered', () => {
    expect(told(rewound()).recovery).toEqual({
      source: { namespace: 'shop', name: 'carts' },
      to: { kind: 'time', value: POINT },
      marker: 'carts-0324-restored',
      credentialsSecret: 'object-store-credentials-percona',
      binlogs: {
        storage_type: 's3',
        verifyTLS: true,
        s3: expect.objectContaining({ bucket: 'acme-backups/shop/carts/binlogs', credentialsSecret: 'object-store-credentials-percona' }),
      },
      secrets: ['object-store-credentials-percona'],
    });
  });

  test('makes a Restore of a name that follows from the moment and nothing else, which the operator\'s Jobs can carry', () => {
    const nameOf = (more: Partial<PitrRestoreProps>) => told(rewound(more)).restores[0].manifest.metadata.name;
    expect(nameOf({})).toMatch(/^carts-0324-[0-9a-z]{5}$/);
    expect(nameOf({ storage: Size.gibibytes(200), verification: RestoreVerification.none() })).toBe(nameOf({}));
    expect(nameOf({ to: RecoveryPoint.latest() })).not.toBe(nameOf({}));
    expect(nameOf({ from: BaseBackup.id(BACKUP) })).not.toBe(nameOf({}));
    const { app } = rewound({ name: 'r'.repeat(22) });
    const [map] = ofKind(app, 'ConfigMap').filter(({ metadata }) => metadata.name.startsWith(`${'r'.repeat(22)}-restore-`));
    expect(`restore-job-${JSON.parse(map.data['restore.json']).restores[0].manifest.metadata.name}-${'r'.repeat(22)}`).toHaveLength(63);
  });

  test('may do what it does, and beside the source it may only list backups and restores', () => {
    const { app } = rewound({ namespace: 'rescue' });
    expect(theOne(app, 'Role', 'carts-0324-restore', 'rescue').rules).toEqual([
      { apiGroups: ['pxc.percona.com'], resources: ['perconaxtradbclusterrestores'], verbs: ['create', 'list', 'get'] },
      { apiGroups: ['pxc.percona.com'], resources: ['perconaxtradbclusters'], verbs: ['get'], resourceNames: ['carts-0324'] },
      { apiGroups: ['pxc.percona.com'], resources: ['perconaxtradbclusterbackups'], verbs: ['list'] },
      { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: ['get'], resourceNames: ['object-store-credentials-percona'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get'], resourceNames: ['carts-0324-restored'] },
    ]);
    expect(theOne(app, 'Role', 'rescue-carts-0324-restore', 'shop').rules).toEqual([
      { apiGroups: ['pxc.percona.com'], resources: ['perconaxtradbclusterbackups'], verbs: ['list'] },
      { apiGroups: ['pxc.percona.com'], resources: ['perconaxtradbclusterrestores'], verbs: ['list'] },
    ]);
  });

  test('enters the store with the key that only reads, where there is one', () => {
    const backups = ObjectStore.s3({
      bucket: 'acme-backups', region: 'eu-central-1', credentials: ObjectStoreCredentials.secretStore('store'), readOnlyCredentials: ObjectStoreCredentials.secretStore('store-reader'),
    });
    const of = rewound({}, {}, { backups });
    expect(told(of).recovery).toMatchObject({ credentialsSecret: 'carts-0324-source', secrets: ['carts-0324-source'] });
    expect(theOne(of.app, 'ExternalSecret', 'carts-0324-source').spec.data).toEqual([
      { secretKey: 'AWS_ACCESS_KEY_ID', remoteRef: { key: 'store-reader', property: 'ACCESS_KEY_ID' } },
      { secretKey: 'AWS_SECRET_ACCESS_KEY', remoteRef: { key: 'store-reader', property: 'SECRET_ACCESS_KEY' } },
    ]);
  });

  test('waits for no ExternalSecret where somebody else brings the key', () => {
    const backups = ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-central-1', credentials: ObjectStoreCredentials.secret(SecretRef.of('by-hand')) });
    expect(told(rewound({}, {}, { backups })).recovery).toMatchObject({ credentialsSecret: 'by-hand', secrets: [] });
  });

  test('finds the log of a store of Azure\'s', () => {
    const backups = ObjectStore.azureBlob({ account: 'acme', container: 'backups', credentials: ObjectStoreCredentials.secretStore('store') });
    const of = rewound({}, {}, { backups });
    expect(told(of).recovery.binlogs).toEqual({
      storage_type: 'azure',
      azure: { container: 'backups/shop/carts/binlogs', endpointUrl: 'https://acme.blob.core.windows.net', credentialsSecret: 'object-store-credentials-percona' },
    });
  });
});

describe('the verification', () => {
  const ASSERTIONS = [
    RestoreAssertion.sql('SELECT count(*) > 10 FROM carts'),
    RestoreAssertion.newest({ table: 'items', column: 'at', within: Duration.minutes(5), database: 'app' }),
  ];

  test('asks what it is told, of the database and the moment that it is about, after the restore and without a token', () => {
    const of = rewound({ verification: RestoreVerification.of({ assertions: ASSERTIONS, deadline: Duration.hours(6) }) });
    const [{ data, metadata }] = ofKind(of.app, 'ConfigMap').filter((map) => map.metadata.name.startsWith('carts-0324-verify-'));
    expect(data).toMatchObject({
      'database': 'app', 'recovery-point': POINT, '001.sql': 'SELECT count(*) > 10 FROM carts', '001.database': 'app', '002.within': '300', '002.database': 'app',
    });
    const { spec } = jobOf(of);
    const pod = spec.template.spec;
    expect([spec.activeDeadlineSeconds, pod.automountServiceAccountToken]).toEqual([21_600, false]);
    expect([pod.initContainers[0].name, pod.containers[0].name]).toEqual(['restore', 'verify']);
    expect(pod.volumes).toContainEqual({ name: 'verification', configMap: { name: metadata.name } });
    expect(pod.containers[0].volumeMounts.map(({ name }: any) => name)).toEqual(['verification', 'ca', 'identity', 'restored']);
    for (const { env } of [...pod.initContainers, ...pod.containers]) expect(env).toContainEqual({ name: 'RESTORE_BEGAN', value: '/restored/began' });
  });

  test('logs in with a password that the operator makes, as a file, by TLS with the name verified', () => {
    const pod = jobOf(rewound()).spec.template.spec;
    expect(Object.fromEntries(pod.containers[0].env.map(({ name, value }: any) => [name, value]))).toEqual({
      MYSQL_HOST: 'carts-0324-haproxy.shop.svc',
      MYSQL_TCP_PORT: '3306',
      MYSQL_USER: 'verifies_carts_0324',
      MYSQL_PASSWORD_FILE: '/etc/identity/password',
      MYSQL_SSL_MODE: 'VERIFY_IDENTITY',
      MYSQL_SSL_CA: '/etc/ca/ca.crt',
      RESTORE_BEGAN: '/restored/began',
    });
    expect(pod.volumes.find(({ name }: any) => name === 'identity').secret)
      .toEqual({ secretName: 'carts-0324-custom-user-secret', items: [{ key: 'verifies_carts_0324', path: 'password' }], optional: true, defaultMode: 0o440 });
  });

  test('is let in and out by NetworkPolicies', () => {
    const { app } = rewound();
    const labels = { 'cdk8s-databases.io/restores': 'carts-0324' };
    expect(theOne(app, 'NetworkPolicy', 'carts-0324-haproxy').spec.ingress).toContainEqual({ from: [{ podSelector: { matchLabels: labels } }], ports: [{ port: 3306, protocol: 'TCP' }] });
    const { podSelector, egress } = theOne(app, 'NetworkPolicy', 'carts-0324-restore').spec;
    expect(podSelector.matchLabels).toEqual(labels);
    expect(egress).toContainEqual({
      to: [{ podSelector: { matchLabels: expect.objectContaining({ 'app.kubernetes.io/instance': 'carts-0324', 'app.kubernetes.io/component': 'haproxy' }) } }],
      ports: [{ port: 3306, protocol: 'TCP' }],
    });
  });

  test('may be left out: then it is restored, and nobody looks', () => {
    const of = rewound({ verification: RestoreVerification.none() });
    const { spec } = jobOf(of);
    expect([spec.template.spec.containers.map(({ name }: any) => name), spec.activeDeadlineSeconds]).toEqual([['restore'], undefined]);
    expect(clusterOf(of).spec.users.map(({ name }: any) => name)).toEqual(['app']);
    expect(findings(of.app)).toEqual([]);
  });
});

describe('a restore is refused', () => {
  test.each<[string, Partial<PitrRestoreProps>, string]>([
    ['under its source\'s name', { name: 'carts' },
      'name must differ from the source\'s in its namespace, got "carts"; a restore is a database of its own, which backs up under its own name: choose for example "carts-restored"'],
    ['with a name that the operator does not take', { name: 'r'.repeat(23) }, `name must be at most 22 characters, got "${'r'.repeat(23)}"; shorten it by 1`],
    ['into less data', { storage: Size.gibibytes(99) },
      'storage must be at least the source\'s (102400 MiB), got "101376 MiB"; what fills more than the volume cannot be restored: leave it out for as much'],
    ['with a volume of the log', { walStorage: Size.gibibytes(20) }, 'walStorage must be left out for MySQL, got "20480 MiB"; its log lies on the data volume: enlarge storage'],
    ...[RecoveryPoint.lsn('0/3000028'), RecoveryPoint.transaction('735'), RecoveryPoint.restorePoint('before')].map((to): [string, object, string] => [`to a ${to.kind}`, { to },
      `to must be a moment, the newest, or the end of a backup for MySQL, got "${to.kind}"; use RecoveryPoint.time, RecoveryPoint.latest or RecoveryPoint.immediate`]),
    ['to the end of a backup that is not named', { to: RecoveryPoint.immediate() },
      'from must be given with a recovery point of kind immediate, for which no backup can be found by itself, got nothing; name the backup by BaseBackup.id, for example '
      + '"carts-2026-03-24-03:00:00-full"'],
    ['from snapshots', { from: BaseBackup.snapshot({ data: 'a', wal: 'b' }) },
      'from must be a backup in the object store for MySQL, got "BaseBackup.snapshot"; name one by BaseBackup.id, for example "carts-2026-03-24-03:00:00-full"'],
    ...['20260324T030000', 'orders-2026-03-24-03:00:00-full', 'carts-2-2026-03-24-03:00:00-full'].map((id): [string, object, string] => [`from ${id}`, { from: BaseBackup.id(id) },
      `from must be a backup of carts, got "${id}"; give the last part of status.destination of its PerconaXtraDBClusterBackup, for example "carts-2026-03-24-03:00:00-full"`]),
    ['from a backup that was made later', { from: BaseBackup.id('carts-2026-03-24-10:30:00-full') },
      `from must be a backup from before the recovery point (${POINT}), got "carts-2026-03-24-10:30:00-full"; name an earlier one, or leave it out: the last one before the point is found`],
    ['with an assertion on another\'s database', { verification: RestoreVerification.of({ assertions: [RestoreAssertion.rows({ table: 'a', database: 'b' })] }) },
      'verification.assertions must name a database of the source (app), got "b"; correct the name'],
    ['with newest rows and no moment', {
      to: RecoveryPoint.immediate(),
      from: BaseBackup.id(BACKUP),
      verification: RestoreVerification.of({ assertions: [RestoreAssertion.newest({ table: 'a', column: 'b', within: Duration.minutes(1) })] }),
    }, 'verification.assertions must have no RestoreAssertion.newest with a recovery point that is no moment, got "immediate"; compare with a time of your own by RestoreAssertion.sql'],
  ])('%s', (_, more, message) => {
    expect(() => rewound(more)).toThrow(new Error(message));
  });

  test('where the source has no backups', () => {
    expect(() => rewound({}, {}, { backups: undefined })).toThrow(new Error('source must have backups: its platform has no object store, got "carts"; '
      + 'a database that was never backed up cannot be restored; give the platform `backups`'));
  });

  test('twice under one name', () => {
    const { chart, database } = rewound();
    expect(() => new PitrRestore(chart, 'Again', { source: database, name: 'carts-0324', to: RecoveryPoint.latest() })).toThrow('name must lead to names that are unique in the app');
  });
});

test('behind ProxySQL it is verified through ProxySQL', () => {
  const { app } = rewound({}, { proxy: MySqlProxy.proxysql() });
  const { env } = ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith('carts-0324-restore-')).spec.template.spec.containers[0];
  expect(env[0]).toEqual({ name: 'MYSQL_HOST', value: 'carts-0324-proxysql.shop.svc' });
});

test('without a secret store, the Secrets that the source was given are named', () => {
  const { chart } = shop();
  const backups = ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-central-1', credentials: ObjectStoreCredentials.secret(SecretRef.of('by-hand')) });
  const platform = platformOf(chart, { ...PLATFORM, secrets: undefined, backups });
  const { app, restore } = rewound({}, { platform, systemUsers: SecretRef.of('system'), users: [{ name: 'a', password: SecretRef.of('a') }] });
  const { spec } = clusterOf({ app });
  expect([spec.secretsName, spec.users[0].passwordSecretRef.name]).toEqual(['system', 'a']);
  expect(restore.runbook).toContain('kubectl -n shop annotate secret a percona.com/carts-0324-a-hash-');
});

test('the runbook names what there is: databases, path, Restore and Job', () => {
  const of = rewound();
  const { restores: [{ manifest }] } = told(of);
  const names = ['carts-0324', 's3://acme-backups/shop/carts', manifest.metadata.name, jobOf(of).metadata.name, POINT, 'kubectl -n shop get pxc-backup', '/spec/haproxy/size'];
  for (const text of names) expect(of.restore.runbook).toContain(text);
});

function client(chart: Carts['chart'], name: string, namespace = 'shop'): Deployment {
  return new Deployment(chart, `Client-${name}`, {
    metadata: { name, namespace },
    containers: [{
      image: 'registry.example.com/client:1',
      securityContext: { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } },
    }],
  });
}
