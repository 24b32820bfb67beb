import { Cast, makerOf, names, short } from './cast';
import { Claim, holds, same } from './claim';
import { portOf } from './ports';
import { selects } from '../../../src/checklist/readers/label-selector';
import { Endpoint } from '../../../src/contracts/endpoint';
import { Scene } from '../scene';

/** `endpoints` are Services that lead to the pods they promise. */
export function* serviceClaims(scene: Scene): Generator<Claim> {
  for (const database of scene.databases) {
    const cast = new Cast(scene, database);
    const { readWrite, readOnly, read, pooledReadWrite, pooledReadOnly } = database.endpoints;
    yield* leads(scene, cast, 'endpoints.readWrite', readWrite, [cast.primary], 'the primary');
    yield* leads(scene, cast, 'endpoints.readOnly', readOnly, cast.replicas, 'the replicas');
    yield* leads(scene, cast, 'endpoints.read', read, cast.instances, 'the instances');
    if (pooledReadWrite) yield* leads(scene, cast, 'endpoints.pooledReadWrite', pooledReadWrite, cast.ofDeployment(pooledReadWrite.host.split('.')[0]), 'its pods');
    if (pooledReadOnly) yield* leads(scene, cast, 'endpoints.pooledReadOnly', pooledReadOnly, cast.ofDeployment(pooledReadOnly.host.split('.')[0]), 'its pods');
    yield same('each pooler is an endpoint', `PostgresCluster ${database.namespace}/${database.name}`, 'CloudNativePG', cast.poolers,
      [pooledReadWrite, pooledReadOnly].filter((of) => of !== undefined).map(({ host }) => host.split('.')[0]));
  }
}

function* leads(scene: Scene, { database }: Cast, of: string, { host, port }: Endpoint, expected: readonly any[], whom: string): Generator<Claim> {
  const [name, namespace, ...rest] = host.split('.');
  const from = `${of} of ${database.namespace}/${database.name}`;
  const is = `Service ${short(name, database)}`;
  const service = scene.living.find('', 'Service', namespace, name);
  const madeBy = makerOf(service);
  yield holds(`${is} exists`, from, madeBy, service !== undefined && rest.join('.') === 'svc', `no Service behind ${host}`);
  if (!service) return;
  const selected = scene.living.inNamespace('', 'Pod', namespace).filter(({ metadata }) => selects({ matchLabels: service.spec.selector }, metadata.labels ?? {}));
  yield same(`${is} leads to ${whom}`, from, madeBy, names(expected), names(selected));
  const served = service.spec.ports.find((one: any) => one.port === port);
  yield holds(`${is} listens on ${port}, where its pods do`, from, madeBy,
    served !== undefined && selected.every((pod) => portOf(pod, served.targetPort) !== undefined), `ports ${JSON.stringify(service.spec.ports)}`);
}
