import { App, Size } from 'cdk8s';
import { movedCarts } from './moved-carts';
import { MigrationChart } from '../../examples/migration-mysql/chart';
import { MigrationPhase, VmMigrationProps } from '../../src';
import { Manifests } from '../../src/checklist/manifests';
import { pxcReader } from '../../src/mysql/pxc-facts';
import { schemaErrors } from '../support/schema-check';
import { findings, ofKind, theOne, written } from '../support/written';

const { ASSESS, PREPARE, COPY, SWITCH, CONFIRM } = MigrationPhase;
const PHASES = [ASSESS, PREPARE, COPY, SWITCH, CONFIRM];
const FRONT = ['carts-front', 'carts-front.shop', 'carts-front.shop.svc', 'carts-front.shop.svc.cluster.local'];
const MIGRATOR = { matchLabels: { 'cdk8s-databases.io/migrates': 'move' } };
const TCP = [{ port: 3306, protocol: 'TCP' }];

const pod = (app: App) => ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith('move-migration-')).spec.template.spec;
const settingsOf = (app: App) => JSON.parse(ofKind(app, 'ConfigMap').find(({ data }) => data?.['settings.json']).data['settings.json']);
const ofPhase = (phase: MigrationPhase, more: Partial<VmMigrationProps> = {}) => movedCarts({ phase, ...more }).app;

test.each(PHASES)('the phase %s has the program of its engine, and what that imports', (phase) => {
  const app = ofPhase(phase);
  const { data } = ofKind(app, 'ConfigMap').find((of) => of.data?.['settings.json']);
  expect(settingsOf(app)).toMatchObject({ engine: 'mysql', phase, program: `mysql-${phase}.mjs` });
  expect(Object.keys(data)).toEqual(expect.arrayContaining([`mysql-${phase}.mjs`, 'migrate.mjs', 'client-shell.sh', 'mysql-sql.mjs']));
});

test.each([COPY, SWITCH])('the phase %s copies over a volume that goes with its pod', (phase) => {
  const app = ofPhase(phase, { dump: { volumeSize: Size.gibibytes(60), jobs: 2 } });
  expect(settingsOf(app).copy).toEqual({ jobs: 2 });
  const { volumes, initContainers: [clients] } = pod(app);
  expect(volumes.find(({ name }: any) => name === 'scratch').ephemeral.volumeClaimTemplate.spec).toMatchObject({ resources: { requests: { storage: '61440Mi' } } });
  expect(clients.volumeMounts).toContainEqual({ name: 'scratch', mountPath: '/scratch' });
});

test('clients of both servers verify them, and have no password in their variables', () => {
  const { initContainers: [clients], volumes } = pod(ofPhase(COPY));
  const env = Object.fromEntries(clients.env.map(({ name, value }: any) => [name, value]));
  expect(env).toMatchObject({
    SOURCE_MYSQL_HOST: 'vm-mysql.example.com',
    SOURCE_MYSQL_USER: 'cdk8s_migration',
    SOURCE_MYSQL_DATABASE: 'carts',
    SOURCE_MYSQL_SSL_MODE: 'VERIFY_IDENTITY',
    TARGET_MYSQL_HOST: 'carts-haproxy.shop.svc',
    TARGET_MYSQL_DATABASE: 'app',
    TARGET_MYSQL_SSL_MODE: 'VERIFY_IDENTITY',
  });
  expect(Object.keys(env).filter((name) => /PASSWORD/.test(name) && !name.endsWith('_FILE'))).toEqual([]);
  expect(volumes.find(({ name }: any) => name === 'source-credentials').secret).toMatchObject({ secretName: 'vm-mysql', items: [{ key: 'password', path: 'password' }] });
  expect(volumes.find(({ name }: any) => name === 'target-credentials').secret.items).toHaveLength(1);
});

test('a source that is unencrypted is not verified, and nobody looks for its CA', () => {
  const { app, migration: { runbook } } = movedCarts({ phase: COPY }, { ca: undefined, unencrypted: 'a cable of our own' });
  expect(runbook).toContain(', @migration_unencrypted = 1');
  const { initContainers: [clients], volumes } = pod(app);
  expect(clients.env).toContainEqual({ name: 'SOURCE_MYSQL_SSL_MODE', value: 'DISABLED' });
  expect(volumes.map(({ name }: any) => name)).not.toContain('source-ca');
});

test('the Job knows how much goes onto the volume beside write sets and redo log', () => {
  const { app } = movedCarts({}, {}, { storage: Size.gibibytes(100), writeSetCache: Size.gibibytes(2), parameters: { innodb_redo_log_capacity: '1G' }, workload: undefined });
  expect(settingsOf(app).target.roomBytes).toBe(77 * 2 ** 30);
});

test('the runbook has the backup that confirm asks for', () => {
  expect(movedCarts().migration.runbook).toContain('spec: { pxcCluster: carts, storageName: backups }\nEOF\nkubectl get pxc-backup -n shop -w');
});

test('the front leads to the proxy, which lets the migration in', () => {
  const app = ofPhase(PREPARE);
  const labels = { 'app.kubernetes.io/name': 'percona-xtradb-cluster', 'app.kubernetes.io/instance': 'carts', 'app.kubernetes.io/component': 'haproxy' };
  expect(settingsOf(app).front.toTarget).toMatchObject(labels);
  expect(theOne(app, 'Service', 'carts-front').spec).toEqual({ ports: [{ name: 'mysql', port: 3306, protocol: 'TCP', targetPort: 3306 }] });
  expect(theOne(app, 'NetworkPolicy', 'carts-haproxy').spec.ingress).toContainEqual({ from: [{ podSelector: MIGRATOR }], ports: TCP });
  const { egress } = theOne(app, 'NetworkPolicy', 'move-migration').spec;
  expect(egress).toContainEqual({ to: [{ podSelector: { matchLabels: expect.objectContaining(labels) } }], ports: TCP });
  expect(egress).toContainEqual({ to: [{ ipBlock: { cidr: '10.20.0.8/32' } }], ports: TCP });
});

test('programs know which other databases of the server may be stopped, too', () => {
  expect(settingsOf(movedCarts({}, { alsoStopped: ['logs'] }).app).source).toEqual({ host: 'vm-mysql.example.com', port: 3306, database: 'carts', alsoStopped: ['logs'] });
});

test('both certificates of the target carry the name of the front, from the assessment on, which looks for it', () => {
  const { app } = movedCarts();
  expect(theOne(app, 'Certificate', 'carts-ssl').spec.dnsNames).toEqual(expect.arrayContaining([...FRONT, 'carts-haproxy.shop.svc']));
  expect(theOne(app, 'PerconaXtraDBCluster', 'carts').spec.tls.SANs).toEqual(expect.arrayContaining(FRONT));
});

test('the Job reads the target and its backups, and changes nothing of the operator\'s', () => {
  const { rules } = ofKind(ofPhase(SWITCH), 'Role').find(({ metadata }) => metadata.name === 'move-migration');
  expect(rules.filter(({ apiGroups }: any) => apiGroups.includes('pxc.percona.com'))).toEqual([
    { apiGroups: ['pxc.percona.com'], resources: ['perconaxtradbclusters'], resourceNames: ['carts'], verbs: ['get'] },
    { apiGroups: ['pxc.percona.com'], resources: ['perconaxtradbclusterbackups'], verbs: ['list'] },
  ]);
});

test('the runbook asks for what is typed by hand, and has no password in a command', () => {
  const { migration } = movedCarts({ phase: SWITCH }, { user: 'it\'s me', database: 'my-shop' });
  expect(migration.runbook).toContain('mysql-administrator.sql');
  expect(migration.runbook).toContain('CALL cdk8s_migration.allow_writes()');
  expect(migration.runbook).not.toMatch(/-p\S|--password=|psql|pg_hba|cnpg/);
});

test('the report of the target says that nothing leads back', () => {
  const { app } = movedCarts();
  expect(pxcReader.read(theOne(app, 'PerconaXtraDBCluster', 'carts'), new Manifests(written(app))).remarks).toContain('what is written after the switch from vm-mysql.example.com:3306/carts does not come back there: the shop is closed at night');
});

test.each(PHASES)('the example of MySQL is synthesized in the phase %s', (phase) => {
  const app = new App();
  const { migration } = new MigrationChart(app, 'migration', { phase });
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
  expect(migration.runbook).toContain(`This was written for the phase \`${phase}\``);
});
