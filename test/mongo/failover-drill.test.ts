import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import { DayOfWeek, FailoverDrill, FailoverDrillProps, FailoverMethod, MaintenanceWindow, MongoOperator, MongoRole, MongoVersion, Schedule, SecretRef } from '../../src';
import { COMMUNITY_WAIVERS, MONGO_DRILLS, Sessions, sessions } from '../support/mongo';
import { schemaErrors } from '../support/schema-check';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const WINDOW = MaintenanceWindow.of({ schedule: Schedule.weekly(DayOfWeek.TUESDAY, '03:00'), duration: Duration.hours(1) });
const NAME = 'sessions-failover-drill';
const KINDS = { [MongoOperator.PERCONA]: 'PerconaServerMongoDB', [MongoOperator.COMMUNITY]: 'MongoDBCommunity' };
const { PERCONA, COMMUNITY } = MongoOperator;

type Given = Parameters<typeof sessions>;

function drilled(operator: MongoOperator, more: Partial<FailoverDrillProps> = {}, given: Given[0] = {}, platform: Given[1] = {}): Sessions {
  const waivers = (operator === COMMUNITY ? COMMUNITY_WAIVERS : MONGO_DRILLS).filter(({ rule }) => rule !== 'failover-drill');
  const made = sessions({ operator, waivers, ...given }, platform);
  new FailoverDrill(made.chart, 'Drill', { source: made.database, window: WINDOW, ...more });
  return made;
}

function mapOf(app: Sessions['app']): Record<string, string> {
  return ofKind(app, 'ConfigMap').find(({ data }) => 'settings.json' in data)!.data;
}

const podOf = (app: Sessions['app']) => theOne(app, 'CronJob', NAME).spec.jobTemplate.spec.template;
const container = (app: Sessions['app'], name: string) => podOf(app).spec.containers.find((of: any) => of.name === name);
const userOf = (app: Sessions['app'], operator: MongoOperator) => theOne(app, KINDS[operator], 'sessions').spec.users.find((of: any) => of.name === 'failover_drill');

describe.each([PERCONA, COMMUNITY])('with MongoOperator %s', (operator) => {
  test('a drilled database passes the checklist and the schemas, without a waiver of the drill', () => {
    const { app } = drilled(operator);
    expect(findings(app)).toEqual([]);
    expect(written(app).flatMap(schemaErrors)).toEqual([]);
  });

  test('the drill writes as a user of a database of its own, knows all members, and verifies them', () => {
    const { app, database } = drilled(operator);
    expect(userOf(app, operator).roles).toEqual([{ name: 'readWrite', db: 'failover_drill' }]);
    const hosts = database.endpoints.members.map(({ host, port }) => `${host}:${port}`).join(',');
    const { env, volumeMounts, resources, image } = container(app, 'probe');
    expect(env.find((of: any) => of.name === 'MONGODB_URI').value).toBe(
      `mongodb://${hosts}/?authSource=admin&replicaSet=${database.endpoints.replicaSet}&tls=true&tlsCAFile=/etc/ca/ca.crt`);
    expect(volumeMounts).toEqual([
      { name: 'programs', mountPath: '/drill', readOnly: true },
      { name: 'ca', mountPath: '/etc/ca', readOnly: true },
      { name: 'identity', mountPath: '/etc/identity', readOnly: true },
      { name: 'home', mountPath: '/home/probe' },
      { name: 'ledger', mountPath: '/ledger' },
    ]);
    const [shell, user] = operator === PERCONA ? ['percona/percona-server-mongodb:8.0.19-7', 1001] : ['mongo:8.0.19', 999];
    expect([resources.limits.memory, image, podOf(app).spec.securityContext.runAsUser]).toEqual(['512Mi', shell, user]);
    expect(container(app, 'drill').volumeMounts.map((of: any) => of.name)).toEqual(['programs', 'account', 'ledger']);
  });

  test('the drill gets out to the members, DNS and the API server, and in to the members', () => {
    const { app } = drilled(operator);
    const { labels } = podOf(app).metadata;
    const { spec } = theOne(app, 'NetworkPolicy', NAME);
    const members = theOne(app, 'NetworkPolicy', 'sessions').spec;
    expect([spec.podSelector, spec.policyTypes, spec.ingress]).toEqual([{ matchLabels: labels }, ['Ingress', 'Egress'], undefined]);
    expect(spec.egress[0].to).toEqual([{ podSelector: members.podSelector }]);
    expect(spec.egress.map(({ ports }: any) => ports.map((of: any) => of.port))).toEqual([[27017], [53, 53], [443, 6443]]);
    expect(members.ingress).toContainEqual({ from: [{ podSelector: { matchLabels: labels } }], ports: [{ port: 27017, protocol: 'TCP' }] });
  });

  test('the drill has each program that it names', () => {
    const data = mapOf(drilled(operator).app);
    const imports = Object.values(data).flatMap((text) => [...text.matchAll(/from '\.\/(.*)'/g)].map(([, file]) => file));
    const { engine } = JSON.parse(data['settings.json']);
    expect(Object.keys(data)).toEqual(expect.arrayContaining([...imports, `${engine}-failover.mjs`, 'mongo-failover-probe.js']));
  });

  test('the drill alerts where the platform has monitoring', () => {
    const rules = ofKind(drilled(operator).app, 'PrometheusRule').find(({ metadata }) => metadata.name === NAME)!.spec.groups[0].rules;
    expect(rules.map(({ alert, labels }: any) => [alert, labels.database])).toEqual([['FailoverDrillFailed', 'sessions'], ['FailoverDrillOverdue', 'sessions']]);
  });

  test('the drill\'s user cannot be granted to a client, neither before nor after', () => {
    const user = { name: 'failover_drill', secretName: 'a', roles: [MongoRole.read('app')] };
    const message = (by: string) => 'user must lead to names that are unique in the app: MongoDB user shop/sessions/failover_drill also belongs to '
      + `${by}, got "sessions/failover_drill"; choose another name or another namespace`;
    expect(() => drilled(operator).database._userFor(user)).toThrow(new Error(message('chart/Drill/Rehearsal')));
    const { chart, database } = sessions({ operator });
    database._userFor(user);
    expect(() => new FailoverDrill(chart, 'Drill', { source: database, window: WINDOW })).toThrow(new Error(message('chart/Sessions')));
  });

  test.each<[string, Partial<FailoverDrillProps>, Given[0], string]>([
    ['without a window', { window: undefined }, {}, 'window must be a MaintenanceWindow: a failover is noticed, got nothing; declare when it may happen by MaintenanceWindow.of'],
    ['by a switchover', { by: FailoverMethod.SWITCHOVER }, {},
      'by must be pod-deletion for MongoDB: who may make a primary step down may do more than a drill should, got "switchover"; leave it out: a member that goes steps down first'],
    ['of a database that has the drill\'s user', {}, { users: [{ name: 'failover_drill', roles: [MongoRole.read('app')] }] },
      'source must have neither user nor database failover_drill, which the drill brings, got "sessions"; rename yours'],
    ['of a database that has the drill\'s database', {}, { database: 'failover_drill' },
      'source must have neither user nor database failover_drill, which the drill brings, got "sessions"; rename yours'],
  ])('a drill %s is refused', (_, more, given, message) => {
    expect(() => drilled(operator, more, given)).toThrow(new Error(message));
  });

  test('a second drill of the same database is refused', () => {
    const { chart, database } = drilled(operator);
    expect(() => new FailoverDrill(chart, 'Again', { source: database, window: WINDOW })).toThrow(new Error(
      'source must have one failover drill: it has chart/Drill/Rehearsal, got "sessions"; remove one of them, or let the window of one open more often'));
  });
});

describe('with Percona\'s operator', () => {
  test('the drill knows its pods, and how old a backup may be', () => {
    expect(JSON.parse(mapOf(drilled(PERCONA, {}, { backup: { schedule: Schedule.daily('01:00') } }).app)['settings.json'])).toEqual({
      engine: 'psmdb',
      namespace: 'shop',
      cluster: 'sessions',
      method: 'pod-deletion',
      pods: ['sessions-rs0-0', 'sessions-rs0-1', 'sessions-rs0-2'],
      backupSeconds: 25 * 3600,
      window: { schedule: '0 3 * * 2', seconds: 3600 },
      settlingSeconds: 60,
      unavailabilitySeconds: 60,
      healthySeconds: 600,
    });
  });

  test('the drill may delete the members of this database, read it, its backups and restores, and change nothing else', () => {
    const { rules } = theOne(drilled(PERCONA).app, 'Role', NAME);
    expect(rules.map(({ resources, resourceNames, verbs }: any) => [resources, resourceNames, verbs])).toEqual([
      [['perconaservermongodbs'], ['sessions'], ['get']],
      [['perconaservermongodbbackups'], undefined, ['list']],
      [['perconaservermongodbrestores'], undefined, ['list']],
      [['pods'], ['sessions-rs0-0', 'sessions-rs0-1', 'sessions-rs0-2'], ['get', 'delete']],
      [['events'], undefined, ['create']],
    ]);
  });

  test('the operator makes the probe\'s password', () => {
    const { app } = drilled(PERCONA);
    expect(userOf(app, PERCONA)).not.toHaveProperty('passwordSecretRef');
    expect(podOf(app).spec.volumes.find((of: any) => of.name === 'identity').secret).toEqual({
      secretName: 'sessions-custom-user-secret', optional: true, defaultMode: 0o440, items: [{ key: 'failover_drill', path: 'password' }],
    });
  });

  test('a user of the drill\'s name that may use another database is judged as any other', () => {
    const { app, database } = drilled(PERCONA);
    ApiObject.of(database).addJsonPatch(JsonPatch.replace('/spec/users/1/roles/0/db', 'app'));
    expect(failedRules(app)).toContain('secrets-external');
  });

  test.each<[string, Given[0], Given[1], string]>([
    ['without backups', {}, { backups: undefined },
      'source must have backups: its platform has no object store, got "sessions"; a drill refuses to begin without a recent one; give the platform `backups`'],
    ['with a name that leaves no room for an annotation', { name: `s${'n'.repeat(43)}` }, {}, `source must have a name of at most 43 characters to be drilled, got "s${'n'.repeat(43)}"; `
      + 'shorten it: the operator keeps a hash in the annotation percona.com/<database>-failover_drill-hash'],
  ])('a database %s is refused', (_, given, platform, message) => {
    expect(() => drilled(PERCONA, {}, given, platform)).toThrow(new Error(message));
  });
});

describe('with MongoDB\'s own operator', () => {
  test('the drill knows its pods, and how old a dump may be', () => {
    const { app } = drilled(COMMUNITY, {}, { backup: { schedule: Schedule.daily('01:00') } });
    expect(JSON.parse(mapOf(app)['settings.json'])).toMatchObject({ engine: 'community', pods: ['sessions-0', 'sessions-1', 'sessions-2'], dumps: 'sessions-dumps', backupSeconds: 25 * 3600 });
  });

  test('the drill may delete the members of this database, read it, its StatefulSet and the CronJob of its dumps, and change nothing else', () => {
    const { rules } = theOne(drilled(COMMUNITY).app, 'Role', NAME);
    expect(rules.map(({ resources, resourceNames, verbs }: any) => [resources, resourceNames, verbs])).toEqual([
      [['mongodbcommunity'], ['sessions'], ['get']],
      [['statefulsets'], ['sessions'], ['get']],
      [['cronjobs'], ['sessions-dumps'], ['get']],
      [['pods'], ['sessions-0', 'sessions-1', 'sessions-2'], ['get', 'delete']],
      [['events'], undefined, ['create']],
    ]);
  });

  test('the probe\'s password comes from the secret store', () => {
    const { app } = drilled(COMMUNITY);
    const secret = 'sessions-user-failover-drill';
    expect(userOf(app, COMMUNITY)).toMatchObject({ passwordSecretRef: { name: secret, key: 'password' }, db: 'admin' });
    expect(theOne(app, 'ExternalSecret', secret).spec.data).toEqual([{ secretKey: 'password', remoteRef: { key: expect.stringMatching(/shop\/sessions\/failover_drill$/), property: 'password' } }]);
    expect(podOf(app).spec.volumes.find((of: any) => of.name === 'identity').secret.secretName).toBe(secret);
  });

  test('a database without a secret store is refused', () => {
    const users = [{ name: 'app', roles: [MongoRole.readWrite('app')], password: SecretRef.of('app-login') }];
    expect(() => drilled(COMMUNITY, {}, { users }, { secrets: undefined, monitoring: undefined, backups: undefined })).toThrow(new Error(
      'source must have a platform with a secret store to be drilled with MongoOperator.COMMUNITY, which makes up no passwords, got "sessions"; give the platform `secrets`'));
  });

  test('a database without backups is refused', () => {
    expect(() => drilled(COMMUNITY, {}, {}, { backups: undefined })).toThrow(new Error(
      'source must have backups: its platform has no object store, got "sessions"; a drill refuses to begin without a recent one; give the platform `backups`'));
  });

  test('the shell is of the server\'s series', () => {
    expect(container(drilled(COMMUNITY, {}, { version: MongoVersion.V7_0 }).app, 'probe').image).toBe('mongo:7.0.30');
  });
});
