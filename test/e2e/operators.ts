import { cordon, uncordon } from './drain';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';

/** A Deployment that the databases need, as its release manifest names it. */
export interface OperatorDeployment {
  readonly name: string;
  readonly labelSelector: string;
  /** Lease by which its replicas choose their leader. */
  readonly lease: string;
}

export const OPERATOR: OperatorDeployment = { name: 'cnpg-controller-manager', labelSelector: 'app.kubernetes.io/name=cloudnative-pg', lease: 'db9c8771.cnpg.io' };
export const PLUGIN: OperatorDeployment = { name: 'barman-cloud', labelSelector: 'app=barman-cloud', lease: '822e3f5c.cnpg.io' };
const NAMESPACE = 'cnpg-system';
const BEFORE = 'cdk8s-databases.io/e2e-before';

/** Names of the nodes that may carry a database. */
export async function databaseNodes(kubernetes: Kubernetes): Promise<string[]> {
  const nodes = await kubernetes.all('v1', 'Node', { labelSelector: 'node-type=database' });
  return nodes.map((node) => node.metadata.name).sort();
}

/** Its pods that are not on their way out. */
export async function podsOf(kubernetes: Kubernetes, { labelSelector }: OperatorDeployment): Promise<any[]> {
  const pods = await kubernetes.all('v1', 'Pod', { namespace: NAMESPACE, labelSelector });
  return pods.filter((pod) => !pod.metadata.deletionTimestamp);
}

/** The node whose loss takes the fewest of the operators' pods along. */
export async function nodeWithoutOperators(kubernetes: Kubernetes): Promise<string> {
  const pods = await Promise.all([OPERATOR, PLUGIN].map(async (deployment) => podsOf(kubernetes, deployment)));
  const taken = pods.flat().map((pod) => pod.spec.nodeName);
  const count = (node: string) => taken.filter((name) => name === node).length;
  return (await databaseNodes(kubernetes)).reduce((best, node) => count(node) < count(best) ? node : best);
}

/** The pod that works: the holder of the lease. */
export async function leader(kubernetes: Kubernetes, deployment: OperatorDeployment): Promise<any> {
  return until(`a leader of ${deployment.name}`, async () => {
    const lease = await kubernetes.find({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace: NAMESPACE, name: deployment.lease } });
    const holder: string = lease.spec.holderIdentity ?? '';
    return (await podsOf(kubernetes, deployment)).find((pod) => holder.startsWith(`${pod.metadata.name}_`) && isReady(pod));
  }, { seconds: 120 });
}

/** Makes a pod on that node the one that works: all others are deleted while no other node takes them. */
export async function lead(kubernetes: Kubernetes, deployment: OperatorDeployment, node: string): Promise<void> {
  if ((await leader(kubernetes, deployment)).spec.nodeName === node) return;
  const others = (await databaseNodes(kubernetes)).filter((name) => name !== node);
  for (const other of others) await cordon(kubernetes, other);
  for (const pod of await podsOf(kubernetes, deployment)) {
    if (pod.spec.nodeName !== node) await kubernetes.remove({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: NAMESPACE, name: pod.metadata.name } });
  }
  await until(`a leader of ${deployment.name} on ${node}`, async () => (await leader(kubernetes, deployment)).spec.nodeName === node, { seconds: 180, every: 1000 });
  for (const other of others) await uncordon(kubernetes, other);
  await placed(kubernetes, deployment);
}

/** Returns when all its replicas run. */
export async function placed(kubernetes: Kubernetes, deployment: OperatorDeployment): Promise<void> {
  await until(`the replicas of ${deployment.name}`, async () => {
    const { spec, status } = await kubernetes.find(reference(deployment));
    const running = (await podsOf(kubernetes, deployment)).filter((pod) => pod.status.phase === 'Running');
    return status.updatedReplicas === spec.replicas && running.length === spec.replicas;
  }, { seconds: 180, every: 500 });
  await leader(kubernetes, deployment);
}

/** Changes the Deployment and remembers what it was. */
export async function changeDeployment(kubernetes: Kubernetes, deployment: OperatorDeployment, spec: object): Promise<void> {
  const living = await kubernetes.find(reference(deployment));
  const before = living.metadata.annotations?.[BEFORE] ?? JSON.stringify(living.spec);
  await kubernetes.merge(reference(deployment), { metadata: { annotations: { [BEFORE]: before } }, spec });
}

/** Puts back what `changeDeployment` found. */
export async function restoreOperators(kubernetes: Kubernetes): Promise<void> {
  for (const deployment of [OPERATOR, PLUGIN]) {
    const living = await kubernetes.find(reference(deployment));
    const before = living?.metadata.annotations?.[BEFORE];
    if (!before) continue;
    const { [BEFORE]: _, ...annotations } = living.metadata.annotations;
    const { name, namespace, resourceVersion, labels } = living.metadata;
    const metadata = { name, namespace, resourceVersion, labels, annotations };
    await kubernetes.put({ ...reference(deployment), metadata, spec: JSON.parse(before) });
    await placed(kubernetes, deployment);
  }
}

export function reference({ name }: OperatorDeployment) {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: NAMESPACE, name } };
}

function isReady(pod: any): boolean {
  return pod.status.conditions?.some((condition: any) => condition.type === 'Ready' && condition.status === 'True');
}
