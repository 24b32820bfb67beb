import { castsOf, EngineCast, fromOf } from './engine-cast';
import { Manifest, Manifests } from '../../../../src/checklist/manifests';
import { selects } from '../../../../src/checklist/readers/label-selector';
import { Endpoint } from '../../../../src/contracts/endpoint';
import { MySqlCluster } from '../../../../src/mysql/mysql-cluster';
import { Scene } from '../../scene';
import { at, makerOf, names, short, sortOf } from '../cast';
import { Claim, holds, same } from '../claim';
import { portOf } from '../ports';
import { isPeer, policiesOf, reaches } from '../reach';

/** `endpoints` are Services that lead to the pods they promise. */
export function* engineServiceClaims(scene: Scene): Generator<Claim> {
  for (const cast of castsOf(scene)) {
    const { database } = cast;
    if (database instanceof MySqlCluster) {
      for (const [of, endpoint] of Object.entries({ readWrite: database.endpoints.readWrite, readOnly: database.endpoints.readOnly })) {
        yield* leads(cast, `endpoints.${of}`, endpoint, endpoint.host, cast.front.pods);
      }
      continue;
    }
    const { members, seedList } = database.endpoints;
    yield same('members are the pods', fromOf(cast), cast.operator, names(cast.front.pods), members.map(({ host }) => host.split('.')[0]));
    yield holds('the seed list is the Service', fromOf(cast), cast.operator, members.every(({ host }) => host.slice(host.indexOf('.') + 1) === seedList), seedList);
    for (const { host, port } of members) {
      const [pod, ...service] = host.split('.');
      const living = cast.front.pods.find(({ metadata }) => metadata.name === pod);
      yield holds('a member has its name in DNS', fromOf(cast), cast.operator, living?.spec.hostname === pod && living.spec.subdomain === service[0], JSON.stringify(living?.spec.subdomain));
      // an arbiter has a name in DNS by the same Service
      yield* leads(cast, 'endpoints.members', { host, port }, service.join('.'), cast.pods);
    }
    yield* leadFromOutside(cast);
  }
}

/** Each that votes has a Service that leads to it alone, which lets in the clients of the horizons. */
function* leadFromOutside(cast: EngineCast): Generator<Claim> {
  const { database, operator } = cast;
  if (database instanceof MySqlCluster || !database._settings.loadBalancers) return;
  const clients = database._settings.horizons.flatMap((horizon) => horizon.clients);
  for (const pod of cast.pods) {
    const service = cast.living('', 'Service').find(({ metadata }) => metadata.name === pod.metadata.name);
    const { type, externalTrafficPolicy, loadBalancerSourceRanges, selector = {}, ports = [] } = service?.spec ?? {};
    const selected = cast.living('', 'Pod').filter(({ metadata }) => selects({ matchLabels: selector }, metadata.labels ?? {}));
    const isRight = type === 'LoadBalancer' && externalTrafficPolicy === 'Local' && loadBalancerSourceRanges.join() === clients.join()
      && selected.length === 1 && selected[0] === pod && ports[0].port === 27017;
    yield holds(`${short(pod.metadata.name, database)} has a load balancer of its own for clients outside`, fromOf(cast), operator, isRight, JSON.stringify(service?.spec));
  }
}

function* leads(cast: EngineCast, of: string, { port }: Pick<Endpoint, 'host' | 'port'>, host: string, expected: readonly any[]): Generator<Claim> {
  const { database, operator } = cast;
  const [name, namespace, svc, ...domain] = host.split('.');
  const from = `${of} of ${fromOf(cast)}`;
  const is = `Service ${short(name, database)}`;
  const service = cast.living('', 'Service').find(({ metadata }) => metadata.name === name);
  yield holds(`${is} exists`, from, operator, service !== undefined && namespace === database.namespace && svc === 'svc'
    && ['', database._settings.platform.network.clusterDomain].includes(domain.join('.')), `no Service behind ${host}`);
  if (!service) return;
  const selected = cast.living('', 'Pod').filter(({ metadata }) => selects({ matchLabels: service.spec.selector }, metadata.labels ?? {}));
  yield same(`${is} leads to its pods`, from, operator, names(expected), names(selected));
  const served = service.spec.ports.find((one: any) => one.port === port);
  yield holds(`${is} listens on ${port}, where its pods do`, from, operator,
    served !== undefined && selected.every((pod) => portOf(pod, served.targetPort) !== undefined), JSON.stringify(service.spec.ports));
}

/** NetworkPolicies select the operators' pods, open ports that these listen on, and let in exactly who has to come in. */
export function* enginePolicyClaims(scene: Scene): Generator<Claim> {
  const casts = castsOf(scene);
  // what comes with SQL is not there: its pods are made up from the operator's source
  const all = new Manifests([...scene.living.all.filter(({ kind }) => kind !== 'NetworkPolicy'), ...scene.claimed.ofKind('networking.k8s.io', 'NetworkPolicy'),
    ...casts.flatMap(({ later }) => later)]);
  for (const policy of scene.claimed.ofKind('networking.k8s.io', 'NetworkPolicy')) yield* policyClaims(all, policy);
  for (const cast of casts) {
    for (const pod of [...cast.pods, ...cast.later]) {
      for (const direction of ['Ingress', 'Egress'] as const) {
        yield holds(`${labelOf(cast, pod)}: restricted, ${direction}`, fromOf(cast), makerOf(pod), policiesOf(pod, direction, all).length > 0, pod.metadata.name);
      }
    }
    yield* reachable(all, cast);
  }
}

function labelOf(cast: EngineCast, pod: any): string {
  return cast.later.some(({ metadata }) => metadata.name === pod.metadata.name) ? `pod that comes with SQL, ${short(pod.metadata.name, cast.database)}` : sortOf(pod);
}

/** Of the operator's Jobs for a Restore, to which no run of a drill here comes: mysql-restore.test.ts has them. */
const OF_RESTORES = /-restore-drill-backups$/;

function* policyClaims(all: Manifests, policy: Manifest): Generator<Claim> {
  const { namespace, name } = policy.metadata;
  if (OF_RESTORES.test(name)) return;
  const pods = all.inNamespace('', 'Pod', namespace!).filter(({ metadata }) => selects(policy.spec.podSelector, metadata.labels ?? {}));
  const from = at(policy);
  yield holds('podSelector selects pods', from, 'its operator', pods.length > 0, 'no pod');
  for (const rule of policy.spec.ingress ?? []) {
    for (const { port } of rule.ports) yield holds(`port ${port} is open at some of its pods`, `${from}, ingress`, 'its operator', pods.some((pod) => portOf(pod, port)), 'at none');
    for (const peer of rule.from) yield* peerClaims(all, peer, namespace!, `${from}, ingress`);
  }
  for (const rule of policy.spec.egress ?? []) {
    for (const peer of rule.to ?? []) yield* peerClaims(all, peer, namespace!, `${from}, egress`, rule.ports.map(({ port }: any) => port));
  }
}

function* peerClaims(all: Manifests, peer: any, namespace: string, from: string, ports: number[] = []): Generator<Claim> {
  if (peer.ipBlock || !peer.podSelector || peer.podSelector.matchLabels?.['k8s-app'] === 'kube-dns') return;
  const pods = all.ofKind('', 'Pod').filter((pod) => isPeer(peer, pod, namespace, all));
  yield holds('a peer by labels is there', from, 'its operator', pods.length > 0, JSON.stringify(peer));
  // a Service's port, where the rule is applied before address translation
  const open = ports.filter((port) => pods.some((pod) => portOf(pod, port)));
  if (ports.length > 0) yield holds('the peer listens on its ports', from, 'its operator', open.length === ports.length, `on ${open.join(', ')} of ${ports.join(', ')}`);
}

/** Who has to get through does, and nobody else. */
function* reachable(all: Manifests, cast: EngineCast): Generator<Claim> {
  const { database: { namespace, _settings: { platform } }, isMySql, operator, front, servers, pods, later } = cast;
  const way = (who: string, from: readonly any[], to: readonly any[], port: number, open = true) => {
    const pairs = from.flatMap((one) => to.filter((other) => one !== other).map((other) => [one, other]));
    const wrong = pairs.filter(([one, other]) => reaches(one, other, port, all) !== open);
    return holds(`${who} ${open ? 'reach' : 'do not reach'} port ${port}`, `NetworkPolicies of ${fromOf(cast)}`, operator,
      pairs.length > 0 && wrong.length === 0, wrong.map((pair) => names(pair).join(' to ')).join(', ') || 'nobody is there to try');
  };
  const { perconaXtraDbClusterNamespace, perconaServerMongoDbNamespace } = platform.network;
  const operators = all.inNamespace('', 'Pod', isMySql ? perconaXtraDbClusterNamespace : perconaServerMongoDbNamespace)
    .filter(({ metadata }) => metadata.name.startsWith('percona-'));
  const between = servers.pods[0].spec.containers.find(({ name }: any) => name === servers.main).ports.map(({ containerPort }: any) => containerPort);
  for (const port of between) {
    if (servers.pods.length > 1) yield way('servers among each other', servers.pods, servers.pods, port);
    for (const stranger of [podOf('stranger', 'default'), podOf('neighbour', namespace)]) yield way(`a ${stranger.metadata.name}'s pods`, [stranger], pods, port, false);
  }
  for (const port of isMySql ? [3306, 33062] : [27017]) yield way('the operator\'s pods', operators, servers.pods, port);
  if (cast.arbiters.length > 0) {
    yield way('arbiters', cast.arbiters, servers.pods, 27017);
    yield way('servers at arbiters', servers.pods, cast.arbiters, 27017);
    yield way('the operator\'s pods at arbiters', operators, cast.arbiters, 27017);
  }
  if (front !== servers) for (const port of [3306, 33062]) yield way('proxies', front.pods, servers.pods, port);
  // a donor connects to who asks for its data, and the collector to the server
  const [collector, ...jobs] = later;
  if (collector) {
    yield way('the collector of the binary log, which comes with SQL,', [collector], servers.pods, 3306);
    for (const port of [4444, 4567]) yield way('the Jobs of backups, which come with SQL,', jobs.slice(0, 1), servers.pods, port);
  }
  if (!platform.monitoring) return;
  const prometheus = [podOf('prometheus', platform.monitoring.namespace)];
  for (const part of cast.parts) {
    const port = portOf(part.pods[0], 'metrics') ?? portOf(part.pods[0], 'stats');
    if (port && part.name !== 'proxysql') yield way('pods of Prometheus\' namespace', prometheus, part.pods, port);
  }
  if (collector) yield way('pods of Prometheus\' namespace', prometheus, [collector], 8080);
}

function podOf(name: string, namespace: string): Manifest {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } };
}

/** Each pod is scraped once, on a port that it has. */
export function* engineMonitorClaims(scene: Scene): Generator<Claim> {
  for (const cast of castsOf(scene)) {
    const { database: { namespace, _settings: { platform } } } = cast;
    if (!platform.monitoring) continue;
    const monitors = scene.claimed.inNamespace('monitoring.coreos.com', 'PodMonitor', namespace);
    for (const pod of [...cast.pods, ...cast.later]) {
      const found = monitors.filter(({ spec }) => selects(spec.selector, pod.metadata.labels ?? {}));
      // ProxySQL exports nothing that Prometheus reads, an arbiter lets no exporter log in; Jobs are short
      const wanted = /-((proxysql|arbiter)-\d+|xtrabackup|restore)$/.test(pod.metadata.name) ? 0 : 1;
      yield holds(`${labelOf(cast, pod)}: scraped ${wanted === 1 ? 'once' : 'never'}`, `PodMonitors of ${fromOf(cast)}`, makerOf(pod), found.length === wanted, names(found).join(', ') || 'never');
      for (const { spec } of found) {
        for (const { port } of spec.podMetricsEndpoints) {
          yield holds(`${labelOf(cast, pod)}: it has the port ${port}`, `PodMonitors of ${fromOf(cast)}`, makerOf(pod), portOf(pod, port) !== undefined, 'it has not');
        }
      }
    }
  }
}

/** Each pod has exactly one budget, which lets one go. */
export function* engineBudgetClaims(scene: Scene): Generator<Claim> {
  for (const cast of castsOf(scene)) {
    const budgets = cast.living('policy', 'PodDisruptionBudget');
    for (const pod of cast.pods) {
      const found = budgets.filter(({ spec }) => selects(spec.selector, pod.metadata.labels));
      yield holds(`${sortOf(pod)}: one budget, which lets one go`, fromOf(cast), cast.operator,
        found.length === 1 && found[0].status?.disruptionsAllowed === 1, `${names(found).join(', ')} ${JSON.stringify(found[0]?.status)}`);
    }
    for (const pod of cast.later) {
      const found = budgets.filter(({ spec }) => selects(spec.selector, pod.metadata.labels ?? {}));
      yield same(`${labelOf(cast, pod)}: no budget`, fromOf(cast), cast.operator, [], names(found));
    }
  }
}
