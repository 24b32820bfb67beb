import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { seriesSelectors, SeriesSelector } from './promql';
import { AlertExporter, AlertRule } from '../../src/parts/alert-rule';

const RUNBOOKS = join(__dirname, '../../docs/runbooks');

export interface Alerted {
  readonly alerts: readonly AlertRule[];
  /** What each exporter exports. */
  readonly metrics: Readonly<Record<AlertExporter, readonly string[]>>;
  /** Whether a selector selects series of this database only. */
  readonly isOwn: (selector: SeriesSelector) => boolean;
}

/** What holds for the alerts of every engine. */
export function describeAlerts({ alerts, metrics, isOwn }: Alerted): void {
  test('no two alerts share a name', () => {
    const names = alerts.map(rule => rule.alert);
    expect(names).toEqual([...new Set(names)]);
  });

  describe.each(alerts)('$alert', (rule) => {
    const selectors = seriesSelectors(rule.expr);

    test('reads a metric of the exporter it names, and besides that the instances\' only', () => {
      const own = metrics[rule.exporter];
      const read = selectors.map(selector => selector.metric);
      expect(read.filter(metric => own.includes(metric))).not.toEqual([]);
      expect(read.filter(metric => !own.includes(metric) && !metrics.instance.includes(metric))).toEqual([]);
    });

    test('is about this database only', () => {
      expect(selectors.filter(selector => !isOwn(selector))).toEqual([]);
    });

    test('outlasts two scrapes a minute apart', () => {
      expect(seconds(rule.for)).toBeGreaterThanOrEqual(120);
    });

    test('describes itself with labels that its series have', () => {
      const labels = [...rule.description.matchAll(/\$labels\.(\w+)/g)].map(match => match[1]);
      expect(labels.filter(label => !rule.expr.includes(label) && label !== 'pod')).toEqual([]);
      expect(rule.summary).not.toContain('{{');
    });

    test('has a runbook with the four parts', () => {
      const page = readFileSync(join(RUNBOOKS, `${rule.alert}.md`), 'utf8');
      expect(page.split('\n')[0]).toBe(`# ${rule.alert}`);
      expect([...page.matchAll(/^## (.*)$/gm)].map(match => match[1])).toEqual(['Meaning', 'Impact', 'Diagnosis', 'Mitigation']);
    });
  });
}

/** Names of the runbooks whose names begin so. */
export function runbooks(prefix: string): string[] {
  return readdirSync(RUNBOOKS).filter(file => file.startsWith(prefix)).map(file => file.replace(/\.md$/, '')).sort();
}

/** Links of runbooks to other runbooks that are not there. */
export function deadLinks(prefix: string): string[] {
  const there = readdirSync(RUNBOOKS);
  return runbooks(prefix).flatMap(page => [...readFileSync(join(RUNBOOKS, `${page}.md`), 'utf8').matchAll(/\]\((\w+\.md)\)/g)]
    .map(match => match[1]).filter(link => !there.includes(link)).map(link => `${page}: ${link}`));
}

function seconds(duration: string): number {
  const [, amount, unit] = /^(\d+)([smh])$/.exec(duration)!;
  return Number(amount) * { s: 1, m: 60, h: 3600 }[unit as 's' | 'm' | 'h'];
}
