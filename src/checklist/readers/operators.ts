import { readBudgets } from './budgets';
import { selects } from './label-selector';
import { OperatorDeploymentFacts, OperatorFacts } from '../facts';
import { Manifest, Manifests } from '../manifests';
import { Seen, Unseen } from '../unseen';

/** How the Deployment of an operator is told from others. */
export interface OperatorOf {
  /** As people call it. */
  readonly operator: string;
  /** Name of the Deployment in the release manifest. */
  readonly deployment: string;
  /** Last part of the image's name, and of `app.kubernetes.io/name` in the chart. */
  readonly image: string;
  /** The port that its leader alone opens, where the others do not serve; undefined where all do. */
  readonly leaderPort?: number;
}

/** How an operator runs; of several Deployments the one in that namespace counts. */
export function readOperator(among: Manifests, of: OperatorOf, namespace: string): OperatorFacts {
  return { name: of.operator, deployment: deploymentOf(among, of, namespace) };
}

function deploymentOf(among: Manifests, of: OperatorOf, namespace: string): Seen<OperatorDeploymentFacts> {
  const found = deploymentsIn(among, of);
  const deployment = found.find(({ metadata }) => metadata.namespace === namespace) ?? found[0];
  if (deployment) return read(among, of, deployment);
  return new Unseen(`Nothing in the input runs ${of.operator} (a Deployment with image ${of.image}); add its manifest, or attest who runs it and how.`);
}

const known = new WeakMap<Manifests, Map<string, readonly Manifest[]>>();

function deploymentsIn(among: Manifests, of: OperatorOf): readonly Manifest[] {
  let found = known.get(among);
  if (!found) known.set(among, found = new Map());
  let deployments = found.get(of.operator);
  if (!deployments) found.set(of.operator, deployments = among.ofKind('apps', 'Deployment').filter((manifest) => isOf(manifest, of)));
  return deployments;
}

function isOf({ metadata, spec }: Manifest, { deployment, image }: OperatorOf): boolean {
  const { metadata: { labels = {} } = {}, spec: pod } = spec?.template ?? {};
  return metadata.name === deployment
    || (labels as Record<string, string>)['app.kubernetes.io/name'] === image
    || (pod?.containers ?? []).some((container: any) => nameOf(String(container.image)) === image);
}

/** Without registry, path, tag and digest: mirrors keep it. */
function nameOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '').replace(/^.*\//, '');
}

function read(among: Manifests, { leaderPort }: OperatorOf, { metadata, spec }: Manifest): OperatorDeploymentFacts {
  const { namespace = 'default', name } = metadata;
  const { replicas = 1, template } = spec;
  const podLabels = template.metadata?.labels ?? {};
  const onlyLeaderReady = leaderPort !== undefined && template.spec.containers.some((container: any) => readyPort(container) === leaderPort);
  return {
    what: `Deployment ${namespace}/${name}`,
    replicas,
    apart: areApart(template.spec, podLabels),
    leavesLostNodeAfterSeconds: Math.max(...LOST_NODE.map((taint) => secondsUnder(taint, template.spec.tolerations ?? []))),
    priorityClass: template.spec.priorityClassName,
    budgets: readBudgets(among, { namespace, podLabels, instances: replicas, ready: onlyLeaderReady ? 1 : replicas }),
    onlyLeaderReady,
    readyTooSoon: leaderPort !== undefined && !onlyLeaderReady && replicas > 1,
  };
}

function readyPort({ readinessProbe, ports = [] }: any): number | undefined {
  const port = (readinessProbe?.tcpSocket ?? readinessProbe?.httpGet ?? readinessProbe?.grpc)?.port;
  return typeof port === 'string' ? ports.find((each: any) => each.name === port)?.containerPort : port;
}

const HOSTNAME = 'kubernetes.io/hostname';

/** What keeps pods out of one zone keeps them off one node, too. */
function areApart(pod: any, labels: Record<string, string>): boolean {
  const terms: any[] = pod.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const isOwn = ({ labelSelector, namespaces, namespaceSelector }: any) => selects(labelSelector, labels) && !namespaces && !namespaceSelector;
  // with fewer nodes to choose from than it needs, a constraint without minDomains lets all pods onto one
  const spreads = ({ topologyKey, whenUnsatisfiable, maxSkew, minDomains = 1, labelSelector }: any) => topologyKey === HOSTNAME
    && whenUnsatisfiable === 'DoNotSchedule' && maxSkew === 1 && minDomains > 1 && selects(labelSelector, labels);
  return terms.some((term) => [HOSTNAME, 'topology.kubernetes.io/zone'].includes(term.topologyKey) && isOwn(term))
    || (pod.topologySpreadConstraints ?? []).some(spreads);
}

/** Taints of a node that is gone (Kubernetes docs, Taint based Evictions). */
export const LOST_NODE = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** What the API server gives pods that say nothing (DefaultTolerationSeconds, kube-apiserver 1.36). */
const DEFAULT_TOLERATION_SECONDS = 300;

/** As the taint eviction controller counts: the shortest of the tolerations that fit. */
function secondsUnder(taint: string, tolerations: readonly any[]): number {
  const fitting = tolerations.filter(({ key, operator = 'Equal', value = '', effect }) => (!effect || effect === 'NoExecute')
    && (key ? key === taint && (operator === 'Exists' || value === '') : operator === 'Exists'));
  if (fitting.length === 0) return DEFAULT_TOLERATION_SECONDS;
  return Math.min(...fitting.map(({ tolerationSeconds = Infinity }) => Math.max(0, tolerationSeconds)));
}
