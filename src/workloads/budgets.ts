import { DatabaseWorkload } from './database-workload';
import { BudgetFacts } from '../checklist/budget-facts';
import { Manifests } from '../checklist/manifests';
import { readBudgets } from '../checklist/readers/budgets';

/** The budgets over a workload's pods; one that holds other pods of the database as well counts them all. */
export function budgetsOf(of: DatabaseWorkload, family: readonly DatabaseWorkload[], among: Manifests): BudgetFacts {
  const read = (each: DatabaseWorkload, instances: number) => readBudgets(among, { namespace: each.namespace, podLabels: each.podLabels, instances });
  const alone = read(of, of.replicas);
  const sharing = family.filter((each) => each !== of && alone.by !== undefined && read(each, each.replicas).by === alone.by);
  return sharing.length === 0 ? alone : read(of, sharing.reduce((sum, each) => sum + each.replicas, of.replicas));
}
