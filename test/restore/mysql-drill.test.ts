import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  Compute, DatabasePlatformProps, DatabaseStorageClass, MySqlCluster, MySqlClusterProps, MySqlProxy, ObjectStore, ObjectStoreCredentials, Pmm,
  ReclaimPolicy, RestoreAssertion, RestoreDrill, RestoreDrillPlan, SecretKeyRef, SecretRef, SecretStore,
} from '../../src';
import { Carts, CARTS, carts } from '../mysql/carts';
import { DRILLS, platformOf, shop } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const DRILL = 'carts-restore-drill';
const DRILLS_NAMESPACE = 'shop-drills';

/** The database with its drill. */
function drilled(plan?: RestoreDrillPlan, database: Partial<MySqlClusterProps> = {}, platform: Partial<DatabasePlatformProps> = {}): Carts {
  return carts({ restoreDrill: plan, waivers: DRILLS, ...database }, platform);
}

/** What the program reads. */
function settingsOf({ app }: Pick<Carts, 'app'>, name = DRILL): any {
  return JSON.parse(ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${name}-program-`)).data['drill.json']);
}

const clusterOf = (made: Pick<Carts, 'app'>, name?: string): any => settingsOf(made, name).objects[0].manifest;
const inDrills = ({ app }: Pick<Carts, 'app'>, kind: string): any[] => ofKind(app, kind).filter(({ metadata }) => metadata.namespace === DRILLS_NAMESPACE);
const store = (more: object) => ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-west-1', credentials: ObjectStoreCredentials.secretStore('databases/object-store'), ...more });

test('a database on a platform that lacks nothing has its drill, which meets the checklist and the schemas', () => {
  const made = drilled();
  expect(findings(made.app)).toEqual([]);
  expect(written(made.app).flatMap(schemaErrors)).toEqual([]);
  const { objects, restores, verification } = settingsOf(made);
  // the program writes where the backup lies
  const complete = restores.map((of: any) => ({ ...of, manifest: { ...of.manifest, spec: { ...of.manifest.spec, backupSource: { destination: 's3://a/b', storage_type: 's3' } } } }));
  expect([...objects, ...complete, ...verification].flatMap(({ manifest }: any) => schemaErrors(manifest))).toEqual([]);
});

test('a database without a drill fails the checklist', () => {
  expect(failedRules(drilled(RestoreDrillPlan.none()).app)).toEqual(['restore-drill']);
});

describe('what a drill restores into', () => {
  test('is one instance of what the source is, behind one HAProxy', () => {
    const made = drilled(undefined, { instances: 5, pmm: Pmm.of({ serverHost: 'pmm.example.com' }) });
    const { metadata, spec } = clusterOf(made);
    const { spec: original } = theOne(made.app, 'PerconaXtraDBCluster', 'carts');
    for (const field of ['image', 'resources', 'configuration', 'nodeSelector', 'tolerations']) expect(spec.pxc[field]).toEqual(original.pxc[field]);
    expect([metadata.name, spec.pxc.size, spec.haproxy.size, spec.unsafeFlags]).toEqual([DRILL, 1, 1, { pxcSize: true, proxySize: true }]);
    expect(spec).not.toHaveProperty('pmm');
  });

  test('has HAProxy where the source has ProxySQL', () => {
    const { app, chart, database } = carts({ proxy: MySqlProxy.proxysql(), waivers: DRILLS });
    new RestoreDrill(chart, 'Drill', { source: database, namespace: 'drills', name: DRILL });
    expect(Object.keys(clusterOf({ app }).spec)).toEqual(expect.arrayContaining(['haproxy']));
    expect(clusterOf({ app }).spec).not.toHaveProperty('proxysql');
  });

  test('can write nowhere: it has no storage, no schedule and no log, and no monitor and no certificate of the source\'s issuer', () => {
    const made = drilled();
    const { spec, metadata } = clusterOf(made);
    expect(Object.keys(spec.backup)).toEqual(['image', 'imagePullPolicy']);
    expect([spec.sslSecretName, spec.tls.issuerConf, spec.pxc.sidecars]).toEqual([undefined, undefined, undefined]);
    expect(metadata.finalizers).toEqual(['percona.com/delete-ssl']);
    expect([...inDrills(made, 'PodMonitor'), ...inDrills(made, 'Certificate')]).toEqual([]);
  });

  test('has no user but who verifies it, and the operator\'s, with the source\'s passwords', () => {
    const made = drilled(undefined, { users: [{ name: 'reporting' }] });
    expect(clusterOf(made).spec.users).toEqual([{ name: 'verifies_carts_restore_drill', dbs: ['app'], hosts: ['%'], grants: ['SELECT'] }]);
    const secrets = inDrills(made, 'ExternalSecret');
    expect(secrets.map(({ metadata }) => metadata.name)).toEqual([`${DRILL}-secrets`, `${DRILL}-source`]);
    expect(secrets[0].spec.data[0].remoteRef.key).toBe('databases/shop/carts/root');
    expect(clusterOf(made).spec.secretsName).toBe(`${DRILL}-secrets`);
  });

  test('has a volume that goes with its claim', () => {
    const made = drilled();
    expect(clusterOf(made).spec.pxc.volumeSpec.persistentVolumeClaim.storageClassName).toBe('fast-drill');
    expect(theOne(made.app, 'StorageClass', 'fast-drill').reclaimPolicy).toBe('Delete');
  });

  test('has a name that the operator takes, and another one for each drill', () => {
    const made = drilled(undefined, { name: 'a-rather-long-name' });
    const [first, second] = ['a-rather-long-name-restore-drill', 'a-rather-long-name-restore-drill-2'];
    new RestoreDrill(made.chart, 'Second', { source: made.database, name: second });
    const names = [first, second].map((name) => clusterOf(made, name).metadata.name);
    expect(names.map((name: string) => name.length <= 22)).toEqual([true, true]);
    expect(new Set(names).size).toBe(2);
  });

  test('is entered with what may only read, where the store has that', () => {
    const { app } = drilled(undefined, {}, { backups: store({ readOnlyCredentials: ObjectStoreCredentials.secretStore('databases/reads') }) });
    expect(theOne(app, 'ExternalSecret', `${DRILL}-source`).spec.data[0].remoteRef).toEqual({ key: 'databases/reads', property: 'ACCESS_KEY_ID' });
  });

  test('may be smaller in CPU and memory', () => {
    const { spec } = clusterOf(drilled(RestoreDrillPlan.of({ compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(2) }) })));
    expect(spec.pxc.resources.limits.memory).toBe('2Gi');
  });

  test('is no production to whoever checks a living cluster while a drill runs', () => {
    expect(JSON.parse(clusterOf(drilled()).metadata.annotations['cdk8s-databases.io/waivers']))
      .toEqual([{ rule: 'not-for-production', reason: 'thrown away by the restore drill of shop/carts' }]);
  });
});

describe('a drill', () => {
  const RESTORE = expect.stringMatching(/^carts-restore-drill-[0-9a-z]{5}$/);

  test('may list the backups and the restores beside its database, and nothing else there', () => {
    const { app } = drilled();
    expect(ofKind(app, 'Role').filter(({ metadata }) => metadata.namespace === 'shop').map(({ rules }) => rules))
      .toEqual([['perconaxtradbclusterbackups', 'perconaxtradbclusterrestores'].map((kind) => ({ apiGroups: ['pxc.percona.com'], resources: [kind], verbs: ['list'] }))]);
  });

  test('may in its namespace make what it makes, and remove that by name; it changes nothing but the finalizers of the operator\'s Jobs for its Restore', () => {
    const [{ rules }] = inDrills(drilled(), 'Role');
    const by = (verb: string) => rules.filter(({ verbs }: any) => verbs.includes(verb)).map(({ resources, resourceNames }: any) => [resources[0], ...(resourceNames ?? ['all'])]);
    expect(by('create')).toEqual([['perconaxtradbclusters', 'all'], ['perconaxtradbclusterrestores', 'all'], ['jobs', 'all'], ['events', 'all']]);
    expect(by('delete')).toEqual([
      ['perconaxtradbclusters', DRILL], ['perconaxtradbclusterrestores', RESTORE], ['jobs', `${DRILL}-verify`],
      ['secrets', `internal-${DRILL}`], ['secrets', `${DRILL}-custom-user-secret`], ['persistentvolumeclaims', `datadir-${DRILL}-pxc-0`],
    ]);
    const { metadata: { name } } = settingsOf(drilled()).restores[0].manifest;
    expect(by('patch')).toEqual([['jobs', `restore-job-${name}-${DRILL}`, `prepare-job-${name}-${DRILL}`, `pitr-job-${name}-${DRILL}`]]);
    expect(by('list').map(([kind]: string[]) => kind)).toEqual(['pods', 'persistentvolumeclaims', 'jobs']);
    expect(rules.flatMap(({ resources }: any) => resources)).not.toContain('pods/log');
    expect([by('update'), by('*'), rules.filter(({ resources, verbs }: any) => resources.includes('secrets') && !verbs.every((verb: string) => verb === 'delete'))]).toEqual([[], [], []]);
  });

  test('looks for what its operator leaves, too', () => {
    expect(settingsOf(drilled()).remains.map(({ kind, labels }: any) => [kind, /app.kubernetes.io\/instance=carts-restore-drill|verifies=carts-restore-drill/.test(labels)]))
      .toEqual([['pods', true], ['persistentvolumeclaims', true], ['jobs', true], ['pods', true]]);
  });

  test('brings its program, and the one that knows MySQL', () => {
    const map = ofKind(drilled().app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${DRILL}-program-`));
    expect(Object.keys(map.data)).toEqual(['drill.json', 'drill.mjs', 'kubernetes.mjs', 'mysql-recovery.mjs', 'publish.mjs', 'restore-drill.mjs']);
  });

  test('asks what it is told to, of the newest', () => {
    const [map] = inDrills(drilled(RestoreDrillPlan.of({ assertions: [RestoreAssertion.rows({ table: 'items' })] })), 'ConfigMap').filter(({ data }) => data.database);
    expect(map.data).toMatchObject({ 'database': 'app', 'recovery-point': 'now', '001.sql': 'SELECT count(*) >= 1 FROM "items"' });
  });

  test('lets its pods go to each other, to the store and to nowhere else, and nobody in but who verifies', () => {
    const policies = Object.fromEntries(inDrills(drilled(), 'NetworkPolicy').map(({ metadata, spec }) => [metadata.name, spec]));
    expect(Object.keys(policies)).toEqual([DRILL, `${DRILL}-haproxy`, `${DRILL}-backups`, `${DRILL}-verify`, `${DRILL}-program`]);
    expect(policies[`${DRILL}-haproxy`].ingress[0].from).toEqual([{ podSelector: { matchLabels: { 'cdk8s-databases.io/verifies': DRILL } } }]);
    expect(policies[`${DRILL}-backups`]).not.toHaveProperty('ingress');
    expect(policies[`${DRILL}-backups`].egress).toEqual([{ ports: [{ port: 443, protocol: 'TCP' }] }]);
  });

  test.each<[string, Partial<MySqlClusterProps>, Partial<DatabasePlatformProps>, string]>([
    ['a class that keeps its volumes', {}, { storageClass: DatabaseStorageClass.existing('kept', { reclaimPolicy: ReclaimPolicy.RETAIN }) },
      'platform.drillStorageClass must be given where a storage class exists and keeps its volumes, got "kept"; each run would leave its volumes behind: name one with reclaimPolicy '
      + 'Delete by DatabaseStorageClass.existing(name, { reclaimPolicy: ReclaimPolicy.DELETE })'],
    ['a Secret of the store that somebody makes', {}, { backups: store({ credentials: ObjectStoreCredentials.secret(SecretRef.of('by-hand')) }) },
      'backups.credentials must not be a Secret that somebody makes beside the database, got "by-hand"; what exists beside the database alone does not exist in the drill\'s namespace: '
      + 'use ObjectStoreCredentials.secretStore, at least as readOnlyCredentials, or make it there and say so by secretsPresent'],
    ['a CA of the store that somebody brings', {}, { backups: store({ endpoint: 'https://s3.example.com', endpointCa: SecretKeyRef.of('store-ca', 'ca.crt') }) },
      'backups.endpointCa must not be a Secret that somebody makes beside the database, got "store-ca"; what exists beside the database alone does not exist in the drill\'s namespace: '
      + 'make it there and say so by secretsPresent'],
    ['passwords of the operator\'s users that somebody brings', { systemUsers: SecretRef.of('system') }, {},
      'systemUsers must not be a Secret that somebody makes beside the database, got "system"; what exists beside the database alone does not exist in the drill\'s namespace: '
      + 'leave it out where the platform has a secret store, or make it there and say so by secretsPresent'],
    ['a secret store of one namespace', {}, { secrets: SecretStore.namespaced('vault') },
      'platform.secrets must not be a store that somebody makes in each namespace, got "vault"; what exists beside the database alone does not exist in the drill\'s namespace: '
      + 'use SecretStore.cluster, or make it there and say so by secretsPresent'],
  ])('with %s is refused, and there is none by default', (_, database, platform, message) => {
    const { app, chart, database: source } = drilled(undefined, database, platform);
    expect(ofKind(app, 'CronJob')).toEqual([]);
    expect(() => new RestoreDrill(chart, 'Drill', { source })).toThrow(new Error(message));
  });

  test('with Secrets that are there names them', () => {
    const made = drilled(RestoreDrillPlan.of({ secretsPresent: true }), { systemUsers: SecretRef.of('system') }, { backups: store({ credentials: ObjectStoreCredentials.secret(SecretRef.of('by-hand')) }) });
    expect([clusterOf(made).spec.secretsName, settingsOf(made).recovery.credentialsSecret, settingsOf(made).recovery.secrets]).toEqual(['system', 'by-hand', []]);
  });

  test('is there once by its name', () => {
    const { chart, database } = drilled();
    expect(() => new RestoreDrill(chart, 'Drill', { source: database })).toThrow(new Error(`source must have one restore drill shop-drills/${DRILL}: it has chart/Carts/RestoreDrill`
      + ', got "carts"; say in its restoreDrill what the drill is to look at: RestoreDrillPlan.of({ assertions }); a second drill has a name of its own, and '
      + 'RestoreDrillPlan.none() takes the first away'));
  });
});

test('two databases whose drills share a namespace share nothing else', () => {
  const { chart } = shop();
  const platform = platformOf(chart);
  for (const name of ['one', 'two']) new MySqlCluster(chart, name, { ...CARTS, platform, name, waivers: DRILLS });
  expect(ofKind(chart, 'CronJob').map(({ metadata }) => metadata.name)).toEqual(['one-restore-drill', 'two-restore-drill']);
});
