import { isDeepStrictEqual } from 'node:util';
import { at, Cast, makerOf, nameOf, sortOf } from './cast';
import { Claim, holds, same } from './claim';
import { portOf } from './ports';
import { Manifest } from '../../../src/checklist/manifests';
import { selects } from '../../../src/checklist/readers/label-selector';
import { quantity } from '../../../src/checklist/readers/quantity';
import { Scene } from '../scene';

/** What the operator copies from our objects into pods and volumes arrives as it was meant. */
export function* podClaims(scene: Scene): Generator<Claim> {
  for (const database of scene.databases) {
    const cast = new Cast(scene, database);
    const of = (group: string, kind: string, name: string) => scene.claimed.find(group, kind, database.namespace, name)!;
    const cluster = of('postgresql.cnpg.io', 'Cluster', database.name);
    yield same('there are as many instances as asked for', at(cluster), 'CloudNativePG',
      Array.from({ length: cluster.spec.instances }, (_, i) => `${database.name}-${i + 1}`), cast.instances.map(nameOf));
    for (const pod of [...cast.instances, ...cast.jobs]) yield* placed(scene, pod, cluster.spec.affinity, cluster.spec, at(cluster));
    for (const pod of cast.instances) yield* instance(scene, pod, cluster);
    for (const pod of cast.jobs) yield* resources(pod, pod.spec.containers[0].name, cluster.spec.resources, at(cluster));
    for (const name of cast.poolers) {
      const pooler = of('postgresql.cnpg.io', 'Pooler', name);
      const { template, instances } = pooler.spec;
      const pods = cast.ofDeployment(name);
      yield holds('it has as many pods as asked for', at(pooler), makerOf(pods[0]), pods.length === instances, String(pods.length));
      for (const pod of pods) {
        yield* placed(scene, pod, template.spec, template.spec, at(pooler));
        yield* resources(pod, 'pgbouncer', template.spec.containers[0].resources, at(pooler));
        yield* restricted(scene, pod);
      }
    }
    for (const pod of [...cast.instances, ...cast.jobs]) yield* restricted(scene, pod);
  }
}

/** Where it may run, and beside whom. */
export function* placed(scene: Scene, pod: any, where: any, spread: any, from: string): Generator<Claim> {
  const { nodeSelector = {}, tolerations = [], podAntiAffinityType, topologyKey } = where;
  const { topologySpreadConstraints = [], priorityClassName } = spread;
  const { metadata: { name, labels }, spec } = pod;
  const on = (what: string, is: boolean, found: unknown) => holds(`${sortOf(pod)}: ${what}`, from, makerOf(pod), is, `${name} has ${JSON.stringify(found)}`);
  yield on('nodeSelector', isDeepStrictEqual(spec.nodeSelector ?? {}, nodeSelector), spec.nodeSelector);
  // admission adds those for nodes that are gone
  const found: any[] = (spec.tolerations ?? []).map((one: any) => ({ value: '', ...one }));
  yield on('tolerations', tolerations.every((of: any) => found.some((one) => isDeepStrictEqual(one, { value: '', ...of }))), spec.tolerations);
  yield on('topologySpreadConstraints, and it counts itself', isDeepStrictEqual(spec.topologySpreadConstraints ?? [], topologySpreadConstraints)
    && topologySpreadConstraints.every((of: any) => selects(of.labelSelector, labels)), spec.topologySpreadConstraints);
  if (priorityClassName) {
    const priority = scene.living.find('scheduling.k8s.io', 'PriorityClass', undefined, priorityClassName)?.value;
    yield on('priority', spec.priorityClassName === priorityClassName && priority !== undefined && spec.priority === priority, [spec.priorityClassName, spec.priority]);
  }
  if (podAntiAffinityType === 'required') {
    const terms: any[] = spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const siblings = scene.living.inNamespace('', 'Pod', pod.metadata.namespace)
      .filter((other) => other !== pod && other.metadata.labels?.['cnpg.io/podRole'] === 'instance' && other.metadata.labels['cnpg.io/cluster'] === labels['cnpg.io/cluster']);
    yield on('not beside its siblings', terms.some((term) => term.topologyKey === topologyKey
      && siblings.every((other) => selects(term.labelSelector, other.metadata.labels ?? {}))), terms);
  }
}

function* resources(pod: any, container: string, expected: any, from: string): Generator<Claim> {
  const found = [...pod.spec.containers, ...pod.spec.initContainers ?? []].find(({ name }: any) => name === container)?.resources;
  yield holds(`${sortOf(pod)}: resources of ${container}`, from, makerOf(pod), isDeepStrictEqual(found, expected), `${pod.metadata.name} has ${JSON.stringify(found)}`);
}

function* instance(scene: Scene, pod: any, cluster: Manifest): Generator<Claim> {
  const { namespace } = cluster.metadata;
  const { name } = pod.metadata;
  const from = at(cluster);
  const [postgres] = pod.spec.containers;
  const on = (what: string, is: boolean, found: unknown, madeBy = makerOf(pod)) => holds(`instance: ${what}`, from, madeBy, is, `${name} has ${JSON.stringify(found)}`);
  yield* resources(pod, 'postgres', cluster.spec.resources, from);
  yield on('image', postgres.image === cluster.spec.imageName, postgres.image);
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    yield on(`${probe} asks a port that it has`, portOf(pod, postgres[probe].httpGet.port) !== undefined, postgres[probe]);
  }
  const account = scene.living.find('', 'ServiceAccount', namespace, pod.spec.serviceAccountName);
  const annotations = cluster.spec.serviceAccountTemplate?.metadata.annotations ?? {};
  yield on('annotations of its ServiceAccount', Object.entries(annotations).every(([key, value]) => account?.metadata.annotations?.[key] === value), account?.metadata.annotations);
  const inherited = cluster.spec.inheritedMetadata?.labels ?? {};
  yield on('inherited labels', Object.entries(inherited).every(([key, value]) => pod.metadata.labels[key] === value), pod.metadata.labels);
  for (const plugin of cluster.spec.plugins ?? []) yield* sidecar(scene, pod, plugin, namespace!);
  yield* volumes(scene, pod, cluster);
}

/** What the backup plugin puts beside PostgreSQL. */
function* sidecar(scene: Scene, pod: any, plugin: any, namespace: string): Generator<Claim> {
  const store = scene.claimed.find('barmancloud.cnpg.io', 'ObjectStore', namespace, plugin.parameters.barmanObjectName)!;
  const { resources: expected, env = [] } = store.spec.instanceSidecarConfiguration;
  const from = at(store);
  const container = pod.spec.initContainers.find(({ name }: any) => name === 'plugin-barman-cloud');
  yield holds('instance: the plugin\'s sidecar', from, 'Barman Cloud plugin', container?.restartPolicy === 'Always', JSON.stringify(container?.restartPolicy));
  yield* resources(pod, 'plugin-barman-cloud', expected, from);
  yield holds('instance: env of plugin-barman-cloud', from, 'Barman Cloud plugin',
    env.every((of: any) => container?.env?.some((one: any) => isDeepStrictEqual(one, of))), JSON.stringify(container?.env));
}

function* volumes(scene: Scene, pod: any, cluster: Manifest): Generator<Claim> {
  const { storage, walStorage, tablespaces = [] } = cluster.spec;
  const wanted = [['', storage], ...walStorage ? [['-wal', walStorage]] : [], ...tablespaces.map((of: any) => [`-tbs-${of.name.replaceAll('_', '-')}`, of.storage])];
  const mounted = pod.spec.volumes.flatMap(({ persistentVolumeClaim }: any) => (persistentVolumeClaim ? [persistentVolumeClaim.claimName] : []));
  yield same('instance: its volumes', at(cluster), makerOf(pod), wanted.map(([suffix]) => `${pod.metadata.name}${suffix}`), mounted);
  for (const [suffix, { size, storageClass }] of wanted) {
    const claim = scene.living.find('', 'PersistentVolumeClaim', cluster.metadata.namespace, `${pod.metadata.name}${suffix}`);
    yield holds(`volume <instance>${suffix} has size and storage class`, at(cluster), makerOf(claim),
      claim?.spec.storageClassName === storageClass && quantity(claim?.spec.resources.requests.storage ?? '') === quantity(size), JSON.stringify(claim?.spec));
  }
}

/** It exists, although its namespace lets in only what Pod Security's strictest level admits. */
export function* restricted(scene: Scene, pod: any): Generator<Claim> {
  const namespace = scene.living.find('', 'Namespace', undefined, pod.metadata.namespace);
  const level = namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce'];
  yield holds(`${sortOf(pod)}: admitted by Pod Security's level restricted`, `Namespace ${pod.metadata.namespace}`, makerOf(pod), level === 'restricted', `level ${level}`);
}
