import { execFileSync, spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ORDERS } from './watched';
import { postgresAlerts } from '../../src/postgres/alerts';
import { FAULTS } from '../promtool/faults';
import { healthy, idle, newborn, shortLivedCertificate } from '../promtool/orders';
import { Series } from '../promtool/series';

jest.setTimeout(60_000);

const HOUR = 60 * 60;
// Backups every hour keep the series short.
const alerts = postgresAlerts({ ...ORDERS, backupEverySeconds: HOUR, snapshotEverySeconds: HOUR, dumpEverySeconds: HOUR });
const missing = spawnSync('promtool', ['--version']).error !== undefined;
if (missing && process.env.CI !== 'true') {
  console.warn('SKIPPED: promtool is not installed (Debian: apt-get install prometheus), so no alert was tried on series.');
}

const directory = mkdtempSync(join(tmpdir(), 'alerts-'));
afterAll(() => rmSync(directory, { recursive: true }));

const tried = missing && process.env.CI !== 'true' ? describe.skip : describe;

tried('promtool', () => {
  beforeAll(() => {
    const rules = alerts.map(({ alert, expr, for: hold, severity }) => ({ alert, expr, for: hold, labels: { severity } }));
    writeFileSync(join(directory, 'rules.yaml'), JSON.stringify({ groups: [{ name: 'orders', rules }] }));
  });

  test('accepts the rules, descriptions included', () => {
    const rules = alerts.map(({ alert, expr, for: hold, summary, description }) =>
      ({ alert, expr, for: hold, annotations: { summary, description } }));
    const file = join(directory, 'annotated.yaml');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'orders', rules }] }));
    expect(execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })).toContain(`SUCCESS: ${alerts.length} rules found`);
  });

  test.each([
    ['busy and well', healthy()],
    ['idle', idle()],
    ['served with a certificate of a day', shortLivedCertificate()],
  ])('nothing fires while the database is %s', (_, series) => {
    expect(verdict(series, [5, 60, 119, 180].map(at => ({ at, fires: {} })))).toBe('');
  });

  test('nothing fires in the first hour of a database, before its first backup', () => {
    expect(verdict(newborn(), [5, 30, 60].map(at => ({ at, fires: {} })))).toBe('');
  });

  test.each(FAULTS)('$name', ({ series, at, fires }) => {
    expect(verdict(series, [{ at, fires }])).toBe('');
  });

  test('a failover is reported for a quarter of an hour, and as nothing else', () => {
    const { series } = FAULTS.find(fault => 'PostgresFailover' in fault.fires)!;
    const calm = [59, 61, 63, 79, 90, 110].map(at => ({ at, fires: {} }));
    const told = [65, 67, 72, 75].map(at => ({ at, fires: { PostgresFailover: [{ namespace: 'database', pod: 'orders-2' }] } }));
    expect(verdict(series, [...calm, ...told])).toBe('');
  });
});

test('every alert has a fault that it fires on', () => {
  const proven = new Set(FAULTS.flatMap(fault => Object.keys(fault.fires)));
  expect(alerts.map(rule => rule.alert).filter(name => !proven.has(name))).toEqual([]);
});

test('every label in a description is on the alert when it fires', () => {
  const wrong = FAULTS.flatMap(fault => Object.entries(fault.fires)).flatMap(([name, instances]) => {
    const { description } = alerts.find(rule => rule.alert === name)!;
    const used = [...description.matchAll(/\$labels\.(\w+)/g)].map(match => match[1]);
    return instances.flatMap(labels => used.filter(label => !(label in labels)).map(label => `${name}: ${label}`));
  });
  expect(wrong).toEqual([]);
});

interface Moment { readonly at: number; readonly fires: Readonly<Record<string, readonly Record<string, string>[]>> }

/** What promtool has to say against these series; nothing if exactly these alerts fire at these moments. */
function verdict(series: Series, moments: readonly Moment[]): string {
  const file = join(directory, 'test.yaml');
  writeFileSync(file, JSON.stringify({
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: [{
      interval: '1m',
      input_series: series.render(Math.max(...moments.map(moment => moment.at))),
      alert_rule_test: moments.flatMap(({ at, fires }) => alerts.map(({ alert, severity }) => ({
        eval_time: `${at}m`,
        alertname: alert,
        exp_alerts: (fires[alert] ?? []).map(labels => ({ exp_labels: { severity, ...labels } })),
      }))),
    }],
  }));
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  return status === 0 ? '' : stdout + stderr;
}
