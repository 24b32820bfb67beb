import { at, makerOf, names } from './cast';
import { Claim, same } from './claim';
import { selects } from '../../../src/checklist/readers/label-selector';
import { Scene } from '../scene';

/** Each node of the pool runs a pod that sets its kernel, and no other does. */
export function* tuningClaims(scene: Scene): Generator<Claim> {
  for (const daemonSet of scene.claimed.ofKind('apps', 'DaemonSet')) {
    const pods = scene.living.inNamespace('', 'Pod', daemonSet.metadata.namespace!).filter(({ metadata }) => selects(daemonSet.spec.selector, metadata.labels ?? {}));
    const pool = scene.living.ofKind('', 'Node').filter(({ metadata }) => selects({ matchLabels: daemonSet.spec.template.spec.nodeSelector }, metadata.labels ?? {}));
    yield same('a pod on each node of the pool', at(daemonSet), makerOf(pods[0]), names(pool), pods.map(({ spec }) => spec.nodeName));
  }
}
