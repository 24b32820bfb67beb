import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { DRILL } from './drilled';
import { drillAlerts } from '../../src/restore/drill-alerts';
import { METRICS } from '../support/metrics';
import { seriesSelectors } from '../support/promql';

const RUNBOOKS = join(__dirname, '../../docs/runbooks');
const alerts = drillAlerts(DRILL);

describe.each(alerts)('$alert', (rule) => {
  test('reads metrics of kube-state-metrics alone, of this drill alone', () => {
    const selectors = seriesSelectors(rule.expr);
    expect(selectors.filter(({ metric }) => !METRICS['kube-state-metrics'].includes(metric))).toEqual([]);
    expect(rule.expr.match(/\{namespace="shop-drills", (cronjob="orders-restore-drill"|job_name=~"orders-restore-drill-\[0-9\]\+")/g)).toHaveLength(selectors.length);
  });

  test('has a runbook with the four parts', () => {
    const page = readFileSync(join(RUNBOOKS, `${rule.alert}.md`), 'utf8');
    expect(page.split('\n')[0]).toBe(`# ${rule.alert}`);
    expect([...page.matchAll(/^## (.*)$/gm)].map(match => match[1])).toEqual(['Meaning', 'Impact', 'Diagnosis', 'Mitigation']);
  });
});

test('every runbook of a restore drill belongs to an alert', () => {
  const pages = readdirSync(RUNBOOKS).filter(file => file.startsWith('RestoreDrill')).map(file => file.replace(/\.md$/, ''));
  expect(pages.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
});
