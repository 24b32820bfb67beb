import { MetricsFacts } from '../facts';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { isSeen } from '../unseen';
import { quoted } from '../wording';
import { worstFinding } from '../worst-finding';

export const metricsAndDashboard: Rule = {
  id: 'metrics-and-dashboard',
  group: RuleGroup.MONITORING,
  title: 'Prometheus scrapes the database, and a Grafana dashboard shows it',
  why: 'Without metrics no alert fires, and whoever is called at night starts blind.',
  fix: 'Give the platform monitoring: Monitoring.prometheus({ namespace, labels }); in YAML: a PodMonitor that selects the pods and carries the labels '
    + 'of Prometheus\' podMonitorSelector, and a dashboard (ConfigMap or GrafanaDashboard) that queries this database.',
  source: 'Running Databases on Kubernetes guide, 8.1, 8.2 and 12; CloudNativePG 1.30 docs, Monitoring, Creating a PodMonitor',
  costly: false,
  severity: Severity.OUTAGE,
  check: ({ metrics }) => worstFinding([
    scraped(metrics),
    metrics.dashboards.length > 0 ? pass(`shown by ${quoted(metrics.dashboards)}`) : fail('no dashboard shows it'),
  ]),
};

function scraped({ monitors }: MetricsFacts): Finding {
  if (monitors.length === 0) return fail('no PodMonitor or ServiceMonitor selects its pods');
  const findings = monitors.map(({ name, selected }) => {
    if (!isSeen(selected)) return unknown(selected.what);
    return selected === undefined
      ? fail(`Prometheus does not select monitor "${name}"`)
      : pass(`scraped through "${name}": ${selected.what}`, selected.attested);
  });
  // one monitor that works is enough
  return findings.find((of) => of.outcome === 'pass') ?? findings.find((of) => of.outcome === 'unknown') ?? worstFinding(findings);
}
