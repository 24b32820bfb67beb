import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { DRILL } from './watched-drill';
import { failoverDrillAlerts } from '../../src/restore/failover-drill-alerts';
import { Series } from '../promtool/series';

jest.setTimeout(60_000);

const alerts = failoverDrillAlerts(DRILL);
const missing = spawnSync('promtool', ['--version']).error !== undefined;
const directory = mkdtempSync(join(tmpdir(), 'alerts-'));
afterAll(() => rmSync(directory, { recursive: true }));

const NS = { namespace: 'database' };
const OF_CRON_JOB = { ...NS, cronjob: DRILL.cronJob };
const FAILED = 'FailoverDrillFailed';
const OVERDUE = 'FailoverDrillOverdue';
const from = (minute: number, value: number) => (at: number) => (at < minute ? undefined : value);

interface Run { readonly at: number; readonly passed: boolean }

/** Drills at these minutes, each of five minutes; the CronJob was made at minute 0, kube-state-metrics runs twice, and there are neighbours. */
function drills(...runs: Run[]): Series {
  const series = new Series();
  for (const instance of ['a', 'b']) {
    series.add('kube_cronjob_created', { ...OF_CRON_JOB, instance }, 0);
    const lastPassed = (minute: number) => runs.filter(({ at, passed }) => passed && at + 5 <= minute).pop();
    series.add('kube_cronjob_status_last_successful_time', { ...OF_CRON_JOB, instance }, minute => {
      const last = lastPassed(minute);
      return last && (last.at + 5) * 60;
    });
    runs.forEach(({ at, passed }, i) => job(series, `${DRILL.cronJob}-${i}`, instance, at, passed));
    job(series, `${DRILL.cronJob}-try`, instance, 170, false);
    job(series, 'orders-v2-failover-drill-1', instance, 170, false);
  }
  return series;
}

function job(series: Series, name: string, instance: string, at: number, passed: boolean): void {
  const of = { ...NS, job_name: name, instance };
  series.add('kube_job_status_start_time', of, from(at, at * 60));
  // a Job has the condition when it is over, and one of the three series is 1
  if (!passed) for (const condition of ['true', 'false', 'unknown']) series.add('kube_job_failed', { ...of, condition }, from(at + 5, condition === 'true' ? 1 : 0));
}

(missing && process.env.CI !== 'true' ? describe.skip : describe)('promtool', () => {
  beforeAll(() => {
    const rules = alerts.map(({ alert, expr, for: hold, severity }) => ({ alert, expr, for: hold, labels: { severity } }));
    writeFileSync(join(directory, 'rules.yaml'), JSON.stringify({ groups: [{ name: 'drills', rules }] }));
  });

  test.each<[string, Series, Array<[minute: number, fires: string[]]>]>([
    ['passes every hour', drills({ at: 60, passed: true }, { at: 120, passed: true }, { at: 180, passed: true }), [[30, []], [90, []], [150, []], [200, []]]],
    ['has not had its first window', drills(), [[60, []], [119, []]]],
    ['never ran', drills(), [[130, []], [140, [OVERDUE]]]],
    ['failed at its first window', drills({ at: 60, passed: false }), [[64, []], [75, [FAILED]], [119, [FAILED]]]],
    ['failed once, and passed since', drills({ at: 60, passed: false }, { at: 120, passed: true }), [[100, [FAILED]], [126, []], [180, []]]],
    ['passed once, and failed since', drills({ at: 60, passed: true }, { at: 120, passed: false }), [[100, []], [130, [FAILED]], [180, [FAILED]]]],
    ['is not there', new Series(), [[10, []], [30, [OVERDUE]]]],
    ['passed once, and never ran since', drills({ at: 60, passed: true }), [[180, []], [184, []], [201, [OVERDUE]]]],
  ])('a drill that %s', (_, series, moments) => {
    expect(verdict(series, moments)).toBe('');
  });
});

/** What promtool has to say against these series; nothing if exactly these alerts fire at these moments. */
function verdict(series: Series, moments: Array<[minute: number, fires: string[]]>): string {
  const file = join(directory, 'test.yaml');
  writeFileSync(file, JSON.stringify({
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: [{
      interval: '1m',
      input_series: series.render(Math.max(...moments.map(([minute]) => minute))),
      alert_rule_test: moments.flatMap(([minute, fires]) => alerts.map(({ alert, severity }) => ({
        eval_time: `${minute}m`,
        alertname: alert,
        exp_alerts: fires.includes(alert) ? [{ exp_labels: { severity, ...(alert === OVERDUE ? OF_CRON_JOB : NS) } }] : [],
      }))),
    }],
  }));
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  return status === 0 ? '' : stdout + stderr;
}
