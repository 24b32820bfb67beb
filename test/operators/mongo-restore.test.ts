import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpMethod } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { MongoReplicaSet, PitrRestore, RecoveryPoint, Waiver } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { Rounds } from '../cluster/rounds';
import { until } from '../cluster/until';
import { Ended, RunningProgram } from '../programs/running-program';
import { folder } from '../support/folder';
import { SESSIONS } from '../support/mongo';
import { platformOf, shop } from '../support/production';
import { written } from '../support/written';

const NAMESPACE = 'shop';
const DRILLS = 'shop-drills';
const SECONDS = 120;
const API = 'psmdb.percona.com/v1';
const TARGET = { apiVersion: API, kind: 'PerconaServerMongoDB', metadata: { name: 'sessions-0324', namespace: NAMESPACE } };
const DRILLED = { apiVersion: API, kind: 'PerconaServerMongoDB', metadata: { name: 'sessions-restore-drill', namespace: DRILLS } };
const BACKUP = { apiVersion: API, kind: 'PerconaServerMongoDBBackup', metadata: { name: 'cron-sessions-1', namespace: NAMESPACE } };
const NODE = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'for-jobs', labels: { 'kubernetes.io/hostname': 'for-jobs' } } };
const COPY = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'internal-sessions-restore-drill-users', namespace: DRILLS } };
/** Owns what a drill makes. */
const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'of-the-drill', namespace: DRILLS } };
/** Keys of the operator's users. */
const USERS = Object.fromEntries(['BACKUP', 'DATABASE_ADMIN', 'CLUSTER_ADMIN', 'CLUSTER_MONITOR', 'USER_ADMIN']
  .flatMap((user) => [[`MONGODB_${user}_USER`, user.toLowerCase()], [`MONGODB_${user}_PASSWORD`, `${user}-password`]]));

// The operator is the real one; no mongod and no agent runs here. What they would bring, the test says of them in the objects' status: that a database is ready,
// and how far a restore is. What the operator looks at before that is its own.
onCluster('MongoDB by Percona\'s operator', () => {
  let kubernetes: Kubernetes;
  let all: any[];
  let rounds: Rounds;
  /** When the agents of a database got the configuration that they have. */
  let configured = new Date(Date.now() - 600_000);

  beforeAll(async () => {
    kubernetes = Kubernetes.fromEnvironment();
    const { app, chart } = shop();
    const waivers = [Waiver.of({ rule: 'failover-drill', reason: 'it steps down at each update of the nodes' })];
    const sessions = new MongoReplicaSet(chart, 'Sessions', { ...SESSIONS, platform: platformOf(chart), waivers });
    new PitrRestore(chart, 'Rewind', { source: sessions, name: 'sessions-0324', to: RecoveryPoint.time('2026-03-24T10:30:00Z') });
    all = written(app);
    for (const namespace of [NAMESPACE, DRILLS]) await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await kubernetes.apply(NODE);
    await kubernetes.merge(NODE, { spec: { taints: null } });
    for (const manifest of all.filter(({ kind, metadata }) => /^(ServiceAccount|Role|RoleBinding)$/.test(kind) && /^sessions-(0324-restore|restore-drill)/.test(metadata.name))) await kubernetes.apply(manifest);
    for (const manifest of all.filter(({ kind, metadata }) => kind === 'ConfigMap' && /^sessions-restore-drill-verify/.test(metadata.name))) await kubernetes.apply(manifest);
    for (const [name, namespace] of [['sessions-0324-users', NAMESPACE], ['sessions-restore-drill-users', DRILLS]]) {
      await kubernetes.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData: USERS });
    }
    await kubernetes.apply({ ...POD, spec: { containers: [{ name: 'drill', image: 'nowhere' }], nodeSelector: { 'example.com/node': 'none' } } } as Manifest);
    await makeBackup();
    rounds = new Rounds(async () => { for (const database of [TARGET, DRILLED]) await play(database); });
  });

  afterAll(async () => {
    await rounds.stop();
    for (const database of [TARGET, DRILLED]) await kubernetes.remove(database);
    await kubernetes.merge(BACKUP, { metadata: { finalizers: null } });
    await kubernetes.remove(POD);
    await until('the end of the pods', async () => (await kubernetes.all('v1', 'Pod')).every(({ metadata }) => ![NAMESPACE, DRILLS].includes(metadata.namespace)), { seconds: SECONDS });
    for (const namespace of [NAMESPACE, DRILLS]) await kubernetes.remove({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await until('the end of the namespaces', async () => (await Promise.all([NAMESPACE, DRILLS].map((name) => kubernetes.find({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })))).every((of) => !of), { seconds: SECONDS });
    await kubernetes.remove(NODE);
  });

  test('a restore is made once, with the rights of its Role and no others, and is done when the agents have their own store again', async () => {
    await kubernetes.apply(all.find(({ kind, metadata }) => kind === TARGET.kind && metadata.name === TARGET.metadata.name));
    const map = all.find(({ kind, metadata }) => kind === 'ConfigMap' && /^sessions-0324-restore/.test(metadata.name));
    const files = { 'restore.json': map.data['restore.json'] };
    const restored = () => run('restore.mjs', files, NAMESPACE, 'sessions-0324-restore');

    const first = await restored();
    await first.said(/PerconaServerMongoDB sessions-0324: ready/);
    const [restore] = await until('the restore', async () => { const found = await restores(); return found.length > 0 && found; }, { seconds: SECONDS });
    expect(restore.spec).toEqual({
      clusterName: 'sessions-0324',
      backupSource: {
        type: 'logical',
        destination: 's3://acme-backups/shop/sessions/2026-03-24T03:00:00Z',
        s3: { bucket: 'acme-backups', prefix: 'shop/sessions', region: 'eu-west-1', credentialsSecret: 'object-store-credentials-percona' },
      },
      pitr: { type: 'date', date: '2026-03-24 10:30:00' },
    });
    // one of a later database of this name would say that it was restored already
    const { uid } = (await kubernetes.find(TARGET)).metadata;
    expect(restore.metadata.ownerReferences).toEqual([expect.objectContaining({ kind: TARGET.kind, uid })]);
    expect((await accepted(restore)).status?.state ?? '').toBe('');

    await kubernetes.merge(restore, { status: { state: 'ready', completed: new Date().toISOString() } }, 'status');
    await first.said(/restored; waiting until the backup agents have their own store again/);
    configured = new Date(Date.now() + 5000);
    expect(await ended(first)).toEqual([0, 'restored from backup 2026-03-24T03:00:00Z, up to 2026-03-24T10:30:00.000Z']);

    expect(await ended(await restored())).toEqual([0, `sessions-0324 was restored already, by PerconaServerMongoDBRestore ${restore.metadata.name}: nothing to do`]);
    await kubernetes.remove(restore);
    expect(await ended(await restored())).toEqual([27, `sessions-0324 was restored before, by ${restore.metadata.name}, which is gone: a restore would overwrite what was written since. Give the restore another `
      + 'name; if that one restored nothing, delete ConfigMap sessions-0324-restored, and the Job is made again']);
    expect(await restores()).toEqual([]);
    // the operator does one thing after the other
    await kubernetes.remove(TARGET);
  });

  test('a drill restores into what the operator makes of it, and leaves nothing that the next one would begin with', async () => {
    const map = all.find(({ kind, metadata }) => kind === 'ConfigMap' && /^sessions-restore-drill-program/.test(metadata.name));
    const drill = JSON.parse(map.data['drill.json']);
    const begun = await run('restore-drill.mjs', { 'drill.json': JSON.stringify({ ...drill, recoveryPointSeconds: 10 * 365 * 86400, pushgateway: undefined }) }, DRILLS, 'sessions-restore-drill-program');
    const restore = await until('the restore', async () => kubernetes.find({ apiVersion: API, kind: 'PerconaServerMongoDBRestore', metadata: DRILLED.metadata }), { seconds: SECONDS });
    // the backup alone: with a recovery point the source's store would be written to
    expect([restore.spec.pitr, restore.spec.backupSource.s3.credentialsSecret]).toEqual([undefined, 'sessions-restore-drill-source']);
    expect((await accepted(restore)).status?.state ?? '').toBe('');

    const set = await until('the StatefulSet', async () => kubernetes.find({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'sessions-restore-drill-rs0', namespace: DRILLS } }), { seconds: SECONDS });
    const { volumes, containers } = set.spec.template.spec;
    expect([set.spec.replicas, volumes.find(({ name }: any) => name === 'scratch')]).toEqual([1, { name: 'scratch', emptyDir: {} }]);
    expect(containers.find(({ name }: any) => name === 'backup-agent').volumeMounts).toContainEqual({ name: 'scratch', mountPath: '/scratch' });
    await until('the claim and the copy of the passwords', async () => (await claims()).length === 1 && (await secrets()).includes(COPY.metadata.name), { seconds: SECONDS });

    // a round that the operator had begun copies them once more when the database is gone
    let copied = false;
    const late = new Rounds(async () => {
      if (copied || await kubernetes.find(DRILLED) || (await secrets()).includes(COPY.metadata.name)) return;
      await kubernetes.send(HttpMethod.POST, `/api/v1/namespaces/${DRILLS}/secrets`, { ...COPY, stringData: USERS });
      copied = true;
    });
    await kubernetes.merge(restore, { status: { state: 'ready' } }, 'status');
    const { code, lastLine, output } = await begun.end();
    await late.stop();
    expect([code, JSON.parse(lastLine)]).toMatchObject([0, { verdict: 'passed', backup: '2026-03-24T03:00:00Z', newestRestored: '2026-03-24T03:00:10.000Z' }]);
    expect(output).not.toContain('password');
    expect(copied).toBe(true);
    expect(await claims()).toEqual([]);
    expect((await secrets()).filter((name) => name.startsWith('internal'))).toEqual([]);
    // the Secret that the secret store fills stays: the operator makes up passwords where it finds none
    expect(await secrets()).toContain('sessions-restore-drill-users');
  });

  async function makeBackup(): Promise<void> {
    await kubernetes.apply({ ...BACKUP, spec: { clusterName: 'sessions', storageName: 'object-store', type: 'logical' } } as Manifest);
    // its database is not there
    await until('that the operator has looked at it', async () => (await kubernetes.find(BACKUP)).status?.state === 'error', { seconds: SECONDS });
    await kubernetes.merge(BACKUP, {
      status: {
        state: 'ready',
        error: null,
        type: 'logical',
        destination: 's3://acme-backups/shop/sessions/2026-03-24T03:00:00Z',
        pbmName: '2026-03-24T03:00:00Z',
        storageName: 'object-store',
        s3: { bucket: 'acme-backups', prefix: 'shop/sessions', region: 'eu-west-1', credentialsSecret: 'of-the-source' },
        lastWriteAt: '2026-03-24T03:00:10Z',
        latestRestorableTime: '2026-03-24T12:00:00Z',
      },
    }, 'status');
  }

  /** In the place of mongod and the agents. */
  async function play(of: Manifest): Promise<void> {
    const there = await kubernetes.find(of);
    // the operator has to have begun
    if (!there?.status?.state || there.metadata.deletionTimestamp) return;
    const condition = { type: 'PBMReady', status: 'True', reason: 'PBMConfigurationIsUpToDate', lastTransitionTime: configured.toISOString().replace(/\.\d+/, '') };
    await kubernetes.merge(of, { status: { state: 'ready', backupVersion: '2.12.0', observedGeneration: there.metadata.generation, conditions: [condition] } }, 'status');
  }

  /** When the operator has refused a restore that was made later, it has looked at this one. */
  async function accepted(restore: any): Promise<any> {
    const wrong = { apiVersion: API, kind: restore.kind, metadata: { name: 'wrong', namespace: restore.metadata.namespace }, spec: { clusterName: 'nobody', backupSource: { destination: 'nowhere' } } };
    await kubernetes.apply(wrong);
    await until('the refusal', async () => (await kubernetes.find(wrong)).status?.state === 'error', { seconds: SECONDS });
    await kubernetes.remove(wrong);
    return kubernetes.find(restore);
  }

  async function run(program: string, files: Record<string, string>, namespace: string, account: string): Promise<RunningProgram> {
    const { server, 'certificate-authority-data': ca } = parse(readFileSync(process.env.KUBECONFIG!, 'utf8')).clusters[0].cluster;
    const { body } = await kubernetes.send(HttpMethod.POST, `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, {
      apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 },
    });
    const directory = folder({ ...files, 'account/token': body.status.token, 'account/ca.crt': Buffer.from(ca, 'base64').toString() });
    const { hostname, port } = new URL(server);
    return new RunningProgram(process.execPath, program, [directory], {
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
      KUBERNETES_ACCOUNT: join(directory, 'account'),
      POD_NAME: POD.metadata.name,
      POD_UID: (await kubernetes.find(POD)).metadata.uid,
      JOB_NAME: 'of-the-drill',
      JOB_UID: 'of-the-job',
    });
  }

  async function ended(program: RunningProgram): Promise<[number | null, string]> {
    const { code, lastLine }: Ended = await program.end();
    return [code, lastLine];
  }

  async function restores(): Promise<any[]> {
    return kubernetes.all(API, 'PerconaServerMongoDBRestore', { namespace: NAMESPACE });
  }

  async function claims(): Promise<any[]> {
    return kubernetes.all('v1', 'PersistentVolumeClaim', { namespace: DRILLS });
  }

  async function secrets(): Promise<string[]> {
    return (await kubernetes.all('v1', 'Secret', { namespace: DRILLS })).map(({ metadata }) => metadata.name);
  }
});
