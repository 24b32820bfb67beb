import { App, Size } from 'cdk8s';
import { movedSessions } from './moved-sessions';
import { MigrationChart } from '../../examples/migration-mongo/chart';
import { MigrationPhase, MongoOperator, VmMigrationProps } from '../../src';
import { Manifests } from '../../src/checklist/manifests';
import { psmdbReader } from '../../src/mongo/psmdb-facts';
import { schemaErrors } from '../support/schema-check';
import { findings, ofKind, theOne, written } from '../support/written';

const { ASSESS, PREPARE, COPY, SWITCH, CONFIRM } = MigrationPhase;
const PHASES = [ASSESS, PREPARE, COPY, SWITCH, CONFIRM];
const MIGRATOR = { matchLabels: { 'cdk8s-databases.io/migrates': 'move' } };
const TCP = [{ port: 27017, protocol: 'TCP' }];
const MEMBERS = [0, 1, 2].map((i) => `sessions-rs0-${i}.sessions-rs0.shop.svc.cluster.local:27017`).join(',');

const pod = (app: App) => ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith('move-migration-')).spec.template.spec;
const settingsOf = (app: App) => JSON.parse(ofKind(app, 'ConfigMap').find(({ data }) => data?.['settings.json']).data['settings.json']);
const ofPhase = (phase: MigrationPhase, more: Partial<VmMigrationProps> = {}) => movedSessions({ phase, ...more }).app;
const variables = (app: App): Record<string, string> => (
  Object.fromEntries(pod(app).initContainers[0].env.map(({ name, value }: any) => [name, value])));

test.each(PHASES)('the phase %s has the program of its engine, and what that imports', (phase) => {
  const app = ofPhase(phase);
  const { data } = ofKind(app, 'ConfigMap').find((of) => of.data?.['settings.json']);
  expect(settingsOf(app)).toMatchObject({ engine: 'mongo', phase, program: `mongo-${phase}.mjs` });
  expect(Object.keys(data)).toEqual(expect.arrayContaining([`mongo-${phase}.mjs`, 'migrate.mjs', 'client-shell.sh', 'mongo-eval.mjs', 'mongo-session.js']));
});

test('clients of both servers verify them, and have no password in their variables', () => {
  const env = variables(ofPhase(COPY));
  expect(env).toMatchObject({
    SOURCE_MONGODB_URI: 'mongodb://vm-mongo.example.com:27017/?authSource=admin&tls=true&directConnection=true&tlsCAFile=/etc/source/ca/ca.crt',
    SOURCE_MONGODB_USER: 'cdk8s_migration',
    TARGET_MONGODB_URI: `mongodb://${MEMBERS}/?authSource=admin&tls=true&replicaSet=rs0&w=majority&tlsCAFile=/etc/target/ca/ca.crt`,
    TARGET_MONGODB_USER: 'move_migration',
  });
  expect(Object.keys(env).filter((name) => /PASSWORD/.test(name) && !name.endsWith('_FILE'))).toEqual([]);
});

test('a member of a replica set is found by its name, and a server at an address of IPv6 by its brackets', () => {
  const { app, migration: { runbook } } = movedSessions({}, { replicaSet: 'rs-vm', host: '2001:db8::7', addresses: undefined });
  expect(variables(app).SOURCE_MONGODB_URI).toBe('mongodb://[2001:db8::7]:27017/?authSource=admin&tls=true&replicaSet=rs-vm&tlsCAFile=/etc/source/ca/ca.crt');
  expect(runbook).toContain('mongosh \'mongodb://[2001:db8::7]:27017/admin?replicaSet=rs-vm&tls=true&tlsCAFile=<file of its CA>\' --username <administrator>');
  expect(runbook).not.toContain('mongodb://2001');
});

test('a source that is unencrypted is reached without TLS', () => {
  const { app } = movedSessions({}, { ca: undefined, unencrypted: 'a cable of our own' });
  expect(variables(app).SOURCE_MONGODB_URI).toBe('mongodb://vm-mongo.example.com:27017/?authSource=admin&tls=false&directConnection=true');
  expect(pod(app).volumes.map(({ name }: any) => name)).not.toContain('source-ca');
});

test('clients are led by a connection string that the manifest leaves to the Job', () => {
  const { app, migration } = movedSessions({ phase: PREPARE });
  expect(theOne(app, 'ConfigMap', 'sessions-front')).not.toHaveProperty('data');
  expect(settingsOf(app).front).toEqual({
    configMap: 'sessions-front',
    source: { uri: 'mongodb://vm-mongo.example.com:27017/app?authSource=admin&tls=true&directConnection=true' },
    target: { uri: `mongodb://${MEMBERS}/app?authSource=admin&tls=true&replicaSet=rs0&w=majority` },
  });
  expect(ofKind(app, 'Service').map(({ metadata }) => metadata.name)).not.toContain('sessions-front');
  expect(migration.front).toBeUndefined();
  const { rules } = ofKind(app, 'Role').find(({ metadata }) => metadata.name === 'move-migration');
  expect(rules).toContainEqual({ apiGroups: [''], resources: ['configmaps'], resourceNames: ['sessions-front'], verbs: ['get', 'patch'] });
  expect(rules.flatMap(({ resources }: any) => resources)).not.toEqual(expect.arrayContaining(['services']));
});

test('who loads has roles on this database alone, and a password from the secret store', () => {
  const { app } = movedSessions({ phase: COPY });
  expect(theOne(app, 'PerconaServerMongoDB', 'sessions').spec.users).toContainEqual(expect.objectContaining({
    name: 'move_migration', db: 'admin', roles: [{ name: 'readWrite', db: 'app' }, { name: 'dbAdmin', db: 'app' }],
  }));
  const { secret } = pod(app).volumes.find(({ name }: any) => name === 'target-credentials');
  expect(theOne(app, 'ExternalSecret', secret.secretName).spec.data[0].remoteRef.key).toMatch(/sessions\/move_migration$/);
});

test('the members let the migration in, and it gets out to them and to exactly the source', () => {
  const { app } = movedSessions({ phase: PREPARE }, { port: 27018 });
  expect(theOne(app, 'NetworkPolicy', 'sessions').spec.ingress).toContainEqual({ from: [{ podSelector: MIGRATOR }], ports: TCP });
  const { egress } = theOne(app, 'NetworkPolicy', 'move-migration').spec;
  expect(egress).toContainEqual({ to: [{ podSelector: { matchLabels: expect.objectContaining({ 'app.kubernetes.io/instance': 'sessions' }) } }], ports: TCP });
  expect(egress).toContainEqual({ to: [{ ipBlock: { cidr: '10.20.0.9/32' } }], ports: [{ port: 27018, protocol: 'TCP' }] });
});

test('with MongoDB\'s own operator the Job reads what tells its health and its dumps', () => {
  const { app } = movedSessions({ phase: SWITCH }, {}, { operator: MongoOperator.COMMUNITY });
  const { rules } = ofKind(app, 'Role').find(({ metadata }) => metadata.name === 'move-migration');
  expect(rules).toEqual(expect.arrayContaining([
    { apiGroups: ['mongodbcommunity.mongodb.com'], resources: ['mongodbcommunity'], resourceNames: ['sessions'], verbs: ['get'] },
    { apiGroups: ['apps'], resources: ['statefulsets'], resourceNames: ['sessions'], verbs: ['get'] },
    { apiGroups: ['batch'], resources: ['cronjobs'], resourceNames: ['sessions-dumps'], verbs: ['get'] },
  ]));
  expect(settingsOf(app).target).toMatchObject({ operator: 'community', dumps: 'sessions-dumps', backedUp: true });
});

test('the Job knows how much goes onto the volume beside the oplog', () => {
  const { app } = movedSessions({}, {}, { storage: Size.gibibytes(100), oplog: Size.gibibytes(5), workload: undefined });
  expect(settingsOf(app).target.roomBytes).toBe(75 * 2 ** 30);
});

test('the runbook has the backup that confirm asks for, as each operator makes it', () => {
  expect(movedSessions().migration.runbook).toContain('spec: { clusterName: sessions, storageName: object-store }\nEOF\nkubectl get psmdb-backup -n shop -w');
  expect(movedSessions({}, {}, { operator: MongoOperator.COMMUNITY }).migration.runbook).toContain('kubectl -n shop create job --from=cronjob/sessions-dumps sessions-dumps-moved');
});

test('the runbook says how clients are led, and has no password in a command', () => {
  const { migration: { runbook } } = movedSessions({ phase: SWITCH });
  expect(runbook).toContain('the connection string `uri` of the ConfigMap `sessions-front`');
  expect(runbook).toContain('restart the clients');
  expect(runbook).toContain('mongo-administrator.js');
  expect(runbook).not.toMatch(/--password|psql|sslrootcert|get service/);
});

test('the report of the target says that nothing leads back', () => {
  const { app } = movedSessions();
  expect(psmdbReader.read(theOne(app, 'PerconaServerMongoDB', 'sessions'), new Manifests(written(app))).remarks).toContain('what is written after the switch from vm-mongo.example.com:27017/app does not come back there: sessions that are lost are begun again');
});

test.each(PHASES)('the example of MongoDB is synthesized in the phase %s', (phase) => {
  const app = new App();
  const { migration } = new MigrationChart(app, 'migration', { phase });
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
  expect(migration.runbook).toContain(`This was written for the phase \`${phase}\``);
});
