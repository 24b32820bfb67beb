import { LONGEST_TOLERATION_SECONDS } from '../lost-node';
import { OperatorDeploymentFacts } from '../operators-facts';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { isSeen } from '../unseen';
import { counted, listed, quoted } from '../wording';
import { worstFinding } from '../worst-finding';

const HOW_TO = 'https://github.com/cdk8s-databases/cdk8s-databases/blob/main/docs/operators.md';

export const operatorsSurvive: Rule = {
  id: 'operators-survive',
  group: RuleGroup.BEYOND_THE_GUIDE,
  title: 'The operators survive the loss of a node',
  why: 'While the operator or the backup plugin is gone, nobody fails over: with the one replica and the five minutes of the release manifests, the loss '
    + 'of the node that carries them and the primary stopped all writes for 392 seconds.',
  fix: 'Install them by CloudNativePgOperator and BarmanCloudPlugin, or by the values of helmValues(); where they are not in the input, give the platform '
    + 'operators: OperatorAvailability.attested(...); in YAML: two replicas, required podAntiAffinity by kubernetes.io/hostname, tolerations of '
    + `node.kubernetes.io/not-ready and unreachable of at most ${LONGEST_TOLERATION_SECONDS} seconds (the constructs write 10), a priorityClassName, and a `
    + 'PodDisruptionBudget for CloudNativePG and none for the plugin.',
  source: `${HOW_TO}; CloudNativePG 1.30 docs, Installation and upgrades, Details about the deployment; Kubernetes docs, Taints and Tolerations, `
    + 'Taint based Evictions; Kubernetes docs, Disruptions',
  costly: true,
  severity: Severity.OUTAGE,
  check: ({ operators: { needed, attested, unneeded } }) => {
    if (needed.length === 0) return pass(unneeded ?? 'it has no operator that could be lost');
    const unseen = needed.filter(({ deployment }) => !isSeen(deployment));
    const findings = needed.flatMap(({ deployment }) => (isSeen(deployment) ? findingsOf(deployment) : []));
    if (unseen.length > 0 && attested !== undefined) findings.push(pass(`${listed(unseen.map(({ name }) => name))}: ${attested}`, true));
    else findings.push(...unseen.flatMap(({ deployment }) => (isSeen(deployment) ? [] : [unknown(deployment.what)])));
    return worstFinding(findings);
  },
};

function findingsOf(of: OperatorDeploymentFacts): Finding[] {
  const bad = [...lossFindings(of), ...budgetFindings(of)];
  if (bad.length > 0) return [fail(`${of.what}: ${bad.join(', ')}`)];
  return [pass(`${of.what}: ${of.replicas} replicas on different nodes, off a lost one after ${of.leavesLostNodeAfterSeconds} s`)];
}

function lossFindings(of: OperatorDeploymentFacts): string[] {
  const stays = of.leavesLostNodeAfterSeconds;
  return [
    ...(of.replicas < 2 ? [`it has ${counted(of.replicas, 'replica')}, fewer than 2`] : []),
    ...(of.apart ? [] : [of.lacksMinDomains ? 'its topologySpreadConstraint lets all pods onto one node when no other is left, and needs minDomains: 2'
      : 'nothing keeps its pods off one node']),
    ...(stays > LONGEST_TOLERATION_SECONDS
      ? [`its pods stay bound to a lost node ${stays === Infinity ? 'for ever' : `for ${stays} s`}, longer than ${LONGEST_TOLERATION_SECONDS} s`] : []),
    ...(of.priorityClass === undefined ? ['it has no priorityClassName'] : []),
    ...(of.readyTooSoon ? ['its pods are Ready before they lead, and calls go to one that refuses them'] : []),
    ...(of.allAct ? ['its pods run without --leader-elect, and all of them act at once'] : []),
    ...(of.updateHangs ? ['a rolling update of it never ends, because only the leader is ever Ready; its strategy must be Recreate'] : []),
  ];
}

function budgetFindings({ budgets: { by, doubled, blocking }, onlyLeaderReady }: OperatorDeploymentFacts): string[] {
  return [
    // where one pod only is ever Ready, a budget can do nothing but hold it
    ...(by === undefined && !onlyLeaderReady ? ['no PodDisruptionBudget selects its pods'] : []),
    ...(doubled.length > 0 ? [`${quoted(doubled)} select the same pods`] : []),
    ...(blocking.length > 0 ? [`${quoted(blocking)} never let${blocking.length === 1 ? 's' : ''} ${onlyLeaderReady ? 'the leader' : 'a pod'} go`] : []),
  ];
}
