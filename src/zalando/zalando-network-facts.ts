import { OperatorConfiguration } from './operator-configuration';
import { SpiloLabels } from './spilo-labels';
import { Attested } from '../checklist/annotations';
import { NetworkFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { mostOf } from '../checklist/readers/everybody';
import { NeededPath, NeededPods } from '../checklist/readers/network';
import { fromPrometheus, PodGroup, readPodGroups, toApiServer, toDns, toObjectStore } from '../checklist/readers/pod-groups';
import { listIn } from '../checklist/readers/pod-template';

const CLIENT = { port: 5432, name: 'postgresql' };
/** Patroni's API, which the operator calls (pkg/util/patroni, postgres-operator 2.0.1). */
export const PATRONI = { port: 8008 };
const BOTH = [CLIENT, PATRONI];

export interface ZalandoNetworkOf {
  readonly labels: SpiloLabels;
  readonly spec: any;
  readonly configuration: OperatorConfiguration;
  /** Port of the exporter, where one is seen. */
  readonly metricsPort?: { readonly port: number; readonly name?: string };
  /** Whether it writes to an object store. */
  readonly archives: boolean;
  readonly attested: Attested;
}

/** What the policies leave of the paths that the pods and the pooler need. */
export function zalandoNetwork(database: Manifest, among: Manifests, of: ZalandoNetworkOf): NetworkFacts {
  const { namespace = 'default' } = database.metadata;
  const { labels, spec } = of;
  // a policy may select one role only
  const paths = instancePaths(namespace, among, of);
  const instances = [labels.primary, labels.replica].map((podLabels): PodGroup => ({ podLabels, clientPort: CLIENT, paths }));
  const poolers = Object.values(labels.poolers).map((podLabels) => ({ podLabels, clientPort: CLIENT, paths: poolerPaths(namespace, labels) }));
  const network = readPodGroups(among, namespace, [...instances.slice(0, (spec.numberOfInstances ?? 1) > 1 ? 2 : 1), ...poolers]);
  return { ...network, open: [...network.open, ...openBalancers(spec)] };
}

function instancePaths(namespace: string, among: Manifests, { labels, metricsPort, archives, attested }: ZalandoNetworkOf): NeededPath[] {
  // their labels but the role, which changes
  const same = { namespace, podLabels: labels.replica };
  const operator = operatorPods(among, attested);
  return [
    ...(operator ? [{ what: 'the operator to instances on 5432 and 8008', direction: 'ingress' as const, ports: BOTH, peer: operator }] : []),
    { what: 'instances from each other on 5432 and 8008', direction: 'ingress', ports: BOTH, peer: same },
    { what: 'instances to each other on 5432 and 8008', direction: 'egress', ports: BOTH, peer: same },
    ...Object.values(labels.poolers).map((podLabels): NeededPath =>
      ({ what: 'the pooler to instances on 5432', direction: 'ingress', ports: [CLIENT], peer: { namespace, podLabels } })),
    ...(attested.prometheus && metricsPort ? [fromPrometheus('instances', metricsPort, attested.prometheus.namespace)] : []),
    toDns('instances'),
    toApiServer('instances'),
    ...(archives ? [toObjectStore('instances')] : []),
  ];
}

function poolerPaths(namespace: string, labels: SpiloLabels): NeededPath[] {
  return [
    { what: 'the pooler to instances on 5432', direction: 'egress', ports: [CLIENT], peer: { namespace, podLabels: labels.primary } },
    toDns('the pooler'),
  ];
}

/** Of the release manifest and of the chart; where it runs is known only from its Deployment, or from somebody's word. */
function operatorPods(among: Manifests, { operatorNamespace }: Attested): NeededPods | undefined {
  const deployment = among.ofKind('apps', 'Deployment').find(({ spec }) => listIn(spec?.template?.spec?.containers)
    .some((container) => /zalando\/postgres-operator(:|@|$)|(^|\/)acid\/postgres-operator(:|@|$)/.test(String(container?.image))));
  const podLabels = deployment?.spec.template.metadata?.labels;
  if (deployment && podLabels) return { namespace: deployment.metadata.namespace ?? 'default', podLabels };
  return operatorNamespace === undefined ? undefined
    : { namespace: operatorNamespace, podLabels: { 'name': 'postgres-operator', 'app.kubernetes.io/name': 'postgres-operator' } };
}

/** Without ranges a balancer lets only the node itself in (postgres-operator 2.0.1, docs/reference/cluster_manifest.md). */
function openBalancers(spec: any): string[] {
  if (!(spec.enableMasterLoadBalancer || spec.enableReplicaLoadBalancer)) return [];
  const ranges: string[] = spec.allowedSourceRanges ?? [];
  const whole = ranges.find((range) => /\/0+$/.test(range));
  const most = whole === undefined ? mostOf(ranges) : [`every address of ${whole}`];
  return most.map((who) => `its load balancer lets ${who} in (spec.allowedSourceRanges)`);
}
