import { Manifest } from '../checklist/manifests';

/** At most one of the pods may go at a time. Only for pods that no operator's budget selects: two budgets on one pod stop every eviction. */
export function disruptionBudget(of: { name: string; namespace: string; selector: Record<string, string> }): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: of.name, namespace: of.namespace },
    spec: { maxUnavailable: 1, selector: { matchLabels: of.selector } },
  };
}
