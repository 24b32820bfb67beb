import { fail, pass, Rule, RuleGroup } from '../rule';
import { Severity } from '../severity';
import { listed, quoted } from '../wording';

export const failoverDrill: Rule = {
  id: 'failover-drill',
  group: RuleGroup.HIGH_AVAILABILITY,
  title: 'Automatic failover is rehearsed on a schedule',
  why: 'A failover that has never happened fails at the first real one: clients that do not reconnect, replicas that cannot be promoted.',
  fix: 'Declare a drill: new FailoverDrill(chart, id, { source, window: MaintenanceWindow.of({ schedule, duration }) }); it is never there by itself, because clients notice it; in YAML: annotate the '
    + 'CronJob that makes the primary go while something writes, and counts what was lost, at least once a quarter, with cdk8s-databases.io/failover-drill: <namespace>/<name> of '
    + 'the database.',
  source: 'Running Databases on Kubernetes guide, 6.2 and 12; CloudNativePG 1.30 docs, Automated failover',
  costly: true,
  severity: Severity.OUTAGE,
  check: ({ drills: { failover, lapsed } }) => {
    if (failover.length > 0) return pass(`rehearsed by ${quoted(failover)}`);
    const why = lapsed?.failover ?? [];
    return fail(why.length > 0 ? `no drill rehearses its failover: ${listed(why)}` : 'no drill rehearses its failover');
  },
};
