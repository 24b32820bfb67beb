import { Duration } from 'cdk8s';
import {
  DayOfWeek, FailoverDrill, FailoverDrillProps, FailoverMethod, IFailsOver, MaintenanceWindow, Monitoring, PostgresDatabase, Schedule, SecretRef,
  SynchronousReplication,
} from '../../src';
import { ORDERS, orders, Orders } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const WINDOW = MaintenanceWindow.of({ schedule: Schedule.weekly(DayOfWeek.TUESDAY, '03:00'), duration: Duration.hours(1) });
const NAME = 'orders-failover-drill';

function drilled(more: Partial<FailoverDrillProps> = {}, ...given: Parameters<typeof orders>): Orders {
  const made = orders(...given);
  new FailoverDrill(made.chart, 'Drill', { source: made.database, window: WINDOW, ...more });
  return made;
}

function settings(more: Partial<FailoverDrillProps> = {}, ...given: Parameters<typeof orders>): any {
  const { app } = drilled(more, ...given);
  const [map] = ofKind(app, 'ConfigMap').filter(({ data }) => 'settings.json' in data);
  return JSON.parse(map.data['settings.json']);
}

function pod(more: Partial<FailoverDrillProps> = {}): any {
  return theOne(drilled(more).app, 'CronJob', NAME).spec.jobTemplate.spec.template.spec;
}

test('a drilled database passes the checklist and the schemas, without a waiver of the drill', () => {
  const { app } = drilled({}, { waivers: ORDERS.waivers.filter(({ rule }) => rule !== 'failover-drill') });
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

test('a database has no drill by itself', () => {
  const { app } = orders({ waivers: ORDERS.waivers.filter(({ rule }) => rule !== 'failover-drill') });
  expect(failedRules(app)).toEqual(['failover-drill']);
});

describe('the drill', () => {
  test('begins when its window opens and not after it, once at a time, and never tries again by itself', () => {
    const { spec } = theOne(drilled().app, 'CronJob', NAME);
    expect(spec).toMatchObject({ schedule: '0 3 * * 2', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 3600 });
    expect(spec.jobTemplate.spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 1200, template: { spec: { restartPolicy: 'Never' } } });
  });

  test('knows its window, its objectives, and how old a backup may be: the schedule\'s longest gap and an hour', () => {
    const { pods, ...others } = settings({ unavailability: Duration.seconds(20), recovery: Duration.minutes(3) }, { backup: { schedule: Schedule.cron('0 1 * * 1-5') } });
    expect(others).toEqual({
      engine: 'postgres',
      namespace: 'shop',
      cluster: 'orders',
      method: 'pod-deletion',
      objectStore: 'orders-backups',
      serverName: 'orders-pg17',
      backupSeconds: 3 * 86400 + 3600,
      window: { schedule: '0 3 * * 2', seconds: 3600 },
      settlingSeconds: 60,
      unavailabilitySeconds: 20,
      healthySeconds: 180,
    });
    expect([pods.length, pods[0], pods.at(-1)]).toEqual([33, 'orders-1', 'orders-33']);
  });

  test('that deletes the primary may delete the instances of this database and change nothing else', () => {
    const { rules } = theOne(drilled().app, 'Role', NAME);
    expect(rules.map(({ resources, resourceNames, verbs }: any) => [resources, resourceNames?.slice(0, 2), verbs])).toEqual([
      [['clusters'], ['orders'], ['get']],
      [['objectstores'], ['orders-backups'], ['get']],
      [['pods'], ['orders-1', 'orders-2'], ['get', 'delete']],
      [['events'], undefined, ['create']],
    ]);
  });

  test('that asks for a switchover may patch the state of this database and delete nothing', () => {
    const { rules } = theOne(drilled({ by: FailoverMethod.SWITCHOVER }).app, 'Role', NAME);
    expect(rules[2]).toEqual({ apiGroups: ['postgresql.cnpg.io'], resources: ['clusters/status'], resourceNames: ['orders'], verbs: ['patch'] });
    expect(rules.flatMap(({ verbs }: any) => verbs)).not.toContain('delete');
    expect(settings({ by: FailoverMethod.SWITCHOVER })).not.toHaveProperty('pods');
  });

  test('gives its token to what asks the API server, and its certificate to what writes', () => {
    const { containers, automountServiceAccountToken, serviceAccountName } = pod();
    const mounts = (name: string) => containers.find((of: any) => of.name === name).volumeMounts.map((of: any) => of.name);
    expect([automountServiceAccountToken, serviceAccountName]).toEqual([false, NAME]);
    expect(mounts('drill')).toEqual(['programs', 'account', 'ledger']);
    expect(mounts('probe')).toEqual(['programs', 'ca', 'identity', 'ledger']);
  });

  test('writes with a role that logs in with a certificate, into a database of its own and no other', () => {
    const { app } = drilled();
    expect(theOne(app, 'DatabaseRole', NAME).spec).toEqual({
      cluster: { name: 'orders' }, name: 'failover_drill', login: true, connectionLimit: 4, clientCertificate: { enabled: true }, databaseRoleReclaimPolicy: 'delete',
    });
    expect(theOne(app, 'Database', NAME).spec).toEqual({ cluster: { name: 'orders' }, name: 'failover_drill', owner: 'failover_drill', databaseReclaimPolicy: 'delete' });
    expect(theOne(app, 'Cluster', 'orders').spec.postgresql.pg_hba).toEqual(['hostnossl all all all reject', 'hostssl failover_drill failover_drill all cert']);
    expect(pod().volumes.find((of: any) => of.name === 'identity').secret.secretName).toBe('orders-failover-drill-client-cert');
  });

  test('gets out to the instances, DNS and the API server, and in to the instances', () => {
    const { app } = drilled();
    const { spec } = theOne(app, 'NetworkPolicy', NAME);
    const labels = theOne(app, 'CronJob', NAME).spec.jobTemplate.spec.template.metadata.labels;
    expect(spec.podSelector).toEqual({ matchLabels: labels });
    expect([spec.policyTypes, spec.ingress]).toEqual([['Ingress', 'Egress'], undefined]);
    expect(spec.egress.map(({ ports }: any) => ports.map((of: any) => of.port))).toEqual([[5432], [53, 53], [443, 6443]]);
    expect(theOne(app, 'NetworkPolicy', 'orders').spec.ingress).toContainEqual({ from: [{ podSelector: { matchLabels: labels } }], ports: [{ port: 5432, protocol: 'TCP' }] });
  });

  test('may push what it measured where the platform has a pushgateway', () => {
    const monitoring = Monitoring.prometheus({ namespace: 'monitoring', pushgateway: 'http://pushgateway.monitoring.svc:9091' });
    const { app } = drilled({}, {}, { monitoring });
    expect(theOne(app, 'NetworkPolicy', NAME).spec.egress[3]).toEqual({
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }], ports: [{ port: 9091, protocol: 'TCP' }],
    });
    expect(settings({}, {}, { monitoring }).pushgateway).toBe('http://pushgateway.monitoring.svc:9091');
  });

  test('alerts where the platform has monitoring, and works without', () => {
    const alerts = (app: Orders['app']) => ofKind(app, 'PrometheusRule').find(({ metadata }) => metadata.name === NAME)?.spec.groups[0].rules;
    expect(alerts(drilled().app).map(({ alert, labels }: any) => [alert, labels.database])).toEqual([
      ['FailoverDrillFailed', 'orders'], ['FailoverDrillOverdue', 'orders'],
    ]);
    expect(alerts(drilled({}, {}, { monitoring: undefined }).app)).toBeUndefined();
  });

  test('has a name that a CronJob can have, however long the database\'s is', () => {
    const name = `o${'n'.repeat(49)}`;
    const { metadata } = ofKind(drilled({}, { name }).app, 'CronJob').find((of) => 'cdk8s-databases.io/failover-drill' in of.metadata.annotations);
    expect(metadata.name).toHaveLength(52);
    expect(metadata.name).toMatch(/^on+-[a-z0-9]{5}-failover-drill$/);
    expect(metadata.annotations).toEqual({ 'cdk8s-databases.io/failover-drill': `shop/${name}` });
  });
});

describe('a drill is refused', () => {
  const ONE = { instances: 1, replication: SynchronousReplication.none() };
  const OWN: PostgresDatabase = { name: 'failover_drill' };
  test.each<[string, Partial<FailoverDrillProps>, Parameters<typeof orders>, string]>([
    ['without a source', { source: undefined }, [], 'source must be a database whose failover can be rehearsed, got nothing; give a PostgresCluster, a MySqlCluster or a MongoReplicaSet'],
    ['of something else', { source: {} as IFailsOver }, [], 'source must be a database whose failover can be rehearsed, got "Object"; give a PostgresCluster, a MySqlCluster or a MongoReplicaSet'],
    ['without a window', { window: undefined }, [], 'window must be a MaintenanceWindow: a failover is noticed, got nothing; declare when it may happen by MaintenanceWindow.of'],
    ['by a way that there is not', { by: 'promote' as FailoverMethod }, [], 'by must be one of pod-deletion, switchover, got "promote"; choose a FailoverMethod'],
    ['of one instance', {}, [ONE], 'source must have two instances at least, got "orders with 1"; there is nothing to fail over to: give it instances, or remove the drill'],
    ['without backups', {}, [{}, { backups: undefined }],
      'source must have backups: its platform has no object store, got "orders"; a drill refuses to begin without a recent one; give the platform `backups`'],
    ['of a database that has the drill\'s role', {}, [{ roles: [{ name: 'failover_drill' }] }],
      'source must have neither role nor database failover_drill, which the drill brings, got "orders"; rename yours'],
    ['of a database that has the drill\'s database', {}, [{ databases: [OWN] }],
      'source must have neither role nor database failover_drill, which the drill brings, got "orders"; rename yours'],
    ['with no time at all', { unavailability: Duration.seconds(0) }, [],
      'unavailability must be whole seconds, at least one, at most an hour, got "0 s"; give for example Duration.seconds(60)'],
    ['with a part of a second', { unavailability: Duration.millis(1500) }, [],
      'unavailability must be whole seconds, at least one, at most an hour, got "1.5 s"; give for example Duration.seconds(60)'],
    ['with a part of a minute', { recovery: Duration.seconds(90) }, [],
      'recovery must be whole minutes, at least one, at most an hour, got "90 s"; give for example Duration.minutes(10)'],
    ['that may last for hours', { recovery: Duration.hours(2) }, [],
      'recovery must be whole minutes, at least one, at most an hour, got "7200 s"; give for example Duration.minutes(10)'],
  ])('%s', (_, more, given, message) => {
    expect(() => drilled(more, ...given)).toThrow(new Error(message));
  });

  test('beside another one of the same database', () => {
    const { chart, database } = drilled();
    expect(() => new FailoverDrill(chart, 'Again', { source: database, window: WINDOW })).toThrow(new Error(
      'source must have one failover drill: it has chart/Drill/Rehearsal, got "orders"; remove one of them, or let the window of one open more often'));
  });

  test('a time below zero', () => {
    expect(() => Duration.seconds(-1)).toThrow(new Error('Duration amounts cannot be negative. Received: -1'));
  });
});

test('the drill\'s role cannot be granted to a client, neither before nor after', () => {
  const role = { name: 'failover_drill', secretName: 'a', memberOf: [], given: SecretRef.of('a') };
  const message = (by: string) => 'role must lead to names that are unique in the app: PostgreSQL role shop/orders/failover_drill also belongs to '
    + `${by}, got "orders/failover_drill"; choose another name or another namespace`;
  expect(() => drilled().database._roleFor(role)).toThrow(new Error(message('chart/Drill/Rehearsal')));
  const { chart, database } = orders();
  database._roleFor(role);
  expect(() => new FailoverDrill(chart, 'Drill', { source: database, window: WINDOW })).toThrow(new Error(message('chart/Orders')));
});
