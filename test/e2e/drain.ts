import { HttpMethod } from '@kubernetes/client-node';
import { Kubernetes, Refusal } from '../cluster/kubernetes';
import { until } from '../cluster/until';

/** Nobody may be scheduled on the node from now on. */
export async function cordon(kubernetes: Kubernetes, node: string): Promise<void> {
  await kubernetes.merge(nodeNamed(node), { spec: { unschedulable: true }, metadata: { annotations: { [CORDONED]: 'true' } } });
}

/** The opposite of `cordon`. */
export async function uncordon(kubernetes: Kubernetes, node: string): Promise<void> {
  await kubernetes.merge(nodeNamed(node), { spec: { unschedulable: null }, metadata: { annotations: { [CORDONED]: null } } });
}

/** Annotation of nodes that this suite has cordoned. */
export const CORDONED = 'cdk8s-databases.io/e2e-cordoned';

/** Cordons the node and evicts everything but DaemonSets' pods, as `kubectl drain` does; returns when it is empty. */
export async function drain(kubernetes: Kubernetes, node: string, seconds: number): Promise<void> {
  await cordon(kubernetes, node);
  await until(`no pods on ${node}`, async () => {
    const pods = (await kubernetes.all('v1', 'Pod')).filter((pod) => pod.spec.nodeName === node && !isDaemon(pod) && pod.status.phase === 'Running');
    await Promise.all(pods.filter((pod) => !pod.metadata.deletionTimestamp).map(async (pod) => evict(kubernetes, pod.metadata)));
    return pods.length === 0;
  }, { seconds, every: 1000 });
}

/** A budget that says "not now" is asked again. */
async function evict(kubernetes: Kubernetes, { namespace, name }: { namespace: string; name: string }): Promise<void> {
  try {
    await kubernetes.send(HttpMethod.POST, `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
      { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { namespace, name } });
  } catch (error) {
    if (!(error instanceof Refusal) || ![404, 429].includes(error.status)) throw error;
  }
}

function isDaemon(pod: any): boolean {
  return (pod.metadata.ownerReferences ?? []).some((owner: any) => owner.kind === 'DaemonSet');
}

function nodeNamed(name: string) {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name } };
}
