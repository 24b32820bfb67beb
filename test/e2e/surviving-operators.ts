import { App, Chart } from 'cdk8s';
import { variable } from './environment';
import { changeDeployment, OPERATOR, placed, PLUGIN, restoreOperators } from './operators';
import { BarmanCloudPlugin, CloudNativePgOperator } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';

/**
 * Gives the operators that run here what the library's constructs write: their Deployments' spec, PriorityClass and budgets. The rest of the
 * release manifests is what is installed already.
 */
export async function surviveNodes(kubernetes: Kubernetes): Promise<void> {
  const manifests = operators();
  for (const manifest of besides(manifests)) await kubernetes.apply(manifest);
  for (const deployment of [OPERATOR, PLUGIN]) {
    const written = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === deployment.name);
    if (!written) throw new Error(`TEST_OPERATOR_MANIFESTS has no Deployment ${deployment.name}`);
    await changeDeployment(kubernetes, deployment, written.spec);
    await placed(kubernetes, deployment);
  }
}

/** Undoes `surviveNodes`. */
export async function asReleased(kubernetes: Kubernetes): Promise<void> {
  await restoreOperators(kubernetes);
  if (process.env.TEST_OPERATOR_MANIFESTS) for (const manifest of besides(operators())) await kubernetes.remove(manifest);
}

/** What the constructs write besides the release's objects. */
function besides(manifests: Manifest[]): Manifest[] {
  return manifests.filter(({ kind }) => kind === 'PriorityClass' || kind === 'PodDisruptionBudget');
}

/** What the constructs write over the release manifests. */
function operators(): Manifest[] {
  const app = new App();
  const chart = new Chart(app, 'operators');
  const [operator, plugin] = variable('TEST_OPERATOR_MANIFESTS').split(':');
  new CloudNativePgOperator(chart, 'Operator', { manifest: operator });
  new BarmanCloudPlugin(chart, 'Plugin', { manifest: plugin });
  return chart.toJson();
}
