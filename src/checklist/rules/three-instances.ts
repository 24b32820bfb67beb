import { fail, pass, Rule, RuleGroup } from '../rule';
import { Severity } from '../severity';
import { counted } from '../wording';

/** Guide 12: one primary and two replicas. */
const LEAST = 3;

export const threeInstances: Rule = {
  id: 'three-instances',
  group: RuleGroup.HIGH_AVAILABILITY,
  title: 'At least 3 instances (a primary and two replicas)',
  why: 'With two instances a failure leaves one without a copy, and a node that is drained for maintenance leaves none to fail over to.',
  fix: 'Set instances to 3 or more; in YAML: spec.instances: 3.',
  source: 'Running Databases on Kubernetes guide, 6.1 and 12; CloudNativePG 1.30 docs, Architecture, Reserving nodes for PostgreSQL workloads',
  costly: true,
  severity: Severity.OUTAGE,
  check: ({ instances, unreplicated }) => {
    const found = counted(instances, 'instance');
    return instances >= LEAST ? pass(found) : fail(`${found}, fewer than ${LEAST}${unreplicated === undefined ? '' : `: ${unreplicated}`}`);
  },
};
