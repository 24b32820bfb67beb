import { Duration } from 'cdk8s';
import { DatabasePlatformProps, MongoOperator, MongoReplicaSetProps, ObjectStore, ObjectStoreCredentials, Schedule, SecretKeyRef } from '../../src';
import { sessions, Sessions } from '../support/mongo';
import { schemaErrors } from '../support/schema-check';
import { failedRules, findings, ofKind, theOne, written } from '../support/written';

const COMMUNITY = { operator: MongoOperator.COMMUNITY };

function dumped(more: Partial<MongoReplicaSetProps> = {}, platform: Partial<DatabasePlatformProps> = {}): Sessions {
  return sessions({ ...COMMUNITY, ...more }, platform);
}

function podOf({ app }: Sessions): any {
  return theOne(app, 'CronJob', 'sessions-dumps').spec.jobTemplate.spec.template.spec;
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

test('without an object store nothing is dumped, and the checklist says so', () => {
  const { app } = dumped({}, { backups: undefined });
  expect(ofKind(app, 'CronJob')).toEqual([]);
  expect(failedRules(app)).toEqual(expect.arrayContaining(['backup-scheduled', 'retention-30-days']));
});

test('Percona\'s operator makes its own backups, and no CronJob dumps beside them', () => {
  expect(ofKind(sessions().app, 'CronJob').filter(({ metadata }) => metadata.name.endsWith('-dumps'))).toEqual([]);
});

test('the CronJob runs once a day at a time of its own, or at the schedule, in UTC and never twice at once', () => {
  const spec = theOne(dumped().app, 'CronJob', 'sessions-dumps').spec;
  expect(spec).toMatchObject({ schedule: expect.stringMatching(/^\d+ [1-4] \* \* \*$/), timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
  expect(spec.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 86400, backoffLimit: 6 });
  expect(theOne(dumped({ backup: { schedule: Schedule.daily('03:21') } }).app, 'CronJob', 'sessions-dumps').spec.schedule).toBe('21 3 * * *');
});

test('dumps are kept for 30 days, or for as long as is said', () => {
  const kept = (more: Partial<MongoReplicaSetProps>) => variable(podOf(dumped(more)).containers[0], 'RETENTION_DAYS');
  expect([kept({}), kept({ backup: { retention: Duration.days(77) } })]).toEqual(['30', '77']);
});

test('fewer than 30 days fail the checklist, and so does less than one dump a day', () => {
  expect(failedRules(dumped({ backup: { retention: Duration.days(29) } }).app)).toEqual(['retention-30-days']);
  expect(failedRules(dumped({ backup: { schedule: Schedule.cron('0 3 * * 1') } }).app)).toEqual(['backup-scheduled']);
});

test('who dumps reads everything and writes nothing, by a password of the secret store that no manifest holds', () => {
  const made = dumped();
  const [user] = theOne(made.app, 'MongoDBCommunity', 'sessions').spec.users.filter(({ name }: any) => name === 'backup');
  expect(user).toMatchObject({ passwordSecretRef: { name: 'sessions-backup', key: 'password' }, roles: [{ name: 'backup', db: 'admin' }, { name: 'clusterMonitor', db: 'admin' }] });
  expect(theOne(made.app, 'ExternalSecret', 'sessions-backup').spec.data).toEqual([{ secretKey: 'password', remoteRef: { key: 'databases/shop/sessions/backup', property: 'password' } }]);
  const { initContainers: [dump], volumes } = podOf(made);
  expect([variable(dump, 'PASSWORD_FILE'), variable(dump, 'OPTIONS')]).toEqual(['/etc/login/password', 'tls=true&tlsCAFile=/etc/ca/ca.crt']);
  expect(volumes.filter(({ secret }: any) => secret)).toEqual([
    { name: 'ca', secret: { secretName: 'sessions-server-tls', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { name: 'login', secret: { secretName: 'sessions-backup', defaultMode: 0o440, items: [{ key: 'password', path: 'password' }] } },
  ]);
});

test('all members are asked which of them is dumped', () => {
  const [dump] = podOf(dumped()).initContainers;
  expect([variable(dump, 'MEMBERS'), variable(dump, 'REPLICA_SET')]).toEqual([[0, 1, 2].map((i) => `sessions-${i}.sessions-svc.shop.svc.cluster.local:27017`).join(' '), 'sessions']);
});

test('the image has the tools of the server\'s series', () => {
  expect(podOf(dumped()).initContainers[0].image).toBe('mongo:8.0.19');
});

test('the store is entered by the keys of the platform, or by an identity of the pod\'s own', () => {
  const keyed = dumped();
  expect(variable(podOf(keyed).containers[0], 'AWS_ACCESS_KEY_ID')).toEqual({ name: 'object-store-credentials', key: 'ACCESS_KEY_ID' });
  expect(theOne(keyed.app, 'ExternalSecret', 'object-store-credentials').spec.data).toHaveLength(2);
  const annotations = { 'iam.gke.io/gcp-service-account': 'dumps@acme.iam.gserviceaccount.com' };
  const identified = dumped({}, { backups: ObjectStore.gcs({ bucket: 'acme', credentials: ObjectStoreCredentials.workloadIdentity(annotations) }) });
  expect([podOf(identified).serviceAccountName, podOf(identified).automountServiceAccountToken]).toEqual(['sessions-dumps', false]);
  expect(theOne(identified.app, 'ServiceAccount', 'sessions-dumps').metadata.annotations).toEqual(annotations);
});

test('a store\'s own CA is known to the uploader', () => {
  const { containers: [upload], volumes } = podOf(dumped({}, {
    backups: ObjectStore.s3({
      bucket: 'acme', endpoint: 'https://s3.example.com', endpointCa: SecretKeyRef.of('store-ca', 'ca.crt'), credentials: ObjectStoreCredentials.secretStore('store'),
    }),
  }));
  expect(variable(upload, 'AWS_CA_BUNDLE')).toBe('/etc/store/ca.crt');
  expect(volumes).toContainEqual({ name: 'store', secret: { secretName: 'store-ca', defaultMode: 0o440, items: [{ key: 'ca.crt', path: 'ca.crt' }] } });
});

test('the pods reach members, store and DNS alone, and the members let them in', () => {
  const { app } = dumped();
  const { egress, policyTypes, podSelector } = theOne(app, 'NetworkPolicy', 'sessions-dumps').spec;
  expect([podSelector, policyTypes]).toEqual([{ matchLabels: { 'cdk8s-databases.io/dumps': 'sessions' } }, ['Ingress', 'Egress']]);
  expect(egress).toHaveLength(3);
  expect(egress[0]).toEqual({ to: [{ podSelector: { matchLabels: { app: 'sessions-svc' } } }], ports: [{ port: 27017, protocol: 'TCP' }] });
  expect(theOne(app, 'NetworkPolicy', 'sessions').spec.ingress).toContainEqual({ from: [{ podSelector }], ports: [{ port: 27017, protocol: 'TCP' }] });
});

test('a run that failed is told, and one that is missing wakes somebody', () => {
  const alerts = (made: Sessions) => theOne(made.app, 'PrometheusRule', 'sessions').spec.groups.flatMap(({ rules }: any) => rules)
    .filter(({ alert }: any) => /^MongoDump/.test(alert)).map(({ alert, labels }: any) => [alert, labels.severity]);
  expect(alerts(dumped())).toEqual([['MongoDumpFailed', 'warning'], ['MongoDumpTooOld', 'critical']]);
  expect(alerts(sessions())).toEqual([]);
});

test('a dump that came out wrong is not made again at once', () => {
  expect(theOne(dumped().app, 'CronJob', 'sessions-dumps').spec.jobTemplate.spec.podFailurePolicy).toEqual({
    rules: [{ action: 'FailJob', onExitCodes: { containerName: 'upload', operator: 'In', values: [13, 14] } }],
  });
});
