import { Labels } from './label-selector';
import { selecting, SelectingKind } from './selecting';
import { BudgetFacts } from '../budget-facts';
import { Manifest, Manifests } from '../manifests';

export interface BudgetsOf {
  readonly namespace: string;
  readonly podLabels: Labels;
  /** Number of pods with these labels. */
  readonly instances: number;
  /** How many of them are ever Ready; undefined for all. */
  readonly ready?: number;
  /** The budget that the operator makes for these pods, in words. */
  readonly operatorBudget?: string;
}

const BUDGETS: SelectingKind = {
  group: 'policy',
  kind: 'PodDisruptionBudget',
  selectorOf: (budget) => budget.spec?.selector,
  namespacesOf: (budget) => [budget.metadata.namespace ?? ''],
};

/** The budgets over one kind of a database's pods. An eviction fails when two budgets select the same pod. */
export function readBudgets(among: Manifests, of: BudgetsOf): BudgetFacts {
  const budgets = selecting(among, BUDGETS, of.namespace, of.podLabels);
  const names = budgets.map((budget) => budget.metadata.name);
  const total = budgets.length + (of.operatorBudget ? 1 : 0);
  return {
    by: of.operatorBudget ?? (names.length > 0 ? `PodDisruptionBudget ${names.join(', ')}` : undefined),
    doubled: total > 1 ? names : [],
    blocking: budgets.filter((budget) => isBlocking(budget, of)).map((budget) => budget.metadata.name),
  };
}

/** As the disruption controller counts: an eviction needs more Ready pods than there must be. */
function isBlocking(budget: Manifest, { instances, ready = instances }: BudgetsOf): boolean {
  const { maxUnavailable, minAvailable } = budget.spec;
  if (maxUnavailable !== undefined) return ready <= instances - pods(maxUnavailable, instances);
  return minAvailable !== undefined && ready <= pods(minAvailable, instances);
}

/** A percentage counts up to whole pods: https://kubernetes.io/docs/tasks/run-application/configure-pdb/. */
function pods(value: number | string, instances: number): number {
  const text = String(value);
  return text.endsWith('%') ? Math.ceil((Number(text.slice(0, -1)) * instances) / 100) : Number(text);
}
