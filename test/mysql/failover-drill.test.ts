import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import { carts, Carts, DRILLS } from './carts';
import { DayOfWeek, FailoverDrill, FailoverDrillProps, FailoverMethod, MaintenanceWindow, MySqlProxy, Schedule, Waiver } from '../../src';
import { schemaErrors } from '../support/schema-check';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const WINDOW = MaintenanceWindow.of({ schedule: Schedule.weekly(DayOfWeek.TUESDAY, '03:00'), duration: Duration.hours(1) });
const NAME = 'carts-failover-drill';
const WAIVERS = DRILLS.filter(({ rule }) => rule !== 'failover-drill');

function drilled(more: Partial<FailoverDrillProps> = {}, given: Parameters<typeof carts>[0] = {}, platform: Parameters<typeof carts>[1] = {}): Carts {
  const made = carts({ waivers: WAIVERS, ...given }, platform);
  new FailoverDrill(made.chart, 'Drill', { source: made.database, window: WINDOW, ...more });
  return made;
}

function settings(app: Carts['app']): any {
  const [map] = ofKind(app, 'ConfigMap').filter(({ data }) => 'settings.json' in data);
  return JSON.parse(map.data['settings.json']);
}

function container(app: Carts['app'], name: string): any {
  return theOne(app, 'CronJob', NAME).spec.jobTemplate.spec.template.spec.containers.find((of: any) => of.name === name);
}

test('a drilled database passes the checklist and the schemas, without a waiver of the drill', () => {
  const { app } = drilled();
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

test.each([['another database', ['failover_drill', 'app']], ['every database', undefined]])('a user of the drill\'s name that may use %s is judged as any other', (_, dbs) => {
  const { app, database } = drilled();
  const at = database._settings.users.length;
  const resource = ApiObject.of(database);
  resource.addJsonPatch(dbs ? JsonPatch.replace(`/spec/users/${at}/dbs`, dbs) : JsonPatch.remove(`/spec/users/${at}/dbs`));
  expect(failedRules(app)).toContain('secrets-external');
});

describe('the drill', () => {
  test('knows its pods, how old a backup may be, and that the writer goes back to where it was', () => {
    const { app } = drilled({}, { backup: { schedule: Schedule.daily('01:00') }, instances: 5 });
    expect(settings(app)).toEqual({
      engine: 'mysql',
      namespace: 'shop',
      cluster: 'carts',
      method: 'pod-deletion',
      pods: ['carts-pxc-0', 'carts-pxc-1', 'carts-pxc-2', 'carts-pxc-3', 'carts-pxc-4'],
      backupSeconds: 25 * 3600,
      watchSeconds: 60,
      window: { schedule: '0 3 * * 2', seconds: 3600 },
      settlingSeconds: 60,
      unavailabilitySeconds: 60,
      healthySeconds: 600,
    });
  });

  test('may delete the instances of this database, read it and its backups, and change nothing else', () => {
    const { rules } = theOne(drilled().app, 'Role', NAME);
    expect(rules.map(({ resources, resourceNames, verbs }: any) => [resources, resourceNames, verbs])).toEqual([
      [['perconaxtradbclusters'], ['carts'], ['get']],
      [['perconaxtradbclusterbackups'], undefined, ['list']],
      [['pods'], ['carts-pxc-0', 'carts-pxc-1', 'carts-pxc-2'], ['get', 'delete']],
      [['events'], undefined, ['create']],
    ]);
  });

  test('writes as a user of a database of its own, whose password the operator makes and nobody else knows', () => {
    const { app } = drilled();
    expect(theOne(app, 'PerconaXtraDBCluster', 'carts').spec.users.at(-1)).toEqual({
      name: 'failover_drill', dbs: ['failover_drill'], hosts: ['%'], grants: ['SELECT', 'INSERT', 'DELETE', 'CREATE'],
    });
    const { volumes } = theOne(app, 'CronJob', NAME).spec.jobTemplate.spec.template.spec;
    expect(volumes.find((of: any) => of.name === 'identity').secret).toEqual({
      secretName: 'carts-custom-user-secret', optional: true, defaultMode: 0o440, items: [{ key: 'failover_drill', path: 'password' }],
    });
    expect(container(app, 'probe').volumeMounts.map((of: any) => of.name)).toEqual(['programs', 'ca', 'identity', 'ledger']);
    expect(container(app, 'drill').volumeMounts.map((of: any) => of.name)).toEqual(['programs', 'account', 'ledger']);
  });

  test.each([['haproxy', MySqlProxy.haproxy()], ['proxysql', MySqlProxy.proxysql()]])('goes the way of clients, through %s', (proxy, given) => {
    const { app } = drilled({}, { proxy: given, waivers: [...WAIVERS, ...(given.isProxySql ? [Waiver.of({ rule: 'tls-required', reason: 'ProxySQL' })] : [])] });
    const labels = theOne(app, 'CronJob', NAME).spec.jobTemplate.spec.template.metadata.labels;
    expect(container(app, 'probe').env[0]).toEqual({ name: 'MYSQL_HOST', value: `carts-${proxy}.shop.svc` });
    const { spec } = theOne(app, 'NetworkPolicy', NAME);
    expect([spec.podSelector, spec.policyTypes, spec.ingress]).toEqual([{ matchLabels: labels }, ['Ingress', 'Egress'], undefined]);
    expect(spec.egress[0].to[0].podSelector.matchLabels).toMatchObject({ 'app.kubernetes.io/instance': 'carts', 'app.kubernetes.io/component': proxy });
    expect(spec.egress.map(({ ports }: any) => ports.map((of: any) => of.port))).toEqual([[3306], [53, 53], [443, 6443]]);
    expect(theOne(app, 'NetworkPolicy', `carts-${proxy}`).spec.ingress).toContainEqual({ from: [{ podSelector: { matchLabels: labels } }], ports: [{ port: 3306, protocol: 'TCP' }] });
  });

  test('has each program that it names', () => {
    const { app } = drilled();
    const [map] = ofKind(app, 'ConfigMap').filter(({ data }) => 'settings.json' in data);
    const imports = Object.values<string>(map.data).flatMap((text) => [...text.matchAll(/from '\.\/(.*)'/g)].map(([, file]) => file));
    expect(Object.keys(map.data)).toEqual(expect.arrayContaining([...imports, 'mysql-failover.mjs', 'failover-probe.sh', 'mysql-ledger.sh']));
  });

  test('alerts where the platform has monitoring', () => {
    const rules = ofKind(drilled().app, 'PrometheusRule').find(({ metadata }) => metadata.name === NAME)!.spec.groups[0].rules;
    expect(rules.map(({ alert, labels }: any) => [alert, labels.database])).toEqual([['FailoverDrillFailed', 'carts'], ['FailoverDrillOverdue', 'carts']]);
  });
});

describe('a drill is refused', () => {
  const ONE = { instances: 1, proxy: MySqlProxy.haproxy({ instances: 1 }), waivers: [...WAIVERS, Waiver.of({ rule: 'three-instances', reason: 'a small one' })] };
  test.each<[string, Partial<FailoverDrillProps>, Parameters<typeof carts>[0], Parameters<typeof carts>[1], string]>([
    ['without a window', { window: undefined }, {}, {}, 'window must be a MaintenanceWindow: a failover is noticed, got nothing; declare when it may happen by MaintenanceWindow.of'],
    ['by a switchover', { by: FailoverMethod.SWITCHOVER }, {}, {},
      'by must be pod-deletion for MySQL: Percona\'s operator has no switchover, got "switchover"; leave it out: the instance leaves the cluster as it does at each update'],
    ['of one instance', {}, ONE, {}, 'source must have two instances at least, got "carts with 1"; there is nothing to fail over to: give it instances, or remove the drill'],
    ['without backups', {}, {}, { backups: undefined },
      'source must have backups: its platform has no object store, got "carts"; a drill refuses to begin without a recent one; give the platform `backups`'],
    ['of a database that has the drill\'s user', {}, { users: [{ name: 'failover_drill' }] }, {},
      'source must have neither user nor database failover_drill, which the drill brings, got "carts"; rename yours'],
    ['of a database that has the drill\'s database', {}, { databases: ['failover_drill'] }, {},
      'source must have neither user nor database failover_drill, which the drill brings, got "carts"; rename yours'],
    ['of a database whose users could use the drill\'s', {}, { databases: ['failove__drill'] }, {},
      'source.databases must differ in more than where "failove__drill" has "_", which stands for any character in a GRANT, got "failover_drill"; rename one'],
  ])('%s', (_, more, given, platform, message) => {
    expect(() => drilled(more, given, platform)).toThrow(new Error(message));
  });

  test('beside another one of the same database', () => {
    const { chart, database } = drilled();
    expect(() => new FailoverDrill(chart, 'Again', { source: database, window: WINDOW })).toThrow(new Error(
      'source must have one failover drill: it has chart/Drill/Rehearsal, got "carts"; remove one of them, or let the window of one open more often'));
  });
});

test('the drill\'s user cannot be granted to a client, neither before nor after', () => {
  const user = { name: 'failover_drill', secretName: 'a', databases: ['app'], privileges: [] };
  const message = (by: string) => 'role must lead to names that are unique in the app: MySQL user shop/carts/failover_drill also belongs to '
    + `${by}, got "carts/failover_drill"; choose another name or another namespace`;
  expect(() => drilled().database._userFor(user)).toThrow(new Error(message('chart/Drill/Rehearsal')));
  const { chart, database } = carts();
  database._userFor(user);
  expect(() => new FailoverDrill(chart, 'Drill', { source: database, window: WINDOW })).toThrow(new Error(message('chart/Carts')));
});
