import { BudgetFacts } from './budget-facts';
import { Seen } from './unseen';

/** The operators that the database cannot do without. */
export interface OperatorsFacts {
  readonly needed: readonly OperatorFacts[];
  /** Why a database that has an operator does without it, in words. */
  readonly unneeded?: string;
  /** Who vouches for those that the input does not show. */
  readonly attested?: string;
}

export interface OperatorFacts {
  /** As people call it, for example CloudNativePG. */
  readonly name: string;
  readonly deployment: Seen<OperatorDeploymentFacts>;
}

export interface OperatorDeploymentFacts {
  /** For example `Deployment cnpg-system/cnpg-controller-manager`. */
  readonly what: string;
  readonly replicas: number;
  /** Whether two of its pods never share a node. */
  readonly apart: boolean;
  /** Whether they would never, had the spread that is there `minDomains: 2`. */
  readonly lacksMinDomains: boolean;
  /** How long its pods stay bound to a lost node; Infinity for ever. */
  readonly leavesLostNodeAfterSeconds: number;
  /** Name of its PriorityClass. */
  readonly priorityClass?: string;
  readonly budgets: BudgetFacts;
  /** Whether only the pod that leads is ever Ready. */
  readonly onlyLeaderReady: boolean;
  /** Whether pods that do not lead say that they are Ready, and get calls that they refuse. */
  readonly readyTooSoon: boolean;
  /** Whether more than one of its pods act, because they elect no leader. */
  readonly allAct: boolean;
  /** Whether a rolling update waits for ever for pods to be Ready. */
  readonly updateHangs: boolean;
}
