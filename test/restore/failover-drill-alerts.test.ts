import { readFileSync } from 'fs';
import { join } from 'path';
import { DRILL } from './watched-drill';
import { failoverDrillAlerts } from '../../src/restore/failover-drill-alerts';
import { METRICS } from '../support/metrics';
import { seriesSelectors } from '../support/promql';

describe.each(failoverDrillAlerts(DRILL))('$alert', (rule) => {
  test('reads metrics of kube-state-metrics alone', () => {
    const metrics = seriesSelectors(rule.expr).map(selector => selector.metric);
    expect(metrics.filter(metric => !METRICS['kube-state-metrics'].includes(metric))).toEqual([]);
    expect(rule.exporter).toBe('kube-state-metrics');
  });

  test('is about this drill only', () => {
    const wrong = seriesSelectors(rule.expr).filter(({ labels }) => labels.namespace !== '="database"'
      || ![labels.cronjob, labels.job_name].some(label => ['="orders-failover-drill"', '=~"orders-failover-drill-[0-9]+"'].includes(label)));
    expect(wrong).toEqual([]);
  });

  test('has a runbook with the four parts', () => {
    const page = readFileSync(join(__dirname, '../../docs/runbooks', `${rule.alert}.md`), 'utf8');
    expect(page.split('\n')[0]).toBe(`# ${rule.alert}`);
    expect([...page.matchAll(/^## (.*)$/gm)].map(match => match[1])).toEqual(['Meaning', 'Impact', 'Diagnosis', 'Mitigation']);
  });
});
