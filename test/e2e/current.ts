import { CLIENT_NAMESPACE } from './environment';
import { Change, production } from './production';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';

const CLIENTS = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: CLIENT_NAMESPACE } };
const RUN = 'cdk8s-databases.io/e2e-run';
const CHANGES = 'cdk8s-databases.io/e2e-changes';

/**
 * The manifests with all changes of the run so far. Run and changes are remembered in the cluster, so that a database that was kept is
 * taken as it is.
 */
export async function currentManifests(kubernetes: Kubernetes): Promise<Manifest[]> {
  const { run, changes } = await remembered(kubernetes);
  return production(run, ...changes);
}

/** Changes the Cluster as a user does: synthesize, apply everything. */
export async function change(kubernetes: Kubernetes, ...more: Change[]): Promise<void> {
  const { run, changes } = await remembered(kubernetes);
  const all = [...changes, ...more];
  for (const manifest of production(run, ...all)) await kubernetes.apply(manifest);
  await kubernetes.merge(CLIENTS, { metadata: { annotations: { [CHANGES]: JSON.stringify(all) } } });
}

/** Name of the run: each has an archive of its own. */
export async function runName(kubernetes: Kubernetes): Promise<string> {
  return (await remembered(kubernetes)).run;
}

async function remembered(kubernetes: Kubernetes): Promise<{ run: string; changes: Change[] }> {
  const { metadata: { annotations } } = await kubernetes.find(CLIENTS);
  const run = annotations?.[RUN] ?? new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  if (!annotations?.[RUN]) await kubernetes.merge(CLIENTS, { metadata: { annotations: { [RUN]: run } } });
  return { run, changes: JSON.parse(annotations?.[CHANGES] ?? '[]') };
}
