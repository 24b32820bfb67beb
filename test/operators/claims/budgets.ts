import { at, Cast, makerOf, names, short, sortOf } from './cast';
import { Claim, holds, same } from './claim';
import { Manifest } from '../../../src/checklist/manifests';
import { selects } from '../../../src/checklist/readers/label-selector';
import { Scene } from '../scene';

/** Every pod that there are several of has exactly one budget: with two, each eviction fails. */
export function* budgetClaims(scene: Scene): Generator<Claim> {
  const budgets = scene.living.ofKind('policy', 'PodDisruptionBudget');
  const of = ({ metadata: { namespace, labels = {} } }: Manifest) => budgets.filter(({ metadata, spec }) => (
    metadata.namespace === namespace && selects(spec.selector, labels)));
  for (const pod of scene.living.ofKind('', 'Pod')) {
    const found = of(pod);
    if (found.length > 1) yield holds('no pod has two budgets', at(pod), found.map(makerOf).join(', '), false, names(found).join(', '));
  }
  for (const database of scene.databases) {
    const cast = new Cast(scene, database);
    const one = cast.instances.length > 1;
    yield* exactly(cast, cast.primary, one ? [`${database.name}-primary`] : [], of);
    for (const replica of cast.replicas) yield* exactly(cast, replica, cast.instances.length > 2 ? [database.name] : [], of);
    for (const pooler of cast.poolers) {
      const pods = cast.ofDeployment(pooler);
      for (const pod of pods) yield* exactly(cast, pod, pods.length > 1 ? [pooler] : [], of);
    }
    for (const job of cast.jobs) yield* exactly(cast, job, [], of);
  }
  for (const budget of scene.claimed.ofKind('policy', 'PodDisruptionBudget')) {
    const { name, namespace } = budget.metadata;
    const living = scene.living.find('policy', 'PodDisruptionBudget', namespace, name)!;
    yield holds('it lets one of its pods go', at(budget), makerOf(living),
      living.status.expectedPods > 0 && living.status.disruptionsAllowed === 1, JSON.stringify(living.status));
  }
}

function* exactly({ database }: Cast, pod: Manifest, expected: string[], of: (pod: Manifest) => Manifest[]): Generator<Claim> {
  const found = of(pod);
  const what = expected.length === 0 ? 'no budget' : `the one budget ${short(expected[0], database)}`;
  yield same(`${sortOf(pod)}: ${what}`, `Namespace ${pod.metadata.namespace}`, found.map(makerOf).join(', ') || 'nobody', expected, names(found));
}
