import { readBudgets } from './budgets';
import { selects } from './label-selector';
import { LOST_NODE } from '../lost-node';
import { Manifest, Manifests } from '../manifests';
import { OperatorDeploymentFacts, OperatorFacts } from '../operators-facts';
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

/** Where a database's operator may run: the first of them that has a Deployment of it counts. */
export type OperatorNamespaces = readonly [stated: string, ofDatabase: string];

/** How an operator runs. Of Deployments that no namespace tells apart, any may be the database's, so all of them count. */
export function readOperator(among: Manifests, of: OperatorOf, namespaces: OperatorNamespaces): OperatorFacts[] {
  const found = deploymentsIn(among, of);
  const here = namespaces.map((namespace) => found.filter((deployment) => namespaceOf(deployment) === namespace)).find((some) => some.length > 0);
  const deployments = (here ?? found).map((deployment): Seen<OperatorDeploymentFacts> => read(among, of, deployment));
  if (deployments.length === 0) deployments.push(unseen(of));
  return deployments.map((deployment) => ({ name: of.operator, deployment }));
}

function unseen({ operator, image }: OperatorOf): Unseen {
  return new Unseen(`Nothing in the input runs ${operator} (a Deployment with image ${image}); add its manifest, or attest who runs it and how.`);
}

function namespaceOf({ metadata: { namespace = 'default' } }: Manifest): string {
  return namespace;
}

const known = new WeakMap<Manifests, Map<string, readonly Manifest[]>>();

function deploymentsIn(among: Manifests, of: OperatorOf): readonly Manifest[] {
  let found = known.get(among);
  if (!found) known.set(among, found = new Map());
  let deployments = found.get(of.operator);
  if (!deployments) found.set(of.operator, deployments = among.ofKind('apps', 'Deployment').filter((manifest) => isOf(manifest, of)));
  return deployments;
}

/** Without an image it is a patch of a Deployment. */
function isOf({ metadata, spec }: Manifest, { deployment, image }: OperatorOf): boolean {
  const pod = spec?.template;
  const containers: unknown = pod?.spec?.containers;
  const images = Array.isArray(containers) ? containers.flatMap((container) => container?.image ?? []) : [];
  return images.length > 0 && (metadata.name === deployment
    || pod.metadata?.labels?.['app.kubernetes.io/name'] === image
    || images.some((each) => nameOf(String(each)) === image));
}

/** Without registry, path, tag and digest: mirrors keep it. */
function nameOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '').replace(/^.*\//, '');
}

function read(among: Manifests, { leaderPort }: OperatorOf, deployment: Manifest): OperatorDeploymentFacts {
  const { metadata: { name }, spec: { template, strategy } } = deployment;
  const namespace = namespaceOf(deployment);
  const replicas = replicasOf(among, deployment);
  const podLabels = template.metadata?.labels ?? {};
  const elects = electsLeader(template.spec.containers);
  const onlyLeaderReady = leaderPort !== undefined && template.spec.containers.some((container: any) => readyPort(container) === leaderPort);
  return {
    what: `Deployment ${namespace}/${name}`,
    replicas,
    ...apartness(template.spec, podLabels, namespace),
    leavesLostNodeAfterSeconds: Math.max(...LOST_NODE.map((taint) => secondsUnder(taint, template.spec.tolerations ?? []))),
    priorityClass: template.spec.priorityClassName,
    budgets: readBudgets(among, { namespace, podLabels, instances: replicas, ready: onlyLeaderReady ? 1 : replicas }),
    onlyLeaderReady,
    readyTooSoon: leaderPort !== undefined && !onlyLeaderReady && replicas > 1,
    allAct: !elects && replicas > 1,
    updateHangs: onlyLeaderReady && elects && replicas > 1 && strategy?.type !== 'Recreate',
  };
}

/** An autoscaler sets them whatever the Deployment says, but for 0 (Kubernetes docs, Horizontal Pod Autoscaling, Implicit maintenance-mode). */
function replicasOf(among: Manifests, deployment: Manifest): number {
  const { replicas } = deployment.spec;
  const autoscaler = among.ofKind('autoscaling', 'HorizontalPodAutoscaler').find((of) => {
    const { kind, name } = of.spec?.scaleTargetRef ?? {};
    return kind === 'Deployment' && name === deployment.metadata.name && namespaceOf(of) === namespaceOf(deployment);
  });
  if (autoscaler && replicas !== 0) return autoscaler.spec.minReplicas ?? 1;
  return replicas ?? 1;
}

/** The last flag counts, as in Go. */
function electsLeader(containers: readonly any[]): boolean {
  return containers.some(({ command, args }) => {
    const flags = [...[...command ?? [], ...args ?? []].join(' ').matchAll(/(?<=^|\s)--leader-elect(?:=(\S*))?(?=\s|$)/g)];
    return flags.length > 0 && !/^(0|f|false)$/i.test(flags[flags.length - 1][1] ?? '');
  });
}

function readyPort({ readinessProbe, ports = [] }: any): number | undefined {
  const port = (readinessProbe?.tcpSocket ?? readinessProbe?.httpGet ?? readinessProbe?.grpc)?.port;
  return typeof port === 'string' ? ports.find((each: any) => each.name === port)?.containerPort : port;
}

const HOSTNAME = 'kubernetes.io/hostname';

/** What keeps pods out of one zone keeps them off one node, too. */
const APART_BY = [HOSTNAME, 'topology.kubernetes.io/zone'];

function apartness(pod: any, labels: Record<string, string>, namespace: string): Pick<OperatorDeploymentFacts, 'apart' | 'lacksMinDomains'> {
  const terms: any[] = pod.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const spreads: any[] = (pod.topologySpreadConstraints ?? []).filter((of: any) => APART_BY.includes(of.topologyKey)
    && of.whenUnsatisfiable === 'DoNotSchedule' && of.maxSkew === 1 && selects(of.labelSelector, labels));
  const apart = terms.some((term) => APART_BY.includes(term.topologyKey) && selects(term.labelSelector, labels) && isAbout(term, namespace))
    // with fewer nodes to choose from than it needs, a constraint without minDomains lets all pods onto one
    || spreads.some(({ minDomains = 1 }) => minDomains > 1);
  return { apart, lacksMinDomains: !apart && spreads.length > 0 };
}

/** Without either it is about the pod's own namespace, with both about the ones of both (PodAffinityTerm, Kubernetes API). */
function isAbout({ namespaces, namespaceSelector }: any, namespace: string): boolean {
  const listed: string[] = namespaces ?? [];
  if (listed.length === 0 && !namespaceSelector) return true;
  return listed.includes(namespace) || isEmpty(namespaceSelector);
}

function isEmpty(selector: any): boolean {
  return Boolean(selector) && Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}

/** What the API server gives pods that say nothing (DefaultTolerationSeconds, kube-apiserver 1.36). */
const DEFAULT_TOLERATION_SECONDS = 300;

/** As the taint eviction controller counts: the first toleration that fits (GetMatchingTolerations and getMinTolerationTime, Kubernetes 1.36). */
function secondsUnder(taint: string, tolerations: readonly any[]): number {
  const fitting = tolerations.find(({ key, operator, value, effect }) => (!effect || effect === 'NoExecute')
    && (!key || key === taint) && (operator === 'Exists' || ((operator || 'Equal') === 'Equal' && !value)));
  if (!fitting) return DEFAULT_TOLERATION_SECONDS;
  return Math.max(0, fitting.tolerationSeconds ?? Infinity);
}
