import { isDeepStrictEqual } from 'node:util';
import { castsOf, EngineCast, fromOf, isArbiter, Part } from './engine-cast';
import { selects } from '../../../../src/checklist/readers/label-selector';
import { quantity } from '../../../../src/checklist/readers/quantity';
import { Scene } from '../../scene';
import { names } from '../cast';
import { Claim, holds, same } from '../claim';
import { placed, restricted } from '../pods';
import { portOf } from '../ports';

/** Where servers and proxies look for certificates (build/pxc-configure-pxc.sh and proxysql.cnf of 1.20.0; build/ps-entry.sh of 1.22.0). */
const CERTIFICATES: Record<string, string[]> = {
  'pxc': ['/etc/mysql/ssl', '/etc/mysql/ssl-internal'],
  'haproxy': [],
  'proxysql': ['/etc/proxysql/ssl', '/etc/proxysql/ssl-internal'],
  'rs0': ['/etc/mongodb-ssl', '/etc/mongodb-ssl-internal'],
  'rs0-arbiter': ['/etc/mongodb-ssl', '/etc/mongodb-ssl-internal'],
};

/** Images of the operators' init containers. */
const OPERATOR_IMAGE = /^percona\/percona-(xtradb-cluster|server-mongodb)-operator:/;

/** What the operators copy from our objects into pods and volumes arrives as it was meant. */
export function* enginePodClaims(scene: Scene): Generator<Claim> {
  for (const cast of castsOf(scene)) {
    for (const part of cast.parts) {
      yield same(`${part.name}: as many pods as asked for`, fromOf(cast), cast.operator,
        Array.from({ length: part.replicas }, (_, i) => `${cast.database.name}-${part.name}-${i}`), names(part.pods));
      for (const pod of part.pods) {
        yield* placed(scene, pod, part.spec, part.spec, fromOf(cast));
        yield* averse(cast, part, pod);
        yield* containers(cast, part, pod);
        yield* volumes(scene, cast, part, pod);
        // ProxySQL does not run in the platform's own
        if (cast.database._settings.platform._createsNamespaces) yield* restricted(scene, pod);
      }
    }
  }
}

/** By a term that its siblings, and nobody else, are selected by; an arbiter's are the members, too. */
function* averse(cast: EngineCast, part: Part, pod: any): Generator<Claim> {
  const terms: any[] = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const key = isArbiter(part.name) ? 'kubernetes.io/hostname' : part.spec.affinity.antiAffinityTopologyKey;
  const selected = cast.living('', 'Pod').filter(({ metadata }) => terms.some((term) => term.topologyKey === key && selects(term.labelSelector, metadata.labels ?? {})));
  yield same(`${part.name}: not beside its siblings`, fromOf(cast), cast.operator, names(isArbiter(part.name) ? cast.pods : part.pods), names(selected));
}

function* containers(cast: EngineCast, part: Part, pod: any): Generator<Claim> {
  const on = (what: string, is: boolean, found: unknown) => holds(`${part.name}: ${what}`, fromOf(cast), cast.operator, is, `${pod.metadata.name} has ${JSON.stringify(found)}`);
  const main = pod.spec.containers.find(({ name }: any) => name === part.main);
  yield on('image', main?.image === part.image, main?.image);
  yield on(`resources of ${part.main}`, isDeepStrictEqual(main?.resources, part.spec.resources), main?.resources);
  for (const container of [...pod.spec.initContainers ?? [], ...pod.spec.containers]) {
    const { requests = {}, limits = {} } = container.resources ?? {};
    yield on(`${container.name} has requests, and a limit of memory`, !!requests.cpu && !!requests.memory && !!limits.memory, container.resources);
    yield on(`image of ${container.name} is one that we wrote, or the operator's`,
      OPERATOR_IMAGE.test(container.image) || JSON.stringify(cast.resource.spec).includes(JSON.stringify(container.image)), container.image);
  }
  for (const sidecar of part.spec.sidecars ?? []) {
    const found = pod.spec.containers.find(({ name }: any) => name === sidecar.name);
    yield on(`sidecar ${sidecar.name}`, found?.image === sidecar.image && isDeepStrictEqual(found.resources, sidecar.resources)
      && isDeepStrictEqual(found.args, sidecar.args) && sidecar.env.every((of: any) => found.env.some((one: any) => one.name === of.name)), found);
    for (const { name, containerPort } of sidecar.ports) yield on(`port ${name} of ${sidecar.name}`, portOf(pod, name) === containerPort, found?.ports);
  }
}

function* volumes(scene: Scene, cast: EngineCast, part: Part, pod: any): Generator<Claim> {
  const { namespace, _settings: { platform } } = cast.database;
  const from = fromOf(cast);
  const main = pod.spec.containers.find(({ name }: any) => name === part.main);
  const secretAt = (path: string) => {
    const mount = main.volumeMounts.find(({ mountPath }: any) => mountPath.replace(/\/$/, '') === path);
    return pod.spec.volumes.find(({ name }: any) => name === mount?.name)?.secret?.secretName;
  };
  for (const path of CERTIFICATES[part.name]) {
    const found = secretAt(path);
    const wanted = platform.issuer ? cast.database.ca.name : `${cast.database.name}-ssl${path.endsWith('-internal') ? '-internal' : ''}`;
    yield holds(`${part.name}: the certificate's Secret is at ${path}`, from, cast.operator, found === wanted, `${found} instead of ${wanted}`);
  }
  const configured = part.spec.configuration;
  if (configured) {
    const mounted = main.volumeMounts.map(({ name }: any) => name);
    const maps = pod.spec.volumes.flatMap(({ name, configMap }: any) => (configMap && mounted.includes(name) ? [configMap.name] : []));
    const texts = maps.flatMap((map: string) => Object.values(scene.living.find('', 'ConfigMap', namespace, map)?.data ?? {}));
    yield holds(`${part.name}: our configuration is mounted`, from, cast.operator, texts.includes(configured), texts.join('\n'));
  }
  const template = part.spec.volumeSpec?.persistentVolumeClaim;
  if (!template) return;
  const [claimName, ...others] = pod.spec.volumes.flatMap(({ persistentVolumeClaim: of }: any) => (of ? [of.claimName] : []));
  const claim = scene.living.find('', 'PersistentVolumeClaim', namespace, claimName);
  yield holds(`${part.name}: one volume, with storage class and size`, from, 'Kubernetes, for a StatefulSet',
    others.length === 0 && claim?.spec.storageClassName === template.storageClassName
    && quantity(claim?.spec.resources.requests.storage ?? '') === quantity(template.resources.requests.storage), JSON.stringify(claim?.spec));
}
