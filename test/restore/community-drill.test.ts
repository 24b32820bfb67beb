import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  Compute, DatabasePlatformProps, DatabaseStorageClass, Issuer, MongoBackup, MongoOperator, MongoReplicaSet, MongoReplicaSetProps, MongoRole,
  ObjectStore, ObjectStoreCredentials, ReclaimPolicy, RestoreAssertion, RestoreDrill, RestoreDrillPlan, Schedule, SecretKeyRef, SecretRef,
  SecretStore,
} from '../../src';
import { COMMUNITY_WAIVERS, SESSIONS, Sessions, sessions } from '../support/mongo';
import { platformOf, shop } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const DRILL = 'sessions-restore-drill';
const DRILLS_NAMESPACE = 'shop-drills';

/** The database with its drill. */
function drilled(plan?: RestoreDrillPlan, database: Partial<MongoReplicaSetProps> = {}, platform: Partial<DatabasePlatformProps> = {}): Sessions {
  return sessions({ operator: MongoOperator.COMMUNITY, restoreDrill: plan, ...database }, platform);
}

/** What the program reads. */
function settingsOf({ app }: Pick<Sessions, 'app'>): any {
  return JSON.parse(ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${DRILL}-program-`)).data['drill.json']);
}

const clusterOf = (made: Pick<Sessions, 'app'>): any => settingsOf(made).objects[0].manifest;
const podOf = (made: Pick<Sessions, 'app'>): any => settingsOf(made).verification[0].manifest.spec.template.spec;
const inDrills = ({ app }: Pick<Sessions, 'app'>, kind: string): any[] => ofKind(app, kind).filter(({ metadata }) => metadata.namespace === DRILLS_NAMESPACE);
const store = (more: object) => ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-west-1', credentials: ObjectStoreCredentials.secretStore('databases/object-store'), ...more });
const variable = ({ env }: any, name: string) => {
  const { value, valueFrom } = env.find((of: any) => of.name === name) ?? {};
  return value ?? valueFrom?.secretKeyRef;
};

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
  test('is one member of what the source is, and nobody dumps or watches it', () => {
    const made = drilled(undefined, { instances: 5 });
    const { metadata, spec } = clusterOf(made);
    const { spec: original } = theOne(made.app, 'MongoDBCommunity', 'sessions');
    for (const field of ['type', 'version', 'agent', 'additionalMongodConfig']) expect(spec[field]).toEqual(original[field]);
    const containers = (of: any) => of.statefulSet.spec.template.spec.containers;
    expect([metadata.name, spec.members]).toEqual([DRILL, 1]);
    expect(containers(spec)).toEqual(containers(original).filter(({ name }: any) => ['mongod', 'mongodb-agent'].includes(name)));
    expect(ofKind(made.app, 'CronJob').map(({ metadata: { name } }) => name).sort()).toEqual(['sessions-dumps', DRILL]);
    expect([...inDrills(made, 'PodMonitor'), ...inDrills(made, 'PodDisruptionBudget')]).toEqual([]);
  });

  test('has no user but who verifies it, with a password of the source\'s', () => {
    const made = drilled(undefined, { users: [{ name: 'reporting', roles: [MongoRole.read('app')] }] });
    expect(clusterOf(made).spec.users).toEqual([{
      name: expect.stringMatching(/^look-/),
      db: 'admin',
      passwordSecretRef: { name: `${DRILL}-backup`, key: 'password' },
      scramCredentialsSecretName: `${DRILL}-verify-login`,
      connectionStringSecretName: `${DRILL}-verify-connection`,
      roles: [{ name: 'read', db: 'app' }],
    }]);
    const secrets = inDrills(made, 'ExternalSecret');
    expect(secrets.map(({ metadata }) => metadata.name)).toEqual([`${DRILL}-backup`, `${DRILL}-source`]);
    expect(secrets[0].spec.data[0].remoteRef.key).toBe('databases/shop/sessions/backup');
  });

  test('has a certificate of its own by the platform\'s issuer, and the identity that the operator expects', () => {
    const made = drilled();
    const [{ spec }] = inDrills(made, 'Certificate');
    expect([spec.secretName, spec.issuerRef.name]).toEqual([`${DRILL}-server-tls`, theOne(made.app, 'Certificate', 'sessions-server-tls').spec.issuerRef.name]);
    expect(spec.dnsNames).toContain(`*.${DRILL}-svc.${DRILLS_NAMESPACE}.svc.cluster.local`);
    expect(clusterOf(made).spec.security.tls.certificateKeySecretRef).toEqual({ name: `${DRILL}-server-tls` });
    expect(inDrills(made, 'ServiceAccount').map(({ metadata }) => metadata.name)).toEqual(['mongodb-kubernetes-appdb', `${DRILL}-program`]);
  });

  test('has volumes that go with their claims', () => {
    const made = drilled();
    expect(clusterOf(made).spec.statefulSet.spec.volumeClaimTemplates.map(({ spec }: any) => spec.storageClassName)).toEqual(['fast-drill', 'fast-drill']);
    expect(theOne(made.app, 'StorageClass', 'fast-drill').reclaimPolicy).toBe('Delete');
  });

  test('may be smaller in CPU and memory', () => {
    const { spec } = clusterOf(drilled(RestoreDrillPlan.of({ compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(2) }) })));
    expect(spec.statefulSet.spec.template.spec.containers[0].resources.limits.memory).toBe('2Gi');
    expect(spec.additionalMongodConfig.storage.wiredTiger.engineConfig.cacheSizeGB).toBe(0.5);
  });

  test('is no production to whoever checks a living cluster while a drill runs', () => {
    expect(JSON.parse(clusterOf(drilled()).metadata.annotations['cdk8s-databases.io/waivers']))
      .toEqual([{ rule: 'not-for-production', reason: 'thrown away by the restore drill of shop/sessions' }]);
  });
});

describe('who restores in a drill', () => {
  test('is the pod of a restore: it takes the newest dump of the source, and fills and looks at the drill\'s database alone', () => {
    const { initContainers: [restorer, reader], containers: [verifier] } = podOf(drilled());
    expect([variable(reader, 'DESTINATION'), variable(reader, 'RECOVERY_POINT'), variable(reader, 'BACKUP')]).toEqual(['s3://acme-backups/shop/sessions', 'latest', undefined]);
    expect(variable(restorer, 'MEMBERS')).toBe(`${DRILL}-0.${DRILL}-svc.${DRILLS_NAMESPACE}.svc.cluster.local:27017`);
    expect([verifier.name, variable(verifier, 'RESTORE_BEGAN')]).toEqual(['verify', '/exchange/began']);
    expect(settingsOf(drilled()).verification.map(({ manifest: { metadata } }: any) => metadata)).toEqual([{ name: `${DRILL}-restore`, namespace: DRILLS_NAMESPACE }]);
  });

  test('enters the store with what may only read, where the store has that', () => {
    const made = drilled(undefined, {}, { backups: store({ readOnlyCredentials: ObjectStoreCredentials.secretStore('databases/reads') }) });
    expect(theOne(made.app, 'ExternalSecret', `${DRILL}-source`).spec.data[0].remoteRef).toEqual({ key: 'databases/reads', property: 'ACCESS_KEY_ID' });
    expect(variable(podOf(made).initContainers[1], 'AWS_ACCESS_KEY_ID')).toEqual({ name: `${DRILL}-source`, key: 'ACCESS_KEY_ID' });
  });

  test('enters it by an identity of its own, where that is how it is entered', () => {
    const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/reads' };
    const made = drilled(undefined, {}, { backups: store({ readOnlyCredentials: ObjectStoreCredentials.workloadIdentity(annotations) }) });
    expect([podOf(made).serviceAccountName, theOne(made.app, 'ServiceAccount', `${DRILL}-restore`).metadata.annotations]).toEqual([`${DRILL}-restore`, annotations]);
    expect(variable(podOf(made).initContainers[1], 'AWS_ACCESS_KEY_ID')).toBeUndefined();
  });

  test('asks what it is told to, of the dump: also for documents that are younger than the time between two', () => {
    const assertions = [RestoreAssertion.newest({ table: 'carts', column: 'at', within: Duration.minutes(5) })];
    const map = inDrills(drilled(RestoreDrillPlan.of({ assertions })), 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${DRILL}-verify-`))!;
    expect(JSON.parse(map.data['verification.json'])).toMatchObject({
      database: 'app', recoveryPoint: 'now', assertions: [{ database: 'app', collection: 'carts', field: 'at', withinSeconds: 300 }],
    });
  });
});

describe('a drill', () => {
  test('may do nothing beside its database', () => {
    expect(ofKind(drilled().app, 'RoleBinding').filter(({ metadata, subjects }) => metadata.namespace === 'shop' && subjects.some(({ name }: any) => name.startsWith(DRILL)))).toEqual([]);
  });

  test('may in its namespace make what it makes, and remove that by name; it changes nothing, and reads no Secret', () => {
    const { rules } = inDrills(drilled(), 'Role').find(({ metadata }) => metadata.name === `${DRILL}-program`);
    const by = (verb: string) => rules.filter(({ verbs }: any) => verbs.includes(verb)).map(({ resources, resourceNames }: any) => [resources[0], ...(resourceNames ?? ['all'])]);
    expect(by('create')).toEqual([['mongodbcommunity', 'all'], ['jobs', 'all'], ['events', 'all']]);
    expect(by('delete')).toEqual([
      ['mongodbcommunity', DRILL],
      ['jobs', `${DRILL}-restore`],
      ['persistentvolumeclaims', `data-volume-${DRILL}-0`, `logs-volume-${DRILL}-0`],
      ['secrets', ...['agent-password', 'keyfile', 'config', 'server-certificate-key', 'ca-certificate', 'verify-login-scram-credentials', 'verify-connection'].map((of) => `${DRILL}-${of}`)],
    ]);
    expect(by('list').map(([kind]: string[]) => kind)).toEqual(['pods', 'statefulsets', 'persistentvolumeclaims']);
    expect([by('patch'), by('update'), by('*'), rules.filter(({ resources, verbs }: any) => resources.includes('secrets') && !verbs.every((verb: string) => verb === 'delete'))]).toEqual([[], [], [], []]);
  });

  test('removes no Secret that stays between its runs', () => {
    const made = drilled();
    const stay = [...inDrills(made, 'ExternalSecret').map(({ spec }) => spec.target.name), ...inDrills(made, 'Certificate').map(({ spec }) => spec.secretName)];
    expect(settingsOf(made).recovery.secrets.filter((name: string) => stay.includes(name))).toEqual([]);
  });

  test('looks for what nobody removes with a database', () => {
    expect(settingsOf(drilled()).remains).toEqual([
      { api: 'apps/v1', kind: 'statefulsets', labels: `app=${DRILL}-svc` },
      { api: 'v1', kind: 'pods', labels: `app=${DRILL}-svc` },
      { api: 'v1', kind: 'persistentvolumeclaims', labels: `app=${DRILL}-svc` },
      { api: 'v1', kind: 'pods', labels: `cdk8s-databases.io/restores=${DRILL}` },
    ]);
  });

  test('brings its program, and the one that knows dumps', () => {
    const map = ofKind(drilled().app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${DRILL}-program-`));
    expect(Object.keys(map.data)).toEqual(['community-recovery.mjs', 'drill.json', 'drill.mjs', 'kubernetes.mjs', 'publish.mjs', 'restore-drill.mjs']);
  });

  test('is held to the time between two dumps, and an hour', () => {
    const backup: MongoBackup = { schedule: Schedule.cron('0 */6 * * *') };
    expect(settingsOf(drilled(undefined, { backup })).recoveryPointSeconds).toBe(7 * 3600);
  });

  test('lets who restores go to the database, to the store and to DNS, and nobody in but who restores', () => {
    const policies = Object.fromEntries(inDrills(drilled(), 'NetworkPolicy').map(({ metadata, spec }) => [metadata.name, spec]));
    expect(Object.keys(policies)).toEqual([DRILL, `${DRILL}-restore`, `${DRILL}-program`]);
    const members = { podSelector: { matchLabels: { app: `${DRILL}-svc` } } };
    const restorer = { podSelector: { matchLabels: { 'cdk8s-databases.io/restores': DRILL } } };
    expect(policies[DRILL].ingress.map(({ from }: any) => from)).toEqual([[restorer], [members]]);
    expect(policies[`${DRILL}-restore`].egress[0].to).toEqual([members]);
    expect(policies[`${DRILL}-restore`].podSelector).toEqual(restorer.podSelector);
    const inSource = JSON.parse(JSON.stringify(policies[DRILL].egress).replaceAll(DRILL, 'sessions'));
    expect(inSource).toEqual(theOne(drilled().app, 'NetworkPolicy', 'sessions').spec.egress);
  });

  const HERE = 'what exists beside the database alone does not exist in the drill\'s namespace: ';
  test.each<[string, Partial<DatabasePlatformProps>, string]>([
    ['a class that keeps its volumes', { storageClass: DatabaseStorageClass.existing('kept', { reclaimPolicy: ReclaimPolicy.RETAIN }) },
      'platform.drillStorageClass must be given where a storage class exists and keeps its volumes, got "kept"; each run would leave its volumes behind: name one with reclaimPolicy '
      + 'Delete by DatabaseStorageClass.existing(name, { reclaimPolicy: ReclaimPolicy.DELETE })'],
    ['a Secret of the store that somebody makes', { backups: store({ credentials: ObjectStoreCredentials.secret(SecretRef.of('by-hand')) }) },
      `backups.credentials must not be a Secret that somebody makes beside the database, got "by-hand"; ${HERE}`
      + 'use ObjectStoreCredentials.secretStore or workloadIdentity, at least as readOnlyCredentials, or make it there and say so by secretsPresent'],
    ['a CA of the store that somebody brings', { backups: store({ endpoint: 'https://s3.example.com', endpointCa: SecretKeyRef.of('store-ca', 'ca.crt') }) },
      `backups.endpointCa must not be a Secret that somebody makes beside the database, got "store-ca"; ${HERE}make it there and say so by secretsPresent`],
    ['a secret store of one namespace', { secrets: SecretStore.namespaced('vault') },
      `platform.secrets must not be a store that somebody makes in each namespace, got "vault"; ${HERE}use SecretStore.cluster, or make it there and say so by secretsPresent`],
    ['an issuer of one namespace', { issuer: Issuer.namespaced('own') },
      `platform.issuer must not be an Issuer that somebody makes in each namespace, got "own"; ${HERE}use Issuer.cluster, or make it there and say so by secretsPresent`],
  ])('with %s is refused, and there is none by default', (_, platform, message) => {
    const { app, chart, database: source } = drilled(undefined, {}, platform);
    expect(ofKind(app, 'CronJob').map(({ metadata }) => metadata.name)).toEqual(['sessions-dumps']);
    expect(() => new RestoreDrill(chart, 'Drill', { source })).toThrow(new Error(message));
  });

  test('of a database that nobody dumps is refused, and there is none by default', () => {
    const { app } = drilled(undefined, {}, { backups: undefined });
    expect(ofKind(app, 'CronJob')).toEqual([]);
    expect(() => drilled(RestoreDrillPlan.of(), {}, { backups: undefined })).toThrow(new Error(
      'source must have backups: its platform has no object store, got "sessions"; a database that was never backed up cannot be restored; give the platform `backups`'));
  });

  test('with Secrets that are there names them', () => {
    const made = drilled(RestoreDrillPlan.of({ secretsPresent: true }), {}, {
      issuer: Issuer.namespaced('own'),
      backups: store({ credentials: ObjectStoreCredentials.secret(SecretRef.of('by-hand')), endpoint: 'https://s3.example.com', endpointCa: SecretKeyRef.of('store-ca', 'ca.crt') }),
    });
    const { initContainers: [, reader], volumes } = podOf(made);
    expect([variable(reader, 'AWS_ACCESS_KEY_ID').name, variable(reader, 'AWS_CA_BUNDLE')]).toEqual(['by-hand', '/etc/store/ca.crt']);
    expect(volumes.find(({ name }: any) => name === 'store').secret.secretName).toBe('store-ca');
  });

  test('is there once by its name', () => {
    const { chart, database } = drilled();
    expect(() => new RestoreDrill(chart, 'Drill', { source: database })).toThrow(new Error(`source must have one restore drill shop-drills/${DRILL}: it has chart/Sessions/RestoreDrill`
      + ', got "sessions"; say in its restoreDrill what the drill is to look at: RestoreDrillPlan.of({ assertions }); a second drill has a name of its own, and '
      + 'RestoreDrillPlan.none() takes the first away'));
  });
});

test('two databases whose drills share a namespace share its ServiceAccount, and nothing else', () => {
  const { chart } = shop();
  const platform = platformOf(chart);
  for (const name of ['one', 'two']) new MongoReplicaSet(chart, name, { ...SESSIONS, operator: MongoOperator.COMMUNITY, platform, name, waivers: COMMUNITY_WAIVERS });
  expect(ofKind(chart, 'CronJob').map(({ metadata }) => metadata.name).filter((name) => name.endsWith('-drill'))).toEqual(['one-restore-drill', 'two-restore-drill']);
  expect(ofKind(chart, 'ServiceAccount').filter(({ metadata: { name, namespace } }) => name === 'mongodb-kubernetes-appdb' && namespace === DRILLS_NAMESPACE).length).toBe(1);
});
