import { applied } from './applied';
import { CORDONED, uncordon } from './drain';
import { BARE_NAMESPACE, CLIENT_NAMESPACE, DATABASE_NAMESPACE } from './environment';
import { startNode, startStore } from './machine';
import { asReleased } from './surviving-operators';
import { Kubernetes } from '../cluster/kubernetes';
import { progress } from '../cluster/progress';
import { until } from '../cluster/until';

/** Gives nodes, operators and object store back as they were; knows nothing but the cluster, so that it can follow a run that broke off. */
export async function restore(kubernetes: Kubernetes): Promise<void> {
  for (const { metadata, status } of await kubernetes.all('v1', 'Node')) {
    if (metadata.annotations?.[CORDONED]) await uncordon(kubernetes, metadata.name);
    const ready = status.conditions.find((condition: any) => condition.type === 'Ready')?.status === 'True';
    if (!ready && process.env.TEST_NODE_START) await startNode(metadata.name);
  }
  if (process.env.TEST_STORE_START) await startStore();
  await asReleased(kubernetes);
}

/** Removes everything that the run made. */
export async function cleanUp(kubernetes: Kubernetes): Promise<void> {
  const done = progress('clean up');
  await restore(kubernetes);
  const namespaces = [CLIENT_NAMESPACE, DATABASE_NAMESPACE, BARE_NAMESPACE];
  const manifests = await applied(kubernetes);
  // nobody may ask for what is being deleted: clients first
  for (const name of namespaces) await kubernetes.remove({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const manifest of manifests.reverse()) await kubernetes.remove(manifest);
  await until('the end of the namespaces', async () => {
    const made = manifests.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    const names = [...namespaces, ...made];
    const left = await Promise.all(names.map(async (name) => kubernetes.find({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
    return left.every((namespace) => namespace === undefined);
  }, { seconds: 300, every: 1000 });
  for (const { metadata, spec } of await kubernetes.all('v1', 'PersistentVolume')) {
    if (namespaces.includes(spec.claimRef?.namespace)) await kubernetes.remove({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: metadata.name } });
  }
  done();
}
