import { AlertFacts } from '../facts';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { isSeen } from '../unseen';
import { counted, listed } from '../wording';
import { worstFinding } from '../worst-finding';

export const alertRules: Rule = {
  id: 'alert-rules',
  group: RuleGroup.MONITORING,
  title: 'Alerts on replication lag, disk usage and connections of this database',
  why: 'A replica that falls behind, a disk that fills and connections that run out are seen hours before users see them, if somebody is told.',
  fix: 'Give the platform monitoring: Monitoring.prometheus({ namespace, labels }); in YAML: a PrometheusRule whose expressions accept this '
    + 'database\'s series and which carries the labels of Prometheus\' ruleSelector.',
  source: 'Running Databases on Kubernetes guide, 8.2 and 12; CloudNativePG 1.30 docs, Monitoring',
  costly: false,
  severity: Severity.OUTAGE,
  check: ({ alerts }) => (alerts.about.length === 0
    ? fail('no alert is about it')
    : worstFinding([
      alerts.missing.length > 0
        ? fail(`no alert on ${listed(alerts.missing)}`)
        : pass(counted(alerts.about.length, 'alert')),
      loaded(alerts),
    ])),
};

function loaded({ selected }: AlertFacts): Finding {
  if (!isSeen(selected)) return unknown(selected.what);
  return selected === undefined ? fail('Prometheus does not select its PrometheusRule') : pass(selected.what, selected.attested);
}
