import { HttpMethod } from '@kubernetes/client-node';
import { InstanceManager } from './instance-manager';
import { selects } from '../../../src/checklist/readers/label-selector';
import { Kubernetes } from '../../cluster/kubernetes';
import { Rounds } from '../../cluster/rounds';

/**
 * Stands in for scheduler and kubelets: binds each pod to a node that it may run on, gives it an address, and says that it runs and is ready; what a
 * Job runs has succeeded. For the instances of a Cluster it starts what stands in for their instance manager.
 */
export class Kubelet {
  public static async start(kubernetes: Kubernetes): Promise<{ stop(): Promise<void> }> {
    const kubelet = new Kubelet(kubernetes);
    const rounds = new Rounds(() => kubelet.round());
    return {
      stop: async () => {
        kubelet.managers.forEach((manager) => manager.stop());
        await rounds.stop();
      },
    };
  }

  private readonly managers = new Map<string, InstanceManager>();
  /** Of this run alone, so that two at once do not meet. */
  private readonly network = [1 + Math.floor(Math.random() * 254), Math.floor(Math.random() * 256)];
  private given = 0;

  private constructor(private readonly kubernetes: Kubernetes) {}

  private async round(): Promise<void> {
    const pods = await this.kubernetes.all('v1', 'Pod');
    const nodes = await this.kubernetes.all('v1', 'Node');
    for (const pod of pods) {
      if (pod.metadata.deletionTimestamp) await this.end(pod);
      else if (!pod.spec.nodeName) await this.bind(pod, nodes, pods);
      else if (pod.status.phase === 'Pending') await this.run(pod);
    }
  }

  private async end(pod: any): Promise<void> {
    this.managers.get(pod.metadata.uid)?.stop();
    await this.kubernetes.remove(pod, { gracePeriodSeconds: 0 });
  }

  private async bind(pod: any, nodes: any[], pods: any[]): Promise<void> {
    const suitable = nodes.filter((node) => mayRunOn(pod, node));
    const free = suitable.find((node) => !pods.some((other) => other.spec.nodeName === node.metadata.name && isAverse(pod, other)));
    if (!free) return;
    pod.spec.nodeName = free.metadata.name;
    await this.kubernetes.send(HttpMethod.POST, `${pathOf(pod)}/binding`, {
      apiVersion: 'v1', kind: 'Binding', metadata: { name: pod.metadata.name }, target: { apiVersion: 'v1', kind: 'Node', name: free.metadata.name },
    });
  }

  private async run(pod: any): Promise<void> {
    const ofJob = pod.metadata.ownerReferences?.some(({ kind }: any) => kind === 'Job');
    const ofInstance = pod.metadata.labels?.['cnpg.io/podRole'] === 'instance';
    const podIP = this.address(ofInstance);
    if (ofInstance) this.managers.set(pod.metadata.uid, await InstanceManager.start(this.kubernetes, pod, podIP));
    const status = {
      phase: ofJob ? 'Succeeded' : 'Running',
      podIP,
      podIPs: [{ ip: podIP }],
      startTime: now(),
      conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({ type, status: 'True', lastTransitionTime: now() })),
      initContainerStatuses: pod.spec.initContainers?.map((container: any) => stateOf(container, container.restartPolicy !== 'Always')),
      containerStatuses: pod.spec.containers.map((container: any) => stateOf(container, ofJob)),
    };
    await this.kubernetes.merge(pod, { status }, 'status');
  }

  /** Loopback for instances, because their instance manager answers there; addresses that lead nowhere for the rest. */
  private address(loopback: boolean): string {
    const number = ++this.given;
    const [high, low] = [Math.floor(number / 250), 1 + number % 250];
    return loopback ? `127.${this.network[0]}.${(this.network[1] + high) % 256}.${low}` : `10.244.${high}.${low}`;
  }
}

function stateOf({ name, image }: any, done: boolean): object {
  return {
    name,
    image,
    imageID: image,
    ready: true,
    started: !done,
    restartCount: 0,
    state: done ? { terminated: { exitCode: 0, reason: 'Completed', startedAt: now(), finishedAt: now() } } : { running: { startedAt: now() } },
  };
}

function mayRunOn(pod: any, node: any): boolean {
  const named = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.[0]?.matchFields?.[0]?.values;
  if (named && !named.includes(node.metadata.name)) return false;
  return selects({ matchLabels: pod.spec.nodeSelector ?? {} }, node.metadata.labels)
    && (node.spec.taints ?? []).every((taint: any) => (pod.spec.tolerations ?? []).some((toleration: any) => tolerates(toleration, taint)));
}

function tolerates(toleration: any, taint: any): boolean {
  return (!toleration.effect || toleration.effect === taint.effect)
    && (!toleration.key || toleration.key === taint.key)
    && (toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? ''));
}

/** Required anti-affinity by host name, of those that are not done. */
function isAverse(pod: any, other: any): boolean {
  if (other.status.phase === 'Succeeded' || other.metadata.namespace !== pod.metadata.namespace) return false;
  const terms = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.some((term: any) => term.topologyKey === 'kubernetes.io/hostname' && selects(term.labelSelector, other.metadata.labels ?? {}));
}

function pathOf({ metadata: { namespace, name } }: any): string {
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}

function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
