import { Duration, Size } from 'cdk8s';
import {
  ClusterNetwork, DatabasePlatformProps, MongoOperator, MongoReplicaSet, MongoReplicaSetProps, MongoRole, NodePool, ObjectStore,
  ObjectStoreCredentials, Pmm, PostgresCluster, RestoreDrillPlan, Schedule, SecretKeyRef, SecretRef, VeleroLocation, VeleroSchedule, Waiver,
} from '../../src';
import { SESSIONS, sessions } from '../support/mongo';
import { ORDERS, platformOf, shop } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const COMMUNITY = { operator: MongoOperator.COMMUNITY };

function psmdb(props: Partial<MongoReplicaSetProps> = {}, platform: Partial<DatabasePlatformProps> = {}): any {
  return theOne(sessions(props, platform).app, 'PerconaServerMongoDB', 'sessions').spec;
}

function community(props: Partial<MongoReplicaSetProps> = {}, platform: Partial<DatabasePlatformProps> = {}): any {
  return theOne(sessions({ ...COMMUNITY, ...props }, platform).app, 'MongoDBCommunity', 'sessions').spec;
}

describe.each([MongoOperator.PERCONA, MongoOperator.COMMUNITY])('run by %s', (operator) => {
  test('it lacks nothing of the checklist', () => {
    expect(failedRules(sessions({ operator }).app)).toEqual([]);
  });

  test('it writes what its schemas take', () => {
    expect(written(sessions({ operator }).app).flatMap(schemaErrors)).toEqual([]);
  });

  test('the same code writes the same bytes', () => {
    expect(JSON.stringify(written(sessions({ operator }).app))).toBe(JSON.stringify(written(sessions({ operator }).app)));
  });

  test('what it lives on stays when its code goes', () => {
    const kinds = written(sessions({ operator, restoreDrill: RestoreDrillPlan.none() }).app).filter(({ metadata }) => metadata.name.startsWith('sessions') && metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune'] !== 'disabled')
      .map(({ kind }) => kind);
    const dumps = operator === MongoOperator.COMMUNITY ? ['ConfigMap', 'CronJob', 'NetworkPolicy'] : [];
    expect(kinds).toEqual([...dumps, 'PodMonitor', 'PrometheusRule']);
  });

  test('what is not for production goes with its code', () => {
    const { app } = sessions({ operator, waivers: [Waiver.notForProduction('preview')] });
    const kept = written(app).filter(({ metadata }) => metadata.name.startsWith('sessions') && metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune'] === 'disabled');
    expect(kept).toEqual([]);
  });

  test('every container has what Pod Security\'s level restricted asks for', () => {
    const { app } = sessions({ operator });
    const isPercona = operator === MongoOperator.PERCONA;
    const { spec } = theOne(app, isPercona ? 'PerconaServerMongoDB' : 'MongoDBCommunity', 'sessions');
    const [replset] = spec.replsets ?? [];
    const pod = spec.statefulSet?.spec.template.spec;
    const inPod: any[] = isPercona ? replset.sidecars : [...pod.containers, ...pod.initContainers];
    const fields = isPercona ? [replset.containerSecurityContext, spec.initContainerSecurityContext, spec.backup.containerSecurityContext] : [];
    const containers = [...fields, ...inPod.map(({ securityContext }) => securityContext)];
    expect(containers.map(({ allowPrivilegeEscalation, capabilities }: any) => [allowPrivilegeEscalation, capabilities.drop])).toEqual(containers.map(() => [false, ['ALL']]));
    const { runAsNonRoot, seccompProfile } = isPercona ? replset.podSecurityContext : pod.securityContext;
    expect([runAsNonRoot, seccompProfile.type]).toEqual([true, 'RuntimeDefault']);
  });

  test('the certificate carries every name that a client or a member uses, and makes members known to each other', () => {
    const { app, database } = sessions({ operator });
    const { spec } = theOne(app, 'Certificate', 'sessions-server-tls');
    const service = database.endpoints.seedList;
    const covered = (host: string) => spec.dnsNames.some((name: string) => name === host || (name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1)));
    expect([...database.endpoints.members.map(({ host }) => host), service, 'localhost'].filter((host) => !covered(host))).toEqual([]);
    expect({ usages: spec.usages, subject: spec.subject }).toEqual({
      usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'], subject: { organizations: ['PSMDB'], organizationalUnits: ['sessions.shop'] },
    });
  });

  test('no two databases of one issuer have the same subject, and it is one that X.509 takes', () => {
    const units = [['b', 'a-b'], ['b-a', 'b'], ['a'.repeat(46), 'n'.repeat(63)], ['a'.repeat(45), 'n'.repeat(63)]].map(([name, namespace]) => {
      const { app } = sessions({ operator, name, namespace });
      return theOne(app, 'Certificate', `${name}-server-tls`, namespace).spec.subject.organizationalUnits[0];
    });
    expect([new Set(units).size, units.filter((unit) => unit.length > 64)]).toEqual([4, []]);
  });

  test('a second one of the same name is refused', () => {
    const { chart } = sessions({ operator });
    const platform: any = chart.node.findChild('Platform');
    expect(() => new MongoReplicaSet(chart, 'Again', { ...SESSIONS, platform, operator })).toThrow(/^name must lead to names that are unique in the app: Service shop\/sessions-\w+ also belongs to/);
  });

  test('members are reached by each other, by clients and by Prometheus, and reach DNS', () => {
    const { spec } = theOne(sessions({ operator }).app, 'NetworkPolicy', 'sessions');
    expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
    const portsOf = (rules: any[]) => rules.map(({ ports }) => ports.map(({ port }: any) => port));
    const isPercona = operator === MongoOperator.PERCONA;
    expect(portsOf(spec.ingress)).toEqual(isPercona ? [[27017], [27017], [9216]] : [[27017], [9216], [27017]]);
    // an object store, or the API server
    expect(portsOf(spec.egress)).toEqual([[27017], [53, 53], isPercona ? [443] : [443, 6443]]);
  });
});

describe('Percona\'s', () => {
  test('all ten keys of the operator\'s users come from the secret store', () => {
    const { spec } = theOne(sessions().app, 'ExternalSecret', 'sessions-users');
    expect(spec.target.template.data).toEqual({
      MONGODB_BACKUP_USER: 'backup',
      MONGODB_BACKUP_PASSWORD: '{{ .backup }}',
      MONGODB_DATABASE_ADMIN_USER: 'databaseAdmin',
      MONGODB_DATABASE_ADMIN_PASSWORD: '{{ .databaseAdmin }}',
      MONGODB_CLUSTER_ADMIN_USER: 'clusterAdmin',
      MONGODB_CLUSTER_ADMIN_PASSWORD: '{{ .clusterAdmin }}',
      MONGODB_CLUSTER_MONITOR_USER: 'clusterMonitor',
      MONGODB_CLUSTER_MONITOR_PASSWORD: '{{ .clusterMonitor }}',
      MONGODB_USER_ADMIN_USER: 'userAdmin',
      MONGODB_USER_ADMIN_PASSWORD: '{{ .userAdmin }}',
    });
    expect(spec.data.map(({ secretKey, remoteRef }: any) => [secretKey, remoteRef.key, remoteRef.property])).toEqual(
      ['backup', 'databaseAdmin', 'clusterAdmin', 'clusterMonitor', 'userAdmin'].map((user) => [user, `databases/shop/sessions/${user}`, 'password']));
  });

  test('TLS is asked for, invalid certificates are not let in, and clients need none', () => {
    const spec = psmdb();
    expect([spec.tls, spec.replsets[0].configuration]).toEqual([
      { mode: 'requireTLS', allowInvalidCertificates: false },
      'replication:\n  oplogSizeMB: 5120\noperationProfiling:\n  mode: slowOp\nnet:\n  tls:\n    allowConnectionsWithoutCertificates: true\n',
    ]);
  });

  test('without an issuer the operator makes the certificates, and its CA is the client\'s', () => {
    const { app, database } = sessions({}, { issuer: undefined });
    expect(theOne(app, 'PerconaServerMongoDB', 'sessions').spec.secrets).toEqual({ users: 'sessions-users' });
    expect([database.ca.name, database.ca.key, ofKind(app, 'Certificate')]).toEqual(['sessions-ssl', 'ca.crt', []]);
  });

  test('nothing unsafe is switched on, and nothing is upgraded by itself', () => {
    const spec = psmdb();
    expect([spec.unsafeFlags, spec.updateStrategy, spec.upgradeOptions, spec.crVersion]).toEqual([undefined, 'SmartUpdate', { apply: 'disabled' }, '1.22.0']);
  });

  test('the agent of backups dumps one collection at a time, on however many cores', () => {
    const { configuration, resources } = psmdb({ backup: { oplogInterval: Duration.minutes(7) } }).backup;
    expect([configuration, resources.limits]).toEqual([{ backupOptions: { numParallelCollections: 1, oplogSpanMin: 7 } }, { memory: '2Gi' }]);
  });

  test('PMM\'s client logs in with the token of the secret store, and is let out to the server alone', () => {
    const { app } = sessions({ pmm: Pmm.of({ serverHost: 'monitoring-service.pmm.svc:8443', namespace: 'pmm' }) });
    const { pmm } = theOne(app, 'PerconaServerMongoDB', 'sessions').spec;
    expect([pmm.enabled, pmm.serverHost, pmm.containerSecurityContext.runAsUser]).toEqual([true, 'monitoring-service.pmm.svc:8443', 1002]);
    const { spec } = theOne(app, 'ExternalSecret', 'sessions-users');
    expect(spec.data.find(({ secretKey }: any) => secretKey === 'pmmservertoken').remoteRef).toMatchObject({ key: 'databases/shop/sessions/pmmservertoken', property: 'password' });
    expect(spec.target.template.data.PMM_SERVER_TOKEN).toBe('{{ .pmmservertoken }}');
    const { egress } = theOne(app, 'NetworkPolicy', 'sessions').spec;
    expect(egress).toContainEqual({
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'pmm' } } }], ports: [443, 8443].map((port) => ({ port, protocol: 'TCP' })),
    });
  });

  test('without PMM nothing asks for its token', () => {
    expect(JSON.stringify(written(sessions().app))).not.toMatch(/pmm/i);
  });

  test('volumes grow with the code', () => {
    expect(psmdb().storageScaling).toEqual({ enableVolumeScaling: true });
  });

  test('the operator\'s budget is the only one', () => {
    expect(ofKind(sessions().app, 'PodDisruptionBudget')).toEqual([]);
  });

  test.each<[string, MongoReplicaSetProps['backup'], number, string]>([
    ['every day for 30 days', undefined, 30, '26 2 * * *'],
    ['every six hours for 30 days', { schedule: Schedule.cron('0 */6 * * *') }, 120, '0 */6 * * *'],
    ['on two days of the week for 35 days', { schedule: Schedule.cron('0 3 * * 1,4'), retention: Duration.days(35) }, 12, '0 3 * * 1,4'],
  ])('the number of backups covers the days: %s', (_, backup, count, schedule) => {
    const { tasks: [task], pitr } = psmdb({ backup }).backup;
    expect([task.retention, task.schedule, task.type, pitr]).toEqual([{ type: 'count', count, deleteFromStorage: true }, schedule, 'logical', { enabled: true, oplogSpanMin: 5 }]);
  });

  const credentials = ObjectStoreCredentials.secret(SecretRef.of('store', { managedBy: 'the platform team' }));

  test.each<[string, ObjectStore, object]>([
    ['another store than Amazon\'s', ObjectStore.s3({ bucket: 'acme', endpoint: 'https://s3.example.com:9000', prefix: 'prod', credentials }),
      { type: 's3', s3: { region: 'us-east-1', bucket: 'acme', prefix: 'prod/shop/sessions', endpointUrl: 'https://s3.example.com:9000', credentialsSecret: 'store' } }],
    ['a store with a CA of its own', ObjectStore.s3({ bucket: 'acme', endpoint: 'https://s3.example.com:9000', endpointCa: SecretKeyRef.of('ca', 'ca.crt'), credentials }),
      { type: 'minio', minio: { bucket: 'acme', prefix: 'shop/sessions', endpointUrl: 's3.example.com:9000', secure: true, credentialsSecret: 'store', caBundle: { name: 'ca', key: 'ca.crt' } } }],
    ['Google\'s', ObjectStore.gcs({ bucket: 'acme', credentials }), { type: 'gcs', gcs: { bucket: 'acme', prefix: 'shop/sessions', credentialsSecret: 'store' } }],
    ['Azure\'s', ObjectStore.azureBlob({ account: 'acmebackups', container: 'dbs', prefix: 'prod', credentials }),
      { type: 'azure', azure: { endpointUrl: 'https://acmebackups.blob.core.windows.net', container: 'dbs', prefix: 'prod/shop/sessions', credentialsSecret: 'store' } }],
  ])('backups go to a path that is the database\'s alone: %s', (_, backups, storage) => {
    const { app } = sessions({}, { backups });
    expect(theOne(app, 'PerconaServerMongoDB', 'sessions').spec.backup.storages).toEqual({ 'object-store': { main: true, ...storage } });
    expect(written(app).flatMap(schemaErrors)).toEqual([]);
  });

  test('an identity is the pods\' own', () => {
    const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/backups' };
    const { app } = sessions({}, { backups: ObjectStore.s3({ bucket: 'acme', region: 'eu-west-1', credentials: ObjectStoreCredentials.workloadIdentity(annotations) }) });
    const { spec } = theOne(app, 'PerconaServerMongoDB', 'sessions');
    expect(theOne(app, 'ServiceAccount', 'sessions-mongod').metadata.annotations).toMatchObject(annotations);
    expect([spec.replsets[0].serviceAccountName, spec.backup.storages['object-store'].s3]).toEqual(['sessions-mongod', { bucket: 'acme', region: 'eu-west-1', prefix: 'shop/sessions' }]);
  });

  test('without an object store nothing is backed up, and the checklist says so', () => {
    const { app } = sessions({}, { backups: undefined });
    expect(theOne(app, 'PerconaServerMongoDB', 'sessions').spec.backup).toBeUndefined();
    expect(written(app).flatMap(schemaErrors)).toEqual([]);
    expect(failedRules(app)).toEqual(expect.arrayContaining(['backup-scheduled', 'log-archived', 'retention-30-days']));
  });

  test('another domain of the cluster is in the members\' names', () => {
    const { app, database } = sessions({}, { network: ClusterNetwork.of({ clusterDomain: 'k8s.example' }) });
    expect(theOne(app, 'PerconaServerMongoDB', 'sessions').spec.clusterServiceDNSSuffix).toBe('svc.k8s.example');
    expect(database.endpoints.members[0].host).toBe('sessions-rs0-0.sessions-rs0.shop.svc.k8s.example');
  });

  test('an operator in another namespace is let in there', () => {
    const { app } = sessions({}, { network: ClusterNetwork.of({ perconaServerMongoDbNamespace: 'operators' }) });
    expect(theOne(app, 'NetworkPolicy', 'sessions').spec.ingress[1].from[0].namespaceSelector.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'operators' });
    expect(failedRules(app)).not.toContain('network-isolated');
  });

  test('Velero leaves to the operator what is its own', () => {
    const { chart, database } = sessions();
    new VeleroSchedule(chart, 'Velero', { name: 'shop', databases: [database], schedule: Schedule.daily('05:00'), location: VeleroLocation.existing('default') });
    const { template } = theOne(chart, 'Schedule', 'shop').spec;
    expect(template.labelSelector.matchExpressions).toEqual([{ key: 'app.kubernetes.io/replset', operator: 'DoesNotExist' }]);
    expect(template.excludedNamespaceScopedResources).toEqual(expect.arrayContaining(['perconaservermongodbs.psmdb.percona.com']));
  });
});

test('an oplog is a twentieth of the volume, between what MongoDB takes and 50 GiB', () => {
  const oplog = (gibibytes: number) => community({ storage: Size.gibibytes(gibibytes) }).additionalMongodConfig.replication.oplogSizeMB;
  expect([12, 100, 2000].map(oplog)).toEqual([990, 5120, 51_200]);
});

test('parameters stand where mongod.conf has them, with their types', () => {
  const { additionalMongodConfig } = community({ parameters: { 'operationProfiling.slowOpThresholdMs': '200', 'setParameter.notablescan': 'true', 'storage.wiredTiger.collectionConfig.blockCompressor': 'zstd' } });
  expect(additionalMongodConfig).toMatchObject({
    operationProfiling: { mode: 'slowOp', slowOpThresholdMs: 200 },
    setParameter: { notablescan: true },
    storage: { wiredTiger: { collectionConfig: { blockCompressor: 'zstd' }, engineConfig: { cacheSizeGB: 3.5 } } },
  });
});

test('in a pool of one zone the spread over zones is only wished for', () => {
  const nodes = NodePool.dedicated({ label: 'a=b', taint: 'a=b:NoSchedule' });
  expect(psmdb({}, { nodes, tuning: undefined }).replsets[0].topologySpreadConstraints[0].whenUnsatisfiable).toBe('ScheduleAnyway');
});

test('a PostgreSQL and a MongoDB share a platform and a namespace', () => {
  const { app, chart } = shop();
  const platform = platformOf(chart);
  new PostgresCluster(chart, 'Orders', { ...ORDERS, platform });
  new MongoReplicaSet(chart, 'Sessions', { ...SESSIONS, platform });
  expect(failedRules(app)).toEqual([]);
});

test.each([
  ['restore-drill', 'no drill rehearses its restore. Give the platform an object store with credentials that can be made in the drill\'s namespace'],
  ['failover-drill', 'no drill rehearses its failover. Declare a drill: new FailoverDrill(chart, id, { source, window: MaintenanceWindow.of({ schedule, duration }) })'],
  ['backup-scheduled', 'no backup is scheduled. Give the platform backups: ObjectStore and the database backup.schedule: Schedule of at least once a day.'],
])('what %s asks is said in the words of the construct', (rule, words) => {
  const { app } = sessions({ waivers: [] }, { backups: undefined });
  expect(findings(app).find((finding) => finding.startsWith(`${rule}: `))).toContain(words);
});

test('the Secret of a user is told, and one that there is not is refused', () => {
  const { database } = sessions({ users: [{ name: 'etl', roles: [MongoRole.read('app')], password: SecretRef.of('etl-password') }] });
  expect([database.secret().name, database.secret('etl').name]).toEqual(['sessions-user-app', 'etl-password']);
  expect(() => database.secret('root')).toThrow(new Error('user must be one of app, etl, got "root"; declare it in users, or let grantConnect make it'));
});

test('a parameter may be named as what every object inherits', () => {
  expect(psmdb({ parameters: { 'storage.constructor.z': '1' } }).replsets[0].configuration).toContain('storage:\n  constructor:\n    z: 1\n');
});
