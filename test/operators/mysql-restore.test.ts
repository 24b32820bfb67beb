import { join, relative } from 'node:path';
import { HttpMethod } from '@kubernetes/client-node';
import { PitrRestore, RecoveryPoint } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { Processes } from '../cluster/processes';
import { until } from '../cluster/until';
import { carts } from '../mysql/carts';
import { ObjectStoreServer } from '../programs/object-store-server';
import { RunningProgram } from '../programs/running-program';
import { folder } from '../support/folder';
import { ofKind, theOne, written } from '../support/written';

const NAMESPACE = 'mysql-restore';
const API = 'pxc.percona.com/v1';
const TARGET = 'carts-0324';
const BACKUP = 'carts-2026-03-24-03:00:00-full';
const SECONDS = 120;

/** The operator is Percona's own, and so is every object that it makes. No server runs here: that instances are ready, and that Jobs are done, is played. */
onCluster('a MySqlCluster that is restored', () => {
  const kubernetes = Kubernetes.fromEnvironment();
  const processes = new Processes();
  let store: ObjectStoreServer;
  const { app, chart, database } = carts({ namespace: NAMESPACE }, { issuer: undefined });
  new PitrRestore(chart, 'Rewind', { source: database, name: TARGET, to: RecoveryPoint.time('2026-03-24T10:30:00Z') });
  const { data: program } = ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${TARGET}-restore-`));
  const { restores: [{ manifest: { metadata: { name: restoreName } } }] } = JSON.parse(program['restore.json']);

  const named = (kind: string, name: string, apiVersion = API): Manifest => ({ apiVersion, kind, metadata: { name, namespace: NAMESPACE } });
  const cluster = named('PerconaXtraDBCluster', TARGET);
  const restore = named('PerconaXtraDBClusterRestore', restoreName);
  const job = (step: string) => named('Job', `${step}-${restoreName}-${TARGET}`, 'batch/v1');

  beforeAll(async () => {
    store = await ObjectStoreServer.start(processes);
    await store.put(`${NAMESPACE}/carts/backups/${BACKUP}/xtrabackup_info.00000000000000000000`);
    await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    await kubernetes.apply(theOne(app, 'PriorityClass', 'database'));
    const mine = written(app).filter(({ metadata }) => metadata.namespace === NAMESPACE);
    for (const manifest of mine.filter(({ kind }) => ['ServiceAccount', 'Role', 'RoleBinding', 'ExternalSecret'].includes(kind))) await kubernetes.apply(manifest);
    const credentials = named('Secret', 'object-store-credentials-percona', 'v1');
    await until('the Secrets', async () => (await kubernetes.find(credentials)) && kubernetes.find(named('Secret', `${TARGET}-secrets`, 'v1')), { seconds: SECONDS });
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = store.credentials;
    await kubernetes.apply({ ...credentials, stringData: { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } });
    const backup = named('PerconaXtraDBClusterBackup', 'nightly');
    await kubernetes.apply({ ...backup, spec: { pxcCluster: 'carts', storageName: 'backups' } });
    await kubernetes.merge(backup, {
      status: {
        state: 'Succeeded',
        destination: `s3://backups/${NAMESPACE}/carts/backups/${BACKUP}`,
        storage_type: 's3',
        storageName: 'backups',
        verifyTLS: true,
        completed: '2026-03-24T03:20:00Z',
        latestRestorableTime: '2026-03-24T11:00:00Z',
        s3: { bucket: `backups/${NAMESPACE}/carts/backups`, region: 'us-east-1', endpointUrl: store.endpoint, credentialsSecret: 'of-the-source' },
      },
    }, 'status');
    await kubernetes.apply(theOne(app, 'PerconaXtraDBCluster', TARGET));
  });

  afterAll(async () => {
    for (const manifest of [restore, cluster]) await kubernetes.remove(manifest);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
    await kubernetes.remove(namespace);
    // pods that are there when the next scene brings nodes would be bound to them
    await until('the end of the namespace', async () => !(await kubernetes.find(namespace)), { seconds: SECONDS });
    await kubernetes.remove(theOne(app, 'PriorityClass', 'database'));
    await processes.stop();
  });

  async function run(): Promise<RunningProgram> {
    const { body } = await kubernetes.send(HttpMethod.POST, `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${TARGET}-restore/token`, {
      apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 },
    });
    const { server, caData } = kubernetes.config.getCurrentCluster()!;
    const { hostname, port } = new URL(server);
    const account = folder({ 'token': body.status.token, 'ca.crt': Buffer.from(caData!, 'base64').toString('utf8') });
    const mounted = folder(program);
    return new RunningProgram('node', relative(join(__dirname, '../../programs'), join(mounted, 'restore.mjs')), [mounted], {
      KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, KUBERNETES_ACCOUNT: account,
    });
  }

  /** Says again and again that the instances are ready, which the operator takes back when it looks, until `reached`. */
  async function readyUntil<T>(what: string, reached: () => Promise<T | undefined | false>): Promise<T> {
    return until(what, async () => {
      const { metadata: { generation } } = await kubernetes.find(cluster);
      const status = { state: 'ready', observedGeneration: generation, pxc: { status: 'ready', size: 1, ready: 1 }, haproxy: { size: 0 } };
      await kubernetes.merge(cluster, { status }, 'status');
      return reached();
    }, { seconds: SECONDS, every: 100 });
  }

  const inState = async (state: string) => (await kubernetes.find(restore))?.status?.state === state;

  /** Environment of what a step runs; then the step is done. */
  async function done(step: string): Promise<Record<string, any>> {
    const made = await until(`Job ${step}`, () => kubernetes.find(job(step)), { seconds: SECONDS });
    const selection = { namespace: NAMESPACE, labelSelector: `batch.kubernetes.io/job-name=${made.metadata.name}` };
    const pod = await until(`the pod of Job ${step}`, async () => (await kubernetes.all('v1', 'Pod', selection))[0], { seconds: SECONDS });
    await kubernetes.merge(pod, { status: { phase: 'Succeeded' } }, 'status');
    const [{ env = [] }] = made.spec.template.spec.containers;
    const variables = env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom?.secretKeyRef]);
    return { labels: made.spec.template.metadata.labels, ...Object.fromEntries(variables) };
  }

  test('goes through all that the operator does, and is at the end what it was asked to be', async () => {
    const asked = (await kubernetes.find(cluster)).spec;
    const running = await run();
    await readyUntil('the Restore', () => kubernetes.find(restore));
    await until('that the operator restores', () => inState('Restoring'), { seconds: SECONDS });
    expect((await kubernetes.find(cluster)).spec.pause).toBe(true);

    // the backup, from the source's folder, with the key that is there
    expect(await done('restore-job')).toMatchObject({
      S3_BUCKET_URL: `backups/${NAMESPACE}/carts/backups/${BACKUP}`,
      ENDPOINT: store.endpoint,
      ACCESS_KEY_ID: { name: 'object-store-credentials-percona', key: 'AWS_ACCESS_KEY_ID' },
      VERIFY_TLS: 'true',
      XB_USE_MEMORY: '2GB',
    });
    await done('prepare-job');

    // alone, without proxies, and not paused, which the operator writes by leaving it out: what GitOps must not undo
    await readyUntil('the replay of the log', () => inState('Point-in-time recovering'));
    const { spec } = await kubernetes.find(cluster);
    expect([spec.pause, spec.pxc.size, spec.haproxy.size, spec.unsafeFlags]).toEqual([undefined, 1, undefined, { pxcSize: true, proxySize: true }]);
    expect(spec.backup.pitr.enabled).toBe(false);
    const { labels, ...environment } = await done('pitr-job');
    expect(environment).toMatchObject({
      BINLOG_S3_BUCKET_URL: `acme-backups/${NAMESPACE}/carts/binlogs`,
      PITR_DATE: '2026-03-24 10:30:00',
      PITR_RECOVERY_TYPE: 'date',
      S3_BUCKET_URL: `backups/${NAMESPACE}/carts/backups/${BACKUP}`,
      BINLOG_ACCESS_KEY_ID: { name: 'object-store-credentials-percona', key: 'AWS_ACCESS_KEY_ID' },
      PXC_PASS: { name: `${TARGET}-secrets`, key: 'xtrabackup' },
    });
    // which the policy of the store's clients selects
    expect(labels).toMatchObject(theOne(app, 'NetworkPolicy', `${TARGET}-backups`).spec.podSelector.matchLabels);
    expect(labels).not.toHaveProperty('app.kubernetes.io/component');

    await readyUntil('the end', () => inState('Succeeded'));
    expect(await running.end()).toMatchObject({ code: 0, lastLine: `restored from backup ${BACKUP}, up to 2026-03-24T10:30:00.000Z` });
    const { pause, unsafeFlags, ...after } = (await kubernetes.find(cluster)).spec;
    expect([pause, unsafeFlags ?? {}]).toEqual([undefined, {}]);
    expect(after).toMatchObject(asked);
    // it lets go of its Jobs
    await until('the Jobs without finalizers', async () => {
      const jobs = await Promise.all(['restore-job', 'prepare-job', 'pitr-job'].map((step) => kubernetes.find(job(step))));
      return jobs.every((of) => !of?.metadata.finalizers?.length);
    }, { seconds: SECONDS });
  });

  test('of a backup that is not in the store fails with words that say so', async () => {
    const missing = named('PerconaXtraDBClusterRestore', 'missing');
    const { spec } = await kubernetes.find(restore);
    await kubernetes.apply({ ...missing, spec: { ...spec, backupSource: { ...spec.backupSource, destination: spec.backupSource.destination.replace('03:00:00', '04:00:00') } } });
    const failed = await until('the failure', async () => {
      const { status } = await kubernetes.find(missing);
      return status?.state === 'Failed' && status.comments;
    }, { seconds: SECONDS });
    expect(failed).toBe('failed to validate restore job: failed to validate backup existence: backup not found');
  });
});
