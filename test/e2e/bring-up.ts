import { remember } from './applied';
import { bareCluster } from './bare-cluster';
import { currentManifests, runName } from './current';
import { BARE_NAMESPACE, DATABASE_NAMESPACE } from './environment';
import { LivingCluster } from './living-cluster';
import { Kubernetes } from '../cluster/kubernetes';
import { progress } from '../cluster/progress';
import { until } from '../cluster/until';

/** The production example's database. */
export function ordersOf(kubernetes: Kubernetes): LivingCluster {
  return new LivingCluster(kubernetes, DATABASE_NAMESPACE, 'orders', 'orders');
}

/** The Cluster with the operator's defaults. */
export function bareOf(kubernetes: Kubernetes): LivingCluster {
  return new LivingCluster(kubernetes, BARE_NAMESPACE, 'bare', 'app');
}

/** Applies both databases, or what has become of them, and returns when both are healthy. */
export async function bringUp(kubernetes: Kubernetes): Promise<void> {
  const [orders, bare] = [progress('orders comes up'), progress('bare comes up')];
  // the example expects them
  for (const name of ['monitoring', 'shop']) await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const manifests = await currentManifests(kubernetes);
  await remember(kubernetes, manifests);
  for (const manifest of manifests) await kubernetes.apply(manifest);
  for (const manifest of bareCluster(await runName(kubernetes), await credentials(kubernetes))) await kubernetes.apply(manifest);
  await Promise.all([ordersOf(kubernetes).healthy(900).then(orders), bareOf(kubernetes).healthy(900).then(bare)]);
}

/** What the secret store gave to the production example, for the bare Cluster too. */
async function credentials(kubernetes: Kubernetes): Promise<Record<string, string>> {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: DATABASE_NAMESPACE, name: 'object-store-credentials' } };
  return until('the credentials of the object store', async () => (await kubernetes.find(secret))?.data, { seconds: 60 });
}
