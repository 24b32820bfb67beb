import { HttpMethod } from '@kubernetes/client-node';
import { execute } from './pod-command';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';

/** A CloudNativePG Cluster that runs. */
export class LivingCluster {
  constructor(
    private readonly kubernetes: Kubernetes,
    public readonly namespace: string,
    public readonly name: string,
    private readonly databaseName: string,
  ) {}

  public async object(): Promise<any> {
    return this.kubernetes.find(this.reference);
  }

  /** Name of the pod that is the primary and is to stay it. */
  public async primary(): Promise<string> {
    const { status } = await this.object();
    return status.currentPrimary;
  }

  public async node(pod: string): Promise<string> {
    const { spec } = await this.kubernetes.find({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: this.namespace, name: pod } });
    return spec.nodeName;
  }

  public async pods(): Promise<any[]> {
    return this.kubernetes.all('v1', 'Pod', { namespace: this.namespace, labelSelector: `cnpg.io/cluster=${this.name},cnpg.io/podRole=instance` });
  }

  /** Returns when all instances are ready and the operator has nothing left to do. */
  public async healthy(seconds: number): Promise<void> {
    await until(`healthy ${this.name}`, async () => {
      const { spec, status } = await this.object();
      return status?.phase === 'Cluster in healthy state' && status.readyInstances === spec.instances && status.currentPrimary === status.targetPrimary;
    }, { seconds, every: 500 });
  }

  /** Returns the new primary when another pod than `old` is it. */
  public async failedOver(old: string, seconds: number): Promise<string> {
    return until(`a primary of ${this.name} other than ${old}`, async () => {
      const { status } = await this.object();
      return status.currentPrimary !== old && status.currentPrimary === status.targetPrimary && status.currentPrimary;
    }, { seconds });
  }

  /** Makes the instance on that node the primary, as `kubectl cnpg promote` does. */
  public async promote(node: string): Promise<void> {
    const old = await this.primary();
    const target = (await this.pods()).find((pod) => pod.spec.nodeName === node)?.metadata.name;
    if (!target) throw new Error(`${this.name} has no instance on ${node}`);
    if (target === old) return;
    const path = `/apis/postgresql.cnpg.io/v1/namespaces/${this.namespace}/clusters/${this.name}/status`;
    await this.kubernetes.send(HttpMethod.PATCH, path, {
      status: { targetPrimary: target, targetPrimaryTimestamp: new Date().toISOString(), phase: 'Switchover in progress', phaseReason: `Switching over to ${target}` },
    }, 'application/merge-patch+json');
    await this.failedOver(old, 180);
    await this.healthy(300);
  }

  /** As superuser, in the primary's pod. */
  public async sql(statement: string): Promise<string> {
    return until(`an answer of ${this.name}`, async () => {
      const pod = await this.primary();
      return { answer: await execute(this.kubernetes, { namespace: this.namespace, pod, container: 'postgres' }, 'psql', '-qAtd', this.databaseName, '-c', statement) };
    }, { seconds: 60, every: 1000 }).then(({ answer }) => answer);
  }

  /** As superuser, in every instance. */
  public async everywhere(statement: string): Promise<string[]> {
    const pods = (await this.pods()).map(({ metadata }) => metadata.name as string).sort();
    return Promise.all(pods.map(async (pod) => execute(this.kubernetes, { namespace: this.namespace, pod, container: 'postgres' }, 'psql', '-qAtd', this.databaseName, '-c', statement)));
  }

  private get reference() {
    return { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { namespace: this.namespace, name: this.name } };
  }
}
