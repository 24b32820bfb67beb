import { objectRule } from '../object-rule';
import { budgetedPods } from '../readers/operator-budgets';
import { Severity } from '../severity';

export const budgetDoubled = objectRule({
  id: 'budget-doubled',
  title: 'No PodDisruptionBudget beside the operator\'s own',
  why: 'The API server refuses to evict a pod that two budgets select: every drain of its node, and every upgrade of the nodes, hangs until somebody deletes one.',
  fix: 'Remove the budget, and say in the database\'s own resource how many may go; in YAML: no PodDisruptionBudget on the operator\'s pods, and '
    + 'podDisruptionBudget (for Percona in pxc, haproxy and each replset, for Elasticsearch in spec).',
  source: 'Kubernetes docs, API-initiated Eviction; kubernetes/kubernetes#75957',
  severity: Severity.OUTAGE,
  check: (budget, among) => {
    const own = budget.metadata.name;
    return budgetedPods(budget, among).filter(({ budgets }) => budgets.doubled.includes(own)).map(({ pods, budgets }) => {
      const other = pods.budget ?? `PodDisruptionBudget ${budgets.doubled.find((name) => name !== own)}`;
      return { found: `selects pods of ${pods.database.kind} ${pods.database.metadata.name} that have ${other} already`, path: ['spec', 'selector'] };
    });
  },
});
