import { CLIENT_NAMESPACE } from './environment';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';

const APPLIED = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: CLIENT_NAMESPACE, name: 'applied' } };

/** For the clean-up, which may follow a run that broke off. */
export async function remember(kubernetes: Kubernetes, manifests: readonly Manifest[]): Promise<void> {
  const names = manifests.map(({ apiVersion, kind, metadata: { namespace, name } }) => ({ apiVersion, kind, metadata: { namespace, name } }));
  await kubernetes.apply({ ...APPLIED, data: { manifests: JSON.stringify(names) } });
}

/** What was applied, by name; nothing when the run broke off before. */
export async function applied(kubernetes: Kubernetes): Promise<Manifest[]> {
  return JSON.parse((await kubernetes.find(APPLIED))?.data.manifests ?? '[]');
}
