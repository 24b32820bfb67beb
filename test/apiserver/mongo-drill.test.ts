import { randomUUID } from 'node:crypto';
import { join, relative } from 'node:path';
import { HttpMethod } from '@kubernetes/client-node';
import { Way } from './way';
import { MongoOperator, RestoreDrillPlan } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { until } from '../cluster/until';
import { RunningProgram } from '../programs/running-program';
import { folder } from '../support/folder';
import { sessions } from '../support/mongo';
import { ofKind, written } from '../support/written';

const API = 'mongodbcommunity.mongodb.com/v1';
const DRILL = 'sessions-restore-drill';
const SECONDS = 60;
const DUMP = '73657373696f6e7373657373/20260324T030000Z';

/** The container `restore` of the Job's pod, and the one that verifies, which ends after it. */
interface Ends {
  readonly restore: readonly [exitCode: number, message: string];
  readonly verify?: readonly [exitCode: number, message: string];
}

/** Nobody reconciles here: operator, garbage collector, Job controller and kubelet are played, by what they write. */
onCluster('restore-drill.mjs with a dump of MongoDB', () => {
  const kubernetes = Kubernetes.fromEnvironment();
  let count = 0;
  let source: string;
  let files: Record<string, string>;
  let mounted: string;
  let drill: any;

  beforeEach(async () => {
    source = `mongo-drill-${process.pid}-${++count}`;
    const { app } = sessions({ namespace: source, operator: MongoOperator.COMMUNITY, restoreDrill: RestoreDrillPlan.of() });
    await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: drills() } });
    await kubernetes.apply(named('ServiceAccount', 'default', 'v1'));
    const allows = written(app).filter(({ kind, metadata }) => ['ServiceAccount', 'Role', 'RoleBinding'].includes(kind) && metadata.namespace === drills());
    for (const manifest of allows) await kubernetes.apply(manifest);
    files = ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${DRILL}-program-`)).data;
    drill = JSON.parse(files['drill.json']);
    mounted = folder(files);
  });

  const drills = () => `${source}-drills`;
  const named = (kind: string, name: string, apiVersion = API): Manifest => ({ apiVersion, kind, metadata: { name, namespace: drills() } });
  const database = () => named('MongoDBCommunity', DRILL);
  const set = () => named('StatefulSet', DRILL, 'apps/v1');
  const job = () => named('Job', `${DRILL}-restore`, 'batch/v1');
  const claims = () => ['data', 'logs'].map((of) => named('PersistentVolumeClaim', `${of}-volume-${DRILL}-0`, 'v1'));
  const secrets = () => drill.recovery.secrets.map((name: string) => named('Secret', name, 'v1'));
  const staying = () => named('Secret', `${DRILL}-backup`, 'v1');
  const all = () => [database(), set(), job(), named('Pod', `${DRILL}-0`, 'v1'), ...claims(), ...secrets()];
  const there = (what: Manifest) => until(`${what.kind} ${what.metadata.name}`, () => kubernetes.find(what), { seconds: SECONDS });
  const resultOf = (line: string) => JSON.parse(line);

  async function run(to?: { readonly hostname: string; readonly port: string }): Promise<RunningProgram> {
    const { body } = await kubernetes.send(HttpMethod.POST, `/api/v1/namespaces/${drills()}/serviceaccounts/${DRILL}-program/token`, {
      apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 },
    });
    const { server, caData } = kubernetes.config.getCurrentCluster()!;
    const { hostname, port } = to ?? new URL(server);
    const account = folder({ 'token': body.status.token, 'ca.crt': Buffer.from(caData!, 'base64').toString('utf8') });
    return new RunningProgram('node', relative(join(__dirname, '../../programs'), join(mounted, 'restore-drill.mjs')), [mounted], {
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
      KUBERNETES_ACCOUNT: account,
      OPERATOR_ENDS_SECONDS: '1',
      POD_NAME: 'pod',
      POD_UID: randomUUID(),
      JOB_NAME: 'job',
      JOB_UID: randomUUID(),
    });
  }

  /** What the operator makes of a database, and the StatefulSet's controller of that. */
  async function makeMembers(): Promise<void> {
    const labels = { app: `${DRILL}-svc` };
    const containers = [{ name: 'mongod', image: 'registry.example.com/mongod:8' }];
    await kubernetes.apply({ ...set(), spec: { replicas: 1, serviceName: `${DRILL}-svc`, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } }, metadata: { ...set().metadata, labels } } as any);
    await kubernetes.apply({ ...named('Pod', `${DRILL}-0`, 'v1'), metadata: { ...named('Pod', `${DRILL}-0`).metadata, labels }, spec: { containers } } as any);
    for (const claim of claims()) await kubernetes.apply({ ...claim, metadata: { ...claim.metadata, labels }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } as any);
    for (const secret of [...secrets(), staying()]) await kubernetes.apply({ ...secret, stringData: { password: 'x' } } as any);
  }

  async function runs(): Promise<void> {
    await there(database());
    await makeMembers();
    await kubernetes.merge(database(), { status: { phase: 'Running', mongoUri: 'mongodb://', currentStatefulSetReplicas: 1, currentMongoDBMembers: 1 } }, 'status');
  }

  const restoredWords = (secondsAgo: number) => `restored ${DUMP}.dump, which ended ${ago(secondsAgo)}: 5 documents, and what was written until it ended`;

  /** A pod of the Job, and how its containers ended. */
  async function podEnds({ restore, verify }: Ends): Promise<void> {
    const { metadata: { uid }, spec: { template } } = await there(job());
    const pod = named('Pod', `${DRILL}-restore-${Math.random().toString(36).slice(2, 7)}`, 'v1');
    const labels = { ...template.metadata.labels, 'batch.kubernetes.io/job-name': job().metadata.name, 'batch.kubernetes.io/controller-uid': uid };
    const bare = (of: any[]) => of.map(({ name, image, restartPolicy }: any) => ({ name, image, restartPolicy }));
    const { initContainers, containers } = template.spec;
    await kubernetes.apply({ ...pod, metadata: { ...pod.metadata, labels }, spec: { restartPolicy: 'Never', initContainers: bare(initContainers), containers: bare(containers) } } as any);
    const ended = (name: string, [exitCode, message]: readonly [number, string]) => ({
      name, image: 'i', imageID: 'i', ready: false, restartCount: 0, state: { terminated: { exitCode, message, startedAt: ago(9), finishedAt: ago(1) } },
    });
    await kubernetes.merge(pod, { status: { initContainerStatuses: [ended('restore', restore)], ...(verify ? { containerStatuses: [ended('verify', verify)] } : {}) } }, 'status');
  }

  async function jobEnds(type: 'Complete' | 'Failed'): Promise<void> {
    const condition = (of: string) => ({ type: of, status: 'True', lastProbeTime: ago(0), lastTransitionTime: ago(0), message: 'by its policy', reason: 'Test' });
    const conditions = type === 'Complete' ? [condition('SuccessCriteriaMet'), condition('Complete')] : [condition('FailureTarget'), condition('Failed')];
    await kubernetes.merge(job(), { status: { startTime: ago(0), ...(type === 'Complete' ? { completionTime: ago(0), succeeded: 1 } : {}), conditions, ready: 0, terminating: 0, uncountedTerminatedPods: {} } }, 'status');
  }

  /** What the garbage collector removes when its owner is gone, and who holds claims lets go of them. */
  async function collects(): Promise<void> {
    for (const [owner, owned] of [[database(), [set(), named('Pod', `${DRILL}-0`, 'v1')]], [job(), await podsOfJob()]] as Array<[Manifest, Manifest[]]>) {
      await until(`the end of ${owner.kind}`, async () => {
        const one = await kubernetes.find(owner);
        if (one?.metadata.deletionTimestamp) await kubernetes.merge(owner, { metadata: { finalizers: null } });
        return !one;
      }, { seconds: SECONDS });
      for (const one of owned) if (await kubernetes.find(one)) await kubernetes.remove(one);
    }
    for (const claim of claims()) {
      await until(`the end of ${claim.metadata.name}`, async () => {
        const one = await kubernetes.find(claim);
        if (one?.metadata.deletionTimestamp) await kubernetes.merge(claim, { metadata: { finalizers: null } });
        return !one;
      }, { seconds: SECONDS });
    }
  }

  async function podsOfJob(): Promise<Manifest[]> {
    const pods = await kubernetes.all('v1', 'Pod', { namespace: drills() });
    return pods.filter(({ metadata }) => metadata.labels?.['cdk8s-databases.io/restores'] === DRILL).map(({ metadata }) => named('Pod', metadata.name, 'v1'));
  }

  async function found(...what: Manifest[]): Promise<string[]> {
    return (await Promise.all(what.map((of) => kubernetes.find(of)))).filter(Boolean).map(({ metadata }) => metadata.name);
  }

  test('restores the newest dump, has it looked at, measures, and removes all that it and its operator made, and the source\'s password stays', async () => {
    const running = await run();
    await runs();
    await podEnds({ restore: [0, restoredWords(7200)], verify: [0, 'verified: all of it'] });
    await running.said(/restored in .* s, up to /);
    await jobEnds('Complete');
    await collects();
    const { code, lastLine, terminationMessage } = await running.end();
    expect(terminationMessage).toBe(lastLine);
    expect([code, resultOf(lastLine)]).toEqual([0, expect.objectContaining({
      drill: DRILL, source: `${source}/sessions`, verdict: 'passed', backup: DUMP, words: 'verified: all of it', newestRestored: expect.stringMatching(/Z$/),
    })]);
    const { recoveryPointSeconds } = resultOf(lastLine);
    expect(recoveryPointSeconds).toBeGreaterThan(7100);
    expect(recoveryPointSeconds).toBeLessThan(7300);
    expect(await found(...all(), staying())).toEqual([staying().metadata.name]);
    expect((await kubernetes.all('v1', 'Event', { namespace: drills() })).map(({ type, reason }: any) => [type, reason])).toEqual([['Normal', 'DrillPassed']]);
  });

  test('a pod that goes while it looks is no verdict: what the next one finds restored counts', async () => {
    const running = await run();
    await runs();
    await podEnds({ restore: [0, `it was restored on ${ago(60)} (of this drill), from a dump that ended ${ago(3600)}: nothing to do`], verify: [0, 'verified'] });
    await running.said(/restored in .* s, up to /);
    await jobEnds('Complete');
    await collects();
    const { code, lastLine } = await running.end();
    expect([code, resultOf(lastLine).recoveryPointSeconds > 3500]).toEqual([0, true]);
  });

  test.each<[string, Ends, number, object]>([
    ['there is no dump', { restore: [20, 'there is no dump yet below prod/sessions'] }, 20, { reason: 'no-backup', words: 'there is no dump yet below prod/sessions' }],
    ['the store refuses', { restore: [21, 'AccessDenied'] }, 21, { reason: 'credentials-refused', words: 'AccessDenied' }],
    ['the store does not answer', { restore: [22, 'Could not connect'] }, 22, { reason: 'store-not-reachable', words: 'Could not connect' }],
    ['a dump was written by half', { restore: [24, `${DUMP}.dump, is damaged: it ends before its end`] }, 24, { reason: 'recovery-failed', words: `${DUMP}.dump, is damaged: it ends before its end` }],
    ['a dump was left by several databases', { restore: [29, 'several replica sets have had the name'] }, 24, { reason: 'recovery-failed', words: 'several replica sets have had the name' }],
    ['the restore is killed', { restore: [137, ''] }, 24, { reason: 'recovery-failed', words: 'it ended with exit code 137' }],
    ['what came back is not true', { restore: [0, restoredWords(60)], verify: [12, 'not true in app: app.carts has 9 documents at least, but 5'] }, 12,
      { reason: 'assertion-false', words: 'not true in app: app.carts has 9 documents at least, but 5', backup: DUMP }],
    ['what came back is empty', { restore: [0, restoredWords(60)], verify: [11, 'app holds no collection'] }, 11, { reason: 'empty', words: 'app holds no collection' }],
    ['the dump is old', { restore: [0, restoredWords(100 * 3600)] }, 25, { reason: 'backup-stale', words: expect.stringMatching(new RegExp(`^the newest that could be restored is of .*, 36\\d{4} s before the drill began, and not of 90000 s before it at most \\(backup ${DUMP}\\)$`)) }],
    ['nobody knows which dump it was', { restore: [0, ''] }, 25, { reason: 'backup-stale', words: 'neither the recovery\'s log nor the backup tells up to when it was restored' }],
  ])('fails where %s, and removes everything', async (_, ends, exit, result) => {
    const running = await run();
    await runs();
    await podEnds(ends);
    if (ends.restore[0] !== 0 || ends.verify) await jobEnds('Failed');
    await collects();
    const { code, lastLine } = await running.end();
    expect([code, resultOf(lastLine)]).toEqual([exit, expect.objectContaining({ verdict: 'failed', ...result })]);
    expect(await found(...all())).toEqual([]);
  });

  test('that is stopped in the middle removes everything', async () => {
    const running = await run();
    await runs();
    await there(job());
    running.signal('SIGTERM');
    await collects();
    const { code, lastLine } = await running.end();
    expect([code, resultOf(lastLine)]).toEqual([1, expect.objectContaining({ verdict: 'failed', reason: 'stopped', words: 'stopped by SIGTERM before the end' })]);
    expect(await found(...all(), staying())).toEqual([staying().metadata.name]);
  });

  test('that is killed in the middle is cleared away by the next one, which begins anew', async () => {
    const killed = await run();
    await runs();
    const { metadata: { uid } } = await there(database());
    await there(job());
    killed.killAll();
    await killed.end();
    expect(await found(database(), job(), set())).toHaveLength(3);
    const next = await run();
    await next.said(/removing MongoDBCommunity /);
    await collects();
    await runs();
    expect((await there(database())).metadata.uid).not.toBe(uid);
    await podEnds({ restore: [0, restoredWords(60)], verify: [0, 'verified'] });
    await next.said(/restored in .* s, up to /);
    await jobEnds('Complete');
    await collects();
    expect((await next.end()).code).toBe(0);
    expect(await found(...all())).toEqual([]);
  });

  test('goes on when the API server was away in the middle', async () => {
    const { hostname, port } = new URL(kubernetes.config.getCurrentCluster()!.server);
    const way = await Way.to(hostname, Number(port));
    const running = await run({ hostname: '127.0.0.1', port: String(way.port) });
    await running.said(/making MongoDBCommunity/);
    await runs();
    await there(job());
    way.isOpen = false;
    await podEnds({ restore: [0, restoredWords(60)], verify: [0, 'verified'] });
    await jobEnds('Complete');
    await until('an attempt that fails', async () => way.refused > 0, { seconds: SECONDS });
    way.isOpen = true;
    await collects();
    const { code } = await running.end();
    way.close();
    expect([code, await found(...all())]).toEqual([0, []]);
  });

  test('leaves a database of its name alone that is not its own, with its volumes and its Secrets', async () => {
    await kubernetes.apply(drill.objects[0].manifest);
    await makeMembers();
    const { code, lastLine } = await (await run()).end();
    expect([code, resultOf(lastLine).words]).toEqual([26, `MongoDBCommunity ${DRILL} is there and is not of this drill: it carries no label cdk8s-databases.io/drill=${DRILL}`]);
    expect(await found(database(), set(), ...claims(), ...secrets())).toHaveLength(4 + secrets().length);
  });

  test('leaves members alone that are there without a database of its own', async () => {
    await makeMembers();
    mounted = folder({ ...files, 'drill.json': JSON.stringify({ ...drill, cleaningSeconds: 3 }) });
    const { code, lastLine } = await (await run()).end();
    expect([code, resultOf(lastLine).words]).toEqual([26, `StatefulSet ${DRILL} is there although MongoDBCommunity ${DRILL} is gone: its volumes are left alone`]);
    expect(await found(set(), ...claims(), ...secrets())).toHaveLength(3 + secrets().length);
  });
});

function ago(seconds: number): string {
  return `${new Date(Date.now() - seconds * 1000).toISOString().slice(0, 19)}Z`;
}
