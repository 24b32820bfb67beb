import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { carts, CARTS, DRILLS } from './carts';
import {
  ClusterNetwork, Compute, DatabasePlatformProps, DayOfWeek, MySqlCluster, MySqlClusterProps, MySqlImage, MySqlPrivilege, MySqlProxy, MySqlVersion,
  ObjectStore, ObjectStoreCredentials,
  Pmm, PostgresCluster, Schedule, SecretKeyRef, SecretRef, Waiver, Workload,
} from '../../src';
import { ORDERS } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { failedRules, ofKind, theOne, written } from '../support/written';

function specOf(more: Partial<MySqlClusterProps> = {}, platform: Partial<DatabasePlatformProps> = {}): any {
  return theOne(carts(more, platform).app, 'PerconaXtraDBCluster', 'carts').spec;
}

function options(spec: any): Record<string, string> {
  return Object.fromEntries(spec.pxc.configuration.split('\n').filter((line: string) => line.includes('=')).map((line: string) => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)];
  }));
}

/** What alerts and dashboard meet. */
const UNWATCHED = ['storage-headroom', 'metrics-and-dashboard', 'alert-rules'];

describe('what is written', () => {
  test.each<[string, Partial<MySqlClusterProps>, Partial<DatabasePlatformProps>]>([
    ['with HAProxy', {}, {}],
    ['with ProxySQL', { proxy: MySqlProxy.proxysql() }, {}],
    ['with five instances and PMM', { instances: 5, pmm: Pmm.of({ serverHost: 'pmm.example.com' }) }, {}],
    ['of MySQL 8.0', { version: MySqlVersion.V8_0 }, {}],
    ['to Azure', {}, { backups: ObjectStore.azureBlob({ account: 'acme', container: 'backups', credentials: ObjectStoreCredentials.secretStore('store') }) }],
    ['to Google', {}, { backups: ObjectStore.gcs({ bucket: 'acme-backups', credentials: ObjectStoreCredentials.secretStore('store') }) }],
    ['without a platform that has anything', { systemUsers: SecretRef.of('system'), users: [{ name: 'a', password: SecretRef.of('a') }] },
      { backups: undefined, secrets: undefined, issuer: undefined, nodes: undefined, tuning: undefined, monitoring: undefined, priority: undefined }],
  ])('has no error of schema %s', (_, more, platform) => {
    expect(written(carts(more, platform).app).flatMap((manifest) => schemaErrors(manifest).map((error) => `${manifest.kind}: ${error}`))).toEqual([]);
  });

  test('passes the checklist but for what alerts and dashboard meet', () => {
    expect(failedRules(carts().app).filter((rule) => !UNWATCHED.includes(rule))).toEqual([]);
  });

  test('rehearses no restore where nothing is backed up, and the checklist says so', () => {
    expect(failedRules(carts({ waivers: [] }, { backups: undefined }).app)).toContain('restore-drill');
  });

  test('rehearses its restore, and no failover yet: the checklist says so', () => {
    expect(failedRules(carts({ waivers: [] }).app).filter((rule) => !UNWATCHED.includes(rule))).toEqual(['failover-drill']);
  });

  test('is the same twice', () => {
    expect(written(carts().app)).toEqual(written(carts().app));
  });

  test('has the certificate and the Secrets before the operator\'s object, because it makes what it does not find', () => {
    const kinds = written(carts().database).map(({ kind }) => kind);
    expect(kinds.slice(0, 4)).toEqual(['Certificate', 'ExternalSecret', 'ExternalSecret', 'PerconaXtraDBCluster']);
  });

  test('stays when its code goes, unless it is not for production', () => {
    const annotations = (more: Partial<MySqlClusterProps>) => theOne(carts(more).app, 'PerconaXtraDBCluster', 'carts').metadata.annotations;
    expect(annotations({})).toMatchObject({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
    expect(annotations({ waivers: [Waiver.notForProduction('a preview')] })).not.toHaveProperty('kustomize.toolkit.fluxcd.io/prune');
  });
});

describe('the operator\'s object', () => {
  test('leaves upgrades to the code, budgets to the operator, and nothing unsafe', () => {
    const spec = specOf();
    expect(spec).toMatchObject({ crVersion: '1.20.0', updateStrategy: 'SmartUpdate', upgradeOptions: { apply: 'disabled' } });
    expect(spec).not.toHaveProperty('unsafeFlags');
    expect(ofKind(carts().database, 'PodDisruptionBudget')).toEqual([]);
    expect([spec.pxc, spec.haproxy].map(({ podDisruptionBudget }) => podDisruptionBudget)).toEqual([{ maxUnavailable: 1 }, { maxUnavailable: 1 }]);
  });

  test.each(['pxc', 'haproxy'])('keeps pods of %s off each other\'s nodes, and in different zones', (component) => {
    const of = specOf()[component];
    expect(of.affinity).toEqual({ antiAffinityTopologyKey: 'kubernetes.io/hostname' });
    expect(of.topologySpreadConstraints).toMatchObject([{
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { 'app.kubernetes.io/instance': 'carts', 'app.kubernetes.io/component': component } },
    }]);
    expect(of).toMatchObject({ nodeSelector: { 'node-type': 'database' }, priorityClassName: 'database', tolerations: [{ key: 'dedicated' }] });
  });

  test('has pods that Pod Security\'s level restricted admits: every container that the operator makes, and what runs beside it', () => {
    const spec = specOf({ pmm: Pmm.of({ serverHost: 'pmm.example.com' }) });
    const { storages } = spec.backup;
    for (const { podSecurityContext } of [spec.pxc, spec.haproxy, ...Object.values<any>(storages)]) {
      expect(podSecurityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1001, seccompProfile: { type: 'RuntimeDefault' } });
    }
    const parts = [spec.initContainer, spec.pxc, spec.haproxy, spec.pmm, ...Object.values<any>(storages)];
    const contexts = parts.map(({ containerSecurityContext }) => containerSecurityContext);
    for (const context of [...contexts, ...spec.pxc.sidecars.map((of: any) => of.securityContext)]) {
      expect(context).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
    }
  });

  test('names one certificate for servers and proxies, and an issuer, so that the operator makes none of its own', () => {
    expect(specOf()).toMatchObject({ sslSecretName: 'carts-ssl', sslInternalSecretName: 'carts-ssl', tls: { enabled: true, issuerConf: { kind: 'ClusterIssuer', name: 'internal-ca' } } });
  });

  test('without an issuer tells the operator\'s own certificates the names that it leaves out', () => {
    const spec = specOf({}, { issuer: undefined, network: ClusterNetwork.of({ clusterDomain: 'k8s.example.com' }) });
    expect(spec).not.toHaveProperty('sslSecretName');
    expect(spec.tls).toEqual({
      enabled: true,
      SANs: ['carts-haproxy.shop.svc', 'carts-haproxy.shop.svc.k8s.example.com', 'carts-haproxy-replicas.shop.svc', 'carts-haproxy-replicas.shop.svc.k8s.example.com'],
    });
  });

  test('enlarges volumes where their class can, and says nothing of it where it cannot', () => {
    expect(specOf().storageScaling).toEqual({ enableVolumeScaling: true });
  });

  test('with one instance is unsafe in so many words, and only where that is waived', () => {
    const waivers = [...DRILLS, Waiver.of({ rule: 'three-instances', reason: 'a preview' })];
    expect(specOf({ instances: 1, waivers })).toMatchObject({
      unsafeFlags: { pxcSize: true, proxySize: true },
      pxc: { size: 1 },
      haproxy: { size: 1, exposeReplicas: { onlyReaders: false } },
    });
  });

  test('leads readers to instances that take no writes', () => {
    expect(specOf().haproxy.exposeReplicas).toEqual({ enabled: true, onlyReaders: true });
  });

  test('with ProxySQL has its volume, and cannot turn away clients without TLS', () => {
    const { app } = carts({ proxy: MySqlProxy.proxysql() });
    const { spec } = theOne(app, 'PerconaXtraDBCluster', 'carts');
    expect(spec).not.toHaveProperty('haproxy');
    expect(spec.proxysql.volumeSpec.persistentVolumeClaim).toMatchObject({ storageClassName: 'fast', resources: { requests: { storage: '12Gi' } } });
    expect(failedRules(app)).toContain('tls-required');
  });

  test('with ProxySQL passes the checklist, once it is waived that it turns nobody away, and watches its volumes', () => {
    const waivers = [...DRILLS, Waiver.of({ rule: 'tls-required', reason: 'clients are told to use TLS' })];
    const { app } = carts({ proxy: MySqlProxy.proxysql(), waivers });
    expect(failedRules(app)).toEqual([]);
    expect(JSON.stringify(ofKind(app, 'PrometheusRule'))).toContain('persistentvolumeclaim=~\\\"datadir-carts-pxc-[0-9]+|proxydata-carts-proxysql-[0-9]+\\\"');
  });

  test('gives what uploads the binary log the priority of the database, and full backups none', () => {
    const { storages } = specOf().backup;
    expect([storages.backups.priorityClassName, storages.binlogs.priorityClassName]).toEqual([undefined, 'database']);
  });

  test('lets PMM\'s client speak TLS to a server that takes nothing else', () => {
    expect(specOf({ pmm: Pmm.of({ serverHost: 'pmm.example.com' }) }).pmm).toMatchObject({ enabled: true, serverHost: 'pmm.example.com', pxcParams: '--tls --tls-skip-verify' });
  });
});

describe('the certificate', () => {
  test('has every name that the operator gives its own, and those that clients use', () => {
    const { spec } = theOne(carts({}, { network: ClusterNetwork.of({ clusterDomain: 'k8s.example.com' }) }).app, 'Certificate', 'carts-ssl');
    expect(spec.dnsNames).toEqual([
      'carts-pxc', '*.carts-pxc',
      'carts-haproxy', 'carts-haproxy.shop', 'carts-haproxy.shop.svc', 'carts-haproxy.shop.svc.k8s.example.com',
      'carts-haproxy-replicas', 'carts-haproxy-replicas.shop', 'carts-haproxy-replicas.shop.svc', 'carts-haproxy-replicas.shop.svc.k8s.example.com',
    ]);
  });

  test('is a client\'s, too: instances show it to each other on both sides', () => {
    expect(theOne(carts().app, 'Certificate', 'carts-ssl').spec.usages).toEqual(expect.arrayContaining(['server auth', 'client auth']));
  });
});

describe('parameters', () => {
  test('turn away plain connections and keep every acknowledged commit', () => {
    expect(options(specOf())).toMatchObject({ require_secure_transport: 'ON', innodb_flush_log_at_trx_commit: '1', sync_binlog: '1' });
  });

  test('leave the buffer pool to the operator', () => {
    expect(options(specOf())).not.toHaveProperty('innodb_buffer_pool_size');
  });

  test('follow from memory, cores and IOPS', () => {
    expect(options(specOf())).toMatchObject({ max_connections: '509', temptable_max_ram: '256M', innodb_redo_log_capacity: '1024M', wsrep_applier_threads: '4', innodb_io_capacity: '3000', innodb_io_capacity_max: '6000' });
  });

  test('keep write sets for two hours of the declared log, and the binary log for as long as data, cache and redo log leave it room', () => {
    const workload = Workload.of({ dataSize: Size.gibibytes(70), iops: 5000, throughput: Size.mebibytes(200), logPerDay: Size.gibibytes(24) });
    expect(options(specOf({ workload }))).toMatchObject({ wsrep_provider_options: '"pc.weight=10;gcache.size=2048M;gcache.recover=yes"', binlog_expire_logs_seconds: '25200' });
    expect(options(specOf({ workload, storage: Size.gibibytes(140) }))).toMatchObject({ binlog_expire_logs_seconds: '100800' });
    expect(options(specOf({ writeSetCache: Size.gibibytes(8) })).wsrep_provider_options).toContain('gcache.size=8192M');
  });

  test('of one\'s own take the place of derived ones', () => {
    expect(options(specOf({ parameters: { max_connections: '200', wait_timeout: '600' } }))).toMatchObject({ max_connections: '200', wait_timeout: '600' });
  });

  test('fit the smallest instance, too', () => {
    const small = Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(1) });
    expect(options(specOf({ compute: small, storage: Size.gibibytes(20) }))).toMatchObject({ max_connections: '74', temptable_max_ram: '32M', innodb_redo_log_capacity: '256M' });
  });
});

describe('backups', () => {
  test('go to a folder of their own, and the binary log to another, in the bucket and not in the prefix that its collector does not read', () => {
    const { backup } = specOf();
    expect(Object.values<any>(backup.storages).map(({ s3 }) => s3)).toEqual([
      { bucket: 'acme-backups/shop/carts/backups', region: 'eu-west-1', endpointUrl: 'https://s3.eu-west-1.amazonaws.com', credentialsSecret: 'object-store-credentials-percona' },
      { bucket: 'acme-backups/shop/carts/binlogs', region: 'eu-west-1', endpointUrl: 'https://s3.eu-west-1.amazonaws.com', credentialsSecret: 'object-store-credentials-percona' },
    ]);
    expect(backup.pitr).toMatchObject({ enabled: true, storageName: 'binlogs', timeBetweenUploads: 60 });
  });

  test.each<[string, Schedule | undefined, number]>([
    ['every night', undefined, 30],
    ['every six hours', Schedule.cron('0 */6 * * *'), 120],
    ['every three hours', Schedule.cron('0 */3 * * *'), 240],
    ['every eight hours', Schedule.cron('0 */8 * * *'), 90],
    ['every twelve hours', Schedule.cron('0 */12 * * *'), 60],
    ['on working days', Schedule.cron('0 1 * * 1-5'), 30],
    ['on Sundays', Schedule.weekly(DayOfWeek.SUNDAY, '01:00'), 5],
  ])('%s are counted so that they cover the days at their densest', (_, schedule, count) => {
    expect(specOf({ backup: { schedule } }).backup.schedule[0].retention).toEqual({ type: 'count', count, deleteFromStorage: true });
  });

  test('have five fields, and go through the operator\'s own cron', () => {
    const [schedule] = specOf({ backup: { schedule: Schedule.daily('03:00'), uploadInterval: Duration.seconds(30) } }).backup.schedule;
    expect(schedule).toMatchObject({ schedule: '0 3 * * *', storageName: 'backups' });
  });

  test('go to a store that is not Amazon\'s under its own CA', () => {
    const backups = ObjectStore.s3({
      bucket: 'backups', prefix: 'prod', endpoint: 'https://s3.example.com:9000', endpointCa: SecretKeyRef.of('store-ca', 'ca.crt'), credentials: ObjectStoreCredentials.secretStore('store'),
    });
    expect(specOf({}, { backups }).backup.storages.binlogs).toMatchObject({
      verifyTLS: true, s3: { bucket: 'backups/prod/shop/carts/binlogs', endpointUrl: 'https://s3.example.com:9000', caBundle: { name: 'store-ca', key: 'ca.crt' } },
    });
  });

  test('of a store that has no regions name one all the same, because operator, backups and collector take another one each', () => {
    const backups = ObjectStore.s3({ bucket: 'backups', endpoint: 'https://s3.example.com:9000', credentials: ObjectStoreCredentials.secretStore('store') });
    expect(Object.values<any>(specOf({}, { backups }).backup.storages).map(({ s3 }) => s3.region)).toEqual(['us-east-1', 'us-east-1']);
  });

  test('leave the collector memory for the largest part that it uploads, and close binary logs before they are as large', () => {
    const spec = specOf();
    expect(spec.backup.pitr.resources).toEqual({ requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '1536Mi' } });
    expect(options(spec).max_binlog_size).toBe('256M');
  });

  test('have one Secret of the object store, under the keys that the operator reads, and PostgreSQL beside them its own', () => {
    const { app, chart, database } = carts();
    const names = () => ofKind(app, 'ExternalSecret').map(({ metadata }) => metadata.name).filter((name) => /^object-store/.test(name));
    expect(names()).toEqual(['object-store-credentials-percona']);
    new PostgresCluster(chart, 'Orders', { ...ORDERS, platform: database._settings.platform });
    expect(names().sort()).toEqual(['object-store-credentials', 'object-store-credentials-percona']);
  });

  test('go to Azure Blob by its container and folder', () => {
    const backups = ObjectStore.azureBlob({ account: 'acme', container: 'backups', credentials: ObjectStoreCredentials.secretStore('store') });
    expect(specOf({}, { backups }).backup.storages.backups).toMatchObject({ type: 'azure', azure: { container: 'backups/shop/carts/backups', endpointUrl: 'https://acme.blob.core.windows.net' } });
  });

  test('go to Google by the protocol of S3', () => {
    const backups = ObjectStore.gcs({ bucket: 'acme-backups', credentials: ObjectStoreCredentials.secretStore('store') });
    expect(specOf({}, { backups }).backup.storages.backups.s3).toMatchObject({ bucket: 'acme-backups/shop/carts/backups', endpointUrl: 'https://storage.googleapis.com' });
  });
});

describe('users', () => {
  test('of the operator come all from the secret store, because it adds those that are missing', () => {
    const { spec } = theOne(carts({ pmm: Pmm.of({ serverHost: 'pmm.example.com' }) }).app, 'ExternalSecret', 'carts-secrets');
    expect(Object.fromEntries(spec.data.map(({ secretKey, remoteRef }: any) => [secretKey, `${remoteRef.key} ${remoteRef.property}`]))).toEqual(Object.fromEntries(
      ['root', 'xtrabackup', 'monitor', 'proxyadmin', 'operator', 'replication', 'pmmservertoken'].map((user) => [user, `databases/shop/carts/${user} password`])));
  });

  test('of the operator may come from a Secret of somebody else\'s', () => {
    const { app } = carts({ systemUsers: SecretRef.of('carts-system', { managedBy: 'the platform team' }) });
    expect(theOne(app, 'PerconaXtraDBCluster', 'carts').spec.secretsName).toBe('carts-system');
    expect(ofKind(app, 'ExternalSecret').map(({ metadata }) => metadata.name)).not.toContain('carts-secrets');
    expect(failedRules(app)).not.toContain('secrets-external');
  });

  test('are one for each database that nobody else may use, with all that a database has', () => {
    expect(specOf({ databases: ['shop_main', 'billing'], users: [{ name: 'clerk', databases: ['billing'] }] }).users).toEqual([
      { name: 'shop_main', dbs: ['shop_main'], hosts: ['%'], grants: ['ALL'], passwordSecretRef: { name: 'carts-user-shop-main', key: 'password' } },
      { name: 'clerk', dbs: ['billing'], hosts: ['%'], grants: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], passwordSecretRef: { name: 'carts-user-clerk', key: 'password' } },
    ]);
  });

  test('may do what is listed, and no more', () => {
    expect(specOf({ users: [{ name: 'reports', privileges: [MySqlPrivilege.SELECT, MySqlPrivilege.SHOW_VIEW] }] }).users[0].grants).toEqual(['SELECT', 'SHOW VIEW']);
  });

  test('have an option file beside the password', () => {
    expect(theOne(carts().app, 'ExternalSecret', 'carts-user-app').spec.target.template.data).toEqual({
      'username': 'app', 'password': '{{ .password }}', 'my.cnf': '[client]\nuser=app\npassword="{{ .password }}"\n',
    });
  });

  test('have a Secret, and others are named that have one', () => {
    const { database } = carts();
    expect(database.secret().name).toBe('carts-user-app');
    expect(() => database.secret('nobody')).toThrow(new Error('user must be one of app, got "nobody"; declare it in users, or let grantConnect make it'));
  });
});

describe('metrics', () => {
  test('are read as monitor, by TLS at the admin port, where max_connections does not hold', () => {
    const [exporter] = specOf().pxc.sidecars;
    expect(exporter.args).toEqual(expect.arrayContaining(['--mysqld.username=monitor', '--mysqld.address=$(POD_IP):33062', '--tls.insecure-skip-verify', '--collect.perf_schema.eventsstatements']));
    // the operator restarts the pods when it changes
    expect(exporter.env[1].valueFrom.secretKeyRef).toEqual({ name: 'internal-carts', key: 'monitor' });
  });

  test('are scraped from instances, from HAProxy and from the collector of the binary log', () => {
    expect(ofKind(carts().database, 'PodMonitor').map(({ metadata, spec }) => `${metadata.name} ${spec.podMetricsEndpoints[0].port}`)).toEqual(['carts-pxc metrics', 'carts-pitr metrics', 'carts-haproxy stats']);
  });
});

test('two databases of one name in one namespace are refused', () => {
  const { chart, database } = carts();
  expect(() => new MySqlCluster(chart, 'Again', { ...CARTS, platform: database._settings.platform })).toThrow('must lead to names that are unique in the app');
});

test('two databases of one namespace whose backups would be called alike are refused', () => {
  const { chart, database } = carts({ name: 'orders-production-a' });
  const { platform } = database._settings;
  expect(() => new MySqlCluster(chart, 'Again', { ...CARTS, platform, name: 'orders-production-b' })).toThrow('name must lead to names that are unique in the app: the first 16 characters of '
    + 'the names of backups, shop/orders-productio also belongs to chart/Carts, got "orders-productio"; choose another name or another namespace');
  expect(() => new MySqlCluster(chart, 'Other', { ...CARTS, platform, name: 'orders-production-a', namespace: 'other' })).not.toThrow();
});

test('an image of one\'s own is taken', () => {
  expect(specOf({ image: MySqlImage.of('registry.example.com/pxc:8.4.9-9.1') }).pxc.image).toBe('registry.example.com/pxc:8.4.9-9.1');
});

test('endpoints lead through the proxy', () => {
  expect(carts().database.endpoints).toEqual({ readWrite: { host: 'carts-haproxy.shop.svc', port: 3306 }, readOnly: { host: 'carts-haproxy-replicas.shop.svc', port: 3306 } });
  const { endpoints } = carts({ proxy: MySqlProxy.proxysql() }).database;
  expect([endpoints.readWrite.host, endpoints.readOnly.host]).toEqual(['carts-proxysql.shop.svc', 'carts-proxysql.shop.svc']);
});

test('what the operator makes is told by a label', () => {
  expect(carts().database._operated()).toMatchObject({ label: 'app.kubernetes.io/managed-by', backedUp: true });
});
