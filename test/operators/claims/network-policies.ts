import { at, Cast, makerOf, names, short, sortOf } from './cast';
import { Claim, holds, same } from './claim';
import { portOf } from './ports';
import { isPeer, policiesOf, reaches } from './reach';
import { Manifest } from '../../../src/checklist/manifests';
import { selects } from '../../../src/checklist/readers/label-selector';
import { Scene } from '../scene';

/** NetworkPolicies select the pods that operators make, open ports that these listen on, and let in exactly who has to come in. */
export function* networkPolicyClaims(scene: Scene): Generator<Claim> {
  for (const policy of scene.claimed.ofKind('networking.k8s.io', 'NetworkPolicy')) yield* policyClaims(scene, policy);
  for (const database of scene.databases) {
    const cast = new Cast(scene, database);
    yield* selected(scene, cast);
    yield* reachable(scene, cast);
  }
}

/** Each selector and each port on its own. */
function* policyClaims(scene: Scene, policy: Manifest): Generator<Claim> {
  const { namespace } = policy.metadata;
  const from = at(policy);
  const pods = scene.living.inNamespace('', 'Pod', namespace!).filter(({ metadata }) => selects(policy.spec.podSelector, metadata.labels ?? {}));
  yield holds('podSelector selects pods', from, makersOf(pods), pods.length > 0, 'no pod');
  const serving = pods.filter(({ status }) => status.phase === 'Running');
  for (const rule of policy.spec.ingress ?? []) {
    for (const { port } of rule.ports) {
      yield holds(`port ${port} of its pods is open`, `${from}, ingress`, makersOf(serving), serving.length > 0 && serving.every((pod) => portOf(pod, port)), 'they do not listen there');
    }
    for (const peer of rule.from) yield* peerClaims(scene, peer, namespace!, `${from}, ingress`);
  }
  for (const rule of policy.spec.egress ?? []) {
    for (const peer of rule.to ?? []) yield* peerClaims(scene, peer, namespace!, `${from}, egress`, rule.ports.map(({ port }: any) => port));
  }
}

/** @param ports that pods of the peer must listen on */
function* peerClaims(scene: Scene, peer: any, namespace: string, from: string, ports: number[] = []): Generator<Claim> {
  // Kubernetes' own pods, and who scrapes: they are not here
  if (peer.ipBlock || !peer.podSelector || peer.podSelector.matchLabels?.['k8s-app'] === 'kube-dns') return;
  const pods = scene.living.ofKind('', 'Pod').filter((pod) => isPeer(peer, pod, namespace, scene.living));
  yield holds(`peer by ${Object.keys(peer.podSelector.matchLabels).join(', ')} is there`, from, makersOf(pods), pods.length > 0, 'no pod');
  for (const port of ports) {
    const serving = pods.filter((pod) => portOf(pod, port));
    yield holds(`the peer listens on port ${port}`, from, makersOf(serving), serving.length > 0, 'it does not');
  }
}

/** Each pod of a database is restricted, and by the policy that is meant. */
function* selected(scene: Scene, cast: Cast): Generator<Claim> {
  const policies = (pod: any) => [...new Set([...policiesOf(pod, 'Ingress', scene.living), ...policiesOf(pod, 'Egress', scene.living)])];
  const expected = [
    ...[...cast.instances, ...cast.jobs].map((pod) => [pod, cast.database.name]),
    ...cast.poolers.flatMap((pooler) => cast.ofDeployment(pooler).map((pod) => [pod, pooler])),
  ];
  for (const [pod, policy] of expected) {
    const found = policies(pod);
    yield same(`${sortOf(pod)}: restricted by policy ${short(policy, cast.database)} alone`, `Namespace ${pod.metadata.namespace}`, makerOf(pod), [policy], names(found));
  }
}

/** Who has to get through does, and nobody else. */
function* reachable(scene: Scene, cast: Cast): Generator<Claim> {
  const { database: { name, namespace, _settings: { platform } }, instances, jobs, primary } = cast;
  const poolers = cast.poolers.flatMap((pooler) => cast.ofDeployment(pooler));
  const operator = scene.living.inNamespace('', 'Pod', platform.network.cloudNativePgNamespace)
    .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'cloudnative-pg');
  const way = (who: string, from: readonly any[], to: readonly any[], port: number, open = true) => {
    const pairs = from.flatMap((one) => to.filter((other) => one !== other).map((other) => [one, other]));
    const wrong = pairs.filter(([one, other]) => reaches(one, other, port, scene.living) !== open);
    return holds(`${who} ${open ? 'reach' : 'do not reach'} port ${port}`, `NetworkPolicies of ${namespace}/${name}`, 'CloudNativePG',
      pairs.length > 0 && wrong.length === 0, wrong.map((pair) => names(pair).join(' to ')).join(', ') || 'nobody is there to try');
  };
  // by the names that the operator gives them: the numbers are the library's claim
  const [postgres, status, metrics] = ['postgresql', 'status', 'metrics'].map((port) => portOf(primary, port)!);
  yield way('the operator\'s pods', operator, instances, status);
  if (instances.length > 1) {
    for (const port of [postgres, status]) yield way('other instances', instances, instances, port);
    yield way('Jobs that join', jobs.filter(({ metadata }) => metadata.labels?.['cnpg.io/jobRole'] === 'join'), [primary], postgres);
  }
  if (poolers.length > 0) yield way('poolers', poolers, instances, postgres);
  const pooled = poolers.length > 0 ? ['pgbouncer', 'metrics'].map((port) => portOf(poolers[0], port)!) : [];
  if (platform.monitoring) {
    const prometheus = [podOf('prometheus', platform.monitoring.namespace)];
    yield way('pods of Prometheus\' namespace', prometheus, instances, metrics);
    if (poolers.length > 0) yield way('pods of Prometheus\' namespace', prometheus, poolers, pooled[1]);
  }
  for (const stranger of [podOf('stranger', 'default'), podOf('neighbour', namespace)]) {
    for (const port of [postgres, status, metrics]) yield way(`a ${stranger.metadata.name}'s pods`, [stranger], instances, port, false);
    for (const port of pooled) yield way(`a ${stranger.metadata.name}'s pods`, [stranger], poolers, port, false);
  }
}

/** Somebody without labels. */
function podOf(name: string, namespace: string): Manifest {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } };
}

function makersOf(pods: readonly Manifest[]): string {
  return [...new Set(pods.map((pod) => makerOf(pod)))].join(', ') || 'nobody';
}
