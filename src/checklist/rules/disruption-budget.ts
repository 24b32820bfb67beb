import { fail, pass, Rule, RuleGroup } from '../rule';
import { Severity } from '../severity';
import { quoted } from '../wording';
import { worstFinding } from '../worst-finding';

export const disruptionBudget: Rule = {
  id: 'disruption-budget',
  group: RuleGroup.HIGH_AVAILABILITY,
  title: 'One PodDisruptionBudget, that lets pods go one by one',
  why: 'Without a budget a drain takes all instances at once; a second budget on the same pods, or one that lets none go, makes every eviction '
    + 'fail and holds up the upgrade of the nodes.',
  fix: 'Leave the budget to the operator and remove your own on its pods; in YAML: spec.enablePDB: true.',
  source: 'Running Databases on Kubernetes guide, 6.3 and 12; CloudNativePG 1.30 docs, Kubernetes Upgrade and Maintenance, Pod Disruption Budgets; Kubernetes docs, API-initiated Eviction',
  costly: true,
  severity: Severity.OUTAGE,
  check: ({ budgets: { by, doubled, blocking } }) => worstFinding([
    by === undefined ? fail('no PodDisruptionBudget selects its pods') : pass(by),
    ...(doubled.length > 0 ? [fail(`${quoted(doubled)} select${doubled.length === 1 ? 's' : ''} pods that another budget selects too`)] : []),
    ...(blocking.length > 0 ? [fail(`${quoted(blocking)} never let${blocking.length === 1 ? 's' : ''} a pod go`)] : []),
  ]),
};
