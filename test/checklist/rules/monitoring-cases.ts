import { casesOf, RuleCase } from './rule-case';
import { Unseen } from '../../../src/checklist/unseen';
import { GOOD } from '../../support/good-facts';

const { metrics, alerts, queryInsight } = GOOD;
const VOUCHED = { what: 'the labels that Prometheus is said to select', attested: true };
const UNSEEN = new Unseen('No Prometheus is in the input; add it or attest its labels.');

export const MONITORING_CASES: RuleCase[] = [
  ...casesOf('metrics-and-dashboard',
    ['it is scraped and shown', {}, 'pass', 'scraped through "orders": Prometheus monitoring/main selects it; shown by "orders-dashboard"'],
    ['somebody vouches for the labels', { metrics: { ...metrics, monitors: [{ name: 'orders', selected: VOUCHED }] } }, 'pass',
      'scraped through "orders": the labels that Prometheus is said to select; shown by "orders-dashboard"', true],
    ['one of two monitors is not selected', { metrics: { ...metrics, monitors: [{ name: 'old', selected: undefined }, ...metrics.monitors] } }, 'pass',
      'scraped through "orders": Prometheus monitoring/main selects it; shown by "orders-dashboard"'],
    ['no monitor selects the pods', { metrics: { ...metrics, monitors: [] } }, 'fail', 'no PodMonitor or ServiceMonitor selects its pods'],
    ['Prometheus does not select the monitor', { metrics: { ...metrics, monitors: [{ name: 'orders', selected: undefined }] } }, 'fail',
      'Prometheus does not select monitor "orders"'],
    ['no dashboard shows it', { metrics: { ...metrics, dashboards: [] } }, 'fail', 'no dashboard shows it'],
    ['no Prometheus is in the input', { metrics: { ...metrics, monitors: [{ name: 'orders', selected: UNSEEN }] } }, 'unknown',
      'No Prometheus is in the input; add it or attest its labels'],
  ),
  ...casesOf('alert-rules',
    ['all three topics are watched', {}, 'pass', '2 alerts; Prometheus monitoring/main selects it'],
    ['somebody vouches for the labels', { alerts: { ...alerts, selected: VOUCHED } }, 'pass', '2 alerts; the labels that Prometheus is said to select', true],
    ['none is about it', { alerts: { ...alerts, about: [] } }, 'fail', 'no alert is about it'],
    ['topics are missing', { alerts: { ...alerts, missing: ['replication lag', 'connections'] } }, 'fail', 'no alert on replication lag and connections'],
    ['Prometheus does not load them', { alerts: { ...alerts, selected: undefined } }, 'fail', 'Prometheus does not select its PrometheusRule'],
    ['no Prometheus is in the input', { alerts: { ...alerts, selected: UNSEEN } }, 'unknown',
      'No Prometheus is in the input; add it or attest its labels'],
  ),
  ...casesOf('logs-collected',
    ['a collector reads them', {}, 'pass', 'DaemonSet logging/alloy reads /var/log/pods'],
    ['somebody vouches for it', { logs: { what: 'Alloy on every node', attested: true } }, 'pass', 'Alloy on every node', true],
    ['no collector is in the input', { logs: new Unseen('No collector is in the input; add it.') }, 'unknown', 'No collector is in the input; add it.'],
  ),
  ...casesOf('query-insight',
    ['statements are recorded and exported', {}, 'pass', 'pg_stat_statements, exported by ConfigMap shop/orders-queries'],
    ['nothing records them', { queryInsight: { ...queryInsight, records: undefined } }, 'fail', 'nothing records its statements'],
    ['nothing exports them', { queryInsight: { ...queryInsight, exports: undefined } }, 'fail', 'pg_stat_statements records its statements, but nothing exports them'],
    ['the exporter is not in the input', { queryInsight: { ...queryInsight, exports: new Unseen('ConfigMap shop/queries is not in the input; add it.') } },
      'unknown', 'ConfigMap shop/queries is not in the input; add it.'],
  ),
];
