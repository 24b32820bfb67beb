import { fail, pass, Rule, RuleGroup } from '../rule';
import { Severity } from '../severity';
import { quoted } from '../wording';

export const failoverDrill: Rule = {
  id: 'failover-drill',
  group: RuleGroup.HIGH_AVAILABILITY,
  title: 'Automatic failover is rehearsed on a schedule',
  why: 'A failover that has never happened fails at the first real one: clients that do not reconnect, replicas that cannot be promoted.',
  fix: 'This version has no drill for it: delete the primary\'s pod while a client writes, measure, and waive the rule with the date.',
  source: 'Running Databases on Kubernetes guide, 6.2 and 12; CloudNativePG 1.30 docs, Automated failover',
  costly: true,
  severity: Severity.OUTAGE,
  check: ({ drills: { failover } }) => (failover.length > 0
    ? pass(`rehearsed by ${quoted(failover)}`)
    : fail('no drill rehearses its failover')),
};
