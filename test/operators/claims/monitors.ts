import { Cast, makerOf, names, sortOf } from './cast';
import { Claim, holds, same } from './claim';
import { portOf } from './ports';
import { reaches } from './reach';
import { Manifest } from '../../../src/checklist/manifests';
import { selects } from '../../../src/checklist/readers/label-selector';
import { Scene } from '../scene';

/** Each instance and each pooler is scraped once, on a port that it has and that Prometheus may reach. */
export function* monitorClaims(scene: Scene): Generator<Claim> {
  const monitors = scene.living.ofKind('monitoring.coreos.com', 'PodMonitor');
  for (const database of scene.databases) {
    const { monitoring } = database._settings.platform;
    if (!monitoring) continue;
    const cast = new Cast(scene, database);
    yield* scrapes(scene, database.namespace, database.name, cast.instances, monitoring.namespace);
    for (const pooler of cast.poolers) yield* scrapes(scene, database.namespace, pooler, cast.ofDeployment(pooler), monitoring.namespace);
    for (const pod of [...cast.instances, ...cast.poolers.flatMap((pooler) => cast.ofDeployment(pooler))]) {
      const found = monitors.filter(({ metadata, spec }) => metadata.namespace === database.namespace && selects(spec.selector, pod.metadata.labels));
      yield holds(`${sortOf(pod)}: scraped once`, `PodMonitors of ${database.namespace}`, makerOf(pod), found.length === 1, names(found).join(', ') || 'never');
    }
  }
}

function* scrapes(scene: Scene, namespace: string, name: string, expected: readonly any[], prometheusNamespace: string): Generator<Claim> {
  const from = `PodMonitor ${namespace}/${name}`;
  const monitor = scene.claimed.find('monitoring.coreos.com', 'PodMonitor', namespace, name);
  const pods = scene.living.inNamespace('', 'Pod', namespace).filter(({ metadata }) => monitor && selects(monitor.spec.selector, metadata.labels ?? {}));
  const madeBy = makerOf(expected[0]);
  yield same('selector selects them all, and nothing else', from, madeBy, names(expected), names(pods));
  const prometheus: Manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'prometheus', namespace: prometheusNamespace } };
  for (const { port } of monitor?.spec.podMetricsEndpoints ?? []) {
    const numbers = pods.map((pod) => portOf(pod, port));
    yield holds(`its pods have a port ${port}`, from, madeBy, numbers.every((number) => number !== undefined), 'they do not');
    yield holds(`Prometheus reaches port ${port}`, from, madeBy, pods.every((pod, i) => reaches(prometheus, pod, numbers[i]!, scene.living)), 'NetworkPolicies are in the way');
  }
}
