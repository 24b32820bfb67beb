import { ApiObject, Duration, JsonPatch, Size } from 'cdk8s';
import {
  LogicalDumps, LogicalDumpsOptions, ObjectStore, ObjectStoreCredentials, PitrRestore, PostgresClusterProps, RecoveryPoint, Schedule, SecretKeyRef,
  SecretRef,
} from '../../src';
import { orders, Orders } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const OPTIONS: LogicalDumpsOptions = { schedule: Schedule.daily('04:00'), retention: Duration.days(14) };

function dumped(
  more: Partial<PostgresClusterProps> = {}, options: Partial<LogicalDumpsOptions> = {}, ...platform: [Parameters<typeof orders>[1]?]
): Orders {
  return orders({ backup: { dumps: LogicalDumps.of({ ...OPTIONS, ...options }) }, ...more }, ...platform);
}

function podOf({ app }: Orders): any {
  return theOne(app, 'CronJob', 'orders-dumps').spec.jobTemplate.spec.template;
}

function variable({ env }: any, name: string): any {
  const { value, valueFrom } = env.find((of: any) => of.name === name) ?? {};
  return value ?? valueFrom?.secretKeyRef;
}

test('a database with dumps passes the checklist and the schemas', () => {
  const { app } = dumped();
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

test('nothing is dumped unless somebody says so', () => {
  const { app } = orders();
  expect(ofKind(app, 'CronJob').filter(({ metadata }) => metadata.name.includes('dumps'))).toEqual([]);
  expect(theOne(app, 'Cluster', 'orders').spec.postgresql.parameters).not.toHaveProperty('hot_standby_feedback');
});

test('the CronJob runs at the schedule in UTC, never twice at once, and not for ever', () => {
  const { spec } = theOne(dumped({}, { deadline: Duration.hours(6) }).app, 'CronJob', 'orders-dumps');
  expect(spec).toMatchObject({ schedule: '0 4 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
  expect(spec.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 21600 });
});

test('what may be away for a while is tried again, and what another dump of everything does not mend is not', () => {
  expect(theOne(dumped().app, 'CronJob', 'orders-dumps').spec.jobTemplate.spec).toMatchObject({
    backoffLimit: 6, podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'upload', operator: 'In', values: [11, 13, 14] } }] },
  });
});

test('all databases are dumped below the path of the cluster, or those that are named', () => {
  const databases = [{ name: 'app' }, { name: 'more_data' }];
  const [upload] = podOf(dumped({ databases })).spec.containers;
  expect([variable(upload, 'DESTINATION'), variable(upload, 'DATABASES')]).toEqual(['s3://acme-backups/shop/orders', 'app more_data']);
  expect(variable(podOf(dumped({ databases }, { databases: ['more_data'] })).spec.containers[0], 'DATABASES')).toBe('more_data');
});

test('a replica is dumped where there is one, and does not end the dump when the primary vacuums', () => {
  const three = dumped();
  expect(variable(podOf(three).spec.initContainers[0], 'PGHOST')).toBe('orders-ro.shop.svc');
  expect(theOne(three.app, 'Cluster', 'orders').spec.postgresql.parameters.hot_standby_feedback).toBe('on');
  const one = dumped({ instances: 1 });
  expect(variable(podOf(one).spec.initContainers[0], 'PGHOST')).toBe('orders-rw.shop.svc');
  expect(theOne(one.app, 'Cluster', 'orders').spec.postgresql.parameters).not.toHaveProperty('hot_standby_feedback');
});

test('the role reads everything and has no password: its certificate lets it in', () => {
  const made = dumped();
  expect(theOne(made.app, 'DatabaseRole', 'orders-dumper').spec).toMatchObject({
    name: 'logical_dumper', cluster: { name: 'orders' }, inRoles: ['pg_read_all_data'], clientCertificate: { enabled: true },
  });
  expect(theOne(made.app, 'Cluster', 'orders').spec.postgresql.pg_hba).toEqual(['hostnossl all all all reject', 'hostssl all logical_dumper all cert']);
  const pod = podOf(made);
  expect(pod.spec.volumes.find((of: any) => of.name === 'identity').secret.secretName).toBe('orders-dumper-client-cert');
  expect(JSON.stringify(pod)).not.toMatch(/PGPASS|password/i);
});

test('a run that failed, and one that is missing after twice the longest time between two, are told', () => {
  const alerts = (made: Orders) => theOne(made.app, 'PrometheusRule', 'orders').spec.groups
    .flatMap(({ rules }: any) => rules).filter(({ alert }: any) => /^PostgresDump/.test(alert)).map(({ alert, expr }: any) => [alert, expr]);
  expect(alerts(orders())).toEqual([]);
  expect(alerts(dumped({}, { schedule: Schedule.cron('0 4 * * 0') }))).toEqual([
    ['PostgresDumpFailed', expect.stringContaining('job_name=~"orders-dumps-[0-9]+"')],
    ['PostgresDumpTooOld', expect.stringContaining(`cronjob="orders-dumps"}) > ${2 * 7 * 86400} or absent(`)],
  ]);
});

test('the dump is made by the database\'s image and uploaded by the plugin\'s, the one ended with the other, and neither has a token', () => {
  const { spec } = podOf(dumped());
  expect(spec.automountServiceAccountToken).toBe(false);
  expect(spec.initContainers).toMatchObject([{ name: 'dump', restartPolicy: 'Always', image: expect.stringMatching(/^ghcr.io\/cloudnative-pg\/postgresql:17/) }]);
  expect(spec.containers).toMatchObject([{ name: 'upload', image: 'ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v0.14.0' }]);
  expect(spec.volumes.filter((of: any) => of.emptyDir)).toEqual([{ name: 'exchange', emptyDir: { sizeLimit: '16Mi' } }]);
});

test('a larger database is uploaded in larger parts, for which there is memory', () => {
  const upload = (storage: Size) => podOf(dumped({ storage, workload: undefined })).spec.containers[0];
  const [small, large] = [upload(Size.gibibytes(100)), upload(Size.gibibytes(1000))];
  expect([variable(small, 'PART_MEBIBYTES'), small.resources.limits.memory]).toEqual(['16', '304Mi']);
  expect([variable(large, 'PART_MEBIBYTES'), large.resources.limits.memory]).toEqual(['114', '598Mi']);
});

test('its pods reach the database, the object store and DNS, and nothing reaches them', () => {
  const { app } = dumped();
  const { spec } = theOne(app, 'NetworkPolicy', 'orders-dumps');
  expect([spec.policyTypes, spec.ingress, spec.podSelector]).toEqual([['Ingress', 'Egress'], undefined, { matchLabels: { 'cdk8s-databases.io/dumps': 'orders' } }]);
  expect(spec.egress.flatMap(({ ports }: any) => ports.map(({ port }: any) => port))).toEqual([5432, 53, 53, 443]);
  const lets = theOne(app, 'NetworkPolicy', 'orders').spec.ingress.filter(({ from }: any) => JSON.stringify(from).includes('io/dumps'));
  expect(lets).toEqual([{ from: [{ podSelector: { matchLabels: { 'cdk8s-databases.io/dumps': 'orders' } } }], ports: [{ port: 5432, protocol: 'TCP' }] }]);
});

describe('the store is entered', () => {
  const secret = ObjectStoreCredentials.secret(SecretRef.of('store'));
  const endpoint = { bucket: 'backups', credentials: secret, endpoint: 'https://s3.example.com:9000', endpointCa: SecretKeyRef.of('store-ca', 'ca.crt') };

  test.each<[string, ObjectStore, Record<string, unknown>]>([
    ['of S3 by a Secret', ObjectStore.s3({ bucket: 'backups', credentials: secret, region: 'eu-west-1' }),
      { AWS_ACCESS_KEY_ID: { name: 'store', key: 'ACCESS_KEY_ID' }, AWS_SECRET_ACCESS_KEY: { name: 'store', key: 'SECRET_ACCESS_KEY' }, AWS_DEFAULT_REGION: 'eu-west-1' }],
    ['at an endpoint of its own', ObjectStore.s3(endpoint), { ENDPOINT: 'https://s3.example.com:9000', AWS_CA_BUNDLE: '/etc/store/ca.crt' }],
    ['of Google by a Secret', ObjectStore.gcs({ bucket: 'backups', credentials: secret }), { GOOGLE_APPLICATION_CREDENTIALS: '/etc/store/gcsCredentials' }],
    ['of Azure by a Secret', ObjectStore.azureBlob({ account: 'acme1', container: 'postgres', credentials: secret }),
      { AZURE_STORAGE_ACCOUNT: { name: 'store', key: 'AZURE_STORAGE_ACCOUNT' }, AZURE_STORAGE_KEY: { name: 'store', key: 'AZURE_STORAGE_KEY' } }],
  ])('%s', (_, backups, variables) => {
    const made = dumped({}, {}, { backups });
    const [upload] = podOf(made).spec.containers;
    for (const [name, value] of Object.entries(variables)) expect([name, variable(upload, name)]).toEqual([name, value]);
    const file = Object.values(variables).some((value) => String(value).startsWith('/etc/store'));
    expect(upload.volumeMounts.some(({ mountPath }: any) => mountPath === '/etc/store')).toBe(file);
    expect(written(made.app).flatMap(schemaErrors)).toEqual([]);
  });

  test('by the identity of the database\'s ServiceAccount, whose rights in Kubernetes the pod does not have', () => {
    const credentials = ObjectStoreCredentials.workloadIdentity({ 'azure.workload.identity/client-id': 'id' });
    const { metadata, spec } = podOf(dumped({}, {}, { backups: ObjectStore.azureBlob({ account: 'acme1', container: 'postgres', credentials }) }));
    expect([spec.serviceAccountName, spec.automountServiceAccountToken]).toEqual(['orders', false]);
    expect(metadata.labels['azure.workload.identity/use']).toBe('true');
    expect(spec.containers[0].env.some(({ name }: any) => name.startsWith('AZURE_STORAGE'))).toBe(false);
  });
});

test('a restored database is dumped as its source is, to its own path', () => {
  const { app, chart, database } = dumped();
  new PitrRestore(chart, 'Rewind', { source: database, name: 'orders-2', to: RecoveryPoint.latest() });
  const [upload] = theOne(app, 'CronJob', 'orders-2-dumps').spec.jobTemplate.spec.template.spec.containers;
  expect(variable(upload, 'DESTINATION')).toBe('s3://acme-backups/shop/orders-2');
  expect(theOne(app, 'Cluster', 'orders-2').spec.postgresql.pg_hba).toEqual([
    'hostnossl all all all reject', 'hostssl all restore_verifier all cert', 'hostssl all logical_dumper all cert',
  ]);
  expect(findings(app)).toEqual([]);
});

test('what a restore drill throws away is not dumped, and its name is not held to a CronJob\'s', () => {
  const app = dumped().app;
  expect(ofKind(app, 'CronJob').map(({ metadata }) => metadata.name).sort()).toEqual(['orders-dumps', 'orders-restore-drill']);
  const program = ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith('orders-restore-drill-program'));
  const [{ manifest }] = JSON.parse(program.data['drill.json']).objects;
  expect(manifest.spec.postgresql.pg_hba).toEqual(['hostnossl all all all reject', 'hostssl all restore_verifier all cert']);
  expect(() => dumped({ name: 'a'.repeat(46) })).not.toThrow();
});

describe('the checklist', () => {
  function withoutBackups(made: Orders): Orders {
    made.database.node.tryRemoveChild('ScheduledBackup');
    (made.database.node.findChild('Resource') as ApiObject).addJsonPatch(JsonPatch.remove('/spec/plugins'));
    return made;
  }

  test('takes dumps alone for backups, and for no archive of the log', () => {
    expect(failedRules(withoutBackups(dumped({}, { retention: Duration.days(30) })).app)).toEqual(['log-archived']);
  });

  test('takes no dump for a backup that an archived log could be replayed on', () => {
    const made = dumped({}, { retention: Duration.days(30) });
    made.database.node.tryRemoveChild('ScheduledBackup');
    expect(failedRules(made.app)).toEqual(['backup-scheduled', 'retention-30-days']);
  });

  test('holds dumps alone against the days that backups are kept, and against how often they are made', () => {
    expect(failedRules(withoutBackups(dumped()).app)).toEqual(['log-archived', 'retention-30-days']);
    expect(failedRules(withoutBackups(dumped({}, { schedule: Schedule.cron('0 4 * * 0'), retention: Duration.days(60) })).app)).toEqual(['backup-scheduled', 'log-archived']);
  });

  test('does not hold dumps beside backups against anything', () => {
    expect(failedRules(dumped({}, { schedule: Schedule.cron('0 4 * * 0'), retention: Duration.days(1) }).app)).toEqual([]);
  });
});

test.each<[Partial<PostgresClusterProps>, Partial<LogicalDumpsOptions>, string]>([
  [{ name: 'a'.repeat(47) }, {}, `name with backup.dumps must be at most 46 characters, got "${'a'.repeat(47)}"; shorten it by 1`],
  [{}, { databases: ['app', 'gone'] }, 'backup.dumps.databases must name databases of the cluster (app), got "gone"; correct the name, or add it to databases'],
  [{ parameters: { hot_standby_feedback: 'off' } }, {},
    'parameters.hot_standby_feedback must be on with backup.dumps, which read a replica, got "off"; leave it out: the replica would end a dump when the primary vacuums'],
  [{ roles: [{ name: 'logical_dumper' }] }, {}, 'roles must not name logical_dumper, which makes dumps, got "logical_dumper"; rename it, or leave out backup.dumps'],
])('%j with dumps %j is refused', (props, options, message) => {
  expect(() => dumped(props, options)).toThrow(new Error(message));
});

test('dumps need an object store', () => {
  expect(() => dumped({}, {}, { backups: undefined })).toThrow(new Error(
    'backup must be left out where the platform has no object store, got "dumps"; give the platform `backups`'));
});
