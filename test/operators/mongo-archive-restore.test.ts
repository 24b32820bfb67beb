import { relative } from 'node:path';
import { HttpMethod } from '@kubernetes/client-node';
import { MongoArchive, ObjectStore, ObjectStoreCredentials, PitrRestore, RecoveryPoint } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { Processes } from '../cluster/processes';
import { Rounds } from '../cluster/rounds';
import { until } from '../cluster/until';
import { PYTHON } from '../programs/installed';
import { below, pbmBackup, pbmPiece, put } from '../programs/lost-backups';
import { ObjectStoreServer } from '../programs/object-store-server';
import { RunningProgram } from '../programs/running-program';
import { folder } from '../support/folder';
import { SESSIONS } from '../support/mongo';
import { platformOf, shop } from '../support/production';
import { ofKind, theOne, written } from '../support/written';

const API = 'psmdb.percona.com/v1';
const NAMESPACE = 'mongo-archive';
const NAME = 'sessions-2';
const BACKUP = '2026-03-24T03:00:00Z';
const SECONDS = 120;

/** The operator is Percona's own, and the store a real one with what its agents leave there. No mongod runs: that the database is ready, and what became of the restore, is played. */
onCluster('a MongoReplicaSet that is restored from an archive', () => {
  const kubernetes = Kubernetes.fromEnvironment();
  const processes = new Processes();
  const target = { apiVersion: API, kind: 'PerconaServerMongoDB', metadata: { name: NAME, namespace: NAMESPACE } };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
  let store: ObjectStoreServer;
  let program: Record<string, string>;
  let lists: any;
  let restore: Manifest;
  let rounds: Rounds;
  /** When the agents got the configuration that they have. */
  let configured = new Date(Date.now() - 600_000);

  beforeAll(async () => {
    store = await ObjectStoreServer.start(processes);
    await put(store, below('lost/sessions', pbmBackup(BACKUP), pbmPiece('2026-03-24T02:55:00Z', '2026-03-24T11:00:00Z')));
    const { app, chart } = shop();
    const source = MongoArchive.of({
      ...SESSIONS,
      namespace: 'lost',
      platform: platformOf(chart),
      store: ObjectStore.s3({ bucket: 'backups', endpoint: store.endpoint, credentials: ObjectStoreCredentials.secretStore('databases/old-store') }),
    });
    new PitrRestore(chart, 'Comeback', { source, name: NAME, namespace: NAMESPACE, to: RecoveryPoint.time('2026-03-24T10:30:00Z') });
    program = ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${NAME}-restore-`)).data;
    [lists] = ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith(`${NAME}-restore-`)).spec.template.spec.initContainers;
    restore = { ...target, kind: 'PerconaServerMongoDBRestore', metadata: { ...target.metadata, name: JSON.parse(program['restore.json']).restores[0].manifest.metadata.name } };
    await kubernetes.apply(namespace);
    const mine = written(app).filter(({ metadata }) => metadata.namespace === NAMESPACE);
    for (const manifest of mine.filter(({ kind }) => ['ServiceAccount', 'Role', 'RoleBinding', 'ExternalSecret'].includes(kind))) await kubernetes.apply(manifest);
    const secrets = mine.filter(({ kind }) => kind === 'ExternalSecret').map(({ spec, metadata }) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: spec.target?.name ?? metadata.name, namespace: NAMESPACE } }));
    await until('the Secrets', async () => (await Promise.all(secrets.map((of) => kubernetes.find(of)))).every(Boolean), { seconds: SECONDS });
    await kubernetes.apply(theOne(app, 'PerconaServerMongoDB', NAME));
    rounds = new Rounds(play);
  });

  afterAll(async () => {
    await rounds?.stop();
    for (const manifest of [restore, target]) await kubernetes.remove(manifest);
    await kubernetes.remove(namespace);
    // pods that are there when the next scene brings nodes would be bound to them
    await until('the end of the namespace', async () => !(await kubernetes.find(namespace)), { seconds: SECONDS });
    await processes.stop();
  });

  test('is asked of the operator once, from what the Job has found in the store', async () => {
    const first = await run({ BACKUPS_FILE: await listed() });
    await first.said(/PerconaServerMongoDB sessions-2: ready/);
    const made = await until('the restore', () => kubernetes.find(restore), { seconds: SECONDS });
    expect(made.spec).toEqual({
      clusterName: NAME,
      backupSource: {
        type: 'logical',
        destination: `s3://backups/lost/sessions/${BACKUP}`,
        s3: { bucket: 'backups', prefix: 'lost/sessions', region: 'us-east-1', endpointUrl: store.endpoint, credentialsSecret: `${NAME}-source` },
      },
      pitr: { type: 'date', date: '2026-03-24 10:30:00' },
    });
    // what it would refuse, it refuses by then
    await refused();
    expect((await kubernetes.find(restore)).status?.state ?? '').toBe('');

    await kubernetes.merge(restore, { status: { state: 'ready', completed: new Date().toISOString() } }, 'status');
    await first.said(/restored; waiting until the backup agents have their own store again/);
    configured = new Date(Date.now() + 5000);
    expect(await first.end()).toMatchObject({ code: 0, lastLine: `restored from backup ${BACKUP}, up to 2026-03-24T10:30:00.000Z` });
    expect((await store.keys()).filter((key) => !key.startsWith('lost/sessions/'))).toEqual([]);

    const again = await run({ BACKUPS_FILE: '/nowhere' });
    expect(await again.end()).toMatchObject({ code: 0, lastLine: `${NAME} was restored already, by PerconaServerMongoDBRestore ${restore.metadata.name}: nothing to do` });
  });

  /** The Job's first container, with the variables that its manifest has. */
  async function listed(): Promise<string> {
    const file = `${folder({})}/backups.json`;
    const keys: Record<string, string> = store.credentials;
    const env = Object.fromEntries(lists.env.map(({ name, value }: any) => [name, value ?? keys[name]]));
    const lister = running(PYTHON!, lists.command[1].split('/').pop(), [], { ...env, BACKUPS_FILE: file, PYTHONDONTWRITEBYTECODE: '1' });
    expect(await lister.end()).toMatchObject({ code: 0, lastLine: '1 backup in s3://backups/lost/sessions' });
    return file;
  }

  /** The Job's program with the rights of its ServiceAccount. */
  async function run(env: Record<string, string>): Promise<RunningProgram> {
    const { body } = await kubernetes.send(HttpMethod.POST, `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${NAME}-restore/token`, {
      apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 },
    });
    const { server, caData } = kubernetes.config.getCurrentCluster()!;
    const { hostname, port } = new URL(server);
    const account = folder({ 'token': body.status.token, 'ca.crt': Buffer.from(caData!, 'base64').toString('utf8') });
    const mounted = folder(program);
    return running('node', 'restore.mjs', [mounted], { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, KUBERNETES_ACCOUNT: account, ...env });
  }

  /** One of the programs that the ConfigMap holds. */
  function running(interpreter: string, file: string, args: readonly string[], env: Record<string, string>): RunningProgram {
    return new RunningProgram(interpreter, relative(`${__dirname}/../../programs`, `${folder(program)}/${file}`), args, env);
  }

  /** In the place of mongod and the agents. */
  async function play(): Promise<void> {
    const there = await kubernetes.find(target);
    // the operator has to have begun
    if (!there?.status?.state || there.metadata.deletionTimestamp) return;
    const condition = { type: 'PBMReady', status: 'True', reason: 'PBMConfigurationIsUpToDate', lastTransitionTime: configured.toISOString().replace(/\.\d+/, '') };
    await kubernetes.merge(target, { status: { state: 'ready', backupVersion: '2.12.0', observedGeneration: there.metadata.generation, conditions: [condition] } }, 'status');
  }

  /** Until the operator has refused a restore that was made later. */
  async function refused(): Promise<void> {
    const wrong = { ...restore, metadata: { name: 'wrong', namespace: NAMESPACE }, spec: { clusterName: 'nobody', backupSource: { destination: 'nowhere' } } };
    await kubernetes.apply(wrong);
    await until('the refusal', async () => (await kubernetes.find(wrong)).status?.state === 'error', { seconds: SECONDS });
    await kubernetes.remove(wrong);
  }
});
