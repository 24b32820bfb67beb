import { App, Chart, Size } from 'cdk8s';
import {
  DatabasePlatform, DatabasePlatformProps, DatabaseStorageClass, LogCollection, Monitoring, NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials,
  PostgresCluster, PostgresClusterProps, Priority, SecretRef, SnapshotClass,
} from '../../src';
import { ORDERS, PLATFORM, orders, platformOf, shop } from '../support/production';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const PASSWORD = { name: 'app', password: SecretRef.of('app-password', { managedBy: 'the platform team' }) };

function database(chart: Chart, platform: DatabasePlatform, name: string, more: Partial<PostgresClusterProps> = {}): PostgresCluster {
  return new PostgresCluster(chart, name, { ...ORDERS, platform, name, ...more });
}

/** Kinds and names of what is there, sorted, without what belongs to one database, or to drills. */
function names(app: App, ...kinds: string[]): string[] {
  return written(app).filter(({ kind }) => kinds.includes(kind)).map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? '-'}/${metadata.name}`)
    .filter((name) => !/-drills(\/|$)/.test(name)).sort();
}

describe('what belongs to the cluster', () => {
  test('is made once, whatever number of databases, charts and namespaces there is', () => {
    const { app, chart } = shop();
    const platform = platformOf(chart);
    database(chart, platform, 'one');
    database(chart, platform, 'two');
    database(new Chart(app, 'second', { namespace: 'billing' }), platform, 'three');
    expect(names(app, 'StorageClass', 'DaemonSet', 'VolumeSnapshotClass', 'PriorityClass')).toEqual([
      'DaemonSet database-node-tuning/node-tuning', 'PriorityClass -/database', 'StorageClass -/fast', 'StorageClass -/fast-drill',
      'VolumeSnapshotClass -/database-snapshots',
    ]);
  });

  test('has no namespace, although its chart has one', () => {
    const { app } = orders();
    for (const kind of ['StorageClass', 'VolumeSnapshotClass', 'PriorityClass', 'Namespace']) {
      for (const { metadata } of ofKind(app, kind)) expect(metadata).not.toHaveProperty('namespace');
    }
  });

  test('is not made where it exists', () => {
    const { app } = orders({}, {
      storageClass: DatabaseStorageClass.existing('fast'),
      snapshots: SnapshotClass.existing('snapshots'),
      priority: Priority.existing('important'),
      tuning: NodeTuning.attested({ by: 'image', sysctls: { 'vm.swappiness': '1' } }),
      createNamespaces: false,
    });
    expect(names(app, 'StorageClass', 'DaemonSet', 'VolumeSnapshotClass', 'PriorityClass', 'Namespace')).toEqual([]);
    expect(theOne(app, 'Cluster', 'orders').spec).toMatchObject({ priorityClassName: 'important', storage: { storageClass: 'fast' } });
  });

  test('has a class of its own for the write-ahead log where one is given', () => {
    const { app } = orders({}, { walStorageClass: DatabaseStorageClass.awsEbsIo2BlockExpress({ name: 'wal', iops: 10_000 }) });
    expect(names(app, 'StorageClass')).toEqual(['StorageClass -/fast', 'StorageClass -/fast-drill', 'StorageClass -/wal', 'StorageClass -/wal-drill']);
    expect(theOne(app, 'Cluster', 'orders').spec).toMatchObject({ storage: { storageClass: 'fast' }, walStorage: { storageClass: 'wal' } });
  });

  test('tunes the nodes of the pool', () => {
    const { app } = orders();
    expect(theOne(app, 'DaemonSet', 'node-tuning').spec.template.spec).toMatchObject({
      nodeSelector: { 'node-type': 'database' }, tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }],
    });
  });
});

describe('what belongs to a namespace', () => {
  const kinds = ['Namespace', 'ConfigMap', 'PodLogs', 'ExternalSecret'];
  const podLogs = { logs: LogCollection.podLogs({ instance: 'alloy' }) };

  test('is made once for each that holds a database, and for no other', () => {
    const { app, chart } = shop();
    const platform = platformOf(chart, podLogs);
    for (const name of ['one', 'two']) database(chart, platform, name, { owner: PASSWORD });
    database(new Chart(app, 'second', { namespace: 'billing' }), platform, 'three', { owner: PASSWORD });
    database(chart, platform, 'four', { owner: PASSWORD, namespace: 'billing' });
    expect(names(app, ...kinds)).toEqual([
      'ConfigMap billing/postgres-metrics-queries', 'ConfigMap monitoring/postgres-dashboard', 'ConfigMap shop/postgres-metrics-queries',
      'ExternalSecret billing/object-store-credentials', 'ExternalSecret shop/object-store-credentials',
      'Namespace -/billing', 'Namespace -/database-node-tuning', 'Namespace -/shop',
      'PodLogs billing/databases', 'PodLogs shop/databases',
    ]);
    expect(findings(app)).toEqual([]);
  });

  test('admits restricted pods only', () => {
    expect(theOne(orders().app, 'Namespace', 'shop').metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  });

  test('may be wanted by two platforms', () => {
    const { app, chart } = shop();
    const fast = platformOf(chart, podLogs);
    const cheap = new DatabasePlatform(chart, 'Cheap', {
      ...PLATFORM, ...podLogs, storageClass: DatabaseStorageClass.gcpPdSsd({ name: 'cheap' }), tuning: undefined, snapshots: undefined, priority: undefined,
    });
    database(chart, fast, 'one', { owner: PASSWORD });
    database(chart, cheap, 'two', { owner: PASSWORD });
    expect(names(app, ...kinds)).toEqual([
      'ConfigMap monitoring/postgres-dashboard', 'ConfigMap shop/postgres-metrics-queries', 'ExternalSecret shop/object-store-credentials',
      'Namespace -/database-node-tuning', 'Namespace -/shop', 'PodLogs shop/databases',
    ]);
    expect(names(app, 'StorageClass')).toEqual(['StorageClass -/cheap', 'StorageClass -/cheap-drill', 'StorageClass -/fast', 'StorageClass -/fast-drill']);
  });

  test('is refused where two platforms want it differently', () => {
    const { chart } = shop();
    const other = new DatabasePlatform(chart, 'Other', {
      storageClass: DatabaseStorageClass.existing('other'),
      secrets: PLATFORM.secrets,
      backups: ObjectStore.s3({ bucket: 'others', credentials: ObjectStoreCredentials.secretStore('elsewhere') }),
    });
    database(chart, platformOf(chart), 'one');
    expect(() => database(chart, other, 'two')).toThrow(new Error('name must lead to names that are unique in the app: '
      + 'ExternalSecret shop/object-store-credentials also belongs to chart/Platform/Namespace-shop, got "object-store-credentials"; '
      + 'choose another name or another namespace'));
  });
});

test('a name that another platform has taken is refused', () => {
  const { chart } = shop();
  platformOf(chart);
  const taken = (prop: string, object: string, name: string) => new Error(`${prop} must lead to names that are unique in the app: ${object} also belongs to chart/Platform, `
    + `got "${name}"; choose another name or another namespace`);
  const storageClass = DatabaseStorageClass.existing('other');
  expect(() => new DatabasePlatform(chart, 'A', { storageClass: DatabaseStorageClass.gcpPdSsd({ name: 'fast' }) })).toThrow(taken('storageClass.name', 'StorageClass fast', 'fast'));
  expect(() => new DatabasePlatform(chart, 'B', { storageClass, nodes: PLATFORM.nodes, tuning: PLATFORM.tuning }))
    .toThrow(taken('tuning.namespace', 'Namespace database-node-tuning', 'database-node-tuning'));
  expect(() => new DatabasePlatform(chart, 'C', { storageClass, snapshots: PLATFORM.snapshots }))
    .toThrow(taken('snapshots.name', 'VolumeSnapshotClass database-snapshots', 'database-snapshots'));
  expect(() => new DatabasePlatform(chart, 'D', { storageClass, priority: PLATFORM.priority })).toThrow(taken('priority.name', 'PriorityClass database', 'database'));
});

describe('a platform that lacks', () => {
  test.each<[keyof DatabasePlatformProps, Partial<DatabasePlatformProps>, string[]]>([
    ['backups', { backups: undefined }, ['backup-scheduled', 'log-archived', 'restore-drill', 'retention-30-days']],
    ['nodes', { nodes: undefined, tuning: undefined }, ['spread-across-nodes-and-zones', 'kernel-tuned', 'dedicated-nodes']],
    ['tuning', { tuning: undefined }, ['kernel-tuned']],
    ['monitoring', { monitoring: undefined }, ['storage-headroom', 'metrics-and-dashboard', 'alert-rules', 'query-insight']],
    ['logs', { logs: undefined }, ['logs-collected']],
    ['operators', { operators: undefined }, ['operators-survive']],
  ])('%s fails the checklist of each of its databases', (_, lacking, rules) => {
    const { chart, app, database: first } = orders({}, lacking);
    new PostgresCluster(chart, 'Second', { ...ORDERS, platform: first._settings.platform, name: 'second' });
    expect(failedRules(app)).toEqual([...rules, ...rules]);
  });

  test.each<[keyof DatabasePlatformProps, Partial<DatabasePlatformProps>]>([
    ['issuer', { issuer: undefined }],
    ['network', { network: undefined }],
    ['snapshots', { snapshots: undefined }],
    ['priority', { priority: undefined }],
    ['walStorageClass', { walStorageClass: undefined }],
  ])('%s passes with what takes its place', (_, lacking) => {
    expect(findings(orders({}, lacking).app)).toEqual([]);
  });

  test('a secret store passes where roles and the object store have Secrets of somebody else\'s', () => {
    const { app } = orders({ owner: PASSWORD }, {
      secrets: undefined, backups: ObjectStore.s3({ bucket: 'backups', credentials: ObjectStoreCredentials.workloadIdentity({}) }),
    });
    expect(names(app, 'ExternalSecret')).toEqual([]);
    expect(findings(app)).toEqual([]);
  });

  test('all but a storage class makes a database, with every finding named', () => {
    const { app, chart } = shop();
    const bare = new DatabasePlatform(chart, 'Platform', { storageClass: DatabaseStorageClass.existing('standard') });
    database(chart, bare, 'orders', { owner: { name: 'app', password: SecretRef.of('app-password') } });
    expect(failedRules(app)).toEqual([
      'storage-retained', 'storage-headroom', 'storage-expandable', 'storage-performance', 'spread-across-nodes-and-zones', 'backup-scheduled',
      'log-archived', 'restore-drill', 'retention-30-days', 'secrets-external', 'metrics-and-dashboard', 'alert-rules', 'logs-collected', 'query-insight', 'kernel-tuned', 'dedicated-nodes',
      'operators-survive',
    ]);
  });
});

describe('a platform is refused', () => {
  const storageClass = DatabaseStorageClass.existing('standard');
  const platform = (props: object) => () => new DatabasePlatform(shop().chart, 'Platform', props as any);

  test('without a storage class', () => {
    expect(platform({})).toThrow(new Error('storageClass must be given, got nothing; use for example DatabaseStorageClass.existing'));
  });

  test('with node tuning for no nodes', () => {
    expect(platform({ storageClass, tuning: NodeTuning.daemonSet() }))
      .toThrow(new Error('tuning must go with nodes, got nothing; give the platform a NodePool, because kernel settings hold for whole nodes'));
  });

  test('when its object store needs a secret store that it lacks', () => {
    expect(() => orders({ owner: PASSWORD }, { secrets: undefined })).toThrow(new Error('backups.credentials must come from where the platform has a secret store, '
      + 'got "ObjectStoreCredentials.secretStore"; give the platform `secrets`, or use ObjectStoreCredentials.secret or workloadIdentity'));
  });

  test('when it would make a namespace of Kubernetes\' own', () => {
    expect(() => orders({ namespace: 'kube-system' })).toThrow(new Error('namespace must not start with "kube-", which Kubernetes keeps, got "kube-system"; '
      + 'choose a namespace of the databases\' own'));
  });
});

test('numbers above a provider\'s limit are a warning with its date, once for each class', () => {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  platformOf(shop().chart, { storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'fast', iops: 100_000 }) });
  expect(warn.mock.calls.map(([text]) => text)).toEqual([expect.stringMatching(/^storage class "fast": iops 100000 is above 80000, .* as of 2025-09-26 /)]);
  warn.mockRestore();
});

test('a checklist in one chart sees the platform in another', () => {
  const app = new App();
  const platform = platformOf(new Chart(app, 'platform'));
  database(new Chart(app, 'databases', { namespace: 'shop' }), platform, 'orders');
  expect(findings(app)).toEqual([]);
});

test('shared nodes are not dedicated ones', () => {
  const { app } = orders({}, { nodes: NodePool.shared({ label: 'pool=general', zones: ['a', 'b', 'c'] }) });
  expect(failedRules(app)).toEqual(['dedicated-nodes']);
});

test('the namespaces of Prometheus and of Grafana\'s dashboards are the monitoring\'s', () => {
  const { app } = orders({ storage: Size.gibibytes(200) }, { monitoring: Monitoring.prometheus({ namespace: 'observability', labels: { prometheus: 'main' } }) });
  expect(theOne(app, 'PodMonitor', 'orders').metadata.labels).toMatchObject({ prometheus: 'main' });
  expect(theOne(app, 'ConfigMap', 'postgres-dashboard').metadata).toMatchObject({ namespace: 'observability', labels: { grafana_dashboard: '1' } });
  expect(JSON.stringify(theOne(app, 'NetworkPolicy', 'orders').spec.ingress)).toContain('"kubernetes.io/metadata.name":"observability"');
});
