export interface BudgetFacts {
  /** The operator's own budgets or a manifest's, in words; undefined when the pods have none. */
  readonly by?: string;
  /** Names of manifests' budgets that select the same pods as another budget: then every eviction fails. */
  readonly doubled: readonly string[];
  /** Names of budgets that never let a pod go. */
  readonly blocking: readonly string[];
}
