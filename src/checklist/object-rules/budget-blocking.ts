import { objectRule } from '../object-rule';
import { budgetedPods } from '../readers/operator-budgets';
import { Severity } from '../severity';
import { counted } from '../wording';

export const budgetBlocking = objectRule({
  id: 'budget-blocking',
  title: 'A PodDisruptionBudget lets a pod go',
  why: 'A budget that asks for as many pods as there are makes every eviction fail: the drain of a node hangs, and the upgrade of the nodes with it, until '
    + 'somebody forces it, which is what the budget was to prevent.',
  fix: 'Run more pods, or let one go; in YAML: maxUnavailable: 1 instead of minAvailable, and at least two pods.',
  source: 'Kubernetes docs, Specifying a Disruption Budget for your Application; cagriekin/charts#161, zalando/postgres-operator#384',
  severity: Severity.OUTAGE,
  check: (budget, among) => budgetedPods(budget, among).filter(({ budgets }) => budgets.blocking.includes(budget.metadata.name)).map(({ pods }) => {
    const field = budget.spec.maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable';
    const { database, instances } = pods;
    return {
      found: `${field}: ${budget.spec[field]} never lets go any of ${counted(instances, 'pod')} of ${database.kind} ${database.metadata.name}`,
      path: ['spec', field],
    };
  }),
});
