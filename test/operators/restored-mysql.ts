import { join, relative } from 'node:path';
import { HttpMethod } from '@kubernetes/client-node';
import { App } from 'cdk8s';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';
import { ObjectStoreServer } from '../programs/object-store-server';
import { RunningProgram } from '../programs/running-program';
import { folder } from '../support/folder';
import { ofKind, theOne, written } from '../support/written';

const API = 'pxc.percona.com/v1';
const SECONDS = 120;

/** A MySqlCluster that the operator restores into: that its instances are ready, and that the operator's Jobs are done, is played. */
export class RestoredMySql {
  public readonly cluster: Manifest;
  public readonly restore: Manifest;
  /** Files of the Job's ConfigMap. */
  public readonly program: Record<string, string>;

  constructor(
    private readonly kubernetes: Kubernetes, private readonly app: App, private readonly namespace: string, private readonly target: string,
  ) {
    this.program = ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${target}-restore-`)).data;
    const { restores: [{ manifest: { metadata: { name } } }] } = JSON.parse(this.program['restore.json']);
    this.cluster = this.named('PerconaXtraDBCluster', target);
    this.restore = this.named('PerconaXtraDBClusterRestore', name);
  }

  public named(kind: string, name: string, apiVersion = API): Manifest {
    return { apiVersion, kind, metadata: { name, namespace: this.namespace } };
  }

  public job(step: string): Manifest {
    return this.named('Job', `${step}-${this.restore.metadata.name}-${this.target}`, 'batch/v1');
  }

  /** What the cluster needs, and the Secret `credentials` with the keys of a store. */
  public async make(store: ObjectStoreServer, credentials: string): Promise<void> {
    await this.kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace } });
    await this.kubernetes.apply(theOne(this.app, 'PriorityClass', 'database'));
    const mine = written(this.app).filter(({ metadata }) => metadata.namespace === this.namespace);
    for (const manifest of mine.filter(({ kind }) => ['ServiceAccount', 'Role', 'RoleBinding', 'ExternalSecret'].includes(kind))) await this.kubernetes.apply(manifest);
    const secret = this.named('Secret', credentials, 'v1');
    await until('the Secrets', async () => (await this.kubernetes.find(secret)) && this.kubernetes.find(this.named('Secret', `${this.target}-secrets`, 'v1')), { seconds: SECONDS });
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = store.credentials;
    await this.kubernetes.apply({ ...secret, stringData: { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } });
  }

  public async remove(): Promise<void> {
    for (const manifest of [this.restore, this.cluster]) await this.kubernetes.remove(manifest);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace } };
    await this.kubernetes.remove(namespace);
    // pods that are there when the next scene brings nodes would be bound to them
    await until('the end of the namespace', async () => !(await this.kubernetes.find(namespace)), { seconds: SECONDS });
    await this.kubernetes.remove(theOne(this.app, 'PriorityClass', 'database'));
  }

  /** Runs the Job's program with the rights of its ServiceAccount. */
  public async run(env: Record<string, string> = {}): Promise<RunningProgram> {
    // which real instances have long before they are ready; the operator waits for that one to be left (waitForPVCShutdown, 1.20)
    await until('the volume of the first instance', () => this.kubernetes.find(this.named('PersistentVolumeClaim', `datadir-${this.target}-pxc-0`, 'v1')), { seconds: SECONDS });
    const { body } = await this.kubernetes.send(HttpMethod.POST, `/api/v1/namespaces/${this.namespace}/serviceaccounts/${this.target}-restore/token`, {
      apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 },
    });
    const { server, caData } = this.kubernetes.config.getCurrentCluster()!;
    const { hostname, port } = new URL(server);
    const account = folder({ 'token': body.status.token, 'ca.crt': Buffer.from(caData!, 'base64').toString('utf8') });
    const mounted = folder(this.program);
    return new RunningProgram('node', relative(join(__dirname, '../../programs'), join(mounted, 'restore.mjs')), [mounted], {
      KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, KUBERNETES_ACCOUNT: account, ...env,
    });
  }

  /** Says again and again that the instances are ready, which the operator takes back when it looks, until `reached`. */
  public async readyUntil<T>(what: string, reached: () => Promise<T | undefined | false>): Promise<T> {
    return until(what, async () => {
      const { metadata: { generation } } = await this.kubernetes.find(this.cluster);
      const status = { state: 'ready', observedGeneration: generation, pxc: { status: 'ready', size: 1, ready: 1 }, haproxy: { size: 0 } };
      await this.kubernetes.merge(this.cluster, { status }, 'status');
      return reached();
    }, { seconds: SECONDS, every: 100 });
  }

  /**
   * Takes back that instances are ready, and wakes the operator's two controllers again and again until `reached`. What fails while an instance is said to be ready that
   * nobody reaches is tried again later and later, and the operator may be asleep when it is asked to stop the cluster, or to look whether it is stopped.
   */
  public async awakeUntil<T>(what: string, reached: () => Promise<T | undefined | false>): Promise<T> {
    return until(what, async () => {
      const { status } = await this.kubernetes.find(this.cluster);
      if (status?.state === 'ready' || status?.pxc?.status === 'ready') {
        await this.kubernetes.merge(this.cluster, { status: { state: 'initializing', pxc: { status: 'initializing', ready: 0 } } }, 'status');
      }
      const woken = { metadata: { annotations: { 'cdk8s-databases.io/woken': new Date().toISOString() } } };
      for (const manifest of [this.cluster, this.restore]) await this.kubernetes.merge(manifest, woken);
      const found = await reached();
      if (found) return found;
      const restore = (await this.kubernetes.find(this.restore))?.status;
      throw new Error(`the Cluster is ${status?.state}, its instances ${status?.pxc?.status}, the Restore ${restore?.state}, ${restore?.comments || 'without a comment'}`);
    }, { seconds: 2 * SECONDS, every: 2000 });
  }

  public async inState(state: string): Promise<boolean> {
    return (await this.kubernetes.find(this.restore))?.status?.state === state;
  }

  /** Environment of what a step runs; then the step is done. */
  public async done(step: string): Promise<Record<string, any>> {
    const made = await until(`Job ${step}`, () => this.kubernetes.find(this.job(step)), { seconds: SECONDS });
    const selection = { namespace: this.namespace, labelSelector: `batch.kubernetes.io/job-name=${made.metadata.name}` };
    const pod = await until(`the pod of Job ${step}`, async () => (await this.kubernetes.all('v1', 'Pod', selection))[0], { seconds: SECONDS });
    await this.kubernetes.merge(pod, { status: { phase: 'Succeeded' } }, 'status');
    const [{ env = [] }] = made.spec.template.spec.containers;
    const variables = env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom?.secretKeyRef]);
    return { labels: made.spec.template.metadata.labels, ...Object.fromEntries(variables) };
  }
}
