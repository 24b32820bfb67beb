import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HttpMethod } from '@kubernetes/client-node';
import { PitrRestoreProps, PitrRestore, RecoveryPoint, BaseBackup } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { until } from '../cluster/until';
import { carts } from '../mysql/carts';
import { Ended, RunningProgram } from '../programs/running-program';
import { folder } from '../support/folder';
import { ofKind, theOne, written } from '../support/written';

const API = 'pxc.percona.com/v1';
const POINT = '2026-03-24T10:30:00Z';
const SECONDS = 60;
const ALLOWS = ['ServiceAccount', 'Role', 'RoleBinding'];

/** Nobody reconciles here: the operator is played, by the status that it writes. */
onCluster('restore.mjs with MySQL', () => {
  const kubernetes = Kubernetes.fromEnvironment();
  let count = 0;

  /** A source, what restores it, and what the operator would have of both, in a namespace of their own. */
  class Scene {
    public static async of(more: Partial<PitrRestoreProps> = {}): Promise<Scene> {
      const scene = new Scene(`mysql-restore-${process.pid}-${++count}`, more);
      await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: scene.namespace } });
      const allows = written(scene.app).filter(({ kind, metadata }) => ALLOWS.includes(kind) && metadata.namespace === scene.namespace);
      for (const manifest of allows) await kubernetes.apply(manifest);
      await kubernetes.apply(theOne(scene.app, 'PerconaXtraDBCluster', 'carts-0324'));
      await kubernetes.apply(theOne(scene.app, 'ExternalSecret', 'object-store-credentials-percona'));
      return scene;
    }

    private readonly app;
    private readonly mounted: string;
    private readonly began = join(folder({}), 'began');

    private constructor(public readonly namespace: string, more: Partial<PitrRestoreProps>) {
      const { app, chart, database } = carts({ namespace });
      this.app = app;
      new PitrRestore(chart, 'Rewind', { source: database, name: 'carts-0324', to: RecoveryPoint.time(POINT), ...more });
      this.mounted = folder(ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith('carts-0324-restore-')).data);
    }

    public get restoreName(): string {
      return JSON.parse(ofKind(this.app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith('carts-0324-restore-')).data['restore.json']).restores[0].manifest.metadata.name;
    }

    /** The program as its pod runs it: what is mounted, with the rights of its ServiceAccount. */
    public async run(): Promise<RunningProgram> {
      const { body } = await kubernetes.send(HttpMethod.POST, `/api/v1/namespaces/${this.namespace}/serviceaccounts/carts-0324-restore/token`, {
        apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 },
      });
      const { server, caData } = kubernetes.config.getCurrentCluster()!;
      const { hostname, port } = new URL(server);
      const account = folder({ 'token': body.status.token, 'ca.crt': Buffer.from(caData!, 'base64').toString('utf8') });
      return new RunningProgram('node', relative(join(__dirname, '../../programs'), join(this.mounted, 'restore.mjs')), [this.mounted], {
        KUBERNETES_SERVICE_HOST: hostname,
        KUBERNETES_SERVICE_PORT: port,
        KUBERNETES_ACCOUNT: account,
        RESTORE_BEGAN: this.began,
      });
    }

    /** What the verification is told of the time at which the restore began. */
    public get told(): string {
      return readFileSync(this.began, 'utf8');
    }

    public async ended(): Promise<[number | null, string]> {
      const { code, lastLine, terminationMessage } = await (await this.run()).end() as Ended;
      expect(terminationMessage).toBe(lastLine);
      return [code, lastLine];
    }

    public async backup(name: string, status: object, cluster = 'carts'): Promise<void> {
      const manifest = this.named('PerconaXtraDBClusterBackup', `of-${cluster}-${name.replace(/:/g, '-')}`);
      await kubernetes.apply({ ...manifest, spec: { pxcCluster: cluster, storageName: 'backups' } });
      const destination = `s3://acme-backups/${this.namespace}/${cluster}/backups/${cluster}-${name}-full`;
      const s3 = { bucket: `acme-backups/${this.namespace}/${cluster}/backups`, region: 'eu-central-1', endpointUrl: 'https://s3.example.com', credentialsSecret: 'of-the-source' };
      await kubernetes.merge(manifest, { status: { state: 'Succeeded', destination, storage_type: 's3', storageName: 'backups', s3, verifyTLS: true, ...status } }, 'status');
    }

    /** What is there when an operator has made the cluster, and External Secrets the Secret. */
    public async ready(): Promise<void> {
      const condition = { type: 'Ready', status: 'True', reason: 'SecretSynced', lastTransitionTime: '2026-03-24T11:00:00Z' };
      await kubernetes.merge(this.named('ExternalSecret', 'object-store-credentials-percona', 'external-secrets.io/v1'), { status: { conditions: [condition] } }, 'status');
      const cluster = this.named('PerconaXtraDBCluster', 'carts-0324');
      const { metadata: { generation } } = await kubernetes.find(cluster);
      await kubernetes.merge(cluster, { status: { state: 'ready', observedGeneration: generation, size: 3, ready: 3 } }, 'status');
    }

    public async restore(): Promise<any> {
      return until('the Restore', () => kubernetes.find(this.named('PerconaXtraDBClusterRestore', this.restoreName)), { seconds: SECONDS });
    }

    public async says(state: string, comments?: string): Promise<void> {
      await kubernetes.merge(this.named('PerconaXtraDBClusterRestore', this.restoreName), { status: { state, ...(comments && { comments }) } }, 'status');
    }

    public named(kind: string, name: string, apiVersion = API): Manifest {
      return { apiVersion, kind, metadata: { name, namespace: this.namespace } };
    }
  }

  const NIGHT = { completed: '2026-03-24T03:20:00Z' };
  const NEXT = { completed: '2026-03-25T03:20:00Z', latestRestorableTime: '2026-03-25T09:00:00Z' };

  test('has the operator restore from the last backup before the moment, with the key of this namespace, up to the moment, and waits for the end', async () => {
    const scene = await Scene.of();
    await scene.backup('2026-03-23-03:00:00', { completed: '2026-03-23T03:20:00Z' });
    await scene.backup('2026-03-24-03:00:00', NIGHT);
    await scene.backup('2026-03-25-03:00:00', NEXT);
    await scene.backup('2026-03-24-09:00:00', { completed: '2026-03-24T09:00:00Z' }, 'other');
    const running = await scene.run();
    await running.said(/waiting for ExternalSecret object-store-credentials-percona: nobody has looked at it\n/);
    await scene.ready();
    const { metadata, spec } = await scene.restore();
    const folderOf = (name: string) => `acme-backups/${scene.namespace}/carts/${name}`;
    expect(spec).toEqual({
      pxcCluster: 'carts-0324',
      resources: { requests: { cpu: '500m', memory: '4096Mi' }, limits: { memory: '4096Mi' } },
      backupSource: {
        destination: `s3://${folderOf('backups')}/carts-2026-03-24-03:00:00-full`,
        storage_type: 's3',
        verifyTLS: true,
        s3: { bucket: folderOf('backups'), region: 'eu-central-1', endpointUrl: 'https://s3.example.com', credentialsSecret: 'object-store-credentials-percona' },
      },
      pitr: {
        type: 'date',
        date: '2026-03-24 10:30:00',
        backupSource: {
          storage_type: 's3',
          verifyTLS: true,
          s3: expect.objectContaining({ bucket: folderOf('binlogs'), credentialsSecret: 'object-store-credentials-percona' }),
        },
      },
    });
    await scene.says('Point-in-time recovering');
    await running.said(/PerconaXtraDBClusterRestore carts-0324-\w+: Point-in-time recovering\n/);
    await scene.says('Succeeded');
    const { code, lastLine } = await running.end();
    expect([code, lastLine]).toEqual([0, 'restored from backup carts-2026-03-24-03:00:00-full, up to 2026-03-24T10:30:00.000Z']);
    expect(scene.told).toBe(metadata.creationTimestamp);
    expect(await scene.ended()).toEqual([0, `carts-0324 was restored already, by PerconaXtraDBClusterRestore ${scene.restoreName}: nothing to do`]);
  });

  test.each<[string, Partial<PitrRestoreProps>, object | undefined]>([
    ['the newest', { to: RecoveryPoint.latest() }, { type: 'latest' }],
    ['the end of a backup, without the log', { to: RecoveryPoint.immediate(), from: BaseBackup.id('carts-2026-03-24-03:00:00-full') }, undefined],
  ])('to %s', async (_, more, pitr) => {
    const scene = await Scene.of(more);
    await scene.backup('2026-03-24-03:00:00', { ...NIGHT, latestRestorableTime: '2026-03-24T09:00:00Z' });
    await scene.ready();
    const running = await scene.run();
    const { spec } = await scene.restore();
    if (pitr) expect(spec.pitr).toMatchObject(pitr);
    else expect(spec).not.toHaveProperty('pitr');
    await scene.says('Succeeded');
    expect(await running.end()).toMatchObject({ code: 0 });
  });

  test('a moment that is not covered, and one without a backup, is told at once, and nothing is made', async () => {
    const scene = await Scene.of();
    expect(await scene.ended()).toEqual([20, `there is no backup of ${scene.namespace}/carts that ended before ${POINT}; there is none at all`]);
    await scene.backup('2026-03-24-03:00:00', { ...NIGHT, latestRestorableTime: '2026-03-24T10:29:59Z' });
    expect(await scene.ended()).toEqual([28, `${POINT} is not covered: the binary log of ${scene.namespace}/carts is uploaded up to 2026-03-24T10:29:59Z; `
      + 'give that moment or an earlier one, RecoveryPoint.latest, or carts-2026-03-24-03:00:00-full alone by RecoveryPoint.immediate with BaseBackup.id']);
    expect(await kubernetes.all(API, 'PerconaXtraDBClusterRestore', { namespace: scene.namespace })).toEqual([]);
  });

  test('a source that was restored in place has nothing newer from a backup before that, and its own account sees it', async () => {
    const scene = await Scene.of({ to: RecoveryPoint.latest() });
    await scene.backup('2026-03-24-03:00:00', NIGHT);
    const restore = { ...scene.named('PerconaXtraDBClusterRestore', 'in-place-abcde'), spec: { pxcCluster: 'carts', backupName: 'x' } };
    await kubernetes.apply(restore);
    await kubernetes.merge(restore, { status: { state: 'Succeeded' } }, 'status');
    const { metadata } = await kubernetes.find(restore);
    // when its status was written, by which the program knows its end
    expect(metadata.managedFields).toContainEqual(expect.objectContaining({ subresource: 'status', time: expect.stringMatching(/Z$/) }));
    expect(await scene.ended()).toEqual([28, `${scene.namespace}/carts was restored by PerconaXtraDBClusterRestore in-place-abcde, made at ${metadata.creationTimestamp}, `
      + `where the binary log after backup carts-2026-03-24-03:00:00-full ends; give a moment up to ${metadata.creationTimestamp}, a moment after the end of a backup that you make first, `
      + 'or carts-2026-03-24-03:00:00-full alone by RecoveryPoint.immediate with BaseBackup.id']);
  });

  test('a database with backups of its own is never overwritten', async () => {
    const scene = await Scene.of();
    await scene.backup('2026-03-24-03:00:00', NIGHT);
    await scene.backup('2026-03-25-03:00:00', NEXT);
    await scene.backup('2026-03-25-04:00:00', { completed: '2026-03-25T04:20:00Z' }, 'carts-0324');
    await scene.ready();
    expect(await scene.ended()).toEqual([27, 'carts-0324 is not new: it has backups of its own (of-carts-0324-2026-03-25-04-00-00), and a restore would overwrite it. '
      + 'Give the restore another name, or remove that database first']);
    expect(await kubernetes.all(API, 'PerconaXtraDBClusterRestore', { namespace: scene.namespace })).toEqual([]);
  });

  test('a database that was restored to another moment is not restored again, and the Job does not say that it was', async () => {
    const scene = await Scene.of();
    const other = { ...scene.named('PerconaXtraDBClusterRestore', 'by-hand'), spec: { pxcCluster: 'carts-0324', backupName: 'x' } };
    await kubernetes.apply(other);
    expect(await scene.ended()).toEqual([27, 'carts-0324 is being restored by PerconaXtraDBClusterRestore by-hand, to another moment or from another backup. Give the restore another name']);
    await kubernetes.merge(other, { status: { state: 'Succeeded' } }, 'status');
    expect(await scene.ended()).toEqual([27, 'carts-0324 was restored already, by PerconaXtraDBClusterRestore by-hand, to another moment or from another backup. Give the restore another name']);
  });

  test('what the operator fails with is told, the next time too, and who is paused by it is not restored into', async () => {
    const scene = await Scene.of();
    await scene.backup('2026-03-24-03:00:00', NIGHT);
    await scene.backup('2026-03-25-03:00:00', NEXT);
    await scene.ready();
    const running = await scene.run();
    await scene.restore();
    await scene.says('Failed', 'job pitr-job-x failed: BackoffLimitExceeded');
    const words = 'Failed: job pitr-job-x failed: BackoffLimitExceeded. PerconaXtraDBCluster carts-0324 may stay paused, with a part of the data or none: it is not to be used. '
      + `Give the restore another name, and remove that one: kubectl -n ${scene.namespace} delete pxc carts-0324`;
    expect(await running.end()).toMatchObject({ code: 24, lastLine: `PerconaXtraDBClusterRestore ${scene.restoreName}: ${words}` });
    expect(await scene.ended()).toEqual([24, `PerconaXtraDBClusterRestore ${scene.restoreName} failed: ${words}`]);
    await kubernetes.merge(scene.named('PerconaXtraDBCluster', 'carts-0324'), { spec: { pause: true } });
    await kubernetes.remove(scene.named('PerconaXtraDBClusterRestore', scene.restoreName));
    expect(await scene.ended()).toEqual([27, expect.stringMatching(/^carts-0324 was restored before, by carts-0324-[0-9a-z]{5}, which is gone: .* delete ConfigMap carts-0324-restored, and the Job is made again$/)]);
    await kubernetes.remove(scene.named('ConfigMap', 'carts-0324-restored', 'v1'));
    expect(await scene.ended()).toEqual([24, 'PerconaXtraDBCluster carts-0324 is paused, as a restore that failed leaves it: give the restore another name']);
  });

  test.each([
    [21, 'failed to validate restore job: failed to validate job: secrets object-store-credentials-percona not found'],
    [21, 'failed to validate restore job: failed to validate backup existence: failed to list objects: Access Denied.'],
    [22, 'failed to validate restore job: failed to validate backup existence: dial tcp: lookup s3.example.com: no such host'],
    [20, 'failed to validate restore job: failed to validate backup existence: backup not found'],
  ])('exit code %i says what kind of failure it was: %s', async (code, comments) => {
    const scene = await Scene.of();
    await scene.backup('2026-03-24-03:00:00', NIGHT);
    await scene.backup('2026-03-25-03:00:00', NEXT);
    await scene.ready();
    const running = await scene.run();
    await scene.restore();
    await scene.says('Failed', comments);
    expect(await running.end()).toMatchObject({ code, lastLine: expect.stringContaining(comments) });
  });

  test('a run that is stopped leaves the Restore, and the next one goes on from there', async () => {
    const scene = await Scene.of();
    await scene.backup('2026-03-24-03:00:00', NIGHT);
    await scene.backup('2026-03-25-03:00:00', NEXT);
    await scene.ready();
    const first = await scene.run();
    await scene.restore();
    await scene.says('Restoring');
    await first.said(/: Restoring\n/);
    first.signal('SIGTERM');
    expect(await first.end()).toMatchObject({ code: 1, lastLine: 'stopped by SIGTERM before the end; another run goes on from there' });
    const second = await scene.run();
    await second.said(/PerconaXtraDBClusterRestore carts-0324-\w+ is under way\n/);
    await scene.says('Succeeded');
    expect(await second.end()).toMatchObject({ code: 0, lastLine: `restored by PerconaXtraDBClusterRestore ${scene.restoreName}, which was under way` });
  });
});
