import { randomUUID } from 'node:crypto';
import { join, relative } from 'node:path';
import { HttpMethod } from '@kubernetes/client-node';
import { RestoreDrillPlan } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { until } from '../cluster/until';
import { carts } from '../mysql/carts';
import { RunningProgram } from '../programs/running-program';
import { folder } from '../support/folder';
import { DRILLS } from '../support/production';
import { ofKind, theOne, written } from '../support/written';

const API = 'pxc.percona.com/v1';
const DRILL = 'carts-restore-drill';
const KEEP = 'internal.percona.com/keep-job';
const SECONDS = 60;

/** Nobody reconciles here: operator and Job controller are played, by the status and the finalizers that they write. */
onCluster('restore-drill.mjs with MySQL', () => {
  const kubernetes = Kubernetes.fromEnvironment();
  let count = 0;
  let app: ReturnType<typeof carts>['app'];
  let source: string;
  let mounted: string;
  let drill: any;

  beforeEach(async () => {
    source = `mysql-drill-${process.pid}-${++count}`;
    ({ app } = carts({ namespace: source, waivers: DRILLS, restoreDrill: RestoreDrillPlan.of() }));
    for (const namespace of [source, drills()]) await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const allows = written(app).filter(({ kind, metadata }) => ['ServiceAccount', 'Role', 'RoleBinding'].includes(kind) && [source, drills()].includes(metadata.namespace));
    for (const manifest of allows) await kubernetes.apply(manifest);
    const { data } = ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${DRILL}-program-`));
    mounted = folder(data);
    drill = JSON.parse(data['drill.json']);
    for (const name of [`${DRILL}-source`]) {
      const external = theOne(app, 'ExternalSecret', name);
      await kubernetes.apply(external);
      await kubernetes.merge(external, { status: { conditions: [{ type: 'Ready', status: 'True', reason: 'SecretSynced', lastTransitionTime: now() }] } }, 'status');
    }
    const backup = { apiVersion: API, kind: 'PerconaXtraDBClusterBackup', metadata: { name: 'nightly', namespace: source } };
    await kubernetes.apply({ ...backup, spec: { pxcCluster: 'carts', storageName: 'backups' } });
    const destination = `s3://acme-backups/${source}/carts/backups/carts-2026-03-24-03:00:00-full`;
    await kubernetes.merge(backup, {
      status: {
        state: 'Succeeded',
        destination,
        storage_type: 's3',
        completed: ago(7200),
        latestRestorableTime: ago(60),
        s3: { bucket: `acme-backups/${source}/carts/backups`, region: 'eu-west-1', endpointUrl: 'https://s3.example.com', credentialsSecret: 'of-the-source' },
      },
    }, 'status');
  });

  const drills = () => `${source}-drills`;
  const named = (kind: string, name: string, apiVersion = API): Manifest => ({ apiVersion, kind, metadata: { name, namespace: drills() } });
  const restoreName = () => drill.restores[0].manifest.metadata.name;
  const cluster = () => named('PerconaXtraDBCluster', DRILL);
  const claim = () => named('PersistentVolumeClaim', `datadir-${DRILL}-pxc-0`, 'v1');
  const there = (what: Manifest) => until(`${what.kind} ${what.metadata.name}`, () => kubernetes.find(what), { seconds: SECONDS });

  async function run(): Promise<RunningProgram> {
    const { body } = await kubernetes.send(HttpMethod.POST, `/api/v1/namespaces/${drills()}/serviceaccounts/${DRILL}-program/token`, {
      apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 },
    });
    const { server, caData } = kubernetes.config.getCurrentCluster()!;
    const { hostname, port } = new URL(server);
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

  /** The operator has made the cluster. */
  async function ready(): Promise<void> {
    const { metadata: { generation } } = await there(cluster());
    await kubernetes.merge(cluster(), { status: { state: 'ready', observedGeneration: generation, size: 2, ready: 2 } }, 'status');
  }

  /** Its Jobs for the Restore, with the finalizer that keeps them; its Secrets, the claim. */
  async function left(): Promise<void> {
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'xtrabackup', image: 'registry.example.com/xtrabackup:1' }] } };
    const labels = { 'app.kubernetes.io/name': 'percona-xtradb-cluster', 'app.kubernetes.io/part-of': 'percona-xtradb-cluster', 'app.kubernetes.io/instance': DRILL, 'app.kubernetes.io/managed-by': 'percona-xtradb-cluster-operator' };
    await kubernetes.apply({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: `restore-job-${restoreName()}-${DRILL}`, namespace: drills(), labels, finalizers: [KEEP] } as any, spec: { template } });
    for (const name of [`internal-${DRILL}`, `${DRILL}-custom-user-secret`, `${DRILL}-secrets`]) await kubernetes.apply({ ...named('Secret', name, 'v1'), stringData: { root: 'x' } });
    await kubernetes.apply({
      ...claim(), metadata: { ...claim().metadata, labels }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
  }

  /** What is deleted is gone when nobody holds it any more: operator and volume controller let go, and the garbage collector removes the Jobs of a Restore. */
  async function collects(): Promise<void> {
    for (const held of [cluster(), claim()]) {
      await until(`the end of ${held.kind}`, async () => {
        const one = await kubernetes.find(held);
        if (one?.metadata.deletionTimestamp) await kubernetes.merge(held, { metadata: { finalizers: null } });
        return !one;
      }, { seconds: SECONDS });
    }
    const job = named('Job', `restore-job-${restoreName()}-${DRILL}`, 'batch/v1');
    if (await kubernetes.find(job)) await kubernetes.remove(job);
  }

  async function verified(type: 'Complete' | 'Failed'): Promise<void> {
    const job = named('Job', `${DRILL}-verify`, 'batch/v1');
    await there(job);
    const condition = (of: string) => ({ type: of, status: 'True', lastProbeTime: now(), lastTransitionTime: now(), message: 'seen', reason: 'Test' });
    const conditions = type === 'Complete' ? [condition('SuccessCriteriaMet'), condition('Complete')] : [condition('FailureTarget'), condition('Failed')];
    await kubernetes.merge(job, { status: { startTime: now(), ...(type === 'Complete' ? { completionTime: now(), succeeded: 1 } : {}), conditions, ready: 0, terminating: 0, uncountedTerminatedPods: {} } }, 'status');
  }

  const resultOf = (line: string) => JSON.parse(line);

  async function found(...what: Manifest[]): Promise<string[]> {
    return (await Promise.all(what.map((of) => kubernetes.find(of)))).filter(Boolean).map(({ metadata }) => metadata.name);
  }

  test('restores the newest, has it looked at, measures, and removes all that it and its operator made, and the source\'s password stays', async () => {
    const running = await run();
    await ready();
    await left();
    const restore = await there(named('PerconaXtraDBClusterRestore', restoreName()));
    expect(restore.spec).toMatchObject({ pxcCluster: DRILL, pitr: { type: 'latest' }, backupSource: { s3: { credentialsSecret: `${DRILL}-source` } } });
    await kubernetes.merge(restore, { status: { state: 'Succeeded' } }, 'status');
    await verified('Complete');
    await collects();
    const { code, lastLine, terminationMessage } = await running.end();
    expect(terminationMessage).toBe(lastLine);
    expect([code, resultOf(lastLine)]).toEqual([0, expect.objectContaining({
      drill: DRILL, source: `${source}/carts`, verdict: 'passed', backup: 'carts-2026-03-24-03:00:00-full', words: 'seen', newestRestored: expect.stringMatching(/Z$/),
    })]);
    const { recoveryPointSeconds } = resultOf(lastLine);
    expect(recoveryPointSeconds).toBeGreaterThan(50);
    expect(recoveryPointSeconds).toBeLessThan(3600);
    expect(await found(
      cluster(), restore, named('Job', `${DRILL}-verify`, 'batch/v1'), named('Job', `restore-job-${restoreName()}-${DRILL}`, 'batch/v1'), claim(),
      named('Secret', `internal-${DRILL}`, 'v1'), named('Secret', `${DRILL}-custom-user-secret`, 'v1'), named('Secret', `${DRILL}-secrets`, 'v1'),
    )).toEqual([`${DRILL}-secrets`]);
  });

  test('that is stopped while the operator restores removes everything, also Jobs that the operator holds', async () => {
    const running = await run();
    await ready();
    await left();
    const restore = await there(named('PerconaXtraDBClusterRestore', restoreName()));
    await kubernetes.merge(restore, { status: { state: 'Restoring' } }, 'status');
    await running.said(/: Restoring\n/);
    running.signal('SIGTERM');
    await running.said(/letting go of Job restore-job-/);
    await collects();
    const { code, lastLine } = await running.end();
    expect([code, resultOf(lastLine)]).toEqual([1, expect.objectContaining({ verdict: 'failed', reason: 'stopped', words: 'stopped by SIGTERM before the end' })]);
    expect(await found(cluster(), restore, named('Job', `restore-job-${restoreName()}-${DRILL}`, 'batch/v1'), claim())).toEqual([]);
  });

  test('leaves a cluster of its name alone that is not its own, with its volume and its Secrets', async () => {
    await kubernetes.apply({ ...drill.objects[0].manifest, metadata: { name: DRILL, namespace: drills() } });
    await left();
    const { code, lastLine } = await (await run()).end();
    expect([code, resultOf(lastLine).words]).toEqual([26, `PerconaXtraDBCluster ${DRILL} is there and is not of this drill: it carries no label cdk8s-databases.io/drill=${DRILL}`]);
    expect(await found(cluster(), claim(), named('Secret', `internal-${DRILL}`, 'v1'))).toHaveLength(3);
  });
});

function ago(seconds: number): string {
  return `${new Date(Date.now() - seconds * 1000).toISOString().slice(0, 19)}Z`;
}

function now(): string {
  return ago(0);
}
