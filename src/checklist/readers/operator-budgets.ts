import { readBudgets } from './budgets';
import { OperatorPods, podsOf } from './operator-pods';
import { selecting, SelectingKind } from './selecting';
import { BudgetFacts } from '../budget-facts';
import { Manifest, Manifests } from '../manifests';

/** A budget's pods, and what all budgets together mean for them. */
export interface BudgetedPods {
  readonly pods: OperatorPods;
  readonly budgets: BudgetFacts;
}

const BUDGETS: SelectingKind = {
  group: 'policy',
  kind: 'PodDisruptionBudget',
  selectorOf: (budget) => budget.spec?.selector,
  namespacesOf: (budget) => [budget.metadata.namespace ?? ''],
};

const known = new WeakMap<Manifests, Map<Manifest, BudgetedPods[]>>();

/** What a PodDisruptionBudget selects of the pods that operators make, but for those whose budgets a box judges. */
export function budgetedPods(budget: Manifest, among: Manifests): readonly BudgetedPods[] {
  if (budget.kind !== 'PodDisruptionBudget') return [];
  let found = known.get(among);
  if (!found) {
    known.set(among, found = new Map());
    for (const pods of among.all.flatMap(podsOf)) {
      if (pods.boxed) continue;
      const { database: { metadata: { namespace = '' } }, labels, instances, budget: operatorBudget } = pods;
      const of = { pods, budgets: readBudgets(among, { namespace, podLabels: labels, instances, operatorBudget }) };
      for (const one of selecting(among, BUDGETS, namespace, labels)) found.set(one, [...found.get(one) ?? [], of]);
    }
  }
  return found.get(budget) ?? [];
}
